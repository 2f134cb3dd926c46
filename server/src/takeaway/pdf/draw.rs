//! From marks on a sheet to the bytes of a PDF.

use krilla::Document;
use krilla::color::luma;
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::{Metadata, TextDirection};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;

use super::line::Line;
use super::sheet::{Mark, PAGE_HEIGHT, PAGE_WIDTH, lay_out};
use crate::pages::receipt::Receipt;
use crate::pages::scan::Square;

const HAIRLINE: f32 = 0.5;
const FRAME_LINE: f32 = 2.0;
const HAIR_GREY: u8 = 140;
const PRODUCER: &str = "Nobat";

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
#[error("writing the receipt as PDF: {0}")]
pub struct PdfFault(String);

/// The receipt as a PDF of one page of A4: about 27 KB, some milliseconds of one core. The same
/// receipt gives the same bytes.
///
/// # Errors
/// [`PdfFault`] if the page cannot be written, which no receipt should bring about.
pub fn pdf(receipt: &Receipt) -> Result<Vec<u8>, PdfFault> {
    let mut document = Document::new();
    let direction = match receipt.language.direction() {
        "rtl" => TextDirection::RightToLeft,
        _ => TextDirection::LeftToRight,
    };
    let about = Metadata::new()
        .title(receipt.title.clone())
        .language(receipt.language.code().to_owned())
        .producer(PRODUCER.to_owned())
        .text_direction(direction);
    document.set_metadata(about);
    let settings = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT);
    let settings = settings.ok_or_else(|| PdfFault("the page has no size".to_owned()))?;
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    for mark in lay_out(receipt) {
        draw(&mut surface, &mark);
    }
    surface.finish();
    page.finish();
    document.finish().map_err(|error| PdfFault(format!("{error:?}")))
}

fn draw(surface: &mut Surface<'_>, mark: &Mark) {
    match mark {
        Mark::Text { line, x, baseline, size } => text(surface, line, *x, *baseline, *size),
        Mark::Rule { x, y, width } => {
            let mut path = PathBuilder::new();
            path.move_to(*x, *y);
            path.line_to(x + width, *y);
            stroke(surface, path.finish(), HAIRLINE, HAIR_GREY);
        }
        Mark::Frame { x, y, width, height } => {
            let mut path = PathBuilder::new();
            if let Some(rect) = Rect::from_xywh(*x, *y, *width, *height) {
                path.push_rect(rect);
            }
            stroke(surface, path.finish(), FRAME_LINE, 0);
        }
        Mark::Square { square, x, y, side } => modules(surface, square, *x, *y, *side),
    }
}

fn text(surface: &mut Surface<'_>, line: &Line, x: f32, baseline: f32, size: f32) {
    ink(surface);
    let mut x = x;
    for run in &line.runs {
        let at = Point::from_xy(x, baseline);
        let font = run.weight.cut().drawing.clone();
        surface.draw_glyphs(at, &run.glyphs, font, &run.text, size, false);
        x += run.width_em * size;
    }
}

/// Black, and no line around it.
fn ink(surface: &mut Surface<'_>) {
    surface.set_stroke(None);
    surface.set_fill(Some(Fill { paint: luma::Color::black().into(), ..Fill::default() }));
}

fn stroke(surface: &mut Surface<'_>, path: Option<Path>, width: f32, grey: u8) {
    surface.set_fill(None);
    let paint = luma::Color::new(grey).into();
    surface.set_stroke(Some(Stroke { paint, width, ..Stroke::default() }));
    if let Some(path) = path {
        surface.draw_path(&path);
    }
}

/// One path for all dark modules: seams between neighbours would show on a screen otherwise.
fn modules(surface: &mut Surface<'_>, square: &Square, x: f32, y: f32, side: f32) {
    ink(surface);
    let module = side / square.side as f32;
    let mut path = PathBuilder::new();
    for (column, row) in &square.dark {
        let (left, top) = (x + *column as f32 * module, y + *row as f32 * module);
        if let Some(rect) = Rect::from_xywh(left, top, module, module) {
            path.push_rect(rect);
        }
    }
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::persian::Language;

    /// What a file of a few kilobytes of text and two cut fonts needs.
    const BYTES_MAX: usize = 60_000;

    #[test]
    fn a_receipt_is_one_light_page_with_its_fonts_inside_and_always_the_same_bytes() {
        for (name, receipt) in Language::ALL.into_iter().flat_map(Receipt::samples) {
            let bytes = pdf(&receipt).expect("it is written");
            assert!(bytes.starts_with(b"%PDF-1.7"), "{name}");
            assert!(bytes.len() < BYTES_MAX, "{name}: {} bytes", bytes.len());
            assert_eq!(bytes, pdf(&receipt).expect("it is written again"), "{name}");
        }
    }
}
