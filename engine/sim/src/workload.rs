//! The shape of one world: how big, how crowded, how hostile. Small on purpose: races need crowds
//! at few seats, not many offices.

use nobat_domain::calendar::tehran::day_begins;
use nobat_domain::ids::{Day, ShiftId};
use nobat_domain::limits::{HoldTerms, ShiftTerms};
use nobat_domain::timestamp::{Millis, Timestamp};

use crate::random::Random;

/// Citizens act and machines crash for so long; then everything must come to rest, until the next
/// day.
pub const HORIZON: Millis = Millis::hours(3);
/// The longest cooling, the longest hold and the last question to a bank fit in this.
pub const REST: Millis = Millis::hours(3);
/// The first day of every world begins in the middle of its life.
const FIRST_DAY: Day = Day(20_000);
const DAY_BEGINS_IN: Millis = Millis::minutes(100);
/// Far shorter than in life: the first day is dropped while citizens are about on the second.
const DAY_KEPT: Millis = Millis::minutes(20);
/// The second time that everybody acts is around the midnight that ends the first day.
const BEFORE_MIDNIGHT: Millis = Millis::minutes(30);
const AFTER_MIDNIGHT: Millis = Millis::minutes(60);

#[derive(Clone, Debug)]
pub struct Workload {
    pub start: Timestamp,
    pub terms: HoldTerms,
    pub shift_terms: ShiftTerms,
    pub shifts: usize,
    pub days: Vec<Day>,
    /// The days that citizens ask for now.
    pub wished: Vec<Day>,
    pub citizens: usize,
    pub seats_max: u64,
    pub crashes: u64,
    /// How often a decision or a sync is followed by a crash, while one is still to come.
    pub crash_per_mille: u64,
    pub desks: usize,
    /// Messages that wait for one owner before it refuses.
    pub mailbox: usize,
    /// Requests at rest that a desk keeps in memory.
    pub kept_at_rest: usize,
}

impl Workload {
    #[must_use]
    pub fn drawn(random: &mut Random) -> Self {
        let small = |from, to, random: &mut Random| {
            usize::try_from(random.between(from, to)).expect("a small number")
        };
        Self {
            start: day_begins(FIRST_DAY).minus(DAY_BEGINS_IN),
            terms: HoldTerms::DEFAULT,
            shift_terms: ShiftTerms { day_kept: DAY_KEPT, ..ShiftTerms::of(&HoldTerms::DEFAULT) },
            shifts: small(2, 4, random),
            days: vec![FIRST_DAY, FIRST_DAY.plus(1), FIRST_DAY.plus(2)],
            wished: vec![FIRST_DAY, FIRST_DAY.plus(1)],
            citizens: small(6, 22, random),
            seats_max: random.between(1, 4),
            crashes: random.below(7),
            crash_per_mille: random.between(2, 25),
            desks: small(1, 2, random),
            mailbox: small(1, 8, random),
            kept_at_rest: [0, 1, 64][small(0, 2, random)],
        }
    }

    #[must_use]
    pub const fn horizon(&self) -> Timestamp {
        self.start.plus(HORIZON)
    }

    /// When the second day's doings begin.
    #[must_use]
    pub fn evening(&self) -> Timestamp {
        day_begins(FIRST_DAY.plus(1)).minus(BEFORE_MIDNIGHT)
    }

    /// Whether citizens act and machines crash at this moment.
    #[must_use]
    pub fn lively(&self, now: Timestamp) -> bool {
        let evening = self.evening()..self.evening().plus(BEFORE_MIDNIGHT).plus(AFTER_MIDNIGHT);
        now < self.horizon() || evening.contains(&now)
    }

    #[must_use]
    pub fn end(&self) -> Timestamp {
        self.evening().plus(BEFORE_MIDNIGHT).plus(AFTER_MIDNIGHT).plus(REST)
    }

    pub fn shift_ids(&self) -> impl Iterator<Item = ShiftId> + use<> {
        (0..self.shifts).map(|place| ShiftId(u32::try_from(place).expect("few shifts")))
    }

    /// A shift and day as citizens wish them: the first office is the most wanted.
    pub fn wish(&self, random: &mut Random) -> (ShiftId, Day) {
        let shift = u32::try_from(random.zipf(self.shifts)).expect("few shifts");
        (ShiftId(shift), *random.pick(&self.wished))
    }
}
