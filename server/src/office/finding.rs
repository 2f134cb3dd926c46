//! One booking of this office, looked for by who stands before the counter: a scanned receipt, its
//! code, or national ID and serial. That it was looked at is durable before anything is shown.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use nobat_domain::ids::{OfficeId, RequestKey};
use nobat_domain::person::{BookletSerial, NationalId};
use nobat_domain::request::{Details, OfficeAct, RequestState, Step};
use nobat_domain::staff::{Deed, Subject};
use nobat_domain::timestamp::Timestamp;
use nobat_domain::tracking_code::TrackingCode;
use nobat_engine::AskError;

use super::day::{Looked, Said, answer, state};
use super::row::{row, written};
use crate::app::App;
use crate::citizen::views;
use crate::extract::Typed;
use crate::pages::counter::day_list::{FoundCard, FoundRow};
use crate::pages::counter::frame::CounterFaults;
use crate::persian::clock::{clock, day_of};
use crate::persian::{Language, Value};
use crate::problem;
use crate::staff::{self, Inside, TryBy, limited};
use crate::takeaway::scanned;

/// What an office asks by.
#[derive(Clone, Copy)]
pub enum By {
    Code(TrackingCode),
    /// The receipt is optional; who has none shows the booklet.
    Booklet(NationalId, BookletSerial),
}

impl By {
    /// What was typed.
    ///
    /// # Errors
    /// What is wrong in it.
    pub fn read(app: &App, typed: &Typed) -> Result<Self, CounterFaults> {
        if typed.has("code") {
            let code = scanned::typed(&app.engine, typed.text("code"));
            return code
                .map(Self::Code)
                .ok_or_else(|| CounterFaults::of("code", "ops-find-code-wrong"));
        }
        if !typed.has("nid") && !typed.has("serial") {
            return Err(CounterFaults::of("code", "ops-day-find-empty"));
        }
        let nid = NationalId::parse(typed.text("nid"));
        let serial = BookletSerial::parse(typed.text("serial"));
        let mut faults = CounterFaults::default();
        if nid.is_err() {
            faults.add("nid", "ops-find-nid-wrong");
        }
        if serial.is_err() {
            faults.add("serial", "ops-day-serial-wrong");
        }
        match (nid, serial) {
            (Ok(nid), Ok(serial)) => Ok(Self::Booklet(nid, serial)),
            _ => Err(faults),
        }
    }

    /// The request that is named, whether it is shown or not: the audit says whose it was.
    async fn key(self, app: &App) -> Result<Option<RequestKey>, AskError> {
        match self {
            Self::Code(code) => app.engine.find_code(code).await,
            Self::Booklet(nid, _) => Ok(Some(app.engine.request_key(&nid))),
        }
    }

    /// Whether it is this request that was named. An unknown ID and a wrong serial are one.
    fn names(self, state: &RequestState) -> bool {
        match self {
            Self::Code(_) => true,
            Self::Booklet(_, serial) => state.serial == serial,
        }
    }

    #[must_use]
    pub fn nobody(self) -> CounterFaults {
        match self {
            Self::Code(_) => CounterFaults::of("code", "ops-day-code-none"),
            Self::Booklet(..) => CounterFaults::of("nid", "ops-day-pair-none"),
        }
    }
}

/// POST: one booking. Its page is no address, so that no code stands in a history.
pub async fn find(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    Extension(typed): Extension<Typed>,
) -> Response {
    let office = match inside.office() {
        Ok(office) => office,
        Err(refused) => return refused,
    };
    let again = async |faults| {
        let sought = ["code", "nid", "serial"].map(|id| typed.text(id).to_owned());
        answer(&app, &inside, &typed, Said { faults, sought, ..Said::default() }).await
    };
    let by = match By::read(&app, &typed) {
        Ok(by) => by,
        Err(faults) => return again(faults).await,
    };
    let found = match found(&app, &inside, office, by).await {
        Ok(found) => found,
        Err(Unfound::Limited(until)) => {
            let time = [("time", Value::Plain(clock(until)))];
            let sentence = Language::Persian.fill("ops-day-find-limited", &time);
            let page = again(CounterFaults(vec![("code", sentence)])).await;
            return limited(until, app.wall(), page);
        }
        Err(Unfound::Answered(response)) => return *response,
    };
    let Some(found) = found.and_then(|state| shown(&app, office, &state)) else {
        return again(by.nobody()).await;
    };
    let said = Said { found: Some(found), ..Said::default() };
    answer(&app, &inside, &typed, said).await
}

