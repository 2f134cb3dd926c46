//! Where everything stands on the sheet: A4, everything in points, down from the upper left corner.

use unicode_bidi::Level;

use super::face::Weight;
use super::line::{Line, Setting, wrap};
use crate::pages::details::{Fact, Group, Writing};
use crate::pages::receipt::Receipt;
use crate::pages::scan::Square;
use crate::persian::Language;

const MM: f32 = 72.0 / 25.4;
pub(super) const PAGE_WIDTH: f32 = 210.0 * MM;
pub(super) const PAGE_HEIGHT: f32 = 297.0 * MM;
const MARGIN: f32 = 15.0 * MM;
const WIDTH: f32 = PAGE_WIDTH - 2.0 * MARGIN;
const SQUARE_SIDE: f32 = 30.0 * MM;
const COLUMN_GAP: f32 = 8.0 * MM;
/// Between a name and its value.
const FACT_GAP: f32 = 4.0;
const FRAME_PADDING: f32 = 10.0;

/// Vazirmatn's ascent and descent, in ems.
const ASCENT: f32 = 2100.0 / 2048.0;
const DESCENT: f32 = 1100.0 / 2048.0;
const LEADING: f32 = 1.6;

/// A sheet that does not fit is set smaller by this, at most so often; the last is taken as it is.
const SHRINK: f32 = 0.96;
const SHRINKS_MAX: u32 = 16;

/// Something to draw.
#[derive(Debug)]
pub(super) enum Mark {
    Text {
        line: Line,
        x: f32,
        baseline: f32,
        size: f32,
    },
    /// A hairline.
    Rule {
        x: f32,
        y: f32,
        width: f32,
    },
    Frame {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
    },
    Square {
        square: Square,
        x: f32,
        y: f32,
        side: f32,
    },
}

/// The whole sheet, set as large as it fits.
pub(super) fn lay_out(receipt: &Receipt) -> Vec<Mark> {
    let mut scale = 1.0;
    for _ in 0..SHRINKS_MAX {
        let sheet = Sheet::of(receipt, scale);
        if sheet.y <= PAGE_HEIGHT - MARGIN {
            return sheet.marks;
        }
        scale *= SHRINK;
    }
    Sheet::of(receipt, scale).marks
}

/// A strip of the page that a text may fill.
#[derive(Clone, Copy)]
struct Strip {
    x: f32,
    width: f32,
}

struct Sheet {
    marks: Vec<Mark>,
    y: f32,
    scale: f32,
    language: Language,
}

/// How a text is written: its size before scaling, and its setting.
#[derive(Clone, Copy)]
struct Style {
    size: f32,
    weight: Weight,
    writing: Writing,
}

const fn words(size: f32, weight: Weight) -> Style {
    Style { size, weight, writing: Writing::Words }
}

const BODY: f32 = 10.5;

impl Sheet {
    fn of(receipt: &Receipt, scale: f32) -> Self {
        let mut sheet = Self { marks: Vec::new(), y: MARGIN, scale, language: receipt.language };
        let whole = Strip { x: MARGIN, width: WIDTH };
        sheet.text(&receipt.organisation, words(BODY, Weight::Regular), whole);
        sheet.text(&receipt.title, words(16.0, Weight::Bold), whole);
        sheet.space(4.0);
        sheet.panel(receipt);
        for group in &receipt.groups {
            sheet.group(group);
        }
        sheet.heading(&receipt.preparations_title);
        for (place, sentence) in receipt.preparations.iter().enumerate() {
            sheet.numbered(place + 1, sentence);
        }
        sheet.space(6.0);
        sheet.text(&receipt.note, words(BODY, Weight::Regular), whole);
        sheet
    }

    fn is_rtl(&self) -> bool {
        self.language.direction() == "rtl"
    }

    fn space(&mut self, points: f32) {
        self.y += points * self.scale;
    }

    /// Sets a text at the start of a strip, and goes below it. Of words their own letters decide
    /// the direction, as in an isolated run of a page.
    fn text(&mut self, text: &str, style: Style, strip: Strip) {
        let is_code = style.writing == Writing::Code;
        let base = is_code.then(Level::ltr);
        self.set(text, style.size, Setting { weight: style.weight, base, tabular: is_code }, strip);
    }

