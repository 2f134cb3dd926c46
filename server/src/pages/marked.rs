//! A sentence of the catalogue as HTML: its isolating marks become elements, which tell a screen
//! reader the language of a name, where marks only tell a browser its direction.

use askama::filters::HtmlSafe;
use std::fmt::{self, Display, Formatter, Write as _};

use crate::persian::catalogue::{CODE_BEGINS, ISLAND_ENDS, NAME_BEGINS};

/// The sentence, to be shown in the body of a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Marked(String);

/// Of a sentence that may hold names or codes.
#[must_use]
pub fn marked(sentence: impl Into<String>) -> Marked {
    Marked(sentence.into())
}

impl HtmlSafe for Marked {}

impl Display for Marked {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        for letter in self.0.chars() {
            match letter {
                NAME_BEGINS => out.write_str("<bdi lang=\"fa\">")?,
                CODE_BEGINS => out.write_str("<bdi dir=\"ltr\">")?,
                ISLAND_ENDS => out.write_str("</bdi>")?,
                '<' => out.write_str("&#60;")?,
                '>' => out.write_str("&#62;")?,
                '&' => out.write_str("&#38;")?,
                '"' => out.write_str("&#34;")?,
                '\'' => out.write_str("&#39;")?,
                plain => out.write_char(plain)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::persian::{Language, Value};

    #[test]
    fn a_name_is_marked_with_its_language_and_stays_text() {
        let office = [("office", Value::Name("مراغه <b>".to_owned()))];
        let sentence = Language::English.fill("system-begun-about", &office);
        let shown = marked(sentence).to_string();
        assert!(shown.contains("<bdi lang=\"fa\">مراغه &#60;b&#62;</bdi>;"), "{shown}");
    }
}
