//! The payment page: amount and merchant, the time left, the card, the security keypad.

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use nobat_domain::timestamp::{Millis, Timestamp};
use serde::Deserialize;

use super::book::Unwritable;
use super::config::Merchant;
use super::ledger::{Payment, Standing};
use super::pay::{self, CARDS_REFUSED_MAX, IssuerSays};
use super::pay_form::{Faults, PayForm};
use super::state::SadadState;
use super::wording::{amount, persian};
use super::{dates, keypad};

/// What an address of the pages says.
#[derive(Deserialize)]
pub struct PageQuery {
    #[serde(rename = "Token", alias = "token", default)]
    pub token: String,
    /// Fills in the sample card.
    #[serde(default)]
    pub sample: Option<String>,
}

/// The part that all pages show: who is paid what.
pub struct Summary {
    pub amount: String,
    pub merchant_id: String,
    pub merchant_name: String,
    pub order: String,
    pub web_address: String,
}

#[derive(Template)]
#[template(path = "sadad/purchase.html")]
struct PurchasePage {
    summary: Summary,
    token: String,
    left: String,
    left_s: u64,
    /// One more second, so that a reload without JavaScript finds the time over.
    reload_s: u64,
    ends_at: String,
    keys: Vec<(u8, String)>,
    code: Vec<String>,
    form: PayForm,
    faults: Faults,
    refusal: &'static str,
}

#[derive(Template)]
#[template(path = "sadad/not_found.html")]
struct NotFoundPage;

pub async fn show(State(bank): State<SadadState>, Query(query): Query<PageQuery>) -> Response {
    let form = if query.sample.is_some() { PayForm::sample() } else { PayForm::default() };
    let now = bank.now();
    let payment = bank.book().settled(&query.token, now);
    page(payment, |payment| purchase(&bank, payment, now, form, Faults::default(), ""))
}

pub async fn submit(
    State(bank): State<SadadState>,
    Query(query): Query<PageQuery>,
    Form(form): Form<PayForm>,
) -> Response {
    let now = bank.now();
    if form.action == "cancel" {
        let cancelled = pay::cancel(&mut bank.book(), &query.token, now);
        return page(cancelled, |_| StatusCode::CONFLICT.into_response());
    }
    let seen = bank.book().settled(&query.token, now);
    let round = seen.as_ref().ok().and_then(Option::as_ref).map(|payment| payment.cards_refused);
    let code = keypad::security_code(&query.token, round.unwrap_or(0));
    match form.check(&code, now) {
        Err(faults) => page(seen, |payment| purchase(&bank, payment, now, kept(form), faults, "")),
        Ok(fit) => {
            let tried = pay::charge(&mut bank.book(), &query.token, &fit.card, fit.says, now);
            let refusal = IssuerSays::refusal(fit.says).unwrap_or("");
            page(tried, |payment| {
                purchase(&bank, payment, now, kept(form), Faults::default(), refusal)
            })
        }
    }
}

/// Shows an open payment; sends every other one to its result.
fn page(
    payment: Result<Option<Payment>, Unwritable>,
    open: impl FnOnce(&Payment) -> Response,
) -> Response {
    match payment {
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Ok(None) => not_found(),
        Ok(Some(payment)) if payment.standing == Standing::Issued => open(&payment),
        Ok(Some(payment)) => {
            let token = &payment.issued.token;
            Redirect::to(&format!("/VPG/Purchase/Result?Token={token}")).into_response()
        }
    }
}

fn purchase(
    bank: &SadadState,
    payment: &Payment,
    now: Timestamp,
    form: PayForm,
    faults: Faults,
    refusal: &'static str,
) -> Response {
    let (token, round) = (payment.issued.token.clone(), payment.cards_refused);
    debug_assert!(round < CARDS_REFUSED_MAX, "the page is closed by then");
    let ends_at = Timestamp(payment.issued.ends_at);
    let left = Millis(ends_at.since(now).0);
    let left_s = left.0.div_ceil(1_000);
    let keys = keypad::keys(&token, round);
    let code = keypad::security_code(&token, round);
    render(&PurchasePage {
        summary: Summary::of(&bank.config().merchant, payment),
        left: persian(&dates::minutes_and_seconds(left)),
        left_s,
        reload_s: left_s + 1,
        ends_at: persian(&dates::hour_and_minute(ends_at)),
        keys: keys.into_iter().map(|key| (key, persian(&key.to_string()))).collect(),
        code: code.chars().map(|digit| persian(&digit.to_string())).collect(),
        token,
        form,
        faults,
        refusal,
    })
}

impl Summary {
    pub fn of(merchant: &Merchant, payment: &Payment) -> Self {
        let uri = payment.issued.return_url.parse::<axum::http::Uri>().ok();
        let host = uri.as_ref().and_then(|uri| uri.host()).unwrap_or_default();
        Self {
            amount: amount(payment.issued.amount),
            merchant_id: persian(&merchant.merchant_id),
            merchant_name: merchant.name.clone(),
            order: persian(&payment.issued.order.to_string()),
            web_address: host.to_owned(),
        }
    }
}

pub fn not_found() -> Response {
    (StatusCode::NOT_FOUND, render(&NotFoundPage)).into_response()
}

pub fn render(page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => Html(html).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// What goes back into the page: everything but the secrets and the code that is now another one.
fn kept(form: PayForm) -> PayForm {
    PayForm { password: String::new(), cvv2: String::new(), security_code: String::new(), ..form }
}