    fn set(&mut self, text: &str, size: f32, setting: Setting, strip: Strip) {
        let size = size * self.scale;
        for line in wrap(text, setting, strip.width / size) {
            let width = line.width_em * size;
            let x = if self.is_rtl() { strip.x + strip.width - width } else { strip.x };
            let leading = LEADING * size;
            let air = (leading - (ASCENT + DESCENT) * size) / 2.0;
            let baseline = self.y + air + ASCENT * size;
            self.marks.push(Mark::Text { line, x, baseline, size });
            self.y += leading;
        }
    }

    fn heading(&mut self, title: &str) {
        self.space(9.0);
        self.text(title, words(12.5, Weight::Bold), Strip { x: MARGIN, width: WIDTH });
        self.space(2.0);
    }

    /// The frame with code, day and office, and the square at its end.
    fn panel(&mut self, receipt: &Receipt) {
        let top = self.y;
        let inside = WIDTH - 2.0 * FRAME_PADDING;
        let square = receipt.square();
        let taken = if square.is_some() { SQUARE_SIDE + FRAME_PADDING } else { 0.0 };
        let end = MARGIN + FRAME_PADDING;
        let x = if self.is_rtl() { end + taken } else { end };
        let strip = Strip { x, width: inside - taken };
        self.y += FRAME_PADDING;
        self.text(&receipt.tracking_title, words(12.0, Weight::Bold), strip);
        self.tracking(&receipt.tracking_groups(), strip);
        self.text(&receipt.when, words(12.0, Weight::Bold), strip);
        self.text(&receipt.place(), words(BODY, Weight::Regular), strip);
        let mut height = self.y - top + FRAME_PADDING;
        if let Some(square) = square {
            height = height.max(SQUARE_SIDE + 2.0 * FRAME_PADDING);
            let far = MARGIN + WIDTH - FRAME_PADDING - SQUARE_SIDE;
            let x = if self.is_rtl() { end } else { far };
            let y = top + (height - SQUARE_SIDE) / 2.0;
            self.marks.push(Mark::Square { square, x, y, side: SQUARE_SIDE });
        }
        self.marks.push(Mark::Frame { x: MARGIN, y: top, width: WIDTH, height });
        self.y = top + height;
    }

    /// The code in groups with gaps between them that are drawn and not written.
    fn tracking(&mut self, groups: &[String], strip: Strip) {
        let style = Style { size: 24.0, weight: Weight::Bold, writing: Writing::Code };
        let size = style.size * self.scale;
        let gap = 0.35 * size;
        let setting = Setting { weight: style.weight, base: Some(Level::ltr()), tabular: true };
        let set = groups.iter().flat_map(|group| wrap(group, setting, f32::MAX));
        let lines: Vec<Line> = set.collect();
        let widths: f32 = lines.iter().map(|line| line.width_em * size + gap).sum();
        let right = strip.x + strip.width;
        let mut x = if self.is_rtl() { right - (widths - gap) } else { strip.x };
        let baseline = self.y + ASCENT * size;
        for line in lines {
            let width = line.width_em * size;
            self.marks.push(Mark::Text { line, x, baseline, size });
            x += width + gap;
        }
        self.y += LEADING * size;
    }

    /// A heading and its facts, two to a row; a long one has a row of its own.
    fn group(&mut self, group: &Group) {
        self.heading(&group.title);
        self.rule();
        let mut facts = group.facts.iter().peekable();
        while let Some(fact) = facts.next() {
            let long = fact.writing.is_long();
            let beside = facts.next_if(|next| !long && !next.writing.is_long());
            let top = self.y;
            if long {
                self.fact(fact, Strip { x: MARGIN, width: WIDTH });
            } else {
                self.pair(fact, beside);
            }
            self.y = self.y.max(top);
            self.space(1.5);
            self.rule();
        }
    }

    fn pair(&mut self, first: &Fact, second: Option<&Fact>) {
        let width = (WIDTH - COLUMN_GAP) / 2.0;
        let (left, right) = (MARGIN, MARGIN + width + COLUMN_GAP);
        let (start, end) = if self.is_rtl() { (right, left) } else { (left, right) };
        let top = self.y;
        self.fact(first, Strip { x: start, width });
        let bottom = self.y;
        if let Some(second) = second {
            self.y = top;
            self.fact(second, Strip { x: end, width });
        }
        self.y = self.y.max(bottom);
    }

