//! The square that an office scans from a receipt.

use qrcode::{Color, EcLevel, QrCode};

/// White around the code, in modules: what the standard asks for.
const QUIET_ZONE: usize = 4;

/// A square of dark and light modules, its white border included.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Square {
    /// Modules along a side.
    pub side: usize,
    /// The dark ones, as columns and rows from the upper left corner.
    pub dark: Vec<(usize, usize)>,
}

/// A text as a QR code: a quarter of it may be soiled.
///
/// Nothing for a text that no code can hold: the digits beside it are typed then.
#[must_use]
pub fn square(text: &str) -> Option<Square> {
    let code = QrCode::with_error_correction_level(text, EcLevel::Q).ok()?;
    let width = code.width();
    let colors = code.to_colors().into_iter().enumerate();
    let dark = colors.filter(|(_, color)| *color == Color::Dark);
    let placed = dark.map(|(place, _)| (place % width + QUIET_ZONE, place / width + QUIET_ZONE));
    Some(Square { side: width + 2 * QUIET_ZONE, dark: placed.collect() })
}

impl Square {
    /// The square in SVG, one path, in black on whatever stands behind it.
    #[must_use]
    pub fn svg(&self) -> String {
        let path: String = self.dark.iter().map(|(x, y)| format!("M{x} {y}h1v1h-1z")).collect();
        let side = self.side;
        format!(
            "<svg viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\" \
             focusable=\"false\"><path d=\"{path}\"/></svg>"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Grey pixels to a module: enough for a decoder that knows nothing of modules.
    const PIXELS: usize = 4;

    /// What an independent decoder reads from a square, drawn as dark and light pixels.
    fn read(square: &Square) -> String {
        let side = square.side * PIXELS;
        let is_dark = |x: usize, y: usize| square.dark.contains(&(x / PIXELS, y / PIXELS));
        let grey = |x, y| if is_dark(x, y) { 0 } else { 255 };
        let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side, side, grey);
        let grids = picture.detect_grids();
        assert_eq!(grids.len(), 1, "one code in the picture");
        grids[0].decode().expect("it is whole").1
    }

    #[test]
    fn what_is_drawn_is_what_a_scanner_reads() {
        for text in ["497320167083412957301", "100000000000000000000", "999999999999999999999"] {
            assert_eq!(read(&square(text).expect("digits fit")), text);
        }
    }

    #[test]
    fn code_and_check_make_the_smallest_square() {
        let drawn = square("497320167083412957301").expect("digits fit");
        assert_eq!(drawn.side, 29, "21 modules and the quiet zone");
        assert!(drawn.svg().contains("viewBox=\"0 0 29 29\""));
        let inside = QUIET_ZONE..drawn.side - QUIET_ZONE;
        assert!(drawn.dark.iter().all(|(x, y)| inside.contains(x) && inside.contains(y)));
        assert_ne!(square("497320167"), square("497320168"));
    }

    #[test]
    fn a_text_that_fits_no_code_makes_none() {
        assert_eq!(square(&"0".repeat(8_000)), None);
    }
}
