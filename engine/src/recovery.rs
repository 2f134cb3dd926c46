//! From tables at their position and the journal's tail to living owners.

use std::collections::BTreeMap;
use std::sync::Arc;

use nobat_domain::ids::{OfficeId, Period, RequestKey, Sequence, ShiftId};
use nobat_domain::keeper::{Counters, ShiftKeeper};
use nobat_domain::limits::ShiftTerms;
use nobat_domain::office::Office;
use nobat_domain::request::RequestState;
use nobat_domain::shift::{DayImage, SeatImage};

use crate::error::EngineError;
use crate::journal::Reader;
use crate::keyring::{Keyring, StaffKeys};
use crate::projector::{Projection, ProjectorError, named_erased, open_row};
use crate::record::{self, ChainEnd};
use crate::registrar::Staff;
use crate::storage::Tables;

/// Applies the journal's tail, so that the tables are at its end, and flushes them.
///
/// # Errors
/// A record that cannot be read, or tables that cannot be written: the start is refused.
pub fn replay(
    tail: &mut Reader,
    read_from: impl Fn(Sequence) -> Reader,
    projection: &mut Projection,
) -> Result<u64, ProjectorError> {
    let (mut records, mut looked_ahead) = (0, false);
    while let Some(batch) = tail.next_batch()? {
        let group = std::slice::from_ref(&batch);
        records += match projection.apply(group) {
            // Whether that is an erasure or a loss is said further on, if anywhere.
            Err(ProjectorError::KeyAbsent { .. }) if !looked_ahead => {
                looked_ahead = true;
                projection.look_ahead(read_from(batch.first()))?;
                projection.apply(group)?
            }
            applied => applied?,
        };
    }
    Ok(records)
}

/// Everything that owners begin with.
pub struct Recovered {
    pub offices: BTreeMap<OfficeId, Arc<Office>>,
    pub shifts: Vec<ShiftKeeper>,
    pub in_flight: Vec<(RequestKey, RequestState)>,
    pub counters: Vec<(nobat_domain::ids::DeskNo, Counters)>,
}

/// Reads owners from tables that are at the journal's end.
///
/// # Errors
/// A row that cannot be read names its table; nothing is served from a damaged one.
pub fn recover(
    tables: &Tables,
    keyring: &Keyring,
    terms: ShiftTerms,
    threads: usize,
) -> Result<Recovered, EngineError> {
    let offices = offices(tables)?;
    let ids: Vec<ShiftId> = offices
        .keys()
        .flat_map(|office| [Period::Morning, Period::Evening].map(|it| ShiftId::of(*office, it)))
        .collect();
    let share = ids.len().div_ceil(threads.max(1)).max(1);
    let shifts = std::thread::scope(|scope| {
        let workers: Vec<_> =
            ids.chunks(share).map(|chunk| scope.spawn(|| shifts(tables, chunk, terms))).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().expect("a panic aborts the process"))
            .collect::<Result<Vec<_>, _>>()
    })?;
    let mut in_flight = Vec::new();
    for row in tables.in_flight() {
        let row = row?;
        let kept = match open_row(keyring, row.key, &row.row) {
            // It was erased after the backup that this directory was restored from. What it held
            // there falls due by the clock.
            Err(error) if named_erased(tables, &error)? => continue,
            kept => kept.map_err(of_rows)?,
        };
        let erased = || EngineError::ErasedInFlight { request: row.key };
        in_flight.push((row.key, kept.state.ok_or_else(erased)?));
    }
    let mut counters = Vec::new();
    for row in tables.desks() {
        let (desk, row) = row?;
        let read = record::counters_of(&row).map_err(|source| damaged("a desk's row", source))?;
        counters.push((desk, read));
    }
    Ok(Recovered { offices, shifts: shifts.into_iter().flatten().collect(), in_flight, counters })
}

