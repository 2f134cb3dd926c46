//! How the bank writes figures: Persian digits, thousands apart.

/// ASCII digits become Persian ones; everything else stays.
pub fn persian(text: &str) -> String {
    const ZERO: u32 = '۰' as u32;
    let fold = |letter: char| {
        letter.to_digit(10).and_then(|digit| char::from_u32(ZERO + digit)).unwrap_or(letter)
    };
    text.chars().map(fold).collect()
}

/// Rials in Persian digits with the Persian thousands mark.
pub fn amount(rials: i64) -> String {
    let digits = rials.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('٬');
        }
        text.push(digit);
    }
    persian(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_in_persian() {
        assert_eq!(persian("16:54 1396/11/26 ۲a"), "۱۶:۵۴ ۱۳۹۶/۱۱/۲۶ ۲a");
        for (rials, text) in [
            (0, "۰"),
            (999, "۹۹۹"),
            (1_000, "۱٬۰۰۰"),
            (1_234_567, "۱٬۲۳۴٬۵۶۷"),
            (600_000, "۶۰۰٬۰۰۰"),
        ] {
            assert_eq!(amount(rials), text);
        }
    }
}
