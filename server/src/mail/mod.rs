//! Letters by e-mail: built here, and handed to an outbox on the disk or to a mail server. It keeps
//! no address and logs none, and it never sends a letter twice by itself. Read `postman` first: a
//! ledger of messages will stand behind the same door.

pub mod allowance;
pub mod letter;
pub mod outbox;
pub mod postman;
mod smtp;
