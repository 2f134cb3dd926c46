//! Whether more offices, dates or bookings slow the engine down: the same load on countries of
//! three sizes each, in turns, as tables and drawings.
//!
//! It owns sizes, turns and medians, and never opens an engine itself: each point is a process of
//! its own, so that none finds what another has left in memory. Read `axis` for what grows, then
//! `measure`.

pub mod args;
mod axis;
mod draw;
mod measure;

use args::CurvesArgs;
use axis::AXES;
use measure::{Point, measure};

use crate::verdict::Verdict;
use anyhow::Context;
use std::fmt::Write as _;

/// Ten times as much of anything costs no more than this share of throughput, and of the p99.
const COST_MAX: f64 = 0.25;

/// # Errors
/// The engine cannot be run, or a file cannot be written.
pub async fn curves(args: &CurvesArgs) -> anyhow::Result<Verdict> {
    std::fs::create_dir_all(&args.out).with_context(|| format!("making {}", args.out.display()))?;
    let points = measure(args).await?;
    let table = table(&points);
    print!("{table}");
    let path = args.out.join("curves.md");
    std::fs::write(&path, &table).with_context(|| format!("writing {}", path.display()))?;
    for axis in AXES {
        let of_axis: Vec<&Point> = points.iter().filter(|it| it.axis.name == axis.name).collect();
        let path = args.out.join(format!("{}.svg", axis.name));
        draw::draw(&path, &axis, &of_axis)?;
    }
    Ok(Verdict::Met)
}

fn table(points: &[Point]) -> String {
    let mut text = String::from(
        "# Curves\n\nMade by `make curves`.\n\n\
         | what grows | so many | in flight | pairs/s | hold p99 µs | pairs/s, to the least \
         | p99, to the least |\n|---|---|---|---|---|---|---|\n",
    );
    for point in points {
        let least = points
            .iter()
            .find(|it| it.axis.name == point.axis.name && it.in_flight == point.in_flight)
            .expect("a point is among the points");
        let (speed, wait) = (point.pairs_per_s / least.pairs_per_s, point.p99_us / least.p99_us);
        let mark = |bad: bool| if bad { " (!)" } else { "" };
        writeln!(
            text,
            "| {} | {} | {} | {:.0} | {:.0} | {speed:.2} ×{} | {wait:.2} ×{} |",
            point.axis.name,
            point.size,
            point.in_flight,
            point.pairs_per_s,
            point.p99_us,
            mark(speed < 1.0 - COST_MAX),
            mark(wait > 1.0 + COST_MAX),
        )
        .expect("a text takes whatever it is given");
    }
    text
}
