//! A session outside of any browser: the same words, sealed under the same key as the cookies, in a
//! token that a program sends along. The name is sealed in, so that no cookie is a token, no token
//! a cookie, and none of one kind one of the other.

use axum_extra::extract::cookie::Key;
use cookie::{Cookie, CookieJar};

/// The text, sealed.
#[must_use]
pub fn seal(key: &Key, name: &'static str, text: String) -> String {
    let mut jar = CookieJar::new();
    jar.private_mut(key).add(Cookie::new(name, text));
    jar.get(name).map_or(String::new(), |sealed| format!("{name}.{}", sealed.value()))
}

/// What [`seal`] was given, if this is of that name and under that key.
#[must_use]
pub fn unseal(key: &Key, name: &'static str, token: &str) -> Option<String> {
    let sealed = token.strip_prefix(name)?.strip_prefix('.')?;
    let jar = CookieJar::new();
    let opened = jar.private(key).decrypt(Cookie::new(name, sealed.to_owned()))?;
    Some(opened.value().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_opens_under_its_own_name_and_key_alone() {
        let (key, other) = (Key::generate(), Key::generate());
        let token = seal(&key, "nbc", "words".to_owned());
        assert!(token.starts_with("nbc.") && !token.contains("words"));
        assert_eq!(unseal(&key, "nbc", &token).as_deref(), Some("words"));
        assert_eq!(unseal(&other, "nbc", &token), None);
        let renamed = token.replacen("nbc", "nbo", 1);
        assert_eq!(unseal(&key, "nbo", &renamed), None);
        let sealed = token.trim_start_matches("nbc.").to_owned();
        assert_eq!(unseal(&key, "nbc", &sealed), None);
        assert_ne!(token, seal(&key, "nbc", "words".to_owned()), "never the same twice");
    }
}
