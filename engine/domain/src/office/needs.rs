//! From the four questions of the special enrolment to what an office must be able to do.

use super::{Capabilities, Capability};

/// The four answers as the citizen gives them; all `true` is the ordinary case.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EnrolmentAnswers {
    /// Q1: well enough to leave home.
    pub can_leave_home: bool,
    /// Q2: able to climb stairs.
    pub can_climb_stairs: bool,
    /// Q3: both pupils clearly visible.
    pub pupils_visible: bool,
    /// Q4: all fingers with three sound joints.
    pub fingers_sound: bool,
}

impl EnrolmentAnswers {
    pub const ORDINARY: Self = Self {
        can_leave_home: true,
        can_climb_stairs: true,
        pupils_visible: true,
        fingers_sound: true,
    };
}

/// The capabilities that a citizen's answers ask for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Needs(Capabilities);

impl Needs {
    pub const NONE: Self = Self(Capabilities::NONE);

    /// What these answers ask for.
    ///
    /// Who cannot leave home gets a team that comes, so the stairs of its office do not matter;
    /// pupils and fingers still do, because the team must carry the equipment.
    #[must_use]
    pub const fn of(answers: EnrolmentAnswers) -> Self {
        let mut asked = Capabilities::NONE;
        if !answers.can_leave_home {
            asked = asked.with(Capability::HomeVisit);
        } else if !answers.can_climb_stairs {
            asked = asked.with(Capability::NoStairs);
        }
        if !answers.pupils_visible {
            asked = asked.with(Capability::Pupil);
        }
        if !answers.fingers_sound {
            asked = asked.with(Capability::Finger);
        }
        Self(asked)
    }

    #[must_use]
    pub const fn asking_for(capabilities: Capabilities) -> Self {
        Self(capabilities)
    }

    #[must_use]
    pub const fn capabilities(self) -> Capabilities {
        self.0
    }

    #[inline]
    #[must_use]
    pub const fn met_by(self, capabilities: Capabilities) -> bool {
        capabilities.cover(self.0)
    }

    /// Only a home-visit team will do: its queue is longer, and the citizen is told so.
    #[must_use]
    pub const fn home_visit(self) -> bool {
        self.0.has(Capability::HomeVisit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Capability::{Finger, HomeVisit, NoStairs, Pupil};

    fn check(answers: EnrolmentAnswers, asked: &[Capability]) {
        let needs = Needs::of(answers);
        assert_eq!(needs.capabilities().iter().collect::<Vec<_>>(), asked);
        assert!(needs.met_by(asked.iter().copied().collect()));
        for missing in asked {
            let rest = asked.iter().copied().filter(|capability| capability != missing).collect();
            assert!(!needs.met_by(rest), "{missing:?} was not asked for");
        }
    }

    #[test]
    fn each_no_asks_for_its_capability() {
        let yes = EnrolmentAnswers::ORDINARY;
        check(yes, &[]);
        check(EnrolmentAnswers { can_climb_stairs: false, ..yes }, &[NoStairs]);
        check(EnrolmentAnswers { pupils_visible: false, ..yes }, &[Pupil]);
        check(EnrolmentAnswers { fingers_sound: false, ..yes }, &[Finger]);
        let all_but_home = EnrolmentAnswers {
            can_climb_stairs: false,
            pupils_visible: false,
            fingers_sound: false,
            ..yes
        };
        check(all_but_home, &[NoStairs, Pupil, Finger]);
        assert!(!Needs::of(all_but_home).home_visit());
    }

    #[test]
    fn a_home_visit_does_not_ask_for_stairs_but_for_equipment() {
        let housebound = EnrolmentAnswers { can_leave_home: false, ..EnrolmentAnswers::ORDINARY };
        check(housebound, &[HomeVisit]);
        check(EnrolmentAnswers { can_climb_stairs: false, ..housebound }, &[HomeVisit]);
        check(EnrolmentAnswers { pupils_visible: false, ..housebound }, &[Pupil, HomeVisit]);
        assert!(Needs::of(housebound).home_visit());
    }
}
