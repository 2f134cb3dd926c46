//! One booking as its office sees it: where it stands, and what may be done with it now.

use nobat_domain::ids::OfficeId;
use nobat_domain::office::Needs;
use nobat_domain::request::{OfficeAct, RequestState, Step};
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
    let mobile = details.map(|details| details.mobile.to_national()).unwrap_or_default();
    let end = mobile.len().saturating_sub(MOBILE_END);
    let needs = details.map(|details| Needs::of(details.answers).capabilities().iter().collect());
    let reached = state.reached.map(|reached| reached.at);
    let allowed = |act: &RowAct| in_law(*act, reached).allowed(state, office, now);
    DayRow {
        place: persian(place),
        seat: state.booking.as_ref().map_or(0, |booking| booking.seat.0),
        code: written(state),
        digits: state.code.map(|code| code.to_string()).unwrap_or_default(),
        mobile_end: persian(&mobile[end..]),
        kind: (state.service != Service::FirstIssue).then(|| service_key(state.service)),
        needs: needs.unwrap_or_default(),
        state: stands(state, now),
        acts: RowAct::ALL.into_iter().filter(allowed).collect(),
        reached: reached.map(|at| at.0.to_string()).unwrap_or_default(),
        home,
    }
}

/// The tracking code in threes.
pub(super) fn written(state: &RequestState) -> String {
    state.code.map(|code| tracking(&code.to_string()).join("\u{a0}")).unwrap_or_default()
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
