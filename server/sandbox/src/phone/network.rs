//! The gateway: one HTTP call for each thing that a phone sends.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response, Url};

/// What the network lets a phone wait.
const PATIENCE: Duration = Duration::from_secs(10);
/// The code that is dialled; the server shows its own to citizens.
const SERVICE_CODE: &str = "*6090*4#";

/// The way to the server.
#[derive(Clone)]
pub struct Network {
    client: Client,
    callback: String,
    secret: String,
}

/// What a phone has sent: in which session, from which number, and everything typed.
#[derive(Clone, Debug)]
pub struct Sent<'a> {
    pub style: &'a str,
    pub session: &'a str,
    pub phone: &'a str,
    pub text: &'a str,
}

/// What the phone shows then.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Shown {
    Waits(String),
    Ended(String),
    /// The network's own word where the server gave none that it understands.
    Failed(String),
}

/// The way to the server cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unreachable {
    #[error("the server's address cannot be used: {0}")]
    Client(#[from] reqwest::Error),
}

impl Network {
    /// # Errors
    /// [`Unreachable`] if there is no HTTP client.
    pub fn new(callback: String, secret: String) -> Result<Self, Unreachable> {
        // The first to come installs it; a second call finds it installed.
        let _already = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().no_proxy().timeout(PATIENCE).build()?;
        Ok(Self { client, callback, secret })
    }

    pub async fn call(&self, sent: &Sent<'_>) -> Shown {
        let Some(request) = self.request(sent) else {
            return Shown::Failed("404".to_owned());
        };
        match request.bearer_auth(&self.secret).send().await {
            Ok(answer) => understood(answer).await,
            Err(_) => Shown::Failed("–".to_owned()),
        }
    }

    fn request(&self, sent: &Sent<'_>) -> Option<RequestBuilder> {
        let Sent { style, session, phone, text } = *sent;
        let address = format!("{}/ussd/{style}", self.callback);
        match style {
            "form" => Some(self.client.post(address).form(&[
                ("sessionId", session),
                ("serviceCode", SERVICE_CODE),
                ("phoneNumber", phone),
                ("networkCode", "43211"),
                ("text", text),
            ])),
            "query" => {
                let fields = [
                    ("SESSIONID", session),
                    ("USSDCODE", SERVICE_CODE),
                    ("MSISDN", phone),
                    ("INPUT", text),
                ];
                Some(self.client.get(Url::parse_with_params(&address, fields).ok()?))
            }
            _ => None,
        }
    }

    /// Says that a session has ended; whether it was heard matters to nobody.
    pub async fn ended(&self, sent: &Sent<'_>, status: &str) {
        if sent.style != "form" {
            return;
        }
        let fields = [
            ("sessionId", sent.session),
            ("serviceCode", SERVICE_CODE),
            ("phoneNumber", sent.phone),
            ("networkCode", "43211"),
            ("status", status),
            ("input", sent.text),
        ];
        let address = format!("{}/ussd/form/ended", self.callback);
        let notice = self.client.post(address).bearer_auth(&self.secret).form(&fields);
        let _heard = notice.send().await;
    }
}

async fn understood(answer: Response) -> Shown {
    let status = answer.status();
    let text = answer.text().await.unwrap_or_default();
    match (text.strip_prefix("CON "), text.strip_prefix("END ")) {
        (Some(text), _) if status.is_success() => Shown::Waits(text.to_owned()),
        (_, Some(text)) if status.is_success() => Shown::Ended(text.to_owned()),
        _ => Shown::Failed(status.as_u16().to_string()),
    }
}
