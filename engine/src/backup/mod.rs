//! Whole copies of the tables at one position, proven before they count, and the way back.
//! This room decides when a copy is whole, sound and old enough to go, and with that how long the
//! archive is kept; it must never put a data key beside data, stand in the way of an answer, or
//! delete what nothing newer covers. Read `make` first, then `check`, `restore` and `tend`.

mod catch_up;
mod check;
mod draft;
mod epoch;
mod erasures;
mod error;
mod files;
mod in_place;
mod keeper;
mod keyring_copies;
mod make;
mod manifest;
mod pace;
mod plan;
mod restore;
mod scan_copies;
mod shelf;
mod stopped;
mod tend;

pub use epoch::restore_epoch;
pub use error::BackupError;
pub use in_place::restore_in_place;
pub(crate) use keeper::Keeper;
pub use make::{Backups, Made};
pub use manifest::Manifest;
pub use plan::BackupPlan;
pub use restore::{Restore, Restored, restore};
pub use shelf::Kept;
pub use stopped::backup_stopped;
pub use tend::Standing;
