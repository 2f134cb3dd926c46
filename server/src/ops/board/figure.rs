//! The figures of the board: what each is, over which window, and how it is drawn.

use nobat_domain::timestamp::Millis;

use super::history::{History, WINDOW_MAX};
use super::latency::Buckets;
use super::reading::Reading;

/// Bookings a second are a mean over this.
const BOOKINGS_WINDOW: Millis = Millis::seconds(10);
const MINUTE: Millis = Millis::minutes(1);
/// Latencies are told as the bound that so many percent keep.
pub const MOST_PERCENT: u64 = 99;
const HALF_PERCENT: u64 = 50;

const _: () = assert!(BOOKINGS_WINDOW.0 <= WINDOW_MAX.0 && MINUTE.0 <= WINDOW_MAX.0);

/// A figure with a plot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Figure {
    Free,
    Held,
    Bookings,
    Expiries,
    Refusals,
    Latency,
    Sync,
    Lag,
}

/// Where the axis of a plot begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Floor {
    Zero,
    /// A small change of a large figure must be seen.
    Least,
}

impl Figure {
    pub const ALL: [Self; 8] = [
        Self::Free,
        Self::Held,
        Self::Bookings,
        Self::Expiries,
        Self::Refusals,
        Self::Latency,
        Self::Sync,
        Self::Lag,
    ];
    /// Those that stand at the head of the page.
    pub const HEAD: [Self; 6] =
        [Self::Free, Self::Held, Self::Bookings, Self::Expiries, Self::Refusals, Self::Latency];

    /// Its name between page and script.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Held => "held",
            Self::Bookings => "bookings",
            Self::Expiries => "expiries",
            Self::Refusals => "refusals",
            Self::Latency => "latency",
            Self::Sync => "sync",
            Self::Lag => "lag",
        }
    }

    /// Keys of its name and its unit in the catalogue.
    #[must_use]
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Free => ("ops-free", "ops-unit-seats"),
            Self::Held => ("ops-held", "ops-unit-seats"),
            Self::Bookings => ("ops-bookings", "ops-unit-second"),
            Self::Expiries => ("ops-expiries", "ops-unit-minute"),
            Self::Refusals => ("ops-refusals", "ops-unit-minute"),
            Self::Latency => ("ops-latency", "ops-unit-most"),
            Self::Sync => ("ops-sync", "ops-unit-most"),
            Self::Lag => ("ops-lag", "ops-unit-records"),
        }
    }

    #[must_use]
    pub const fn floor(self) -> Floor {
        if matches!(self, Self::Free) { Floor::Least } else { Floor::Zero }
    }

    /// The figure as it was at `reading`; none where nothing could be measured.
    #[must_use]
    pub fn at(self, history: &History, reading: &Reading) -> Option<f64> {
        let minute_ago = || history.before(reading, MINUTE);
        let since = |now: u64, then: u64| Some(now.saturating_sub(then) as f64);
        match self {
            Self::Free => Some(reading.seats.free as f64),
            Self::Held => Some(reading.seats.held as f64),
            Self::Lag => Some(reading.positions.lag() as f64),
            Self::Bookings => {
                let before = history.before(reading, BOOKINGS_WINDOW);
                let span = reading.at.since_start.0.checked_sub(before.at.since_start.0)?;
                let count = since(reading.counts.booked, before.counts.booked)?;
                (span > 0).then(|| count * 1_000.0 / span as f64)
            }
            Self::Expiries => since(reading.counts.expired, minute_ago().counts.expired),
            Self::Refusals => {
                let before = minute_ago().counts;
                let now = reading.counts;
                since(now.refusals + now.busy, before.refusals + before.busy)
            }
            Self::Latency => ms(&reading.answers, &minute_ago().answers, MOST_PERCENT),
            Self::Sync => ms(&reading.syncs, &minute_ago().syncs, MOST_PERCENT),
        }
    }
}

/// Milliseconds within which half of the last minute's answers were there.
#[must_use]
pub fn half_of_answers_ms(history: &History, reading: &Reading) -> Option<f64> {
    ms(&reading.answers, &history.before(reading, MINUTE).answers, HALF_PERCENT)
}

fn ms(now: &Buckets, before: &Buckets, percent: u64) -> Option<f64> {
    now.within(before, percent).map(|seconds| seconds * 1_000.0)
}
