//! How citizens are told without asking, as an operator writes it.

use std::fmt;
use std::path::PathBuf;

use nobat_domain::message::MessageTerms;
use serde::Deserialize;

use crate::persian::Language;

/// The table `[messages]`. Without a carrier texts lie in the outbox of the data directory.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MessageSettings {
    /// Of all texts: `fa` or `en`.
    pub language: String,
    /// The hour of Tehran's day in which tomorrow's citizens are reminded.
    pub remind_at: u8,
    /// Texts to one citizen in a day.
    pub texts_a_day: u8,
    pub kavenegar: Option<KavenegarSettings>,
}

/// Kavenegar, who carries texts.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KavenegarSettings {
    pub base_url: String,
    /// A file with the key of the API and nothing else.
    pub key_file: PathBuf,
    /// The line that texts come from.
    pub sender: String,
    /// What texts may cost in a day; then they wait for the next. There is no default.
    pub rial_a_day: u64,
    /// A file with the secret in the address of reports; without it none are taken in.
    #[serde(default)]
    pub report_secret_file: Option<PathBuf>,
    /// Calls at the same time.
    #[serde(default = "at_once")]
    pub at_once: usize,
    /// Longest wait for an answer.
    #[serde(default = "timeout_ms")]
    pub timeout_ms: u64,
}

impl Default for MessageSettings {
    fn default() -> Self {
        let terms = MessageTerms::DEFAULT;
        Self {
            language: Language::Persian.code().to_owned(),
            remind_at: terms.remind_at,
            texts_a_day: terms.texts_a_day,
            kavenegar: None,
        }
    }
}

impl MessageSettings {
    /// The law's terms.
    #[must_use]
    pub fn terms(&self) -> MessageTerms {
        MessageTerms {
            remind_at: self.remind_at,
            texts_a_day: self.texts_a_day,
            rial_a_day: self.kavenegar.as_ref().map(|it| it.rial_a_day),
            ..MessageTerms::DEFAULT
        }
    }

    /// Whether this can be used.
    #[must_use]
    pub fn fit(&self) -> bool {
        let carried = self.kavenegar.as_ref().is_none_or(|it| {
            let address =
                it.base_url.starts_with("https://") || it.base_url.starts_with("http://127.0.0.1:");
            address && !it.sender.is_empty() && (1..=512).contains(&it.at_once) && it.timeout_ms > 0
        });
        carried && self.terms().fit() && Language::of(&self.language).is_some()
    }
}

impl fmt::Debug for KavenegarSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KavenegarSettings({} from {})", self.base_url, self.sender)
    }
}

const fn at_once() -> usize {
    64
}

const fn timeout_ms() -> u64 {
    10_000
}
