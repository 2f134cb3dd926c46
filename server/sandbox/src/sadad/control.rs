//! What tests and load generators may ask of the bank that no merchant may.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::book::Unwritable;
use super::card::{Card, SAMPLE_CARD};
use super::faults::Faults;
use super::ledger::{Payment, Standing};
use super::pay::{self, CARDS_REFUSED_MAX, IssuerSays};
use super::return_form::{ReturnForm, Times};
use super::state::SadadState;

const LEDGER_PAGE: usize = 1_000;
const LEDGER_PAGE_MAX: usize = 10_000;
/// Ten years either way are enough for any test of time.
const SHIFT_MS_MAX: u64 = 10 * 365 * 86_400_000;

#[derive(Serialize, Deserialize)]
pub struct Clock {
    shift_ms: i64,
}

#[derive(Deserialize)]
pub struct LedgerQuery {
    /// Payments issued before this place are left out.
    #[serde(default)]
    after: usize,
    limit: Option<usize>,
    /// Only this order.
    order: Option<u64>,
}

#[derive(Serialize)]
pub struct LedgerView {
    payments: Vec<PaymentView>,
    /// Where the next page begins; null on the last one.
    next_after: Option<usize>,
    /// Of the whole ledger, whatever the page.
    totals: BTreeMap<&'static str, Total>,
    now_ms: u64,
}

#[derive(Serialize, Default)]
pub struct Total {
    count: u64,
    amount: i64,
}

/// Order numbers are strings: they are above what a JavaScript number holds.
#[derive(Serialize)]
pub struct PaymentView {
    token: String,
    order: String,
    amount: i64,
    state: &'static str,
    issued_at_ms: u64,
    ends_at_ms: u64,
    cards_refused: u32,
    return_url: String,
    reference: Option<String>,
    trace: Option<String>,
    card_masked: Option<String>,
    paid_at_ms: Option<u64>,
    verified_at_ms: Option<u64>,
    reversed_at_ms: Option<u64>,
}

#[derive(Deserialize)]
pub struct PayOrder {
    token: String,
    #[serde(default)]
    outcome: Outcome,
}

#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    #[default]
    Paid,
    Cancelled,
    /// As many refused cards as close the page.
    Refused,
    /// Charged, reported as failed, and given back by the bank.
    GivenBack,
}

/// What a browser would now do, for whoever has none.
#[derive(Serialize)]
pub struct PayAnswer {
    state: &'static str,
    reference: Option<String>,
    trace: Option<String>,
    callbacks: Vec<CallbackView>,
}

#[derive(Serialize, Clone)]
pub struct CallbackView {
    url: String,
    fields: BTreeMap<&'static str, String>,
}

pub async fn faults(State(bank): State<SadadState>) -> Json<Faults> {
    Json(bank.faults())
}

pub async fn set_faults(
    State(bank): State<SadadState>,
    Json(faults): Json<Faults>,
) -> Json<Faults> {
    bank.set_faults(faults.clone());
    Json(faults)
}

/// An honest bank at the wall's hour again; the ledger stays.
pub async fn reset(State(bank): State<SadadState>) -> StatusCode {
    bank.set_faults(Faults::default());
    bank.shift_to(0);
    StatusCode::NO_CONTENT
}

pub async fn set_clock(
    State(bank): State<SadadState>,
    Json(clock): Json<Clock>,
) -> Result<Json<Clock>, StatusCode> {
    if clock.shift_ms.unsigned_abs() > SHIFT_MS_MAX {
        return Err(StatusCode::UNPROCESSABLE_ENTITY);
    }
    bank.shift_to(clock.shift_ms);
    Ok(Json(Clock { shift_ms: bank.shift_ms() }))
}

pub async fn ledger(
    State(bank): State<SadadState>,
    Query(query): Query<LedgerQuery>,
) -> Result<Json<LedgerView>, StatusCode> {
    let now = bank.now();
    let mut book = bank.book();
    book.settle_all(now).map_err(unwritable)?;
    let all = book.ledger().payments();
    let limit = query.limit.unwrap_or(LEDGER_PAGE).min(LEDGER_PAGE_MAX);
    let (payments, next_after) = match query.order {
        Some(order) => (book.ledger().by_order(order).map(view).into_iter().collect(), None),
        None => {
            let page = all.iter().skip(query.after).take(limit).map(view).collect();
            let next = query.after.saturating_add(limit);
            (page, (next < all.len()).then_some(next))
        }
    };
    Ok(Json(LedgerView { payments, next_after, totals: totals(all), now_ms: now.0 }))
}

pub async fn pay(
    State(bank): State<SadadState>,
    Json(order): Json<PayOrder>,
) -> Result<Json<PayAnswer>, StatusCode> {
    let payment = play(&bank, &order).map_err(unwritable)?.ok_or(StatusCode::NOT_FOUND)?;
    let fault = bank.faults().callback;
    let callback = ReturnForm::of(&payment, fault)
        .map(|form| CallbackView { url: form.url, fields: form.fields.into_iter().collect() });
    let paid = payment.paid.as_ref();
    Ok(Json(PayAnswer {
        state: payment.standing.name(),
        reference: paid.map(|paid| paid.reference.clone()),
        trace: paid.map(|paid| paid.trace.clone()),
        callbacks: callback
            .map_or_else(Vec::new, |callback| vec![callback; Times::of(fault).count()]),
    }))
}

fn play(bank: &SadadState, order: &PayOrder) -> Result<Option<Payment>, Unwritable> {
    let now = bank.now();
    let mut book = bank.book();
    let card = Card::parse(SAMPLE_CARD).expect("the sample card is a good one");
    let mut charge = |says| pay::charge(&mut book, &order.token, &card, says, now);
    match order.outcome {
        Outcome::Paid => charge(IssuerSays::Charged),
        Outcome::GivenBack => charge(IssuerSays::ChargedAndGivenBack),
        Outcome::Refused => {
            for _ in 1..CARDS_REFUSED_MAX {
                charge(IssuerSays::NotEnoughMoney)?;
            }
            charge(IssuerSays::NotEnoughMoney)
        }
        Outcome::Cancelled => pay::cancel(&mut book, &order.token, now),
    }
}

fn totals(all: &[Payment]) -> BTreeMap<&'static str, Total> {
    let mut totals: BTreeMap<_, Total> =
        Standing::ALL.iter().map(|standing| (standing.name(), Total::default())).collect();
    for payment in all {
        let total = totals.entry(payment.standing.name()).or_default();
        total.count += 1;
        total.amount += payment.issued.amount;
    }
    totals
}

fn view(payment: &Payment) -> PaymentView {
    let paid = payment.paid.as_ref();
    PaymentView {
        token: payment.issued.token.clone(),
        order: payment.issued.order.to_string(),
        amount: payment.issued.amount,
        state: payment.standing.name(),
        issued_at_ms: payment.issued.at,
        ends_at_ms: payment.issued.ends_at,
        cards_refused: payment.cards_refused,
        return_url: payment.issued.return_url.clone(),
        reference: paid.map(|paid| paid.reference.clone()),
        trace: paid.map(|paid| paid.trace.clone()),
        card_masked: paid.map(|paid| paid.card_masked.clone()),
        paid_at_ms: paid.map(|paid| paid.at),
        verified_at_ms: payment.verified_at,
        reversed_at_ms: payment.reversed_at,
    }
}

fn unwritable(_: Unwritable) -> StatusCode {
    StatusCode::INTERNAL_SERVER_ERROR
}
