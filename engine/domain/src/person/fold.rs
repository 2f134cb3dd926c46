//! Many keyboards, one spelling: digits of three scripts and of full width, Arabic letters,
//! invisible marks.

/// Why a field that is made of digits alone was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DigitsFault {
    /// Nothing was typed, or nothing but spaces and marks.
    Empty,
    /// Something that is neither a digit nor a tolerated mark.
    Chars,
    /// Digits only, but too few or too many of them.
    Length { digits: u32 },
}

/// The digits of a field: the first `N` of them, and how many were typed in all.
///
/// The rest is counted and dropped, so a field of any length costs `N` bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DigitRun<const N: usize> {
    /// ASCII digits from the left; places that were not typed hold `b'0'`.
    pub kept: [u8; N],
    pub count: u32,
}

/// Reads a field of digits, whatever their script, past spaces, dashes and invisible marks.
///
/// # Errors
/// `Empty` where no digit was typed, `Chars` where anything else was.
pub fn digit_run<const N: usize>(input: &str) -> Result<DigitRun<N>, DigitsFault> {
    let mut run = DigitRun { kept: [b'0'; N], count: 0 };
    for typed in input.chars().filter(|&c| !is_mark(c)) {
        let digit = digit(typed).ok_or(DigitsFault::Chars)?;
        assert!(digit.is_ascii_digit());
        let place = usize::try_from(run.count).unwrap_or(usize::MAX);
        if let Some(kept) = run.kept.get_mut(place) {
            *kept = digit;
        }
        run.count = run.count.saturating_add(1);
    }
    if run.count == 0 { Err(DigitsFault::Empty) } else { Ok(run) }
}

/// Reads a field of exactly `N` digits.
///
/// # Errors
/// As [`digit_run`], and `Length` where the number of digits is another one.
pub fn exact_digits<const N: usize>(input: &str) -> Result<[u8; N], DigitsFault> {
    let run = digit_run::<N>(input)?;
    if usize::try_from(run.count) == Ok(N) {
        Ok(run.kept)
    } else {
        Err(DigitsFault::Length { digits: run.count })
    }
}

/// The number that a run of ASCII digits spells.
#[must_use]
pub fn number_of(digits: &[u8]) -> u64 {
    assert!(digits.len() < 19, "longer runs may not fit 64 bits");
    digits.iter().fold(0, |number, &digit| {
        assert!(digit.is_ascii_digit());
        number * 10 + u64::from(digit - b'0')
    })
}

/// Reads a number of one to four digits, as parts of a date are.
///
/// # Errors
/// As [`digit_run`], and `Length` where there are more digits.
pub fn small_number(input: &str) -> Result<u16, DigitsFault> {
    let run = digit_run::<SMALL_DIGITS_MAX>(input)?;
    let count = usize::try_from(run.count).unwrap_or(usize::MAX);
    let digits = run.kept.get(..count).ok_or(DigitsFault::Length { digits: run.count })?;
    let number = u16::try_from(number_of(digits)).expect("four digits fit 16 bits");
    assert!(number <= 9_999);
    Ok(number)
}

/// The three numbers of a date: year, month and day with a slash or a dash between them.
#[must_use]
pub fn date_parts(input: &str) -> Option<(u16, u8, u8)> {
    let mut parts = input.split(|c| c == '/' || is_dash(c)).map(small_number);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    if parts.next().is_some() {
        return None;
    }
    Some((year, u8::try_from(month).ok()?, u8::try_from(day).ok()?))
}

/// The field with its digits in ASCII and without tolerated marks; everything else stays.
///
/// For values with other signs in them, such as a telephone's `+` or a date's `/`.
#[must_use]
pub fn fold_digits(input: &str) -> String {
    let kept = input.chars().filter(|&c| !is_mark(c));
    kept.map(|c| digit(c).map_or(c, char::from)).collect()
}

/// A name as it is kept and shown: Persian letters, single spaces, no dashes, no harakat.
///
/// The zero-width non-joiner stays between letters, because names are written with it. Decomposed
/// hamza and madda are joined to their letters, so that no full normalisation is needed.
#[must_use]
pub fn fold_name(input: &str) -> String {
    folded(input.chars().map(letter), |typed| typed.is_whitespace() || is_dash(typed))
}

/// An address as it is kept: as a name, with ASCII digits, and with one kind of dash.
#[must_use]
pub fn fold_address(input: &str) -> String {
    let sign = |typed| match digit(typed) {
        Some(digit) => char::from(digit),
        None if is_dash(typed) => '-',
        None => letter(typed),
    };
    folded(input.chars().map(sign), char::is_whitespace)
}

