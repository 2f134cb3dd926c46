//! A line over ten minutes, drawn as an SVG path: time runs from left to right in any language.

use std::fmt::Write;

use nobat_domain::timestamp::Millis;

use super::figure::{Figure, Floor};
use super::history::{History, SHOWN};

/// One point for so long: a new one moves every plot one step.
pub const STEP: Millis = Millis::seconds(6);
/// Points of a plot.
pub const COLUMNS: u64 = SHOWN.0 / STEP.0;
/// Height of the drawing, in units; its width is one unit for each step.
pub const HEIGHT: f64 = 40.0;
/// Left above and below, so that a line at the edge keeps its thickness.
const MARGIN: f64 = 1.0;

/// A drawn line and what its edges stand for.
#[derive(Clone, PartialEq, Debug)]
pub struct Plot {
    pub path: String,
    pub low: f64,
    pub high: f64,
}

impl Plot {
    /// The whole steps of the last ten minutes; a step in which nothing was measured is a gap.
    #[must_use]
    pub fn of(figure: Figure, history: &History) -> Self {
        draw(&values(figure, history), figure.floor())
    }
}

/// How many whole steps have passed: plots change only when this does.
#[must_use]
pub const fn steps_until(at: Millis) -> u64 {
    at.0 / STEP.0
}

fn values(figure: Figure, history: &History) -> Vec<Option<f64>> {
    let Some(latest) = history.latest() else { return Vec::new() };
    let now = steps_until(latest.at.since_start);
    let value = |back: u64| {
        let step = now.checked_sub(back)?;
        let reading = history.until(Millis((step + 1) * STEP.0 - 1))?;
        let inside = steps_until(reading.at.since_start) == step;
        if inside { figure.at(history, reading) } else { None }
    };
    (1..=COLUMNS).rev().map(value).collect()
}

fn draw(values: &[Option<f64>], floor: Floor) -> Plot {
    let known = || values.iter().flatten().copied();
    let high = known().fold(0.0, f64::max);
    let low = match floor {
        Floor::Zero => 0.0,
        Floor::Least => known().fold(high, f64::min),
    };
    let span = high - low;
    let y = |value: f64| {
        let share = match floor {
            _ if span > 0.0 => (value - low) / span,
            Floor::Zero => 0.0,
            Floor::Least => 0.5,
        };
        HEIGHT - MARGIN - share * (HEIGHT - 2.0 * MARGIN)
    };
    let mut path = String::new();
    let mut before = None;
    for (x, value) in values.iter().enumerate() {
        if let Some(value) = value {
            // A lone point is a line of no length, which a round cap shows as a dot.
            let (pen, dot) = if before.is_some() { ('L', "") } else { ('M', "h0") };
            let _ = write!(path, "{pen}{x} {:.1}{dot}", y(*value));
        }
        before = *value;
    }
    Plot { path, low, high }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::board::reading::{Moment, Reading};
    use crate::ops::board::seats::Seats;

    #[test]
    fn a_gap_stays_a_gap() {
        let plot = draw(&[Some(0.0), Some(10.0), None, Some(5.0)], Floor::Zero);
        assert_eq!(plot.path, "M0 39.0h0L1 1.0M3 20.0h0");
        assert_eq!((plot.low, plot.high), (0.0, 10.0));
    }

    #[test]
    fn a_small_change_of_a_large_figure_is_seen() {
        let plot = draw(&[Some(88_000.0), Some(87_999.0)], Floor::Least);
        assert_eq!(plot.path, "M0 1.0h0L1 39.0");
        let still = draw(&[Some(88_000.0), Some(88_000.0)], Floor::Least);
        assert_eq!(still.path, "M0 20.0h0L1 20.0");
        let nothing = draw(&[Some(0.0), Some(0.0)], Floor::Zero);
        assert_eq!(nothing.path, "M0 39.0h0L1 39.0");
    }

    #[test]
    fn the_newest_whole_step_stands_at_the_right_edge() {
        let mut history = History::new();
        for second in 0..24 {
            let at = Moment { since_start: Millis::seconds(second), ..Moment::default() };
            let seats = Seats { held: second, ..Seats::default() };
            history.push(Reading { at, seats, ..Reading::default() });
        }
        let held = values(Figure::Held, &history);
        assert_eq!(held.len(), COLUMNS as usize);
        assert_eq!(held[COLUMNS as usize - 4..], [None, Some(5.0), Some(11.0), Some(17.0)]);
    }
}
