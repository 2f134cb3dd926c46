//! A session at the counter: a sealed cookie that ends by itself, with a log-out, with the account,
//! and with any change of its password.

use axum_extra::extract::PrivateCookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use nobat_domain::staff::{AccountNo, SECOND_KEY_BYTES};
use nobat_domain::timestamp::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::extract::token::{seal, unseal};

/// The cookie's name.
pub const COOKIE: &str = "nobat-staff";
/// With which the token begins that a program has instead.
pub const TOKEN: &str = "nbo";
/// A session without a sign of life ends after so long.
pub const IDLE: Millis = Millis::minutes(15);
/// And in any case after so long: a working day.
pub const ABSOLUTE: Millis = Millis::hours(10);
/// A cookie is written anew at most this often.
pub const RENEW_AFTER: Millis = Millis::minutes(1);

/// How far somebody has come in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// The password was right, and nothing more is known.
    Password,
    /// The second factor too.
    Second,
}

/// What the cookie says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StaffSession {
    pub account: AccountNo,
    /// That of the account when it began: a later one ends it.
    pub generation: u32,
    pub step: Step,
    /// Goes back in every form that changes something.
    pub csrf: String,
    pub began_at: Timestamp,
    pub seen_at: Timestamp,
    /// The key that a phone is being shown, until its first code proves it.
    pub offered: Option<[u8; SECOND_KEY_BYTES]>,
}

/// The same on the wire, sealed.
#[derive(Serialize, Deserialize)]
struct Sealed {
    a: u32,
    g: u32,
    s: bool,
    c: String,
    b: u64,
    t: u64,
    o: Option<[u8; SECOND_KEY_BYTES]>,
}

impl StaffSession {
    /// The session that a browser brings, if it has not ended by itself.
    #[must_use]
    pub fn of(jar: &PrivateCookieJar, now: Timestamp) -> Option<Self> {
        Self::read(jar.get(COOKIE)?.value()).filter(|session| session.alive(now))
    }

    #[must_use]
    pub fn alive(&self, now: Timestamp) -> bool {
        now < self.seen_at.plus(IDLE) && now < self.began_at.plus(ABSOLUTE)
    }

    #[must_use]
    pub fn ends_at(&self) -> Timestamp {
        self.began_at.plus(ABSOLUTE)
    }

    fn read(text: &str) -> Option<Self> {
        let Sealed { a, g, s, c, b, t, o } = serde_json::from_str(text).ok()?;
        let step = if s { Step::Second } else { Step::Password };
        Some(Self {
            account: AccountNo(a),
            generation: g,
            step,
            csrf: c,
            began_at: Timestamp(b),
            seen_at: Timestamp(t),
            offered: o,
        })
    }

    fn write(&self) -> String {
        let sealed = Sealed {
            a: self.account.0,
            g: self.generation,
            s: self.step == Step::Second,
            c: self.csrf.clone(),
            b: self.began_at.0,
            t: self.seen_at.0,
            o: self.offered,
        };
        serde_json::to_string(&sealed).expect("numbers and a string are always JSON")
    }

    /// The session that a program brings, if it has not ended by itself.
    #[must_use]
    pub fn of_token(app: &App, token: &str) -> Option<Self> {
        let session = Self::read(&unseal(&app.cookie_key, TOKEN, token)?)?;
        Some(session).filter(|session| session.alive(app.wall()))
    }

    /// The token that keeps this session for another while.
    #[must_use]
    pub fn token(&self, app: &App) -> String {
        seal(&app.cookie_key, TOKEN, self.write())
    }

    /// When it ends if nothing is heard of it.
    #[must_use]
    pub fn rests_until(&self) -> Timestamp {
        self.seen_at.plus(IDLE).min(self.ends_at())
    }

    #[must_use]
    pub fn cookie(&self, app: &App) -> Cookie<'static> {
        sealed(app, COOKIE, self.write())
    }
}

/// The cookie that forgets a session.
#[must_use]
pub fn forgotten() -> Cookie<'static> {
    Cookie::build(COOKIE).path("/").build()
}

/// A cookie of the counter: no script reads it, and no other site's page sends it.
pub(super) fn sealed(app: &App, name: &'static str, value: String) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .secure(app.public_url.starts_with("https://"))
        .same_site(SameSite::Strict)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_when_it_rests_and_when_its_day_is_over() {
        let start = Timestamp(1_000_000);
        let session = StaffSession {
            account: AccountNo(7),
            generation: 2,
            step: Step::Second,
            csrf: "c5rf".to_owned(),
            began_at: start,
            seen_at: start,
            offered: Some([3; SECOND_KEY_BYTES]),
        };
        assert_eq!(StaffSession::read(&session.write()), Some(session.clone()));
        assert!(session.alive(start.plus(IDLE).minus(Millis(1))));
        assert!(!session.alive(start.plus(IDLE)));
        let busy = StaffSession { seen_at: start.plus(ABSOLUTE).minus(Millis(5)), ..session };
        assert!(busy.alive(start.plus(ABSOLUTE).minus(Millis(1))));
        assert!(!busy.alive(start.plus(ABSOLUTE)));
    }
}
