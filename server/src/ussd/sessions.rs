//! What is remembered of sessions: whose they are, since when, and which guesses were weighed. It
//! is never more than a fixed table; whoever was forgotten is answered all the same, and at worst
//! has a guess weighed twice.

use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

use nobat_domain::timestamp::{Millis, Timestamp};

use super::line::Line;

/// No network holds a session longer.
pub const SESSION_MAX: Millis = Millis::seconds(180);
/// A number of a session that comes after so long names another one.
const NAMED_ANEW: Millis = Millis::minutes(10);
/// Guesses of one session, right ones too.
pub const GUESSES_MAX: usize = 8;

/// Sessions that share a place; the oldest gives way.
const WAYS: usize = 4;
/// 32,768 sessions in 3 MiB: as many as begin in three minutes at 180 a second.
const BUCKETS: usize = 1 << 13;

/// One session, by keyed hashes: nobody's number is kept.
#[derive(Clone, Copy, Default)]
struct Session {
    /// 0 where there is none.
    key: u64,
    line: u64,
    begun: Timestamp,
    guesses: [u64; GUESSES_MAX],
}

pub struct Sessions {
    buckets: Vec<Mutex<[Session; WAYS]>>,
    chance: RandomState,
}

/// A session that may be answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Met(u64);

/// Why a callback is not answered with what it asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unmet {
    /// Another phone has begun this session.
    OtherLine,
    /// It has lasted longer than a network holds one.
    Over,
}

/// Whether a guess has been weighed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weighed {
    Never,
    Before,
    /// It was not, and this session may guess no more.
    TooMany,
}

impl Default for Sessions {
    fn default() -> Self {
        Self::with_buckets(BUCKETS)
    }
}

impl Sessions {
    /// # Panics
    /// Without a bucket.
    #[must_use]
    fn with_buckets(buckets: usize) -> Self {
        assert!(buckets > 0, "a table has room for something");
        let empty = || Mutex::new([Session::default(); WAYS]);
        let buckets = std::iter::repeat_with(empty).take(buckets).collect();
        Self { buckets, chance: RandomState::new() }
    }

    /// The session under this name of a gateway. A dial begins anew what is over or another's.
    ///
    /// # Errors
    /// [`Unmet`] where something is typed into a session that is over or another's.
    pub fn meet(
        &self,
        name: &impl Hash,
        line: Line,
        is_dial: bool,
        now: Timestamp,
    ) -> Result<Met, Unmet> {
        let (key, line) = (self.hash(name), self.hash(&line));
        self.with(key, |session| {
            let age = now.since(session.begun);
            let unmet = if session.key != key || age >= NAMED_ANEW {
                None
            } else if session.line != line {
                Some(Unmet::OtherLine)
            } else if age >= SESSION_MAX {
                Some(Unmet::Over)
            } else {
                return Ok(Met(key));
            };
            if let Some(unmet) = unmet.filter(|_| !is_dial) {
                return Err(unmet);
            }
            *session = Session { key, line, begun: now, guesses: [0; GUESSES_MAX] };
            Ok(Met(key))
        })
    }

    /// The session under this name of a gateway, whoever has begun it, and over or not.
    #[must_use]
    pub fn named(&self, name: &impl Hash) -> Met {
        Met(self.hash(name))
    }

    /// A guess by everything typed up to it.
    #[must_use]
    pub fn guess(&self, typed: &[&str]) -> u64 {
        self.hash(&typed)
    }

    #[must_use]
    pub fn weighed(&self, Met(key): Met, guess: u64) -> Weighed {
        self.with(key, |session| {
            if session.key != key {
                // Forgotten meanwhile.
                Weighed::Never
            } else if session.guesses.contains(&guess) {
                Weighed::Before
            } else if session.guesses.contains(&0) {
                Weighed::Never
            } else {
                Weighed::TooMany
            }
        })
    }

