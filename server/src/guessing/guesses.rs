//! The law of wrong entries. Everything is counted by what failed; a right entry never costs.

use nobat_domain::person::NationalId;
use nobat_domain::timestamp::{Millis, Timestamp};
use nobat_domain::tracking_code::TrackingCode;

use super::network::Network;
use super::table::{Record, Table};
use crate::question::Level;

/// Wrong entries of one ID from one network before its question is harder.
pub const HARDER_AFTER: u16 = 3;
/// And before that pair is locked; so many more than [`HARDER_AFTER`] lock it again each time.
pub const LOCK_AFTER: u16 = 6;
/// The first lock; each one after it is twice as long as the one before.
pub const LOCK_FIRST: Millis = Millis::minutes(15);
/// The longest lock.
pub const LOCK_MAX: Millis = Millis::hours(24);
/// A pair without a wrong entry for so long has none: a day beyond the longest lock, so that
/// whoever comes back after it finds it as long again.
pub const PAIR_FORGOTTEN: Millis = Millis::hours(48);

/// Wrong entries of one ID from anywhere, halved each [`ID_HALF`], before its question is harder
/// everywhere. It is never locked everywhere: that would let strangers shut a citizen out.
pub const ID_FAILED_MAX: u16 = 20;
pub const ID_HALF: Millis = Millis::hours(1);

/// Failures from one network, halved each [`NETWORK_HALF`], before it can count as walking over
/// IDs. Above that it does if more failed than passed: behind the shared address of a carrier or in
/// a café most entries are right, however many they are.
pub const WALKING_MIN: u16 = 30;
pub const NETWORK_HALF: Millis = Millis::minutes(10);

/// The shortest wait of an entry without a question.
pub const WAIT_MIN: Millis = Millis::seconds(30);
/// Where a harder question would be asked.
pub const WAIT_HARDER: Millis = Millis::seconds(90);
/// Waits of one network end so far apart: twelve entries a minute, and no machine passes more.
pub const WAIT_APART: Millis = Millis::seconds(5);
/// Nobody is made to wait longer.
pub const WAIT_MAX: Millis = Millis::minutes(10);

/// 262,144 records in 12 MiB.
const BUCKETS: usize = 1 << 15;

/// What is guessed at.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Named {
    /// The serial that belongs to an ID.
    Citizen(NationalId),
    /// Whether a tracking code was given.
    Code(TrackingCode),
    /// The second fact that belongs to a tracking code. Apart from the code itself, so that
    /// finding the code makes no wrong guess at the fact undone.
    Owner(TrackingCode),
}

/// What is asked for, and where from.
#[derive(Clone, Copy)]
pub struct Who {
    pub named: Named,
    pub network: Network,
}

#[derive(Hash)]
enum Key {
    Pair(Named, Network),
    Named(Named),
    Network(Network),
}

/// Whether an entry may be looked up.
#[must_use]
pub enum Leave<'a> {
    /// It may; what becomes of it must be told.
    Given(Attempt<'a>),
    /// First a harder question must be answered.
    Harder,
    Locked {
        until: Timestamp,
    },
    /// As many entries of this pair as may still fail are being looked up at this moment.
    Crowded,
}

/// Too many already wait in this network: until then.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NoTurn {
    pub until: Timestamp,
}

pub struct Guesses {
    table: Table,
}

/// An entry that is being looked up. Given up without a word, it counts as nothing: whoever goes
/// away has learnt nothing.
pub struct Attempt<'a> {
    guesses: &'a Guesses,
    named: Named,
    network: Network,
    at: Timestamp,
    settled: bool,
}

impl Default for Guesses {
    fn default() -> Self {
        Self::with_buckets(BUCKETS)
    }
}

impl Guesses {
    #[must_use]
    pub fn with_buckets(buckets: usize) -> Self {
        Self { table: Table::new(buckets) }
    }

