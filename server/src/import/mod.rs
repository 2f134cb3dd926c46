//! Requests and offices of an older system, taken over from CSV files.
//!
//! It reads a row, asks the engine as a citizen's page would, and writes what was not taken into a
//! report that can be mended and given again. It must never write into the engine's tables, and
//! never hold more of a file than what is under way. Read `table` for the file, `portal` for what a
//! row says, then `run`.

mod office_rows;
mod portal;
mod report;
mod run;
mod table;

pub use office_rows::{OFFICE_COLUMNS, OFFICE_COLUMNS_NEEDED, office_rows};
pub use portal::{PORTAL_COLUMNS, Places, PortalRow};
pub use report::Report;
pub use run::{Tally, portal};
pub use table::{Fields, ImportFault, RowFault, Table};
