//! An officer's mistake in a card, which makes another one free. A citizen's claim makes nothing
//! free: an operator says it, by name and with a reason, and that is durable before the right is.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use nobat_domain::ids::RequestKey;
use nobat_domain::request::{Denied, NotOpen, RequestCommand, RequestRefusal};
use nobat_domain::staff::{Deed, Subject};
use nobat_engine::{Answered, AskError};

use crate::app::App;
use crate::extract::Typed;
use crate::ops::finding::{By, key_of, sought, too_short};
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

/// POST: marks the card of the request that is named.
pub async fn mark(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    Extension(typed): Extension<Typed>,
) -> Response {
    let mut faults = CounterFaults::default();
    let sought = sought(&app, &typed, &mut faults);
    too_short(&typed, &mut faults);
    let Some(by) = sought.filter(|_| faults.is_empty()) else {
        return problem::refused(page(&inside, &typed, Marked::NotYet, faults));
    };
    match found(&app, &inside, &typed, by).await {
        Ok(Ok(())) => {
            let none = CounterFaults::default();
            problem::private(page(&inside, &Typed::default(), Marked::Done, none))
        }
        Ok(Err(key)) => {
            let field = if typed.has("code") { "code" } else { "nid" };
            let faults = CounterFaults::of(field, key);
            problem::refused(page(&inside, &typed, Marked::NotYet, faults))
        }
        Err(response) => response,
    }
}

/// The law is asked before anything is written down, so that the audit names no mistake in a card
/// that was never there; and by the request's owner once more.
async fn found(
    app: &App,
    inside: &Inside,
    typed: &Typed,
    by: By,
) -> Result<Result<(), &'static str>, Response> {
    let broken = |error: AskError| problem::machine(app, error);
    let key = key_of(app, by).await.map_err(broken)?;
    let state = match key {
        Some(key) => app.engine.ask(key, RequestCommand::View).await.map_err(broken)?,
        None => Answered::Nobody,
    };
    let note = async |deed, key: Option<RequestKey>| {
        let subject = key.map_or(Subject::Nobody, Subject::Request);
        let entry = inside.entry(deed, subject, typed.text("reason").trim());
        match app.engine.note(entry).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(refusal)) => Err(staff::refused(app, refusal)),
            Err(error) => Err(problem::machine(app, error)),
        }
    };
    let (Some(key), Answered::Is(state)) = (key, state) else {
        note(Deed::LookedUp, key).await?;
        return Ok(Err("ops-mistake-nobody"));
    };
    if let Err(why) = state.mistake_ruling() {
        note(Deed::LookedUp, Some(key)).await?;
        return Ok(Err(sentence(why)));
    }
    note(Deed::FoundMistake, Some(key)).await?;
    match app.engine.ask(key, RequestCommand::FindMistake).await.map_err(broken)? {
        Answered::Is(_) => Ok(Ok(())),
        Answered::Refused(RequestRefusal::Denied(Denied::NotOpen(why)), _) => {
            Ok(Err(sentence(why)))
        }
        Answered::Nobody | Answered::Refused(..) => Ok(Err("ops-mistake-nobody")),
    }
}

const fn sentence(why: NotOpen) -> &'static str {
    match why {
        NotOpen::UnderWay => "ops-mistake-under-way",
        _ => "ops-mistake-no-card",
    }
}

fn page(inside: &Inside, typed: &Typed, marked: Marked, faults: CounterFaults) -> Mistake {
    let text = |name: &str| typed.text(name).to_owned();
    Mistake {
        frame: inside.frame(address::MISTAKE),
        code: text("code"),
        nid: text("nid"),
        reason: text("reason"),
        marked,
        faults,
    }
}
