//! `nobat serve`: opens the engine, starts the sandbox for a demo, serves until told to stop.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use nobat_domain::timestamp::Millis;
use nobat_engine::{Engine, EngineConfig, EngineHandle};
use nobat_sandbox::people::{CitizenKind, People, citizens};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::citizen::questions::Check;
use crate::commands::{demo_country, telemetry};
use crate::config::{self, DEMO_COUNTRY_SEED, Settings};
use crate::door::{self, World};
use crate::messages;
use crate::offering::rounds;
use crate::open::{Ground, Patience, open};
use crate::pages::assets;
use crate::retention;
use crate::router::router;
use crate::settlement::sweep;
use crate::webhooks;

/// Pages under way may end before the engine stops.
const DRAIN: Duration = Duration::from_secs(5);
const SANDBOX_TRIES: usize = 50;
const SANDBOX_PAUSE: Duration = Duration::from_millis(100);

#[derive(Args)]
pub struct Serve {
    /// The configuration; not needed for a demo.
    #[arg(long, required_unless_present = "demo")]
    config: Option<PathBuf>,
    /// The data directory, over the configuration's.
    #[arg(long)]
    data: Option<PathBuf>,
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// Serve the sandbox country, with the sandbox as a child process.
    #[arg(long, conflicts_with = "config")]
    demo: bool,
    #[arg(long, default_value = "127.0.0.1:8090", requires = "demo")]
    sandbox_listen: SocketAddr,
    /// `skip` takes any answer to the entry question: for load tests and browser tests alone.
    #[arg(long, value_enum, default_value_t = Question::Ask)]
    question: Question,
    /// How long the bank's page and so a hold lives, in the demo.
    #[arg(long, default_value_t = 15 * 60, requires = "demo")]
    bank_window_seconds: u64,
    /// A citizen's session ends so long after the last sign of life; 0 ends every session.
    #[arg(long, requires = "demo")]
    session_minutes: Option<u64>,
    /// So many seats at most in each shift that the demo opens: for trying what happens when none
    /// is left.
    #[arg(long, requires = "demo")]
    seats_max: Option<u32>,
    /// The demo's clock is so many days ahead of the machine's: for trying what happens on the day
    /// of a seat, and after it. Time never goes back, so later starts need as many or more.
    #[arg(long, default_value_t = 0, requires = "demo")]
    days_ahead: u16,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Question {
    Ask,
    Skip,
}

impl Serve {
    pub fn run(self) -> anyhow::Result<()> {
        if self.question == Question::Skip && !self.demo {
            bail!("--question skip works only together with --demo");
        }
        let metrics = telemetry::install()?;
        // Both HTTP clients use it; a second call would only find it installed.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let registry_key = format!("{:032x}", u128::from(getrandom::u64()?));
        let settings = self.settings(&registry_key)?;
        let engine_config = EngineConfig {
            backups: Some(settings.backup.plan(&settings.data_dir)),
            terms: settings.terms()?,
            clock_ahead: self.clock_ahead(),
            master_key: settings
                .master_key
                .clone()
                .unwrap_or_else(|| settings.data_dir.join("master.key")),
            ..EngineConfig::new(&settings.data_dir)
        };
        let engine = Engine::open(&engine_config).context("opening the engine")?;
        let runtime = tokio::runtime::Runtime::new().context("starting a runtime")?;
        let served = runtime.block_on(self.serve(&settings, engine.handle(), metrics));
        engine.handle().backups().give_up();
        // Tasks that still hold the engine's door go first.
        runtime.shutdown_timeout(DRAIN);
        engine.stop();
        served
    }

    fn clock_ahead(&self) -> Millis {
        Millis::hours(24 * u64::from(self.days_ahead))
    }

    fn settings(&self, registry_key: &str) -> anyhow::Result<Settings> {
        let mut settings = match (&self.config, self.demo) {
            (Some(file), false) => config::load(file)?,
            (None, true) => {
                let listen = self.listen.unwrap_or_else(|| ([127, 0, 0, 1], 8080).into());
                let data = self.data.clone().context("a demo needs --data")?;
                let port = self.sandbox_listen.port();
                let mut settings = config::demo(&data, listen, port, registry_key);
                shorten(&mut settings, self.bank_window_seconds);
                if let Some(minutes) = self.session_minutes {
                    settings.http.session_minutes = minutes;
                }
                settings
            }
            _ => bail!("serve needs --config or --demo"),
        };
        if let Some(data) = &self.data {
            settings.data_dir.clone_from(data);
        }
        if let Some(listen) = self.listen {
            settings.http.listen = listen;
        }
        settings.check()?;
        Ok(settings)
    }

