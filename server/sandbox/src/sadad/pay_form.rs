//! The payment page's form: what may be typed into it, and what is said about each wrong field.

use nobat_domain::person::fold::fold_digits;
use nobat_domain::timestamp::Timestamp;
use serde::Deserialize;

use super::card::{Card, SAMPLE_CARD};
use super::dates;
use super::pay::IssuerSays;

const PASSWORD_DIGITS: std::ops::RangeInclusive<usize> = 5..=12;
const CVV2_DIGITS: std::ops::RangeInclusive<usize> = 3..=4;
const EMAIL_BYTES_MAX: usize = 254;
/// Two-digit years from here on are of the 1300s.
const CENTURY_TURN: u16 = 90;

/// As typed. The secrets go back into no page.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub struct PayForm {
    pub action: String,
    pub card: String,
    pub password: String,
    pub cvv2: String,
    pub expiry_year: String,
    pub expiry_month: String,
    pub security_code: String,
    pub email: String,
}

/// What is wrong with each field; empty sentences are of good fields.
#[derive(Default, Debug, PartialEq, Eq)]
pub struct Faults {
    pub card: &'static str,
    pub password: &'static str,
    pub cvv2: &'static str,
    pub expiry: &'static str,
    pub security_code: &'static str,
    pub email: &'static str,
}

/// A form that can be tried at the issuer.
pub struct Fit {
    pub card: Card,
    pub says: IssuerSays,
}

impl PayForm {
    /// A form with the sample card, but for the security code.
    pub fn sample() -> Self {
        Self {
            card: SAMPLE_CARD.to_owned(),
            password: "12345".to_owned(),
            cvv2: "123".to_owned(),
            expiry_year: "09".to_owned(),
            expiry_month: "12".to_owned(),
            ..Self::default()
        }
    }

    /// # Errors
    /// The sentences for all wrong fields at once.
    pub fn check(&self, code: &str, now: Timestamp) -> Result<Fit, Faults> {
        let card = Card::parse(&self.card);
        let password = typed_digits(&self.password);
        let pick = |is_good: bool, sentence| if is_good { "" } else { sentence };
        let faults = Faults {
            card: pick(card.is_some(), "شماره کارت ۱۶ رقمی درست نیست"),
            password: pick(
                is_number(&password, PASSWORD_DIGITS),
                "رمز دوم را با ۵ تا ۱۲ رقم وارد کنید",
            ),
            cvv2: pick(
                is_number(&typed_digits(&self.cvv2), CVV2_DIGITS),
                "CVV2 سه یا چهار رقم کنار شماره کارت است",
            ),
            expiry: self.expiry_fault(now),
            security_code: pick(
                typed_digits(&self.security_code) == code,
                "کد امنیتی با تصویر یکی نیست",
            ),
            email: pick(is_email_or_empty(self.email.trim()), "نشانی ایمیل درست نیست"),
        };
        match card {
            Some(card) if faults == Faults::default() => {
                Ok(Fit { card, says: IssuerSays::of_password(&password) })
            }
            _ => Err(faults),
        }
    }

    fn expiry_fault(&self, now: Timestamp) -> &'static str {
        let two_digits = |text: &str| {
            let digits = typed_digits(text);
            if is_number(&digits, 1..=2) { digits.parse::<u16>().ok() } else { None }
        };
        let (year, month) = (two_digits(&self.expiry_year), two_digits(&self.expiry_month));
        let (Some(year), Some(month @ 1..=12)) = (year, month) else {
            return "سال و ماه انقضا را با دو رقم وارد کنید";
        };
        let year = if year >= CENTURY_TURN { 1300 + year } else { 1400 + year };
        let today = dates::solar_month(now).map(|(year, month)| (year, u16::from(month)));
        if today.is_some_and(|today| (year, month) < today) {
            return "تاریخ انقضای کارت گذشته است";
        }
        ""
    }
}

/// Digits of any script as ASCII, without spaces and dashes.
fn typed_digits(text: &str) -> String {
    fold_digits(text).chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect()
}

fn is_number(text: &str, digits: std::ops::RangeInclusive<usize>) -> bool {
    digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_email_or_empty(text: &str) -> bool {
    text.is_empty()
        || (text.len() <= EMAIL_BYTES_MAX
            && text.split_once('@').is_some_and(|(name, host)| {
                !name.is_empty() && host.contains('.') && !text.contains(char::is_whitespace)
            }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1396/11/26.
    const NOW: Timestamp = Timestamp(1_518_701_072_000);

    fn good() -> PayForm {
        PayForm { security_code: "12345".to_owned(), ..PayForm::sample() }
    }

    fn faults(form: &PayForm) -> Faults {
        form.check("12345", NOW).err().unwrap_or_default()
    }

    #[test]
    fn the_sample_card_pays_and_persian_digits_are_digits() {
        assert_eq!(good().check("12345", NOW).map(|fit| fit.says).ok(), Some(IssuerSays::Charged));
        let persian = PayForm {
            password: "۰۰۰۰۰".to_owned(),
            security_code: "۱۲۳۴۵".to_owned(),
            cvv2: "۱۲۳".to_owned(),
            ..good()
        };
        let says = persian.check("12345", NOW).map(|fit| fit.says).ok();
        assert_eq!(says, Some(IssuerSays::NotEnoughMoney));
    }

    #[test]
    fn every_wrong_field_gets_its_sentence_at_once() {
        let faults = faults(&PayForm { email: "x".to_owned(), ..PayForm::default() });
        for sentence in [
            faults.card,
            faults.password,
            faults.cvv2,
            faults.expiry,
            faults.security_code,
            faults.email,
        ] {
            assert!(!sentence.is_empty());
        }
    }

    #[test]
    fn a_card_is_good_until_the_end_of_its_month() {
        let with = |year: &str, month: &str| PayForm {
            expiry_year: year.to_owned(),
            expiry_month: month.to_owned(),
            ..good()
        };
        for (year, month) in [("96", "11"), ("97", "01"), ("00", "1"), ("۰۹", "۱۲")] {
            assert_eq!(faults(&with(year, month)).expiry, "", "{year}/{month}");
        }
        for (year, month) in [("96", "10"), ("95", "12"), ("97", "13"), ("97", "0"), ("", "")] {
            assert_ne!(faults(&with(year, month)).expiry, "", "{year}/{month}");
        }
    }
}
