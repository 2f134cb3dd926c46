//! Those who wait for an earlier seat, in the order in which they are asked: by area, then by the
//! moment since which they wait. Nothing in it is personal.
//!
//! The key is the area's number, the moment (6 bytes) and the request; the row the scope, the
//! booked shift and day, and the moment of the last offer, zero where there was none.

use super::error::StorageError;
use super::keys::Family;
use super::scan::{Bounds, Scan};
use super::tables::Tables;
use super::writes::Writes;
use nobat_domain::earlier::{Scope, Waiter};
use nobat_domain::ids::{Day, RequestKey, ShiftId};
use nobat_domain::person::AreaCode;
use nobat_domain::request::Choice;
use nobat_domain::timestamp::Timestamp;

const OFFICE: u8 = 1;
const AREA: u8 = 2;

fn key(waiter: &Waiter) -> [u8; 23] {
    let mut key = [0; 23];
    key[0] = waiter.area.number();
    key[1..7].copy_from_slice(&waiter.since.0.to_be_bytes()[2..]);
    key[7..].copy_from_slice(&waiter.request.0);
    key
}

fn row(waiter: &Waiter) -> [u8; 15] {
    let mut row = [0; 15];
    row[0] = match waiter.scope {
        Scope::Office => OFFICE,
        Scope::Area => AREA,
    };
    row[1..5].copy_from_slice(&waiter.booked.shift.0.to_be_bytes());
    row[5..9].copy_from_slice(&waiter.booked.day.0.to_be_bytes());
    row[9..].copy_from_slice(&waiter.offered_at.unwrap_or_default().0.to_be_bytes()[2..]);
    row
}

fn read(key: &[u8], row: &[u8]) -> Option<Waiter> {
    let (area, rest) = key.split_first()?;
    let (since, request) = rest.split_first_chunk()?;
    let (scope, rest) = row.split_first()?;
    let (shift, rest) = rest.split_first_chunk()?;
    let (day, offered_at) = rest.split_first_chunk()?;
    let offered_at = moment(offered_at.try_into().ok()?);
    Some(Waiter {
        area: AreaCode::parse(&area.to_string()).ok()?,
        since: moment(*since),
        request: RequestKey(request.try_into().ok()?),
        scope: match *scope {
            OFFICE => Scope::Office,
            AREA => Scope::Area,
            _ => return None,
        },
        booked: Choice {
            shift: ShiftId(u32::from_be_bytes(*shift)),
            day: Day(i32::from_be_bytes(*day)),
        },
        offered_at: (offered_at.0 > 0).then_some(offered_at),
    })
}

fn moment(bytes: [u8; 6]) -> Timestamp {
    let mut whole = [0; 8];
    whole[2..].copy_from_slice(&bytes);
    Timestamp(u64::from_be_bytes(whole))
}

impl Tables {
    /// Everybody who waits, by area and then in turn.
    #[must_use]
    pub fn waiting(&self) -> Scan<'_, Waiter> {
        self.scan(Family::Waiting, Bounds::all(), read)
    }

    /// Those who wait in one area, in turn: all, or those behind one of them.
    #[must_use]
    pub fn waiting_in(&self, area: AreaCode, behind: Option<&Waiter>) -> Scan<'_, Waiter> {
        let area = [area.number()];
        let mut bounds = Bounds::prefixes(&area, &area);
        if let Some(last) = behind {
            // The shortest key behind this one.
            bounds.from = [&key(last)[..], &[0]].concat();
        }
        self.scan(Family::Waiting, bounds, read)
    }

    /// Whether exactly this stands in the list.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn waits(&self, waiter: &Waiter) -> Result<bool, StorageError> {
        Ok(self.point(Family::Waiting, &key(waiter))?.as_deref() == Some(&row(waiter)))
    }

    /// The first area, from this number on, in which somebody waits.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn next_waiting_area(&self, from: u8) -> Result<Option<AreaCode>, StorageError> {
        let mut rows = self.scan(Family::Waiting, Bounds::from(&[from]), read);
        rows.next().transpose().map(|first| first.map(|waiter| waiter.area))
    }
}

impl Writes<'_> {
    pub fn put_waiting(&mut self, waiter: &Waiter) {
        self.put(Family::Waiting, &key(waiter), &row(waiter));
    }

    pub fn delete_waiting(&mut self, waiter: &Waiter) {
        self.delete(Family::Waiting, &key(waiter));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::TablesOptions;
    use nobat_domain::ids::Sequence;

    fn waiter(area: &str, since: u64, request: u8) -> Waiter {
        Waiter {
            area: AreaCode::parse(area).expect("an area code"),
            since: Timestamp(since),
            request: RequestKey([request; 16]),
            scope: if request.is_multiple_of(2) { Scope::Area } else { Scope::Office },
            booked: Choice { shift: ShiftId(7), day: Day(20_000) },
            offered_at: (request > 2).then_some(Timestamp(since + 9)),
        }
    }

    #[test]
    fn each_area_has_its_turns_and_who_leaves_is_gone() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let tables = Tables::open(dir.path(), &TablesOptions::default()).expect("they are new");
        let everybody = [
            waiter("021", 300, 1),
            waiter("021", 1_700_000_000_000, 4),
            waiter("021", 1_700_000_000_000, 5),
            waiter("041", 2, 3),
        ];
        let mut writes = tables.writes();
        for waiter in everybody.iter().rev() {
            writes.put_waiting(waiter);
        }
        tables.commit(&writes, Sequence(1)).expect("it is written");
        let all = |rows: Scan<'_, Waiter>| -> Vec<Waiter> {
            rows.map(|row| row.expect("it reads")).collect()
        };
        assert_eq!(all(tables.waiting()), everybody);
        let area = everybody[0].area;
        assert_eq!(all(tables.waiting_in(area, None)), everybody[..3]);
        assert_eq!(all(tables.waiting_in(area, Some(&everybody[0]))), everybody[1..3]);
        assert_eq!(all(tables.waiting_in(area, Some(&everybody[2]))), []);
        assert!(tables.waits(&everybody[2]).expect("it reads"));
        let other = Waiter { offered_at: None, ..everybody[2] };
        assert!(!tables.waits(&other).expect("it reads"));
        for (from, area) in [(0, Some(21)), (22, Some(41)), (42, None)] {
            let next = tables.next_waiting_area(from).expect("it reads");
            assert_eq!(next.map(AreaCode::number), area);
        }
        let mut writes = tables.writes();
        writes.delete_waiting(&everybody[1]);
        tables.commit(&writes, Sequence(2)).expect("it is written");
        assert_eq!(all(tables.waiting()).len(), 3);
    }
}
