//! What a citizen has in hand: a browser with one connection, and eyes for the marks of a page.
//! This room owns HTTP and HTML; it must never know what a citizen wants or what is counted.
//! Read `http.rs` first, then `page.rs`.

pub mod form;
pub mod http;
pub mod page;
pub mod target;

pub use form::Form;
pub use http::{Answer, Browser, Call, NetTrouble, Timing};
pub use target::Target;
