//! The machine as a whole, on real files: nothing acknowledged is lost, and whatever is wrong with
//! a data directory is said.

mod backup;
mod behind;
mod budget;
mod busy;

mod counter;
mod crash;
mod durable;
mod earlier;
mod erasure;
mod erasure_crash;
mod every_crash;
mod faults;
mod feed;
mod fill;
mod import;
mod kinds;
mod messages;
mod messages_crash;
mod mobiles;
mod past_days;
mod refusals;
mod reload;
mod restore;
mod scans;
mod steps;
mod support;
mod tariff;
mod time;
mod verify_clean;
mod verify_damage;
