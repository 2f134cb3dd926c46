//! The law of Nobat: what may happen to a seat, a request and a payment.
//!
//! This crate decides and never does: commands and time come in, events and effects go out. It has
//! no clock, no input or output, no async and no serialisation. Read `shift`, then `request`, then
//! `keeper`.

#![forbid(unsafe_code)]

pub mod ids;
pub mod money;
pub mod timestamp;
