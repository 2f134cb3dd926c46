//! A citizen's request, looked up for somebody who calls. That it was looked at, by whom and why,
//! is durable before anything of it is shown.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use nobat_domain::ids::RequestKey;
use nobat_domain::person::NationalId;
use nobat_domain::request::{RequestCommand, RequestState};
use nobat_domain::staff::{Deed, Subject};
use nobat_domain::tracking_code::TrackingCode;
use nobat_engine::{Answered, AskError};

use crate::app::App;
use crate::citizen::views;
use crate::extract::Typed;
use crate::pages::conditions::service_key;
use crate::pages::counter::address;
use crate::pages::counter::finding::{Finding, Sought};
use crate::pages::counter::frame::CounterFaults;
use crate::persian::Language;
use crate::persian::codes::{masked_mobile, tracking};
use crate::persian::digits::persian;
use crate::problem;
use crate::staff::{self, Inside};
use crate::takeaway::scanned;

/// Shorter reasons say nothing.
const REASON_CHARS_MIN: usize = 8;

/// GET: the form.
pub async fn show(Extension(inside): Extension<Inside>) -> Response {
    let typed = Typed::default();
    problem::private(page(&inside, &typed, Sought::NotYet, CounterFaults::default()))
}

/// POST: looks up. The answer is no page that can be asked for again, so none is left behind.
pub async fn find(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    Extension(typed): Extension<Typed>,
) -> Response {
    let mut faults = CounterFaults::default();
    let sought = sought(&app, &typed, &mut faults);
    too_short(&typed, &mut faults);
    let Some(sought) = sought.filter(|_| faults.is_empty()) else {
        return problem::refused(page(&inside, &typed, Sought::NotYet, faults));
    };
    let key = match key_of(&app, sought).await {
        Ok(key) => key,
        Err(error) => return problem::machine(&app, error),
    };
    let subject = key.map_or(Subject::Nobody, Subject::Request);
    let entry = inside.entry(Deed::LookedUp, subject, typed.text("reason").trim());
    match app.engine.note(entry).await {
        Ok(Ok(())) => {}
        Ok(Err(refusal)) => return staff::refused(&app, refusal),
        Err(error) => return problem::machine(&app, error),
    }
    let found = match key {
        Some(key) => app.engine.ask(key, RequestCommand::View).await,
        None => Ok(Answered::Nobody),
    };
    let found = match found {
        Ok(Answered::Is(state)) => Sought::Found(facts(&app, &state)),
        Ok(Answered::Nobody | Answered::Refused(..)) => Sought::Nobody,
        Err(error) => return problem::machine(&app, error),
    };
    // The reason goes with one look-up and is asked for anew.
    problem::private(page(&inside, &Typed::default(), found, CounterFaults::default()))
}

/// A reason that says nothing is a fault.
pub(super) fn too_short(typed: &Typed, faults: &mut CounterFaults) {
    if typed.text("reason").trim().chars().count() < REASON_CHARS_MIN {
        faults.add("reason", "ops-find-reason-short");
    }
}

/// How a request was asked for.
#[derive(Clone, Copy)]
pub(super) enum By {
    Code(TrackingCode),
    Id(NationalId),
}

pub(super) fn sought(app: &App, typed: &Typed, faults: &mut CounterFaults) -> Option<By> {
    match (typed.has("code"), typed.has("nid")) {
        (true, _) => {
            let code = scanned::typed(&app.engine, typed.text("code")).map(By::Code);
            if code.is_none() {
                faults.add("code", "ops-find-code-wrong");
            }
            code
        }
        (false, true) => {
            let nid = NationalId::parse(typed.text("nid")).ok().map(By::Id);
            if nid.is_none() {
                faults.add("nid", "ops-find-nid-wrong");
            }
            nid
        }
        (false, false) => {
            faults.add("code", "ops-find-empty");
            None
        }
    }
}

pub(super) async fn key_of(app: &App, by: By) -> Result<Option<RequestKey>, AskError> {
    match by {
        By::Code(code) => app.engine.find_code(code).await,
        By::Id(nid) => Ok(Some(app.engine.request_key(&nid))),
    }
}

fn facts(app: &App, state: &RequestState) -> Vec<(&'static str, String)> {
    let mut facts = vec![("ops-find-nid", persian(state.national_id.as_str()))];
    facts.push(("details-kind", Language::Persian.say(service_key(state.service)).into_owned()));
    if let Some(code) = state.code {
        facts.push(("ops-find-code", tracking(&code.to_string()).join("\u{a0}")));
    }
    if let Some(details) = &state.details {
        facts.push(("ops-find-mobile", masked_mobile(&details.mobile.to_national())));
    }
    match &state.booking {
        Some(booking) => {
            let seat = views::seat(&app.engine.board(), state, booking.choice);
            facts.push(("ops-find-seat", seat.when(Language::Persian)));
            facts.push(("ops-find-office", format!("{}، {}", seat.office.name, seat.office.city)));
        }
        None => facts.push(("ops-find-seat", "—".to_owned())),
    }
    facts.push(("ops-find-credits", persian(state.purse.len())));
    let open = state.attempts.iter().filter(|attempt| attempt.asking()).count();
    facts.push(("ops-find-asking", persian(open)));
    facts
}

fn page(inside: &Inside, typed: &Typed, found: Sought, faults: CounterFaults) -> Finding {
    let text = |name: &str| typed.text(name).to_owned();
    Finding {
        frame: inside.frame(address::SEARCH),
        code: text("code"),
        nid: text("nid"),
        reason: text("reason"),
        found,
        faults,
    }
}
