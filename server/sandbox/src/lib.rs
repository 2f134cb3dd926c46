//! The outside world on one machine: a country made from a seed, its people, its civil registry,
//! a bank, a phone, a carrier of texts and a mail server. The product never depends on it except
//! behind the demo and in tests; it speaks to nobody but who asks it, and to the server whose USSD
//! the phone dials and whose texts are reported. Read `world` first, then `serve`.

#![forbid(unsafe_code)]

mod chance;
pub mod clock;
pub mod country;
mod index_page;
pub mod kavenegar;
pub mod mail_server;
pub mod people;
mod persian;
pub mod phone;
pub mod registry;
pub mod sadad;
pub mod serve;
mod table;
pub mod world;
