//! What stands before and after every page: whole forms, headers, the origin of forms, the
//! language, the session's cookie, a page for every bare refusal, fewer bytes. It knows no handler.
//! Read `guard`, then `body` and `dress`, then the others.

pub mod body;
pub mod dress;
pub mod figures;
pub mod guard;
pub mod language;
pub mod session;
pub mod shrink;