    async fn serve(
        &self,
        settings: &Settings,
        engine: EngineHandle,
        metrics: metrics_exporter_prometheus::PrometheusHandle,
    ) -> anyhow::Result<()> {
        // The child dies with this process: it reads a pipe that only we hold open.
        let _sandbox = if self.demo { Some(self.start_sandbox(settings).await?) } else { None };
        if self.demo {
            demo_country::fill(&engine, self.seats_max).await?;
        }
        let check = match self.question {
            Question::Ask => Check::Asked,
            Question::Skip => Check::Skipped,
        };
        let ahead = self.clock_ahead();
        let wall = Arc::new(move || nobat_engine::clock::wall().plus(ahead));
        let ground = Ground { engine, metrics, check, wall, patience: Patience::default() };
        let app = open(settings, ground)?;
        assets::pack_all();
        let listener = TcpListener::bind(settings.http.listen)
            .await
            .with_context(|| format!("listening on {}", settings.http.listen))?;
        let stop = listen_for_stop()?;
        tokio::spawn(sweep::run(app.clone()));
        tokio::spawn(retention::run(app.clone()));
        tokio::spawn(rounds::run(app.clone()));
        tokio::spawn(webhooks::run(app.clone()));
        tokio::spawn(messages::run::run(app.clone()));
        let (visited, data_dir) = (app.engine.clone(), settings.data_dir.clone());
        let world = if self.demo { World::Demo } else { World::Real };
        let told = stopped(stop.clone());
        tokio::spawn(async move {
            tokio::select! { () = door::listen(visited, &data_dir, world) => {}, () = told => {} }
        });
        let measuring = app.board.sampler().run(app.engine.clone(), app.metrics.clone());
        // Whoever follows the board is let go at the stop, and does not hold it up.
        let told = stopped(stop.clone());
        tokio::spawn(async {
            tokio::select! { () = measuring => {}, () = told => {} }
        });
        // So are the systems that follow the feed.
        let (streams, told) = (Arc::clone(&app.streams), stopped(stop.clone()));
        tokio::spawn(async move {
            told.await;
            streams.end();
        });
        self.greet(settings);
        let ended = stopped(stop.clone());
        let visitors = router(app).into_make_service_with_connect_info::<SocketAddr>();
        let serving = axum::serve(listener, visitors).with_graceful_shutdown(ended);
        tokio::select! {
            served = async { serving.await } => served.context("serving"),
            () = async { stopped(stop).await; tokio::time::sleep(DRAIN).await } => Ok(()),
        }
    }

    /// The sandbox of a demo that was killed a moment ago may still be leaving its address.
    async fn start_sandbox(&self, settings: &Settings) -> anyhow::Result<Child> {
        for _ in 1..SANDBOX_TRIES {
            if let Ok(child) = self.try_sandbox(settings).await {
                return Ok(child);
            }
            tokio::time::sleep(SANDBOX_PAUSE).await;
        }
        self.try_sandbox(settings).await
    }

    async fn try_sandbox(&self, settings: &Settings) -> anyhow::Result<Child> {
        let program = std::env::current_exe().context("finding this program")?;
        let data = settings.data_dir.join("sandbox");
        let mut child = Command::new(program)
            .args(["sandbox", "serve", "--die-with-parent", "--listen"])
            .arg(self.sandbox_listen.to_string())
            .arg("--data")
            .arg(&data)
            .args(["--seed", &DEMO_COUNTRY_SEED.to_string()])
            .args(["--registry-key", &settings.registry.key])
            .arg("--text-outbox")
            .arg(settings.data_dir.join("outbox").join("sms"))
            .args(["--ussd-callback", &settings.http.public_url])
            .args(["--bank-window-seconds", &self.bank_window_seconds.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("starting the sandbox")?;
        let out = child.stdout.take().context("reading the sandbox's first line")?;
        let ready = BufReader::new(out).lines().next_line().await;
        match ready.context("reading the sandbox's first line")? {
            Some(line) => tracing::info!(line, "the sandbox is there"),
            None => bail!("the sandbox ended before it was ready; is its address in use?"),
        }
        Ok(child)
    }

    fn greet(&self, settings: &Settings) {
        println!("nobat ready on {}", settings.http.public_url);
        if !self.demo {
            return;
        }
        if self.question == Question::Skip {
            println!("WARNING: the entry question is skipped; never show this to citizens");
        }
        println!(
            "sandbox (registry, bank, phone, more people to try): http://{}",
            self.sandbox_listen
        );
        println!(
            "operators: {}/ops  password: {}",
            settings.http.public_url, settings.operators.password
        );
        println!("people to try (national ID, serial, born, gender, mother):");
        let people = People::of(DEMO_COUNTRY_SEED);
        for row in citizens(&people, CitizenKind::Fresh).take(3) {
            let (birth, mother) = (row.birth, row.mother_name);
            println!(
                "  {}  {}  {}/{:02}/{:02}  {}  {mother}",
                row.national_id.as_str(),
                row.serial.as_str(),
                birth.year(),
                birth.month(),
                birth.day(),
                row.gender.key(),
            );
        }
    }
}

/// A shorter bank window shortens every span that waits for it.
fn shorten(settings: &mut Settings, window_s: u64) {
    let windows = &mut settings.windows;
    if window_s >= windows.bank_window_s {
        return;
    }
    windows.bank_window_s = window_s;
    windows.return_grace_s = windows.return_grace_s.min(window_s.div_ceil(4));
    windows.final_margin_s = windows.final_margin_s.min(window_s.div_ceil(4));
    windows.until_token_s = windows.until_token_s.min(window_s.max(10));
    windows.verify_within_s = windows.verify_within_s.min(window_s.max(10));
}

/// One ear for signals, open before anybody is told that the server is ready: a signal that comes
/// while others still get ready to wait for it would reach only those who already do.
fn listen_for_stop() -> anyhow::Result<watch::Receiver<bool>> {
    let listen = |kind| signal(kind).context("listening for signals");
    let (mut terminate, mut interrupt) =
        (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?);
    let (tell, told) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
        // Nobody waits any more where the server has ended by itself.
        let _ = tell.send(true);
    });
    Ok(told)
}

async fn stopped(mut told: watch::Receiver<bool>) {
    // An ear that is gone has nothing more to say: that is the end as well.
    let _ = told.wait_for(|stop| *stop).await;
}
