//! The shop: pages for citizens and operators, banks, registry, messages.
//!
//! This crate shows what the engine has decided and asks it for decisions; it never changes a seat
//! by itself. Read `router` for the map of the site, `citizen` for a citizen's way through it, and
//! `pages` for what is shown.

#![forbid(unsafe_code)]

pub mod api;
pub mod app;
pub mod booklet;
pub mod callback;
pub mod citizen;
pub mod commands;
pub mod config;
pub mod door;
pub mod extract;
pub mod gateway;
pub mod guessing;
pub mod import;
pub mod mail;
pub mod messages;
pub mod metric_names;
pub mod middleware;
pub mod offering;
pub mod office;
pub mod open;
pub mod ops;
pub mod pages;
pub mod persian;
pub mod problem;
pub mod question;
pub mod registry;
pub mod retention;
pub mod router;
pub mod settlement;
pub mod staff;
pub mod takeaway;
pub mod ussd;
pub mod way;
pub mod webhooks;
