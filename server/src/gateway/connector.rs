//! The form that every bank fits: one trait of pure translations, and the words on both its sides.

use std::fmt;

use nobat_domain::ids::OrderNo;
use nobat_domain::money::Rial;
use nobat_domain::payment::Token;
use nobat_domain::timestamp::{Millis, Timestamp};

use super::integrity::{Expected, Mismatch};
use super::verdict::{BankCode, GatewayError, Verdict};

/// The largest form that a browser may bring back from a bank.
pub const CALLBACK_BYTES_MAX: usize = 8 * 1024;
/// Banks send about ten fields; more than this is not a bank.
pub const CALLBACK_FIELDS_MAX: usize = 40;

/// A bank's translator. It keeps no state and asks for no time: whatever it needs is an argument.
///
/// No step has a default body: a new bank cannot forget one of them.
pub trait Gateway: Send + Sync {
    /// The bank's short name: in the configuration, in metrics, in the path of its callback.
    fn name(&self) -> &'static str;

    /// How long the bank's page lives, from the moment of its token.
    fn page_window(&self) -> Millis;

    /// How we ask for a token.
    fn token_request(&self, order: &TokenOrder<'_>) -> WireRequest;

    /// What the bank answered to that.
    ///
    /// # Errors
    /// `Refused` for the bank's own refusal, `Unknown` for whatever cannot be understood.
    fn token_answer(&self, answer: &WireAnswer) -> Result<Token, GatewayError>;

    /// Where the citizen's browser goes with the token.
    fn redirect(&self, token: &Token) -> Redirect;

    /// Reads the form that the browser brought back. Nothing in it is proof of anything.
    ///
    /// # Errors
    /// Oversized, repeated or missing fields, and values that this bank cannot have sent.
    fn parse_callback(&self, body: &[u8]) -> Result<Callback, BadCallback>;

    /// Whether the form speaks of our attempt at all.
    ///
    /// # Errors
    /// The first thing in which it differs from our record.
    fn check_callback(&self, callback: &Callback, ours: &Expected<'_>) -> Result<(), Mismatch>;

    /// How we ask whether an attempt is paid. At some banks, asking is what captures the money.
    fn verify_request(&self, ours: &Expected<'_>) -> WireRequest;

    /// What the bank's answer means for money, compared with our own record.
    fn verify_answer(&self, answer: &WireAnswer, ours: &Expected<'_>) -> Verdict;
}

/// What a token is asked for.
#[derive(Clone, Copy, Debug)]
pub struct TokenOrder<'a> {
    pub order: OrderNo,
    pub amount: Rial,
    /// Absolute address that the bank sends the browser back to.
    pub return_url: &'a str,
    /// Wall clock, not engine time: banks compare it with theirs.
    pub wall_time: Timestamp,
}

/// A card number as banks show it: the middle is stars.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CardMasked(String);

impl CardMasked {
    const LENGTH: std::ops::RangeInclusive<usize> = 12..=19;
    /// Six digits in front and four behind are all that may be shown.
    const DIGITS_SHOWN_MAX: usize = 10;

    /// Refuses whatever shows more of the number than it should.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let stars = text.bytes().filter(|&byte| byte == b'*').count();
        let is_masked = digits + stars == text.len() && digits <= Self::DIGITS_SHOWN_MAX;
        (is_masked && Self::LENGTH.contains(&text.len())).then(|| Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A request to a bank, ready to be sent. Its body may hold signatures and is not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct WireRequest {
    pub url: String,
    pub content_type: &'static str,
    pub body: Vec<u8>,
}

impl fmt::Debug for WireRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "POST {} with {} bytes", self.url, self.body.len())
    }
}

/// What came back from a bank, whole, not yet understood and not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct WireAnswer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl fmt::Debug for WireAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {} with {} bytes", self.status, self.body.len())
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RedirectMethod {
    Get,
    Post,
}

/// Where the browser is sent: an address to go to, or a form to submit.
#[derive(Clone, PartialEq, Eq)]
pub struct Redirect {
    pub method: RedirectMethod,
    /// Without a query: the fields are apart, for a form's hidden inputs.
    pub url: String,
    pub fields: Vec<(&'static str, String)>,
}

impl Redirect {
    /// The one address that says it all, where the method is GET.
    #[must_use]
    pub fn location(&self) -> Option<String> {
        if self.method == RedirectMethod::Post {
            return None;
        }
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.fields);
        Some(format!("{}?{}", self.url, query.finish()))
    }
}

impl fmt::Debug for Redirect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {} with {} fields", self.method, self.url, self.fields.len())
    }
}

/// What a returning browser claims.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Claim {
    Paid,
    Failed(BankCode),
    /// No result in the form, or one that says nothing.
    Unclear,
}

/// A return from a bank, read and not believed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Callback {
    pub token: Token,
    pub order: OrderNo,
    pub claim: Claim,
    /// Whether the payer gave up, for the words of the next page alone.
    pub given_up: bool,
    /// For the eye only: the verify answer does not repeat it at every bank.
    pub card_masked: Option<CardMasked>,
}

/// Why a form cannot be the bank's.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadCallback {
    #[error("reading a bank's return: larger than {CALLBACK_BYTES_MAX} bytes")]
    TooLarge,
    #[error("reading a bank's return: more than {CALLBACK_FIELDS_MAX} fields")]
    TooManyFields,
    #[error("reading a bank's return: field {0} stands there twice")]
    Repeated(&'static str),
    #[error("reading a bank's return: field {0} is missing")]
    Missing(&'static str),
    #[error("reading a bank's return: field {0} cannot be what the bank sent")]
    Malformed(&'static str),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_cannot_break_out_of_an_address() {
        let redirect = Redirect {
            method: RedirectMethod::Get,
            url: "https://bank.test/pay".to_owned(),
            fields: vec![("Token", "a&b=c#d?e/+".to_owned())],
        };
        let location = redirect.location();
        let encoded = "https://bank.test/pay?Token=a%26b%3Dc%23d%3Fe%2F%2B";
        assert_eq!(location.as_deref(), Some(encoded));
    }

    #[test]
    fn a_card_number_is_kept_only_when_it_is_masked() {
        assert!(CardMasked::parse("603799******1234").is_some());
        for bad in ["6037990000021234", "60379900****1234", "", "603799xxxxxx1234", "****"] {
            assert_eq!(CardMasked::parse(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn nothing_secret_is_printed() {
        let token = Token::new("SECRETTOKEN").expect("a plain token");
        let request = WireRequest {
            url: "https://bank.test/token".to_owned(),
            content_type: "application/json",
            body: b"SECRETBODY".to_vec(),
        };
        let redirect = Redirect {
            method: RedirectMethod::Get,
            url: "https://bank.test/pay".to_owned(),
            fields: vec![("Token", token.as_str().to_owned())],
        };
        let printed = format!("{token:?} {request:?} {redirect:?}");
        assert!(!printed.contains("SECRET"), "{printed}");
        assert_eq!(redirect.location().as_deref(), Some("https://bank.test/pay?Token=SECRETTOKEN"));
    }

    #[test]
    fn a_form_to_submit_has_no_location() {
        let url = "https://bank.test/pay".to_owned();
        let redirect = Redirect { method: RedirectMethod::Post, url, fields: Vec::new() };
        assert_eq!(redirect.location(), None);
    }
}
