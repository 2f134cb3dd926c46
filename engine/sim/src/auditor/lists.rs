//! What readers see without asking an owner: counts on the board, and lists made of them.

use super::fact::{Cell, Listed};
use super::ledger::Auditor;

impl Auditor {
    /// An owner has counted the seats of a day: free, held, booked, approved and over.
    pub fn counted(&mut self, counts: [u32; 5]) {
        let [free, held, booked, approved, over] = counts.map(u64::from);
        let whole = free + held + booked == approved + over && (free == 0 || over == 0);
        self.must("CAP-1", whole, || format!("free, held, booked, approved, over: {counts:?}"));
    }

    /// Nothing is under way: the board shows what the books say.
    pub fn board(&mut self, cells: &[Cell]) {
        for cell in cells {
            let (shift, day, ..) = *cell;
            let (free, held, approved) = self.seats.counts(shift, day);
            let booked = (shift, day, free, held, approved);
            self.must("BOARD-1", *cell == booked, || format!("{cell:?} is shown, {booked:?} is"));
        }
    }

    /// ORD-1: a citizen was shown this list of the shifts that are open on a day, `open` of them.
    pub fn listed(&mut self, rows: &[Listed], open: usize) {
        let shown = rows.len();
        self.must("ORD-1", shown == open, || format!("{shown} of {open} shifts are listed"));
        for pair in rows.windows(2) {
            let before = stands_before(&pair[0], &pair[1]);
            self.must("ORD-1", before, || format!("{:?} stands before {:?}", pair[0], pair[1]));
        }
    }
}

/// The larger share of free seats first; among equals the nearer; then whose turn it is.
fn stands_before(one: &Listed, other: &Listed) -> bool {
    let mine = u64::from(one.free) * u64::from(other.approved);
    let theirs = u64::from(other.free) * u64::from(one.approved);
    if mine != theirs {
        return mine > theirs;
    }
    if one.near != other.near {
        return one.near > other.near;
    }
    one.turn <= other.turn
}
