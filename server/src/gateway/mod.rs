//! Payment gateways: what we say to a bank, and what its answers mean for money.
//!
//! A bank's folder only translates; it has no clock, no HTTP and no memory. `transport` alone
//! speaks to banks, and nothing here ever believes a browser. Read `connector`, then `verdict`.

pub mod ask;
pub mod connector;
pub mod integrity;
pub mod sadad;
pub mod transport;
pub mod verdict;

pub use connector::{Callback, Gateway, Redirect, TokenOrder};
pub use integrity::Expected;
pub use transport::{Transport, TransportSettings};
pub use verdict::{GatewayError, Verdict};
