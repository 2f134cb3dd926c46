//! What we send to Sadad.

use nobat_domain::payment::Token;
use serde::Serialize;

use super::Sadad;
use super::local_time::local_date_time;
use crate::gateway::connector::{TokenOrder, WireRequest};

const JSON: &str = "application/json";

/// Fields in the order in which the bank's own sample writes them.
#[derive(Serialize)]
struct PaymentRequest<'a> {
    #[serde(rename = "TerminalId")]
    terminal_id: &'a str,
    #[serde(rename = "MerchantId")]
    merchant_id: &'a str,
    #[serde(rename = "Amount")]
    amount: i64,
    #[serde(rename = "SignData")]
    sign_data: String,
    #[serde(rename = "ReturnUrl")]
    return_url: &'a str,
    #[serde(rename = "LocalDateTime")]
    local_date_time: String,
    /// An integer above 2^53: exact here, and the bank reads it as 64 bits.
    #[serde(rename = "OrderId")]
    order_id: u64,
}

#[derive(Serialize)]
struct VerifyRequest<'a> {
    #[serde(rename = "Token")]
    token: &'a str,
    #[serde(rename = "SignData")]
    sign_data: String,
}

pub(super) fn token(sadad: &Sadad, order: &TokenOrder<'_>) -> WireRequest {
    let (order_id, amount) = (order.order.0, order.amount.amount());
    let signed = format!("{};{order_id};{amount}", sadad.terminal_id);
    let body = PaymentRequest {
        terminal_id: &sadad.terminal_id,
        merchant_id: &sadad.merchant_id,
        amount,
        sign_data: sadad.key.sign(&signed),
        return_url: order.return_url,
        local_date_time: local_date_time(order.wall_time),
        order_id,
    };
    post(sadad, "/api/v0/Request/PaymentRequest", &body)
}

pub(super) fn verify(sadad: &Sadad, token: &Token) -> WireRequest {
    let sign_data = sadad.key.sign(token.as_str());
    let body = VerifyRequest { token: token.as_str(), sign_data };
    post(sadad, "/api/v0/Advice/Verify", &body)
}

fn post(sadad: &Sadad, path: &str, body: &impl Serialize) -> WireRequest {
    WireRequest {
        url: format!("{}{path}", sadad.base_url),
        content_type: JSON,
        body: serde_json::to_vec(body).expect("plain strings and integers are always JSON"),
    }
}

#[cfg(test)]
mod tests {
    use nobat_domain::ids::OrderNo;
    use nobat_domain::money::Rial;
    use nobat_domain::timestamp::Timestamp;

    use super::super::SadadSettings;
    use super::*;

    fn sadad() -> Sadad {
        Sadad::new(SadadSettings {
            merchant_id: "000000140252673".to_owned(),
            terminal_id: "24005139".to_owned(),
            key_base64: "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0".to_owned(),
            base_url: "https://sadad.shaparak.ir/VPG".to_owned(),
            page_url: None,
        })
        .expect("good settings")
    }

    #[test]
    fn a_token_request_is_byte_for_byte_what_was_recorded() {
        let request = token(
            &sadad(),
            &TokenOrder {
                order: OrderNo(1_909_546_878_587_062_550),
                amount: Rial::new(1_000).expect("a small amount"),
                return_url: "https://nobat.test/pay/return/sadad",
                wall_time: Timestamp(1_518_701_072_000),
            },
        );
        let recorded = include_bytes!("fixtures/token_request.json").trim_ascii_end();
        assert_eq!(String::from_utf8_lossy(&request.body), String::from_utf8_lossy(recorded));
        assert_eq!(request.url, "https://sadad.shaparak.ir/VPG/api/v0/Request/PaymentRequest");
    }

    #[test]
    fn a_verify_request_is_byte_for_byte_what_was_recorded() {
        let text = "0001B410BCD7BD860849B4653358DEBB8B5BAFC67359F871E361";
        let request = verify(&sadad(), &Token::new(text).expect("a plain token"));
        let recorded = include_bytes!("fixtures/verify_request.json").trim_ascii_end();
        assert_eq!(String::from_utf8_lossy(&request.body), String::from_utf8_lossy(recorded));
        assert_eq!(request.url, "https://sadad.shaparak.ir/VPG/api/v0/Advice/Verify");
    }
}
