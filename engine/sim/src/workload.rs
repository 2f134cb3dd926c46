//! The shape of one world: how big, how crowded, how hostile. Mostly small on purpose: races need
//! crowds at few seats, not many offices.

use nobat_domain::calendar::tehran::day_begins;
use nobat_domain::earlier::OfferHours;
use nobat_domain::ids::{Day, ShiftId};
use nobat_domain::limits::{HoldTerms, OfferTerms, ShiftTerms};
use nobat_domain::timestamp::{Millis, Timestamp};

use crate::journal::Shape;
use crate::random::Random;

/// Citizens act and machines crash for so long; then everything must come to rest, until the next
/// day.
pub const HORIZON: Millis = Millis::hours(3);
/// The longest cooling, the longest hold, the last question to a bank and the longest lag of a
/// clock fit in this.
pub const REST: Millis = Millis::hours(4);
/// The first day of every world begins in the middle of its life.
const FIRST_DAY: Day = Day(20_000);
const DAY_BEGINS_IN: Millis = Millis::minutes(100);
/// Far shorter than in life: the first day is dropped while citizens are about on the second.
const DAY_KEPT: Millis = Millis::minutes(20);
/// A world lives for some hours in two nights, so everything about offers is short and at any hour.
pub const OFFERS: OfferTerms = OfferTerms {
    lasts: Millis::minutes(6),
    pause: Millis::minutes(15),
    lead_days: 1,
    hours: OfferHours::ALWAYS,
};
/// The second time that everybody acts is around the midnight that ends the first day.
const BEFORE_MIDNIGHT: Millis = Millis::minutes(30);
const AFTER_MIDNIGHT: Millis = Millis::minutes(60);

/// How many of a thousand worlds are of which kind.
const SMALL: u64 = 600;
const MIDDLING: u64 = 920;
const BIG: u64 = 985;
/// The most citizens of one world.
const CITIZENS_MAX: u64 = 3_500;
/// About so many steps at which a crash may come are taken for one citizen.
const STEPS_OF_A_CITIZEN: u64 = 200;
const MILLION: u64 = 1_000_000;
/// Sectors of a segment of the journal, in a small world.
const SECTORS_MIN: u64 = 48;

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
    /// How often a step is followed by a crash, while one is still to come.
    pub crash_per_million: u64,
    /// How often a sync fails.
    pub sync_fails_per_million: u64,
    /// How often a crash finds a sector rotten.
    pub rots_per_mille: u64,
    /// How often the disk fills, and how often somebody sets the wall clock.
    pub disk_fills: u64,
    pub clock_steps: u64,
    pub ring: Shape,
    /// Records after which the tables are flushed.
    pub flush_every: u64,
    pub desks: usize,
    /// Messages that wait for one owner before it refuses.
    pub mailbox: usize,
    /// Requests at rest that a desk keeps in memory.
    pub kept_at_rest: usize,
}

fn small(from: u64, to: u64, random: &mut Random) -> usize {
    usize::try_from(random.between(from, to)).expect("a small number")
}

impl Workload {
    /// Most worlds are small, where everybody meets everybody; a few are crowds at few seats.
    #[must_use]
    pub fn drawn(random: &mut Random) -> Self {
        let citizens = match random.below(1_000) {
            0..SMALL => random.between(6, 22),
            SMALL..MIDDLING => random.between(30, 220),
            MIDDLING..BIG => random.between(220, 900),
            _ => random.between(1_000, CITIZENS_MAX),
        };
        let (shifts, seats_max) = if citizens <= 22 || random.per_mille(500) {
            (small(2, 4, random), random.between(1, 4))
        } else {
            (small(2, 8, random), random.between(2, 2 + citizens / 8))
        };
        let crashes = random.below(7) + citizens / 300;
        let steps = citizens * STEPS_OF_A_CITIZEN;
        let rarely = |often: u64, random: &mut Random| u64::from(random.per_mille(often));
        let unpaid_free = if random.per_mille(500) { u8::MAX } else { 3 };
        let sectors = SECTORS_MIN + random.below(32) + citizens / 3;
        Self {
            start: day_begins(FIRST_DAY).minus(DAY_BEGINS_IN),
            // Where nobody cools down, somebody hoards.
            terms: HoldTerms { unpaid_free, offers: OFFERS, ..HoldTerms::DEFAULT },
            shift_terms: ShiftTerms { day_kept: DAY_KEPT, ..ShiftTerms::of(&HoldTerms::DEFAULT) },
            shifts,
            days: vec![FIRST_DAY, FIRST_DAY.plus(1), FIRST_DAY.plus(2)],
            wished: vec![FIRST_DAY, FIRST_DAY.plus(1)],
            citizens: usize::try_from(citizens).expect("a small number"),
            seats_max,
            crashes,
            crash_per_million: crashes * MILLION * random.between(1, 12) / (2 * steps),
            sync_fails_per_million: rarely(400, random) * 6 * MILLION / steps,
            rots_per_mille: rarely(200, random) * 300,
            disk_fills: rarely(300, random) * random.between(1, 2),
            clock_steps: rarely(500, random) * random.between(1, 4),
            ring: Shape {
                segments: small(3, 5, random),
                sectors: usize::try_from(sectors).expect("a small number"),
            },
            flush_every: random.between(10, sectors / 2),
            desks: small(1, 2, random),
            mailbox: small(1, 8, random) + usize::try_from(citizens / 100).expect("a small number"),
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
