//! Outlines instead of text: nothing in the page spells the digits, and no font is needed to see
//! them. Curves are cut into straight lines at random places, and the contours of all signs stand
//! mixed in one path, so that equal digits never have equal outlines.

use super::{Chance, DIGIT_MAX, Question};
use ttf_parser::{Face, OutlineBuilder};

static FONT: &[u8] = include_bytes!("digits.ttf");

/// Drawing units: small whole numbers keep the path short.
const HEIGHT: f32 = 64.0;
/// From one sign to the next; the signs stand left to right: the sum reads so in Persian too.
const STEP: f32 = 48.0;
/// Digits of one number stand closer together than a number and its sign.
const DIGIT_STEP: f32 = 36.0;
/// From the edge to the middle of the first sign, and of the last.
const MARGIN: f32 = 30.0;
const LAST_MARGIN: f32 = 26.0;
/// Height of the digits, in drawing units, of an em.
const EM: f32 = 52.0;
const TILT_MAX: f32 = 0.22;
const SHIFT_MAX: f32 = 4.0;
const STRETCH_MAX: f32 = 0.12;
/// No picture has a longer path.
const PATH_BYTES: usize = 2560;
/// How far a point may stray. More than this makes ۲ and ۳ look alike.
const TREMBLE_MAX: f32 = 0.6;

/// The sum as an SVG of at most 2.5 KB, or 4 KB with four digits, in the colour of the text around
/// it.
///
/// The same question and seed give the same picture. The caller names it for screen readers: the
/// picture itself is hidden from them.
#[must_use]
pub fn svg(question: &Question, seed: u64) -> String {
    let mut chance = Chance::from_seed(seed ^ 0x5EED);
    let mut contours = Vec::new();
    let face = Face::parse(FONT, 0).expect("the font is part of the program");
    let mut centre = MARGIN;
    let mut before: Option<char> = None;
    for sign in signs(question) {
        centre += match before {
            None => 0.0,
            Some(left) if is_digit(left) && is_digit(sign) => DIGIT_STEP,
            Some(_) => STEP,
        };
        before = Some(sign);
        contours.extend(outline(&face, sign, centre, &mut chance));
    }
    let width = centre + LAST_MARGIN;
    shuffle(&mut contours, &mut chance);
    let mut path = String::with_capacity(PATH_BYTES);
    for contour in &contours {
        write_contour(contour, &mut path);
    }
    // `direction` is set in the style sheet; a path has none, so the sum cannot be turned round.
    format!(
        "<svg viewBox=\"0 0 {width} {HEIGHT}\" width=\"{width}\" height=\"{HEIGHT}\" \
         aria-hidden=\"true\" focusable=\"false\"><path fill=\"currentColor\" d=\"{path}\"/></svg>"
    )
}

fn signs(question: &Question) -> Vec<char> {
    let mut signs = digits(question.a);
    signs.push('+');
    signs.extend(digits(question.b));
    signs.push('=');
    signs
}

fn digits(number: u8) -> Vec<char> {
    let tens = (number > DIGIT_MAX).then(|| persian(number / 10));
    tens.into_iter().chain([persian(number % 10)]).collect()
}

fn persian(digit: u8) -> char {
    char::from_u32(0x06F0 + u32::from(digit)).unwrap_or('؟')
}

const fn is_digit(sign: char) -> bool {
    !matches!(sign, '+' | '=')
}

type Point = (f32, f32);

