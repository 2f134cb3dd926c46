//! How many seats one network holds unpaid at once: against a machine that holds a shift empty with
//! other people's numbers. Networks are kept in memory alone and forgotten with a restart, as in
//! the room of guesses: no address is ever written.
//!
//! Whoever pays makes room for others of the same network, so that neither a café nor the shared
//! address of a carrier meets the limit, however many of its people book. Nobody tells this room
//! what became of a hold: it asks the requests themselves, and only where the limit is met.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use dashmap::DashMap;
use nobat_domain::ids::RequestKey;
use nobat_domain::limits::HoldTerms;
use nobat_domain::request::{Pay, Phase, RequestCommand, RequestState};
use nobat_domain::timestamp::{Millis, Timestamp};
use nobat_engine::Answered;

use crate::app::App;
use crate::guessing::Network;

/// Each payment makes room for so many more unpaid seats at once.
const ROOM_BY_PAID: u32 = 4;
/// And half of that room goes in each such span.
const PAID_HALF: Millis = Millis::hours(1);
/// Requests asked in one look, the oldest first; most of a busy network's have been paid by then.
const LOOK_MAX: usize = 1_000;
/// From one look at a network to the next.
const LOOK_EACH: Millis = Millis::seconds(2);
/// A network that nobody used for so long is forgotten.
const FORGOTTEN: Millis = Millis::hours(3);
/// Networks that are remembered; beyond them nobody new is counted, and nobody refused.
const NETWORKS_MAX: usize = 200_000;

/// Unpaid seats by network.
pub struct UnpaidHolds {
    /// Seats at once before anybody of a network has paid.
    least: u32,
    networks: DashMap<Network, Lately>,
    tidied: AtomicU64,
}

#[derive(Default)]
struct Lately {
    /// Requests that asked for a seat, and when; what became of it was not looked at since.
    open: HashMap<RequestKey, Timestamp>,
    /// Payments, halved each [`PAID_HALF`].
    paid: u32,
    halved_at: Timestamp,
    looked_at: Timestamp,
    used_at: Timestamp,
    /// When the first of the seats comes free that were unpaid at the last look.
    frees_at: Timestamp,
}

/// What has become of a wish for a seat.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Seen {
    Unpaid {
        until: Timestamp,
    },
    Paid,
    /// The seat is free again, or was never had.
    Over,
}

/// Whether a request may ask for a seat that it has to pay.
#[derive(PartialEq, Eq, Debug)]
enum Leave {
    Given,
    /// First it must be asked what has become of these.
    Look(Vec<RequestKey>),
    Full {
        until: Timestamp,
    },
}

impl Seen {
    fn of(state: &RequestState, terms: &HoldTerms) -> Self {
        if state.booking.is_some() || !state.purse.is_empty() {
            return Self::Paid;
        }
        if let Some(intent) = state.intent {
            return Self::Unpaid { until: intent.deadline };
        }
        match state.wanted_hold().map(|hold| (hold.phase, hold)) {
            Some((Phase::Live, hold)) if matches!(hold.pay, Pay::Bank { .. }) => {
                // By then its bank has said for good that nobody paid.
                Self::Unpaid { until: hold.deadline.plus(terms.final_margin) }
            }
            Some((Phase::Verifying { verify_by }, _)) => Self::Unpaid { until: verify_by },
            _ => Self::Over,
        }
    }
}

impl UnpaidHolds {
    #[must_use]
    pub fn new(least: u32) -> Self {
        Self { least, networks: DashMap::new(), tidied: AtomicU64::new(0) }
    }

