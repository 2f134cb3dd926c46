//! One measurement, from an empty directory to its figures.

use super::args::{EngineArgs, Workload};
use super::country::Country;
use super::figures::{Figures, Journal};
use super::tally::Tally;
use super::{full, limit, open_loop, process, ranking, spread};
use crate::clock::now;
use crate::report::json;
use anyhow::Context;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use nobat_engine::{Engine, EngineConfig, EngineHandle};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Clients that count together: a tally of its own for each would be memory and no gain.
const TALLY_CLIENTS: u64 = 64;
/// How often the projector's lag is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// The server's own pace.
const HOUSE_EVERY: Duration = Duration::from_secs(1);
/// Between two looks at whether the tables have caught up.
const CATCH_UP_EVERY: Duration = Duration::from_millis(2);

const MEASURED: u8 = 1;
const OVER: u8 = 2;

/// How far the run has come, for all clients.
#[derive(Default, Debug)]
pub struct Stage(AtomicU8);

impl Stage {
    pub fn over(&self) -> bool {
        self.0.load(Ordering::Relaxed) == OVER
    }

    pub fn counts(&self) -> bool {
        self.0.load(Ordering::Relaxed) == MEASURED
    }

    fn set(&self, stage: u8) {
        self.0.store(stage, Ordering::Relaxed);
    }
}

/// A directory that is removed when it was made here.
struct Place {
    dir: PathBuf,
    made: bool,
}

impl Place {
    fn of(args: &EngineArgs) -> anyhow::Result<Self> {
        let (dir, made) = match &args.data {
            Some(dir) => (dir.clone(), false),
            None => {
                let name = format!("nobat-engine-{}", std::process::id());
                (std::env::temp_dir().join(name), true)
            }
        };
        let taken = dir.read_dir().is_ok_and(|mut entries| entries.next().is_some());
        anyhow::ensure!(
            taken == args.filled,
            "{}: a directory must be empty, unless it was filled and --filled says so",
            dir.display()
        );
        std::fs::create_dir_all(&dir).with_context(|| format!("making {}", dir.display()))?;
        Ok(Self { dir, made })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.made {
            // What cannot be removed is in the system's own folder for such things.
            let _ = std::fs::remove_dir_all(&self.dir);
        }
    }
}

