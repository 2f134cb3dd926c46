//! A phone without internet, and the gateway of its network: dials the code, and calls the server
//! back over HTTP in each style that the server speaks. It knows nothing of the server's menu.

mod inbox;
mod network;
mod page;

pub use inbox::{Inbox, router as inbox};
pub use network::{Network, Unreachable};
pub use page::router;

/// The styles in which the gateway calls back; each is a gateway of its own to the server.
pub const STYLES: [&str; 2] = ["form", "query"];

/// What the gateway shows to the server, so that the demo has one secret to hand on.
#[must_use]
pub fn secret(registry_key: &str) -> String {
    format!("ussd secret of {registry_key}")
}
