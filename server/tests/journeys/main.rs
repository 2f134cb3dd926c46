//! What citizens and the trouble around them do to a running shop, told as stories over HTTP.

mod api;
mod backup;
mod bare;
mod booking;
mod booklet;
mod changes;
mod counter;
mod desk;
#[path = "../../../engine/tests/machine/faults/disk.rs"]
#[expect(dead_code, reason = "the engine's own tests let it fail in more ways than being full")]
mod disk;
mod earlier;
mod entry;
mod fill;
mod form;
mod gateway;
mod guessing;
mod hoarding;
mod home;
mod import;
mod kinds;
mod language;
mod leap;
mod limits;
mod long_form;
mod messages;
mod operations;
mod payment;
mod persons;
mod protocol;
mod receipt;
mod replaced;
mod reversals;
mod support;
mod systems;
mod tariff;
mod tracking;
mod trouble;
mod ussd;
mod webhooks;
mod weight;