/// Accounts, announcements, switches, and where the audit's chain ends.
///
/// # Errors
/// As [`recover`].
pub fn recover_staff(tables: &Tables, keys: &StaffKeys) -> Result<(Staff, ChainEnd), EngineError> {
    let mut staff = Staff::default();
    for row in tables.settings_under(record::ACCOUNT_SETTINGS) {
        let (_, row) = row?;
        let account = record::setting_of(&row)
            .and_then(|(_, _, value)| record::open_account(keys, value))
            .map_err(|source| damaged("an account's row", source))?;
        let no = account.no;
        if !staff.book.restore(account) {
            return Err(EngineError::AccountTwice(no));
        }
    }
    if let Some(row) = tables.setting(record::ANNOUNCEMENTS_SETTING)? {
        let read = record::setting_of(&row);
        staff.announcements = read
            .and_then(|(_, _, value)| record::announcements_of(value))
            .map_err(|source| damaged("the announcements' row", source))?;
    }
    if let Some(row) = tables.setting(record::SWITCHES_SETTING)? {
        let read = record::setting_of(&row);
        staff.switches = read
            .and_then(|(_, _, value)| record::switches_of(value))
            .map_err(|source| damaged("the switches' row", source))?;
    }
    let last = tables.audit_back(None, 1)?;
    let end = last.first().map(|row| record::audit_of(&row.row).map(|entry| entry.end()));
    let end = end.transpose().map_err(|source| damaged("the audit's last row", source))?;
    Ok((staff, end.unwrap_or_default()))
}

fn offices(tables: &Tables) -> Result<BTreeMap<OfficeId, Arc<Office>>, EngineError> {
    let mut offices = BTreeMap::new();
    for row in tables.offices() {
        let (id, row) = row?;
        let (_, office) =
            record::office_of(&row).map_err(|source| damaged("an office's row", source))?;
        if offices.insert(id, Arc::new(office)).is_some() {
            return Err(EngineError::OfficeTwice(id));
        }
    }
    Ok(offices)
}

/// Shifts of a run of consecutive numbers, each from its own days and seats: the rows of both stand
/// in the order of shifts, so that no more than one shift's are in memory at a time.
fn shifts(
    tables: &Tables,
    ids: &[ShiftId],
    terms: ShiftTerms,
) -> Result<Vec<ShiftKeeper>, EngineError> {
    let (Some(first), Some(last)) = (ids.first(), ids.last()) else {
        return Ok(Vec::new());
    };
    let mut days = tables
        .days_between(*first, *last)
        .map(|row| record::day_of(&row?.row).map_err(|source| damaged("a day's row", source)));
    let mut seats = tables
        .seats_between(*first, *last)
        .map(|row| record::seat_of(&row?.row).map_err(|source| damaged("a seat's row", source)));
    let (mut next_day, mut next_seat) = (days.next().transpose()?, seats.next().transpose()?);
    let (mut own_days, mut own_seats): (Vec<DayImage>, Vec<SeatImage>) = (Vec::new(), Vec::new());
    let mut keepers = Vec::with_capacity(ids.len());
    for id in ids {
        own_days.clear();
        own_seats.clear();
        next_day = gather(*id, next_day, &mut days, &mut own_days)?;
        next_seat = gather(*id, next_seat, &mut seats, &mut own_seats)?;
        keepers.push(ShiftKeeper::restore(*id, terms, &own_days, &own_seats));
    }
    Ok(keepers)
}

/// Takes the rows of one shift, and gives the first one behind them. Rows of a shift before it
/// belong to no office: nobody owns them, and `verify` names them.
fn gather<T>(
    id: ShiftId,
    mut next: Option<(ShiftId, T)>,
    rows: &mut impl Iterator<Item = Result<(ShiftId, T), EngineError>>,
    into: &mut Vec<T>,
) -> Result<Option<(ShiftId, T)>, EngineError> {
    while let Some((shift, image)) = next {
        if shift > id {
            return Ok(Some((shift, image)));
        }
        if shift == id {
            into.push(image);
        }
        next = rows.next().transpose()?;
    }
    Ok(None)
}

fn damaged(what: &str, source: record::RecordError) -> EngineError {
    EngineError::Record { what: what.to_owned(), source }
}

fn of_rows(error: ProjectorError) -> EngineError {
    match error {
        ProjectorError::Storage(source) => source.into(),
        ProjectorError::Journal(source) => source.into(),
        ProjectorError::Keyring { source, .. } | ProjectorError::Erasing(source) => source.into(),
        ProjectorError::KeyAbsent { sequence, request, source } => {
            EngineError::KeyAbsent { sequence, request, source }
        }
        ProjectorError::Record { source, .. } => damaged("a request's row", source),
    }
}

impl From<ProjectorError> for EngineError {
    fn from(error: ProjectorError) -> Self {
        of_rows(error)
    }
}
