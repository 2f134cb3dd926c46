//! What a row about a citizen says, in the law's words.

use std::collections::HashMap;

use nobat_domain::calendar::tehran::{day_begins, day_of};
use nobat_domain::calendar::{LunarDate, SolarDate};
use nobat_domain::ids::{Day, OfficeId, Period, ShiftId};
use nobat_domain::money::Rial;
use nobat_domain::office::EnrolmentAnswers;
use nobat_domain::payment::Reference;
use nobat_domain::person::fold::fold_digits;
use nobat_domain::person::{
    BirthDate, BookletSerial, Gender, Mobile, NationalId, PersonName, Religion,
};
use nobat_domain::request::{Choice, Details, Import, PaidElsewhere, Step, Visited};
use nobat_domain::timestamp::Timestamp;
use nobat_engine::Snapshot;

use super::table::{Fields, RowFault};

/// The columns of a file of requests. The first two are needed.
pub const PORTAL_COLUMNS: &[&str] = &[
    "national_id",
    "serial",
    "birth_date",
    "birth_lunar",
    "gender",
    "religion",
    "mother_name",
    "mobile",
    "paid_rial",
    "bank_reference",
    "paid_on",
    "stage",
    "office",
    "visit_date",
    "shift",
    "stage_on",
];
/// Those of the form; all of them or none.
const STATED: [&str; 5] = ["birth_date", "gender", "religion", "mother_name", "mobile"];
const DATE: &str = "a date is written 1396/12/05, by the solar calendar";

/// A row that can be asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PortalRow {
    pub national_id: NationalId,
    pub serial: BookletSerial,
    pub import: Import,
    /// The seat ahead, which is to be taken for the credit.
    pub seat: Option<Choice>,
}

/// Offices by the numbers that they are known by on paper.
pub struct Places {
    by_code: HashMap<String, OfficeId>,
}

impl Places {
    #[must_use]
    pub fn of(board: &Snapshot) -> Self {
        let offices = board.directory().offices().iter();
        let by_code = offices.map(|office| (fold_digits(&office.code), office.id)).collect();
        Self { by_code }
    }

    fn find(&self, code: &str) -> Option<OfficeId> {
        self.by_code.get(&fold_digits(code)).copied()
    }
}

impl PortalRow {
    /// Reads a row of [`PORTAL_COLUMNS`], digits of any script.
    ///
    /// # Errors
    /// The first column that cannot be taken, and what would be right.
    pub fn read(fields: &Fields<'_>, places: &Places, now: Timestamp) -> Result<Self, RowFault> {
        let national_id = NationalId::parse_padded(fields.get("national_id")).map_err(|_| {
            RowFault::of("national_id", "ten digits with a right check digit are wanted")
        })?;
        let serial = BookletSerial::parse(fields.get("serial"))
            .map_err(|_| RowFault::of("serial", "the serial of the booklet has six digits"))?;
        let details = details(fields, now)?;
        let paid = paid(fields, now)?;
        let (been, seat) = stage(fields, places, now)?;
        if (been.is_some() || seat.is_some()) && details.is_none() {
            let why = "who has an appointment has filled in the form: this and its kin are wanted";
            return Err(RowFault::of(STATED[0], why));
        }
        if seat.is_some() && paid.is_none() {
            let why = "a booked request was paid: its amount, reference and date are wanted";
            return Err(RowFault::of("paid_rial", why));
        }
        Ok(Self { national_id, serial, import: Import { details, paid, been }, seat })
    }
}

