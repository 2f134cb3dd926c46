//! A running shop: a real engine in a folder of its own, the sandbox and the router on loopback
//! ports. Every story ends with the engine stopped and its folder verified.

use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use nobat_domain::ids::{Day, Period, ShiftId};
use nobat_domain::request::{RequestCommand, RequestState};
use nobat_domain::timestamp::{Millis, Timestamp};
use nobat_engine::verify::verify;
use nobat_engine::{Answered, Engine, EngineConfig, EngineHandle, day_of};
use nobat_sandbox::mail_server::MailServer;
use nobat_sandbox::serve::ServeOptions;
use nobat_server::app::App;
use nobat_server::citizen::questions::Check;
use nobat_server::config::{self, KavenegarSettings, Settings};
use nobat_server::gateway::TransportSettings;
use nobat_server::messages;
use nobat_server::open::{Ground, Patience, open};
use nobat_server::router::router;
use nobat_server::settlement::sweep;
use serde_json::Value;
use tokio::net::TcpListener;

use tempfile::TempDir;

use super::bank::Bank;
use super::hours::Hours;
use super::people::{Person, SEED};
use super::records;
use super::registry::Registry;
use super::town::Town;
use super::visitor::Visitor;

/// What the carrier of texts shows when it reports.
pub const REPORT_SECRET: &str = "secret-of-the-reports";
pub const REGISTRY_KEY: &str = "key of the journeys";
/// Small, so that a start writes little.
const SEGMENT_BYTES: u64 = 1 << 20;
const ARBITERS: usize = 2;
const DRAIN: Duration = Duration::from_secs(5);
/// A slow bank or registry is given up after this; a sound one answers in milliseconds.
const CALL_TIMEOUT: Duration = Duration::from_millis(700);
const CONNECT_TIMEOUT: Duration = Duration::from_millis(300);

pub struct Shop {
    pub app: App,
    pub engine: EngineHandle,
    pub town: Town,
    pub http: reqwest::Client,
    pub address: String,
    pub sandbox: String,
    pub data: PathBuf,
    pub mail: MailServer,
    hours: Hours,
}

/// Tells one story in a town, then stops the engine and verifies what it left.
pub fn journey(town: Town, story: impl AsyncFnOnce(&Shop)) {
    Place::of(town).live(true, story);
}

/// Tells a story, stops everything in good order, and goes on at the same place with a new engine
/// and a new shop.
pub fn journey_with_restart(
    town: Town,
    before: impl AsyncFnOnce(&Shop),
    after: impl AsyncFnOnce(&Shop),
) {
    let place = Place::of(town);
    place.live(true, before);
    place.live(false, after);
}

/// What outlives a process: its folders, the outside world's, and time.
struct Place {
    town: Town,
    hours: Hours,
    folder: TempDir,
    outside: TempDir,
}

impl Place {
    fn of(town: Town) -> Self {
        let folder = || tempfile::tempdir().expect("a folder");
        Self { hours: Hours::of(town.begins), town, folder: folder(), outside: folder() }
    }

    fn live(&self, is_new: bool, story: impl AsyncFnOnce(&Shop)) {
        let Self { town, hours, folder, outside } = self;
        let metrics = records::metrics();
        let defaults = EngineConfig::new(folder.path());
        let engine_config = EngineConfig {
            arbiters: ARBITERS,
            segment_bytes: SEGMENT_BYTES,
            clock_ahead: hours.ahead(),
            terms: town.terms,
            post_box: town.mailbox.unwrap_or(defaults.post_box),
            ..defaults
        };
        let engine = Engine::open(&engine_config).expect("the engine opens");
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let handle = engine.handle();
        let telling = async {
            let (hours, town) = (hours.clone(), town.clone());
            let stage =
                Stage { hours, engine: handle, folder: folder.path(), outside: outside.path() };
            if is_new {
                town.build(&stage.engine).await;
            }
            let shop = stage.set(town, metrics).await;
            story(&shop).await;
        };
        // Also after a story that failed the engine stops before its folder goes.
        let told = catch_unwind(AssertUnwindSafe(|| runtime.block_on(telling)));
        // Tasks that still hold the engine's door go first.
        runtime.shutdown_timeout(DRAIN);
        engine.stop();
        told.unwrap_or_else(|panic| resume_unwind(panic));
        let report = verify(&engine_config).expect("a stopped folder can be read");
        assert!(report.sound(), "{:#?}", report.violations);
    }
}

