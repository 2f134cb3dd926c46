//! An office's day: who comes in which shift, one of them who stands at the counter, and the list
//! on paper.

use std::borrow::Cow;

use askama::Template;
use nobat_domain::ids::{OfficeId, Period};
use nobat_domain::office::Capability;
use nobat_domain::staff::Role;

use super::address;
use super::frame::{CounterFaults, CounterFrame};
use super::office_facts::ability_keys;
use crate::pages::assets;
use crate::pages::home::Home;
use crate::persian::Language;

/// Digits of a tracking code that a team compares.
const CODE_END: usize = 3;

/// The list, with the buttons of the law in each row's last cell.
#[derive(Template, Debug)]
#[template(path = "counter/day.html")]
pub struct DayList {
    pub frame: CounterFrame,
    pub office: String,
    /// The office's number, by which a device knows whose its notes are.
    pub number: u32,
    pub day: String,
    /// Addresses of the days around it.
    pub before: String,
    pub after: String,
    pub shifts: Vec<ShiftLink>,
    pub list: ListOf,
    pub rows: Vec<DayRow>,
    /// One of them, or of another day, who was looked for.
    pub found: Option<FoundRow>,
    /// Why something was not done.
    pub refused: Option<String>,
    /// What was typed to look for: code, national ID, serial.
    pub sought: [String; 3],
    /// The code of the row that was to be finished without a tick.
    pub untaken: String,
    pub faults: CounterFaults,
}

/// What stands in for the list while there is no connection: words alone, into which a script puts
/// what the device has kept.
#[derive(Template, Debug)]
#[template(path = "counter/offline.html")]
pub struct DeskOffline {
    frame: CounterFrame,
}

/// The list of a shift for paper: codes and needs, and a place to tick.
#[derive(Template, Debug)]
#[template(path = "counter/paper.html")]
pub struct DayPaper {
    pub frame: CounterFrame,
    pub office: String,
    pub day: String,
    pub period: Period,
    /// Where the list on the screen stands.
    pub back: String,
    pub rows: Vec<DayRow>,
}

/// What a form of the list asks for that is the team's paper.
pub const PAPER_OF_TEAM: &str = "team";

/// The visits of a shift for the team on its way. It leaves the office and may be lost, so it has
/// what finds a door and the end of a code to compare, and nothing that says who lives there.
#[derive(Template, Debug)]
#[template(path = "counter/team.html")]
pub struct TeamPaper {
    pub frame: CounterFrame,
    pub office: String,
    pub day: String,
    pub period: Period,
    /// Where the list on the screen stands.
    pub back: String,
    pub visits: Vec<Visit>,
}

/// A home that the team goes to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Visit {
    /// Its row in the list of the shift.
    pub place: String,
    /// The last digits of the tracking code.
    pub code_end: String,
    pub street: String,
    /// The postal code.
    pub code: String,
}

/// Which list a form belongs to, as addresses write it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ListOf {
    pub day: String,
    pub shift: &'static str,
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
    /// The seat's number, by which the row is found again.
    pub seat: u32,
    pub code: String,
    /// The same as a form sends it.
    pub digits: String,
    pub mobile_end: String,
    /// Key of what is asked for, where it is not the first card.
    pub kind: Option<&'static str>,
    /// What the citizen's answers ask of the office.
    pub needs: Vec<Capability>,
    /// Where it stands, in words.
    pub state: String,
    /// What the law lets this office do now.
    pub acts: Vec<RowAct>,
    /// When the last step was reached, in milliseconds: what a slip is undone by.
    pub reached: String,
    /// Where the office's team goes to.
    pub home: Option<Home>,
}

/// A button of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RowAct {
    Begin,
    Finish,
    Miss,
    Undo,
}

impl RowAct {
    pub const ALL: [Self; 4] = [Self::Begin, Self::Finish, Self::Miss, Self::Undo];

    /// What a form sends.
    #[must_use]
    pub const fn wire(self) -> &'static str {
        match self {
            Self::Begin => "begin",
            Self::Finish => "finish",
            Self::Miss => "miss",
            Self::Undo => "undo",
        }
    }

    #[must_use]
    pub fn read(sent: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.wire() == sent)
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Begin => "ops-day-begin",
            Self::Finish => "ops-day-finish",
            Self::Miss => "ops-day-miss",
            Self::Undo => "ops-day-undo",
        }
    }

    /// Whether it is what a clerk is most likely to do next.
    const fn is_first(self) -> bool {
        matches!(self, Self::Begin | Self::Finish)
    }
}

impl DayRow {
    fn may_finish(&self) -> bool {
        self.acts.contains(&RowAct::Finish)
    }
}

