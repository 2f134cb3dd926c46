//! The tables: bytes by key, in RocksDB, at one position of the journal. This room knows how keys
//! are laid out and which position the rows stand at, and nothing of what a row says. Read `tables`
//! first: it says what is durable when; then `keys`, then the table that you need.

mod error;
mod keys;
mod lock;
mod meta;
mod migrations;
mod open;
mod place;
mod scan;
mod sizes;
mod still;
mod tables;
mod to_reverse;
mod writes;

mod audit;
mod days;
mod delivered;
mod desks;
mod erased;
mod feed;
mod in_flight;
mod looked_up;
mod mobiles;
mod offices;
mod orders;
mod outbox;
mod references;
mod requests;
mod seats;
mod settings;
mod tracking;
mod waiting;

#[cfg(test)]
mod crash_tests;
#[cfg(test)]
mod damage_tests;

pub use days::DayRow;
pub use error::StorageError;
pub use feed::{Change, Changes};
pub use mobiles::ServedRow;
pub use open::TablesOptions;
pub use place::{Place, PlacedRow};
pub use references::ReferenceRow;
pub use requests::{RequestRead, RequestRow};
pub use scan::Scan;
pub use seats::{SEAT_ROW_BYTES, SeatAt, SeatRow};
pub use sizes::{Pressure, TableSize};
pub use still::{Still, TablesDigest};
pub use tables::Tables;
pub use writes::Writes;
