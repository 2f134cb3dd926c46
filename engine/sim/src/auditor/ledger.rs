//! The auditor's own books, and every point at which they can disagree with the engine.

use std::collections::{BTreeMap, BTreeSet};

use super::accounts::{Account, Asked, Attempt, Booking};
use super::fact::{After, Change, Fact, Final, Place, Seen, Who};
use super::history::History;
use super::seats::{Seats, day_begins};

/// A hold ends, and a seat that was let go is back, this long after its time while the engine is
/// up.
const SLACK_MS: u64 = 60_000;
/// A hold is refused so long after the clock alone would refuse it, at the latest.
const UNDECIDED_MS: u64 = 120_000;
/// A bank may be this much behind or ahead when it says that its window is over.
const MARGIN_MS: u64 = 60_000;
/// A day is kept for so long after its end.
const DAY_KEPT_MS: u64 = 1_200_000;

/// Something that must not be.
#[derive(Clone, Debug)]
pub struct Complaint {
    pub law: &'static str,
    pub what: String,
}

#[derive(Debug, Default)]
pub struct Auditor {
    pub(super) seats: Seats,
    pub(super) history: History,
    accounts: BTreeMap<Who, Account>,
    /// Orders whose browser came back with a failure.
    failed: BTreeSet<u64>,
    letting_go: BTreeMap<(Who, u32), u64>,
    /// Holds that were asked for and are neither given nor refused, by the moment after which the
    /// clock alone refuses.
    undecided: BTreeSet<(u64, Who, u32)>,
    now: u64,
    complaint: Option<Complaint>,
}

impl Auditor {
    #[must_use]
    pub const fn complaint(&self) -> Option<&Complaint> {
        self.complaint.as_ref()
    }

    pub(super) fn must(&mut self, law: &'static str, lawful: bool, what: impl FnOnce() -> String) {
        if !lawful && self.complaint.is_none() {
            self.complaint = Some(Complaint { law, what: what() });
        }
    }

    /// An event has become durable.
    pub(super) fn happened(&mut self, fact: Fact, now: u64) {
        self.now = now;
        match fact {
            Fact::Entered { .. } => {}
            Fact::TookOver { who, order, amount } => self.took_over(who, order, amount),
            Fact::Day { shift, day, approved, opens_at, closed } => {
                if let Err((law, what)) =
                    self.seats.approve((shift, day), approved, opens_at, closed)
                {
                    self.must(law, false, || what);
                }
            }
            Fact::Dropped { shift, day, at } => self.dropped(shift, day, at),
            Fact::Seat { place, who, hold, change, after, at } => {
                self.seat(place, (who, hold), change, after, at);
            }
            Fact::Asked { who, hold, shift, day, moves, free, offered, decide_by, cap } => {
                let asked = Asked { shift, day, moves, free, offered, decide_by, cap, over: false };
                let free_by_law = self.account(who).service == 5;
                self.must("PAY-2", !free_by_law || free || moves || offered, || {
                    format!("hold {hold} costs something after an officer's mistake")
                });
                let begun = self.account(who).begun();
                self.must("STAGE-1", !begun, || {
                    format!("hold {hold} is asked for by who has begun")
                });
                self.account(who).asked.insert(hold, asked);
                if offered {
                    self.offered(who, hold);
                }
                self.undecided.insert((decide_by, who, hold));
            }
            Fact::Refused { who, hold } | Fact::Ended { who, hold } => {
                self.decided(who, hold);
                self.account(who).end(hold);
                self.must_come_back((who, hold));
            }
            Fact::Given { who, hold, at } => self.given(who, hold, at),
            Fact::Waits { who, waits } => self.account(who).waits = waits,
            Fact::Accepted { who, hold } => self.accepted(who, hold),
            Fact::Opened { who, attempt, hold, order, amount } => {
                let opened =
                    Attempt { hold, order, amount, window_ends: None, seen: false, closed: false };
                self.account(who).attempts.insert(attempt, opened);
            }
            Fact::Shown { who, attempt, window_ends } => {
                if let Some(shown) = self.account(who).attempts.get_mut(&attempt) {
                    shown.window_ends = Some(window_ends);
                }
            }
            Fact::Closed { who, attempt, why, at } => self.closed(who, attempt, why, at),
            Fact::Paid { who, attempt, order, amount } => self.paid(who, attempt, order, amount),
            Fact::LetGo { who, hold } => {
                self.account(who).let_go.insert(hold);
                self.must_come_back((who, hold));
            }
            Fact::Booked { who, hold } => self.booked(who, hold),
            Fact::GaveBack { who } => self.gave_back(who),
            Fact::Stepped { who, step, office } => self.stepped(who, step, office),
            Fact::Undone { who, step } => self.undone(who, step),
            Fact::Anew { who, service } => self.anew(who, service),
            Fact::Mistaken { who } => self.mistaken(who),
            Fact::SentBack { who, order } => self.sent_back(who, order),
            Fact::CameBack { who, hold } => {
                self.account(who).giving_back.remove(&hold);
                let back = !self.seats.is_booked(who, hold);
                self.must("HOLD-1", back, || format!("hold {hold} came back and is booked"));
            }
        }
    }

