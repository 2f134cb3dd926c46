//! CAP-1 for every shift and day, and the counts of all seats.

use std::collections::BTreeSet;
use std::iter::Peekable;

use nobat_domain::capacity::Capacity;
use nobat_domain::ids::{Day, SeatNo, ShiftId};
use nobat_domain::invariant::Violation;
use nobat_domain::limits::{DAY_KEPT, SEATS_MAX};
use nobat_domain::shift::{
    After, DayImage, DayState, HeldSeat, NOBODY, Purpose, SeatImage, dropped_from,
};
use nobat_domain::timestamp::Timestamp;

use crate::error::EngineError;
use crate::record;
use crate::storage::{SEAT_ROW_BYTES, SeatAt, StorageError};
use crate::verify::merged::{Side, merged};
use crate::verify::report::{Counts, Findings, Unfinished, day_place, seat_place};
use crate::verify::run::Ground;
use crate::verify::ties::{Tie, Ties};

/// Taken seats of one day.
#[derive(Default)]
struct Tally {
    held: u32,
    cooling: u32,
    overdue: u32,
    booked: u32,
}

type Merged<T> = Result<T, StorageError>;

/// All seats by place, the tail laid over them; a row that is no seat's is noted and left out.
pub(super) fn all(
    ground: &Ground,
) -> impl Iterator<Item = Merged<(SeatAt, Result<SeatImage, String>)>> + '_ {
    between(ground, ShiftId(0), ShiftId(u32::MAX))
}

/// Those of the shifts from the first to the last.
pub(super) fn between(
    ground: &Ground,
    first: ShiftId,
    last: ShiftId,
) -> impl Iterator<Item = Merged<(SeatAt, Result<SeatImage, String>)>> + '_ {
    let table = ground.rows.tables.seats_between(first, last);
    let table = table.map(|row| row.map(|row| (row.at, row.row)));
    let table = table
        .filter(|row| !row.as_ref().is_ok_and(|(at, _)| ground.overlay.drops(at.shift, at.day)));
    let least = SeatAt { shift: first, day: Day(i32::MIN), seat: SeatNo(0) };
    let most = SeatAt { shift: last, day: Day(i32::MAX), seat: SeatNo(u32::MAX) };
    merged(table, ground.overlay.seats.range(least..=most)).map(|row| {
        row.map(|(at, side)| match side {
            Side::Tail(image) => (at, Ok(*image)),
            Side::Table(bytes) => (at, read(at, &bytes)),
        })
    })
}

/// A seat's row as what it says, if it says it of this seat.
pub(super) fn read(at: SeatAt, row: &[u8; SEAT_ROW_BYTES]) -> Result<SeatImage, String> {
    let (shift, image) = record::seat_of(row).map_err(|error| error.to_string())?;
    let named = SeatAt { shift, day: image.day, seat: image.seat };
    if named == at { Ok(image) } else { Err(format!("its row speaks of {}", seat_place(named))) }
}

/// A seat as it is, the tail laid over its row; nothing for one that was never given, and for a row
/// that cannot be read, which the check of all seats names.
pub(super) fn image(
    ground: &Ground,
    findings: &mut Findings,
    at: SeatAt,
) -> Result<Option<SeatImage>, EngineError> {
    if let Some(image) = ground.overlay.seats.get(&at) {
        return Ok(Some(*image));
    }
    let row = findings.read("the table of seats", ground.rows.tables.seat(at))?.flatten();
    Ok(row.and_then(|row| read(at, &row).ok()))
}

fn days(
    ground: &Ground,
) -> impl Iterator<Item = Merged<((ShiftId, Day), Result<DayImage, String>)>> + '_ {
    let table = ground.rows.tables.days().map(|row| row.map(|row| ((row.shift, row.day), row.row)));
    let kept = |row: &Merged<((ShiftId, Day), _)>| {
        !row.as_ref().is_ok_and(|((shift, day), _)| ground.overlay.drops(*shift, *day))
    };
    merged(table, &ground.overlay.days).filter(kept).map(|row| {
        row.map(|(at, side)| match side {
            Side::Tail(image) => (at, Ok(*image)),
            Side::Table(bytes) => (at, read_day(at, &bytes)),
        })
    })
}

pub(super) fn read_day(at: (ShiftId, Day), row: &[u8]) -> Result<DayImage, String> {
    let (shift, image) = record::day_of(row).map_err(|error| error.to_string())?;
    if image.state == DayState::Dropped {
        Err("it was dropped, and its row is there".to_owned())
    } else if (shift, image.day) == at {
        Ok(image)
    } else {
        Err(format!("its row speaks of {}", day_place(shift, image.day)))
    }
}

/// Whether the shift has let this day go: it is nowhere any more, and its time is over.
pub(super) fn dropped(ground: &Ground, day: (ShiftId, Day)) -> bool {
    long_past(ground, day.1) && !ground.past.contains(&day)
}

fn long_past(ground: &Ground, day: Day) -> bool {
    dropped_from(day, DAY_KEPT) <= ground.time
}