    /// How hard the question of this pair must be.
    #[must_use]
    pub fn level(&self, who: Who, now: Timestamp) -> Level {
        let walking = self.is_walking(who.network, now);
        let pair = self.pair(who, now, |pair| pair.failed >= HARDER_AFTER || pair.locks > 0);
        let id = self.table.with(&Key::Named(who.named), now, |id| {
            halve(id, ID_HALF, now);
            id.failed >= ID_FAILED_MAX
        });
        if walking || pair || id { Level::Harder } else { Level::Plain }
    }

    /// How hard the question must be before anybody has said who it is for.
    #[must_use]
    pub fn level_of_network(&self, network: Network, now: Timestamp) -> Level {
        if self.is_walking(network, now) { Level::Harder } else { Level::Plain }
    }

    /// Asks for leave to look a pair up, with a question of this level answered.
    pub fn admit(&self, who: Who, answered: Level, now: Timestamp) -> Leave<'_> {
        let allowed = self.allowed(who.network, now);
        let needed = self.level(who, now);
        self.pair(who, now, |pair| {
            if pair.locked_until > now {
                return Leave::Locked { until: pair.locked_until };
            }
            if answered < needed {
                return Leave::Harder;
            }
            // The one that is alone may always fail: that is what locks the pair.
            let together = pair.failed.saturating_add(u16::from(pair.pending));
            if pair.pending > 0 && together >= allowed {
                return Leave::Crowded;
            }
            pair.pending = pair.pending.saturating_add(1);
            let Who { named, network } = who;
            Leave::Given(Attempt { guesses: self, named, network, at: now, settled: false })
        })
    }

    /// A wrong answer to a question counts for the network alone: it says nothing about an ID.
    pub fn wrong_answer(&self, network: Network, now: Timestamp) {
        self.network(network, now, |record| record.failed = record.failed.saturating_add(1));
    }

    /// When somebody may enter who waits instead of answering. A second wish of the same pair waits
    /// no longer than the first.
    ///
    /// # Errors
    /// [`NoTurn`] where it would take longer than [`WAIT_MAX`].
    pub fn turn(&self, who: Who, now: Timestamp) -> Result<Timestamp, NoTurn> {
        let standing = self.pair(who, now, |pair| pair.turn);
        if standing > now {
            return Ok(standing);
        }
        let wait = match self.level(who, now) {
            Level::Plain => WAIT_MIN,
            Level::Harder => WAIT_HARDER,
        };
        let ready = self.network(who.network, now, |network| {
            let ready = now.plus(wait).max(network.turn.plus(WAIT_APART));
            if ready > now.plus(WAIT_MAX) {
                return Err(NoTurn { until: ready.minus(WAIT_MAX) });
            }
            network.turn = ready;
            Ok(ready)
        })?;
        self.pair(who, now, |pair| pair.turn = ready);
        Ok(ready)
    }

    /// When one more look-up of a network is answered that walks over what it does not know; at
    /// once for every other.
    ///
    /// # Errors
    /// [`NoTurn`] until then: somebody of this network asked less than [`WAIT_APART`] ago.
    pub fn pace(&self, network: Network, now: Timestamp) -> Result<(), NoTurn> {
        if !self.is_walking(network, now) {
            return Ok(());
        }
        self.network(network, now, |record| {
            if now < record.turn {
                return Err(NoTurn { until: record.turn });
            }
            record.turn = now.plus(WAIT_APART);
            Ok(())
        })
    }

    /// Until when too much of this was guessed at from everywhere.
    #[must_use]
    pub fn besieged(&self, named: Named, now: Timestamp) -> Option<Timestamp> {
        self.table.with(&Key::Named(named), now, |all| {
            halve(all, ID_HALF, now);
            (all.failed >= ID_FAILED_MAX).then(|| all.at.plus(ID_HALF))
        })
    }

    /// How many failures a pair of this network has before its lock.
    fn allowed(&self, network: Network, now: Timestamp) -> u16 {
        if self.is_walking(network, now) { LOCK_AFTER - HARDER_AFTER } else { LOCK_AFTER }
    }

    fn is_walking(&self, network: Network, now: Timestamp) -> bool {
        self.network(network, now, |record| {
            record.failed >= WALKING_MIN && record.failed > record.passed
        })
    }

    fn pair<R>(&self, who: Who, now: Timestamp, change: impl FnOnce(&mut Record) -> R) -> R {
        self.table.with(&Key::Pair(who.named, who.network), now, |pair| {
            if now >= pair.at.plus(PAIR_FORGOTTEN) {
                let pending = pair.pending;
                *pair = Record { pending, at: now, ..Record::default() };
            }
            change(pair)
        })
    }

    fn network<R>(
        &self,
        network: Network,
        now: Timestamp,
        change: impl FnOnce(&mut Record) -> R,
    ) -> R {
        self.table.with(&Key::Network(network), now, |record| {
            halve(record, NETWORK_HALF, now);
            change(record)
        })
    }
}

