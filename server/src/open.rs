//! From a configuration and a running engine to the app that the router serves: one way for the
//! program and for tests, which bring a clock of their own and less patience.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::http::header::InvalidHeaderValue;
use axum_extra::extract::cookie::Key;
use metrics_exporter_prometheus::PrometheusHandle;
use nobat_domain::ids::BankId;
use nobat_domain::timestamp::Millis;
use nobat_engine::{AskError, EngineHandle};

use crate::api::idempotency::Commands;
use crate::app::{App, Bank, Banks, Shop, Wall};
use crate::booklet::studio::Studio;
use crate::booklet::upload::UPLOAD_DEADLINE;
use crate::citizen::mobiles::Mobiles;
use crate::citizen::open_days::OpenDays;
use crate::citizen::questions::{Check, Questions};
use crate::citizen::unpaid::UnpaidHolds;
use crate::config::{ConfigFault, Settings};
use crate::gateway::sadad::{Sadad, SadadUnfit};
use crate::gateway::transport::TransportUnfit;
use crate::gateway::{Transport, TransportSettings};
use crate::guessing::{Guesses, TrustedProxies};
use crate::mail::postman::{Postman, PostmanUnfit};
use crate::messages::{Messenger, MessengerUnfit};
use crate::middleware::body::FORM_DEADLINE;
use crate::middleware::guard;
use crate::ops::board::Board;
use crate::registry::client::{DEADLINE, RegistryUnfit};
use crate::registry::{RegistryClient, RegistrySettings};
use crate::settlement::turns::Turns;
use crate::staff::Staff;
use crate::takeaway::press::Press;
use crate::ussd::Channel;
use crate::webhooks::{Endpoint, EndpointUnfit};

/// Journaled with every attempt, so it is never another bank's.
const SADAD: BankId = BankId(0);
/// 32,768 codes and networks in 1.5 MiB.
const SOUGHT_BUCKETS: usize = 1 << 12;
/// Both halves of the key that seals session cookies.
const SESSION_KEY_BYTES: usize = 64;

/// What an app stands on beside its settings.
pub struct Ground {
    pub engine: EngineHandle,
    pub metrics: PrometheusHandle,
    pub check: Check,
    pub wall: Wall,
    pub patience: Patience,
}

/// How long the outside world is waited for; shorter only in tests.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    pub banks: TransportSettings,
    pub registry: Duration,
    /// For a whole form of a browser.
    pub forms: Duration,
    /// For a whole upload.
    pub uploads: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            banks: TransportSettings::default(),
            registry: DEADLINE,
            forms: FORM_DEADLINE,
            uploads: UPLOAD_DEADLINE,
        }
    }
}

