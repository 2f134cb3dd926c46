//! The phone that needs no internet: a menu by USSD, called back by the gateway of a phone network.
//!
//! A session has no state of its own: every callback brings everything typed so far, and each is
//! answered from that and from what the owner of the request says now. The number of the SIM proves
//! nothing here; it fills in what could be typed, and wrong guesses are counted by it. Nothing here
//! changes a request. Read `gateway` for how gateways speak, `dialogue` for the menu, `screen` for
//! what fits on a phone, and `callback` for who may call.

pub mod callback;
mod channel;
mod dialogue;
pub mod gateway;
mod line;
mod screen;
mod sessions;
mod words;

pub use channel::Channel;
pub use screen::UNITS_MAX;
