//! The pages behind the counter: for offices and operators, after a password and a second factor.
//! They own what is shown there and where it stands; they must never show a citizen to a page whose
//! look-up was not written down, and never decide who may see it. Read `frame` first.

pub mod account_list;
pub mod address;
pub mod announcing;
pub mod audit_log;
pub mod booklet;
pub mod day_list;
pub mod door;
pub mod erasing;
pub mod finding;
pub mod frame;
pub mod messages;
pub mod mistake;
pub mod office_facts;
pub mod reversals;
pub mod switching;
pub mod tariff;

#[cfg(test)]
mod tests;
