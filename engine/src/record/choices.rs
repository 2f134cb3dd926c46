//! What a citizen chose and how it ended, inside a sealed text.

use super::error::RecordError;
use super::payments::{put_rial, read_rial};
use super::wire::{Read, Reader, Sink};
use nobat_domain::ids::{BankId, Day, ShiftId};
use nobat_domain::request::{Choice, EndReason, Pay};
use nobat_domain::shift::Refusal;

pub(super) fn put_choice(out: &mut impl Sink, choice: Choice) {
    let Choice { shift, day } = choice;
    out.put_u32(shift.0);
    out.put_i32(day.0);
}

pub(super) fn read_choice(reader: &mut Reader<'_>) -> Read<Choice> {
    let shift = ShiftId(reader.u32("shift of a choice")?);
    let day = Day(reader.i32("day of a choice")?);
    Ok(Choice { shift, day })
}

const PAY_BANK: u8 = 1;
const PAY_CREDIT: u8 = 2;
const PAY_NOTHING: u8 = 3;

pub(super) fn put_pay(out: &mut impl Sink, pay: Pay) {
    match pay {
        Pay::Bank { bank, fee } => {
            out.put(&[PAY_BANK, bank.0]);
            put_rial(out, fee);
        }
        Pay::Credit => out.put_u8(PAY_CREDIT),
        Pay::Nothing => out.put_u8(PAY_NOTHING),
    }
}

pub(super) fn read_pay(reader: &mut Reader<'_>) -> Read<Pay> {
    let (what, at) = ("what pays", reader.at());
    match reader.u8(what)? {
        PAY_BANK => {
            let bank = BankId(reader.u8("bank")?);
            Ok(Pay::Bank { bank, fee: read_rial(reader, "fee")? })
        }
        PAY_CREDIT => Ok(Pay::Credit),
        PAY_NOTHING => Ok(Pay::Nothing),
        found => Err(RecordError::Unlisted { what, at, found }),
    }
}

const NO_SUCH_DAY: u8 = 1;
const NOT_OPEN_YET: u8 = 2;
const CLOSED: u8 = 3;
const PAST: u8 = 4;
const FULL: u8 = 5;
const TOO_LATE: u8 = 6;
const HOLD_ENDED: u8 = 7;
const OVER_LIMIT: u8 = 8;

pub(super) fn put_refusal(out: &mut impl Sink, refusal: Refusal) {
    match refusal {
        Refusal::NoSuchDay => out.put_u8(NO_SUCH_DAY),
        Refusal::NotOpenYet { opens_at } => {
            out.put_u8(NOT_OPEN_YET);
            out.put_moment(opens_at);
        }
        Refusal::Closed => out.put_u8(CLOSED),
        Refusal::Past => out.put_u8(PAST),
        Refusal::Full => out.put_u8(FULL),
        Refusal::TooLate => out.put_u8(TOO_LATE),
        Refusal::HoldEnded => out.put_u8(HOLD_ENDED),
        Refusal::OverLimit => out.put_u8(OVER_LIMIT),
    }
}

pub(super) fn read_refusal(reader: &mut Reader<'_>) -> Read<Refusal> {
    let (what, at) = ("refusal of a shift", reader.at());
    match reader.u8(what)? {
        NO_SUCH_DAY => Ok(Refusal::NoSuchDay),
        NOT_OPEN_YET => Ok(Refusal::NotOpenYet { opens_at: reader.moment("opens at")? }),
        CLOSED => Ok(Refusal::Closed),
        PAST => Ok(Refusal::Past),
        FULL => Ok(Refusal::Full),
        TOO_LATE => Ok(Refusal::TooLate),
        HOLD_ENDED => Ok(Refusal::HoldEnded),
        OVER_LIMIT => Ok(Refusal::OverLimit),
        found => Err(RecordError::Unlisted { what, at, found }),
    }
}

const REFUSED: u8 = 1;
const RAN_OUT: u8 = 2;
const NOT_PAID: u8 = 3;
const REPLACED: u8 = 4;
const GIVEN_BACK: u8 = 5;
const DECLINED: u8 = 35;

pub(super) fn put_end(out: &mut impl Sink, why: EndReason) {
    match why {
        EndReason::Refused(refusal) => {
            out.put_u8(REFUSED);
            put_refusal(out, refusal);
        }
        EndReason::RanOut => out.put_u8(RAN_OUT),
        EndReason::NotPaid => out.put_u8(NOT_PAID),
        EndReason::Replaced => out.put_u8(REPLACED),
        EndReason::GivenBack => out.put_u8(GIVEN_BACK),
        EndReason::Declined => out.put_u8(DECLINED),
    }
}

pub(super) fn read_end(reader: &mut Reader<'_>) -> Read<EndReason> {
    let (what, at) = ("end of a choice", reader.at());
    match reader.u8(what)? {
        REFUSED => read_refusal(reader).map(EndReason::Refused),
        RAN_OUT => Ok(EndReason::RanOut),
        NOT_PAID => Ok(EndReason::NotPaid),
        REPLACED => Ok(EndReason::Replaced),
        GIVEN_BACK => Ok(EndReason::GivenBack),
        DECLINED => Ok(EndReason::Declined),
        found => Err(RecordError::Unlisted { what, at, found }),
    }
}
