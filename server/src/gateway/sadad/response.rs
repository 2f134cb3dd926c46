//! What Sadad answers, and what it means. The bank writes numbers sometimes as strings.

use nobat_domain::payment::Token;
use serde::Deserialize;
use serde_json::Value;

use super::codes::{AtToken, AtVerify, meaning};
use crate::gateway::connector::WireAnswer;
use crate::gateway::integrity::{Claimed, Expected, Novelty, confirm};
use crate::gateway::verdict::{BankCode, GatewayError, UnknownWhy, Verdict};

const STATUS_OK: u16 = 200;

#[derive(Deserialize)]
struct TokenAnswer {
    #[serde(rename = "ResCode")]
    res_code: Value,
    #[serde(rename = "Token", default)]
    token: Value,
}

/// `RetrivalRefNo` is the bank's own spelling.
#[derive(Deserialize)]
struct VerifyAnswer {
    #[serde(rename = "ResCode")]
    res_code: Value,
    #[serde(rename = "Amount", default)]
    amount: Value,
    #[serde(rename = "OrderId", default)]
    order_id: Value,
    #[serde(rename = "RetrivalRefNo", default)]
    retrieval_reference: Value,
    #[serde(rename = "SystemTraceNo", default)]
    trace: Value,
}

pub(super) fn token(answer: &WireAnswer) -> Result<Token, GatewayError> {
    let read: TokenAnswer = read(answer).map_err(GatewayError::Unknown)?;
    let code = code_of(&read.res_code).map_err(GatewayError::Unknown)?;
    match meaning(code).map(|row| row.at_token) {
        Some(AtToken::Accepted) => {
            let token = read.token.as_str().and_then(Token::new);
            token.ok_or(GatewayError::Unknown(UnknownWhy::Nonsense("no proper token")))
        }
        Some(AtToken::Refused(remedy)) => Err(GatewayError::Refused { code, remedy }),
        Some(AtToken::Unknown) | None => Err(GatewayError::Unknown(UnknownWhy::Undecided(code))),
    }
}

pub(super) fn verify(answer: &WireAnswer, ours: &Expected<'_>) -> Verdict {
    judge(answer, ours).unwrap_or_else(|why| Verdict::Unknown { why })
}

fn judge(answer: &WireAnswer, ours: &Expected<'_>) -> Result<Verdict, UnknownWhy> {
    let read: VerifyAnswer = read(answer)?;
    let code = code_of(&read.res_code)?;
    let row = meaning(code).ok_or(UnknownWhy::Undecided(code))?;
    match row.at_verify {
        AtVerify::Paid => paid(&read, ours, Novelty::First),
        AtVerify::PaidBefore => paid(&read, ours, Novelty::Again),
        AtVerify::NotPaid => Ok(Verdict::NotPaid { code }),
        AtVerify::ReturnedByBank => Ok(Verdict::ReturnedByBank { code }),
        AtVerify::Unknown => Err(UnknownWhy::Undecided(code)),
        AtVerify::ForPerson => Err(UnknownWhy::ForPerson(code)),
    }
}

fn paid(read: &VerifyAnswer, ours: &Expected<'_>, novelty: Novelty) -> Result<Verdict, UnknownWhy> {
    let order = integer(&read.order_id).and_then(|order| u64::try_from(order).ok());
    let claimed = Claimed {
        order: order.ok_or(UnknownWhy::Nonsense("no proper order number"))?,
        amount: integer(&read.amount).ok_or(UnknownWhy::Nonsense("no proper amount"))?,
        reference: digits(&read.retrieval_reference),
        trace: digits(&read.trace),
        card_masked: None,
        novelty,
    };
    Ok(Verdict::Paid(confirm(ours, claimed)?))
}

fn read<'a, T: Deserialize<'a>>(answer: &'a WireAnswer) -> Result<T, UnknownWhy> {
    if answer.status != STATUS_OK {
        return Err(UnknownWhy::Status(answer.status));
    }
    serde_json::from_slice(&answer.body).map_err(|_| UnknownWhy::Nonsense("not the JSON expected"))
}

fn code_of(value: &Value) -> Result<BankCode, UnknownWhy> {
    let code = integer(value).and_then(|code| i32::try_from(code).ok());
    code.map(BankCode).ok_or(UnknownWhy::Nonsense("no proper result code"))
}

