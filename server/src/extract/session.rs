//! The session: a sealed cookie that outlives a restart and holds only what the next page needs.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::PrivateCookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use nobat_domain::calendar::SolarDate;
use nobat_domain::ids::RequestKey;
use nobat_domain::person::{BookletSerial, Gender, NationalId};
use nobat_domain::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::extract::token::{seal, unseal};
use crate::pages::system::SystemCase;
use crate::problem;

/// The cookie's name.
pub const COOKIE: &str = "nobat";
/// With which the token begins that a program has instead.
pub const TOKEN: &str = "nbc";

/// A citizen who has passed the entry page, with the facts of the registry that the form is
/// compared with.
#[derive(Clone)]
pub struct Session {
    pub national_id: NationalId,
    pub serial: BookletSerial,
    pub birth: SolarDate,
    pub gender: Gender,
    /// Goes back in every form that changes something.
    pub csrf: String,
    pub seen_at: Timestamp,
}

/// The session on the wire, sealed.
#[derive(Serialize, Deserialize)]
struct Sealed {
    n: String,
    s: String,
    b: String,
    g: String,
    c: String,
    t: u64,
}

impl Session {
    #[must_use]
    pub fn key(&self, app: &App) -> RequestKey {
        app.engine.request_key(&self.national_id)
    }

    /// A fresh token against forms of other sites.
    ///
    /// # Errors
    /// If the operating system gives no randomness.
    pub fn fresh_csrf() -> Result<String, getrandom::Error> {
        Ok(format!("{:016x}{:016x}", getrandom::u64()?, getrandom::u64()?))
    }

    fn read(text: &str) -> Option<Self> {
        let sealed: Sealed = serde_json::from_str(text).ok()?;
        Some(Self {
            national_id: NationalId::parse(&sealed.n).ok()?,
            serial: BookletSerial::parse(&sealed.s).ok()?,
            birth: SolarDate::parse(&sealed.b).ok()?,
            gender: Gender::parse(&sealed.g).ok()?,
            csrf: sealed.c,
            seen_at: Timestamp(sealed.t),
        })
    }

    fn write(&self) -> String {
        let Self { national_id, serial, birth, gender, csrf, seen_at } = self;
        let sealed = Sealed {
            n: national_id.as_str().to_owned(),
            s: serial.as_str().to_owned(),
            b: format!("{:04}/{:02}/{:02}", birth.year(), birth.month(), birth.day()),
            g: gender.key().to_owned(),
            c: csrf.clone(),
            t: seen_at.0,
        };
        serde_json::to_string(&sealed).expect("six strings and numbers are always JSON")
    }

    /// The session that a browser brings, however old.
    #[must_use]
    pub fn of(jar: &PrivateCookieJar) -> Option<Self> {
        Self::read(jar.get(COOKIE)?.value())
    }

    /// The session that a program brings, however old.
    #[must_use]
    pub fn of_token(app: &App, token: &str) -> Option<Self> {
        Self::read(&unseal(&app.cookie_key, TOKEN, token)?)
    }

    /// The token that keeps this session for another while.
    #[must_use]
    pub fn token(&self, app: &App) -> String {
        seal(&app.cookie_key, TOKEN, self.write())
    }

    #[must_use]
    pub fn alive(&self, app: &App, at: Timestamp) -> bool {
        at < self.seen_at.plus(app.session)
    }

    /// The cookie that keeps this session for another while.
    #[must_use]
    pub fn cookie(&self, app: &App) -> Cookie<'static> {
        Cookie::build((COOKIE, self.write()))
            .path("/")
            .http_only(true)
            .secure(app.public_url.starts_with("https://"))
            .same_site(SameSite::Lax)
            .build()
    }
}

/// A living session, or the way back to the entry page.
pub struct Citizen(pub Session);

impl FromRequestParts<App> for Citizen {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let jar = PrivateCookieJar::from_headers(&parts.headers, app.cookie_key.clone());
        let now = app.wall();
        match Session::of(&jar) {
            Some(session) if session.alive(app, now) => Ok(Self(session)),
            Some(_) => Err(problem::page(app, SystemCase::SessionOver)),
            None => Err(axum::response::Redirect::to(crate::pages::address::ENTRY).into_response()),
        }
    }
}