/// Letters and what stands between them; gaps become one space and are dropped at both ends.
fn folded(signs: impl Iterator<Item = char>, is_gap: impl Fn(char) -> bool) -> String {
    let mut text = String::new();
    let mut gap = None;
    for typed in signs {
        if let Some(joined) = text.chars().next_back().and_then(|base| compose(base, typed)) {
            if gap.is_none() {
                text.pop();
                text.push(joined);
            }
        } else if is_gap(typed) {
            gap = Some(' ');
        } else if typed == ZWNJ {
            // Beside a space it separates nothing that is not already separate.
            gap = gap.or(Some(ZWNJ));
        } else if !is_silent(typed) {
            if let Some(gap) = gap.take().filter(|_| !text.is_empty()) {
                text.push(gap);
            }
            text.push(typed);
        }
    }
    text
}

/// What two spellings of one name have in common; for comparing, never for keeping or showing.
///
/// A space, a zero-width non-joiner and nothing at all count as equal, and so do the seats of
/// hamza and the two forms of final heh, which clerks and keyboards choose freely.
#[must_use]
pub fn name_key(input: &str) -> String {
    let letters = fold_name(input);
    letters.chars().filter(|&c| c != ' ' && c != ZWNJ).map(plain_letter).collect()
}

const ZWNJ: char = '\u{200c}';
const SMALL_DIGITS_MAX: usize = 4;

/// The ASCII digit of a Latin, Persian or Arabic-Indic one, or of a Latin one of full width, which
/// some gateways of phone networks make of it.
const fn digit(c: char) -> Option<u8> {
    match c {
        '0'..='9' => Some(c as u8),
        '\u{6f0}'..='\u{6f9}' => Some(b'0' + (c as u32 - 0x6f0) as u8),
        '\u{660}'..='\u{669}' => Some(b'0' + (c as u32 - 0x660) as u8),
        '\u{ff10}'..='\u{ff19}' => Some(b'0' + (c as u32 - 0xff10) as u8),
        _ => None,
    }
}

const fn letter(c: char) -> char {
    match c {
        '\u{64a}' | '\u{649}' => '\u{6cc}',
        '\u{643}' => '\u{6a9}',
        _ => c,
    }
}

const fn plain_letter(c: char) -> char {
    match c {
        '\u{622}' | '\u{623}' | '\u{625}' => '\u{627}',
        '\u{624}' => '\u{648}',
        '\u{626}' => '\u{6cc}',
        '\u{629}' | '\u{6c0}' | '\u{6d5}' => '\u{647}',
        _ => c,
    }
}

const fn compose(base: char, mark: char) -> Option<char> {
    Some(match (base, mark) {
        ('\u{627}', '\u{653}') => '\u{622}',
        ('\u{627}', '\u{654}') => '\u{623}',
        ('\u{627}', '\u{655}') => '\u{625}',
        ('\u{648}', '\u{654}') => '\u{624}',
        ('\u{6cc}', '\u{654}') => '\u{626}',
        ('\u{647}' | '\u{6d5}', '\u{654}') => '\u{6c0}',
        _ => return None,
    })
}

/// Spaces, dashes and everything invisible: tolerated between digits.
fn is_mark(c: char) -> bool {
    c.is_whitespace() || is_dash(c) || is_invisible(c) || c == KASHIDA
}

/// Marks that a name is written with or without.
const fn is_silent(c: char) -> bool {
    is_invisible(c) || c == KASHIDA || is_haraka(c)
}

/// The Persian keyboard's stretching stroke, which looks like a dash.
const KASHIDA: char = '\u{640}';

const fn is_haraka(c: char) -> bool {
    matches!(c, '\u{64b}'..='\u{65f}' | '\u{670}')
}

const fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

