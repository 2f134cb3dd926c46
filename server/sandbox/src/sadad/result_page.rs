//! The page after the card: what happened, and the way back to the merchant.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use nobat_domain::timestamp::{Millis, Timestamp};

use super::dates;
use super::ledger::{Payment, Standing};
use super::purchase_page::{PageQuery, Summary, not_found, render};
use super::return_form::{ReturnForm, Times};
use super::state::SadadState;
use super::wording::persian;

/// Nobody needs to read long that nothing was paid.
const RETURN_DELAY_UNPAID_S_MAX: u32 = 8;

#[derive(Template)]
#[template(path = "sadad/result.html")]
struct ResultPage {
    summary: Summary,
    terminal_id: String,
    title: &'static str,
    sentence: &'static str,
    is_paid: bool,
    receipt: Option<ReceiptRows>,
    way_back: Option<ReturnForm>,
    is_repeated: bool,
    button: &'static str,
    delay_s: u32,
    delay: String,
}

/// What the guide's page shows of a payment.
struct ReceiptRows {
    reference: String,
    card_masked: String,
    issuer: String,
    at: String,
    trace: String,
}

pub async fn show(State(bank): State<SadadState>, Query(query): Query<PageQuery>) -> Response {
    let now = bank.now();
    let payment = bank.book().settled(&query.token, now);
    match payment {
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Ok(None) => not_found(),
        Ok(Some(payment)) if payment.standing == Standing::Issued => {
            Redirect::to(&format!("/VPG/Purchase?Token={}", query.token)).into_response()
        }
        Ok(Some(payment)) => render(&page(&bank, &payment)),
    }
}

fn page(bank: &SadadState, payment: &Payment) -> ResultPage {
    let fault = bank.faults().callback;
    let times = Times::of(fault);
    let is_paid = matches!(payment.standing, Standing::Paid | Standing::Verified);
    let delay_s = match bank.config().return_delay_s {
        delay_s if is_paid => delay_s,
        delay_s => delay_s.min(RETURN_DELAY_UNPAID_S_MAX),
    };
    let (title, sentence) = words(payment.standing);
    ResultPage {
        summary: Summary::of(&bank.config().merchant, payment),
        terminal_id: persian(&bank.config().merchant.terminal_id),
        title,
        sentence,
        is_paid,
        receipt: if is_paid { receipt(payment) } else { None },
        way_back: ReturnForm::of(payment, fault).filter(|_| times != Times::Never),
        is_repeated: times == Times::Twice,
        button: if is_paid {
            "تکمیل فرآیند خرید"
        } else {
            "بازگشت به سایت پذیرنده"
        },
        delay_s,
        delay: persian(&dates::minutes_and_seconds(Millis::seconds(u64::from(delay_s)))),
    }
}

fn receipt(payment: &Payment) -> Option<ReceiptRows> {
    let paid = payment.paid.as_ref()?;
    Some(ReceiptRows {
        reference: persian(&paid.reference),
        card_masked: persian(&paid.card_masked),
        issuer: paid.issuer.clone(),
        at: persian(&dates::shown(Timestamp(paid.at))),
        trace: persian(&paid.trace),
    })
}

const fn words(standing: Standing) -> (&'static str, &'static str) {
    match standing {
        Standing::Issued | Standing::Paid | Standing::Verified => {
            ("پرداخت انجام شد", "لطفا جهت تکمیل خرید بر روی دکمه «تکمیل فرآیند خرید» کلیک نمایید.")
        }
        Standing::Cancelled => ("پرداخت لغو شد", "به خواست شما انصراف داده شد و مبلغی برداشت نشد."),
        Standing::Failed => ("پرداخت انجام نشد", "کارت چند بار پذیرفته نشد و مبلغی برداشت نشد."),
        Standing::Expired => {
            ("مهلت پرداخت به پایان رسید", "زمان این صفحه تمام شد و مبلغی برداشت نشد.")
        }
        Standing::Reversed => (
            "پرداخت ناموفق بود",
            "اگر مبلغی از حساب شما کم شده است، بانک آن را تا ۷۲ ساعت برمی‌گرداند.",
        ),
    }
}
