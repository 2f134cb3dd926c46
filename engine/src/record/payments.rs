//! Attempts and money, inside a sealed text.

use super::codes;
use super::error::RecordError;
use super::wire::{Read, Reader, Sink};
use nobat_domain::ids::{AttemptNo, BankId, HoldNo, OrderNo};
use nobat_domain::limits::{REFERENCE_BYTES_MAX, TOKEN_BYTES_MAX};
use nobat_domain::money::Rial;
use nobat_domain::payment::{
    Attempt, AttemptState, Closed, Money, Page, Receipt, Reference, Token,
};
use nobat_domain::timestamp::Timestamp;

/// Order numbers fit a signed number, because banks keep them in one.
const ORDER_MAX: u64 = i64::MAX as u64;

pub(super) fn put_rial(out: &mut impl Sink, amount: Rial) {
    out.put_u48(u64::try_from(amount.amount()).expect("an amount is not negative"));
}

pub(super) fn read_rial(reader: &mut Reader<'_>, what: &'static str) -> Read<Rial> {
    let at = reader.at();
    let amount = i64::try_from(reader.u48(what)?).ok().and_then(Rial::new);
    amount.ok_or(RecordError::Refused { what, at })
}

pub(super) fn put_order(out: &mut impl Sink, order: OrderNo) {
    assert!(order.0 <= ORDER_MAX, "an order number leaves the sign alone");
    out.put_u64(order.0);
}

pub(super) fn read_order(reader: &mut Reader<'_>) -> Read<OrderNo> {
    let (what, at) = ("order number", reader.at());
    let order = reader.u64(what)?;
    if order <= ORDER_MAX { Ok(OrderNo(order)) } else { Err(RecordError::Refused { what, at }) }
}

pub(super) fn put_token(out: &mut impl Sink, token: &Token) {
    out.put_bytes(token.as_str().as_bytes(), TOKEN_BYTES_MAX);
}

pub(super) fn read_token(reader: &mut Reader<'_>) -> Read<Token> {
    let (what, at) = ("token of a bank", reader.at());
    Token::new(reader.text(TOKEN_BYTES_MAX, what)?).ok_or(RecordError::Refused { what, at })
}

pub(super) fn put_reference(out: &mut impl Sink, reference: &Reference) {
    out.put_bytes(reference.as_str().as_bytes(), REFERENCE_BYTES_MAX);
}

pub(super) fn read_reference(reader: &mut Reader<'_>) -> Read<Reference> {
    let (what, at) = ("reference of a bank", reader.at());
    let text = reader.text(REFERENCE_BYTES_MAX, what)?;
    Reference::new(text).ok_or(RecordError::Refused { what, at })
}

pub(super) fn put_receipt(out: &mut impl Sink, receipt: &Receipt) {
    let Receipt { reference, trace, amount, order } = receipt;
    put_order(out, *order);
    put_rial(out, *amount);
    put_reference(out, reference);
    put_reference(out, trace);
}

pub(super) fn read_receipt(reader: &mut Reader<'_>) -> Read<Receipt> {
    let order = read_order(reader)?;
    let amount = read_rial(reader, "amount")?;
    let reference = read_reference(reader)?;
    let trace = read_reference(reader)?;
    Ok(Receipt { reference, trace, amount, order })
}

pub(super) fn put_money(out: &mut impl Sink, money: &Money) {
    let Money { bank, order, amount, reference, trace, verified_at } = money;
    out.put_u8(bank.0);
    put_order(out, *order);
    put_rial(out, *amount);
    out.put_moment(*verified_at);
    put_reference(out, reference);
    put_reference(out, trace);
}

pub(super) fn read_money(reader: &mut Reader<'_>) -> Read<Money> {
    let bank = BankId(reader.u8("bank")?);
    let order = read_order(reader)?;
    let amount = read_rial(reader, "amount")?;
    let verified_at = reader.moment("time of the verification")?;
    let reference = read_reference(reader)?;
    let trace = read_reference(reader)?;
    Ok(Money { bank, order, amount, reference, trace, verified_at })
}

pub(super) fn put_attempt(out: &mut impl Sink, attempt: &Attempt) {
    let Attempt { no, hold, bank, order, amount, opened_at, state } = attempt;
    out.put_u32(no.0);
    out.put_u32(hold.0);
    out.put_u8(bank.0);
    put_order(out, *order);
    put_rial(out, *amount);
    out.put_moment(*opened_at);
    put_attempt_state(out, state);
}

