//! Clients on connections: many on one wait together, and what is ready is sent in one write.

use super::cycle::{Answer, Ask, Client};
use super::tally::Tally;
use crate::clock;
use anyhow::{Context, anyhow, bail};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::task::JoinSet;

/// Not measured, at the beginning: the clients' bookings reach their number, caches fill.
pub const WARM_UP: Duration = Duration::from_secs(1);
/// How long the last answers may take.
const REST_MAX: Duration = Duration::from_secs(60);
/// Free room of the input before each read.
const READ_BYTES: usize = 64 << 10;
/// What an answer of a peer may need at most; beyond it the peer speaks another language.
const INPUT_BYTES_MAX: usize = 16 << 20;

const WARMING: u8 = 0;
const MEASURING: u8 = 1;
const ENDING: u8 = 2;

/// How questions and answers look on the wire of one peer.
pub trait Dialect: Send + 'static {
    fn write(&self, out: &mut Vec<u8>, ask: &Ask);

    /// The first whole answer of `input`, with its length in bytes; none while it is not all there.
    ///
    /// # Errors
    /// The peer's complaint, or bytes that are no answer.
    fn read(&self, ask: &Ask, input: &[u8]) -> Result<Option<(usize, Answer)>, String>;
}

/// One connection with its clients.
#[derive(Debug)]
pub struct Link<D> {
    pub stream: UnixStream,
    pub dialect: D,
    pub clients: Vec<Client>,
}

/// A driven turn: what was counted in its window, how long that was, and the clients as they ended.
#[derive(Debug)]
pub struct Driven {
    pub tally: Tally,
    pub lasted: Duration,
    pub clients: Vec<Client>,
}

struct Shared {
    phase: AtomicU8,
    tally: Mutex<Tally>,
}

/// Lets the clients ask for `length`, after a warm-up, and waits for the last answers.
///
/// # Errors
/// A connection that breaks, an answer that cannot be.
pub async fn drive<D: Dialect>(links: Vec<Link<D>>, length: Duration) -> anyhow::Result<Driven> {
    let shared =
        Arc::new(Shared { phase: AtomicU8::new(WARMING), tally: Mutex::new(Tally::new()) });
    let mut tasks = JoinSet::new();
    for link in links {
        tasks.spawn(ask_until_ending(link, Arc::clone(&shared)));
    }
    tokio::time::sleep(WARM_UP).await;
    let began = clock::now();
    shared.phase.store(MEASURING, Ordering::Relaxed);
    tokio::time::sleep(length).await;
    shared.phase.store(ENDING, Ordering::Relaxed);
    let lasted = clock::now().duration_since(began);

    let ended = tokio::time::timeout(REST_MAX, tasks.join_all()).await;
    let mut clients = Vec::new();
    for link in ended.context("waiting for the last answers")? {
        clients.extend(link?);
    }
    let shared = Arc::into_inner(shared).ok_or_else(|| anyhow!("a connection is still open"))?;
    let tally = shared.tally.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(Driven { tally, lasted, clients })
}

/// A question on its way: whose, what, since when.
struct Waiting {
    client: usize,
    ask: Ask,
    since: Instant,
}

async fn ask_until_ending<D: Dialect>(
    link: Link<D>,
    shared: Arc<Shared>,
) -> anyhow::Result<Vec<Client>> {
    let Link { mut stream, dialect, mut clients } = link;
    let mut waiting: VecDeque<Waiting> = VecDeque::with_capacity(clients.len());
    let mut ready: Vec<usize> = (0..clients.len()).collect();
    let (mut out, mut input) = (Vec::new(), Vec::with_capacity(2 * READ_BYTES));
    loop {
        if shared.phase.load(Ordering::Relaxed) != ENDING {
            let since = clock::now();
            for client in ready.drain(..) {
                let ask = clients[client].ask();
                dialect.write(&mut out, &ask);
                waiting.push_back(Waiting { client, ask, since });
            }
        }
        if waiting.is_empty() {
            return Ok(clients);
        }
        if !out.is_empty() {
            stream.write_all(&out).await.context("asking a peer")?;
            out.clear();
        }
        input.reserve(READ_BYTES);
        if stream.read_buf(&mut input).await.context("reading a peer's answers")? == 0 {
            bail!("the peer has closed a connection");
        }
        let answered = take_answers(&dialect, &input, &mut waiting, &mut clients, &shared)?;
        ready.extend(answered.clients);
        input.drain(..answered.bytes);
        if input.len() > INPUT_BYTES_MAX {
            bail!("an answer of more than {INPUT_BYTES_MAX} bytes");
        }
    }
}

struct Answered {
    clients: Vec<usize>,
    bytes: usize,
}

fn take_answers<D: Dialect>(
    dialect: &D,
    input: &[u8],
    waiting: &mut VecDeque<Waiting>,
    clients: &mut [Client],
    shared: &Shared,
) -> anyhow::Result<Answered> {
    let mut answered = Answered { clients: Vec::new(), bytes: 0 };
    let now = clock::now();
    let is_measured = shared.phase.load(Ordering::Relaxed) == MEASURING;
    let mut tally = shared.tally.lock().unwrap_or_else(PoisonError::into_inner);
    while let Some(first) = waiting.front() {
        let found = dialect.read(&first.ask, &input[answered.bytes..]);
        let Some((bytes, answer)) = found.map_err(|fault| anyhow!("{:?}: {fault}", first.ask))?
        else {
            break;
        };
        let step = clients[first.client].answered(answer).map_err(|fault| anyhow!(fault))?;
        if is_measured {
            tally.count(step, now.duration_since(first.since));
        }
        answered.bytes += bytes;
        answered.clients.push(first.client);
        waiting.pop_front();
    }
    Ok(answered)
}
