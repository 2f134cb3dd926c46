//! Bank cards: Luhn's sum, the issuers' first six digits, and the sandbox's sample cards.
//!
//! Issuers after persian-tools (MIT), restated; a card of an issuer that does not stand here is
//! refused, because this bank would not know whom to ask.

use nobat_domain::person::fold::digit_run;

const CARD_DIGITS: usize = 16;
const ISSUER_DIGITS: usize = 6;

/// A card that the sandbox always takes; printed on the page, since nobody may use a real one.
pub const SAMPLE_CARD: &str = "6037990000021234";

/// First six digits and issuer, ascending.
const ISSUERS: [(&str, &str); 49] = [
    ("170019", "ملی ایران"),
    ("207177", "توسعه صادرات"),
    ("502229", "پاسارگاد"),
    ("502806", "شهر"),
    ("502908", "توسعه تعاون"),
    ("502910", "کارآفرین"),
    ("502938", "دی"),
    ("504172", "رسالت"),
    ("504706", "شهر"),
    ("505416", "گردشگری"),
    ("505426", "گردشگری"),
    ("505785", "ایران زمین"),
    ("505801", "موسسه کوثر"),
    ("507677", "موسسه نور"),
    ("585947", "خاورمیانه"),
    ("585983", "تجارت"),
    ("589210", "سپه"),
    ("589463", "رفاه کارگران"),
    ("603769", "صادرات ایران"),
    ("603770", "کشاورزی"),
    ("603799", "ملی ایران"),
    ("606256", "موسسه اعتباری ملل"),
    ("606373", "مهر ایران"),
    ("610433", "ملت"),
    ("621986", "سامان"),
    ("622106", "پارسیان"),
    ("627353", "تجارت"),
    ("627381", "انصار"),
    ("627412", "اقتصاد نوین"),
    ("627488", "کارآفرین"),
    ("627648", "توسعه صادرات"),
    ("627760", "پست بانک ایران"),
    ("627884", "پارسیان"),
    ("627961", "صنعت و معدن"),
    ("628023", "مسکن"),
    ("628157", "موسسه اعتباری توسعه"),
    ("636214", "آینده"),
    ("636795", "مرکزی"),
    ("636797", "مرکزی"),
    ("636949", "حکمت ایرانیان"),
    ("639194", "پارسیان"),
    ("639217", "کشاورزی"),
    ("639346", "سینا"),
    ("639347", "پاسارگاد"),
    ("639370", "مهر ایران"),
    ("639599", "قوامین"),
    ("639607", "سرمایه"),
    ("903769", "صادرات ایران"),
    ("991975", "ملت"),
];

/// A card number that some issuer may have printed. Its middle is never shown or kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Card {
    number: String,
    issuer: &'static str,
}

impl Card {
    /// Digits of any script, spaces and dashes between them tolerated.
    pub fn parse(input: &str) -> Option<Self> {
        let run = digit_run::<CARD_DIGITS>(input).ok()?;
        let is_whole = usize::try_from(run.count) == Ok(CARD_DIGITS);
        if !is_whole || !fits_luhn(&run.kept) {
            return None;
        }
        let number: String = run.kept.iter().map(|&digit| char::from(digit)).collect();
        let first = number.get(..ISSUER_DIGITS)?;
        let place = ISSUERS.binary_search_by_key(&first, |issuer| issuer.0).ok()?;
        let issuer = ISSUERS.get(place)?.1;
        Some(Self { number, issuer })
    }

    pub fn masked(&self) -> String {
        let (head, tail) = (self.number.get(..6), self.number.get(12..));
        format!("{}******{}", head.unwrap_or_default(), tail.unwrap_or_default())
    }

    pub const fn issuer(&self) -> &'static str {
        self.issuer
    }
}

fn fits_luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .zip([1, 2].into_iter().cycle())
        .map(|(&digit, weight)| u32::from(digit.saturating_sub(b'0')) * weight)
        .map(|product| if product > 9 { product - 9 } else { product })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_cards_are_taken_in_any_script_and_masked() {
        for good in [SAMPLE_CARD, "6219861034529007", "6037 7016 8909 5443", "۶۰۳۷-۷۰۱۶-۸۹۰۹-۵۴۴۳"]
        {
            assert!(Card::parse(good).is_some(), "{good}");
        }
        let sample = Card::parse(SAMPLE_CARD).expect("the sample is good");
        assert_eq!(sample.masked(), "603799******1234");
        assert_eq!(sample.issuer(), "ملی ایران");
    }

    #[test]
    fn bad_cards_are_refused() {
        for bad in [
            "6219861034529008",
            "621986103452900",
            "62198610345290070",
            "4444333322221111",
            "4000000000000002",
            "0000000000000000",
            "",
            "کارت",
        ] {
            assert!(Card::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn issuers_are_in_order() {
        assert!(ISSUERS.is_sorted_by(|one, next| one.0 < next.0));
    }
}