/// A sign's contours at its place, tilted, stretched and trembling.
fn outline(face: &Face<'_>, sign: char, centre: f32, chance: &mut Chance) -> Vec<Vec<Point>> {
    let glyph = face.glyph_index(sign).expect("the font holds every sign of a sum");
    let mut pen = Pen { contours: Vec::new(), chance };
    let bounds = face.outline_glyph(glyph, &mut pen).expect("every sign has an outline");
    let Pen { contours, chance } = pen;

    let scale = EM / f32::from(face.units_per_em());
    let middle = (f32::from(bounds.x_min) + f32::from(bounds.x_max)) / 2.0;
    let height = (f32::from(bounds.y_min) + f32::from(bounds.y_max)) / 2.0;
    let (sine, cosine) = (chance.swing() * TILT_MAX).sin_cos();
    let stretch = (1.0 + chance.swing() * STRETCH_MAX, 1.0 + chance.swing() * STRETCH_MAX);
    let shift = (centre + chance.swing() * SHIFT_MAX, HEIGHT / 2.0 + chance.swing() * SHIFT_MAX);
    let place = |(x, y): Point, chance: &mut Chance| {
        let (x, y) = ((x - middle) * scale * stretch.0, (height - y) * scale * stretch.1);
        let tremble = (chance.swing() * TREMBLE_MAX, chance.swing() * TREMBLE_MAX);
        (shift.0 + x * cosine - y * sine + tremble.0, shift.1 + x * sine + y * cosine + tremble.1)
    };
    contours
        .into_iter()
        .map(|points| points.into_iter().map(|point| place(point, chance)).collect())
        .collect()
}

/// Collects straight lines; a curve becomes between three and five of them.
struct Pen<'a> {
    contours: Vec<Vec<Point>>,
    chance: &'a mut Chance,
}

impl Pen<'_> {
    fn last(&self) -> Point {
        self.contours.last().and_then(|points| points.last()).copied().unwrap_or_default()
    }

    fn push(&mut self, point: Point) {
        if let Some(points) = self.contours.last_mut() {
            points.push(point);
        }
    }
}

impl OutlineBuilder for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.contours.push(vec![(x, y)]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.push((x, y));
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (x0, y0) = self.last();
        let pieces = self.chance.between(2, 4);
        for piece in 1..=pieces {
            let t = piece as f32 / pieces as f32;
            let (a, b, c) = ((1.0 - t) * (1.0 - t), 2.0 * t * (1.0 - t), t * t);
            self.push((a * x0 + b * x1 + c * x, a * y0 + b * y1 + c * y));
        }
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        // TrueType outlines are quadratic; a cubic one is met halfway.
        self.quad_to((x1 + x2) / 2.0, (y1 + y2) / 2.0, x, y);
    }

    fn close(&mut self) {}
}

fn shuffle(contours: &mut [Vec<Point>], chance: &mut Chance) {
    for end in (1..contours.len()).rev() {
        let other = chance.between(0, u32::try_from(end).unwrap_or(0)) as usize;
        contours.swap(end, other);
    }
}

/// One absolute move, then relative lines in tenths of a unit would be longer: halves are enough.
fn write_contour(points: &[Point], path: &mut String) {
    let rounded = points.iter().map(|(x, y)| ((x * 2.0).round() as i32, (y * 2.0).round() as i32));
    let mut before: Option<(i32, i32)> = None;
    for point in rounded {
        match before {
            None => {
                path.push('M');
                push_halves(path, point.0);
                path.push(' ');
                push_halves(path, point.1);
                path.push('l');
            }
            Some(last) if last == point => continue,
            Some(last) => {
                push_step(path, point.0 - last.0);
                push_step(path, point.1 - last.1);
            }
        }
        before = Some(point);
    }
    path.push('z');
}

/// A number and what must stand before it: a minus sign parts two numbers by itself.
fn push_step(path: &mut String, step: i32) {
    let parted = step < 0 || path.ends_with('l');
    if !parted {
        path.push(' ');
    }
    push_halves(path, step);
}

/// `3` as `1.5`, `-1` as `-.5`. A picture has hundreds of these: no text is made for each.
fn push_halves(path: &mut String, count: i32) {
    if count < 0 {
        path.push('-');
    }
    let (whole, half) = (count.unsigned_abs() / 2, count % 2 != 0);
    if whole > 0 || !half {
        push_number(path, whole);
    }
    if half {
        path.push_str(".5");
    }
}

fn push_number(path: &mut String, number: u32) {
    if number >= 10 {
        push_number(path, number / 10);
    }
    path.push(char::from(b'0' + (number % 10) as u8));
}
