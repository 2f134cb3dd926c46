//! A form as it was typed: names and texts, nothing believed.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};

use crate::pages::field::{AGAIN, TAKE};

/// Fields beyond these are not looked at; no page has as many.
const FIELDS_MAX: usize = 64;
/// Longest text of one field.
const TEXT_CHARS_MAX: usize = 512;

/// Field name to text; of a name that comes twice, the last.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Typed(BTreeMap<String, String>);

impl Typed {
    #[must_use]
    pub fn read(body: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(body).take(FIELDS_MAX);
        Self(
            pairs
                .map(|(name, text)| {
                    (name.into_owned(), text.chars().take(TEXT_CHARS_MAX).collect())
                })
                .collect(),
        )
    }

    /// What was typed into a field; empty if the form had none.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|text| !text.is_empty())
    }

    pub fn put(&mut self, name: &str, text: impl Into<String>) {
        self.0.insert(name.to_owned(), text.into());
    }

    /// These fields alone, as bytes that [`Self::read`] takes back.
    #[must_use]
    pub fn keep(&self, names: &[&str]) -> Vec<u8> {
        let mut writer = form_urlencoded::Serializer::new(String::new());
        for name in names.iter().filter(|name| self.has(name)) {
            writer.append_pair(name, self.text(name));
        }
        writer.finish().into_bytes()
    }

    /// Whether the button of the other language sent this: the form is shown again, and nothing
    /// that it asks for is done.
    #[must_use]
    pub fn is_again(&self) -> bool {
        self.text(TAKE) == AGAIN
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<S: Send + Sync> FromRequest<S> for Typed {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        // The router has read it whole already; what could fail has failed there.
        let body = Bytes::from_request(request, state).await;
        let body = body.map_err(IntoResponse::into_response)?;
        Ok(Self::read(&body))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_form_reads_back_without_the_rest() {
        let typed = Typed::read("mother=%D9%86%D8%A7%D9%85&phone=3722&q1=yes&q2=".as_bytes());
        let again = Typed::read(&typed.keep(&["mother", "q1", "q2"]));
        assert_eq!(again.text("mother"), "نام");
        assert!(again.has("q1") && !again.has("q2") && !again.has("phone"));
    }

    #[test]
    fn an_endless_text_is_cut() {
        let long = format!("mother={}", "a".repeat(10_000));
        assert_eq!(Typed::read(long.as_bytes()).text("mother").len(), TEXT_CHARS_MAX);
    }
}
