//! Who follows the feed at this moment: a bounded number for each system and for all, and few reads
//! of the tables at once, so that nobody's hunger is anybody else's wait.

use std::sync::Arc;

use dashmap::DashMap;
use nobat_domain::staff::AccountNo;
use tokio::sync::{Semaphore, SemaphorePermit, watch};

use crate::metric_names::FEED_STREAMS;

/// Streams of one system: one at work, one that takes over from it, and as many again by mistake.
pub const STREAMS_OF_ONE_MAX: u32 = 4;
/// Streams of all systems.
pub const STREAMS_MAX: usize = 256;
/// Reads of the tables at once, of all systems.
const READS_AT_ONCE: usize = 4;

/// What this room keeps as long as the process lives.
pub struct Streams {
    of: DashMap<AccountNo, u32>,
    all: Arc<Semaphore>,
    reads: Semaphore,
    stop: watch::Sender<bool>,
}

/// A place among those who follow, given back when it is dropped.
pub struct Place {
    streams: Arc<Streams>,
    no: AccountNo,
    _of_all: tokio::sync::OwnedSemaphorePermit,
}

impl Default for Streams {
    fn default() -> Self {
        Self {
            of: DashMap::new(),
            all: Arc::new(Semaphore::new(STREAMS_MAX)),
            reads: Semaphore::new(READS_AT_ONCE),
            stop: watch::Sender::new(false),
        }
    }
}

impl Streams {
    /// A place for one more; none where this system, or all of them, have enough.
    #[must_use]
    pub fn enter(self: &Arc<Self>, no: AccountNo) -> Option<Place> {
        let of_all = Arc::clone(&self.all).try_acquire_owned().ok()?;
        let mut of_one = self.of.entry(no).or_insert(0);
        if *of_one >= STREAMS_OF_ONE_MAX {
            return None;
        }
        *of_one += 1;
        metrics::gauge!(FEED_STREAMS).increment(1.0);
        Some(Place { streams: Arc::clone(self), no, _of_all: of_all })
    }

    /// Waits for leave to read the tables.
    pub async fn read(&self) -> Option<SemaphorePermit<'_>> {
        self.reads.acquire().await.ok()
    }

    /// Lets everybody go who follows: the server stops.
    pub fn end(&self) {
        self.stop.send_replace(true);
    }

    /// Returns when everybody is let go.
    pub async fn ended(&self) {
        let mut stop = self.stop.subscribe();
        // Whoever could still send it has gone: that is the end as well.
        let _ = stop.wait_for(|stop| *stop).await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        metrics::gauge!(FEED_STREAMS).decrement(1.0);
        if let Some(mut of_one) = self.streams.of.get_mut(&self.no) {
            *of_one -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_system_never_takes_the_places_of_others() {
        let streams = Arc::new(Streams::default());
        let enter = |no| streams.enter(AccountNo(no));
        let mut mine: Vec<_> = (0..STREAMS_OF_ONE_MAX).filter_map(|_| enter(1)).collect();
        assert_eq!(mine.len(), STREAMS_OF_ONE_MAX as usize);
        assert!(enter(1).is_none() && enter(2).is_some());
        mine.pop();
        assert!(enter(1).is_some(), "a place that was given back is free");
        let others: Vec<_> = (3..).map_while(enter).take(STREAMS_MAX).collect();
        assert_eq!(others.len() + mine.len(), STREAMS_MAX, "and all together have a bound");
    }
}
