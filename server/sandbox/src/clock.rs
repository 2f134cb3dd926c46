//! The sandbox's only clock. Everything else is handed the time.

pub use nobat_domain::calendar::tehran::{
    OFFSET as TEHRAN_OFFSET, day_begins as tehran_midnight, day_of as tehran_day,
};
use nobat_domain::timestamp::Timestamp;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// Where the sandbox learns the time from; a test brings its own.
pub type Wall = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The machine's clock.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the sandbox's clock file")]
pub fn wall() -> Wall {
    Arc::new(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    })
}
