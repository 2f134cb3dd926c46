//! What is measured, and who takes part.

use super::shape::Shape;
use clap::ValueEnum;
use serde::Serialize;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Contestant {
    Ours,
    Redis,
    /// A connection for each client.
    Postgres,
    /// A few connections that the clients share.
    PostgresPooled,
}

impl Contestant {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Redis => "Redis",
            Self::Postgres => "PostgreSQL",
            Self::PostgresPooled => "PostgreSQL, pool",
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Work {
    Spread,
    Hot,
    Full,
    Limit,
    Lists,
    ListsBeside,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Cell {
    pub work: Work,
    pub in_flight: u32,
}

/// Redis reads everything that its connections have brought and syncs once: few connections with
/// many questions on each are the quickest, also for lists.
const REDIS_CONNECTIONS: u32 = 8;
/// Connections of PostgreSQL's pool.
pub const POOL_CONNECTIONS: u32 = 64;
/// Lists are all processor: more connections than this only change places on it.
const LIST_CONNECTIONS: u32 = 8;

impl Cell {
    pub fn name(self) -> String {
        let Self { work, in_flight } = self;
        match work {
            Work::Spread => format!("spread, {in_flight} in flight"),
            Work::Hot => format!("hot, {in_flight} in flight"),
            Work::Full => format!("full, {in_flight} in flight"),
            Work::Limit => format!("limit, {in_flight} in flight"),
            Work::Lists => format!("ranking alone, {in_flight} in flight"),
            Work::ListsBeside => format!("ranking beside spread, {in_flight} in flight"),
        }
    }

    pub const fn is_of_lists(self) -> bool {
        matches!(self.work, Work::Lists | Work::ListsBeside)
    }

    pub const fn contestants(self) -> &'static [Contestant] {
        use Contestant::{Ours, Postgres, PostgresPooled, Redis};
        match self.work {
            Work::Limit => &[Ours],
            Work::Lists | Work::ListsBeside => &[Ours, Redis, Postgres],
            Work::Spread | Work::Hot | Work::Full if self.in_flight > POOL_CONNECTIONS => {
                &[Ours, Redis, Postgres, PostgresPooled]
            }
            Work::Spread | Work::Hot | Work::Full => &[Ours, Redis, Postgres],
        }
    }

    pub const fn shape(self) -> Shape {
        match self.work {
            Work::Spread | Work::Hot | Work::Limit => Shape::Lean,
            Work::Full => Shape::Full,
            Work::Lists | Work::ListsBeside => Shape::Listed,
        }
    }

    /// Connections that a peer's clients of this cell share.
    pub fn connections(self, contestant: Contestant) -> u32 {
        let most = match (contestant, self.work) {
            (Contestant::Ours | Contestant::Redis, _) => REDIS_CONNECTIONS,
            (Contestant::Postgres | Contestant::PostgresPooled, Work::Lists) => LIST_CONNECTIONS,
            (Contestant::PostgresPooled, _) => POOL_CONNECTIONS,
            (Contestant::Postgres, _) => self.in_flight,
        };
        most.min(self.in_flight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_takes_part_only_where_it_is_smaller_than_the_crowd() {
        let among = |in_flight| Cell { work: Work::Hot, in_flight }.contestants();
        assert!(!among(64).contains(&Contestant::PostgresPooled));
        assert!(among(1_024).contains(&Contestant::PostgresPooled));
    }

    #[test]
    fn postgres_has_a_connection_for_each_client_and_its_pool_64() {
        let cell = Cell { work: Work::Spread, in_flight: 1_024 };
        assert_eq!(cell.connections(Contestant::Postgres), 1_024);
        assert_eq!(cell.connections(Contestant::PostgresPooled), 64);
        let few = Cell { work: Work::Spread, in_flight: 3 };
        assert_eq!(few.connections(Contestant::Redis), 3);
    }
}
