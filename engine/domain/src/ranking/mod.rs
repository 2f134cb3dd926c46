//! The order of lists: which office-shifts a citizen sees, and in which order, exactly.
//! This room never reads a seat, a board or a clock: counts, nearness and chance are handed to it.
//! Read `rank` first, then `percent_free`, `bands` and `rotation`.

mod bands;
mod best;
mod nearest;
mod percent_free;
mod placed;
mod rank;
mod rotation;
mod standing;

pub use bands::OFFICES_WITH_ROOM_MIN;
pub use nearest::{DayWithRoom, NEAREST_DAYS_MAX, nearest_days};
pub use percent_free::PercentFree;
pub use placed::Row;
pub use rank::{OfficeDay, ROWS_MAX, Ranking, Wish, rank};
pub use rotation::Rotation;
pub use standing::Standing;
