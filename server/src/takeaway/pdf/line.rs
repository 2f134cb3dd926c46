//! Lines of text: ordered, shaped and broken. Widths are in ems, so that one line serves any size.

use std::ops::Range;

use krilla::text::{GlyphId, KrillaGlyph};
use rustybuzz::ttf_parser::Tag;
use rustybuzz::{Direction, Feature, UnicodeBuffer};
use unicode_bidi::{BidiInfo, Level, ParagraphInfo};

use super::face::Weight;

/// How a text is set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Setting {
    pub weight: Weight,
    /// The direction of the paragraph; of none, its first strong letter decides.
    pub base: Option<Level>,
    /// Whether all figures are equally wide: in codes, and never in sentences.
    pub tabular: bool,
}

/// Letters of one direction, shaped.
#[derive(Debug)]
pub(super) struct Run {
    pub weight: Weight,
    pub text: String,
    pub glyphs: Vec<KrillaGlyph>,
    pub width_em: f32,
}

/// A line as the eye meets it, its runs from left to right.
#[derive(Debug)]
pub(super) struct Line {
    pub runs: Vec<Run>,
    pub width_em: f32,
}

/// Breaks a text into lines of at most this width. A word that is wider has a line of its own.
pub(super) fn wrap(text: &str, setting: Setting, width_em: f32) -> Vec<Line> {
    let bidi = BidiInfo::new(text, setting.base);
    let mut lines = Vec::new();
    for paragraph in &bidi.paragraphs {
        let mut start = paragraph.range.start;
        while start < paragraph.range.end {
            let (end, line) = longest(&bidi, paragraph, start, setting, width_em);
            lines.push(line);
            start = end;
        }
    }
    lines
}

/// The most words from `start` on that fit, and where the next line begins.
fn longest(
    bidi: &BidiInfo<'_>,
    paragraph: &ParagraphInfo,
    start: usize,
    setting: Setting,
    width_em: f32,
) -> (usize, Line) {
    let rest = &bidi.text[start..paragraph.range.end];
    let breaks = rest.match_indices(' ').map(|(place, _)| start + place);
    let mut best = None;
    for end in breaks.chain([paragraph.range.end]) {
        let line = set(bidi, paragraph, start..end, setting);
        if best.is_some() && line.width_em > width_em {
            break;
        }
        best = Some((end, line));
    }
    let (end, line) = best.expect("a paragraph's end is a break");
    let spaces = bidi.text[end..paragraph.range.end].bytes().take_while(|byte| *byte == b' ');
    (end + spaces.count(), line)
}

fn set(
    bidi: &BidiInfo<'_>,
    paragraph: &ParagraphInfo,
    range: Range<usize>,
    setting: Setting,
) -> Line {
    if range.is_empty() {
        return Line { runs: Vec::new(), width_em: 0.0 };
    }
    let (levels, ranges) = bidi.visual_runs(paragraph, range);
    let mut runs: Vec<Run> = Vec::new();
    for range in ranges {
        let text = &bidi.text[range.clone()];
        if levels[range.start].is_rtl() {
            runs.push(shape(text, Direction::RightToLeft, setting));
        } else {
            if paragraph.level.is_rtl() {
                runs.push(turn(setting.weight));
            }
            runs.push(shape(text, Direction::LeftToRight, setting));
        }
    }
    runs.retain(|run| !run.glyphs.is_empty());
    let width_em = runs.iter().map(|run| run.width_em).sum();
    Line { runs, width_em }
}

/// Nothing to see, a right-to-left mark to read: a reader that takes text out of a PDF gives what
/// stands between a number and the next letter to the number, and this is such a letter.
fn turn(weight: Weight) -> Run {
    let glyphs = blank(weight, '\u{200f}', 0.0, 0..'\u{200f}'.len_utf8()).into_iter().collect();
    Run { weight, text: '\u{200f}'.to_string(), glyphs, width_em: 0.0 }
}

/// A glyph without ink, which stands for these bytes of the text.
fn blank(weight: Weight, like: char, advance: f32, text: Range<usize>) -> Option<KrillaGlyph> {
    let glyph = weight.cut().shaping.glyph_index(like)?;
    let glyph = GlyphId::new(u32::from(glyph.0));
    Some(KrillaGlyph::new(glyph, advance, 0.0, 0.0, 0.0, text, None))
}

/// Marks of direction have done their work when the runs are ordered; nobody should copy them.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn shape(text: &str, direction: Direction, setting: Setting) -> Run {
    let cut = setting.weight.cut();
    let mut text: String = text.chars().filter(|letter| !is_mark(*letter)).collect();
    if direction == Direction::RightToLeft {
        // A reader takes these for numbers, and what follows them for a part of the number.
        for sign in ['،', '.', ':'] {
            text = text.replace(&format!("{sign} "), &format!("{sign}\u{200f} "));
            if text.ends_with(sign) {
                text.push('\u{200f}');
            }
        }
    }
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(&text);
    buffer.guess_segment_properties();
    buffer.set_direction(direction);
    let tabular = Feature::new(Tag::from_bytes(b"tnum"), u32::from(setting.tabular), ..);
    let shaped = rustybuzz::shape(&cut.shaping, &[tabular], buffer);
    let mut begins: Vec<usize> =
        shaped.glyph_infos().iter().map(|info| info.cluster as usize).collect();
    begins.push(text.len());
    begins.sort_unstable();
    begins.dedup();
    let ems = |units: i32| units as f32 / cut.units_per_em;
    let placed = shaped.glyph_infos().iter().zip(shaped.glyph_positions());
    let glyphs = placed.map(|(info, position)| {
        let begin = info.cluster as usize;
        let next = begins.iter().find(|&&other| other > begin);
        KrillaGlyph::new(
            GlyphId::new(info.glyph_id),
            ems(position.x_advance),
            ems(position.x_offset),
            ems(position.y_offset),
            ems(position.y_advance),
            begin..next.copied().unwrap_or(text.len()),
            None,
        )
    });
    let mut glyphs: Vec<KrillaGlyph> = glyphs.collect();
    if direction == Direction::RightToLeft {
        glyphs = apart(glyphs, &text, setting.weight);
    }
    let width_em = glyphs.iter().map(|glyph| glyph.x_advance).sum();
    Run { weight: setting.weight, text, glyphs, width_em }
}

