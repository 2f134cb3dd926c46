//! The form that a browser brings back from Sadad. A hint, never a proof.

use nobat_domain::ids::OrderNo;
use nobat_domain::payment::Token;

use crate::gateway::connector::{
    BadCallback, CALLBACK_BYTES_MAX, CALLBACK_FIELDS_MAX, Callback, CardMasked, Claim,
};
use crate::gateway::verdict::BankCode;

/// The fields that are read. Older samples of the bank write some of them with other capitals.
const TOKEN: &str = "token";
const ORDER_ID: &str = "OrderId";
const RES_CODE: &str = "ResCode";
const SWITCH_CODE: &str = "SwitchResCode";
const CARD: &str = "PrimaryAccNo";
/// The payer cancelled: the network's own code (ISO 8583, field 39), shown beside the bank's.
const GIVEN_UP: &str = "17";

#[derive(Default)]
struct Fields {
    token: Option<String>,
    order_id: Option<String>,
    res_code: Option<String>,
    switch_code: Option<String>,
    card: Option<String>,
}

pub(super) fn parse(body: &[u8]) -> Result<Callback, BadCallback> {
    let fields = fields_of(body)?;
    let token = fields.token.ok_or(BadCallback::Missing(TOKEN))?;
    let order_id = fields.order_id.ok_or(BadCallback::Missing(ORDER_ID))?;
    Ok(Callback {
        token: Token::new(token.trim()).ok_or(BadCallback::Malformed(TOKEN))?,
        order: order_of(&order_id).ok_or(BadCallback::Malformed(ORDER_ID))?,
        claim: claim_of(fields.res_code.as_deref()),
        given_up: fields.switch_code.is_some_and(|code| code.trim() == GIVEN_UP),
        card_masked: fields.card.as_deref().map(str::trim).and_then(CardMasked::parse),
    })
}

/// Fields that we do not read may repeat and may be anything; those that we read stand there once.
fn fields_of(body: &[u8]) -> Result<Fields, BadCallback> {
    if body.len() > CALLBACK_BYTES_MAX {
        return Err(BadCallback::TooLarge);
    }
    let mut fields = Fields::default();
    for (count, (name, value)) in form_urlencoded::parse(body).enumerate() {
        if count >= CALLBACK_FIELDS_MAX {
            return Err(BadCallback::TooManyFields);
        }
        let (place, known) = match name.to_ascii_lowercase().as_str() {
            "token" => (&mut fields.token, TOKEN),
            "orderid" => (&mut fields.order_id, ORDER_ID),
            "rescode" => (&mut fields.res_code, RES_CODE),
            "switchrescode" => (&mut fields.switch_code, SWITCH_CODE),
            "primaryaccno" => (&mut fields.card, CARD),
            _ => continue,
        };
        if place.replace(value.into_owned()).is_some() {
            return Err(BadCallback::Repeated(known));
        }
    }
    Ok(fields)
}

fn order_of(text: &str) -> Option<OrderNo> {
    let order: i64 = text.trim().parse().ok()?;
    u64::try_from(order).ok().map(OrderNo)
}

fn claim_of(res_code: Option<&str>) -> Claim {
    match res_code.and_then(|text| text.trim().parse().ok()) {
        Some(0) => Claim::Paid,
        Some(code) => Claim::Failed(BankCode(code)),
        None => Claim::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN_TEXT: &str = "0001B410BCD7BD860849B4653358DEBB8B5BAFC67359F871E361";

    #[test]
    fn recorded_returns_are_read_as_they_were_meant() {
        let paid = parse(include_bytes!("fixtures/callback_paid.form").trim_ascii_end());
        let paid = paid.expect("it was recorded");
        assert_eq!(paid.claim, Claim::Paid);
        assert!(!paid.given_up);
        assert_eq!(paid.order, OrderNo(1_909_546_878_587_062_550));
        let card = paid.card_masked.expect("the bank shows the card");
        assert_eq!(card.as_str(), "603799******1234");
        let cancelled = parse(include_bytes!("fixtures/callback_cancelled.form").trim_ascii_end());
        let cancelled = cancelled.expect("it was recorded");
        assert_eq!(cancelled.claim, Claim::Failed(BankCode(-1)));
        assert!(cancelled.given_up);
    }

    #[test]
    fn capitals_order_and_unknown_fields_do_not_matter() {
        let forms = [
            format!("token={TOKEN_TEXT}&OrderId=7&ResCode=0"),
            format!("ResCode=0&orderid=7&Token={TOKEN_TEXT}"),
            format!("TOKEN={TOKEN_TEXT}&ORDERID=+7+&RESCODE=0&New=1&New=2&=&%FF=%00"),
        ];
        for form in forms {
            let callback = parse(form.as_bytes()).expect(&form);
            assert_eq!((callback.token.as_str(), callback.order), (TOKEN_TEXT, OrderNo(7)));
            assert_eq!(callback.claim, Claim::Paid);
        }
    }

    #[test]
    fn a_field_that_stands_twice_is_refused_whatever_its_capitals() {
        let form = format!("token={TOKEN_TEXT}&Token={TOKEN_TEXT}&OrderId=7&ResCode=0");
        assert_eq!(parse(form.as_bytes()), Err(BadCallback::Repeated(TOKEN)));
        let form = format!("token={TOKEN_TEXT}&OrderId=7&ResCode=-1&rescode=0");
        assert_eq!(parse(form.as_bytes()), Err(BadCallback::Repeated(RES_CODE)));
    }

    #[test]
    fn too_much_is_refused_before_it_is_read() {
        let large = vec![b'a'; CALLBACK_BYTES_MAX + 1];
        assert_eq!(parse(&large), Err(BadCallback::TooLarge));
        let many = "a=1&".repeat(CALLBACK_FIELDS_MAX + 1);
        assert_eq!(parse(many.as_bytes()), Err(BadCallback::TooManyFields));
    }

    #[test]
    fn what_is_missing_or_malformed_is_named() {
        for (form, bad) in [
            ("", BadCallback::Missing(TOKEN)),
            ("token=A", BadCallback::Missing(ORDER_ID)),
            ("token=&OrderId=1", BadCallback::Malformed(TOKEN)),
            ("token=A&OrderId=-1", BadCallback::Malformed(ORDER_ID)),
            ("token=A&OrderId=1e3", BadCallback::Malformed(ORDER_ID)),
            ("token=A&OrderId=9223372036854775808", BadCallback::Malformed(ORDER_ID)),
        ] {
            assert_eq!(parse(form.as_bytes()), Err(bad), "{form}");
        }
    }

    #[test]
    fn a_return_without_a_result_claims_nothing() {
        for form in
            ["token=A&OrderId=1", "token=A&OrderId=1&ResCode=", "token=A&OrderId=1&ResCode=x"]
        {
            assert_eq!(parse(form.as_bytes()).map(|callback| callback.claim), Ok(Claim::Unclear));
        }
    }
}
