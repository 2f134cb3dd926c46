//! Changes for those who cannot hold a stream: posted to them, signed, in order, until they are
//! taken.
//!
//! Each endpoint has a courier of its own with a place of its own on disk, so that one that is down
//! delays nobody. This room never decides what a system may see: that is `api::systems::view`. Read
//! `endpoint`, then `courier`.

mod courier;
mod endpoint;
mod place;

pub use courier::run;
pub use endpoint::{Endpoint, EndpointUnfit, Secret};