pub(super) fn read_attempt(reader: &mut Reader<'_>, version: u8) -> Read<Attempt> {
    let no = AttemptNo(reader.u32("attempt")?);
    let hold = HoldNo(reader.u32("hold of an attempt")?);
    let bank = BankId(reader.u8("bank")?);
    let order = read_order(reader)?;
    let amount = read_rial(reader, "amount")?;
    let opened_at = reader.moment("opening of an attempt")?;
    let state = read_attempt_state(reader, (version, opened_at))?;
    Ok(Attempt { no, hold, bank, order, amount, opened_at, state })
}

const OPENED: u8 = 1;
const SHOWN: u8 = 2;
const ASKING: u8 = 3;
const PAID: u8 = 4;
const CLOSED: u8 = 5;

fn put_attempt_state(out: &mut impl Sink, state: &AttemptState) {
    match state {
        AttemptState::Opened => out.put_u8(OPENED),
        AttemptState::Shown { token, window_ends } => {
            out.put_u8(SHOWN);
            put_token(out, token);
            out.put_moment(*window_ends);
        }
        AttemptState::Asking { token, window_ends, failed_return } => {
            out.put_u8(ASKING);
            put_token(out, token);
            out.put_moment(*window_ends);
            out.put_flag(*failed_return);
        }
        AttemptState::Paid { token, reference } => {
            out.put_u8(PAID);
            put_token(out, token);
            put_reference(out, reference);
        }
        AttemptState::Closed { page, why, ask_again } => {
            out.put_u8(CLOSED);
            out.put_flag(page.is_some());
            if let Some(Page { token, window_ends }) = page {
                put_token(out, token);
                out.put_moment(*window_ends);
            }
            put_closing(out, *why, *ask_again);
        }
    }
}

/// How an attempt was closed, and when the bank is asked once more.
pub(super) fn put_closing(out: &mut impl Sink, why: Closed, ask_again: Option<Timestamp>) {
    codes::put_closed(out, why);
    out.put_flag(ask_again.is_some());
    if let Some(at) = ask_again {
        out.put_moment(at);
    }
}

/// What [`put_closing`] made. Version 1 asked nobody once more, and never gave up asking.
pub(super) fn read_closing(
    reader: &mut Reader<'_>,
    version: u8,
) -> Read<(Closed, Option<Timestamp>)> {
    let (what, at) = ("end of an attempt", reader.at());
    let why = codes::read_closed(reader)?;
    if version > 1 {
        let again = reader.flag("whether the bank is asked once more")?;
        return Ok((why, again.then(|| reader.moment("last question")).transpose()?));
    }
    if why == Closed::Unanswered { Err(RecordError::Refused { what, at }) } else { Ok((why, None)) }
}

/// A closed attempt's page. Version 1 kept its token alone: its window is then taken for over.
fn read_page(reader: &mut Reader<'_>, (version, opened_at): (u8, Timestamp)) -> Read<Option<Page>> {
    if !reader.flag("whether there was a token")? {
        return Ok(None);
    }
    let token = read_token(reader)?;
    let window_ends = if version > 1 { reader.moment("end of the window")? } else { opened_at };
    Ok(Some(Page { token, window_ends }))
}

fn read_attempt_state(reader: &mut Reader<'_>, written: (u8, Timestamp)) -> Read<AttemptState> {
    let (what, at) = ("state of an attempt", reader.at());
    match reader.u8(what)? {
        OPENED => Ok(AttemptState::Opened),
        SHOWN => {
            let token = read_token(reader)?;
            Ok(AttemptState::Shown { token, window_ends: reader.moment("end of the window")? })
        }
        ASKING => {
            let token = read_token(reader)?;
            let window_ends = reader.moment("end of the window")?;
            let failed_return = reader.flag("failed return")?;
            Ok(AttemptState::Asking { token, window_ends, failed_return })
        }
        PAID => {
            let token = read_token(reader)?;
            Ok(AttemptState::Paid { token, reference: read_reference(reader)? })
        }
        CLOSED => {
            let page = read_page(reader, written)?;
            let (why, ask_again) = read_closing(reader, written.0)?;
            Ok(AttemptState::Closed { page, why, ask_again })
        }
        found => Err(RecordError::Unlisted { what, at, found }),
    }
}
