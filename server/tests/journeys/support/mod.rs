//! The actors of the journeys: a shop that really runs, visitors with a browser's habits, a bank
//! and a registry that do as they are told. They know nothing of handlers and decide nothing
//! themselves; time passes only when a story says so. Read `shop`, then `visitor`.

mod bank;
pub mod clerk;
mod hours;
mod page;
mod people;
pub mod phone;
pub mod program;
mod records;
mod registry;
mod shop;
mod switches;
mod system;
mod town;
mod visitor;
mod waiting;

pub use bank::{Return, Ticket};
pub use page::Page;
pub use people::Person;
pub use records::{figure, logs};
pub use shop::{REGISTRY_KEY, REPORT_SECRET, Shop, journey, journey_with_restart};
pub use system::System;
pub use town::{AREA, Town, day_wire};
pub use visitor::{Download, Visitor};
pub use waiting::until;

use nobat_server::pages::fault::{Fault, Field};
use nobat_server::persian::Language;

/// A sentence of the catalogue that takes nothing.
pub fn say(key: &'static str) -> String {
    Language::Persian.say(key).into_owned()
}

/// What a citizen reads at a field that is wrong.
pub fn sentence(field: Field, fault: &Fault) -> String {
    fault.sentence(field, Language::Persian)
}
