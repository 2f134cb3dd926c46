//! The operators' pages: figures and health for machines and people, announcements, accounts,
//! offices, switches, look-ups and the audit.
//!
//! Nothing here changes a seat, and no citizen is shown before the look-up is written down. Read
//! `board` for the live figures; which page a role may open says `staff::gate`.

pub mod accounts;
pub mod announcing;
pub mod audit_log;
pub mod board;
pub mod erasing;
pub mod finding;
pub mod health;
pub mod messages;
pub mod mistake;
pub mod offices;
pub mod reversing;
pub mod switching;
pub mod tariff;
