//! The one place that speaks HTTP to banks: time limits, a lane for each bank, a second try only
//! where surely nothing was sent, and logs without a secret in them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use nobat_domain::ids::BankId;
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::connector::{WireAnswer, WireRequest};
use super::verdict::{NotSentWhy, UnknownWhy};

/// Banks answer in well under a second; after this they have not.
pub const CALL_TIMEOUT: Duration = Duration::from_secs(5);
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// How long a call may wait for its bank's lane.
pub const LANE_WAIT_MAX: Duration = Duration::from_secs(1);
/// Calls to one bank at the same time: one slow bank must not take every connection.
pub const LANE_CALLS_MAX: usize = 128;
/// Calls that may wait beside a full lane; further ones are refused at once.
pub const LANE_WAITING_MAX: usize = 512;
/// Tries of one call, counting the first. Only a call that was surely not sent is tried again.
pub const TRIES_MAX: u32 = 2;
/// The longest real answer is under 2 KiB.
pub const ANSWER_BYTES_MAX: usize = 64 * 1024;

const _: () = assert!(CONNECT_TIMEOUT.as_millis() < CALL_TIMEOUT.as_millis());
const _: () = assert!(LANE_WAIT_MAX.as_millis() < CALL_TIMEOUT.as_millis());

/// Limits of the transport. The defaults are the named constants; tests shorten them.
#[derive(Clone, Copy, Debug)]
pub struct TransportSettings {
    pub call_timeout: Duration,
    pub connect_timeout: Duration,
    pub lane_wait_max: Duration,
    pub lane_calls_max: usize,
    pub lane_waiting_max: usize,
}

impl Default for TransportSettings {
    fn default() -> Self {
        Self {
            call_timeout: CALL_TIMEOUT,
            connect_timeout: CONNECT_TIMEOUT,
            lane_wait_max: LANE_WAIT_MAX,
            lane_calls_max: LANE_CALLS_MAX,
            lane_waiting_max: LANE_WAITING_MAX,
        }
    }
}

/// Why there is no answer, by what the bank may have seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SendError {
    NotSent(NotSentWhy),
    Unknown(UnknownWhy),
}

