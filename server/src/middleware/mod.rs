//! What stands before and after every page: headers, the origin of forms, the session's cookie.
//!
//! It knows no page. Read `guard`, then `session`, then `figures`.

pub mod figures;
pub mod guard;
pub mod session;
