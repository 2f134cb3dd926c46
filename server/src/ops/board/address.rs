//! Where the board's pages stand.

/// GET: the board, or the form that asks for the password.
pub const OPS: &str = "/ops";
/// GET: the figures as they change, for the page's script.
pub const EVENTS: &str = "/ops/events";
/// POST: gives the password.
pub const LOGIN: &str = "/ops/login";
/// POST: ends the session.
pub const LEAVE: &str = "/ops/leave";
/// The board that does not load itself anew.
pub const STILL: &str = "/ops?auto=0";
/// The query of [`STILL`].
pub const STILL_QUERY: &str = "auto=0";
