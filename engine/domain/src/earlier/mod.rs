//! Who waits for an earlier seat, and which seat is offered to whom.
//!
//! The request keeps its own wish and what it was offered (see `request::earlier`); here stands
//! only how wishes and free seats meet: first come, first served. Read `waiter`, then `vacancies`.

mod hours;
mod vacancies;
mod waiter;

pub use hours::OfferHours;
pub use vacancies::{Vacancies, Vacancy};
pub use waiter::{Scope, Waiter};
