//! An operator's session: a sealed cookie that ends eight hours after the password was given.

use axum_extra::extract::PrivateCookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use nobat_domain::timestamp::{Millis, Timestamp};

use super::address::OPS;

const SESSION: &str = "nobat-ops";
/// Carries the token of the login form, before there is a session.
const FORM: &str = "nobat-ops-form";
/// A working day.
pub const SESSION_LASTS: Millis = Millis::hours(8);

/// Who has given the password.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Operator {
    /// Goes back in every form that changes something.
    pub csrf: String,
    pub ends_at: Timestamp,
}

impl Operator {
    /// The living session that a browser brings, if it is one of the password with this mark.
    #[must_use]
    pub fn of(jar: &PrivateCookieJar, mark: &str, now: Timestamp) -> Option<Self> {
        let cookie = jar.get(SESSION)?;
        let mut parts = cookie.value().split('.');
        let (ends_at, csrf, theirs) = (parts.next()?, parts.next()?, parts.next()?);
        let ends_at = Timestamp(u64::from_str_radix(ends_at, 16).ok()?);
        let alive = now < ends_at && theirs == mark && parts.next().is_none();
        alive.then(|| Self { csrf: csrf.to_owned(), ends_at })
    }

    #[must_use]
    pub fn cookie(&self, mark: &str, over: Transport) -> Cookie<'static> {
        let value = format!("{:x}.{}.{mark}", self.ends_at.0, self.csrf);
        sealed(SESSION, value, over)
    }
}

/// Whether browsers reach this server over TLS alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Transport {
    Tls,
    Plain,
}

/// The cookie that forgets a session.
#[must_use]
pub fn forgotten() -> Cookie<'static> {
    Cookie::build(SESSION).path(OPS).build()
}

/// The login form's token as the browser brings it.
#[must_use]
pub fn form_token(jar: &PrivateCookieJar) -> Option<String> {
    jar.get(FORM).map(|cookie| cookie.value().to_owned()).filter(|token| !token.is_empty())
}

#[must_use]
pub fn form_cookie(token: &str, over: Transport) -> Cookie<'static> {
    sealed(FORM, token.to_owned(), over)
}

fn sealed(name: &'static str, value: String, over: Transport) -> Cookie<'static> {
    Cookie::build((name, value))
        .path(OPS)
        .http_only(true)
        .secure(over == Transport::Tls)
        .same_site(SameSite::Strict)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum_extra::extract::cookie::Key;

    #[test]
    fn a_session_ends_with_its_time_and_with_its_password() {
        let operator = Operator { csrf: "c5rf".to_owned(), ends_at: Timestamp(9_000) };
        let cookie = operator.cookie("mark", Transport::Tls);
        assert_eq!(cookie.same_site(), Some(SameSite::Strict));
        assert_eq!((cookie.http_only(), cookie.secure()), (Some(true), Some(true)));
        let jar = PrivateCookieJar::new(Key::generate()).add(cookie);
        assert_eq!(Operator::of(&jar, "mark", Timestamp(8_999)), Some(operator));
        assert_eq!(Operator::of(&jar, "mark", Timestamp(9_000)), None);
        assert_eq!(Operator::of(&jar, "other", Timestamp(8_999)), None);
    }

    #[test]
    fn the_token_of_a_form_is_no_session() {
        let key = Key::generate();
        let jar = PrivateCookieJar::new(key).add(form_cookie("fff.c5rf.mark", Transport::Plain));
        assert_eq!(Operator::of(&jar, "mark", Timestamp(0)), None);
        assert_eq!(form_token(&jar).as_deref(), Some("fff.c5rf.mark"));
    }
}