/// Why there is no app.
#[derive(Debug, thiserror::Error)]
pub enum OpenFault {
    #[error(transparent)]
    Config(#[from] ConfigFault),
    #[error(transparent)]
    Registry(#[from] RegistryUnfit),
    #[error(transparent)]
    Banks(#[from] TransportUnfit),
    #[error(transparent)]
    Sadad(#[from] SadadUnfit),
    #[error(transparent)]
    Mail(#[from] PostmanUnfit),
    #[error(transparent)]
    Webhooks(#[from] EndpointUnfit),
    #[error(transparent)]
    Messages(#[from] MessengerUnfit),
    #[error("reading which mobiles served whom: {0}")]
    Engine(#[from] AskError),
    #[error("naming the banks in the content policy: {0}")]
    Policy(#[from] InvalidHeaderValue),
    #[error("asking the operating system for randomness: {0}")]
    Chance(#[from] getrandom::Error),
    #[error("keeping the key of session cookies in {path}: {source}")]
    SessionKey { path: PathBuf, source: std::io::Error },
    #[error("keeping the key of session cookies in {path}: it is not {SESSION_KEY_BYTES} bytes")]
    SessionKeyShape { path: PathBuf },
}

/// Puts the app together. Makes the key of session cookies where there is none yet.
///
/// # Errors
/// [`OpenFault`] names the setting, the file or the service that cannot be used.
pub fn open(settings: &Settings, ground: Ground) -> Result<App, OpenFault> {
    let Ground { engine, metrics, check, wall, patience } = ground;
    let access = &settings.registry;
    let mut registry = RegistrySettings::new(access.base_url.clone(), access.key.clone());
    registry.deadline = patience.registry;
    let cookie_key = session_key(&settings.data_dir)?;
    let (password, url) = (&settings.operators.password, &settings.http.public_url);
    let board = Board::new(password, cookie_key.clone(), url, Arc::clone(&wall));
    let banks = banks(settings, patience.banks)?;
    let mobiles = Mobiles::remembered(settings.requests_per_mobile, &engine)?;
    let messages = Messenger::open(&settings.messages, &engine, &settings.data_dir)?;
    let shop = Shop {
        engine,
        registry: RegistryClient::new(&registry, Arc::clone(&wall))?,
        policy: guard::policy(&banks.list)?,
        banks,
        questions: Questions::new(check)?,
        guesses: Guesses::default(),
        sought: Guesses::with_buckets(SOUGHT_BUCKETS),
        proxies: TrustedProxies::parse(&settings.http.trusted_proxies)
            .map_err(ConfigFault::from)?,
        open_days: OpenDays::default(),
        mobiles,
        unpaid: UnpaidHolds::new(settings.unpaid_per_network),
        cookie_key,
        session: Millis::minutes(settings.http.session_minutes),
        form_deadline: patience.forms,
        public_url: settings.http.public_url.clone(),
        fee: settings.fee()?,
        terms: settings.terms()?,
        ussd: settings.ussd.clone(),
        phones: Channel::open(&settings.ussd_gateways)?,
        hours: settings.shifts.hours().ok_or(ConfigFault::Shifts)?,
        press: Press::default(),
        studio: Studio::default(),
        upload_deadline: patience.uploads,
        postman: Postman::open(&settings.mail, &settings.data_dir)?,
        messages,
        persons: settings.persons,
        board,
        staff: Staff::new()?,
        streams: Arc::default(),
        webhooks: Endpoint::open_all(&settings.webhooks, &settings.data_dir)?,
        commands: Commands::default(),
        metrics,
        wall,
    };
    Ok(App { shop: Arc::new(shop) })
}

fn banks(settings: &Settings, transport: TransportSettings) -> Result<Banks, OpenFault> {
    let mut list = Vec::new();
    if let Some(sadad) = &settings.banks.sadad {
        let page = sadad.page_url.as_ref().unwrap_or(&sadad.base_url);
        list.push(Bank {
            id: SADAD,
            name: "bank-sadad",
            path: "sadad",
            origin: origin(page),
            gateway: Box::new(Sadad::new(sadad.clone())?),
        });
    }
    Ok(Banks { transport: Transport::new(transport)?, turns: Turns::default(), list })
}

/// Scheme, host and port of an address.
fn origin(url: &str) -> String {
    let after = url.find("://").map_or(0, |place| place + 3);
    let end = url[after..].find('/').map_or(url.len(), |place| after + place);
    url[..end].to_owned()
}

/// The key of session cookies: made once, private, so that sessions outlive a restart.
fn session_key(data: &Path) -> Result<Key, OpenFault> {
    let path = data.join("session.key");
    let fault = |source| OpenFault::SessionKey { path: path.clone(), source };
    if !path.exists() {
        let mut bytes = [0_u8; SESSION_KEY_BYTES];
        getrandom::fill(&mut bytes)?;
        make(&path, &bytes).map_err(fault)?;
    }
    let bytes = std::fs::read(&path).map_err(fault)?;
    if bytes.len() != SESSION_KEY_BYTES {
        return Err(OpenFault::SessionKeyShape { path });
    }
    Ok(Key::from(&bytes))
}

fn make(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_an_address_without_its_path() {
        assert_eq!(origin("https://sadad.shaparak.ir/VPG"), "https://sadad.shaparak.ir");
        assert_eq!(origin("http://127.0.0.1:8090"), "http://127.0.0.1:8090");
    }

    #[test]
    fn a_session_key_is_made_once_and_a_cut_one_is_refused() {
        let dir = tempfile::tempdir().expect("a folder");
        let first = session_key(dir.path()).expect("it is made");
        let again = session_key(dir.path()).expect("it is read");
        assert_eq!(first.master(), again.master());
        std::fs::write(dir.path().join("session.key"), [0; 10]).expect("it is there");
        let cut = session_key(dir.path());
        assert!(matches!(cut, Err(OpenFault::SessionKeyShape { .. })));
    }
}