/// An integer, written as a number or as a string of digits. Never through a float.
fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// Digits whose leading zeros matter; a number has lost them already and is taken as it is.
fn digits(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use nobat_domain::ids::OrderNo;
    use nobat_domain::money::Rial;

    use super::*;
    use crate::gateway::integrity::Mismatch;
    use crate::gateway::verdict::Remedy;

    const ORDER: OrderNo = OrderNo(1_909_546_878_587_062_550);

    fn answer(status: u16, body: &[u8]) -> WireAnswer {
        WireAnswer { status, body: body.to_vec() }
    }

    fn check(body: &[u8]) -> Verdict {
        let token = Token::new("T").expect("a plain token");
        let amount = Rial::new(1_000).expect("a small amount");
        verify(&answer(200, body), &Expected { order: ORDER, amount, token: &token })
    }

    fn why(body: &[u8]) -> UnknownWhy {
        match check(body) {
            Verdict::Unknown { why } => why,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn recorded_answers_are_read_as_they_were_meant() {
        let token = token(&answer(200, include_bytes!("fixtures/token_answer.json")));
        assert_eq!(token.expect("it was accepted").as_str().len(), 52);
        for (recorded, novelty) in [
            (&include_bytes!("fixtures/verify_answer.json")[..], Novelty::First),
            (&include_bytes!("fixtures/verify_answer_again.json")[..], Novelty::Again),
        ] {
            let Verdict::Paid(receipt) = check(recorded) else { panic!("{recorded:?}") };
            assert_eq!(receipt.novelty(), novelty);
            assert_eq!((receipt.reference().len(), receipt.trace()), (12, "000001"));
        }
        let late = check(include_bytes!("fixtures/verify_answer_late.json"));
        assert_eq!(late, Verdict::ReturnedByBank { code: BankCode(101) });
    }

    #[test]
    fn a_refused_token_says_what_helps() {
        for (recorded, code, remedy) in [
            (&include_bytes!("fixtures/token_answer_bad_signature.json")[..], 1025, Remedy::Person),
            (&include_bytes!("fixtures/token_answer_duplicate.json")[..], 1011, Remedy::NewOrder),
            (br#"{"ResCode":"1056","Description":"x"}"#, 1056, Remedy::Later),
        ] {
            let refused = GatewayError::Refused { code: BankCode(code), remedy };
            assert_eq!(token(&answer(200, recorded)), Err(refused));
        }
    }

    #[test]
    fn a_token_answer_that_makes_no_sense_is_unknown() {
        for body in [
            &b""[..],
            b"<html>502</html>",
            b"[]",
            br#"{"ResCode":0}"#,
            br#"{"ResCode":0,"Token":"a b"}"#,
            br#"{"ResCode":0.5,"Token":"A"}"#,
            br#"{"ResCode":77777,"Token":"A"}"#,
            br#"{"Token":"A"}"#,
        ] {
            let outcome = token(&answer(200, body));
            assert!(matches!(outcome, Err(GatewayError::Unknown(_))), "{outcome:?}");
        }
        let unavailable = token(&answer(503, br#"{"ResCode":0,"Token":"A"}"#));
        assert_eq!(unavailable, Err(GatewayError::Unknown(UnknownWhy::Status(503))));
    }

    #[test]
    fn an_order_number_above_two_to_the_53_is_compared_exactly() {
        let near = br#"{"ResCode":0,"Amount":1000,"OrderId":1909546878587062551,
            "RetrivalRefNo":"1","SystemTraceNo":"1"}"#;
        let mismatch = Mismatch::Order { ours: ORDER.0, theirs: ORDER.0 + 1 };
        assert_eq!(why(near), UnknownWhy::Mismatch(mismatch));
        let written = br#"{"ResCode":"0","Amount":"1000","OrderId":"1909546878587062550",
            "RetrivalRefNo":"000000000001","SystemTraceNo":"000001"}"#;
        assert!(matches!(check(written), Verdict::Paid(_)));
    }

    #[test]
    fn a_lying_confirmation_is_never_paid() {
        let amount = br#"{"ResCode":0,"Amount":999,"OrderId":1909546878587062550,
            "RetrivalRefNo":"1","SystemTraceNo":"1"}"#;
        let mismatch = Mismatch::Amount { ours: 1_000, theirs: 999 };
        assert_eq!(why(amount), UnknownWhy::Mismatch(mismatch));
        let no_reference = br#"{"ResCode":100,"Amount":1000,"OrderId":1909546878587062550,
            "RetrivalRefNo":null,"SystemTraceNo":"1"}"#;
        assert_eq!(why(no_reference), UnknownWhy::Mismatch(Mismatch::Reference));
        assert_eq!(why(br#"{"ResCode":0}"#), UnknownWhy::Nonsense("no proper order number"));
    }

    #[test]
    fn only_documented_noes_are_noes() {
        for code in [-1, 1031, 1032] {
            let body = format!(r#"{{"ResCode":{code}}}"#);
            let no = Verdict::NotPaid { code: BankCode(code) };
            assert_eq!(check(body.as_bytes()), no);
        }
        assert_eq!(why(br#"{"ResCode":1066}"#), UnknownWhy::Undecided(BankCode(1066)));
        assert_eq!(why(br#"{"ResCode":1025}"#), UnknownWhy::ForPerson(BankCode(1025)));
        assert_eq!(why(br#"{"ResCode":4711}"#), UnknownWhy::Undecided(BankCode(4711)));
        assert_eq!(why(b"nonsense"), UnknownWhy::Nonsense("not the JSON expected"));
    }
}
