//! Money that banks are to send back: who waits for it longest, and the word that a bank has.
//!
//! Reversing is done with the bank, by people and papers of its own; here it is said that it was,
//! under the bank's reference, and the citizen sees it then.

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use nobat_domain::ids::{BankId, OrderNo, RequestKey};
use nobat_domain::payment::{Money, Reference};
use nobat_domain::person::fold::fold_digits;
use nobat_domain::request::import::ELSEWHERE;
use nobat_domain::request::{RequestCommand, RequestRefusal, RequestState};
use nobat_domain::staff::{Deed, Subject};
use nobat_engine::{Answered, AskError};

use crate::app::App;
use crate::extract::Typed;
use crate::ops::announcing::moment;
use crate::pages::counter::address;
use crate::pages::counter::frame::CounterFaults;
use crate::pages::counter::reversals::{GoesBack, Reversal, Reversals, SURE};
use crate::persian::Language;
use crate::persian::amounts::rials;
use crate::staff::{self, Inside};
use crate::{problem, way};

/// Citizens whose money one list shows.
const CITIZENS_MAX: usize = 50;
const DONE: &str = "done";
const GONE: &str = "gone";

/// GET: the list. What has just come of one stands in the address.
pub async fn list(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    RawQuery(query): RawQuery,
) -> Response {
    let told = match query.as_deref() {
        Some(DONE) => Some("ops-reversals-done"),
        Some(GONE) => Some("ops-reversals-gone"),
        _ => None,
    };
    match waiting(&app).await {
        Ok((rows, more)) => {
            let frame = inside.frame(address::REVERSALS);
            problem::private(Reversals { frame, rows, more, told })
        }
        Err(error) => problem::machine(&app, error),
    }
}

async fn waiting(app: &App) -> Result<(Vec<GoesBack>, u64), AskError> {
    let (keys, all) = app.engine.to_reverse(CITIZENS_MAX).await?;
    let more = all.saturating_sub(keys.len() as u64);
    let mut rows = Vec::new();
    for key in keys {
        // Between the list and this look it may have been said.
        if let Answered::Is(state) = app.engine.ask(key, RequestCommand::View).await? {
            rows.extend(state.to_reverse.iter().map(|money| goes_back(app, money)));
        }
    }
    Ok((rows, more))
}

/// GET: one payment, and what the bank calls its reversal.
pub async fn show(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = Typed::read(query.unwrap_or_default().as_bytes());
    match found(&app, &query).await {
        Ok(Some((_, _, money))) => {
            let faults = CounterFaults::default();
            problem::private(page(&app, &inside, &money, &Typed::default(), faults))
        }
        Ok(None) => gone(),
        Err(error) => problem::machine(&app, error),
    }
}

/// POST: looks at the reference, asks for the last word, and takes it.
pub async fn reverse(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    Extension(typed): Extension<Typed>,
) -> Response {
    let (key, order, money) = match found(&app, &typed).await {
        Ok(Some(found)) => found,
        Ok(None) => return gone(),
        Err(error) => return problem::machine(&app, error),
    };
    let Some(reference) = reference(&typed) else {
        let faults = CounterFaults::of("reference", "ops-reversal-reference-wrong");
        return problem::refused(page(&app, &inside, &money, &typed, faults));
    };
    if !typed.has(SURE) {
        let mut page = page(&app, &inside, &money, &typed, CounterFaults::default());
        (page.is_sure, page.reference) = (true, reference.as_str().to_owned());
        return problem::private(page);
    }
    // Durable before the deed, which has another owner: so it names the order too.
    let words = format!("order {}: {}", order.0, reference.as_str());
    let entry = inside.entry(Deed::Reversed, Subject::Request(key), &words);
    match app.engine.note(entry).await {
        Ok(Ok(())) => {}
        Ok(Err(refusal)) => return staff::refused(&app, refusal),
        Err(error) => return problem::machine(&app, error),
    }
    match app.engine.ask(key, RequestCommand::Reverse { order, reference }).await {
        Ok(Answered::Is(_)) => way::to(address::REVERSALS_DONE),
        Ok(Answered::Nobody | Answered::Refused(..)) => gone(),
        Err(error) => problem::machine(&app, error),
    }
}

/// Somebody else was quicker, or there was no such money.
fn gone() -> Response {
    way::to(address::REVERSALS_GONE)
}

/// The payment of the order that the form names, if it waits to be reversed.
async fn found(app: &App, typed: &Typed) -> Result<Option<(RequestKey, OrderNo, Money)>, AskError> {
    let Ok(order) = typed.text("order").parse().map(OrderNo) else { return Ok(None) };
    let Some(key) = app.engine.find_order(order).await? else { return Ok(None) };
    let Answered::Is(state) = app.engine.ask(key, RequestCommand::View).await? else {
        return Ok(None);
    };
    Ok(money(&state, order).ok().map(|money| (key, order, money)))
}

fn money(state: &RequestState, order: OrderNo) -> Result<Money, RequestRefusal> {
    state.reversal_ruling(order).cloned()
}

fn reference(typed: &Typed) -> Option<Reference> {
    let text = fold_digits(typed.text("reference").trim());
    Reference::new(&text).filter(|_| !text.is_empty())
}

fn goes_back(app: &App, money: &Money) -> GoesBack {
    GoesBack {
        order: money.order.0.to_string(),
        bank: bank(app, money.bank),
        amount: rials(money.amount),
        reference: money.reference.as_str().to_owned(),
        since: moment(money.verified_at),
    }
}

/// What a bank is called behind the counter.
fn bank(app: &App, id: BankId) -> String {
    match app.banks.find(id) {
        Some(bank) => Language::Persian.say(bank.name).into_owned(),
        None if id == ELSEWHERE => Language::Persian.say("ops-reversals-elsewhere").into_owned(),
        None => id.0.to_string(),
    }
}

fn page(
    app: &App,
    inside: &Inside,
    money: &Money,
    typed: &Typed,
    faults: CounterFaults,
) -> Reversal {
    Reversal {
        frame: inside.frame(address::REVERSALS),
        money: goes_back(app, money),
        reference: typed.text("reference").to_owned(),
        is_sure: false,
        faults,
    }
}
