//! One row of a list and its exact place among others.

use std::cmp::Ordering;

use super::{PercentFree, Standing};
use crate::ids::ShiftId;
use crate::office::Band;

/// One row of a list: an office-shift on the day that was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    pub shift: ShiftId,
    pub band: Band,
    pub standing: Standing,
}

/// A row with everything that its place depends on. The lesser stands first. Small, because most of
/// a list's time goes into comparing and moving these.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    pub percent_free: PercentFree,
    held: u32,
    shift: ShiftId,
    /// What decides among equal shares, from the top: how far the band is, and the ticket without
    /// its last bits, of which it has enough.
    turn: u64,
}

/// Bits of a turn that tell the band.
const BAND_BITS: u32 = 3;
const _: () = assert!(Band::COUNT <= 1 << BAND_BITS);

impl Placed {
    /// None for a shift that is not open.
    #[inline]
    pub fn new(row: Row, ticket: u64) -> Option<Self> {
        let turn = Self::first_turn_of(row.band) | ticket >> BAND_BITS;
        let percent_free = row.standing.percent_free()?;
        Some(Self { percent_free, held: row.standing.held(), shift: row.shift, turn })
    }

    /// The least turn that a row of this band can have.
    #[inline]
    fn first_turn_of(band: Band) -> u64 {
        let far = u64::from(Band::NEAREST.digits_agreeing() - band.digits_agreeing());
        far << (u64::BITS - BAND_BITS)
    }

    /// Whether no row with this share and band can stand above this one, whatever its ticket.
    #[inline]
    pub fn beats_all_of(&self, percent_free: PercentFree, band: Band) -> bool {
        match percent_free.cmp(&self.percent_free) {
            Ordering::Less => true,
            Ordering::Equal => Self::first_turn_of(band) > self.turn,
            Ordering::Greater => false,
        }
    }

    #[inline]
    pub fn row(&self) -> Row {
        let far = (self.turn >> (u64::BITS - BAND_BITS)) as usize;
        let band = Band::nearest_first().nth(far).expect("a turn is made of a band");
        let (free, approved) = self.percent_free.counts();
        let standing = Standing::new(free, self.held, approved);
        Row { shift: self.shift, band, standing: standing.expect("it was made of a standing") }
    }
}

impl Ord for Placed {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        // A full shift is 0 percent free, so "full ones last" needs no rule of its own.
        other
            .percent_free
            .cmp(&self.percent_free)
            .then_with(|| self.turn.cmp(&other.turn))
            .then_with(|| self.shift.cmp(&other.shift))
    }
}

impl PartialOrd for Placed {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Placed {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Placed {}
