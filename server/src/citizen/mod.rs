//! A citizen's way through the shop: entry, form, offices, bank, confirmation, result.
//!
//! Each file is one page: it reads the form, asks the engine, and answers with a page or the way to
//! the next. Nothing here changes a seat. Read `visit`, then `entry`, then `register`.

pub mod change;
pub mod choose;
pub mod confirm;
pub mod delivery;
pub mod documents;
pub mod drafts;
pub mod earlier;
pub mod email;
pub mod entry;
pub mod erasing;
pub mod frame;
pub mod give_back;
pub mod installed;
pub mod kept;
pub mod leave;
pub mod long_form;
pub mod mobiles;
pub mod offices;
pub mod open_days;
pub mod opening;
pub mod own_data;
pub mod pay;
pub mod questions;
pub mod reading;
pub mod receipt;
pub mod register;
pub mod result;
pub mod sought;
mod spent;
pub mod texts;
pub mod tracking;
pub mod unpaid;
pub mod views;
pub mod visit;
