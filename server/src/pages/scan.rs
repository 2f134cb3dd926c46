//! The square that an office scans from a receipt.

use qrcode::{Color, EcLevel, QrCode};

/// White around the code, in modules: what the standard asks for.
const QUIET_ZONE: usize = 4;

/// The digits as a QR code in SVG, one path, in black on whatever stands behind it.
///
/// Nothing for a text that no code can hold: the digits beside it are typed then.
#[must_use]
pub fn svg(digits: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(digits, EcLevel::Q).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (place, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (place % width + QUIET_ZONE, place / width + QUIET_ZONE);
            path.push_str(&format!("M{x} {y}h1v1h-1z"));
        }
    }
    let side = width + 2 * QUIET_ZONE;
    Some(format!(
        "<svg viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\" focusable=\"false\">\
         <path d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_digits_make_the_smallest_code() {
        let drawn = svg("497320167").expect("nine digits fit");
        assert!(drawn.contains("viewBox=\"0 0 29 29\""), "21 modules and the quiet zone");
        assert_ne!(svg("497320167"), svg("497320168"));
    }

    #[test]
    fn a_text_that_fits_no_code_makes_none() {
        assert_eq!(svg(&"0".repeat(8_000)), None);
    }
}
