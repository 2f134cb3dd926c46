//! The door for whoever stands at this machine with this server's own rights: a socket in the
//! data directory. It owns one question and one answer, a line each; it must never listen to a
//! network, or know a secret. Read `listen` for the server's side and `ask` for the other.

mod account;
mod ask;
mod deliver;
mod listen;
mod words;

pub use ask::{DoorFault, ask};
pub use listen::{Serves, listen};
pub use words::{Asked, hex, told};

/// The socket's name in the data directory.
const NAME: &str = "door";
/// A question or an answer is never longer.
const LINE_BYTES_MAX: usize = 16 * 1024;