/// Gives every letter of a ligature a place of its own in the text. A reader turns a line of PDF
/// from left to right into reading order glyph by glyph, and the letters of a «لا» that is one
/// glyph would stay as they stand: the ink keeps the last letter, blanks on its right have the
/// others.
fn apart(glyphs: Vec<KrillaGlyph>, text: &str, weight: Weight) -> Vec<KrillaGlyph> {
    let mut all = Vec::with_capacity(glyphs.len());
    for (place, glyph) in glyphs.iter().enumerate() {
        let range = glyph.text_range.clone();
        let letters: Vec<Range<usize>> = text[range.clone()]
            .char_indices()
            .map(|(at, letter)| range.start + at..range.start + at + letter.len_utf8())
            .collect();
        let alone = [place.checked_sub(1), place.checked_add(1)]
            .into_iter()
            .flatten()
            .all(|at| glyphs.get(at).is_none_or(|other| other.text_range != glyph.text_range));
        let (Some((last, others)), true) = (letters.split_last(), alone && letters.len() > 1)
        else {
            all.push(glyph.clone());
            continue;
        };
        let share = glyph.x_advance / letters.len() as f32;
        all.push(KrillaGlyph { x_advance: share, text_range: last.clone(), ..glyph.clone() });
        let blanks = others.iter().rev();
        all.extend(blanks.filter_map(|range| blank(weight, '\u{200b}', share, range.clone())));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: Setting = Setting { weight: Weight::Regular, base: None, tabular: false };

    fn texts(line: &Line) -> Vec<&str> {
        line.runs.iter().map(|run| run.text.as_str()).collect()
    }

    #[test]
    fn letters_are_joined_and_every_one_of_them_is_in_the_font() {
        let lines = wrap("می‌شود، همه‌ی گچ‌پژ ۱۲۳", WORDS, 100.0);
        let glyphs = lines.iter().flat_map(|line| &line.runs).flat_map(|run| &run.glyphs);
        assert!(glyphs.clone().count() > 15);
        assert!(glyphs.into_iter().all(|glyph| glyph.glyph_id.to_u32() != 0));
        let apart: f32 = "بیت".chars().map(|c| wrap(&c.to_string(), WORDS, 9.0)[0].width_em).sum();
        let joined = wrap("بیت", WORDS, 9.0)[0].width_em;
        assert!(joined < apart * 0.9, "{joined} {apart}: joined letters are narrower");
    }

    #[test]
    fn a_code_within_a_sentence_is_not_turned_and_its_marks_are_gone() {
        let line = &wrap("با \u{2066}*6090*4#\u{2069} در موبایل", WORDS, 100.0)[0];
        let texts = texts(line);
        assert!(texts.contains(&"*6090*4#"), "{texts:?}");
        let place = texts.iter().position(|text| text.contains('#')).expect("the code");
        assert!(
            texts[..place].iter().any(|text| text.contains("موبایل")),
            "later words stand left"
        );
    }

    #[test]
    fn a_date_stands_in_its_order_and_figures_of_codes_are_equally_wide() {
        let line = &wrap("۲۸ بهمن ۱۳۹۶", WORDS, 100.0)[0];
        assert_eq!(texts(line)[..2], ["\u{200f}", "۱۳۹۶"], "the year is leftmost");
        let code = Setting { tabular: true, base: Some(Level::ltr()), ..WORDS };
        let width = |digits| wrap(digits, code, 100.0)[0].width_em;
        assert!((width("۱۱۱۱") - width("۳۳۳۳")).abs() < 0.001);
    }

    #[test]
    fn the_letters_of_a_ligature_are_read_one_by_one_and_share_its_width() {
        let line = &wrap("سلام", WORDS, 9.0)[0];
        let run = &line.runs[0];
        let read = run.glyphs.iter().rev().map(|glyph| &run.text[glyph.text_range.clone()]);
        assert_eq!(read.collect::<Vec<_>>(), ["س", "ل", "ا", "م"]);
        let shares: Vec<f32> =
            wrap("لا", WORDS, 9.0)[0].runs[0].glyphs.iter().map(|glyph| glyph.x_advance).collect();
        assert_eq!(shares.len(), 2, "the ink and one blank");
        assert!(shares[0] == shares[1] && shares[0] > 0.1, "{shares:?}: they share its width");
    }

    #[test]
    fn no_line_is_wider_than_asked_and_no_word_is_lost() {
        let text = "بلوار جمهوری اسلامی، بالاتر از میدان معلم، ساختمان نیکان، طبقه‌ی همکف";
        let lines = wrap(text, WORDS, 12.0);
        assert!(lines.len() > 2);
        assert!(lines.iter().all(|line| line.width_em <= 12.0));
        let words: usize = lines
            .iter()
            .flat_map(|line| texts(line))
            .map(|text| text.split_whitespace().count())
            .sum();
        assert_eq!(words, text.split(' ').count());
        assert_eq!(
            wrap("ناشکستنی", WORDS, 0.1).len(),
            1,
            "a word stands even where it does not fit"
        );
        assert!(wrap("", WORDS, 1.0).is_empty());
    }
}
