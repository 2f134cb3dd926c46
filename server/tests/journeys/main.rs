//! What citizens and the trouble around them do to a running shop, told as stories over HTTP.

mod backup;
mod bare;
mod booking;
mod changes;
mod counter;
mod entry;
mod fill;
mod form;
mod guessing;
mod kinds;
mod language;
mod limits;
mod operations;
mod payment;
mod receipt;
mod replaced;
mod support;
mod trouble;
mod weight;
