//! Every sentence of the shop, from one file for each language.
//!
//! Figures and days arrive already written, so the catalogue never formats a number. What could
//! turn the direction of a line (a name, a code) is put between isolating marks here, which hold
//! in attributes and titles too, where no element could; plain Persian figures need none.

use super::digits::persian;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use std::borrow::Cow;
use std::sync::LazyLock;
use unic_langid::LanguageIdentifier;

/// A language that the pages speak. Another one is another file in `messages/`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Language {
    #[default]
    Persian,
}

/// Something that a sentence is filled with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// Figures, days, clock times: already Persian, safe in any line of Persian.
    Plain(String),
    /// A name of whatever script: isolated, with its own first strong letter deciding.
    Name(String),
    /// A code, a number to dial, an address: isolated, left to right.
    Code(String),
}

impl Value {
    /// A count in Persian figures.
    #[must_use]
    pub fn count(count: u64) -> Self {
        Self::Plain(persian(count))
    }

    fn written(&self) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::Name(text) => format!("\u{2068}{text}\u{2069}"),
            Self::Code(text) => format!("\u{2066}{text}\u{2069}"),
        }
    }
}

static PERSIAN: LazyLock<FluentBundle<FluentResource>> =
    LazyLock::new(|| bundle(include_str!("../../messages/fa.ftl")));

fn bundle(source: &str) -> FluentBundle<FluentResource> {
    let language: LanguageIdentifier = "fa".parse().expect("a language tag");
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(false);
    // A part of the file that does not parse is left out, and a test counts what is left out.
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(part, _)| part);
    bundle.add_resource_overriding(resource);
    bundle
}

impl Language {
    /// `lang` of the document.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Persian => "fa",
        }
    }

    /// `dir` of the document.
    #[must_use]
    pub const fn direction(self) -> &'static str {
        match self {
            Self::Persian => "rtl",
        }
    }

    /// A sentence that takes nothing. An unknown key comes back as itself; a test allows none.
    #[must_use]
    pub fn say(self, key: &'static str) -> Cow<'static, str> {
        let bundle = self.bundle();
        match bundle.get_message(key).and_then(|message| message.value()) {
            // A sentence without values is lent out as it stands in the catalogue.
            Some(pattern) => bundle.format_pattern(pattern, None, &mut Vec::new()),
            None => missing(key),
        }
    }

    /// A sentence filled with values, each by its name in the catalogue.
    #[must_use]
    pub fn fill(self, key: &'static str, values: &[(&'static str, Value)]) -> String {
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            args.set(*name, value.written());
        }
        let bundle = self.bundle();
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return missing(key).into_owned();
        };
        let mut faults = Vec::new();
        let sentence = bundle.format_pattern(pattern, Some(&args), &mut faults).into_owned();
        debug_assert!(faults.is_empty(), "{key}: {faults:?}");
        sentence
    }

    fn bundle(self) -> &'static FluentBundle<FluentResource> {
        match self {
            Self::Persian => &PERSIAN,
        }
    }
}

fn missing(key: &'static str) -> Cow<'static, str> {
    debug_assert!(false, "the catalogue has no sentence {key}");
    Cow::Borrowed(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_file_is_read() {
        let source = include_str!("../../messages/fa.ftl").to_owned();
        assert!(FluentResource::try_new(source).is_ok());
    }

    #[test]
    fn what_could_turn_a_line_is_isolated_and_figures_are_not() {
        let dial = [("ussd", Value::Code("*6090*4#".to_owned()))];
        let sentence = Language::Persian.fill("frame-ussd", &dial);
        assert!(sentence.contains("\u{2066}*6090*4#\u{2069}"), "{sentence}");
        let count = [("count", Value::count(9))];
        let sentence = Language::Persian.fill("fault-nid-length", &count);
        assert_eq!(sentence, "شماره ملی باید ۱۰ رقم باشد؛ شما ۹ رقم وارد کرده‌اید.");
        assert_eq!(Value::Name("BCF".to_owned()).written(), "\u{2068}BCF\u{2069}");
    }
}
