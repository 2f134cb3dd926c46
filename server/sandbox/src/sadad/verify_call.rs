//! `Advice/Verify`: a merchant asks whether a token was paid, and thereby takes the money.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use nobat_domain::timestamp::Timestamp;

use super::book::{Book, Unwritable};
use super::dates;
use super::entry::Entry;
use super::faults::Lie;
use super::ledger::{Payment, Standing};
use super::state::SadadState;
use super::wire::{self, VerifyAnswer, VerifyRequest, code};

pub async fn handle(State(bank): State<SadadState>, body: Bytes) -> Response {
    let faults = bank.faults();
    let mut answer = judge(&bank, &body).unwrap_or_else(no);
    if let Some(lie) = faults.verify_lie {
        tell(lie, &mut answer);
    }
    wire::answer(&answer, faults.verify).await
}

fn judge(bank: &SadadState, body: &[u8]) -> Result<VerifyAnswer, i32> {
    let request: VerifyRequest = serde_json::from_slice(body).map_err(|_| code::FAILED)?;
    let token = wire::text(&request.token).ok_or(code::FAILED)?;
    let signature = wire::text(&request.sign_data).unwrap_or_default();
    if !bank.key().has_signed(&token, &signature) {
        return Err(code::WRONG_SIGNATURE);
    }
    let now = bank.now();
    verify(&mut bank.book(), &token, now).map_err(|_| code::SYSTEM_ERROR)?
}

/// The outer error is the disk's, the inner one the bank's "no".
fn verify(
    book: &mut Book,
    token: &str,
    now: Timestamp,
) -> Result<Result<VerifyAnswer, i32>, Unwritable> {
    let Some(payment) = book.settled(token, now)? else { return Ok(Err(code::FAILED)) };
    Ok(match payment.standing {
        Standing::Paid => {
            book.record(Entry::Verified { token: token.to_owned(), at: now.0 })?;
            Ok(yes(code::DONE, &payment))
        }
        Standing::Verified => Ok(yes(code::VERIFIED_BEFORE, &payment)),
        Standing::Reversed => Err(code::VERIFY_TIME_OVER),
        Standing::Issued | Standing::Cancelled | Standing::Failed | Standing::Expired => {
            Err(code::FAILED)
        }
    })
}

fn yes(res_code: i32, payment: &Payment) -> VerifyAnswer {
    let paid = payment.paid.as_ref();
    VerifyAnswer {
        res_code,
        amount: payment.issued.amount,
        description: wire::description(res_code),
        retrieval_reference: paid.map(|paid| paid.reference.clone()),
        trace: paid.map(|paid| paid.trace.clone()),
        order_id: payment.issued.order,
        switch_res_code: Some("00"),
        transaction_date: paid.map(|paid| dates::local(Timestamp(paid.at))),
    }
}

fn no(res_code: i32) -> VerifyAnswer {
    VerifyAnswer { res_code, description: wire::description(res_code), ..Default::default() }
}

fn tell(lie: Lie, answer: &mut VerifyAnswer) {
    answer.amount = lie.amount.unwrap_or(answer.amount);
    answer.order_id = lie.order.unwrap_or(answer.order_id);
}