/// Joiners, direction marks and other signs without a shape; pasted text is full of them.
const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn digits_of_three_scripts_are_one_number() {
        for spelling in
            ["041", "۰۴۱", "٠٤١", " 0\u{200c}4-1\u{200f}", "0ـ4–1", "\u{2067}۰٤1\u{2069}"]
        {
            assert_eq!(exact_digits::<3>(spelling), Ok(*b"041"), "{spelling:?}");
        }
    }

    #[test]
    fn digits_of_full_width_are_the_same_number() {
        assert_eq!(exact_digits::<3>("\u{ff10}\u{ff14}\u{ff11}"), Ok(*b"041"));
        assert_eq!(fold_digits("\u{ff0b}\u{ff19}\u{ff18}"), "\u{ff0b}98", "signs stay");
        assert_eq!(exact_digits::<1>("\u{ff0f}"), Err(DigitsFault::Chars));
        assert_eq!(exact_digits::<1>("\u{ff1a}"), Err(DigitsFault::Chars));
    }

    #[test]
    fn a_field_of_digits_says_what_is_wrong_with_it() {
        for blank in ["", "  ", "-\u{200e}"] {
            assert_eq!(exact_digits::<3>(blank), Err(DigitsFault::Empty));
        }
        for foreign in ["04a", "04.", "۰۴/", "+41", "س"] {
            assert_eq!(exact_digits::<3>(foreign), Err(DigitsFault::Chars));
        }
        assert_eq!(exact_digits::<3>("41"), Err(DigitsFault::Length { digits: 2 }));
        assert_eq!(exact_digits::<3>("0411"), Err(DigitsFault::Length { digits: 4 }));
    }

    #[test]
    fn a_date_has_three_numbers_and_two_signs_between() {
        assert_eq!(date_parts("۱۳۶۹/۰۳/۱۹"), Some((1369, 3, 19)));
        assert_eq!(date_parts("1369–3–19"), Some((1369, 3, 19)));
        for typed in ["", "1369/3", "1369/3/19/", "1369/3/300", "13690/3/19", "1369/+3/19"] {
            assert_eq!(date_parts(typed), None, "{typed:?}");
        }
    }

    #[test]
    fn arabic_letters_of_a_name_become_persian() {
        assert_eq!(fold_name("علي"), "علی");
        assert_eq!(fold_name("كبري"), "کبری");
        assert_eq!(fold_name("موسى"), "موسی");
        assert_eq!(fold_name("فـــاطِمَه"), "فاطمه");
    }

    #[test]
    fn gaps_of_a_name_are_single_and_inside() {
        assert_eq!(fold_name("  سیده   زهرا "), "سیده زهرا");
        assert_eq!(fold_name("\u{200c}سیده\u{200c}\u{200c}زهرا\u{200c}"), "سیده\u{200c}زهرا");
        assert_eq!(fold_name("سیده\u{200c} زهرا"), "سیده زهرا");
        assert_eq!(fold_name("محمد-علی"), "محمد علی");
    }

    #[test]
    fn decomposed_letters_are_joined() {
        assert_eq!(fold_name("ا\u{653}رش"), "آرش");
        assert_eq!(fold_name("رو\u{654}یا"), "رؤیا");
        assert_eq!(fold_name("علي\u{654}"), "علئ");
    }

    #[test]
    fn spellings_of_one_name_share_a_key() {
        for other in ["سیده زهرا", "سیدهزهرا", "سيده\u{200c}زهرا", "سیدة زهرا"]
        {
            assert_eq!(name_key("سیده\u{200c}زهرا"), name_key(other), "{other:?}");
        }
        assert_ne!(name_key("زهرا"), name_key("زهره"));
    }

    /// Text as it comes: anything, but rich in the letters and marks that folding treats.
    fn typed() -> impl Strategy<Value = String> {
        let mark = prop::char::ranges(vec!['\u{600}'..='\u{6ff}', '\u{2000}'..='\u{206f}'].into());
        let sign = prop_oneof![4 => mark, 2 => prop::char::range(' ', '~'), 1 => any::<char>()];
        prop::collection::vec(sign, 0..24).prop_map(|signs| signs.into_iter().collect())
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in typed()) {
            let name = fold_name(&text);
            prop_assert_eq!(&fold_name(&name), &name);
            let key = name_key(&text);
            prop_assert_eq!(&name_key(&key), &key);
            prop_assert_eq!(&name_key(&name), &key);
            let digits = fold_digits(&text);
            prop_assert_eq!(&fold_digits(&digits), &digits);
            let address = fold_address(&text);
            prop_assert_eq!(&fold_address(&address), &address);
        }

        #[test]
        fn a_folded_name_has_no_mark_that_folding_removes(text in typed()) {
            let name = fold_name(&text);
            prop_assert!(name.chars().all(|c| c == ' ' || c == ZWNJ || !is_silent(c)));
            prop_assert!(!name.chars().any(|c| matches!(c, 'ي' | 'ى' | 'ك') || is_dash(c)));
            prop_assert!(!name.contains("  "));
        }
    }
}
