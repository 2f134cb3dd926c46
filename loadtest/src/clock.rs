//! The tester's only clock.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// The moment that latencies are counted from and to.
#[expect(clippy::disallowed_methods, reason = "this is the tester's clock file")]
pub fn now() -> Instant {
    Instant::now()
}

/// Milliseconds since 1970 by the wall, for books and reports alone.
#[expect(clippy::disallowed_methods, reason = "this is the tester's clock file")]
pub fn wall_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