fn details(fields: &Fields<'_>, now: Timestamp) -> Result<Option<Box<Details>>, RowFault> {
    if STATED.into_iter().all(|column| fields.get(column).is_empty()) {
        return Ok(None);
    }
    if let Some(column) = STATED.into_iter().find(|column| fields.get(column).is_empty()) {
        let why = format!("these belong together: {}", STATED.join(", "));
        return Err(RowFault::of(column, why));
    }
    let birth = SolarDate::parse(fields.get("birth_date")).ok();
    let birth = birth.and_then(|date| BirthDate::new(date).ok());
    let birth = birth.ok_or_else(|| RowFault::of("birth_date", DATE))?;
    if birth.of_age_from().to_day() > day_of(now) {
        return Err(RowFault::of("birth_date", "whoever registers is fifteen full years old"));
    }
    let lunar = fields.get("birth_lunar");
    let birth_lunar = if lunar.is_empty() {
        birth.lunar_choices()[2]
    } else {
        let found = LunarDate::parse(lunar).ok();
        found.filter(|date| birth.lunar_choices().contains(date)).ok_or_else(|| {
            RowFault::of(
                "birth_lunar",
                "it is a date like 1417/01/30, of two days around the birth",
            )
        })?
    };
    let gender = Gender::parse(fields.get("gender"));
    let religion = Religion::parse(fields.get("religion"));
    let mother = PersonName::parse(fields.get("mother_name"));
    let mobile = Mobile::parse(fields.get("mobile"));
    let religions = "islam, christianity, judaism, zoroastrianism or other";
    Ok(Some(Box::new(Details {
        birth: birth.date(),
        birth_lunar,
        gender: gender.map_err(|_| RowFault::of("gender", "it is female or male"))?,
        religion: religion.map_err(|_| RowFault::of("religion", format!("it is {religions}")))?,
        mother: mother.map_err(|_| RowFault::of("mother_name", "a name in Persian letters"))?,
        mobile: mobile.map_err(|_| RowFault::of("mobile", "a number like 09121234567"))?,
        answers: EnrolmentAnswers::ORDINARY,
        home: None,
        long: None,
    })))
}

fn paid(fields: &Fields<'_>, now: Timestamp) -> Result<Option<PaidElsewhere>, RowFault> {
    const PAID: [&str; 3] = ["paid_rial", "bank_reference", "paid_on"];
    if PAID.into_iter().all(|column| fields.get(column).is_empty()) {
        return Ok(None);
    }
    if let Some(column) = PAID.into_iter().find(|column| fields.get(column).is_empty()) {
        let why = format!("of a payment all are wanted: {}", PAID.join(", "));
        return Err(RowFault::of(column, why));
    }
    let amount = fold_digits(fields.get("paid_rial")).parse().ok().and_then(Rial::new);
    let amount = amount.filter(|amount| !amount.is_zero());
    let amount = amount.ok_or_else(|| RowFault::of("paid_rial", "whole rials above zero"))?;
    let reference = Reference::new(&fold_digits(fields.get("bank_reference")));
    let reference = reference.ok_or_else(|| {
        RowFault::of("bank_reference", "the bank's own reference, without blanks")
    })?;
    let at = day_begins(past("paid_on", fields, now)?);
    Ok(Some(PaidElsewhere { amount, reference, at }))
}

type Stage = (Option<Visited>, Option<Choice>);

/// Where the request stands: before its visit with a seat or without one, or behind it.
fn stage(fields: &Fields<'_>, places: &Places, now: Timestamp) -> Result<Stage, RowFault> {
    let choice = || choice(fields, places);
    let step = |choice: Choice| match fields.get("stage") {
        "finished" => Some(Step::Finished),
        "production" => Some(Step::InProduction),
        "ready" => Some(Step::Ready { place: choice.shift.office() }),
        "delivered" => Some(Step::Delivered),
        _ => None,
    };
    match fields.get("stage") {
        "" | "registered" => Ok((None, None)),
        "booked" => Ok((None, Some(choice()?))),
        "finished" | "production" | "ready" | "delivered" => {
            let choice = choice()?;
            let since = day_begins(past("stage_on", fields, now)?);
            if choice.day > day_of(now) {
                return Err(RowFault::of("visit_date", "a visit that is behind is in the past"));
            }
            let step = step(choice).expect("one of those above");
            Ok((Some(Visited { choice, step, since }), None))
        }
        _ => {
            let why = "it is registered, booked, finished, production, ready or delivered";
            Err(RowFault::of("stage", why))
        }
    }
}

fn choice(fields: &Fields<'_>, places: &Places) -> Result<Choice, RowFault> {
    let office = places.find(fields.get("office")).ok_or_else(|| {
        RowFault::of("office", "no office has this number here; import the offices first")
    })?;
    let period = match fields.get("shift") {
        "morning" => Period::Morning,
        "evening" => Period::Evening,
        _ => return Err(RowFault::of("shift", "it is morning or evening")),
    };
    let day = date("visit_date", fields)?;
    Ok(Choice { shift: ShiftId::of(office, period), day })
}

fn date(column: &'static str, fields: &Fields<'_>) -> Result<Day, RowFault> {
    let date = SolarDate::parse(fields.get(column)).map_err(|_| RowFault::of(column, DATE))?;
    Ok(date.to_day())
}

fn past(column: &'static str, fields: &Fields<'_>, now: Timestamp) -> Result<Day, RowFault> {
    let day = date(column, fields)?;
    if day > day_of(now) {
        return Err(RowFault::of(column, "this day has not come yet"));
    }
    Ok(day)
}
