//! The tariff as the value of its setting: all rows, by service and day.
//!
//! Version 1, number of rows 2; of each: service 1, from 4 (signed), fee 6.

use super::codes;
use super::error::RecordError;
use super::payments::{put_rial, read_rial};
use super::setting::SETTING_VALUE_BYTES_MAX;
use super::wire::{Reader, Sink};
use nobat_domain::ids::Day;
use nobat_domain::tariff::{Fee, ROWS_MAX, Tariff};

/// The setting that the tariff is kept under.
pub const TARIFF_SETTING: &str = "tariff";

const VERSION: u8 = 1;
const HEAD_BYTES: usize = 3;
const ROW_BYTES: usize = 11;

const _: () = assert!(HEAD_BYTES + ROWS_MAX * ROW_BYTES <= SETTING_VALUE_BYTES_MAX);

/// The value of the setting.
///
/// # Panics
/// On more rows than the law takes.
#[must_use]
pub fn tariff_bytes(tariff: &Tariff) -> Vec<u8> {
    let rows = tariff.rows();
    assert!(rows.len() <= ROWS_MAX, "the law bounds a tariff");
    let mut out = Vec::with_capacity(HEAD_BYTES + rows.len() * ROW_BYTES);
    out.put_u8(VERSION);
    out.put_u16(u16::try_from(rows.len()).expect("bounded far below"));
    for Fee { service, from, fee } in rows {
        codes::put_service(&mut out, service);
        out.put_i32(from.0);
        put_rial(&mut out, fee);
    }
    out
}

/// Reads what [`tariff_bytes`] made, and nothing that it would not make.
///
/// # Errors
/// The first byte that cannot be.
pub fn tariff_of(value: &[u8]) -> Result<Tariff, RecordError> {
    let mut reader = Reader::new(value);
    let (what, at) = ("version of the tariff", reader.at());
    match reader.u8(what)? {
        VERSION => {}
        found => return Err(RecordError::Unlisted { what, at, found }),
    }
    let count = usize::from(reader.u16("rows of the tariff")?);
    let mut rows = Vec::new();
    for _ in 0..count {
        let (what, at) = ("row of the tariff", reader.at());
        let service = codes::read_service(&mut reader)?;
        let from = Day(reader.i32("first day of a fee")?);
        let row = Fee { service, from, fee: read_rial(&mut reader, "fee")? };
        let rises = |last: &Fee| (last.service, last.from) < (service, from);
        if !rows.last().is_none_or(rises) || rows.len() >= ROWS_MAX {
            return Err(RecordError::Refused { what, at });
        }
        rows.push(row);
    }
    reader.end()?;
    Ok(rows.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use nobat_domain::money::Rial;
    use nobat_domain::tariff::Service;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    /// Written by hand from the table at the head of this file.
    const GOLDEN: [u8; 25] = [
        1, 2, 0, 1, 0x1c, 0x44, 0, 0, 0xe8, 0x03, 0, 0, 0, 0, 5, 0xfe, 0xff, 0xff, 0xff, 0x50,
        0xc3, 0, 0, 0, 0,
    ];

    fn row(service: Service, from: i32, fee: i64) -> Fee {
        Fee { service, from: Day(from), fee: Rial::new(fee).expect("an amount") }
    }

    #[test]
    fn a_tariff_keeps_its_bytes() {
        let rows = [row(Service::FirstIssue, 0x441c, 1_000), row(Service::Replacement, -2, 50_000)];
        let tariff: Tariff = rows.into_iter().collect();
        assert_eq!(tariff_bytes(&tariff), GOLDEN);
        assert_eq!(tariff_of(&GOLDEN).expect("golden"), tariff);
    }

    #[test]
    fn rows_that_were_changed_or_moved_are_damage() {
        let mut swapped = GOLDEN;
        swapped[3..14].copy_from_slice(&GOLDEN[14..]);
        swapped[14..].copy_from_slice(&GOLDEN[3..14]);
        assert!(matches!(tariff_of(&swapped), Err(RecordError::Refused { at: 14, .. })));
        let mut unknown = GOLDEN;
        unknown[3] = 8;
        assert!(matches!(tariff_of(&unknown), Err(RecordError::Unlisted { at: 3, .. })));
        for kept in 0..GOLDEN.len() {
            assert!(tariff_of(&GOLDEN[..kept]).is_err(), "{kept}");
        }
    }

    proptest! {
        #[test]
        fn a_tariff_comes_back_from_its_bytes(
            rows in vec((select(Service::ALL.to_vec()), any::<i32>(), 0..=Rial::MAX), 0..40)
        ) {
            let rows = rows.into_iter().map(|(service, from, fee)| row(service, from, fee));
            let tariff: Tariff = rows.collect();
            prop_assert_eq!(tariff_of(&tariff_bytes(&tariff)).expect("our own bytes"), tariff);
        }
    }
}
