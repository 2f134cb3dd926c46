//! The board: what lists know of every office-shift, readable by anybody without a lock or a wait.
//!
//! Owners of shifts write their counts here and nobody else does; a list may be a moment behind or
//! ahead of the disk, because the board is a hint and the hold is the answer. This crate never
//! decides about a seat and knows no actor, journal or table. Read `cell`, then `handover`, then
//! `board` and `search`.

#![forbid(unsafe_code)]

mod atomics;
mod board;
mod cell;
mod directory;
mod handover;
mod layout;
mod search;
mod snapshot;

pub use board::{Board, Published, Surveyor};
pub use directory::{Directory, DirectoryError};
pub use layout::{OFFICE_ID_MAX, OFFICES_MAX};
pub use search::{Listing, Query, first_day_with_room, search};
pub use snapshot::{Snapshot, WINDOW_DAYS};
