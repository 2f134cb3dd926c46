//! A citizen's request: the one owner of what a citizen has asked for, paid and been given.
//!
//! It speaks to shifts only by what it owes them, and to banks only through its attempts. It never
//! changes a seat itself. Read `state` and `event`, then one verb at a time, then `owed`.

pub mod at_office;
pub mod change;
pub mod command;
pub mod details;
pub mod event;
pub mod import;
pub mod kind;
pub mod operation;
pub mod owed;
pub mod refusal;
pub mod scan;
pub mod stage;
pub mod state;
pub mod step;

mod advance;
mod answered;
mod bank_said;
mod choose;
mod decide;
mod earlier;
mod edit;
mod enter;
mod erase;
mod evolve;
mod give_back;
mod open;
mod patience;
mod pay;
mod remains;
mod returned;
mod reverse;
mod serving;

pub use at_office::OfficeAct;
pub use change::ChangeKind;
pub use command::{Choice, Desired, RequestCommand};
pub use decide::{Chances, decide};
pub use details::{Details, LongForm, Relative};
pub use erase::{EraseCause, EraseRefusal, may_erase};
pub use event::{EndReason, Pay, RequestEvent};
pub use evolve::evolve;
pub use import::{Been, Import, PaidElsewhere, Visited};
pub use kind::{Issued, Kind, NotOpen, Past};
pub use operation::{Denied, Operation};
pub use owed::{Owed, owed};
pub use patience::MoveCost;
pub use refusal::RequestRefusal;
pub use remains::{Remains, evolve_after};
pub use reverse::Reversed;
pub use scan::Scan;
pub use serving::mobile_span;
pub use stage::Stage;
pub use state::{Booking, GivingBack, Hold, Intent, LastChoice, Phase, RequestState, Waiting};
pub use step::{Follows, Reached, Step};

#[cfg(test)]
mod table_tests;
