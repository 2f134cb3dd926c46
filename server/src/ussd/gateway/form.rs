//! `form`: a POST of a form, as Africa's Talking and those who copy it call back.

use axum::http::Method;

use super::{BadCall, Call, Connector, Ended, Fields, How, Reply, con_or_end, inputs};

pub struct Form;

impl Connector for Form {
    fn name(&self) -> &'static str {
        "form"
    }

    fn method(&self) -> Method {
        Method::POST
    }

    fn read(&self, _query: &str, body: &[u8]) -> Result<Call, BadCall> {
        let fields = Fields::read(body);
        let (session, phone) = (fields.some("sessionId")?, fields.some("phoneNumber")?);
        Ok(Call { session, phone, inputs: inputs(fields.text("text")?) })
    }

    fn ended(&self, _query: &str, body: &[u8]) -> Result<Ended, BadCall> {
        let fields = Fields::read(body);
        let session = fields.some("sessionId")?;
        let how = match fields.text("status")? {
            "Success" => How::Success,
            "Incomplete" => How::Incomplete,
            "Failed" => How::Failed,
            _ => return Err(BadCall),
        };
        Ok(Ended { session, how })
    }

    fn write(&self, reply: &Reply) -> String {
        con_or_end(reply)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_callback_is_read_and_what_is_none_is_refused() {
        let body = "sessionId=ATUid_1&serviceCode=*6090*4%23&phoneNumber=%2B989145128136\
                    &networkCode=43211&text=1*%DB%B4%DB%B9%DB%B7";
        let call = Form.read("", body.as_bytes()).expect("a callback");
        assert_eq!((call.session.as_str(), call.phone.as_str()), ("ATUid_1", "+989145128136"));
        assert_eq!(call.inputs, ["1", "۴۹۷"]);
        for wrong in ["", "sessionId=1&text=", "sessionId=&phoneNumber=1&text=", "{\"a\":1}"] {
            assert!(Form.read("", wrong.as_bytes()).is_err(), "{wrong}");
        }
        let endless = format!("sessionId=1&phoneNumber=1&text={}", "1*".repeat(2_000));
        assert!(Form.read("", endless.as_bytes()).is_err());
    }

    #[test]
    fn a_notice_says_how_a_session_ended() {
        let notice = |status: &str| format!("sessionId=1&phoneNumber=2&status={status}&cost=KES 1");
        let ended = Form.ended("", notice("Incomplete").as_bytes()).expect("a notice");
        assert_eq!(ended.how, How::Incomplete);
        assert!(Form.ended("", notice("Gone").as_bytes()).is_err());
    }
}
