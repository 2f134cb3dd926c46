//! The scan of the booklet on its way in: read from the line within bounds, and made anew so that
//! nothing but pixels is left of it. This room believes neither a name nor a kind that a browser
//! states, and never keeps anything itself. Read `upload`, then `picture`.

pub mod picture;
pub mod studio;
pub mod upload;

pub use picture::PictureFault;
