//! Letters by e-mail: built here, and handed to an outbox on the disk or to a mail server. It keeps
//! no address and logs none, and it never sends a letter twice by itself: whether one is sent again
//! the ledger of messages decides. Read `postman` first.

pub mod letter;
pub mod outbox;
pub mod postman;
mod smtp;
