//! What citizens copy or dial: grouped, masked, in Persian digits. Pages isolate them as LTR.

use super::digits::persian;

const TRACKING_GROUP: usize = 3;
const MASK: &str = "•••";

/// A tracking code in threes: `۴۹۷`, `۳۲۰`, `۱۶۷`. What stands between them is the page's matter: a
/// gap that is drawn is not copied.
#[must_use]
pub fn tracking(code: &str) -> Vec<String> {
    let digits: Vec<char> = code.chars().collect();
    digits.chunks(TRACKING_GROUP).map(|group| persian(group.iter().collect::<String>())).collect()
}

/// A mobile of which only the prefix and the last four digits show: `۰۹۱۴•••۸۱۳۶`.
#[must_use]
pub fn masked_mobile(mobile: &str) -> String {
    let digits: Vec<char> = mobile.chars().collect();
    let Some((head, tail)) = digits.split_at_checked(4).filter(|(_, tail)| tail.len() > 4) else {
        return MASK.to_owned();
    };
    let last = &tail[tail.len() - 4..];
    let shown: String =
        head.iter().copied().chain(MASK.chars()).chain(last.iter().copied()).collect();
    persian(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_in_threes() {
        assert_eq!(tracking("497320167"), ["۴۹۷", "۳۲۰", "۱۶۷"]);
        assert!(tracking("").is_empty());
    }

    #[test]
    fn a_masked_mobile_keeps_prefix_and_last_four() {
        assert_eq!(masked_mobile("09145128136"), "۰۹۱۴•••۸۱۳۶");
        assert_eq!(masked_mobile("0914"), "•••", "too short to hide anything in");
    }
}