/// Why nobody was looked for.
pub enum Unfound {
    /// Too many were looked for who have no seat here: from then on again.
    Limited(Timestamp),
    Answered(Box<Response>),
}

/// A booking, looked for by an office and written down. What was found there costs nothing;
/// guesses, and others' citizens, are counted.
///
/// # Errors
/// [`Unfound`] says why nobody was looked for.
pub async fn found(
    app: &App,
    inside: &Inside,
    office: OfficeId,
    by: By,
) -> Result<Option<Box<RequestState>>, Unfound> {
    let try_by = TryBy::Finding(inside.account.no);
    app.staff.tries.take(try_by.clone(), app.wall()).map_err(Unfound::Limited)?;
    let found = looked_up(app, inside, by).await;
    let found = found.map_err(|response| Unfound::Answered(Box::new(response)))?;
    let found = found.filter(|state| state.booking.is_some());
    let booking = found.as_ref().and_then(|state| state.booking.as_ref());
    if booking.is_some_and(|booking| booking.choice.shift.office() == office) {
        app.staff.tries.give_back(&try_by);
    }
    Ok(found)
}

async fn looked_up(
    app: &App,
    inside: &Inside,
    by: By,
) -> Result<Option<Box<RequestState>>, Response> {
    let key = by.key(app).await.map_err(|error| problem::machine(app, error))?;
    let entry = inside.entry(Deed::LookedUp, key.map_or(Subject::Nobody, Subject::Request), "");
    match app.engine.note(entry).await {
        Ok(Ok(())) => {}
        Ok(Err(refusal)) => return Err(staff::refused(app, refusal)),
        Err(error) => return Err(problem::machine(app, error)),
    }
    let Some(key) = key else { return Ok(None) };
    let found = state(app, key).await.map_err(|error| problem::machine(app, error))?;
    Ok(found.filter(|state| by.names(state)))
}

/// Who has no seat is nobody here; who has one at another office is told where, and nothing else.
fn shown(app: &App, office: OfficeId, state: &RequestState) -> Option<FoundRow> {
    let booking = state.booking.as_ref()?;
    let seat = views::seat(&app.engine.board(), state, booking.choice);
    let say = |key, value: String| Language::Persian.fill(key, &[("where", Value::Name(value))]);
    let code = written(state);
    if booking.choice.shift.office() != office {
        let note = Some(say("ops-day-other-office", seat.office.name));
        return Some(FoundRow { code, note, card: None });
    }
    let now = app.engine.now();
    let is_today = booking.choice.day == day_of(now);
    let note = (!is_today).then(|| say("ops-day-other-day", seat.when(Language::Persian)));
    let period = booking.choice.shift.period();
    let card = FoundCard {
        row: row(state, office, seat.home.clone(), now, 1),
        list: Looked { office, day: booking.choice.day, period }.named(),
        identity: identity(state, office, now),
        has_scan: state.scan_for(office, now).is_some(),
    };
    Some(FoundRow { code, note, card: Some(card) })
}

/// Details that the booklet is compared with, as long as the citizen stands here for that: from the
/// booked day on, until the completion is finished.
#[must_use]
pub fn compared(state: &RequestState, office: OfficeId, now: Timestamp) -> Option<&Details> {
    let is_begun = matches!(state.step(), Some(Step::Begun { .. }));
    let stands = is_begun || OfficeAct::Begin.allowed(state, office, now);
    state.details.as_ref().filter(|_| stands)
}

/// The same in words.
fn identity(state: &RequestState, office: OfficeId, now: Timestamp) -> Vec<(&'static str, String)> {
    let Some(details) = compared(state, office, now) else { return Vec::new() };
    let (person, language) = (views::person(state, details), Language::Persian);
    vec![
        ("nid-label", person.identity.nid(language)),
        ("serial-label", person.identity.serial(language)),
        ("birth-legend", person.birth(language)),
        ("gender-legend", person.gender(language).into_owned()),
        ("mother-label", person.mother),
    ]
}