/// Measures one workload, prints its figures and writes them to the file that was named.
///
/// # Errors
/// A directory that is not empty, an engine that does not start, a file that cannot be written.
pub fn measure(args: &EngineArgs) -> anyhow::Result<()> {
    let metrics = PrometheusBuilder::new()
        .set_buckets(&[1.0])
        .context("setting up metrics")?
        .install_recorder()
        .context("setting up metrics")?;
    let place = Place::of(args)?;
    let figures = match args.workload {
        Workload::Limit => limit::measure(args, &place.dir, &metrics)?,
        _ => in_engine(args, &place.dir, &metrics)?,
    };
    print!("{}", figures.text());
    if let Some(path) = &args.json {
        let document = serde_json::to_value(&figures).context("writing the figures")?;
        json::write(path, &document).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}

fn in_engine(args: &EngineArgs, dir: &Path, metrics: &PrometheusHandle) -> anyhow::Result<Figures> {
    let mut config = EngineConfig::new(dir);
    config.arbiters = args.arbiters.unwrap_or(config.arbiters);
    let begun = now();
    let engine = Engine::open(&config).context("opening the engine")?;
    let (open_s, open_rss_mib) = (begun.elapsed().as_secs_f64(), process::rss_mib());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(usize::try_from(args.workers).unwrap_or(1))
        .thread_name("client")
        .enable_all()
        .build()
        .context("starting the clients' threads")?;
    let figures = runtime.block_on(play(args, engine.handle(), metrics));
    runtime.shutdown_timeout(Duration::from_secs(5));
    engine.stop();
    figures.map(|figures| Figures { open_s, open_rss_mib, ..figures })
}

async fn play(
    args: &EngineArgs,
    engine: EngineHandle,
    metrics: &PrometheusHandle,
) -> anyhow::Result<Figures> {
    let country = Arc::new(Country::found(&engine, args).await?);
    book_before(args, &engine, &country).await;
    caught_up(&engine).await;
    let stage = Arc::new(Stage::default());
    let lag = Arc::new(AtomicU64::new(0));
    let mut crew = Crew::default();
    crew.come(args, &engine, &country, &stage);
    let watch = tokio::spawn(watch_lag(engine.clone(), Arc::clone(&stage), Arc::clone(&lag)));
    let house = tokio::spawn(keep_house(engine.clone(), Arc::clone(&stage)));

    tokio::time::sleep(Duration::from_secs(args.warm_up)).await;
    let (journal, cpu, begun) = (Journal::read(metrics), process::cpu_by_thread(), now());
    let written = process::disk_bytes();
    stage.set(MEASURED);
    tokio::time::sleep(Duration::from_secs(args.seconds)).await;
    stage.set(OVER);
    let seconds = begun.elapsed().as_secs_f64();
    let (journal, cpu) = (Journal::read(metrics).since(journal), process::since(&cpu));
    let lag_end = lag_of(&engine);
    let ended = now();
    crew.leave().await?;
    watch.await.context("the watch has failed")?;
    house.await.context("the housekeeping has failed")?;
    caught_up(&engine).await;
    let catch_up_s = ended.elapsed().as_secs_f64();
    let disk = process::disk_bytes().zip(written).map_or(0, |(now, before)| now - before);
    let figures = Figures::of(args, &crew.tally(), seconds).with_journal(journal);
    let mut figures = figures.with_disk(disk).with_cpu(cpu);
    figures.projector_lag_max = lag.load(Ordering::Relaxed);
    figures.projector_lag_end = lag_end;
    figures.catch_up_s = catch_up_s;
    figures.beside_pairs_per_s = crew.beside(args).map(|pairs| pairs as f64 / seconds);
    Ok(figures)
}

/// Everybody who asks something of the engine, and what they have counted.
#[derive(Default)]
struct Crew {
    clients: tokio::task::JoinSet<()>,
    lists: Option<std::io::Result<std::thread::JoinHandle<()>>>,
    tallies: Vec<Arc<Mutex<Tally>>>,
    /// Of clients of `spread` beside a thread of lists.
    beside: Arc<Mutex<Tally>>,
}

impl Crew {
    fn come(
        &mut self,
        args: &EngineArgs,
        engine: &EngineHandle,
        country: &Arc<Country>,
        stage: &Arc<Stage>,
    ) {
        let lists = args.workload == Workload::Ranking;
        if !lists && args.rate.is_some() {
            let (engine, country) = (engine.clone(), Arc::clone(country));
            let (stage, tally) = (Arc::clone(stage), self.tally_of(0));
            self.clients.spawn(open_loop::live(engine, country, args.clone(), stage, tally));
            return;
        }
        for no in 0..if lists { args.beside } else { args.in_flight } {
            let tally = if lists { Arc::clone(&self.beside) } else { self.tally_of(no) };
            let (engine, country) = (engine.clone(), Arc::clone(country));
            let stage = Arc::clone(stage);
            let seed = args.seed;
            if args.workload == Workload::Full {
                self.clients.spawn(full::Client::new(engine, country, seed, no).live(stage, tally));
            } else {
                let client = spread::Client::new(engine, country, seed, no);
                self.clients.spawn(client.live(stage, tally));
            }
        }
        if lists {
            let asker = ranking::Asker::new(engine.clone(), Arc::clone(country), args);
            let (stage, tally) = (Arc::clone(stage), self.tally_of(0));
            let thread = std::thread::Builder::new().name("lists".into());
            self.lists = Some(thread.spawn(move || asker.live(&stage, &tally)));
        }
    }

    fn tally_of(&mut self, no: u64) -> Arc<Mutex<Tally>> {
        if no.is_multiple_of(TALLY_CLIENTS) {
            self.tallies.push(Arc::default());
        }
        Arc::clone(self.tallies.last().expect("the first client has made one"))
    }

    async fn leave(&mut self) -> anyhow::Result<()> {
        while let Some(client) = self.clients.join_next().await {
            client.context("a client has failed")?;
        }
        if let Some(lists) = self.lists.take() {
            let joined = lists.context("starting the thread of lists")?.join();
            joined.map_err(|_| anyhow::anyhow!("the thread of lists has failed"))?;
        }
        Ok(())
    }

    fn tally(&self) -> Tally {
        let mut all = Tally::default();
        for tally in &self.tallies {
            all.add(&tally.lock().expect("its clients have ended"));
        }
        all
    }

    fn beside(&self, args: &EngineArgs) -> Option<u64> {
        let pairs = self.beside.lock().expect("its clients have ended").pairs;
        (args.workload == Workload::Ranking && args.beside > 0).then_some(pairs)
    }
}

/// Bookings that stand before anything is measured.
async fn book_before(args: &EngineArgs, engine: &EngineHandle, country: &Arc<Country>) {
    const CLIENTS: u64 = 1_024;
    let mut clients = tokio::task::JoinSet::new();
    for no in 0..CLIENTS {
        let share = args.booked / CLIENTS + u64::from(no < args.booked % CLIENTS);
        if share > 0 {
            let (engine, country) = (engine.clone(), Arc::clone(country));
            let client = spread::Client::new(engine, country, !args.seed, u64::MAX / 2 + no);
            clients.spawn(client.book(share));
        }
    }
    while let Some(client) = clients.join_next().await {
        client.expect("a client that books before has failed");
    }
}

fn lag_of(engine: &EngineHandle) -> u64 {
    let (durable, applied, _) = engine.positions();
    durable.0.saturating_sub(applied.0)
}

async fn watch_lag(engine: EngineHandle, stage: Arc<Stage>, lag: Arc<AtomicU64>) {
    while !stage.over() {
        tokio::time::sleep(LOOK_EVERY).await;
        if stage.counts() {
            lag.fetch_max(lag_of(&engine), Ordering::Relaxed);
        }
    }
}

/// As the server does: what it would clear away is not to be taken for growth.
async fn keep_house(engine: EngineHandle, stage: Arc<Stage>) {
    while !stage.over() && engine.keep_house().await.is_ok() {
        tokio::time::sleep(HOUSE_EVERY).await;
    }
}

async fn caught_up(engine: &EngineHandle) {
    while lag_of(engine) > 0 {
        tokio::time::sleep(CATCH_UP_EVERY).await;
    }
}
