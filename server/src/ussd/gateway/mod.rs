//! How gateways of phone networks speak: one file for each style, and one list of them.
//!
//! A style only translates. It keeps nothing, looks nothing up and believes nobody; who may call is
//! checked before it reads a word. Another gateway is another file here and its line in [`STYLES`].

mod form;
mod query;

use axum::http::Method;

pub use form::Form;
pub use query::Query;

/// Every style, by the name that a configuration has for it.
pub const STYLES: [&dyn Connector; 2] = [&Form, &Query];

/// Fields of a callback beyond these are not looked at; gateways send about ten.
const FIELDS_MAX: usize = 40;
/// Bytes of one field.
const FIELD_BYTES_MAX: usize = 1_024;
/// What stands between inputs: the phone's star, that of full width, and the Arabic one.
const STARS: [char; 3] = ['*', '\u{ff0a}', '\u{66d}'];
/// What ends a dialled code.
const HASHES: [char; 2] = ['#', '\u{ff03}'];

/// A callback: somebody has dialled or typed.
#[derive(Clone, PartialEq, Eq)]
pub struct Call {
    /// The gateway's own name for the session.
    pub session: String,
    /// As the gateway writes it.
    pub phone: String,
    /// Everything typed since the dial, in order.
    pub inputs: Vec<String>,
}

/// A session has ended, however.
#[derive(Clone, PartialEq, Eq)]
pub struct Ended {
    pub session: String,
    pub how: How,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    Success,
    Incomplete,
    Failed,
}

/// What the phone shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reply {
    /// And waits for another input.
    Go(String),
    End(String),
}

/// No callback of this style: a field is missing, stands twice or is endless.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("no callback of this style")]
pub struct BadCall;

/// One way in which gateways call back.
pub trait Connector: Send + Sync {
    /// Its name in a configuration.
    fn name(&self) -> &'static str;

    fn method(&self) -> Method;

    /// # Errors
    /// [`BadCall`] for what this style cannot have sent.
    fn read(&self, query: &str, body: &[u8]) -> Result<Call, BadCall>;

    /// # Errors
    /// As [`Self::read`], of a notice that a session has ended.
    fn ended(&self, query: &str, body: &[u8]) -> Result<Ended, BadCall>;

    /// The body of an answer, as plain text.
    fn write(&self, reply: &Reply) -> String;
}

/// The style of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static dyn Connector> {
    STYLES.into_iter().find(|style| style.name() == name)
}

/// Fields of a form or a query, each at most once.
struct Fields(Vec<(String, String)>);

impl Fields {
    fn read(bytes: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(bytes).take(FIELDS_MAX);
        Self(pairs.map(|(name, text)| (name.into_owned(), text.into_owned())).collect())
    }

    fn text(&self, name: &str) -> Result<&str, BadCall> {
        let mut named = self.0.iter().filter(|(field, _)| field.eq_ignore_ascii_case(name));
        let (_, text) = named.next().ok_or(BadCall)?;
        let is_sound = named.next().is_none() && text.len() <= FIELD_BYTES_MAX;
        if is_sound { Ok(text) } else { Err(BadCall) }
    }

    /// A text that says something.
    fn some(&self, name: &str) -> Result<String, BadCall> {
        let text = self.text(name)?.trim();
        if text.is_empty() { Err(BadCall) } else { Ok(text.to_owned()) }
    }
}

/// The inputs of a text that joins them. An empty one is an input too: somebody sent nothing.
fn inputs(text: &str) -> Vec<String> {
    let text = text.trim().trim_end_matches(HASHES);
    if text.is_empty() {
        return Vec::new();
    }
    text.split(STARS).map(|input| input.trim().to_owned()).collect()
}

/// Most gateways want these words before the text.
fn con_or_end(reply: &Reply) -> String {
    match reply {
        Reply::Go(text) => format!("CON {text}"),
        Reply::End(text) => format!("END {text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_is_found_by_its_name_and_no_other() {
        for style in STYLES {
            assert_eq!(find(style.name()).map(Connector::name), Some(style.name()));
        }
        assert!(find("telegraph").is_none());
    }

    #[test]
    fn inputs_are_joined_by_any_star_and_a_dial_has_none() {
        for none in ["", " ", "#"] {
            assert!(inputs(none).is_empty(), "{none:?}");
        }
        for joined in ["1*497320167*2", "1\u{ff0a}497320167\u{66d}2#", " 1 * 497320167*2"] {
            assert_eq!(inputs(joined), ["1", "497320167", "2"], "{joined}");
        }
        assert_eq!(inputs("1**2"), ["1", "", "2"]);
    }

    #[test]
    fn a_field_that_stands_twice_is_none() {
        let fields = Fields::read(b"text=1&text=2&phone=+98&empty=");
        assert_eq!(fields.text("text"), Err(BadCall));
        assert_eq!(fields.some("empty"), Err(BadCall));
        assert_eq!(fields.text("PHONE"), Ok(" 98"));
    }
}
