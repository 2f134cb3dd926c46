//! The order of the Persian alphabet. Code points put پ, چ, ژ, ک, گ and ی behind all others.

/// What a name is sorted by.
#[must_use]
pub fn sorted_by(name: &str) -> Vec<usize> {
    name.chars().filter_map(place).collect()
}

const LETTERS: &str = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی";

/// A letter's place; a space comes before every letter, and other signs do not count.
fn place(letter: char) -> Option<usize> {
    match letter {
        ' ' => Some(0),
        'أ' | 'إ' => place('ا'),
        'ؤ' => place('و'),
        'ئ' => place('ی'),
        _ => LETTERS.chars().position(|known| known == letter).map(|place| place + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_as_a_dictionary_has_them() {
        let sorted = [
            "آباده",
            "اراک",
            "بابل",
            "پارس‌آباد",
            "تبریز",
            "چالوس",
            "ری",
            "ژاورود",
            "کرج",
            "گرگان",
            "یزد",
        ];
        let mut names = sorted;
        names.reverse();
        names.sort_by_key(|name| sorted_by(name));
        assert_eq!(names, sorted);
        assert!(sorted_by("علی آباد") < sorted_by("علیشاه"), "a word ends before it goes on");
    }
}
