//! The law of Nobat: what may happen to a seat, a request and a payment.
//!
//! This crate decides and never does: commands and time come in, events and effects go out. It has
//! no clock, no input or output, no async and no serialisation. Read `shift`, then `request`, then
//! `keeper`.

#![forbid(unsafe_code)]

pub mod calendar;
pub mod capacity;
pub mod earlier;
pub mod ids;
pub mod invariant;
pub mod journal;
pub mod keeper;
mod keyed;
pub mod limits;
pub mod message;
pub mod money;
pub mod office;
pub mod payment;
pub mod person;
pub mod ranking;
pub mod request;
pub mod shift;
pub mod staff;
pub mod tariff;
pub mod timestamp;
pub mod tracking_code;
