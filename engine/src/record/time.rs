//! Engine time by itself: written where nothing else has said for a while how late it is.

use super::error::RecordError;
use super::frame;
use super::kind::RecordKind;
use super::wire::Sink;
use nobat_domain::timestamp::Timestamp;

/// Head 4, at 6, spare 6.
pub const TIME_BYTES: usize = 16;

const SPARE_BYTES: usize = 6;

/// The record of a moment.
///
/// # Panics
/// After [`super::TIMESTAMP_MAX`].
#[must_use]
pub fn time_bytes(at: Timestamp) -> [u8; TIME_BYTES] {
    frame::fixed(RecordKind::Time, |out| out.put_moment(at))
}

/// Reads what [`time_bytes`] made.
///
/// # Errors
/// The first byte that cannot be.
pub fn time_of(bytes: &[u8]) -> Result<Timestamp, RecordError> {
    let mut reader = frame::open(bytes, RecordKind::Time)?;
    let at = reader.moment("engine time")?;
    reader.spare(SPARE_BYTES)?;
    reader.end()?;
    Ok(at)
}
