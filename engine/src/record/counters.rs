//! How many order numbers and tracking codes a desk has given: the desk's row.

use super::error::RecordError;
use super::kind::RecordKind;
use super::wire::{Reader, Sink};
use super::{frame, wire::Fixed};
use nobat_domain::ids::OrderNo;
use nobat_domain::keeper::Counters;

/// Kind and version 2, spare 2, codes 4, orders 8.
pub const COUNTERS_BYTES: usize = 16;

const ORDERS_END: u64 = 1 << OrderNo::COUNTER_BITS;

/// The row of a desk.
///
/// # Panics
/// On more orders than order numbers can count.
#[must_use]
pub fn counters_bytes(counters: Counters) -> [u8; COUNTERS_BYTES] {
    let Counters { orders, codes } = counters;
    assert!(orders < ORDERS_END, "order numbers have no room for more");
    let mut row = Fixed::new();
    row.put(&[RecordKind::CountersRow.number(), RecordKind::CountersRow.version(), 0, 0]);
    row.put_u32(codes);
    row.put_u64(orders);
    row.bytes()
}

/// Reads what [`counters_bytes`] made.
///
/// # Errors
/// The first byte that cannot be.
pub fn counters_of(bytes: &[u8]) -> Result<Counters, RecordError> {
    let mut reader = Reader::new(bytes);
    frame::open_kind(&mut reader, RecordKind::CountersRow)?;
    reader.spare(2)?;
    let codes = reader.u32("codes given")?;
    let at = reader.at();
    let orders = reader.u64("orders given")?;
    if orders >= ORDERS_END {
        return Err(RecordError::Refused { what: "orders given", at });
    }
    reader.end()?;
    Ok(Counters { orders, codes })
}
