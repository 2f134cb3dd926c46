//! Speaks HTTP to the registry and says what came of it; knows nothing of what is asked.

use super::answer::RegistryError;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use std::time::Duration;

/// The header that carries our key.
const KEY_HEADER: &str = "x-registry-key";
const LOOKUP_PATH: &str = "/registry/v1/lookup";
/// A real answer is under one KiB.
const ANSWER_BYTES_MAX: usize = 16 * 1_024;
/// Calls of one question, counting the first. A question changes nothing, so one that found no
/// connection, or a kept one that the registry had closed meanwhile, may be asked again.
pub const TRIES_MAX: u32 = 2;

pub struct Transport {
    client: Client,
    url: String,
    key: HeaderValue,
}

/// Why there is no transport.
#[derive(Debug, thiserror::Error)]
pub enum RegistryUnfit {
    #[error("preparing the client of the civil registry: {0}")]
    Client(#[from] reqwest::Error),
    #[error("the key of the civil registry is empty or cannot stand in a header")]
    Key,
}

impl Transport {
    pub fn new(base: &str, key: &str, connect_timeout: Duration) -> Result<Self, RegistryUnfit> {
        // A second call finds the provider already there, which is just as well.
        let _already = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .connect_timeout(connect_timeout)
            .redirect(Policy::none())
            .no_proxy()
            .build()?;
        let mut key = HeaderValue::from_str(key).map_err(|_| RegistryUnfit::Key)?;
        if key.is_empty() {
            return Err(RegistryUnfit::Key);
        }
        key.set_sensitive(true);
        let url = format!("{}{LOOKUP_PATH}", base.trim_end_matches('/'));
        Ok(Self { client, url, key })
    }

    /// The body of the answer. Has no deadline of its own beside that for connecting.
    pub async fn ask(&self, question: &[u8]) -> Result<Vec<u8>, RegistryError> {
        let mut tries = 1;
        let response = loop {
            match self.send(question).await {
                Err(error) if !error.is_timeout() && tries < TRIES_MAX => tries += 1,
                sent => break sent.map_err(|_| RegistryError::Down)?,
            }
        };
        meaning_of(response.status())?;
        if !is_json(&response) {
            return Err(RegistryError::Nonsense);
        }
        read(response).await
    }

    async fn send(&self, question: &[u8]) -> Result<Response, reqwest::Error> {
        self.client
            .post(&self.url)
            .header(CONTENT_TYPE, "application/json")
            .header(KEY_HEADER, self.key.clone())
            .body(question.to_vec())
            .send()
            .await
    }
}

fn meaning_of(status: StatusCode) -> Result<(), RegistryError> {
    match status {
        StatusCode::OK => Ok(()),
        StatusCode::TOO_MANY_REQUESTS => Err(RegistryError::Down),
        _ if status.is_server_error() => Err(RegistryError::Down),
        _ if status.is_client_error() => Err(RegistryError::Refused),
        _ => Err(RegistryError::Nonsense),
    }
}

fn is_json(response: &Response) -> bool {
    let value = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = value.and_then(|value| value.split(';').next());
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}

async fn read(mut response: Response) -> Result<Vec<u8>, RegistryError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| RegistryError::Down)? {
        if body.len() + chunk.len() > ANSWER_BYTES_MAX {
            return Err(RegistryError::Nonsense);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
