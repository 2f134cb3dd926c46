//! The outside world on one machine: a country made from a seed, its people, its civil registry and
//! a bank. The product never depends on it except behind the demo and in tests; it never speaks to
//! anything but who asks it. Read `world` first, then `serve`.

#![forbid(unsafe_code)]

mod chance;
pub mod clock;
pub mod country;
mod index_page;
pub mod people;
mod persian;
pub mod registry;
pub mod sadad;
pub mod serve;
mod table;
pub mod world;