    /// Counts a request that is about to hold a seat that it has to pay.
    ///
    /// # Errors
    /// Until when to wait, where the network holds as many unpaid seats as it may.
    pub async fn admit(
        &self,
        app: &App,
        network: Network,
        request: RequestKey,
    ) -> Result<(), Timestamp> {
        if self.least == u32::MAX {
            return Ok(());
        }
        let now = app.engine.now();
        match self.ask(network, request, now) {
            Leave::Given => return Ok(()),
            Leave::Full { until } => return Err(until),
            Leave::Look(open) => {
                let mut seen = Vec::with_capacity(open.len());
                for key in open {
                    match app.engine.ask(key, RequestCommand::View).await {
                        Ok(Answered::Is(state)) => seen.push((key, Seen::of(&state, &app.terms))),
                        Ok(Answered::Nobody | Answered::Refused(..)) => {
                            seen.push((key, Seen::Over));
                        }
                        // It is asked again with the next look.
                        Err(_) => {}
                    }
                }
                self.settle(network, &seen);
            }
        }
        match self.ask(network, request, now) {
            Leave::Given => Ok(()),
            Leave::Full { until } => Err(until),
            // Somebody else's look is a moment old.
            Leave::Look(_) => Err(now.plus(LOOK_EACH)),
        }
    }

    fn ask(&self, network: Network, request: RequestKey, now: Timestamp) -> Leave {
        self.tidy(now);
        if self.networks.len() >= NETWORKS_MAX && !self.networks.contains_key(&network) {
            return Leave::Given;
        }
        let mut of = self.networks.entry(network).or_default();
        of.used_at = now;
        of.halve(now);
        let room = self.least.saturating_add(of.paid.saturating_mul(ROOM_BY_PAID));
        let held = u32::try_from(of.open.len()).unwrap_or(u32::MAX);
        if of.open.contains_key(&request) || held < room {
            of.open.insert(request, now);
            return Leave::Given;
        }
        if now < of.looked_at.plus(LOOK_EACH) {
            return Leave::Full { until: of.frees_at.max(now.plus(LOOK_EACH)) };
        }
        of.looked_at = now;
        let mut oldest: Vec<_> = of.open.iter().map(|(key, at)| (*at, *key)).collect();
        oldest.sort_unstable();
        Leave::Look(oldest.into_iter().take(LOOK_MAX).map(|(_, key)| key).collect())
    }

    fn settle(&self, network: Network, seen: &[(RequestKey, Seen)]) {
        let mut of = self.networks.entry(network).or_default();
        let mut frees_at = None;
        for (key, seen) in seen {
            match seen {
                Seen::Unpaid { until } => {
                    frees_at = Some(frees_at.map_or(*until, |first: Timestamp| first.min(*until)));
                }
                Seen::Paid | Seen::Over => {
                    let known = of.open.remove(key).is_some();
                    of.paid += u32::from(known && *seen == Seen::Paid);
                }
            }
        }
        of.frees_at = frees_at.unwrap_or_default();
    }

    /// Once in a while forgets who was long not here.
    fn tidy(&self, now: Timestamp) {
        let span = now.0 / FORGOTTEN.0;
        if self.tidied.fetch_max(span, Ordering::Relaxed) < span {
            self.networks.retain(|_, of| now < of.used_at.plus(FORGOTTEN));
        }
    }
}

