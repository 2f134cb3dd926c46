//! Each point in turns: a process of its own, its figures, and the median of its turns.

use super::args::CurvesArgs;
use super::axis::{AXES, Axis};
use crate::peers::{Place, ask_ours};
use anyhow::Context;
use serde_json::Value;
use std::path::Path;

/// One size of one thing, with so many clients.
#[derive(Clone, Copy, Debug)]
pub struct Point {
    pub axis: Axis,
    pub size: u64,
    pub in_flight: u32,
    pub pairs_per_s: f64,
    pub p99_us: f64,
}

/// # Errors
/// The engine cannot be run, or says nothing.
pub async fn measure(args: &CurvesArgs) -> anyhow::Result<Vec<Point>> {
    let program = std::env::current_exe().context("finding this program")?;
    let place = Place::choose(args.data.as_deref(), &program)?;
    let mut turns: Vec<Vec<Point>> = Vec::new();
    for round in 1..=args.rounds {
        for (n, cell) in cells(args).into_iter().enumerate() {
            let point = turn(args, cell, &program, &place).await?;
            let Point { axis, size, in_flight, pairs_per_s, p99_us } = point;
            eprintln!(
                "round {round}: {} {size}, {in_flight} in flight: {pairs_per_s:.0}/s, \
                 p99 {p99_us:.0} us",
                axis.name
            );
            match turns.get_mut(n) {
                Some(turns) => turns.push(point),
                None => turns.push(vec![point]),
            }
        }
    }
    Ok(turns.iter().map(|turns| median(turns)).collect())
}

fn cells(args: &CurvesArgs) -> Vec<(Axis, u32, u64)> {
    let mut cells = Vec::new();
    for axis in AXES {
        for in_flight in &args.in_flight {
            cells.extend(axis.sizes.map(|size| (axis, *in_flight, size)));
        }
    }
    cells
}

async fn turn(
    args: &CurvesArgs,
    (axis, in_flight, size): (Axis, u32, u64),
    program: &Path,
    place: &Place,
) -> anyhow::Result<Point> {
    let [size_word, clients, seconds] =
        [size, in_flight.into(), args.seconds].map(|number| number.to_string());
    let words = ["engine", "--workload", "spread", axis.option, &size_word];
    let words = words.into_iter().chain(["--in-flight", &clients, "--seconds", &seconds]);
    let words: Vec<String> = words.map(str::to_owned).collect();
    let turn = place.turn()?;
    let figures = ask_ours(program, &words, args.seconds, turn.data.path()).await?;
    let figure = |name: &str| {
        let figure = figures.get(name).and_then(Value::as_f64);
        figure.with_context(|| format!("the figures of a point have no {name}"))
    };
    let (pairs_per_s, p99_us) = (figure("pairs_per_s")?, figure("p99_us")?);
    Ok(Point { axis, size, in_flight, pairs_per_s, p99_us })
}

fn median(turns: &[Point]) -> Point {
    let middle = |of: fn(&Point) -> f64| {
        let mut sorted: Vec<f64> = turns.iter().map(of).collect();
        sorted.sort_by(f64::total_cmp);
        let half = sorted.len() / 2;
        if sorted.len().is_multiple_of(2) {
            f64::midpoint(sorted[half - 1], sorted[half])
        } else {
            sorted[half]
        }
    };
    let (pairs_per_s, p99_us) = (middle(|it| it.pairs_per_s), middle(|it| it.p99_us));
    Point { pairs_per_s, p99_us, ..turns[0] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(pairs_per_s: f64, p99_us: f64) -> Point {
        Point { axis: AXES[0], size: 1, in_flight: 64, pairs_per_s, p99_us }
    }

    #[test]
    fn the_median_of_each_figure_is_its_own() {
        let odd = median(&[point(3.0, 10.0), point(1.0, 30.0), point(2.0, 20.0)]);
        assert_eq!((odd.pairs_per_s, odd.p99_us), (2.0, 20.0));
        let even = median(&[point(1.0, 40.0), point(3.0, 20.0)]);
        assert_eq!((even.pairs_per_s, even.p99_us), (2.0, 30.0));
    }

    #[test]
    fn each_thing_grows_tenfold() {
        assert!(AXES.iter().all(|axis| axis.sizes[2] == axis.sizes[0] * 10));
    }
}