    /// A day goes with its seats, but not before its time and not under anybody who holds one.
    fn dropped(&mut self, shift: u32, day: i32, at: u64) {
        let from = day_begins(day + 1) + DAY_KEPT_MS;
        self.must("CAP-1", at >= from, || format!("day {day} was dropped at {at}, before {from}"));
        match self.seats.drop_day(shift, day) {
            Ok(owners) => self.letting_go.retain(|owner, _| !owners.contains(owner)),
            Err((law, what)) => self.must(law, false, || what),
        }
    }

    fn decided(&mut self, who: Who, hold: u32) {
        let asked = self.account(who).asked.get(&hold).map(|asked| asked.decide_by);
        if let Some(decide_by) = asked {
            self.undecided.remove(&(decide_by, who, hold));
        }
    }

    /// A seat that its owner does not want, or never knew of, is back before long.
    fn must_come_back(&mut self, owner: (Who, u32)) {
        if self.seats.has(owner) {
            self.letting_go.entry(owner).or_insert(self.now);
        }
    }

    pub(super) fn account(&mut self, who: Who) -> &mut Account {
        self.accounts.entry(who).or_default()
    }

    fn seat(&mut self, place: Place, owner: (Who, u32), change: Change, after: After, at: u64) {
        let (who, hold) = owner;
        match self.seats.change(place, owner, change, after, at) {
            Ok(Some(before)) if !self.seats.has(before) => drop(self.letting_go.remove(&before)),
            Ok(_) => {}
            Err((law, what)) => self.must(law, false, || what),
        }
        let account = self.accounts.entry(who).or_default();
        let paid = account
            .asked
            .get(&hold)
            .is_some_and(|asked| asked.free || asked.moves || account.credits > 0);
        let unknown = account.asked.get(&hold).is_some_and(|asked| asked.over);
        let (caused, law) = match change {
            Change::Held => (account.asked_for(hold, place), "REQ-2"),
            Change::Booked => (paid, "PAY-2"),
            Change::Released => (account.let_go.contains(&hold), "HOLD-1"),
            Change::GivenBack if after == After::Free => {
                (account.giving_back.contains(&hold), "HOLD-1")
            }
            Change::Expired => (!account.looked_at(hold, at), "HOLD-2"),
            Change::GivenBack | Change::Extended | Change::Secured => (true, "HOLD-1"),
        };
        let asked = account.asked.get(&hold).copied();
        self.must(law, caused, || format!("{change:?} of {place:?} for hold {hold} has no cause"));
        let in_time = change != Change::Held || asked.is_none_or(|asked| at <= asked.decide_by);
        self.must("HOLD-2", in_time, || format!("hold {hold} was given at {at}: {asked:?}"));
        let capped = match (change, after, asked) {
            (Change::Held, After::Held { until, .. }, Some(asked)) => until <= asked.cap,
            _ => true,
        };
        self.must("HOLD-2", capped, || format!("hold {hold} is beyond its cap: {after:?}"));
        if change == Change::Held {
            self.decided(who, hold);
        }
        if change == Change::Held && unknown {
            self.must_come_back(owner);
        }
        if change == Change::Booked {
            self.two_seats(who);
        }
    }

    /// REQ-2: the second booked seat is the first half of a move, or on its way back.
    fn two_seats(&mut self, who: Who) {
        let account = self.accounts.entry(who).or_default();
        let used = |hold: u32| account.past.iter().any(|past| past.hold == hold);
        let kept = self.seats.holds_of(who);
        let kept = kept.filter(|hold| !account.giving_back.contains(hold) && !used(*hold));
        let (kept, moving) = (kept.count(), account.moving());
        self.must("REQ-2", kept <= 1 + usize::from(moving), || format!("{kept} seats booked"));
    }

