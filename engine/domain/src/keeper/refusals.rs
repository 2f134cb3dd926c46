//! Holds that a shift has refused lately: the same message gets the same no.
//!
//! A desk that has waited asks again. Were the second answer a yes, because a seat came free
//! between the two, the first no would reach the desk before it, and the seat would be held for
//! nobody. Messages do not outlive a crash, so this memory needs not either.

use std::collections::{BTreeMap, VecDeque};

use crate::ids::{HoldNo, RequestKey};
use crate::shift::{Ask, Refusal, ShiftCommand};
use crate::timestamp::Timestamp;

/// Refusals that one shift remembers; the oldest are forgotten first.
pub const REFUSALS_MAX: usize = 16_384;

#[derive(Clone, Debug, Default)]
pub(super) struct Refusals {
    by_hold: BTreeMap<(RequestKey, HoldNo), Refusal>,
    /// In the order of their making, each with the moment after which the clock alone refuses.
    made: VecDeque<(Timestamp, RequestKey, HoldNo)>,
}

impl Refusals {
    pub(super) fn of(&mut self, command: &ShiftCommand, at: Timestamp) -> Option<Refusal> {
        while self.made.len() > REFUSALS_MAX || self.made.front().is_some_and(|(by, ..)| *by < at) {
            let (_, request, hold) = self.made.pop_front().expect("it has a front");
            self.by_hold.remove(&(request, hold));
        }
        let (request, hold, _) = a_hold(command)?;
        self.by_hold.get(&(request, hold)).copied()
    }

    pub(super) fn keep(&mut self, command: &ShiftCommand, refusal: Refusal) {
        let Some((request, hold, decide_by)) = a_hold(command) else { return };
        if self.by_hold.insert((request, hold), refusal).is_none() {
            self.made.push_back((decide_by, request, hold));
        }
    }
}

fn a_hold(command: &ShiftCommand) -> Option<(RequestKey, HoldNo, Timestamp)> {
    match command {
        ShiftCommand::Seat { request, hold, ask: Ask::Hold { decide_by, .. }, .. } => {
            Some((*request, *hold, *decide_by))
        }
        _ => None,
    }
}