    /// Notes that a guess is weighed; of the same one twice at once the first alone is.
    #[must_use]
    pub fn weigh(&self, Met(key): Met, guess: u64) -> bool {
        self.with(key, |session| {
            if session.key != key {
                return true;
            }
            if session.guesses.contains(&guess) {
                return false;
            }
            if let Some(free) = session.guesses.iter_mut().find(|kept| **kept == 0) {
                *free = guess;
            }
            true
        })
    }

    fn hash(&self, it: &impl Hash) -> u64 {
        self.chance.hash_one(it).max(1)
    }

    /// The session of a key, or the place that would be its own.
    fn with<R>(&self, key: u64, look: impl FnOnce(&mut Session) -> R) -> R {
        let bucket = usize::try_from(key % self.buckets.len() as u64).expect("a place in memory");
        // A session is whole between any two instructions, so a poisoned lock harms nothing.
        let mut bucket: MutexGuard<'_, [Session; WAYS]> =
            self.buckets[bucket].lock().unwrap_or_else(PoisonError::into_inner);
        let known = bucket.iter().position(|session| session.key == key);
        let oldest = || bucket.iter().enumerate().min_by_key(|(_, session)| session.begun);
        let place = known.or_else(|| oldest().map(|(place, _)| place)).unwrap_or_default();
        look(&mut bucket[place])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    fn line(last: u32) -> Line {
        Line::parse(&format!("0914512{last:04}")).expect("a number")
    }

    fn at(seconds: u64) -> Timestamp {
        NOW.plus(Millis::seconds(seconds))
    }

    #[test]
    fn a_session_belongs_to_the_phone_that_began_it_and_lasts_three_minutes() {
        let sessions = Sessions::default();
        let met = sessions.meet(&"a", line(1), true, NOW).expect("it begins");
        assert_eq!(sessions.meet(&"a", line(1), false, at(179)), Ok(met));
        assert_eq!(sessions.meet(&"a", line(2), false, at(1)), Err(Unmet::OtherLine));
        assert_eq!(sessions.meet(&"a", line(1), false, at(180)), Err(Unmet::Over));
        assert!(sessions.meet(&"b", line(2), false, at(1)).is_ok(), "dialled with everything");
        // A dial begins anew, and so does a number that is used again much later.
        assert!(sessions.meet(&"a", line(2), true, at(181)).is_ok());
        assert_eq!(sessions.meet(&"a", line(1), false, at(182)), Err(Unmet::OtherLine));
        assert!(sessions.meet(&"a", line(1), false, at(181 + 600)).is_ok());
    }

    #[test]
    fn a_guess_is_weighed_once_in_its_session_and_a_session_has_so_many() {
        let sessions = Sessions::default();
        let met = |name| sessions.meet(&name, line(1), false, NOW).expect("it is met");
        let (one, other) = (met("a"), met("b"));
        let guess = |text| sessions.guess(&["1", text]);
        assert_eq!(sessions.weighed(one, guess("x")), Weighed::Never);
        assert!(sessions.weigh(one, guess("x")));
        assert!(!sessions.weigh(one, guess("x")), "of two at once one counts");
        assert_eq!(sessions.weighed(one, guess("x")), Weighed::Before);
        assert_eq!(sessions.weighed(other, guess("x")), Weighed::Never);
        for other in ["1", "2", "3", "4", "5", "6", "7"] {
            assert!(sessions.weigh(one, guess(other)));
        }
        assert_eq!(sessions.weighed(one, guess("y")), Weighed::TooMany);
        assert_eq!(sessions.weighed(one, guess("x")), Weighed::Before);
    }

    #[test]
    fn a_flood_of_sessions_takes_no_more_room_and_forgets_the_oldest() {
        let sessions = Sessions::with_buckets(1);
        for number in 0..10_000_u32 {
            assert!(sessions.meet(&number, line(1), true, at(u64::from(number) / 100)).is_ok());
        }
        let newest = sessions.meet(&9_999_u32, line(2), false, at(100));
        assert_eq!(newest, Err(Unmet::OtherLine), "the last is remembered");
        assert!(sessions.meet(&1_u32, line(2), false, at(100)).is_ok(), "the first is not");
        assert!(size_of::<Session>() <= 96);
    }
}
