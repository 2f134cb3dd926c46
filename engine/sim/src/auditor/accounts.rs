//! What one citizen has asked for, paid and been given.

use std::collections::{BTreeMap, BTreeSet};

use super::fact::Place;

#[derive(Debug, Default)]
pub struct Account {
    /// National ID and the serial of the booklet.
    pub entered: Option<(u64, u64)>,
    pub asked: BTreeMap<u32, Asked>,
    pub attempts: BTreeMap<u32, Attempt>,
    /// Orders of verified money, wherever it is.
    pub verified: BTreeSet<u64>,
    /// How many of them wait for a seat.
    pub credits: usize,
    /// How many of them are to be reversed: there were credits enough.
    pub reversals: usize,
    /// Orders of those that have gone back.
    pub sent_back: BTreeSet<u64>,
    pub booking: Option<Booking>,
    pub giving_back: BTreeSet<u32>,
    /// Holds that were let go, for ever: their release may come after the end.
    pub let_go: BTreeSet<u32>,
    pub booked_once: BTreeSet<u32>,
    /// The last step after the booking, with its office.
    pub step: Option<(u8, u32)>,
    pub stepped_once: BTreeSet<u8>,
    /// Whether an earlier seat is waited for.
    pub waits: bool,
    /// Moments of all offers, and the holds that were accepted.
    pub offers: Vec<u64>,
    /// How many of them were of requests that have ended.
    pub offered_before: usize,
    pub accepted: BTreeSet<u32>,
    /// What is asked for, as in [`super::fact::Fact::Anew`].
    pub service: u8,
    pub cards: u32,
    pub losses: u32,
    pub signed: bool,
    pub mistaken: bool,
    /// Bookings of requests that have ended, the oldest first.
    pub past: Vec<Booking>,
}

/// No card is made for it.
const SIGNATURE: u8 = 6;

#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub shift: u32,
    pub day: i32,
    pub moves: bool,
    pub free: bool,
    pub offered: bool,
    pub decide_by: u64,
    pub cap: u64,
    /// Refused, ended or booked.
    pub over: bool,
}

#[derive(Clone, Copy, Debug)]
pub struct Attempt {
    pub hold: u32,
    pub order: u64,
    pub amount: i64,
    pub window_ends: Option<u64>,
    /// A citizen has really looked at its page.
    pub seen: bool,
    pub closed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Booking {
    pub hold: u32,
    pub paid: bool,
}

/// A citizen has at most so many credits.
const CREDITS_MAX: usize = 8;

impl Account {
    /// Money has come, or has come back from a seat.
    pub const fn keep(&mut self) {
        if self.credits < CREDITS_MAX {
            self.credits += 1;
        } else {
            self.reversals += 1;
        }
    }

    /// Whether the request has come to its end by its last step.
    pub fn is_over(&self) -> bool {
        let last = if self.service == SIGNATURE { 2 } else { 5 };
        self.step.is_some_and(|(step, _)| step == last)
    }

    /// Notes what the last step has given, if it was the last one.
    pub fn receive(&mut self) {
        if !self.is_over() {
            return;
        }
        if self.service == SIGNATURE {
            self.signed = true;
            return;
        }
        self.cards += 1;
        self.losses += u32::from(matches!(self.service, 1..=3));
        (self.signed, self.mistaken) = (false, false);
    }

    /// Whether another request for this may begin now.
    pub fn may_begin(&self, service: u8) -> bool {
        let over = match self.booking {
            Some(_) => self.is_over(),
            None => self.credits == 0,
        };
        let due = match service {
            1 => self.losses == 0,
            2 => self.losses == 1,
            3 => self.losses > 1,
            4 => true,
            5 => self.mistaken,
            SIGNATURE => !self.signed,
            _ => false,
        };
        self.cards > 0 && over && due && !self.seeking() && self.giving_back.is_empty()
    }

    /// It begins: what is left of money goes back to where it came from.
    pub fn begin(&mut self, service: u8) {
        self.past.extend(self.booking.take());
        self.reversals += std::mem::take(&mut self.credits);
        (self.service, self.step, self.waits) = (service, None, false);
        self.offered_before = self.offers.len();
    }

    pub fn end(&mut self, hold: u32) {
        if let Some(asked) = self.asked.get_mut(&hold) {
            asked.over = true;
        }
    }

    pub fn asked_for(&self, hold: u32, place: Place) -> bool {
        let (shift, day, _) = place;
        self.asked.get(&hold).is_some_and(|asked| (asked.shift, asked.day) == (shift, day))
    }

    /// Whether this step may follow the last one.
    pub fn may_step(&self, step: u8, office: u32) -> bool {
        match (self.step, step) {
            (_, 3..) if self.service == SIGNATURE => false,
            (None, 0 | 1)
            | (Some((0, _)), 1)
            | (Some((1, _)), 2)
            | (Some((2, _)), 3)
            | (Some((3, _)), 4 | 5)
            | (Some((4, _)), 5) => true,
            (Some((4, before)), 4) => before != office,
            _ => false,
        }
    }

    /// Whether the completion has begun.
    pub fn begun(&self) -> bool {
        self.step.is_some_and(|(step, _)| step > 0)
    }

    /// Whether a seat is asked for that is still wanted.
    pub fn seeking(&self) -> bool {
        self.asked.iter().any(|(hold, asked)| !asked.over && !self.let_go.contains(hold))
    }

    /// Offers that are asked for, or stand, and are not over.
    pub fn offered(&self) -> usize {
        let alive = |(hold, asked): &(&u32, &Asked)| {
            asked.offered && !asked.over && !self.let_go.contains(hold)
        };
        self.asked.iter().filter(alive).count()
    }

    pub fn moving(&self) -> bool {
        self.asked.values().any(|asked| asked.moves && !asked.over)
    }

    /// Whether somebody may be paying for this hold at this moment, and has not chosen anew.
    pub fn looked_at(&self, hold: u32, now: u64) -> bool {
        let open = |attempt: &Attempt| {
            let ends = attempt.window_ends.unwrap_or_default();
            attempt.hold == hold && attempt.seen && !attempt.closed && ends > now
        };
        !self.let_go.contains(&hold) && self.attempts.values().any(open)
    }
}
