//! Sadad, the gateway of Bank Melli: JSON over HTTPS, requests signed with triple DES.
//!
//! This room only translates; it never sees another bank, the engine or a clock. Read `bank` for
//! the steps, then `codes` for what each number means for money.

mod bank;
mod callback;
pub mod codes;
mod local_time;
mod request;
mod response;
mod settings;
mod signing;

pub use bank::Sadad;
pub use settings::{SadadSettings, SadadUnfit};
pub use signing::{KeyUnfit, SigningKey};
