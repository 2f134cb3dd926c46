//! The office's facts: what it is, where it stands, whom it can serve and how near it is.
//! This room never knows a seat, a day or a queue: those belong to the office's shifts.
//! Read `facts` first, then `needs`, then `phone`.

mod capability;
mod facts;
mod gaps;
mod needs;
mod phone;

pub use capability::{Capabilities, Capability};
pub use facts::{Office, OfficeKind};
pub use gaps::{Cost, Gap};
pub use needs::{EnrolmentAnswers, Needs};
pub use phone::{Band, OfficePhone};
