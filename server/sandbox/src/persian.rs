//! Digits as Persian readers expect them.

/// The text with its Latin digits turned Persian.
pub fn persian(text: &str) -> String {
    let turn = |c: char| match c {
        '0'..='9' => char::from_u32(u32::from(c) - u32::from('0') + 0x6f0).unwrap_or(c),
        _ => c,
    };
    text.chars().map(turn).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_digits_change() {
        assert_eq!(persian("پلاک 1056"), "پلاک ۱۰۵۶");
    }
}
