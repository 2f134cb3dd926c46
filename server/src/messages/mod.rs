//! What citizens are told without asking, by text and by letter: the engine's ledger says what is
//! owed, this room finds the words, hands them to whoever carries them, and writes down what became
//! of it. Nothing is sent but by it. No number, address or word of a message is ever logged.
//!
//! Read `run` for the way of a message, `fate` for what a try can come to, then `kavenegar`.

pub mod callback;
mod fate;
mod kavenegar;
mod letters;
mod messenger;
mod pace;
pub mod run;
pub mod words;

pub use kavenegar::{Kavenegar, KavenegarUnfit};
pub use messenger::{First, Messenger, MessengerUnfit, NotTaken};