struct Stage<'a> {
    hours: Hours,
    engine: EngineHandle,
    folder: &'a Path,
    outside: &'a Path,
}

impl Stage<'_> {
    async fn set(self, town: Town, metrics: metrics_exporter_prometheus::PrometheusHandle) -> Shop {
        let sandbox = listen().await;
        let sandbox_address = sandbox.local_addr().expect("it is bound");
        let key = REGISTRY_KEY.to_owned();
        let listener = listen().await;
        let address = listener.local_addr().expect("it is bound");
        let mut options =
            ServeOptions::demo(sandbox_address, self.outside.to_path_buf(), SEED, key.clone());
        options.ussd_callback = Some(format!("http://{address}"));
        options.text_outbox = Some(self.folder.join("outbox/sms"));
        options.text_reports = Some(format!("http://{address}/messages/report/{REPORT_SECRET}"));
        let mail = options.mail.clone();
        let outside = nobat_sandbox::serve::open(options, self.hours.reader());
        let outside = outside.expect("the outside world opens");
        tokio::spawn(async move { axum::serve(sandbox, outside).await });

        let mut settings = config::demo(self.folder, address, sandbox_address.port(), &key);
        let per_mobile = town.requests_per_mobile;
        settings.requests_per_mobile = per_mobile.unwrap_or(settings.requests_per_mobile);
        let per_network = town.unpaid_per_network;
        settings.unpaid_per_network = per_network.unwrap_or(settings.unpaid_per_network);
        settings.fee_rial = town.fee_rial.unwrap_or(settings.fee_rial);
        settings.http.trusted_proxies.clone_from(&town.trusted_proxies);
        settings.mail = town.mail.clone();
        settings.webhooks.clone_from(&town.webhooks);
        if town.carried {
            let sandbox = sandbox_address.port();
            settings.messages.kavenegar = Some(self.carrier(&key, sandbox, town.text_rial));
        }
        if town.https {
            settings.http.public_url = "https://nobat.example".to_owned();
        }
        let app = self.open(&settings, &town, metrics);
        let router = router(app.clone());
        let visitors = router.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, visitors).await });
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .expect("a client can be made");
        Shop {
            app,
            engine: self.engine,
            town,
            http,
            address: format!("http://{address}"),
            sandbox: format!("http://{sandbox_address}"),
            data: self.folder.to_owned(),
            mail,
            hours: self.hours,
        }
    }

    /// The sandbox's carrier of texts, with its secrets in files.
    fn carrier(&self, key: &str, port: u16, rial_a_day: u64) -> KavenegarSettings {
        let secret = |name: &str, secret: &str| {
            let path = self.outside.join(name);
            std::fs::write(&path, secret).expect("it can be written");
            path
        };
        KavenegarSettings {
            base_url: format!("http://127.0.0.1:{port}"),
            key_file: secret("kavenegar.key", &nobat_sandbox::kavenegar::key(key)),
            sender: "10004346".to_owned(),
            rial_a_day,
            report_secret_file: Some(secret("report.secret", REPORT_SECRET)),
            at_once: 8,
            timeout_ms: u64::try_from(CALL_TIMEOUT.as_millis()).expect("it is short"),
        }
    }

    fn open(
        &self,
        settings: &Settings,
        town: &Town,
        metrics: metrics_exporter_prometheus::PrometheusHandle,
    ) -> App {
        let banks = TransportSettings {
            call_timeout: CALL_TIMEOUT,
            connect_timeout: CONNECT_TIMEOUT,
            ..TransportSettings::default()
        };
        let ground = Ground {
            engine: self.engine.clone(),
            metrics,
            check: if town.question_asked { Check::Asked } else { Check::Skipped },
            wall: self.hours.reader(),
            patience: Patience {
                banks,
                registry: CALL_TIMEOUT,
                forms: town.form_deadline,
                uploads: town.form_deadline,
            },
        };
        open(settings, ground).expect("the shop opens")
    }
}

async fn listen() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.expect("a free port")
}

