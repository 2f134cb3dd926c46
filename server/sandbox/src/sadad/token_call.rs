//! `Request/PaymentRequest`: a merchant asks for a token.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use nobat_domain::timestamp::{Millis, Timestamp};

use super::book::Book;
use super::config::SadadConfig;
use super::dates;
use super::entry::{Entry, Issued};
use super::numbers;
use super::state::SadadState;
use super::wire::{self, PaymentAnswer, PaymentRequest, code};

/// The most that one payment of this merchant may be.
const AMOUNT_MAX: i64 = 500_000_000;
/// How far the merchant's clock may be from the wall's.
const CLOCK_DIFFERENCE_MAX: Millis = Millis::hours(24);
const RETURN_URL_BYTES_MAX: usize = 1_024;

/// What a merchant asks for, once it is in order.
struct Asked {
    order: u64,
    amount: i64,
    return_url: String,
}

pub async fn handle(State(bank): State<SadadState>, body: Bytes) -> Response {
    let outcome = issue(&bank, &body);
    let res_code = outcome.as_ref().err().copied().unwrap_or(code::DONE);
    let answer = PaymentAnswer {
        res_code: res_code.to_string(),
        token: outcome.ok(),
        description: wire::description(res_code),
    };
    wire::answer(&answer, bank.faults().token).await
}

fn issue(bank: &SadadState, body: &[u8]) -> Result<String, i32> {
    let request: PaymentRequest =
        serde_json::from_slice(body).map_err(|_| code::WRONG_PARAMETERS)?;
    let asked = check(bank, &request)?;
    let token = numbers::token().map_err(|_| code::SYSTEM_ERROR)?;
    let now = bank.now();
    let issued = Issued {
        token: token.clone(),
        at: now.0,
        ends_at: now.plus(bank.config().window).0,
        order: asked.order,
        amount: asked.amount,
        return_url: asked.return_url,
    };
    record(&mut bank.book(), issued)?;
    Ok(token)
}

fn record(book: &mut Book, issued: Issued) -> Result<(), i32> {
    if book.ledger().by_order(issued.order).is_some() {
        return Err(code::ORDER_USED_BEFORE);
    }
    if book.ledger().is_full() {
        return Err(code::SERVICE_DOWN);
    }
    book.record(Entry::Issued(issued)).map_err(|_| code::SYSTEM_ERROR)
}

fn check(bank: &SadadState, request: &PaymentRequest) -> Result<Asked, i32> {
    let SadadConfig { merchant, .. } = bank.config();
    let is = |value, expected: &str| wire::text(value).is_some_and(|text| text == expected);
    if !is(&request.merchant_id, &merchant.merchant_id) {
        return Err(code::WRONG_MERCHANT);
    }
    if !is(&request.terminal_id, &merchant.terminal_id) {
        return Err(code::WRONG_TERMINAL);
    }
    let amount = wire::integer(&request.amount).filter(|&amount| amount > 0);
    let amount = amount.ok_or(code::WRONG_AMOUNT)?;
    if amount > AMOUNT_MAX {
        return Err(code::OVER_LIMIT);
    }
    let order = wire::integer(&request.order_id).and_then(|order| u64::try_from(order).ok());
    let order = order.filter(|&order| order > 0).ok_or(code::WRONG_ORDER)?;
    check_signature(bank, request, order, amount)?;
    check_clock(bank.wall_now(), request)?;
    Ok(Asked { order, amount, return_url: return_url(request)? })
}

fn check_signature(
    bank: &SadadState,
    request: &PaymentRequest,
    order: u64,
    amount: i64,
) -> Result<(), i32> {
    let signed = format!("{};{order};{amount}", bank.config().merchant.terminal_id);
    let signature = wire::text(&request.sign_data).unwrap_or_default();
    if bank.key().has_signed(&signed, &signature) { Ok(()) } else { Err(code::WRONG_SIGNATURE) }
}

/// Against the wall, not against the bank's hour: a test that moves the hour moves no merchant.
fn check_clock(wall: Timestamp, request: &PaymentRequest) -> Result<(), i32> {
    let text = wire::text(&request.local_date_time).ok_or(code::WRONG_TIME)?;
    let theirs = dates::parse_local(&text).ok_or(code::WRONG_TIME)?;
    let difference = wall.since(theirs).max(theirs.since(wall));
    if difference > CLOCK_DIFFERENCE_MAX { Err(code::CLOCK_DIFFERS) } else { Ok(()) }
}

fn return_url(request: &PaymentRequest) -> Result<String, i32> {
    let url = wire::text(&request.return_url).ok_or(code::WRONG_RETURN_URL)?;
    let is_address = url.parse::<Uri>().is_ok_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some()
    });
    if is_address && url.len() <= RETURN_URL_BYTES_MAX {
        Ok(url)
    } else {
        Err(code::WRONG_RETURN_URL)
    }
}