    fn closed(&mut self, who: Who, attempt: u32, why: Final, at: u64) {
        let account = self.accounts.entry(who).or_default();
        let Some(known) = account.attempts.get_mut(&attempt) else {
            return self.must("PAY-1", false, || format!("attempt {attempt} was never opened"));
        };
        known.closed = true;
        let (order, booked) = (known.order, account.booking.is_some());
        let over = known.window_ends.is_some_and(|ends| ends + MARGIN_MS <= at);
        let believed = why == Final::NotPaid;
        let lawful = !believed || over || booked || self.failed.contains(&order);
        self.must("B2", lawful, || format!("order {order} was final while its page was open"));
    }

    fn paid(&mut self, who: Who, attempt: u32, order: u64, amount: i64) {
        let account = self.accounts.entry(who).or_default();
        let known = account.attempts.get(&attempt).copied();
        let fits = known.is_some_and(|known| (known.order, known.amount) == (order, amount));
        let once = account.verified.insert(order);
        account.keep();
        self.must("PAY-1", fits && once, || format!("order {order} is paid: {known:?}, {once}"));
    }

    /// It comes once, and before anything was asked for here.
    fn took_over(&mut self, who: Who, order: u64, amount: i64) {
        let account = self.accounts.entry(who).or_default();
        let fresh = account.asked.is_empty() && account.verified.is_empty() && amount > 0;
        account.verified.insert(order);
        account.keep();
        self.must("PAY-1", fresh, || format!("order {order} is taken over too late or twice"));
    }

    fn booked(&mut self, who: Who, hold: u32) {
        let account = self.accounts.entry(who).or_default();
        let asked = account.asked.get(&hold).copied();
        let free = asked.is_some_and(|asked| asked.free);
        let old = account.booking.take();
        let paid = match old {
            Some(old) => {
                account.giving_back.insert(old.hold);
                old.paid
            }
            None => !free,
        };
        let funded = old.is_some() || free || account.credits > 0;
        if old.is_none() && !free {
            account.credits = account.credits.saturating_sub(1);
        }
        account.end(hold);
        account.booked_once.insert(hold);
        account.booking = Some(Booking { hold, paid });
        account.step = None;
        account.waits = false;
        let wanted = asked.is_none_or(|asked| !asked.offered) || account.accepted.contains(&hold);
        let moves = asked.is_some_and(|asked| asked.moves);
        if let Some(old) = old {
            self.must_come_back((who, old.hold));
        }
        self.must("OFFER-1", wanted, || format!("hold {hold} was offered and never accepted"));
        self.must("PAY-2", funded, || format!("hold {hold} was booked without money"));
        self.must("REQ-2", old.is_some() == moves, || format!("booked over {old:?}: {asked:?}"));
        let taken = self.seats.is_booked(who, hold);
        self.must("REQ-2", taken, || format!("hold {hold} is booked and its seat is not"));
    }

    /// STAGE-1: one step after the other, by who has a seat and wants no other.
    fn stepped(&mut self, who: Who, step: u8, office: u32) {
        let account = self.accounts.entry(who).or_default();
        let before = account.step;
        let seat = account.booking.and_then(|booking| account.asked.get(&booking.hold)).copied();
        let here = step != 1 || seat.is_some_and(|seat| seat.shift / 2 == office);
        let still = step == 0 || !account.seeking();
        let lawful = seat.is_some() && here && still && account.may_step(step, office);
        account.step = Some((step, office));
        account.stepped_once.insert(step);
        // A slip is undone as if it had never been; what is finished is not.
        account.waits &= step < 2;
        account.receive();
        self.must("STAGE-1", lawful, || format!("step {step} at {office} after {before:?}"));
    }

    /// STAGE-1: back alone from where nothing was made yet.
    fn undone(&mut self, who: Who, step: u8) {
        let account = self.accounts.entry(who).or_default();
        let before = account.step.take().map(|(step, _)| step);
        let lawful = step < 2 && before == Some(step) && account.booking.is_some();
        self.must("STAGE-1", lawful, || format!("step {step} is undone after {before:?}"));
    }

    fn mistaken(&mut self, who: Who) {
        let account = self.account(who);
        account.mistaken = true;
        let cards = account.cards;
        self.must("STAGE-1", cards > 0, || "a mistake in no card".into());
    }

    /// PAY-1: money goes back once, and none that has a use here.
    fn sent_back(&mut self, who: Who, order: u64) {
        let account = self.accounts.entry(who).or_default();
        let waits = account.reversals > 0 && account.verified.contains(&order);
        let lawful = waits && account.sent_back.insert(order);
        account.reversals = account.reversals.saturating_sub(1);
        self.must("PAY-1", lawful, || format!("order {order} goes back and did not wait to"));
    }

