//! The shop: pages for citizens and operators, banks, registry, messages.
//!
//! This crate shows what the engine has decided and asks it for decisions; it never changes a seat
//! by itself. Read `pages` for what is shown.

#![forbid(unsafe_code)]

pub mod pages;
pub mod persian;
pub mod question;
