//! A data key that was erased: the only proof that its absence is no damage.

use super::error::RecordError;
use super::kind::RecordKind;
use super::wire::Sink;
use super::{frame, request};
use nobat_domain::ids::DataKeyNo;
use nobat_domain::timestamp::Timestamp;

/// Head 4, at 6, key 6.
pub const ERASED_BYTES: usize = 16;

/// The record of an erasure, which is also its row.
///
/// # Panics
/// On key 0, which is none.
#[must_use]
pub fn erased_bytes(at: Timestamp, key: DataKeyNo) -> [u8; ERASED_BYTES] {
    frame::fixed(RecordKind::Erased, |out| {
        out.put_moment(at);
        request::put_data_key(out, key);
    })
}

/// Reads what [`erased_bytes`] made.
///
/// # Errors
/// The first byte that cannot be.
pub fn erased_of(bytes: &[u8]) -> Result<(Timestamp, DataKeyNo), RecordError> {
    let mut reader = frame::open(bytes, RecordKind::Erased)?;
    let at = reader.moment("time of the erasure")?;
    let key = request::read_data_key(&mut reader)?;
    reader.end()?;
    Ok((at, key))
}
