//! How often a password or a code may be tried, by name and by network, and how often an office may
//! look for who is not its own. What is counted lives in
//! memory: a restart forgives, and takes longer than a wait.

use dashmap::DashMap;
use nobat_domain::staff::{ACCOUNT_NAME_CHARS_MAX, AccountNo};
use nobat_domain::timestamp::{Millis, Timestamp};

use crate::guessing::Network;

/// Wrong passwords for one name, or codes for one account, in one span.
pub const WRONG_OF_NAME_MAX: u32 = 5;
/// Wrong passwords from one network: an office's people share one.
pub const WRONG_OF_NETWORK_MAX: u32 = 50;
/// Look-ups of one account that found nobody of its own office.
pub const UNFOUND_MAX: u32 = 20;
/// A span begins with its first try.
pub const SPAN: Millis = Millis::minutes(15);
/// Keys that are counted at once. Beyond them everybody waits who is not known yet.
const KEYS_MAX: usize = 100_000;

/// What tries are counted by.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum TryBy {
    /// As typed, whether anybody has it or not: who has none learns nothing.
    Name(String),
    Network(Network),
    Code(AccountNo),
    /// A citizen looked for at an office's counter.
    Finding(AccountNo),
    /// Wrong keys of other systems.
    Key(Network),
}

#[derive(Clone, Copy, Debug)]
struct Tried {
    times: u32,
    since: Timestamp,
}

/// Tries of the last span.
#[derive(Debug, Default)]
pub struct Tries {
    tried: DashMap<TryBy, Tried>,
}

impl TryBy {
    /// By what was typed as a name, as far as any name reaches.
    #[must_use]
    pub fn name(typed: &str) -> Self {
        let name = typed.trim().chars().take(ACCOUNT_NAME_CHARS_MAX + 1);
        Self::Name(name.collect::<String>().to_ascii_lowercase())
    }

    const fn times_max(&self) -> u32 {
        match self {
            Self::Name(_) | Self::Code(_) => WRONG_OF_NAME_MAX,
            Self::Network(_) | Self::Key(_) => WRONG_OF_NETWORK_MAX,
            Self::Finding(_) => UNFOUND_MAX,
        }
    }
}

impl Tries {
    /// Takes one try, before it is known whether it is a right one.
    ///
    /// # Errors
    /// Until when there is none.
    pub fn take(&self, by: TryBy, now: Timestamp) -> Result<(), Timestamp> {
        let times_max = by.times_max();
        if self.tried.len() >= KEYS_MAX && !self.tried.contains_key(&by) {
            self.tried.retain(|_, it| now < it.since.plus(SPAN));
            if self.tried.len() >= KEYS_MAX {
                return Err(now.plus(SPAN));
            }
        }
        let mut it = self.tried.entry(by).or_insert(Tried { times: 0, since: now });
        if now >= it.since.plus(SPAN) {
            *it = Tried { times: 0, since: now };
        }
        if it.times >= times_max {
            return Err(it.since.plus(SPAN));
        }
        it.times += 1;
        Ok(())
    }

    /// It was a right one: it does not count.
    pub fn give_back(&self, by: &TryBy) {
        if let Some(mut it) = self.tried.get_mut(by) {
            it.times = it.times.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::IpAddr;

    fn name(name: &str) -> TryBy {
        TryBy::Name(name.to_owned())
    }

    #[test]
    fn five_wrong_ones_close_a_name_until_its_span_is_over() {
        let (tries, start) = (Tries::default(), Timestamp(1_000));
        for _ in 0..WRONG_OF_NAME_MAX {
            assert_eq!(tries.take(name("zahra"), start), Ok(()));
        }
        let until = start.plus(SPAN);
        assert_eq!(tries.take(name("zahra"), until.minus(Millis(1))), Err(until));
        assert_eq!(tries.take(name("reza"), start), Ok(()), "another name is open");
        assert_eq!(tries.take(name("zahra"), until), Ok(()));
    }

    #[test]
    fn right_ones_never_close_anything() {
        let (tries, start) = (Tries::default(), Timestamp(1_000));
        for _ in 0..10 * WRONG_OF_NETWORK_MAX {
            assert_eq!(tries.take(name("zahra"), start), Ok(()));
            tries.give_back(&name("zahra"));
        }
    }

    #[test]
    fn a_network_is_closed_later_than_a_name() {
        let (tries, start) = (Tries::default(), Timestamp(1_000));
        let network = || TryBy::Network(Network::of(IpAddr::from([5, 120, 7, 1])));
        for _ in 0..WRONG_OF_NETWORK_MAX {
            assert_eq!(tries.take(network(), start), Ok(()));
        }
        assert_eq!(tries.take(network(), start), Err(start.plus(SPAN)));
    }
}
