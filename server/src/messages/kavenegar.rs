//! The connector for Kavenegar's HTTP API (v1): send, and ask by our number or by theirs. The key
//! stands in the path, so no address and no error of the client is ever shown or logged.

use std::time::Duration;

use nobat_domain::person::Mobile;
use nobat_engine::messages::Report;
use reqwest::Client;
use reqwest::redirect::Policy;
use serde::Deserialize;

use super::fate::{Fate, Found, Taken};
use super::words::parts;
use crate::config::KavenegarSettings;

/// A report on 500 messages is under this.
const ANSWER_BYTES_MAX: usize = 512 * 1024;
const CONNECT_WITHIN: Duration = Duration::from_secs(3);
/// Messages that one question is about, at most.
pub const ASKED_MAX: usize = 500;

/// Why there is no connector.
#[derive(Debug, thiserror::Error)]
pub enum KavenegarUnfit {
    #[error("preparing the client of Kavenegar")]
    Client,
    #[error("reading messages.kavenegar.{what}: {source}")]
    Secret { what: &'static str, source: std::io::Error },
    #[error("reading messages.kavenegar.{0}: it is empty, too short or not of plain letters")]
    SecretShape(&'static str),
}

pub struct Kavenegar {
    client: Client,
    /// With the key in it.
    base: String,
    sender: String,
}

/// Why there is no answer, by what may have come to them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mute {
    NotReached,
    MayHaveCome,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "return")]
    outcome: Return,
    #[serde(default)]
    entries: Option<Vec<Entry>>,
}

#[derive(Deserialize)]
struct Return {
    status: i64,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    messageid: i64,
    #[serde(default)]
    status: i64,
    #[serde(default)]
    cost: Option<i64>,
}

impl Kavenegar {
    /// # Errors
    /// [`KavenegarUnfit`] if the key cannot be read, or there is no client.
    pub fn open(settings: &KavenegarSettings) -> Result<Self, KavenegarUnfit> {
        // The first to come installs it; a second call finds it installed.
        let _already = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .timeout(Duration::from_millis(settings.timeout_ms))
            .connect_timeout(CONNECT_WITHIN)
            .pool_max_idle_per_host(settings.at_once)
            .redirect(Policy::none())
            .no_proxy()
            .build()
            .map_err(|_| KavenegarUnfit::Client)?;
        let key = secret("key_file", &settings.key_file)?;
        let base = format!("{}/v1/{key}", settings.base_url.trim_end_matches('/'));
        Ok(Self { client, base, sender: settings.sender.clone() })
    }

    /// Sends a text, once. Whatever has this number is never sent again by them.
    pub async fn send(&self, name: u64, to: Mobile, text: &str) -> Fate {
        let (receptor, name) = (to.to_national(), name.to_string());
        let form = [
            ("receptor", receptor.as_str()),
            ("message", text),
            ("sender", self.sender.as_str()),
            ("localid", name.as_str()),
        ];
        match self.call("sms/send.json", &form).await {
            Ok(Answer { outcome: Return { status: 200 }, entries: Some(entries) }) => {
                // Sent, and no word of what: it can be asked for by our number.
                entries.first().map_or(Fate::Unknown, |entry| Fate::Taken(taken(entry, text)))
            }
            Ok(Answer { outcome: Return { status }, .. }) => meaning(status),
            Err(Mute::NotReached) => Fate::Stayed,
            Err(Mute::MayHaveCome) => Fate::Unknown,
        }
    }

    /// Asks by our own number whether a text was taken.
    pub async fn find(&self, name: u64) -> Found {
        let name = name.to_string();
        let answer = self.call("sms/statuslocalmessageid.json", &[("localid", &name)]).await;
        let Ok(Answer { outcome: Return { status: 200 }, entries }) = answer else {
            return Found::Silent;
        };
        let entry = entries.unwrap_or_default().into_iter().next();
        match entry {
            Some(entry) if entry.messageid > 0 && entry.status != NO_SUCH => {
                // They tell neither cost nor parts here; both come with no other answer.
                Found::Taken(taken(&entry, ""))
            }
            Some(_) => Found::Never,
            None => Found::Silent,
        }
    }

