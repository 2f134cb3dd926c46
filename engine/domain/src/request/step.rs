//! The steps after the booking: who comes, what is made, where it lies. They happen elsewhere, and
//! those who are there tell them.

use crate::ids::OfficeId;
use crate::request::refusal::RequestRefusal;
use crate::timestamp::Timestamp;

/// A step of a booked request on its way to the card.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Step {
    /// The booked day has passed and nobody came.
    Missed,
    /// The completion has begun at this office, which is that of the booked seat.
    Begun { office: OfficeId },
    /// The completion is finished.
    Finished,
    /// The card is being made: nothing about it can be changed any more.
    InProduction,
    /// The card lies ready at this place.
    Ready { place: OfficeId },
    /// Its owner has the card.
    Delivered,
}

/// The last step of a request, and since when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reached {
    pub step: Step,
    pub at: Timestamp,
}

/// What a step means to a request that stands at another, or at none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Follows {
    /// It happens now.
    Next,
    /// It has happened: this is the word of it once more.
    Again,
    /// The request is further already.
    Behind,
    /// What must come before it has not happened.
    Skips,
}

impl Step {
    /// How far along the way; a missed day is no way at all.
    const fn rank(self) -> u8 {
        match self {
            Self::Missed => 0,
            Self::Begun { .. } => 1,
            Self::Finished => 2,
            Self::InProduction => 3,
            Self::Ready { .. } => 4,
            Self::Delivered => 5,
        }
    }

    /// Whether the completion has begun by this step, or by one before it.
    #[must_use]
    pub const fn is_begun(self) -> bool {
        self.rank() > Self::Missed.rank()
    }

    /// Whether the completion is finished by this step, or was by one before it.
    #[must_use]
    pub const fn is_finished(self) -> bool {
        self.rank() >= Self::Finished.rank()
    }

    /// Whether an office may still call it a slip: nothing is made of it, and nobody was told to
    /// make anything.
    #[must_use]
    pub const fn is_undoable(self) -> bool {
        self.rank() <= Self::Begun { office: OfficeId(0) }.rank()
    }

    /// Whether it is about the card itself, which not every request makes.
    #[must_use]
    pub const fn is_of_the_card(self) -> bool {
        self.rank() > Self::Finished.rank()
    }

    /// Nobody has a card that was not made, so every step wants the one before it; only the word
    /// that a card lies ready may be lost. A card that is ready may be sent on to another place.
    #[must_use]
    pub fn follows(self, now: Option<Self>) -> Follows {
        let Some(now) = now else {
            let first = matches!(self, Self::Missed | Self::Begun { .. });
            return if first { Follows::Next } else { Follows::Skips };
        };
        if self == now {
            return Follows::Again;
        }
        match (now, self) {
            (Self::Missed, Self::Begun { .. })
            | (Self::Begun { .. }, Self::Finished)
            | (Self::Finished, Self::InProduction)
            | (Self::InProduction, Self::Ready { .. } | Self::Delivered)
            | (Self::Ready { .. }, Self::Ready { .. } | Self::Delivered) => Follows::Next,
            _ if self.rank() > now.rank() => Follows::Skips,
            _ => Follows::Behind,
        }
    }

    /// As [`Self::follows`], where only the next step and the same one once more are let in.
    ///
    /// # Errors
    /// The law's word to whoever tells of a step too early or too late.
    pub(super) fn is_new(self, now: Option<Self>) -> Result<bool, RequestRefusal> {
        match (self.follows(now), now) {
            (Follows::Next, _) => Ok(true),
            (Follows::Again, _) => Ok(false),
            (Follows::Behind, Some(now)) => Err(RequestRefusal::StepBehind { now }),
            (Follows::Skips | Follows::Behind, now) => Err(RequestRefusal::StepSkips { now }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: [Step; 6] = [
        Step::Missed,
        Step::Begun { office: OfficeId(1) },
        Step::Finished,
        Step::InProduction,
        Step::Ready { place: OfficeId(2) },
        Step::Delivered,
    ];

    /// Rows: where the request stands. Columns: what is told, in the order of [`STEPS`].
    /// `n` next, `a` again, `b` behind, `s` skips.
    const TABLE: [(Option<Step>, &str); 7] = [
        (None, "nnssss"),
        (Some(STEPS[0]), "anssss"),
        (Some(STEPS[1]), "bansss"),
        (Some(STEPS[2]), "bbanss"),
        (Some(STEPS[3]), "bbbann"),
        (Some(STEPS[4]), "bbbban"),
        (Some(STEPS[5]), "bbbbba"),
    ];

    #[test]
    fn every_step_meets_every_other_as_the_table_says() {
        for (now, row) in TABLE {
            for (step, sign) in STEPS.into_iter().zip(row.chars()) {
                let expected = match sign {
                    'n' => Follows::Next,
                    'a' => Follows::Again,
                    'b' => Follows::Behind,
                    _ => Follows::Skips,
                };
                assert_eq!(step.follows(now), expected, "{step:?} after {now:?}");
            }
        }
    }

    #[test]
    fn a_ready_card_may_be_sent_on() {
        let elsewhere = Step::Ready { place: OfficeId(3) };
        assert_eq!(elsewhere.follows(Some(STEPS[4])), Follows::Next);
        assert_eq!(elsewhere.follows(Some(Step::Delivered)), Follows::Behind);
    }
}
