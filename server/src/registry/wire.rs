//! The registry's JSON and its meaning. Anything odd is nonsense; nothing has a default.

use super::answer::{Answer, Card, Citizen, RegistryError};
use nobat_domain::calendar::SolarDate;
use nobat_domain::person::{BookletSerial, Gender, NationalId, PersonName};
use nobat_domain::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Serialize)]
struct Question<'a> {
    national_id: &'a str,
    serial: &'a str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reply {
    found: bool,
    serial: Option<Serial>,
    replaced_at_ms: Option<u64>,
    card: Option<WireCard>,
    person: Option<Person>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Serial {
    Match,
    Mismatch,
    Pending,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    alive: bool,
    iranian: bool,
    birth: Birth,
    gender: WireGender,
    first_name: String,
    last_name: String,
    mother_name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireCard {
    begun_at_ms: u64,
    office: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Birth {
    year: u16,
    month: u8,
    day: u8,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum WireGender {
    Female,
    Male,
}

/// 2100-01-01: a moment from then on was written by a broken clock.
const MOMENTS_END: Timestamp = Timestamp(4_102_444_800_000);
/// The longest name of an office.
const OFFICE_CHARS_MAX: usize = 120;

/// The body of a question.
pub fn question(id: &NationalId, serial: &BookletSerial) -> Vec<u8> {
    let question = Question { national_id: id.as_str(), serial: serial.as_str() };
    serde_json::to_vec(&question).expect("two short texts are JSON")
}

/// The meaning of an answer's body.
///
/// # Errors
/// `Nonsense` for everything that the registry's interface does not promise.
pub fn answer(body: &[u8]) -> Result<Answer, RegistryError> {
    let reply: Reply = serde_json::from_slice(body).map_err(|_| RegistryError::Nonsense)?;
    let replaced_at = reply.replaced_at_ms.map(moment).transpose()?;
    let card = reply.card.map(card).transpose()?;
    match (reply.found, reply.serial, replaced_at, card, reply.person) {
        (false, None, None, None, None) => Ok(Answer::Unknown),
        (true, Some(Serial::Mismatch), None, None, None) => Ok(Answer::OtherSerial),
        (true, Some(Serial::Pending), Some(replaced_at), None, None) => {
            Ok(Answer::NotYetKnown { replaced_at })
        }
        (true, Some(Serial::Match), replaced_at, card, Some(person)) => {
            let citizen = citizen(&person, replaced_at, card).ok_or(RegistryError::Nonsense)?;
            Ok(Answer::Known(Box::new(citizen)))
        }
        _ => Err(RegistryError::Nonsense),
    }
}

fn moment(ms: u64) -> Result<Timestamp, RegistryError> {
    if Timestamp(ms) < MOMENTS_END { Ok(Timestamp(ms)) } else { Err(RegistryError::Nonsense) }
}

fn card(card: WireCard) -> Result<Card, RegistryError> {
    let office = card.office.trim();
    let sound = !office.is_empty()
        && office.chars().count() <= OFFICE_CHARS_MAX
        && !office.contains(char::is_control);
    if !sound {
        return Err(RegistryError::Nonsense);
    }
    Ok(Card { begun_at: moment(card.begun_at_ms)?, office: office.to_owned() })
}

fn citizen(person: &Person, replaced_at: Option<Timestamp>, card: Option<Card>) -> Option<Citizen> {
    let Birth { year, month, day } = person.birth;
    let name = |name: &str| PersonName::parse(name).ok();
    Some(Citizen {
        alive: person.alive,
        iranian: person.iranian,
        birth: SolarDate::new(year, month, day).ok()?,
        gender: match person.gender {
            WireGender::Female => Gender::Female,
            WireGender::Male => Gender::Male,
        },
        first_name: name(&person.first_name)?,
        last_name: name(&person.last_name)?,
        mother_name: name(&person.mother_name)?,
        replaced_at,
        card,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PERSON: &str = r#"{"alive":true,"iranian":true,"birth":{"year":1369,"month":3,"day":19},
        "gender":"female","first_name":"مریم","last_name":"مراغی","mother_name":"شهرزاد"}"#;

    fn known(person: &str) -> Result<Answer, RegistryError> {
        answer(format!(r#"{{"found":true,"serial":"match","person":{person}}}"#).as_bytes())
    }

    #[test]
    fn each_promised_answer_is_understood() {
        assert_eq!(answer(br#"{"found":false}"#), Ok(Answer::Unknown));
        let other = answer(br#"{"found":true,"serial":"mismatch"}"#);
        assert_eq!(other, Ok(Answer::OtherSerial));
        let pending =
            answer(br#"{"found":true,"serial":"pending","replaced_at_ms":1795422600000}"#);
        let replaced_at = Timestamp(1_795_422_600_000);
        assert_eq!(pending, Ok(Answer::NotYetKnown { replaced_at }));
        let Ok(Answer::Known(citizen)) = known(PERSON) else { panic!("a promised answer") };
        assert!(citizen.alive);
        assert_eq!(citizen.birth, SolarDate::new(1369, 3, 19).expect("a day"));
        assert_eq!(citizen.gender, Gender::Female);
        assert_eq!(citizen.mother_name.as_str(), "شهرزاد");
    }

    #[test]
    fn a_card_on_its_way_and_a_changed_booklet_are_understood_or_nonsense() {
        let with = |card: &str| {
            let more = format!(r#""replaced_at_ms":2000,"card":{card},"person":{PERSON}"#);
            answer(format!(r#"{{"found":true,"serial":"match",{more}}}"#).as_bytes())
        };
        let office = "اداره ثبت احوال مراغه";
        let Ok(Answer::Known(citizen)) =
            with(&format!(r#"{{"begun_at_ms":1000,"office":"{office}"}}"#))
        else {
            panic!("a promised answer")
        };
        assert_eq!(citizen.replaced_at, Some(Timestamp(2_000)));
        let card = Card { begun_at: Timestamp(1_000), office: office.to_owned() };
        assert!(citizen.card == Some(card));
        let long = "ا".repeat(OFFICE_CHARS_MAX + 1);
        for odd in [
            "{}".to_owned(),
            r#"{"begun_at_ms":1000,"office":" "}"#.to_owned(),
            r#"{"begun_at_ms":1000,"office":"a\nb"}"#.to_owned(),
            r#"{"begun_at_ms":4102444800000,"office":"x"}"#.to_owned(),
            format!(r#"{{"begun_at_ms":1000,"office":"{long}"}}"#),
        ] {
            assert_eq!(with(&odd), Err(RegistryError::Nonsense), "{odd}");
        }
    }

    #[test]
    fn whatever_was_not_promised_is_nonsense() {
        for body in [
            "",
            "null",
            "{}",
            "<html></html>",
            r#"{"found":true}"#,
            r#"{"found":"yes"}"#,
            r#"{"found":false,"serial":"match"}"#,
            r#"{"found":false,"extra":1}"#,
            r#"{"found":false}{"found":false}"#,
            r#"{"found":true,"serial":"match"}"#,
            r#"{"found":true,"serial":"maybe"}"#,
            r#"{"found":true,"serial":"pending"}"#,
            r#"{"found":true,"serial":"pending","replaced_at_ms":-1}"#,
            r#"{"found":true,"serial":"pending","replaced_at_ms":4102444800000}"#,
            r#"{"found":true,"serial":"mismatch","replaced_at_ms":1}"#,
            r#"{"found":false,"card":{"begun_at_ms":1,"office":"x"}}"#,
        ] {
            assert_eq!(answer(body.as_bytes()), Err(RegistryError::Nonsense), "{body}");
        }
    }

    #[test]
    fn a_person_with_anything_odd_is_nonsense() {
        for (right, odd) in [
            (r#""alive":true,"#, ""),
            (r#""iranian":true,"#, ""),
            (r#""alive":true"#, r#""alive":1"#),
            (r#""day":19"#, r#""day":32"#),
            (r#""month":3,"day":19"#, r#""month":12,"day":30"#),
            (r#""year":1369"#, r#""year":1990"#),
            ("female", "other"),
            ("مراغی", ""),
            ("مراغی", "Smith"),
            (r#""gender""#, r#""nationality":"x","gender""#),
        ] {
            assert!(PERSON.contains(right), "{right}");
            let person = PERSON.replace(right, odd);
            assert_eq!(known(&person), Err(RegistryError::Nonsense), "{odd}");
        }
    }

    proptest! {
        #[test]
        fn no_body_makes_the_parser_panic(body in any::<Vec<u8>>()) {
            let _meaning = answer(&body);
        }
    }
}
