//! The best rows of many, in order, without sorting the many.

use super::placed::Placed;
use super::{Rotation, Row};

/// Keeps the best `rows_max` of all that are offered.
///
/// Most offers fail one comparison with the floor, before their ticket is drawn. Those that pass
/// gather until twice as many are kept as wanted, then the worse half is dropped: linear time
/// whatever order they come in.
pub(super) struct Best {
    kept: Vec<Placed>,
    rows_max: usize,
    rotation: Rotation,
    floor: Option<Placed>,
}

impl Best {
    pub fn of(rows_max: usize, offers_max: usize, rotation: Rotation) -> Self {
        assert!(rows_max > 0);
        let kept = Vec::with_capacity((rows_max * 2).min(offers_max));
        Self { kept, rows_max, rotation, floor: None }
    }

    /// Offers the row of an open shift.
    #[inline]
    pub fn offer(&mut self, row: Row) {
        let percent_free = row.standing.percent_free().expect("only open shifts are offered");
        if self.floor.is_some_and(|floor| floor.beats_all_of(percent_free, row.band)) {
            return;
        }
        let placed = Placed::new(row, self.rotation.ticket(row.shift));
        let placed = placed.expect("only open shifts are offered");
        if self.floor.is_some_and(|floor| placed > floor) {
            return;
        }
        self.kept.push(placed);
        if self.kept.len() == self.rows_max * 2 {
            self.drop_the_worse_half();
        }
    }

    /// What was kept, best first.
    pub fn into_rows(mut self) -> Vec<Row> {
        self.kept.sort_unstable();
        self.kept.truncate(self.rows_max);
        self.kept.iter().map(Placed::row).collect()
    }

    fn drop_the_worse_half(&mut self) {
        let (_, floor, _) = self.kept.select_nth_unstable(self.rows_max - 1);
        self.floor = Some(*floor);
        self.kept.truncate(self.rows_max);
        debug_assert_eq!(self.kept.len(), self.rows_max);
    }
}
