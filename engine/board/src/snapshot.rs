//! The board at one moment of its layout: a directory, a window of days and their cells.

use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use nobat_domain::ids::{Day, ShiftId};
use nobat_domain::ranking::Standing;

use crate::cell::Cell;
use crate::directory::Directory;

/// How many days the board shows, from its first day on: 128 days of 4,400 offices are 9 MB.
pub const WINDOW_DAYS: usize = 128;

/// The cells of one day, in the order of the layout. Kept alive by every snapshot that shows it.
pub(crate) type Run = Arc<[Cell]>;

/// A directory with the cells of its shifts. The directory and the places of cells never change in
/// a snapshot; what the cells say does, because owners go on writing.
pub struct Snapshot {
    pub(crate) generation: u64,
    directory: Arc<Directory>,
    first_day: Day,
    runs: Box<[Run]>,
}

impl Snapshot {
    pub(crate) fn closed(directory: Directory, first_day: Day) -> Self {
        let cells = directory.layout().cells();
        let runs = (0..WINDOW_DAYS).map(|_| closed_run(cells)).collect();
        Self { generation: 0, directory: Arc::new(directory), first_day, runs }
    }

    /// The next snapshot, in which each run that still fits is the very same run.
    ///
    /// Returns beside it the runs that had to be laid out anew, as (old, new).
    pub(crate) fn followed_by(
        &self,
        directory: Arc<Directory>,
        first_day: Day,
    ) -> (Self, Vec<(Run, Run)>) {
        let same_places = self.directory.layout() == directory.layout();
        let cells = directory.layout().cells();
        let mut relaid = Vec::new();
        let runs = (0..WINDOW_DAYS as i32)
            .map(|day| match self.run(Day(first_day.0.saturating_add(day))) {
                Some(run) if same_places => Arc::clone(run),
                Some(run) => {
                    let new = closed_run(cells);
                    relaid.push((Arc::clone(run), Arc::clone(&new)));
                    new
                }
                None => closed_run(cells),
            })
            .collect();
        (Self { generation: self.generation + 1, directory, first_day, runs }, relaid)
    }

    #[must_use]
    pub fn directory(&self) -> &Arc<Directory> {
        &self.directory
    }

    /// The days that the board shows.
    #[must_use]
    pub fn window(&self) -> RangeInclusive<Day> {
        self.first_day..=Day(self.first_day.0.saturating_add(WINDOW_DAYS as i32 - 1))
    }

    /// What the board says of a shift; none if it shows no such shift or day.
    #[must_use]
    pub fn standing(&self, shift: ShiftId, day: Day) -> Option<Standing> {
        let cell = self.directory.layout().cell(shift)?;
        self.run(day).map(|run| run[cell].read())
    }

    pub(crate) fn run(&self, day: Day) -> Option<&Run> {
        let offset = i64::from(day.0) - i64::from(self.first_day.0);
        self.runs.get(usize::try_from(offset).ok()?)
    }

    /// The cells of these offices on a day, two for each.
    pub(crate) fn cells(&self, day: Day, places: Range<usize>) -> Option<&[[Cell; 2]]> {
        let (pairs, rest) = self.run(day)?.as_chunks();
        debug_assert!(rest.is_empty());
        Some(&pairs[places])
    }
}

fn closed_run(cells: usize) -> Run {
    (0..cells).map(|_| Cell::closed()).collect()
}
