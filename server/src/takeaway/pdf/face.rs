//! The two weights of the receipt's font, Vazirmatn (SIL Open Font License 1.1).

use std::sync::LazyLock;

use krilla::text::Font;
use rustybuzz::Face;

/// How heavy a text is set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// One font, for measuring and for drawing.
pub(super) struct Cut {
    pub shaping: Face<'static>,
    pub drawing: Font,
    pub units_per_em: f32,
}

static REGULAR: LazyLock<Cut> = LazyLock::new(|| cut(include_bytes!("vazirmatn-regular.ttf")));
static BOLD: LazyLock<Cut> = LazyLock::new(|| cut(include_bytes!("vazirmatn-bold.ttf")));

impl Weight {
    pub(super) fn cut(self) -> &'static Cut {
        match self {
            Self::Regular => &REGULAR,
            Self::Bold => &BOLD,
        }
    }
}

fn cut(bytes: &'static [u8]) -> Cut {
    const SOUND: &str = "the font is committed with the program, and a test sets it";
    let shaping = Face::from_slice(bytes, 0).expect(SOUND);
    let units = u16::try_from(shaping.units_per_em()).expect(SOUND);
    let drawing = Font::new(bytes.into(), 0).expect(SOUND);
    Cut { shaping, drawing, units_per_em: f32::from(units) }
}
