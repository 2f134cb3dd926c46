//! What citizens and the trouble around them do to a running shop, told as stories over HTTP.

mod backup;
mod bare;
mod booking;
mod entry;
mod fill;
mod form;
mod language;
mod limits;
mod payment;
mod receipt;
mod support;
mod trouble;
mod weight;
