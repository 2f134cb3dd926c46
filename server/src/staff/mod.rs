//! The door of the people behind the counter: password, second factor, session, and who may pass
//! where. It must never show a citizen, or let anybody through whom the law's table of roles does
//! not let. Read `gate` first, then `session`, then `login` and the steps behind it.

mod codes;
mod enrol;
mod form_token;
mod gate;
mod home;
mod login;
mod own_password;
mod passwords;
mod reauth;
mod second;
mod session;
mod tries;

pub use codes::code_at;
pub use gate::{Inside, board_gate, room, steps};
pub use login::{Stranger, begun, by_password, limited};
pub use passwords::{OneTime, Passwords, PasswordsBusy, mark_of};
pub use reauth::{ReauthFault, reauth};
pub use second::by_code;
pub use session::{ABSOLUTE, COOKIE, IDLE, StaffSession, Step};
pub use tries::{Tries, TryBy};

use axum::response::Response;
use nobat_domain::staff::StaffRefusal;

use crate::app::App;
use crate::pages::system::SystemCase;
use crate::problem;

/// What the counter keeps between two pages.
pub struct Staff {
    pub passwords: Passwords,
    pub tries: Tries,
}

impl Staff {
    /// # Errors
    /// If the operating system gives no randomness.
    pub fn new() -> Result<Self, getrandom::Error> {
        Ok(Self { passwords: Passwords::new()?, tries: Tries::default() })
    }
}

/// What no field can mend: somebody was quicker, or the machine has no room.
#[must_use]
pub fn refused(app: &App, refusal: StaffRefusal) -> Response {
    if refusal != StaffRefusal::Stale {
        tracing::warn!(?refusal, "the counter was refused something that its page had let pass");
    }
    problem::page(app, SystemCase::FormStale)
}
