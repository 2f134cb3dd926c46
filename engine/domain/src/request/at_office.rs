//! What an office does with who comes on its day: one table for its buttons and for the refusals.
//!
//! Elsewhere a step is a fact that is told ([`super::advance`]). At an office it is an act: it has
//! its day and its office, and a slip of the hand can be taken back.

use crate::calendar::tehran::day_of;
use crate::ids::OfficeId;
use crate::request::advance::advance;
use crate::request::decide::{Events, Verdict};
use crate::request::event::RequestEvent;
use crate::request::refusal::RequestRefusal;
use crate::request::state::RequestState;
use crate::request::step::{Reached, Step};
use crate::timestamp::Timestamp;

/// An act of an office on one of its bookings.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum OfficeAct {
    /// The citizen is here: the completion begins. Not before the booked day, which is that of
    /// others who wait in turn; later too, for who comes late.
    Begin,
    /// All is taken. The production of the card rests on it, so it is final.
    Finish,
    /// The booked day is over and nobody came. The booking and its payment stay: its citizen
    /// chooses again, and this counts as no move.
    Miss,
    /// The last step was a slip: that which was reached at this moment, as its page showed it.
    /// Only a beginning and a missed day, and only as long as nothing followed.
    Undo { reached: Timestamp },
}

impl OfficeAct {
    /// What happens if this office does it now: nothing if it was done before.
    ///
    /// # Errors
    /// Why not, for who asks from a page that is behind.
    pub fn ruling(self, state: &RequestState, office: OfficeId, at: Timestamp) -> Verdict {
        let booking = state.booking.as_ref().ok_or(RequestRefusal::NotBooked)?;
        let (booked, day) = (booking.choice.shift.office(), booking.choice.day);
        if booked != office {
            return Err(RequestRefusal::BookedElsewhere { office: booked });
        }
        match self {
            Self::Begin if !state.is_begun() && day_of(at) < day => {
                Err(RequestRefusal::DayNotCome { day })
            }
            Self::Begin => advance(state, Step::Begun { office }, at),
            Self::Finish => advance(state, Step::Finished, at),
            Self::Miss => advance(state, Step::Missed, at),
            Self::Undo { reached } => undo(state.reached, reached),
        }
    }

    /// Whether it would change anything: what a page has a button for.
    #[must_use]
    pub fn allowed(self, state: &RequestState, office: OfficeId, at: Timestamp) -> bool {
        self.ruling(state, office, at).is_ok_and(|events| !events.is_empty())
    }
}

fn undo(now: Option<Reached>, reached: Timestamp) -> Verdict {
    match now {
        None => Ok(Events::new()),
        Some(Reached { step, at }) if at == reached && step.is_undoable() => {
            Ok(vec![RequestEvent::Undone { step }])
        }
        Some(Reached { step, .. }) => Err(RequestRefusal::StepBehind { now: step }),
    }
}
