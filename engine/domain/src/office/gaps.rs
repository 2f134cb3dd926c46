//! What an office has not filled in or proved, and which lists it is left out of for that.

use super::{Capability, EnrolmentAnswers, Needs, Office};

/// Something that is missing from an office's facts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Gap {
    /// It cannot be found on the receipt.
    Address,
    /// It is near to nobody: it comes behind every office whose number begins like the citizen's.
    Phone,
    Ability(Capability),
}

/// What the gaps of an office cost it, in lists: one for each way to answer the four questions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cost {
    pub lists: u32,
    /// Of these, the ones without the office.
    pub left_out: u32,
}

impl Gap {
    pub const ALL: [Self; 6] = [
        Self::Address,
        Self::Phone,
        Self::Ability(Capability::NoStairs),
        Self::Ability(Capability::Pupil),
        Self::Ability(Capability::Finger),
        Self::Ability(Capability::HomeVisit),
    ];

    /// Whether it gapes there.
    #[must_use]
    pub fn of(self, office: &Office) -> bool {
        match self {
            Self::Address => office.address.trim().is_empty(),
            Self::Phone => office.phone.is_none(),
            Self::Ability(ability) => !office.capabilities.has(ability),
        }
    }

    /// Lists that this gap alone keeps the office out of, whatever else it has.
    #[must_use]
    pub fn cost(self) -> Cost {
        match self {
            Self::Address | Self::Phone => count(|_| false),
            Self::Ability(ability) => count(|needs| needs.capabilities().has(ability)),
        }
    }
}

impl Office {
    /// What is missing here, in the order in which it is asked for.
    pub fn gaps(&self) -> impl Iterator<Item = Gap> {
        Gap::ALL.into_iter().filter(|gap| gap.of(self))
    }

    /// Lists that the office is left out of as it is.
    #[must_use]
    pub fn cost_of_gaps(&self) -> Cost {
        count(|needs| !self.can_serve(needs))
    }
}

/// Every way to answer the four questions.
fn answers() -> impl Iterator<Item = EnrolmentAnswers> {
    (0_u8..16).map(|bits| EnrolmentAnswers {
        can_leave_home: bits & 1 != 0,
        can_climb_stairs: bits & 2 != 0,
        pupils_visible: bits & 4 != 0,
        fingers_sound: bits & 8 != 0,
    })
}

fn count(left_out: impl Fn(Needs) -> bool) -> Cost {
    let mut cost = Cost { lists: 0, left_out: 0 };
    for needs in answers().map(Needs::of) {
        cost.lists += 1;
        cost.left_out += u32::from(left_out(needs));
    }
    cost
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::OfficeId;
    use crate::office::{Capabilities, OfficeKind, OfficePhone};
    use crate::person::AreaCode;

    fn office(phone: Option<&str>, abilities: &[Capability]) -> Office {
        Office {
            id: OfficeId(1),
            code: "00713".to_owned(),
            kind: OfficeKind::Counter,
            name: "دفتر".to_owned(),
            address: "خیابان".to_owned(),
            city: "تبریز".to_owned(),
            area: AreaCode::parse("041").expect("Tabriz"),
            phone: phone.and_then(OfficePhone::parse),
            capabilities: abilities.iter().copied().collect::<Capabilities>(),
        }
    }

    #[test]
    fn an_office_that_has_everything_is_on_every_list() {
        let whole = office(Some("35551234"), &Capability::ALL);
        assert_eq!(whole.gaps().count(), 0);
        assert_eq!(whole.cost_of_gaps(), Cost { lists: 16, left_out: 0 });
    }

    #[test]
    fn an_office_that_has_proved_nothing_is_on_one_list() {
        let bare = Office { address: " ".to_owned(), ..office(None, &[]) };
        assert_eq!(bare.gaps().collect::<Vec<_>>(), Gap::ALL);
        assert_eq!(bare.cost_of_gaps(), Cost { lists: 16, left_out: 15 });
    }

    /// The law itself says who is left out: the cost is what its lists do.
    #[test]
    fn each_gap_costs_the_lists_that_ask_for_what_is_missing() {
        let expected = [
            (Gap::Address, 0),
            (Gap::Phone, 0),
            // Who cannot leave home does not climb the office's stairs.
            (Gap::Ability(Capability::NoStairs), 4),
            (Gap::Ability(Capability::Pupil), 8),
            (Gap::Ability(Capability::Finger), 8),
            (Gap::Ability(Capability::HomeVisit), 8),
        ];
        for (gap, left_out) in expected {
            assert_eq!(gap.cost().left_out, left_out, "{gap:?}");
            let Gap::Ability(missing) = gap else { continue };
            let rest: Vec<_> = Capability::ALL.into_iter().filter(|it| *it != missing).collect();
            assert_eq!(office(None, &rest).cost_of_gaps(), gap.cost(), "{gap:?}");
        }
    }
}