    /// Asks what became of texts that were taken, by their numbers: each with its report.
    pub async fn reports(&self, numbers: &[u64]) -> Option<Vec<(u64, Report)>> {
        let list = numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(",");
        let answer = self.call("sms/status.json", &[("messageid", &list)]).await.ok()?;
        let entries = answer.entries.filter(|_| answer.outcome.status == 200)?;
        let told = |entry: Entry| {
            let number = u64::try_from(entry.messageid).ok()?;
            Some((number, report(entry.status)))
        };
        Some(entries.into_iter().filter_map(told).collect())
    }

    async fn call(&self, method: &str, form: &[(&str, &str)]) -> Result<Answer, Mute> {
        let address = format!("{}/{method}", self.base);
        let sent = self.client.post(address).form(form).send().await;
        let mut response = sent.map_err(|error| {
            // Nothing of the error itself goes on: it names the address.
            if error.is_connect() || error.is_builder() { Mute::NotReached } else { UNSURE }
        })?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|_| UNSURE)? {
            if body.len() + chunk.len() > ANSWER_BYTES_MAX {
                return Err(UNSURE);
            }
            body.extend_from_slice(&chunk);
        }
        // What is no answer of theirs may come from something in between, before or after them.
        serde_json::from_slice(&body).map_err(|_| UNSURE)
    }
}

const UNSURE: Mute = Mute::MayHaveCome;
/// Their word for a number that they do not know.
const NO_SUCH: i64 = 100;

fn taken(entry: &Entry, text: &str) -> Taken {
    Taken {
        number: u64::try_from(entry.messageid).ok().filter(|number| *number > 0),
        cost: entry.cost.and_then(|cost| u64::try_from(cost).ok()).unwrap_or(0),
        parts: if text.is_empty() { 0 } else { parts(text) },
        report: Some(report(entry.status)),
    }
}

/// What an answer to a text means that did not take it.
fn meaning(status: i64) -> Fate {
    match status {
        // Failed, or busy: it was not taken.
        402 | 409 => Fate::Stayed,
        // This receiver, or this text, will never be taken.
        411 | 413 | 428 => Fate::Refused,
        // Parameters, account, key, method, address, sender, too many, date, credit, templates.
        400 | 401 | 403..=408 | 412 | 414 | 417..=432 | 607 => Fate::Shut,
        _ => Fate::Unknown,
    }
}

/// Their states of delivery.
#[must_use]
pub fn report(status: i64) -> Report {
    match status {
        10 => Report::Delivered,
        // Failed, undelivered, cancelled, blocked by the receiver.
        6 | 11 | 13 | 14 => Report::Undelivered,
        // Queued, scheduled, with the operator; and one that they have forgotten.
        _ => Report::Pending,
    }
}

/// A secret of one line from a file of its own.
pub(super) fn secret(what: &'static str, path: &std::path::Path) -> Result<String, KavenegarUnfit> {
    let text = std::fs::read_to_string(path);
    let text = text.map_err(|source| KavenegarUnfit::Secret { what, source })?;
    let text = text.trim();
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_%=".contains(&byte));
    if text.len() < 16 || !plain {
        return Err(KavenegarUnfit::SecretShape(what));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_has_its_meaning() {
        for (status, wanted) in [
            (402, Fate::Stayed),
            (409, Fate::Stayed),
            (411, Fate::Refused),
            (403, Fate::Shut),
            (412, Fate::Shut),
            (418, Fate::Shut),
            (432, Fate::Shut),
            (500, Fate::Unknown),
            (200, Fate::Unknown),
        ] {
            assert_eq!(meaning(status), wanted, "{status}");
        }
        let told = [1, 2, 4, 5, 6, 10, 11, 13, 14, 100].map(report);
        use Report::{Delivered as D, Pending as P, Undelivered as U};
        assert_eq!(told, [P, P, P, P, U, D, U, U, U, P]);
    }

    #[test]
    fn a_key_is_read_from_its_file_and_a_short_one_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("key");
        std::fs::write(&file, "0123456789abcdef0123\n").expect("it is written");
        assert_eq!(secret("key_file", &file).expect("a key"), "0123456789abcdef0123");
        for bad in ["", "short", "0123456789abcdef/../x"] {
            std::fs::write(&file, bad).expect("it is written");
            assert!(matches!(secret("key_file", &file), Err(KavenegarUnfit::SecretShape(_))));
        }
        let missing = secret("key_file", &folder.path().join("none"));
        assert!(matches!(missing, Err(KavenegarUnfit::Secret { .. })));
    }
}
