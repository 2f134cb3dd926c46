//! A citizen's list, from one reading of one run of cells.

use nobat_domain::ids::Day;
use nobat_domain::office::{Band, Needs};
use nobat_domain::person::{AreaCode, LandlinePrefix};
use nobat_domain::ranking::{
    DayWithRoom, OfficeDay, Ranking, Rotation, Row, Wish, nearest_days, rank,
};

use crate::cell::Cell;
use crate::directory::Badge;
use crate::snapshot::Snapshot;

/// What a citizen asks for. It holds a part of a phone number: never logged, never kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Query {
    pub day: Day,
    pub area: AreaCode,
    pub needs: Needs,
    pub phone: Option<LandlinePrefix>,
    /// A secret function of the citizen, the same at each search: decides whose turn it is among
    /// equals on that day.
    pub seed: u64,
    /// How many times the citizen has asked for more.
    pub bands_extra: u8,
    /// How many rows to return at most; held between 1 and the law's `ROWS_MAX`.
    pub rows_max: usize,
}

/// The list, as the page needs it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Listing {
    /// Best first; full shifts last. Each row names its shift, band and counts.
    pub rows: Vec<Row>,
    /// Rows in the bands taken, of which `rows` are the first.
    pub rows_total: usize,
    /// Offices with a free seat in the bands taken.
    pub offices_with_room: u32,
    /// Seats held in the bands taken, which may come free.
    pub held_total: u64,
    /// Whether asking for more shows more.
    pub more: bool,
    /// Only where nothing is free on the day: the nearest days that have room.
    pub nearest_days: Vec<DayWithRoom>,
}

/// The list for a query: offices of the area that can serve, in the order of the law.
///
/// Takes no lock and waits for no writer. Each cell is read once, so each row is what its owner
/// wrote at some moment and the list is in order with itself; two rows may be of moments a few
/// microseconds apart.
///
/// Cost: one pass over the area's run, and memory for one row for each open shift. Only where
/// nothing is free, other days are read too, outwards until enough have room: at worst the whole
/// window.
#[must_use]
pub fn search(snapshot: &Snapshot, query: &Query) -> Listing {
    let wish = Wish {
        rotation: Rotation::new(query.seed, query.day),
        bands_extra: query.bands_extra,
        rows_max: query.rows_max,
    };
    let offices = serving(snapshot, query, query.day)
        .map(|(badge, cells)| office_day(query.phone, badge, cells));
    let Ranking { rows, rows_total, offices_with_room, held_total, more } = rank(offices, &wish);
    let nearest_days = if offices_with_room > 0 {
        Vec::new()
    } else {
        nearest_days(query.day, snapshot.window(), |day| free_on(snapshot, query, day))
    };
    Listing { rows, rows_total, offices_with_room, held_total, more, nearest_days }
}

/// The first day from the query's own on on which an office of the area that can serve has room.
#[must_use]
pub fn first_day_with_room(snapshot: &Snapshot, query: &Query) -> Option<Day> {
    let last = *snapshot.window().end();
    (query.day.0..=last.0).map(Day).find(|day| free_on(snapshot, query, *day) > 0)
}

/// The offices of the area that can serve, with their cells of the day, the morning first.
fn serving<'a>(
    snapshot: &'a Snapshot,
    query: &Query,
    day: Day,
) -> impl Iterator<Item = (&'a Badge, &'a [Cell; 2])> {
    let places = snapshot.directory().layout().area(query.area);
    let cells = snapshot.cells(day, places.clone()).unwrap_or_default();
    let badges = snapshot.directory().badges(places);
    let needs = query.needs;
    badges.iter().zip(cells).filter(move |(badge, _)| needs.met_by(badge.capabilities))
}

fn office_day(
    phone: Option<LandlinePrefix>,
    badge: &Badge,
    [morning, evening]: &[Cell; 2],
) -> OfficeDay {
    OfficeDay {
        office: badge.office,
        band: Band::between(phone, badge.prefix),
        morning: morning.read(),
        evening: evening.read(),
    }
}

fn free_on(snapshot: &Snapshot, query: &Query, day: Day) -> u64 {
    serving(snapshot, query, day)
        .map(|(_, [morning, evening])| morning.free() + evening.free())
        .sum()
}
