//! Every sentence of the shop, from one file for each language.
//!
//! Days, clocks, counts and money arrive as they are and are written in the sentence's own
//! language. What could turn the direction of a line (a name, a code) is put between isolating
//! marks here, which hold in attributes and titles too, where no element could; plain figures need
//! none.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use nobat_domain::ids::Day;
use nobat_domain::money::Rial;
use nobat_domain::timestamp::Timestamp;
use std::borrow::Cow;
use std::sync::LazyLock;
use unic_langid::LanguageIdentifier;

/// A language that the pages speak. Another one is another file in `messages/`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Language {
    #[default]
    Persian,
    English,
}

/// Something that a sentence is filled with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// Text that is already written and safe in a line of the sentence's language.
    Plain(String),
    /// How many; an English sentence chooses its plural by it.
    Count(u64),
    /// A day with its weekday, in words.
    Day(Day),
    /// A day in words, for which the weekday says nothing: of birth, of coming of age.
    Date(Day),
    /// The time of day in Tehran.
    Clock(Timestamp),
    Fee(Rial),
    /// A name of whatever script: isolated, with its own first strong letter deciding.
    Name(String),
    /// A code, a number to dial, an address: isolated, left to right.
    Code(String),
}

impl Value {
    /// A count in figures.
    #[must_use]
    pub const fn count(count: u64) -> Self {
        Self::Count(count)
    }

    fn written(&self, language: Language) -> FluentValue<'static> {
        let text = match self {
            Self::Plain(text) => text.clone(),
            // Persian has one form for all counts, English is asked for the right one.
            Self::Count(count) if language == Language::English => return (*count).into(),
            Self::Count(count) => language.digits(count),
            Self::Day(day) => language.day(*day),
            Self::Date(day) => language.date(*day),
            Self::Clock(at) => language.clock(*at),
            Self::Fee(fee) => language.rials(*fee),
            Self::Name(text) => format!("{NAME_BEGINS}{text}{ISLAND_ENDS}"),
            Self::Code(text) => format!("{CODE_BEGINS}{text}{ISLAND_ENDS}"),
        };
        text.into()
    }
}

/// U+2068: what follows has the direction of its own first strong letter.
pub const NAME_BEGINS: char = '\u{2068}';
/// U+2066: what follows runs left to right.
pub const CODE_BEGINS: char = '\u{2066}';
/// U+2069: the line goes on as before.
pub const ISLAND_ENDS: char = '\u{2069}';

static PERSIAN: LazyLock<FluentBundle<FluentResource>> =
    LazyLock::new(|| bundle("fa", include_str!("../../messages/fa.ftl")));
static ENGLISH: LazyLock<FluentBundle<FluentResource>> =
    LazyLock::new(|| bundle("en", include_str!("../../messages/en.ftl")));

fn bundle(code: &str, source: &str) -> FluentBundle<FluentResource> {
    let language: LanguageIdentifier = code.parse().expect("a language tag");
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(false);
    // A part of the file that does not parse is left out, and a test counts what is left out.
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(part, _)| part);
    bundle.add_resource_overriding(resource);
    bundle
}

impl Language {
    pub const ALL: [Self; 2] = [Self::Persian, Self::English];

    /// The language of that code, if the pages speak it.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The one that a page offers instead.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Persian => Self::English,
            Self::English => Self::Persian,
        }
    }

    /// `lang` of the document.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Persian => "fa",
            Self::English => "en",
        }
    }

    /// `dir` of the document.
    #[must_use]
    pub const fn direction(self) -> &'static str {
        match self {
            Self::Persian => "rtl",
            Self::English => "ltr",
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
            args.set(*name, value.written(self));
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
            Self::English => &ENGLISH,
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
    fn both_files_are_read_whole() {
        for source in [include_str!("../../messages/fa.ftl"), include_str!("../../messages/en.ftl")]
        {
            assert_eq!(
                FluentResource::try_new(source.to_owned()).err().map(|(_, found)| found),
                None
            );
        }
    }

    #[test]
    fn what_could_turn_a_line_is_isolated_and_figures_are_not() {
        let dial = [("ussd", Value::Code("*6090*4#".to_owned()))];
        let sentence = Language::Persian.fill("frame-ussd", &dial);
        assert!(sentence.contains("\u{2066}*6090*4#\u{2069}"), "{sentence}");
        let count = [("count", Value::count(9))];
        let sentence = Language::Persian.fill("fault-nid-length", &count);
        assert_eq!(sentence, "شماره ملی باید ۱۰ رقم باشد؛ شما ۹ رقم وارد کرده‌اید.");
        let name = Value::Name("BCF".to_owned()).written(Language::Persian);
        assert_eq!(name, FluentValue::from("\u{2068}BCF\u{2069}"));
    }
    #[test]
    fn an_english_sentence_agrees_with_its_count() {
        let title =
            |count| Language::English.fill("summary-title", &[("count", Value::count(count))]);
        assert!(title(1).ends_with("fix 1 entry"), "{}", title(1));
        assert!(title(3).ends_with("fix 3 entries"), "{}", title(3));
    }

    #[test]
    fn a_language_is_found_by_its_code_and_no_other() {
        for language in Language::ALL {
            assert_eq!(Language::of(language.code()), Some(language));
            assert_eq!(language.other().other(), language);
        }
        for code in ["", "EN", "ar", "en-GB"] {
            assert_eq!(Language::of(code), None, "{code}");
        }
    }
}