    /// One request after the other, each at the fee that its history makes due.
    fn anew(&mut self, who: Who, service: u8) {
        let account = self.accounts.entry(who).or_default();
        let (lawful, cards) = (account.may_begin(service), account.cards);
        account.begin(service);
        self.must("STAGE-1", lawful, || format!("service {service} begins after {cards} cards"));
    }

    fn gave_back(&mut self, who: Who) {
        let account = self.accounts.entry(who).or_default();
        let begun = account.begun();
        account.step = None;
        account.waits = false;
        self.must("STAGE-1", !begun, || "a seat is given back by who has begun".into());
        let account = self.accounts.entry(who).or_default();
        let Some(booking) = account.booking.take() else {
            return self.must("REQ-2", false, || "nothing was booked and it was given back".into());
        };
        if booking.paid {
            account.keep();
        }
        account.giving_back.insert(booking.hold);
        self.must_come_back((who, booking.hold));
    }

    /// A browser came back from the bank and says that it failed.
    pub fn browser_failed(&mut self, order: u64) {
        self.failed.insert(order);
    }

    /// A citizen looks at the bank's page: its hold must outlive it, whatever crashes.
    pub fn page_shown(&mut self, who: Who, attempt: u32) {
        let account = self.accounts.entry(who).or_default();
        let known = account.attempts.get_mut(&attempt).map(|known| {
            known.seen = true;
            *known
        });
        let shown = known.and_then(|known| Some((known, known.window_ends?)));
        let Some((known, ends)) = shown else {
            return self.must("ACK-1", false, || format!("page {attempt} is shown: {known:?}"));
        };
        let cap = account.asked.get(&known.hold).map_or(0, |asked| asked.cap);
        let promised = self.seats.promised((who, known.hold));
        let kept = promised.is_some_and(|until| until >= ends.min(cap));
        self.must("ACK-1", kept, || {
            format!("page {attempt} is shown until {ends}, held until {promised:?}, cap {cap}")
        });
    }

    /// A citizen was shown this: it is promised from now on.
    pub fn shown(&mut self, seen: &Seen) {
        let account = self.accounts.entry(seen.who).or_default();
        let mut money = seen.credits.iter().chain(&seen.to_reverse).chain(&seen.sent_back);
        let unknown = money.find(|order| !account.verified.contains(order)).copied();
        let forgotten = seen.seat.filter(|seat| !account.booked_once.contains(&seat.hold));
        let taken =
            |seat: &super::fact::SeenSeat| self.seats.was_booked(seen.who, seat.hold, seat.place);
        let untaken = seen.seat.filter(|seat| !taken(seat));
        let unstepped = seen.step.filter(|step| !account.stepped_once.contains(step));
        self.must("ACK-1", unknown.is_none(), || format!("credit {unknown:?} is not durable"));
        self.must("ACK-1", forgotten.is_none(), || format!("{forgotten:?} is not durable"));
        self.must("ACK-1", untaken.is_none(), || format!("{untaken:?} is not the shift's"));
        self.must("ACK-1", unstepped.is_none(), || format!("step {unstepped:?} is not durable"));
    }

    /// The clock stands at `now`, and the engine has been up for `up_ms`.
    pub fn look(&mut self, now: u64, up_ms: u64) {
        self.now = now;
        if up_ms < 2 * SLACK_MS {
            // What is owed is sent again first, and what was due meanwhile falls due now.
            self.letting_go.values_mut().for_each(|since| *since = now);
            return;
        }
        let overdue = self.seats.overdue(now, SLACK_MS);
        self.must("HOLD-2", overdue.is_none(), || format!("{overdue:?} is over at {now}"));
        let since = now.saturating_sub(up_ms);
        let waits = self.undecided.first().filter(|(by, ..)| since.max(*by) + UNDECIDED_MS < now);
        let waits = waits.map(|(by, _, hold)| (*by, *hold));
        self.must("HOLD-1", waits.is_none(), || format!("{waits:?} is neither given nor refused"));
        let late = self.letting_go.iter().find(|(_, since)| **since + SLACK_MS < now);
        let late = late.map(|((_, hold), since)| (*hold, *since));
        self.must("HOLD-1", late.is_none(), || format!("{late:?} was let go and is not back"));
    }