#[derive(Debug, thiserror::Error)]
#[error("preparing the client that speaks to banks: {0}")]
pub struct TransportUnfit(#[from] reqwest::Error);

/// The only HTTP client to banks.
#[derive(Debug)]
pub struct Transport {
    client: reqwest::Client,
    settings: TransportSettings,
    lanes: Mutex<BTreeMap<BankId, Arc<Lane>>>,
}

/// A bank's share: places to call, and places to stand and wait for one.
#[derive(Debug)]
struct Lane {
    admitted: Semaphore,
    calling: Semaphore,
}

impl Transport {
    /// # Errors
    /// The TLS roots of the system cannot be read.
    pub fn new(settings: TransportSettings) -> Result<Self, TransportUnfit> {
        // A second call finds the provider already there, which is just as well.
        let _already = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .timeout(settings.call_timeout)
            .connect_timeout(settings.connect_timeout)
            // A bank that redirects a server-to-server call is not the bank we know.
            .redirect(Policy::none())
            .no_proxy()
            .build()?;
        Ok(Self { client, settings, lanes: Mutex::new(BTreeMap::new()) })
    }

    /// Sends a request to a bank and brings its whole answer.
    ///
    /// # Errors
    /// `NotSent` where the bank surely saw nothing, else `Unknown`.
    pub async fn send(&self, bank: BankId, request: &WireRequest) -> Result<WireAnswer, SendError> {
        let outcome = self.send_in_lane(bank, request).await;
        match &outcome {
            Ok(answer) => tracing::debug!(bank = bank.0, status = answer.status, "bank answered"),
            Err(SendError::NotSent(why)) => {
                tracing::warn!(bank = bank.0, %why, "bank call was not sent");
            }
            Err(SendError::Unknown(why)) => {
                tracing::warn!(bank = bank.0, %why, "bank call has an unknown outcome");
            }
        }
        outcome
    }

    async fn send_in_lane(
        &self,
        bank: BankId,
        request: &WireRequest,
    ) -> Result<WireAnswer, SendError> {
        let lane = self.lane(bank);
        let _places = lane.enter(self.settings.lane_wait_max).await?;
        let mut tries = 1;
        loop {
            match self.call(request).await {
                Err(SendError::NotSent(_)) if tries < TRIES_MAX => tries += 1,
                outcome => return outcome,
            }
        }
    }

    fn lane(&self, bank: BankId) -> Arc<Lane> {
        // The map is whole between any two instructions here, so a poisoned lock harms nothing.
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(lanes.entry(bank).or_insert_with(|| Arc::new(Lane::new(&self.settings))))
    }

    async fn call(&self, request: &WireRequest) -> Result<WireAnswer, SendError> {
        let mut response = self
            .client
            .post(&request.url)
            .header(CONTENT_TYPE, request.content_type)
            .body(request.body.clone())
            .send()
            .await
            .map_err(|error| meaning_of(&error))?;
        let status = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| meaning_of(&error))? {
            if body.len() + chunk.len() > ANSWER_BYTES_MAX {
                return Err(SendError::Unknown(UnknownWhy::TooLong));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(WireAnswer { status, body })
    }
}

impl Lane {
    fn new(settings: &TransportSettings) -> Self {
        Self {
            admitted: Semaphore::new(settings.lane_calls_max + settings.lane_waiting_max),
            calling: Semaphore::new(settings.lane_calls_max),
        }
    }

    async fn enter(&self, wait_max: Duration) -> Result<[SemaphorePermit<'_>; 2], SendError> {
        let busy = SendError::NotSent(NotSentWhy::BankBusy);
        let admitted = self.admitted.try_acquire().map_err(|_| busy)?;
        let waited = tokio::time::timeout(wait_max, self.calling.acquire()).await;
        let calling = waited.map_err(|_| busy)?.map_err(|_| busy)?;
        Ok([admitted, calling])
    }
}

/// Only a failed connection proves that the bank saw nothing.
fn meaning_of(error: &reqwest::Error) -> SendError {
    if error.is_builder() {
        SendError::NotSent(NotSentWhy::NotBuilt)
    } else if error.is_connect() {
        SendError::NotSent(NotSentWhy::NoConnection)
    } else if error.is_timeout() {
        SendError::Unknown(UnknownWhy::Timeout)
    } else {
        SendError::Unknown(UnknownWhy::Broken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_lane_refuses_at_once_and_another_bank_goes_on() {
        let settings =
            TransportSettings { lane_calls_max: 1, lane_waiting_max: 0, ..Default::default() };
        let transport = Transport::new(settings).expect("a client can be made");
        let first = transport.lane(BankId(1));
        let places = first.enter(LANE_WAIT_MAX).await.expect("the lane is empty");
        let refused = first.enter(LANE_WAIT_MAX).await.map(|_| ());
        assert_eq!(refused, Err(SendError::NotSent(NotSentWhy::BankBusy)));
        let other = transport.lane(BankId(2));
        assert!(other.enter(LANE_WAIT_MAX).await.is_ok());
        drop(places);
        assert!(first.enter(LANE_WAIT_MAX).await.is_ok());
    }

    #[tokio::test]
    async fn a_call_waits_for_its_lane_only_so_long() {
        let settings =
            TransportSettings { lane_calls_max: 1, lane_waiting_max: 1, ..Default::default() };
        let lane = Lane::new(&settings);
        let _places = lane.enter(Duration::ZERO).await.expect("the lane is empty");
        let refused = lane.enter(Duration::ZERO).await.map(|_| ());
        assert_eq!(refused, Err(SendError::NotSent(NotSentWhy::BankBusy)));
    }

    #[tokio::test]
    async fn an_address_that_is_none_is_not_sent() {
        let transport = Transport::new(TransportSettings::default()).expect("a client can be made");
        let url = "not an address".to_owned();
        let request = WireRequest { url, content_type: "text/plain", body: Vec::new() };
        let outcome = transport.send(BankId(0), &request).await;
        assert_eq!(outcome, Err(SendError::NotSent(NotSentWhy::NotBuilt)));
    }
}
