//! A form as it was typed: names and texts, nothing believed.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};

use nobat_domain::limits::DRAFT_BYTES_MAX;

use crate::pages::field::{AGAIN, TAKE};

/// Fields beyond these are not looked at; no page has as many.
const FIELDS_MAX: usize = 160;
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

    /// These fields alone, as bytes that [`Self::read`] takes back: letters as they are, which is
    /// a third of what a browser sends. A field that would go beyond the bound of a draft is left
    /// out; all that our pages let anybody type is well within it.
    #[must_use]
    pub fn keep<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Vec<u8> {
        let mut kept = Vec::new();
        for name in names.into_iter().filter(|name| self.has(name)) {
            let before = kept.len();
            if before > 0 {
                kept.push(b'&');
            }
            escape(name, &mut kept);
            kept.push(b'=');
            escape(self.text(name), &mut kept);
            if kept.len() > DRAFT_BYTES_MAX {
                kept.truncate(before);
            }
        }
        kept
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

/// Only what parts fields and names is written otherwise.
fn escape(text: &str, out: &mut Vec<u8>) {
    for byte in text.bytes() {
        match byte {
            b'%' => out.extend(b"%25"),
            b'&' => out.extend(b"%26"),
            b'+' => out.extend(b"%2B"),
            b'=' => out.extend(b"%3D"),
            other => out.push(other),
        }
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
        let again = Typed::read(&typed.keep(["mother", "q1", "q2"]));
        assert_eq!(again.text("mother"), "نام");
        assert!(again.has("q1") && !again.has("q2") && !again.has("phone"));
    }

    #[test]
    fn a_field_beyond_the_bound_of_a_draft_is_left_out_and_the_others_stay() {
        let mut typed = Typed::default();
        typed.put("long", "\u{645}".repeat(DRAFT_BYTES_MAX));
        typed.put("mother", "\u{645}");
        let kept = typed.keep(["long", "mother"]);
        assert!(kept.len() <= DRAFT_BYTES_MAX);
        let again = Typed::read(&kept);
        assert!(!again.has("long") && again.has("mother"));
    }

    proptest::proptest! {
        #[test]
        fn whatever_was_typed_is_read_back(
            texts in proptest::collection::vec("\\PC{1,40}|[%&=+; \n]{1,6}", 1..8)
        ) {
            let names = ["a", "b", "c", "d", "e", "f", "g"];
            let mut typed = Typed::default();
            for (name, text) in names.iter().zip(&texts) {
                typed.put(name, text.clone());
            }
            proptest::prop_assert_eq!(Typed::read(&typed.keep(names)), typed);
        }
    }

    #[test]
    fn an_endless_text_is_cut() {
        let long = format!("mother={}", "a".repeat(10_000));
        assert_eq!(Typed::read(long.as_bytes()).text("mother").len(), TEXT_CHARS_MAX);
    }
}
