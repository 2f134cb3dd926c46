//! One booking as its office sees it: where it stands, and what may be done with it now.

use nobat_domain::ids::OfficeId;
use nobat_domain::office::Needs;
use nobat_domain::request::{OfficeAct, Past, RequestState, Step};
use nobat_domain::tariff::Service;
use nobat_domain::timestamp::Timestamp;

use crate::ops::announcing::moment;
use crate::pages::conditions::service_key;
use crate::pages::counter::day_list::{DayRow, RowAct};
use crate::pages::home::Home;
use crate::persian::clock::{clock, day_of};
use crate::persian::codes::tracking;
use crate::persian::digits::persian;
use crate::persian::{Language, Value};

const MOBILE_END: usize = 4;

/// A row of the list, without a name: what the counter needs and no more. The address of a home
/// stands with the office whose team goes there, and with no other.
pub(super) fn row(
    state: &RequestState,
    office: OfficeId,
    home: Option<Home>,
    now: Timestamp,
    place: usize,
) -> DayRow {
    let details = state.details.as_ref();
    let needs = details.map(|details| Needs::of(details.answers).capabilities().iter().collect());
    let reached = state.reached.map(|reached| reached.at);
    let allowed = |act: &RowAct| in_law(*act, reached).allowed(state, office, now);
    DayRow {
        place: persian(place),
        seat: state.booking.as_ref().map_or(0, |booking| booking.seat.0),
        code: written(state),
        digits: state.code.map(|code| code.to_string()).unwrap_or_default(),
        mobile_end: mobile_end(state),
        kind: kind(state.service),
        needs: needs.unwrap_or_default(),
        state: stands(state, now),
        acts: RowAct::ALL.into_iter().filter(allowed).collect(),
        reached: reached.map(|at| at.0.to_string()).unwrap_or_default(),
        home,
    }
}

/// The row of a request that has ended before another one was opened: nothing is to be done with
/// it, and where a team went is nobody's business any more.
pub(super) fn ended(state: &RequestState, past: &Past, place: usize) -> DayRow {
    let code = past.code.to_string();
    DayRow {
        place: persian(place),
        seat: past.booking.seat.0,
        code: in_threes(&code),
        digits: code,
        mobile_end: mobile_end(state),
        kind: kind(past.service),
        needs: Vec::new(),
        state: Language::Persian.say("ops-day-gone-on").into_owned(),
        acts: Vec::new(),
        reached: String::new(),
        home: None,
    }
}

fn mobile_end(state: &RequestState) -> String {
    let mobile = state.details.as_ref().map(|details| details.mobile.to_national());
    let mobile = mobile.unwrap_or_default();
    persian(&mobile[mobile.len().saturating_sub(MOBILE_END)..])
}

fn kind(service: Service) -> Option<&'static str> {
    (service != Service::FirstIssue).then(|| service_key(service))
}

/// The tracking code in threes.
pub(super) fn written(state: &RequestState) -> String {
    state.code.map(|code| in_threes(&code.to_string())).unwrap_or_default()
}

fn in_threes(code: &str) -> String {
    tracking(code).join("\u{a0}")
}

/// A button's act in words of the law; a slip is that which the page has shown.
pub(super) fn in_law(act: RowAct, reached: Option<Timestamp>) -> OfficeAct {
    match act {
        RowAct::Begin => OfficeAct::Begin,
        RowAct::Finish => OfficeAct::Finish,
        RowAct::Miss => OfficeAct::Miss,
        RowAct::Undo => OfficeAct::Undo { reached: reached.unwrap_or_default() },
    }
}

fn stands(state: &RequestState, now: Timestamp) -> String {
    let say = |key| Language::Persian.say(key).into_owned();
    let since = |key| {
        let at = state.reached.map_or(now, |reached| reached.at);
        let at = if day_of(at) == day_of(now) { clock(at) } else { moment(at) };
        Language::Persian.fill(key, &[("time", Value::Plain(at))])
    };
    let is_over = state.booking.as_ref().is_some_and(|it| it.choice.day < day_of(now));
    match state.step() {
        None if is_over => say("ops-day-unsaid"),
        None => say("ops-day-waits"),
        Some(Step::Missed) => say("ops-day-missed"),
        Some(Step::Begun { .. }) => since("ops-day-begun"),
        Some(Step::Finished) => since("ops-day-finished"),
        Some(Step::InProduction | Step::Ready { .. } | Step::Delivered) => say("ops-day-gone-on"),
    }
}