impl Shop {
    pub fn visitor(&self, person: &Person) -> Visitor<'_> {
        Visitor::new(self, person.clone())
    }

    pub fn bank(&self) -> Bank<'_> {
        Bank::of(self)
    }

    pub fn registry(&self) -> Registry<'_> {
        Registry::of(self)
    }

    pub fn now(&self) -> Timestamp {
        self.hours.now()
    }

    /// The first day that is open.
    pub fn tomorrow(&self) -> Day {
        day_of(self.now()).plus(1)
    }

    /// Lets time pass at once, for everybody.
    pub fn skip(&self, span: Millis) {
        self.hours.skip(span);
        self.engine.skip(span);
    }

    /// One look of the sweep: banks are asked about everything that is due.
    pub async fn sweep(&self) {
        sweep::once(&self.app).await.expect("desks answer");
    }

    /// One look of the messenger, once the tables have followed: what is owed is noted, what is due
    /// is tried.
    pub async fn tell(&self) {
        super::until("the tables", async || {
            let (durable, applied, _) = self.engine.positions();
            (applied >= durable).then_some(())
        })
        .await;
        messages::run::once(&self.app).await.expect("the ledger answers");
    }

    /// The words of the texts that were sent to a mobile, the oldest first: by the carrier, or put
    /// into the outbox.
    pub async fn texts(&self, mobile: &str) -> Vec<String> {
        let taken = self.control("GET", "/control/kavenegar/texts", None).await;
        let taken = taken.as_array().expect("a list").iter();
        let text = |text: &Value, name| text[name].as_str().unwrap_or_default().to_owned();
        let mine = taken.filter(|it| it["receptor"] == mobile);
        let mut texts: Vec<String> = mine.map(|it| text(it, "message")).collect();
        let Ok(folder) = std::fs::read_dir(self.data.join("outbox/sms")) else { return texts };
        let mut paths: Vec<_> = folder.map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
        for path in paths {
            let text = std::fs::read_to_string(path).expect("a text");
            let (to, words) = text.split_once("\n\n").expect("a number and words");
            if to == mobile {
                texts.push(words.trim_end().to_owned());
            }
        }
        texts
    }

    /// The request as its owner has it.
    pub async fn state(&self, person: &Person) -> Box<RequestState> {
        let key = self.engine.request_key(&person.national_id());
        match self.engine.ask(key, RequestCommand::View).await.expect("desks answer") {
            Answered::Is(state) => state,
            other => panic!("wanted a request, got {other:?}"),
        }
    }

    /// Free, held and booked seats of the first office's first morning.
    pub fn seats(&self) -> (u32, u32, u32) {
        let office = self.town.facts().first().expect("a town has offices").id;
        let shift = ShiftId::of(office, Period::Morning);
        let standing = self.engine.board().standing(shift, self.tomorrow());
        let standing = standing.expect("the day is shown");
        let (free, held) = (standing.free(), standing.held());
        (free, held, standing.approved() - free - held)
    }

    /// None of these texts is in any file of the data directory.
    #[track_caller]
    pub fn assert_nowhere_on_disk(&self, secrets: &[&str]) {
        let mut folders = vec![self.data.clone()];
        let mut bytes_read = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).expect("a folder of ours") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let bytes = std::fs::read(&path).expect("a file of ours");
                bytes_read += bytes.len();
                for secret in secrets {
                    let found = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
                    assert!(!found, "{secret} stands in {}", path.display());
                }
            }
        }
        assert!(bytes_read > 100_000, "the journal was read");
    }

    /// Seats that anybody holds on the first day.
    pub fn seats_held(&self) -> u32 {
        let board = self.engine.board();
        let offices = self.town.facts();
        let shifts = offices.iter().flat_map(|office| {
            [Period::Morning, Period::Evening].map(|period| ShiftId::of(office.id, period))
        });
        let standings = shifts.filter_map(|shift| board.standing(shift, self.tomorrow()));
        standings.map(|standing| standing.held()).sum()
    }

    /// Asks the sandbox's control; an empty answer is null.
    pub async fn control(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        let method = method.parse().expect("a method");
        let mut request = self.http.request(method, format!("{}{path}", self.sandbox));
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.expect("the sandbox answers");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        let bytes = answer.bytes().await.expect("the whole answer");
        serde_json::from_slice(&bytes).unwrap_or(Value::Null)
    }
}
