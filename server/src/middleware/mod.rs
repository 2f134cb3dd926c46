//! What stands before and after every page: whole forms, headers, the origin of forms, the session's
//! cookie, a page for every bare refusal. It knows no handler. Read `guard`, then `body` and `dress`,
//! then `session` and `figures`.

pub mod body;
pub mod dress;
pub mod figures;
pub mod guard;
pub mod session;