impl Lately {
    fn halve(&mut self, now: Timestamp) {
        let spans = now.since(self.halved_at).0 / PAID_HALF.0;
        let by = u32::try_from(spans).unwrap_or(u32::MAX);
        self.paid = self.paid.checked_shr(by).unwrap_or(0);
        self.halved_at = self.halved_at.plus(Millis(spans * PAID_HALF.0));
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;

    const START: Timestamp = Timestamp(1_800_000_000_000);
    const LEAST: u32 = 50;
    const HOLD: Millis = Millis::minutes(20);

    fn here() -> Network {
        Network::of(IpAddr::V4(Ipv4Addr::new(5, 120, 7, 1)))
    }

    fn request(n: u64) -> RequestKey {
        let mut key = [0; 16];
        key[..8].copy_from_slice(&n.to_be_bytes());
        RequestKey(key)
    }

    fn at(seconds: u64) -> Timestamp {
        START.plus(Millis::seconds(seconds))
    }

    /// As [`UnpaidHolds::admit`], with a world that knows what became of each request.
    fn admit(
        holds: &UnpaidHolds,
        network: Network,
        n: u64,
        now: Timestamp,
        world: impl Fn(RequestKey) -> Seen,
    ) -> Result<(), Timestamp> {
        loop {
            match holds.ask(network, request(n), now) {
                Leave::Given => return Ok(()),
                Leave::Full { until } => return Err(until),
                Leave::Look(open) => {
                    let seen: Vec<_> = open.into_iter().map(|key| (key, world(key))).collect();
                    holds.settle(network, &seen);
                }
            }
        }
    }

    #[test]
    fn a_machine_that_pays_nothing_holds_no_more_than_so_many_and_is_told_until_when() {
        let holds = UnpaidHolds::new(LEAST);
        let unpaid = |_| Seen::Unpaid { until: at(0).plus(HOLD) };
        for n in 0..u64::from(LEAST) {
            assert_eq!(admit(&holds, here(), n, at(n), unpaid), Ok(()));
        }
        for n in 50..500 {
            assert_eq!(admit(&holds, here(), n, at(n), unpaid), Err(at(0).plus(HOLD)));
        }
        assert_eq!(admit(&holds, here(), 3, at(600), unpaid), Ok(()), "another seat instead");
        let elsewhere = Network::of(IpAddr::V4(Ipv4Addr::new(5, 120, 8, 1)));
        assert_eq!(admit(&holds, elsewhere, 900, at(600), unpaid), Ok(()));
        // What has run out makes room for as many, and no more.
        let later = at(0).plus(HOLD).plus(Millis::minutes(1));
        let over = |key| if key < request(10) { Seen::Over } else { unpaid(key) };
        for n in 1_000..1_010 {
            assert_eq!(admit(&holds, here(), n, later.plus(Millis(n)), over), Ok(()));
        }
        assert!(admit(&holds, here(), 1_010, later.plus(Millis::minutes(1)), unpaid).is_err());
    }

    #[test]
    fn a_carriers_address_full_of_people_who_pay_meets_nothing() {
        // One seat in three seconds all day long, paid after three minutes by six of seven.
        let holds = UnpaidHolds::new(LEAST + 20);
        for n in 0..20_000_u64 {
            let now = at(n * 3);
            let world = |key: RequestKey| {
                let (n, _) = key.0.split_first_chunk().expect("it begins with its number");
                let n = u64::from_be_bytes(*n);
                let held = at(n * 3);
                match now.since(held) {
                    age if n % 7 != 0 && age >= Millis::minutes(3) => Seen::Paid,
                    age if age >= HOLD => Seen::Over,
                    _ => Seen::Unpaid { until: held.plus(HOLD) },
                }
            };
            assert_eq!(admit(&holds, here(), n, now, world), Ok(()), "after {n}");
        }
    }

    #[test]
    fn what_was_paid_long_ago_makes_no_room() {
        let holds = UnpaidHolds::new(2);
        let paid = |_| Seen::Paid;
        for n in 0..10 {
            assert_eq!(admit(&holds, here(), n, at(n * 10), paid), Ok(()));
        }
        let tomorrow = at(24 * 3_600);
        let unpaid = |key| match key < request(100) {
            true => Seen::Over,
            false => Seen::Unpaid { until: tomorrow.plus(HOLD) },
        };
        let given = (100..200).filter(|n| admit(&holds, here(), *n, tomorrow, unpaid).is_ok());
        assert_eq!(given.count(), 2, "as for anybody");
    }

    #[test]
    fn networks_that_nobody_uses_are_forgotten() {
        let holds = UnpaidHolds::new(LEAST);
        let unpaid = |_| Seen::Unpaid { until: START };
        assert_eq!(admit(&holds, here(), 1, at(0), unpaid), Ok(()));
        let elsewhere = Network::of(IpAddr::V4(Ipv4Addr::new(5, 120, 8, 1)));
        assert_eq!(admit(&holds, elsewhere, 2, at(7 * 3_600), unpaid), Ok(()));
        assert_eq!(holds.networks.len(), 1);
    }
}
