//! A person's name in Persian letters.

use super::fold;
use std::fmt;

/// A first or family name, folded: Persian letters, single spaces, ZWNJ where it was typed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName(Box<str>);

/// Why a name was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NameFault {
    Empty,
    /// A sign that is not a letter of a Persian name: a digit, a Latin letter, punctuation.
    Chars,
    /// Longer than [`PersonName::CHARS_MAX`].
    Length {
        chars: u32,
    },
}

impl PersonName {
    /// The longest name, counted with its spaces after folding.
    pub const CHARS_MAX: u32 = 40;

    /// Reads a name, folding Arabic letters and dropping harakat and stretching strokes.
    ///
    /// # Errors
    /// `Empty` where no letter was typed, else `Chars`, else `Length`.
    pub fn parse(input: &str) -> Result<Self, NameFault> {
        let name = fold::fold_name(input);
        if name.is_empty() {
            return Err(NameFault::Empty);
        }
        if !name.chars().all(belongs_in_a_name) {
            return Err(NameFault::Chars);
        }
        let chars = u32::try_from(name.chars().count()).unwrap_or(u32::MAX);
        if chars > Self::CHARS_MAX {
            return Err(NameFault::Length { chars });
        }
        assert!(name.chars().next().is_some_and(is_letter), "folding trims gaps");
        assert!(name.chars().next_back().is_some_and(is_letter), "folding trims gaps");
        Ok(Self(name.into_boxed_str()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether two names differ only in ways that a keyboard or a clerk chooses freely.
    #[must_use]
    pub fn sounds_like(&self, other: &Self) -> bool {
        fold::name_key(&self.0) == fold::name_key(&other.0)
    }
}

fn belongs_in_a_name(c: char) -> bool {
    is_letter(c) || c == ' ' || c == '\u{200c}'
}

/// The letters of Persian, with hamza and the final heh that names from Arabic bring along.
pub(super) const fn is_letter(c: char) -> bool {
    matches!(
        c,
        '\u{621}'..='\u{63a}' | '\u{641}'..='\u{642}' | '\u{644}'..='\u{648}'
            | 'پ' | 'چ' | 'ژ' | 'ک' | 'گ' | 'ی' | '\u{6c0}' | '\u{6d5}'
    )
}

impl fmt::Debug for PersonName {
    /// Says how long it is, never which.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonName({} chars)", self.0.chars().count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(typed: &str) -> PersonName {
        PersonName::parse(typed).expect("a Persian name")
    }

    #[test]
    fn names_are_taken_as_people_type_them() {
        for (typed, kept) in [
            ("فاطمه", "فاطمه"),
            ("  زهرا  سادات ", "زهرا سادات"),
            ("علي\u{200c}رضا", "علی\u{200c}رضا"),
            ("ثریّا", "ثریا"),
            ("منیژه", "منیژه"),
            ("رؤیا", "رؤیا"),
            ("آمنه‌بیگم", "آمنه‌بیگم"),
        ] {
            assert_eq!(name(typed).as_str(), kept);
        }
    }

    #[test]
    fn each_fault_is_told_apart() {
        for blank in ["", " \u{200c} ", "ـ", "-"] {
            assert_eq!(PersonName::parse(blank), Err(NameFault::Empty), "{blank:?}");
        }
        for foreign in ["Fatemeh", "فاطمه۲", "فاطمه2", "فاطمه.", "فاطمه؟", "زهرا😀"]
        {
            assert_eq!(PersonName::parse(foreign), Err(NameFault::Chars), "{foreign:?}");
        }
        assert!(PersonName::parse(&"ب".repeat(40)).is_ok());
        let fault = NameFault::Length { chars: 41 };
        assert_eq!(PersonName::parse(&"ب".repeat(41)), Err(fault));
    }

    #[test]
    fn spellings_of_one_name_sound_alike() {
        assert!(name("علی\u{200c}رضا").sounds_like(&name("علي رضا")));
        assert!(name("مرضیة").sounds_like(&name("مرضیه")));
        assert!(!name("علی").sounds_like(&name("عالی")));
    }

    #[test]
    fn a_log_never_shows_the_name() {
        assert_eq!(format!("{:?}", name("فاطمه")), "PersonName(5 chars)");
    }
}