impl Attempt<'_> {
    /// The pair was wrong, or nobody has that ID: the two are counted alike. Tells until when this
    /// has locked the pair, if it has.
    pub fn failed(mut self) -> Option<Timestamp> {
        self.settled = true;
        let (who, now) = (Who { named: self.named, network: self.network }, self.at);
        let allowed = self.guesses.allowed(who.network, now);
        let locked = self.guesses.pair(who, now, |pair| {
            pair.pending = pair.pending.saturating_sub(1);
            pair.failed = pair.failed.saturating_add(1);
            pair.at = now;
            if pair.failed >= allowed {
                pair.locked_until = now.plus(lock_after(pair.locks));
                pair.locks = pair.locks.saturating_add(1);
                // The next lock is as near as in the beginning a harder question was.
                pair.failed = allowed - (LOCK_AFTER - HARDER_AFTER);
            }
            (pair.locked_until > now).then_some(pair.locked_until)
        });
        self.guesses.table.with(&Key::Named(self.named), now, |id| {
            halve(id, ID_HALF, now);
            id.failed = id.failed.saturating_add(1);
        });
        self.guesses.wrong_answer(self.network, now);
        locked
    }

    /// The pair was right. It speaks for its network once an hour, so that nobody hides guesses
    /// behind one pair that he knows.
    pub fn passed(mut self) {
        self.settled = true;
        let (who, now) = (Who { named: self.named, network: self.network }, self.at);
        let speaks = self.guesses.pair(who, now, |pair| {
            let spoke = pair.passed > 0 && now < pair.at.plus(SPEAKS_EACH);
            let (pending, at) = (pair.pending.saturating_sub(1), if spoke { pair.at } else { now });
            *pair = Record { passed: 1, pending, at, ..Record::default() };
            !spoke
        });
        if speaks {
            self.guesses.network(self.network, now, |network| {
                network.passed = network.passed.saturating_add(1);
            });
        }
    }
}

/// How often one pair speaks for its network.
const SPEAKS_EACH: Millis = Millis::hours(1);

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        if !self.settled {
            let who = Who { named: self.named, network: self.network };
            self.guesses.pair(who, self.at, |pair| pair.pending = pair.pending.saturating_sub(1));
        }
    }
}

/// The lock after so many before it.
pub(super) fn lock_after(locks: u8) -> Millis {
    let factor = 1_u64.checked_shl(u32::from(locks)).unwrap_or(u64::MAX);
    Millis(LOCK_FIRST.0.saturating_mul(factor).min(LOCK_MAX.0))
}

/// Halves both counts for each whole span that has passed.
fn halve(record: &mut Record, span: Millis, now: Timestamp) {
    let spans = now.since(record.at).0 / span.0;
    let by = u32::try_from(spans).unwrap_or(u32::MAX);
    record.failed = record.failed.checked_shr(by).unwrap_or(0);
    record.passed = record.passed.checked_shr(by).unwrap_or(0);
    record.at = record.at.plus(Millis(spans * span.0));
}
