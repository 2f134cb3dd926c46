//! The JSON of the bank's services. Merchants write numbers also as strings, and both are read.

use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::faults::{CallFault, SLOW_MS_MAX};

/// The bank's result numbers that the sandbox uses.
pub mod code {
    pub const DONE: i32 = 0;
    pub const FAILED: i32 = -1;
    pub const VERIFIED_BEFORE: i32 = 100;
    pub const VERIFY_TIME_OVER: i32 = 101;
    pub const WRONG_PARAMETERS: i32 = 1001;
    pub const SYSTEM_ERROR: i32 = 1002;
    pub const ORDER_USED_BEFORE: i32 = 1011;
    pub const OVER_LIMIT: i32 = 1017;
    pub const CLOCK_DIFFERS: i32 = 1018;
    pub const WRONG_RETURN_URL: i32 = 1023;
    pub const WRONG_TIME: i32 = 1024;
    pub const WRONG_SIGNATURE: i32 = 1025;
    pub const WRONG_ORDER: i32 = 1026;
    pub const WRONG_MERCHANT: i32 = 1027;
    pub const WRONG_TERMINAL: i32 = 1028;
    pub const PAY_TIME_OVER: i32 = 1031;
    pub const SERVICE_DOWN: i32 = 1056;
    pub const WRONG_AMOUNT: i32 = 1101;
}

/// Fields of the request for a token; whatever else a merchant sends is not read.
#[derive(Deserialize)]
pub struct PaymentRequest {
    #[serde(rename = "MerchantId", default)]
    pub merchant_id: Value,
    #[serde(rename = "TerminalId", default)]
    pub terminal_id: Value,
    #[serde(rename = "Amount", default)]
    pub amount: Value,
    #[serde(rename = "OrderId", default)]
    pub order_id: Value,
    #[serde(rename = "LocalDateTime", default)]
    pub local_date_time: Value,
    #[serde(rename = "ReturnUrl", default)]
    pub return_url: Value,
    #[serde(rename = "SignData", default)]
    pub sign_data: Value,
}

/// The result number as a string, as this service writes it.
#[derive(Serialize)]
pub struct PaymentAnswer {
    #[serde(rename = "ResCode")]
    pub res_code: String,
    #[serde(rename = "Token")]
    pub token: Option<String>,
    #[serde(rename = "Description")]
    pub description: &'static str,
}

#[derive(Deserialize)]
pub struct VerifyRequest {
    #[serde(rename = "Token", default)]
    pub token: Value,
    #[serde(rename = "SignData", default)]
    pub sign_data: Value,
}

/// The result number as a number, as this service writes it.
#[derive(Serialize, Default)]
pub struct VerifyAnswer {
    #[serde(rename = "ResCode")]
    pub res_code: i32,
    #[serde(rename = "Amount")]
    pub amount: i64,
    #[serde(rename = "Description")]
    pub description: &'static str,
    #[serde(rename = "RetrivalRefNo")]
    pub retrieval_reference: Option<String>,
    #[serde(rename = "SystemTraceNo")]
    pub trace: Option<String>,
    #[serde(rename = "OrderId")]
    pub order_id: u64,
    #[serde(rename = "SwitchResCode")]
    pub switch_res_code: Option<&'static str>,
    #[serde(rename = "TransactionDate")]
    pub transaction_date: Option<String>,
}

/// What the bank says in words beside a number.
pub const fn description(res_code: i32) -> &'static str {
    match res_code {
        code::DONE => "عملیات با موفقیت انجام شد",
        code::VERIFIED_BEFORE => "تراکنش پیش از این تأیید شده است",
        code::VERIFY_TIME_OVER => "مهلت ارسال تأیید به پایان رسیده است",
        code::WRONG_PARAMETERS => "پارامترهای ارسالی اشتباه است",
        code::SYSTEM_ERROR => "خطای سیستمی",
        code::ORDER_USED_BEFORE => "شماره سفارش تکراری است",
        code::OVER_LIMIT => "مبلغ بیش از حد مجاز پذیرنده است",
        code::CLOCK_DIFFERS => "ساعت پذیرنده با ساعت بانک هم‌خوان نیست",
        code::WRONG_RETURN_URL => "نشانی بازگشت نادرست است",
        code::WRONG_TIME => "مهر زمانی نادرست است",
        code::WRONG_SIGNATURE => "امضای تراکنش نادرست است",
        code::WRONG_ORDER => "شماره سفارش نادرست است",
        code::WRONG_MERCHANT => "شماره پذیرنده نادرست است",
        code::WRONG_TERMINAL => "شماره پایانه نادرست است",
        code::PAY_TIME_OVER => "مهلت پرداخت به پایان رسیده است",
        code::SERVICE_DOWN => "سرویس موقتاً در دسترس نیست",
        code::WRONG_AMOUNT => "مبلغ نادرست است",
        _ => "تراکنش یافت نشد یا ناموفق است",
    }
}

/// Text of a field, whether it was written as a string or as a number.
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// An integer, exact up to 64 bits.
pub fn integer(value: &Value) -> Option<i64> {
    text(value)?.parse().ok()
}

/// Sends an answer, or what a misbehaving bank sends in its place.
pub async fn answer(answer: &impl Serialize, fault: CallFault) -> Response {
    match fault {
        CallFault::None => {}
        CallFault::Down => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        CallFault::Nonsense => return nonsense(),
        CallFault::SlowMs(slow_ms) => {
            let slow = std::time::Duration::from_millis(slow_ms.min(SLOW_MS_MAX));
            tokio::time::sleep(slow).await;
        }
    }
    axum::Json(answer).into_response()
}

/// What a gateway behind a broken proxy tends to answer.
fn nonsense() -> Response {
    let html = "<!DOCTYPE html><title>VPG</title><h1>Runtime Error</h1>";
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], Body::from(html)).into_response()
}
