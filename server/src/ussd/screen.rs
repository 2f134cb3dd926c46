//! What fits on a phone: a text and its keys, cut into pages.

use crate::persian::Language;
use crate::persian::catalogue::{CODE_BEGINS, ISLAND_ENDS, NAME_BEGINS};

/// UTF-16 units of a page. A message has 160 octets, 80 such units; networks and phones often cut
/// lower, and what they cut is never seen.
pub const UNITS_MAX: usize = 70;
/// The key that turns the page, and the one that leads back, on every screen.
pub const MORE: u8 = 9;
pub const BACK: u8 = 0;

/// Stands for a space at which no page may end.
const BOUND: char = '\u{a0}';

/// Something shown, however long.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Screen {
    language: Language,
    lines: Vec<String>,
}

impl Screen {
    #[must_use]
    pub fn new(language: Language) -> Self {
        Self { language, lines: Vec::new() }
    }

    /// A line of text, which may end a page at any of its spaces.
    #[must_use]
    pub fn line(mut self, text: &str) -> Self {
        self.lines.push(plain(text));
        self
    }

    /// A key with what it does: never cut.
    #[must_use]
    pub fn key(mut self, key: u8, label: &str) -> Self {
        self.lines.push(bound(self.language, key, label));
        self
    }

    /// The pages, each of at most [`UNITS_MAX`]; all but the last name the key to the next.
    #[must_use]
    pub fn pages(&self) -> Vec<String> {
        let more = bound(self.language, MORE, &self.language.say("ussd-more"));
        let room = UNITS_MAX - units(&more) - 1;
        let whole = self.lines.join("\n");
        let mut rest = whole.trim();
        let mut pages = Vec::new();
        while units(rest) > UNITS_MAX {
            let (page, after) = cut(rest, room);
            pages.push(format!("{page}\n{more}").replace(BOUND, " "));
            rest = after;
        }
        pages.push(rest.replace(BOUND, " "));
        pages
    }
}

/// How long a text is for a phone.
#[must_use]
pub fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// A sentence as the simplest phone can show it: without the marks that guide a line's direction,
/// which old phones show as boxes, and each of which takes the room of a letter.
#[must_use]
pub fn plain(text: &str) -> String {
    let marks = [NAME_BEGINS, CODE_BEGINS, ISLAND_ENDS];
    let kept = text.chars().filter(|letter| !marks.contains(letter));
    kept.map(|letter| if letter == BOUND { ' ' } else { letter }).collect()
}

fn bound(language: Language, key: u8, label: &str) -> String {
    format!("{} {}", language.digits(key), plain(label)).replace(' ', &BOUND.to_string())
}

/// As much as there is room for, up to the last place where a page may end; a word that is longer
/// than a page ends anywhere.
fn cut(text: &str, room: usize) -> (&str, &str) {
    let mut taken = 0;
    let mut end = None;
    for (place, letter) in text.char_indices() {
        if matches!(letter, ' ' | '\n') {
            end = Some(place);
        }
        taken += letter.len_utf16();
        if taken > room {
            let end = end.unwrap_or(place);
            return (text[..end].trim_end(), text[end..].trim_start());
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pages(text: &str) -> Vec<String> {
        Screen::new(Language::English).line(text).pages()
    }

    /// The words of pages, without the key to the next.
    fn words(pages: &[String]) -> Vec<String> {
        let text = pages.iter().map(|page| page.strip_suffix("\n9 More").unwrap_or(page));
        let words = text.flat_map(str::split_whitespace).map(str::to_owned);
        words.collect()
    }

    #[test]
    fn a_text_of_a_page_is_one_page_and_one_unit_more_makes_two() {
        let letters = |count| "ن".repeat(count);
        let fits = format!("{} {}", letters(34), letters(35));
        assert_eq!((units(&fits), pages(&fits)), (UNITS_MAX, vec![fits.clone()]));
        let longer = format!("{fits}ن");
        let two = pages(&longer);
        assert_eq!(two, [format!("{}\n9 More", letters(34)), letters(36)]);
        assert!(two.iter().all(|page| units(page) <= UNITS_MAX));
    }

    #[test]
    fn letters_beyond_the_plane_count_twice_and_are_never_split() {
        let fits = "\u{1f4b3}".repeat(UNITS_MAX / 2);
        assert_eq!(pages(&fits).join(" | "), fits);
        let two = pages(&format!("{fits}\u{1f4b3}"));
        assert_eq!(two.len(), 2);
        assert!(two.iter().all(|page| units(page) <= UNITS_MAX));
    }

    #[test]
    fn a_key_stands_on_one_page_whole() {
        let text = "ن".repeat(40);
        let screen = Screen::new(Language::Persian).line(&text);
        let screen = screen.key(1, &format!("{} {}", "ب".repeat(15), "پ".repeat(15)));
        let pages = screen.pages();
        assert_eq!(pages.len(), 2);
        assert!(pages[1].starts_with("۱ ") && pages[1].ends_with('پ'), "{pages:?}");
    }

    #[test]
    fn old_phones_get_no_mark_that_they_would_show_as_a_box() {
        assert_eq!(plain("\u{2068}BCF\u{2069}، \u{2066}12\u{2069}\u{a0}ریال"), "BCF، 12 ریال");
    }

    proptest! {
        #[test]
        fn pages_fit_and_lose_no_word(words_in in prop::collection::vec("[a-zن]{1,30}", 0..60)) {
            let text = words_in.join(" ");
            let pages = pages(&text);
            for (page, last) in pages.iter().zip((1..=pages.len()).map(|n| n == pages.len())) {
                prop_assert!(units(page) <= UNITS_MAX, "{page}");
                prop_assert_eq!(page.ends_with("\n9 More"), !last);
            }
            prop_assert_eq!(words(&pages), words_in);
        }

        #[test]
        fn any_text_at_all_fits(text: String) {
            for page in pages(&text) {
                prop_assert!(units(&page) <= UNITS_MAX);
            }
        }
    }
}