    /// Nothing happens any more: what the engine shows of each citizen and what the banks have
    /// captured must be what the books say.
    ///
    /// `unasked` are orders that somebody has paid and nobody has asked about: the bank returns
    /// their money, which is right only where other money has come.
    pub fn at_rest(&mut self, everybody: &[Seen], captured: &[(u64, i64)], unasked: &[u64]) {
        let waiting = self.seats.waiting();
        self.must("HOLD-2", waiting.is_none(), || format!("{waiting:?} is held by nobody"));
        for seen in everybody {
            self.closed_for_ever(seen.who);
        }
        let kept = |(who, account): (&Who, &Account)| {
            let all = account.past.iter().chain(&account.booking);
            all.filter(|booking| !self.seats.is_past((*who, booking.hold))).count()
        };
        let bookings: usize = self.accounts.iter().map(kept).sum();
        let booked = self.seats.booked();
        self.must("REQ-2", bookings == booked, || format!("{bookings} bookings, {booked} seats"));
        let mut verified = BTreeSet::new();
        for account in self.accounts.values() {
            let paid =
                account.attempts.values().filter(|paid| account.verified.contains(&paid.order));
            verified.extend(paid.map(|paid| (paid.order, paid.amount)));
        }
        let captured: BTreeSet<(u64, i64)> = captured.iter().copied().collect();
        let odd: Vec<_> = verified.symmetric_difference(&captured).copied().collect();
        self.must("PAY-1", odd.is_empty(), || format!("banks and books differ in {odd:?}"));
        let unserved =
            |account: &&Account| account.verified.is_empty() && account.booked_once.is_empty();
        let orders: Vec<u64> = self
            .accounts
            .values()
            .filter(unserved)
            .flat_map(|account| account.attempts.values().map(|attempt| attempt.order))
            .collect();
        let lost = unasked.iter().find(|order| orders.contains(order)).copied();
        self.must("B2", lost.is_none(), || format!("order {lost:?} was paid and nobody asked"));
    }

    pub(super) fn entered_count(&self) -> usize {
        self.accounts.values().filter(|account| account.entered.is_some()).count()
    }

    fn closed_for_ever(&mut self, who: Who) {
        let account = self.account(who);
        let open =
            account.asked.values().any(|asked| !asked.over) || !account.giving_back.is_empty();
        self.must("HOLD-1", !open, || "something is open for ever".into());
    }

    pub(super) fn agrees(&mut self, seen: &Seen) {
        let account = self.accounts.entry(seen.who).or_default();
        let booking = account.booking.map(|booking| booking.hold);
        let shown = seen.seat.map(|seat| seat.hold);
        let mut money: Vec<u64> = seen.credits.clone();
        money.extend(&seen.to_reverse);
        money.extend(&seen.sent_back);
        let gone = seen.sent_back.iter().eq(&account.sent_back);
        money.extend(seen.past.iter().chain(&seen.seat).filter_map(|seat| seat.order));
        let total = money.len();
        let shown_once: BTreeSet<u64> = money.into_iter().collect();
        let books = (account.verified.clone(), account.credits, account.reversals);
        let stepped = account.step.map(|(step, _)| step);
        let ended: Vec<u32> = account.past.iter().map(|past| past.hold).collect();
        let history = seen.past.iter().map(|past| past.hold).eq(ended.iter().copied());
        self.must("ACK-1", history, || format!("{seen:?} is shown, {ended:?} have ended"));
        self.must("ACK-1", booking == shown, || format!("{shown:?} is shown, {booking:?} booked"));
        self.must("ACK-1", stepped == seen.step, || format!("{seen:?} is shown at {stepped:?}"));
        self.must("PAY-1", gone, || format!("{seen:?} is shown, other money has gone back"));
        self.must("PAY-1", shown_once.len() == total, || "one rial in two places".into());
        let same = (shown_once, seen.credits.len(), seen.to_reverse.len()) == books;
        self.must("PAY-1", same, || format!("the citizen sees {seen:?}, the books {books:?}"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_auditor_shares_no_code_with_the_law() {
        let rooms = [
            include_str!("mod.rs"),
            include_str!("accounts.rs"),
            include_str!("fact.rs"),
            include_str!("history.rs"),
            include_str!("lists.rs"),
            include_str!("offers.rs"),
            include_str!("seats.rs"),
        ];
        assert!(rooms.iter().all(|room| !room.contains("nobat_domain")));
        let books = include_str!("ledger.rs").split("mod tests").next();
        assert!(books.is_some_and(|books| !books.contains("nobat_domain")));
    }
}
