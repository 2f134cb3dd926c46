//! An office's day: who comes in which shift, and one of them by the tracking code.

use std::borrow::Cow;

use askama::Template;
use nobat_domain::ids::{OfficeId, Period};
use nobat_domain::office::Capability;
use nobat_domain::staff::Role;

use super::address;
use super::frame::{CounterFaults, CounterFrame};
use super::office_facts::ability_keys;
use crate::pages::assets;
use crate::persian::Language;

/// The list. The buttons to begin and finish a completion, and for who did not come, stand in each
/// row's last cell once the law has their commands.
#[derive(Template, Debug)]
#[template(path = "counter/day.html")]
pub struct DayList {
    pub frame: CounterFrame,
    pub office: String,
    pub day: String,
    /// Addresses of the days around it.
    pub before: String,
    pub after: String,
    pub shifts: Vec<ShiftLink>,
    pub rows: Vec<DayRow>,
    /// One of them, or of another day, by the code.
    pub found: Option<FoundRow>,
    pub faults: CounterFaults,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShiftLink {
    pub period: Period,
    pub address: String,
    pub here: bool,
}

/// A citizen without a name: what the counter needs and no more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DayRow {
    pub place: String,
    pub code: String,
    pub mobile_end: String,
    /// What the citizen's answers ask of the office.
    pub needs: Vec<Capability>,
}

/// A request that was looked for by its code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FoundRow {
    pub row: DayRow,
    /// Why it is not on this day's list: another day or another office, in words.
    pub elsewhere: Option<String>,
    /// The code by which the scan of the booklet is asked for, where there is one to be seen.
    pub scan: Option<String>,
}

impl DayList {
    fn shift_name(&self, period: &Period) -> Cow<'static, str> {
        Language::Persian.shift(*period)
    }

    fn need(&self, need: &Capability) -> String {
        self.frame.say(ability_keys(*need).0).into_owned()
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let row = |needs: &[Capability]| DayRow {
            place: "۱".to_owned(),
            code: "۴۹۷ ۳۲۰ ۱۶۷".to_owned(),
            mobile_end: "۸۱۳۶".to_owned(),
            needs: needs.to_vec(),
        };
        let link = |period, here| ShiftLink { period, address: address::OFFICE.to_owned(), here };
        let list = |rows, found, faults| Self {
            frame: CounterFrame::sample(Role::Office(OfficeId(1))),
            office: "دفتر پیشخوان".to_owned(),
            day: "شنبه ۲۸ بهمن ۱۳۹۶".to_owned(),
            before: address::OFFICE.to_owned(),
            after: address::OFFICE.to_owned(),
            shifts: vec![link(Period::Morning, true), link(Period::Evening, false)],
            rows,
            found,
            faults,
        };
        let none = CounterFaults::default;
        let elsewhere = Some("این نوبت برای روز دیگری است.".to_owned());
        let found = Some(FoundRow { row: row(&[Capability::HomeVisit]), elsewhere, scan: None });
        let scan = Some("497320167".to_owned());
        let scanned = Some(FoundRow { row: row(&[]), elsewhere: None, scan });
        vec![
            ("empty", list(vec![], None, none())),
            ("some", list(vec![row(&[]), row(&[Capability::NoStairs])], None, none())),
            ("found", list(vec![], found, none())),
            ("scanned", list(vec![], scanned, none())),
            ("faults", list(vec![], None, CounterFaults::of("code", "ops-day-code-none"))),
        ]
    }
}
