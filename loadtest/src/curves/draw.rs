//! A drawing of one axis: throughput above, the slowest holds below.

use super::axis::Axis;
use super::measure::Point;
use anyhow::anyhow;
use plotters::prelude::*;
use std::path::Path;

const SIZE: (u32, u32) = (640, 560);
const COLOURS: [RGBColor; 4] =
    [RGBColor(0, 91, 94), RGBColor(178, 88, 0), RGBColor(84, 60, 140), RGBColor(90, 90, 90)];
/// Room above the highest point.
const HEADROOM: f64 = 1.4;

/// # Errors
/// The file cannot be written.
pub fn draw(path: &Path, axis: &Axis, points: &[&Point]) -> anyhow::Result<()> {
    drawn(path, axis, points).map_err(|error| anyhow!("drawing {}: {error}", path.display()))
}

type Drawn = Result<(), Box<dyn std::error::Error>>;

fn drawn(path: &Path, axis: &Axis, points: &[&Point]) -> Drawn {
    let root = SVGBackend::new(path, SIZE).into_drawing_area();
    root.fill(&WHITE)?;
    let halves = root.split_evenly((2, 1));
    panel(&halves[0], axis, points, "thousand pairs a second", |it| it.pairs_per_s / 1_000.0)?;
    panel(&halves[1], axis, points, "hold, 99th percentile, ms", |it| it.p99_us / 1_000.0)?;
    root.present()?;
    Ok(())
}

fn panel(
    area: &DrawingArea<SVGBackend<'_>, plotters::coord::Shift>,
    axis: &Axis,
    points: &[&Point],
    label: &str,
    figure: fn(&Point) -> f64,
) -> Drawn {
    let most = points.iter().map(|point| figure(point)).fold(0.0, f64::max) * HEADROOM;
    let [least, _, greatest] = axis.sizes;
    let mut chart = ChartBuilder::on(area)
        .margin(12)
        .x_label_area_size(34)
        .y_label_area_size(52)
        .build_cartesian_2d((least..greatest).log_scale(), 0.0..most)?;
    chart.configure_mesh().max_light_lines(1).x_desc(axis.name).y_desc(label).y_labels(6).draw()?;
    let mut in_flight: Vec<u32> = points.iter().map(|point| point.in_flight).collect();
    in_flight.dedup();
    for (clients, colour) in in_flight.into_iter().zip(COLOURS) {
        let of_clients = || points.iter().filter(move |point| point.in_flight == clients);
        let line = of_clients().map(|point| (point.size, figure(point)));
        chart
            .draw_series(LineSeries::new(line.clone(), colour.stroke_width(2)))?
            .label(format!("{clients} in flight"))
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], colour));
        chart.draw_series(line.map(|place| Circle::new(place, 3, colour.filled())))?;
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .background_style(WHITE.mix(0.8))
        .draw()?;
    Ok(())
}
