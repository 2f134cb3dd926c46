//! An officer's mistake in a card, which makes another one free. A citizen's claim makes nothing
//! free: an operator says it, by name and with a reason, and that is durable before the right is.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use nobat_domain::request::{Denied, NotOpen, RequestCommand, RequestRefusal};
use nobat_domain::staff::{Deed, Subject};
use nobat_domain::tracking_code::TrackingCode;
use nobat_engine::Answered;

use crate::app::App;
use crate::extract::Typed;
use crate::ops::finding::REASON_CHARS_MIN;
use crate::pages::counter::address;
use crate::pages::counter::frame::CounterFaults;
use crate::pages::counter::mistake::{Marked, Mistake};
use crate::problem;
use crate::staff::{self, Inside};

/// GET: the form.
pub async fn show(Extension(inside): Extension<Inside>) -> Response {
    let faults = CounterFaults::default();
    problem::private(page(&inside, &Typed::default(), Marked::NotYet, faults))
}

/// POST: marks the card of the request that the code leads to.
pub async fn mark(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    Extension(typed): Extension<Typed>,
) -> Response {
    let mut faults = CounterFaults::default();
    let code = TrackingCode::parse(typed.text("code")).ok();
    if code.is_none() {
        faults.add("code", "ops-find-code-wrong");
    }
    let reason = typed.text("reason").trim();
    if reason.chars().count() < REASON_CHARS_MIN {
        faults.add("reason", "ops-find-reason-short");
    }
    let again = |faults| problem::refused(page(&inside, &typed, Marked::NotYet, faults));
    let Some(code) = code.filter(|_| faults.is_empty()) else { return again(faults) };
    let key = match app.engine.find_code(code).await {
        Ok(Some(key)) => key,
        Ok(None) => return again(CounterFaults::of("code", "ops-mistake-nobody")),
        Err(error) => return problem::machine(&app, error),
    };
    let entry = inside.entry(Deed::FoundMistake, Subject::Request(key), reason);
    match app.engine.note(entry).await {
        Ok(Ok(())) => {}
        Ok(Err(refusal)) => return staff::refused(&app, refusal),
        Err(error) => return problem::machine(&app, error),
    }
    match app.engine.ask(key, RequestCommand::FindMistake).await {
        Ok(Answered::Is(_)) => {
            let none = CounterFaults::default();
            problem::private(page(&inside, &Typed::default(), Marked::Done, none))
        }
        Ok(Answered::Refused(RequestRefusal::Denied(Denied::NotOpen(why)), _)) => {
            let under_way = why == NotOpen::UnderWay;
            let key = if under_way { "ops-mistake-under-way" } else { "ops-mistake-no-card" };
            again(CounterFaults::of("code", key))
        }
        Ok(Answered::Nobody | Answered::Refused(..)) => {
            again(CounterFaults::of("code", "ops-mistake-nobody"))
        }
        Err(error) => problem::machine(&app, error),
    }
}

fn page(inside: &Inside, typed: &Typed, marked: Marked, faults: CounterFaults) -> Mistake {
    let text = |name: &str| typed.text(name).to_owned();
    let frame = inside.frame(address::MISTAKE);
    Mistake { frame, code: text("code"), reason: text("reason"), marked, faults }
}
