//! How the registry misbehaves when a test asks it to.

use serde::{Deserialize, Serialize};

/// How the registry behaves now.
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Debug, Default)]
#[serde(tag = "mode", rename_all = "lowercase", deny_unknown_fields)]
pub enum Behaviour {
    #[default]
    Normal,
    /// Answers right, so many milliseconds late; at most [`DELAY_MS_MAX`].
    Slow { delay_ms: u64 },
    /// Answers 503 to everything.
    Down,
    /// Answers 200 with something that is no answer.
    Nonsense { kind: Nonsense },
}

/// Longer than any caller waits.
pub const DELAY_MS_MAX: u64 = 60_000;

#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum Nonsense {
    /// Stops in the middle.
    BrokenJson,
    /// Fields of other types than promised.
    WrongFields,
    /// Says that the serial matches, and not whose it is.
    NoPerson,
    /// A birth on 30 Esfand of a common year.
    ImpossibleBirth,
    /// A page, as a proxy in between would show it.
    Page,
}

impl Nonsense {
    pub const ALL: [Self; 5] =
        [Self::BrokenJson, Self::WrongFields, Self::NoPerson, Self::ImpossibleBirth, Self::Page];

    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Page => "text/html",
            _ => "application/json",
        }
    }

    #[must_use]
    pub const fn body(self) -> &'static str {
        match self {
            Self::BrokenJson => r#"{"found":true,"serial":"ma"#,
            Self::WrongFields => r#"{"found":"yes","serial":1,"person":{"alive":"perhaps"}}"#,
            Self::NoPerson => r#"{"found":true,"serial":"match"}"#,
            Self::ImpossibleBirth => {
                r#"{"found":true,"serial":"match","person":{"alive":true,"iranian":true,
                "birth":{"year":1371,"month":12,"day":30},"gender":"female",
                "first_name":"مریم","last_name":"مراغی","mother_name":"شهرزاد"}}"#
            }
            Self::Page => "<html><title>502</title></html>",
        }
    }
}
