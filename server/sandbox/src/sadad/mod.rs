//! A bank on one machine, by the wire protocol and with the payment page of Sadad.
//!
//! It owns its money and its hour, and never learns anything of Nobat but what comes over HTTP.
//! Read `ledger` first, then `router` for everything that can be asked of it.

mod book;
mod card;
mod config;
mod control;
mod dates;
mod entry;
mod faults;
mod keypad;
mod ledger;
mod ledger_file;
mod numbers;
mod pay;
mod pay_form;
mod purchase_page;
mod result_page;
mod return_form;
mod router;
mod signing;
mod state;
mod token_call;
mod verify_call;
mod wire;
mod wording;

pub use config::{
    DEMO_KEY_BASE64, DEMO_MERCHANT_ID, DEMO_TERMINAL_ID, Merchant, SadadConfig, SadadUnfit,
};
pub use router::router;
pub use state::SadadState;
