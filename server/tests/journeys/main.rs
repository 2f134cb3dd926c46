//! What citizens and the trouble around them do to a running shop, told as stories over HTTP.

mod backup;
mod bare;
mod booking;
mod changes;
mod counter;
mod desk;
mod earlier;
mod entry;
mod fill;
mod form;
mod gateway;
mod guessing;
mod home;
mod language;
mod leap;
mod limits;
mod operations;
mod payment;
mod persons;
mod receipt;
mod replaced;
mod support;
mod tracking;
mod trouble;
mod ussd;
mod weight;
