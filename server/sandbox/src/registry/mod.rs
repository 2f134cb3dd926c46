//! The civil registry of the sandbox: one question, asked and answered over HTTP.
//! National IDs travel in bodies alone, never in an address, and nothing here is logged or stored.
//! Read `lookup` first for what is answered; `behaviour` and `marks` are for tests to misuse it.

pub mod behaviour;
pub mod lookup;
pub mod marks;
pub mod router;
pub mod wire;

pub use behaviour::{Behaviour, Nonsense};
pub use marks::Mark;
pub use router::{KEY_HEADER, LOOKUP_PATH, RegistryState, router};
