//! What was once durable, and whether it is still there after a crash: in the journal, in the rows
//! of the tables and in the change feed.

use std::collections::{BTreeMap, BTreeSet};

use super::fact::{Fact, Seen, TakenSeat, Told, Who};
use super::ledger::Auditor;

#[derive(Debug, Default)]
pub struct History {
    /// Record n stands at place n - 1.
    told: Vec<Told>,
    nationals: BTreeMap<u64, Who>,
    orders: BTreeSet<u64>,
    codes: BTreeMap<u32, Who>,
}

impl Auditor {
    /// A record has become durable.
    pub fn durable(&mut self, told: Told, now: u64) {
        let next = self.history.told.len() as u64 + 1;
        let last = self.history.told.last().map_or(0, |told| told.at);
        let Told { sequence, at, .. } = told;
        self.must("ACK-1", sequence == next, || format!("record {sequence} comes after {next}"));
        self.must("TIME", at >= last, || format!("record {sequence} is of {at}, after {last}"));
        self.history.told.push(told);
        match told.fact {
            Some(Fact::Entered { who, national, serial }) => self.entered(who, national, serial),
            Some(Fact::Opened { order, .. } | Fact::TookOver { order, .. }) => {
                let fresh = self.history.orders.insert(order);
                self.must("PAY-1", fresh, || format!("order {order} was given twice"));
            }
            _ => {}
        }
        if let Some(fact) = told.fact {
            self.happened(fact, now);
        }
    }

    /// REQ-1: one request for a national ID, begun once. Again only with another booklet.
    fn entered(&mut self, who: Who, national: u64, serial: u64) {
        let owner = *self.history.nationals.entry(national).or_insert(who);
        let account = self.account(who);
        let before = account.entered.replace((national, serial));
        let begun = before.is_none_or(|(id, old)| id == national && old != serial);
        let known = || format!("{national} with {serial}, and before: {before:?}");
        self.must("REQ-1", owner == who && begun, known);
    }

    /// A start has read these records again, up to `end`: what was durable once is there, as it
    /// was, and nothing stands twice.
    pub fn recovered(&mut self, again: &[Told], end: u64) {
        let known = self.history.told.len() as u64;
        self.must("ACK-1", end >= known, || format!("{known} records were durable, now {end} are"));
        let differs = again.iter().find(|told| {
            let place = usize::try_from(told.sequence - 1).expect("few records");
            self.history.told.get(place).is_some_and(|known| known != *told)
        });
        let differs = differs.map(|told| told.sequence);
        self.must("ACK-1", differs.is_none(), || format!("record {differs:?} is not what it was"));
    }

    /// A start was refused although nothing was damaged.
    pub fn refused(&mut self, why: &str) {
        self.must("ACK-1", false, || format!("the start is refused: {why}"));
    }

    /// The tables stand at the last durable record: their rows are what the books say.
    pub fn tables(&mut self, everybody: &[Seen], taken: &[TakenSeat], feed: &[(u64, [u8; 16])]) {
        let shown: BTreeSet<TakenSeat> = taken.iter().copied().collect();
        let odd = self.seats.taken().find(|seat| !shown.contains(seat));
        let more = taken.len() != self.seats.taken().count();
        let what = format!("{odd:?} is not in the tables, or more than that is there");
        self.must("ACK-1", odd.is_none() && !more, || what);
        let rows = everybody.len();
        let entered = self.entered_count();
        self.must("REQ-1", rows == entered, || format!("{rows} rows, {entered} have entered"));
        for seen in everybody {
            self.shown(seen);
            self.agrees(seen);
            self.code_is_one(seen);
        }
        self.fed(feed);
    }

    fn code_is_one(&mut self, seen: &Seen) {
        let seats = || seen.past.iter().chain(&seen.seat);
        let codes: BTreeSet<u32> = seats().map(|seat| seat.code).collect();
        let own = codes.len() == seats().count();
        self.must("REQ-1", own, || format!("two requests have one code: {seen:?}"));
        for code in codes {
            let owner = *self.history.codes.entry(code).or_insert(seen.who);
            self.must("REQ-1", owner == seen.who, || format!("code {code} is of two"));
        }
    }

    /// FEED-1: every change once, in order.
    fn fed(&mut self, feed: &[(u64, [u8; 16])]) {
        let told = self.history.told.iter().map(|told| (told.sequence, told.name));
        let differs = told.zip(feed).find(|(told, fed)| told != *fed).map(|(told, _)| told.0);
        let same = feed.len() == self.history.told.len() && differs.is_none();
        let (fed, told) = (feed.len(), self.history.told.len());
        self.must("FEED-1", same, || format!("{fed} of {told} changes, from {differs:?} others"));
    }
}
