//! `query`: a GET with everything in the address, as many gateways of single networks call back.

use axum::http::Method;

use super::{BadCall, Call, Connector, Ended, Fields, HASHES, How, Reply, con_or_end, inputs};

pub struct Query;

impl Connector for Query {
    fn name(&self) -> &'static str {
        "query"
    }

    fn method(&self) -> Method {
        Method::GET
    }

    /// Some of them send what was dialled along with what was typed.
    fn read(&self, query: &str, _body: &[u8]) -> Result<Call, BadCall> {
        let fields = Fields::read(query.as_bytes());
        let (session, phone) = (fields.some("SESSIONID")?, fields.some("MSISDN")?);
        let input = fields.text("INPUT")?.trim();
        let dialled = fields.text("USSDCODE").unwrap_or_default().trim().trim_end_matches(HASHES);
        let typed = match input.strip_prefix(dialled).filter(|_| !dialled.is_empty()) {
            Some(after) => after.strip_prefix('*').unwrap_or(after),
            None => input,
        };
        Ok(Call { session, phone, inputs: inputs(typed) })
    }

    /// They have no notice of their own; where one is configured, it is the call with a status.
    fn ended(&self, query: &str, _body: &[u8]) -> Result<Ended, BadCall> {
        let fields = Fields::read(query.as_bytes());
        let session = fields.some("SESSIONID")?;
        let how = match fields.text("STATUS")?.to_ascii_lowercase().as_str() {
            "success" => How::Success,
            "incomplete" => How::Incomplete,
            "failed" => How::Failed,
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

    fn inputs_of(input: &str) -> Vec<String> {
        let query = format!("SESSIONID=7&USSDCODE=*6090*4%23&MSISDN=989145128136&INPUT={input}");
        Query.read(&query, b"").expect("a callback").inputs
    }

    #[test]
    fn what_was_dialled_is_no_input() {
        for (input, typed) in [
            ("", vec![]),
            ("1*2", vec!["1", "2"]),
            ("*6090*4%23", vec![]),
            ("*6090*4*1*2%23", vec!["1", "2"]),
        ] {
            assert_eq!(inputs_of(input), typed, "{input}");
        }
        assert!(Query.read("SESSIONID=7&MSISDN=98914", b"").is_err(), "no input is no empty one");
        assert!(Query.read("", b"SESSIONID=7&MSISDN=98914&INPUT=").is_err());
    }
}