    /// A name and its value in one line, as the guide has them: a reader that takes text out of the
    /// file would take names and values that stand apart for columns.
    fn fact(&mut self, fact: &Fact, strip: Strip) {
        self.space(1.5);
        let top = self.y;
        let label = format!("{}:", fact.label);
        let name = words(BODY, Weight::Regular);
        let taken = FACT_GAP + self.width(&label, name).min(strip.width / 2.0);
        self.text(&label, name, strip);
        let bottom = self.y;
        let x = if self.is_rtl() { strip.x } else { strip.x + taken };
        self.y = top;
        let style = Style { size: BODY, weight: Weight::Bold, writing: fact.writing };
        self.text(&fact.value, style, Strip { x, width: strip.width - taken });
        self.y = self.y.max(bottom);
    }

    /// How wide a text is in one line.
    fn width(&self, text: &str, style: Style) -> f32 {
        let setting = Setting { weight: style.weight, base: None, tabular: false };
        let lines = wrap(text, setting, f32::MAX);
        lines.iter().map(|line| line.width_em).sum::<f32>() * style.size * self.scale
    }

    fn numbered(&mut self, number: usize, sentence: &str) {
        let indent = 16.0 * self.scale;
        let (of_number, of_sentence) = if self.is_rtl() {
            (MARGIN + WIDTH - indent, MARGIN)
        } else {
            (MARGIN, MARGIN + indent)
        };
        let top = self.y;
        let figure = self.language.digits(format!("{number}."));
        let strip = Strip { x: of_number, width: indent };
        let base = Some(if self.is_rtl() { Level::rtl() } else { Level::ltr() });
        self.set(&figure, BODY, Setting { weight: Weight::Regular, base, tabular: false }, strip);
        self.y = top;
        let strip = Strip { x: of_sentence, width: WIDTH - indent };
        self.text(sentence, words(BODY, Weight::Regular), strip);
    }

    fn rule(&mut self) {
        self.marks.push(Mark::Rule { x: MARGIN, y: self.y, width: WIDTH });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the marks end, on either side and below.
    fn extent(marks: &[Mark]) -> (f32, f32, f32) {
        let mut extent = (f32::MAX, 0.0_f32, 0.0_f32);
        for mark in marks {
            let (left, right, bottom) = match mark {
                Mark::Text { line, x, baseline, size } => {
                    (*x, x + line.width_em * size, baseline + DESCENT * size)
                }
                Mark::Rule { x, y, width } => (*x, x + width, *y),
                Mark::Frame { x, y, width, height } => (*x, x + width, y + height),
                Mark::Square { x, y, side, .. } => (*x, x + side, y + side),
            };
            extent = (extent.0.min(left), extent.1.max(right), extent.2.max(bottom));
        }
        extent
    }

    #[test]
    fn everything_stands_within_the_margins_however_long_it_is() {
        let mut receipts: Vec<_> = Language::ALL.into_iter().flat_map(Receipt::samples).collect();
        let mut longest = receipts[1].1.clone();
        for fact in &mut longest.groups[1].facts {
            if fact.writing.is_long() {
                fact.value = fact.value.repeat(4);
            }
        }
        receipts.push(("longest", longest));
        for (name, receipt) in receipts {
            let (left, right, bottom) = extent(&lay_out(&receipt));
            assert!(left >= MARGIN - 0.1 && right <= PAGE_WIDTH - MARGIN + 0.1, "{name}");
            assert!(bottom <= PAGE_HEIGHT - MARGIN + 1.0, "{name}: {bottom}");
        }
    }

    #[test]
    fn an_ordinary_receipt_is_set_at_full_size() {
        for language in Language::ALL {
            let (_, receipt) = Receipt::samples(language).swap_remove(0);
            let largest = lay_out(&receipt).into_iter().filter_map(|mark| match mark {
                Mark::Text { size, .. } => Some(size),
                _ => None,
            });
            assert_eq!(largest.fold(0.0_f32, f32::max), 24.0, "{language:?}");
        }
    }
}