/// A booking that was looked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FoundRow {
    pub code: String,
    /// Why it is not on today's list: another day or another office, in words.
    pub note: Option<String>,
    /// Of this office's own citizens alone.
    pub card: Option<FoundCard>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FoundCard {
    pub row: DayRow,
    pub list: ListOf,
    /// What the booklet is compared with: key of the name, and the value.
    pub identity: Vec<(&'static str, String)>,
    /// Whether a scan of the booklet is to be seen here and now.
    pub has_scan: bool,
}

impl DayList {
    fn shift_name(&self, period: &Period) -> Cow<'static, str> {
        Language::Persian.shift(*period)
    }

    fn needs(&self, row: &DayRow) -> String {
        needs(&self.frame, row)
    }

    /// Which list it is, in words, for a device that keeps it.
    fn title(&self) -> String {
        let here = self.shifts.iter().find(|shift| shift.here);
        let shift = here.map(|shift| self.shift_name(&shift.period)).unwrap_or_default();
        format!("{}، {} {shift}", self.day, self.frame.say("ops-day-shift"))
    }

    fn has_visits(&self) -> bool {
        self.rows.iter().any(|row| row.home.is_some())
    }

    fn fault_of(&self, row: &DayRow) -> Option<&str> {
        self.faults.at("taken").filter(|_| row.digits == self.untaken)
    }

    fn code(&self, home: &Home) -> String {
        Language::Persian.digits(&home.code)
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let link = |period, here| ShiftLink { period, address: address::OFFICE.to_owned(), here };
        let list = |rows, found, refused: Option<&str>, faults| Self {
            frame: CounterFrame::sample(Role::Office(OfficeId(1))),
            office: "دفتر پیشخوان".to_owned(),
            number: 1,
            day: "شنبه ۲۸ بهمن ۱۳۹۶".to_owned(),
            before: address::OFFICE.to_owned(),
            after: address::OFFICE.to_owned(),
            shifts: vec![link(Period::Morning, true), link(Period::Evening, false)],
            list: ListOf { day: "1396-11-28".to_owned(), shift: "morning" },
            rows,
            found,
            refused: refused.map(str::to_owned),
            sought: Default::default(),
            untaken: "497320163".to_owned(),
            faults,
        };
        let none = CounterFaults::default;
        let found = |card: Option<FoundCard>| {
            let note = Some("این نوبت برای روز دیگری است.".to_owned());
            Some(FoundRow { code: "۴۹۷ ۳۲۰ ۱۶۷".to_owned(), note, card })
        };
        let card = FoundCard {
            row: DayRow::sample(1, &[Capability::HomeVisit], &[RowAct::Begin]),
            list: ListOf::default(),
            identity: vec![("nid-label", "۲۵۸۰۲۰۰۶۰۶".to_owned())],
            has_scan: true,
        };
        vec![
            ("empty", list(vec![], None, None, none())),
            ("some", list(DayRow::samples(), None, None, none())),
            ("found", list(DayRow::samples(), found(Some(card)), None, none())),
            ("elsewhere", list(vec![], found(None), None, none())),
            ("refused", list(DayRow::samples(), None, Some("این نوبت جابه‌جا شد."), none())),
            ("faults", list(vec![], None, None, CounterFaults::of("code", "ops-day-code-none"))),
            (
                "untaken",
                list(
                    DayRow::samples(),
                    None,
                    None,
                    CounterFaults::of("taken", "ops-day-take-first"),
                ),
            ),
            (
                "home",
                list(vec![DayRow::sample(7, &[Capability::HomeVisit], &[])], None, None, none()),
            ),
        ]
    }
}

impl DayPaper {
    fn shift_name(&self) -> Cow<'static, str> {
        Language::Persian.shift(self.period)
    }

    fn needs(&self, row: &DayRow) -> String {
        needs(&self.frame, row)
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let paper = |rows| Self {
            frame: CounterFrame::sample(Role::Office(OfficeId(1))),
            office: "دفتر پیشخوان".to_owned(),
            day: "شنبه ۲۸ بهمن ۱۳۹۶".to_owned(),
            period: Period::Morning,
            back: address::OFFICE.to_owned(),
            rows,
        };
        vec![("empty", paper(vec![])), ("some", paper(DayRow::samples()))]
    }
}

impl DeskOffline {
    /// The same for everybody.
    #[must_use]
    pub fn page() -> Self {
        Self { frame: CounterFrame::before(String::new()) }
    }
}

impl TeamPaper {
    fn shift_name(&self) -> Cow<'static, str> {
        Language::Persian.shift(self.period)
    }

    /// Those of a list that the team goes to.
    #[must_use]
    pub fn visits(rows: &[DayRow]) -> Vec<Visit> {
        let visit = |row: &DayRow| {
            let home = row.home.as_ref()?;
            let end = row.digits.len().saturating_sub(CODE_END);
            Some(Visit {
                place: row.place.clone(),
                code_end: Language::Persian.digits(&row.digits[end..]),
                street: home.street.clone(),
                code: Language::Persian.digits(&home.code),
            })
        };
        rows.iter().filter_map(visit).collect()
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let paper = |rows: &[DayRow]| Self {
            frame: CounterFrame::sample(Role::Office(OfficeId(1))),
            office: "دفتر پیشخوان".to_owned(),
            day: "شنبه ۲۸ بهمن ۱۳۹۶".to_owned(),
            period: Period::Morning,
            back: address::OFFICE.to_owned(),
            visits: Self::visits(rows),
        };
        let row = DayRow::sample(7, &[Capability::HomeVisit], &[]);
        vec![("empty", paper(&[])), ("some", paper(&[row]))]
    }
}

impl DayRow {
    fn sample(seat: u32, needs: &[Capability], acts: &[RowAct]) -> Self {
        Self {
            place: "۱".to_owned(),
            seat,
            code: "۴۹۷ ۳۲۰ ۱۶۷".to_owned(),
            digits: format!("49732016{seat}"),
            mobile_end: "۸۱۳۶".to_owned(),
            kind: (seat == 3).then_some("fee-replacement"),
            needs: needs.to_vec(),
            state: "در انتظار".to_owned(),
            acts: acts.to_vec(),
            reached: "1518692400000".to_owned(),
            home: needs.contains(&Capability::HomeVisit).then(Home::sample),
        }
    }

    fn samples() -> Vec<Self> {
        vec![
            Self::sample(2, &[], &[RowAct::Begin, RowAct::Miss]),
            Self::sample(3, &[Capability::NoStairs], &[RowAct::Finish, RowAct::Undo]),
            Self::sample(5, &[], &[]),
        ]
    }
}

fn needs(frame: &CounterFrame, row: &DayRow) -> String {
    let names = row.needs.iter().map(|need| frame.say(ability_keys(*need).0));
    names.collect::<Vec<_>>().join("، ")
}
