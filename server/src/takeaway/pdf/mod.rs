//! The receipt as a PDF of one page: letters are shaped, lines are ordered by the bidirectional
//! algorithm, and the font is inside. It never breaks to a second page: what is long is set
//! smaller. Read `sheet` for where things stand, then `line`.

mod draw;
mod face;
mod line;
mod sheet;

pub use draw::{PdfFault, pdf};
