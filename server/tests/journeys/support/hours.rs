//! The one clock of a story: engine, shop, bank and registry all live by it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use nobat_domain::ids::Day;
use nobat_domain::timestamp::{Millis, Timestamp};
use nobat_engine::clock::wall;
use nobat_engine::day_of;
use nobat_sandbox::clock::tehran_midnight;

/// Stories begin at eight in the morning, so that none of them meets midnight.
const BEGIN: Millis = Millis::hours(8);

#[derive(Clone)]
pub struct Hours {
    ahead: Arc<AtomicU64>,
}

impl Hours {
    /// The morning of a day to come in Tehran, tomorrow's unless a story says which.
    pub fn of(day: Option<Day>) -> Self {
        let now = wall();
        let tomorrow = day_of(now).plus(1);
        let begin = tehran_midnight(day.unwrap_or(tomorrow)).plus(BEGIN);
        assert!(begin > now, "a story begins in the future");
        let ahead = begin.since(now);
        Self { ahead: Arc::new(AtomicU64::new(ahead.0)) }
    }

    /// How far it is ahead of the wall clock.
    pub fn ahead(&self) -> Millis {
        Millis(self.ahead.load(Ordering::SeqCst))
    }

    pub fn now(&self) -> Timestamp {
        wall().plus(self.ahead())
    }

    pub fn skip(&self, span: Millis) {
        self.ahead.fetch_add(span.0, Ordering::SeqCst);
    }

    pub fn reader(&self) -> Arc<dyn Fn() -> Timestamp + Send + Sync> {
        let hours = self.clone();
        Arc::new(move || hours.now())
    }
}
