//! What handlers may borrow: the engine, the banks, the registry, keys and the configuration.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRef;
use axum::http::HeaderValue;
use axum_extra::extract::cookie::Key;
use metrics_exporter_prometheus::PrometheusHandle;
use nobat_domain::ids::BankId;
use nobat_domain::limits::HoldTerms;
use nobat_domain::money::Rial;
use nobat_domain::tariff::{Fee, Service};
use nobat_domain::timestamp::{Millis, Timestamp};
use nobat_engine::{EngineHandle, day_of};

use crate::api::idempotency::Commands;
use crate::api::systems::streams::Streams;
use crate::booklet::studio::Studio;
use crate::citizen::mobiles::Mobiles;
use crate::citizen::open_days::OpenDays;
use crate::citizen::questions::Questions;
use crate::citizen::unpaid::UnpaidHolds;
use crate::config::{PersonSettings, ShiftHours};
use crate::gateway::{Gateway, Transport};
use crate::guessing::{Guesses, TrustedProxies};
use crate::mail::postman::Postman;
use crate::messages::Messenger;
use crate::ops::board::Board;
use crate::registry::RegistryClient;
use crate::settlement::turns::Turns;
use crate::staff::Staff;
use crate::takeaway::press::Press;
use crate::ussd::Channel;
use crate::webhooks::Endpoint;

/// The wall clock, or that of a test.
pub type Wall = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Cheap to clone; one for the process.
#[derive(Clone)]
pub struct App {
    pub shop: Arc<Shop>,
}

pub struct Shop {
    pub engine: EngineHandle,
    pub wall: Wall,
    pub registry: RegistryClient,
    pub banks: Banks,
    pub questions: Questions,
    pub guesses: Guesses,
    /// Wrong tracking codes and wrong second facts, apart from wrong entries.
    pub sought: Guesses,
    pub proxies: TrustedProxies,
    pub open_days: OpenDays,
    pub mobiles: Mobiles,
    pub unpaid: UnpaidHolds,
    /// Seals session cookies.
    pub cookie_key: Key,
    pub session: Millis,
    /// How long a whole form may take to come.
    pub form_deadline: Duration,
    pub public_url: String,
    /// The content policy of every answer.
    pub policy: HeaderValue,
    /// What a first issue costs where no row of the tariff says it.
    pub fee: Rial,
    pub terms: HoldTerms,
    pub ussd: String,
    /// The gateways that call back when it is dialled.
    pub phones: Channel,
    /// When shifts begin and end, for calendars.
    pub hours: ShiftHours,
    pub press: Press,
    /// Where scans of booklets are taken and made anew.
    pub studio: Studio,
    /// How long a whole upload may take to come.
    pub upload_deadline: Duration,
    /// Who carries letters; only the messenger hands it any.
    pub postman: Postman,
    pub messages: Messenger,
    pub persons: PersonSettings,
    /// The operators' board, with its password.
    pub board: Board,
    /// The door of the people behind the counter.
    pub staff: Staff,
    /// Other systems that follow the change feed.
    pub streams: Arc<Streams>,
    /// And those that are called.
    pub webhooks: Vec<Endpoint>,
    /// Commands of programs that may be sent again.
    pub commands: Commands,
    pub metrics: PrometheusHandle,
}

impl std::ops::Deref for App {
    type Target = Shop;

    fn deref(&self) -> &Shop {
        &self.shop
    }
}

impl Shop {
    /// What a service costs today; nothing where neither the tariff nor the configuration says it.
    #[must_use]
    pub fn fee_of(&self, service: Service) -> Option<Rial> {
        let fee = self.engine.tariff().fee(service, day_of(self.engine.now()));
        fee.or_else(|| (service == Service::FirstIssue).then_some(self.fee))
    }

    /// What is announced for a service next.
    #[must_use]
    pub fn fee_ahead(&self, service: Service) -> Option<Fee> {
        self.engine.tariff().ahead(service, day_of(self.engine.now()))
    }

    /// The wall clock, for sessions, calendars and banks; deadlines are on engine time.
    #[must_use]
    pub fn wall(&self) -> Timestamp {
        (self.wall)()
    }

    /// The site's name, without a scheme.
    #[must_use]
    pub fn host(&self) -> &str {
        self.public_url.split_once("://").map_or("", |(_, host)| host)
    }
}

impl FromRef<App> for Key {
    fn from_ref(app: &App) -> Self {
        app.cookie_key.clone()
    }
}

/// The active banks, in the order in which citizens see them.
pub struct Banks {
    /// One question at a time about one order.
    pub turns: Turns,
    pub transport: Transport,
    pub list: Vec<Bank>,
}

pub struct Bank {
    pub id: BankId,
    /// Key of its name.
    pub name: &'static str,
    /// Its part of the address to which browsers come back.
    pub path: &'static str,
    /// Where its payment page stands: forms may lead there, and nowhere else.
    pub origin: String,
    pub gateway: Box<dyn Gateway>,
}

impl Banks {
    #[must_use]
    pub fn find(&self, id: BankId) -> Option<&Bank> {
        self.list.iter().find(|bank| bank.id == id)
    }

    #[must_use]
    pub fn by_path(&self, path: &str) -> Option<&Bank> {
        self.list.iter().find(|bank| bank.path == path)
    }
}