/// Gives the days that are long past and have not been dropped yet.
///
/// # Errors
/// A disk that cannot be read.
pub(super) fn check(
    ground: &Ground,
    ties: &mut Ties,
    findings: &mut Findings,
    counts: &mut Counts,
    unfinished: &mut Unfinished,
) -> Result<BTreeSet<(ShiftId, Day)>, EngineError> {
    let mut past = BTreeSet::new();
    let mut seats = all(ground).inspect(|row| untie(row, ties)).peekable();
    for row in days(ground) {
        let Some((at, image)) = findings.read("the table of days", row)? else { continue };
        if long_past(ground, at.1) {
            past.insert(at);
        }
        strays(&mut seats, Some(at), findings)?;
        counts.shift_days += 1;
        let image = match image {
            Ok(image) => image,
            Err(what) => {
                findings.damage(day_place(at.0, at.1), what);
                continue;
            }
        };
        if !ground.offices.contains(&at.0.office()) {
            findings.damage(day_place(at.0, at.1), "its office is in no directory");
        }
        let tally = count(&mut seats, &image, (at, ground.time), findings)?;
        unfinished.overdue += u64::from(tally.overdue);
        judge(at, &image, &tally, findings, counts);
    }
    strays(&mut seats, None, findings)?;
    Ok(past)
}

/// A seat that somebody has must be named by its request.
fn untie(row: &Merged<(SeatAt, Result<SeatImage, String>)>, ties: &mut Ties) {
    if let Ok((at, Ok(image))) = row
        && image.after != After::Free
        && image.request != NOBODY
    {
        ties.take(image.request, Tie::of_seat(*at, image));
    }
}

/// Seats before `until` that belong to no day.
fn strays<I>(
    seats: &mut Peekable<I>,
    until: Option<(ShiftId, Day)>,
    findings: &mut Findings,
) -> Result<(), EngineError>
where
    I: Iterator<Item = Merged<(SeatAt, Result<SeatImage, String>)>>,
{
    let before = |row: &Merged<(SeatAt, _)>| match row {
        Ok((at, _)) => until.is_none_or(|until| (at.shift, at.day) < until),
        Err(_) => true,
    };
    while let Some(row) = seats.next_if(|row| before(row)) {
        if let Some((at, _)) = findings.read("the table of seats", row)? {
            findings.damage(seat_place(at), "its day was never opened");
        }
    }
    Ok(())
}

fn count<I>(
    seats: &mut Peekable<I>,
    image: &DayImage,
    (day, time): ((ShiftId, Day), Timestamp),
    findings: &mut Findings,
) -> Result<Tally, EngineError>
where
    I: Iterator<Item = Merged<(SeatAt, Result<SeatImage, String>)>>,
{
    let mut tally = Tally::default();
    let of_day = |row: &Merged<(SeatAt, _)>| match row {
        Ok((at, _)) => (at.shift, at.day) == day,
        Err(_) => true,
    };
    while let Some(row) = seats.next_if(|row| of_day(row)) {
        let Some((at, seat)) = findings.read("the table of seats", row)? else { continue };
        let seat = match seat {
            Ok(seat) => seat,
            Err(what) => {
                findings.damage(seat_place(at), what);
                continue;
            }
        };
        match seat.after {
            After::Free => continue,
            After::Booked => tally.booked += 1,
            After::Held(terms) => {
                tally.held += 1;
                tally.cooling += u32::from(terms.purpose == Purpose::Cooling);
                tally.overdue += u32::from(overdue(&terms, time));
            }
        }
        if seat.seat.0 >= image.approved_max {
            let what = "its number is beyond the most that was ever approved for the day";
            findings.broken(Violation::Cap1, seat_place(at), what);
        }
    }
    Ok(tally)
}

/// Whether the clock will end this hold with its next look.
pub(super) fn overdue(terms: &HeldSeat, time: Timestamp) -> bool {
    terms.deadline <= time && (terms.secured || !terms.token)
}

fn judge(
    at: (ShiftId, Day),
    image: &DayImage,
    tally: &Tally,
    findings: &mut Findings,
    counts: &mut Counts,
) {
    let taken = tally.held + tally.booked;
    if taken > image.approved_max {
        let most = image.approved_max;
        let what = format!("{taken} seats are taken, and never more than {most} were approved");
        findings.broken(Violation::Cap1, day_place(at.0, at.1), what);
    }
    counts.seats_held += u64::from(tally.held);
    counts.seats_cooling += u64::from(tally.cooling);
    counts.seats_booked += u64::from(tally.booked);
    counts.seats_approved += u64::from(image.approved);
    if taken > SEATS_MAX {
        return;
    }
    let capacity = Capacity::counted(image.approved, tally.held, tally.booked);
    counts.seats_free += u64::from(capacity.free());
    counts.seats_over += u64::from(capacity.over());
    if let Some(violation) = capacity.check() {
        findings.broken(violation, day_place(at.0, at.1), "its counts do not add up");
    }
}
