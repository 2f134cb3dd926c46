//! Every page as a type: what it shows, its states as samples, and the template that it is bound
//! to. Pages never ask the engine or the clock for anything, and no template formats a figure or a
//! day. Read `frame` for what stands around each page, then `entry` and `registration`.

pub mod address;
pub mod assets;
pub mod earlier;
pub mod frame;
pub mod give_back;
pub mod installable;
pub mod renderer;

pub mod fault;
pub mod field;
pub mod forms;
pub mod long_form;
pub mod marked;

pub mod details;
pub mod home;
pub mod payment;
pub mod person;
pub mod personal;
pub mod scan;
pub mod search;
pub mod seat;

pub mod changing;
pub mod choosing;
pub mod conditions;
pub mod confirm;
pub mod counter;
pub mod delivery;
pub mod documents;
pub mod email;
pub mod entry;
pub mod erasing;
pub mod opening;
pub mod own_data;
pub mod paying;
pub mod process;
pub mod receipt;
pub mod registration;
pub mod result;
pub mod system;
pub mod timeline;
pub mod tracking;

pub use renderer::{render, samples};

#[cfg(test)]
mod tests;
#[cfg(test)]
mod twins;
