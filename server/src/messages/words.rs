//! The words of a text, as short as they can be: each seventy units cost as much as the whole.

use nobat_domain::message::Kind;
use nobat_domain::request::{Choice, RequestState, Step};
use nobat_engine::Snapshot;

use crate::citizen::views;
use crate::persian::{Language, Value};

/// UTF-16 units of a text that is one part, and of each part of a longer one (3GPP TS 23.040, with
/// letters beyond the basic alphabet).
const WHOLE: usize = 70;
const JOINED: usize = 67;

/// Of how many parts a network makes a text.
#[must_use]
pub fn parts(text: &str) -> u8 {
    let units = text.encode_utf16().count();
    let parts = if units <= WHOLE { 1 } else { units.div_ceil(JOINED) };
    u8::try_from(parts).unwrap_or(u8::MAX)
}

/// Key of the words of a kind; a receipt is a letter and has none.
#[must_use]
pub const fn key(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Booked => "sms-booked",
        Kind::Moved => "sms-moved",
        Kind::GivenBack => "sms-given-back",
        Kind::Credited => "sms-credited",
        Kind::DayClosed => "sms-day-closed",
        Kind::Reminder => "sms-reminder",
        Kind::Offer => "sms-offer",
        Kind::NumberLeft => "sms-number-left",
        Kind::NumberTaken => "sms-number-taken",
        Kind::Missed => "sms-missed",
        Kind::Finished => "sms-finished",
        Kind::InProduction => "sms-in-production",
        Kind::CardReady => "sms-card-ready",
        Kind::Delivered => "sms-delivered",
        Kind::Receipt => return None,
    })
}

/// A text, from the request as it is now; nothing where there is nothing to say.
#[must_use]
pub fn text(
    board: &Snapshot,
    state: &RequestState,
    kind: Kind,
    language: Language,
    site: &str,
) -> Option<String> {
    let mut values = vec![("site", Value::Plain(site.to_owned()))];
    if let Some(code) = state.code {
        let code = format!("{:09}", code.number());
        values.push(("code", Value::Plain(language.digits(code))));
    }
    match kind {
        Kind::Booked | Kind::Moved | Kind::Reminder | Kind::DayClosed => {
            values.extend(seat(board, state, state.booking.as_ref()?.choice, language));
        }
        Kind::Offer => {
            let offer = state.offer()?;
            values.extend(seat(board, state, offer.choice, language));
            values.push(("time", Value::Clock(offer.deadline)));
        }
        Kind::CardReady => {
            let Some(Step::Ready { place }) = state.step() else { return None };
            values.push(("office", Value::Plain(views::office_name(board, place))));
        }
        _ => {}
    }
    Some(language.fill(key(kind)?, &values))
}

fn seat(
    board: &Snapshot,
    state: &RequestState,
    choice: Choice,
    language: Language,
) -> [(&'static str, Value); 2] {
    let seat = views::seat(board, state, choice);
    let office = match seat.home {
        Some(_) => language.say("sms-team").into_owned(),
        None => seat.office.name.clone(),
    };
    [("seat", Value::Plain(seat.when(language))), ("office", Value::Plain(office))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_seventy_units_is_one_part_and_one_more_makes_two() {
        for (units, wanted) in [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)] {
            assert_eq!(parts(&"ن".repeat(units)), wanted, "{units}");
        }
        // What is beyond the first plane takes two.
        assert_eq!((parts(&"🙂".repeat(35)), parts(&"🙂".repeat(36))), (1, 2));
    }

    #[test]
    fn every_text_is_short_in_both_languages_with_the_longest_office_of_the_sample() {
        let office = "دفتر پیشخوان خدمات دولت شهید بهشتی، شعبه‌ی دوم";
        for language in Language::ALL {
            for kind in Kind::ALL {
                let Some(key) = key(kind) else { continue };
                let text = language.fill(
                    key,
                    &[
                        ("site", Value::Plain("nobat.ncr.gov.ir".to_owned())),
                        ("code", Value::Plain(language.digits("123456789"))),
                        ("seat", Value::Plain(language.day(nobat_domain::ids::Day(17_575)))),
                        ("office", Value::Plain(office.to_owned())),
                        ("time", Value::Plain("۱۷:۳۰".to_owned())),
                    ],
                );
                let most = match (kind, language) {
                    (Kind::Offer, _) => 4,
                    (_, Language::Persian) => 3,
                    (_, Language::English) => 4,
                };
                assert!(parts(&text) <= most, "{} parts: {text}", parts(&text));
            }
        }
    }
}
