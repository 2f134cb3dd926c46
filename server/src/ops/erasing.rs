//! A citizen's written wish to be erased: one operator writes it down, another one orders it within
//! a week. Each word is in the audit before anything of the request is shown or done.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use nobat_domain::ids::RequestKey;
use nobat_domain::request::{EraseCause, EraseRefusal, RequestCommand, RequestState, may_erase};
use nobat_domain::staff::{Deed, Subject};
use nobat_domain::timestamp::{Millis, Timestamp};
use nobat_engine::{Answered, AskError, Erased};

use crate::app::App;
use crate::extract::Typed;
use crate::ops::announcing::moment;
use crate::ops::finding::{key_of, sought, too_short};
use crate::pages::counter::address;
use crate::pages::counter::erasing::{Erasing, Outcome, SURE};
use crate::pages::counter::frame::CounterFaults;
use crate::problem;
use crate::staff::{self, Inside};

/// A wish that nobody has ordered for so long is written down anew.
const PROPOSAL_LASTS: Millis = Millis::hours(7 * 24);

/// GET: the form.
pub async fn show(Extension(inside): Extension<Inside>) -> Response {
    let none = CounterFaults::default();
    problem::private(page(&inside, &Typed::default(), Outcome::NotYet, none))
}

/// POST: writes the wish down; or, where somebody else has, asks for the last word and takes it.
pub async fn erase(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    Extension(typed): Extension<Typed>,
) -> Response {
    let mut faults = CounterFaults::default();
    let sought = sought(&app, &typed, &mut faults);
    too_short(&typed, &mut faults);
    let Some(sought) = sought.filter(|_| faults.is_empty()) else {
        return problem::refused(page(&inside, &typed, Outcome::NotYet, faults));
    };
    match go_on(&app, &inside, &typed, sought).await {
        Ok(outcome) => {
            // What was typed goes on with the last word alone.
            let kept = matches!(outcome, Outcome::Sure { .. });
            let typed = if kept { typed } else { Typed::default() };
            problem::private(page(&inside, &typed, outcome, CounterFaults::default()))
        }
        Err(response) => response,
    }
}

async fn go_on(
    app: &App,
    inside: &Inside,
    typed: &Typed,
    sought: crate::ops::finding::By,
) -> Result<Outcome, Response> {
    let broken = |error: AskError| problem::machine(app, error);
    let key = key_of(app, sought).await.map_err(broken)?;
    let state = match key {
        Some(key) => state_of(app, key).await.map_err(broken)?.map(|state| (key, state)),
        None => None,
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
    let Some((key, state)) = state else {
        note(Deed::LookedUp, key).await?;
        return Ok(Outcome::Nobody);
    };
    let now = app.engine.now();
    if let Err(refusal) = may_erase(&state, EraseCause::Wished, now) {
        note(Deed::LookedUp, Some(key)).await?;
        return Ok(Outcome::Refused(why(refusal)));
    }
    let Some(proposed_at) = proposal(app, inside, key, &state).await.map_err(broken)? else {
        note(Deed::ProposedErasure, Some(key)).await?;
        return Ok(Outcome::Proposed);
    };
    if !typed.has(SURE) {
        note(Deed::LookedUp, Some(key)).await?;
        return Ok(Outcome::Sure { proposed_at: moment(proposed_at) });
    }
    note(Deed::OrderedErasure, Some(key)).await?;
    match app.engine.erase(key).await.map_err(broken)? {
        Erased::Done { complete_at, .. } => {
            app.commands.forget(key);
            Ok(Outcome::Done { complete_at: moment(complete_at) })
        }
        Erased::Nobody => Ok(Outcome::Nobody),
        Erased::Refused(refusal) => Ok(Outcome::Refused(why(refusal))),
    }
}

async fn state_of(app: &App, key: RequestKey) -> Result<Option<Box<RequestState>>, AskError> {
    match app.engine.ask(key, RequestCommand::View).await? {
        Answered::Is(state) => Ok(Some(state)),
        Answered::Nobody | Answered::Refused(..) => Ok(None),
    }
}

/// When somebody else wrote the wish down, about this very request: not about one that the same
/// citizen had before.
async fn proposal(
    app: &App,
    inside: &Inside,
    key: RequestKey,
    state: &RequestState,
) -> Result<Option<Timestamp>, AskError> {
    let now = app.engine.now();
    let about = app.engine.audit_about(key).await?;
    let lives = about.iter().rev().find(|entry| {
        entry.deed == Deed::ProposedErasure
            && entry.who != inside.who()
            && entry.at >= state.entered_at
            && now < entry.at.plus(PROPOSAL_LASTS)
    });
    Ok(lives.map(|entry| entry.at))
}

const fn why(refusal: EraseRefusal) -> &'static str {
    match refusal {
        EraseRefusal::SeatLives => "ops-erase-seat",
        EraseRefusal::PaymentOpen => "ops-erase-payment",
        EraseRefusal::CardUnderWay | EraseRefusal::NotOver => "ops-erase-card",
        EraseRefusal::CreditLives => "ops-erase-credit",
        EraseRefusal::ReversalWaits => "ops-erase-reversal",
    }
}

fn page(inside: &Inside, typed: &Typed, outcome: Outcome, faults: CounterFaults) -> Erasing {
    let text = |name: &str| typed.text(name).to_owned();
    Erasing {
        frame: inside.frame(address::ERASURE),
        code: text("code"),
        nid: text("nid"),
        reason: text("reason"),
        outcome,
        faults,
    }
}
