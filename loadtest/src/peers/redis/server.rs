//! A Redis of our own: its settings, its seats at the beginning, its connections.

use super::audit;
use super::dialect::{Scripts, place, rank_key};
use super::resp::{Value, command, key, number, read, word};
use super::scripts::{Digests, texts};
use crate::peers::audit::Stored;
use crate::peers::country::{BUCKETS, Bucket, CITIES, DAYS, HOT, buckets};
use crate::peers::cycle::{Ask, Wish};
use crate::peers::drive::Dialect;
use crate::peers::process::{self, Program, Server, memory_mib};
use crate::peers::shape::Shape;
use crate::peers::turn::Peer;
use anyhow::{Context, anyhow, bail};
use rustix::process::Signal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;

/// Debian's tools carry the server's program under another name, which it must not see.
const PROGRAMS: [(&str, Option<&str>); 2] =
    [("redis-server", None), ("redis-check-rdb", Some("redis-server"))];
/// Every answer waits for the sync of the log; nothing else writes while it is measured.
pub const SETTINGS: [(&str, &str); 8] = [
    ("port", "0"),
    ("appendonly", "yes"),
    ("appendfsync", "always"),
    ("auto-aof-rewrite-percentage", "0"),
    ("save", ""),
    ("daemonize", "no"),
    ("maxclients", "2048"),
    ("protected-mode", "yes"),
];
/// Buckets filled by one command.
const FILL_CHUNK: usize = 1_000;

/// # Errors
/// It is not installed.
pub fn find() -> anyhow::Result<Program> {
    process::find(&PROGRAMS, "Redis server v=7.")
}

#[derive(Debug)]
pub struct Redis {
    server: Server,
    socket: PathBuf,
    digests: Arc<Digests>,
    shape: Shape,
}

impl Redis {
    /// Starts it on an empty directory and fills it.
    ///
    /// # Errors
    /// It does not start, or does not take the seats.
    pub async fn start(
        program: &Program,
        data: &Path,
        sockets: &Path,
        shape: Shape,
    ) -> anyhow::Result<Self> {
        let socket = sockets.join("redis");
        let mut command = process::command(&program.file, program.name, None, "KILL");
        command.arg("--dir").arg(data).arg("--unixsocket").arg(&socket);
        for (name, value) in SETTINGS {
            command.arg(format!("--{name}")).arg(value);
        }
        // What it keeps is thrown away: it needs no farewell.
        let mut server = Server::start(command, data.join("log"), Signal::KILL)?;
        let stream = server.until(async || Ok(UnixStream::connect(&socket).await?)).await?;
        let mut talk = Talk { stream, input: Vec::new() };
        fill(&mut talk, shape).await.context("filling Redis")?;
        let mut digests = Vec::new();
        for text in texts(shape) {
            match talk.ask(&[b"SCRIPT", b"LOAD", text.as_bytes()]).await? {
                Value::Text(digest) => digests.push(digest),
                other => bail!("a script was answered {other:?}"),
            }
        }
        let [enter, hold, token, confirm, release, give_back, list] =
            digests.try_into().map_err(|_| anyhow!("a digest for each script"))?;
        let digests = Arc::new(Digests { enter, hold, token, confirm, release, give_back, list });
        Ok(Self { server, socket, digests, shape })
    }
}

impl Peer for Redis {
    type Dialect = Scripts;

    async fn connect(&self) -> anyhow::Result<(UnixStream, Scripts)> {
        let stream = UnixStream::connect(&self.socket).await.context("connecting to Redis")?;
        let digests = Arc::clone(&self.digests);
        Ok((stream, Scripts { digests, shape: self.shape }))
    }

    fn memory_mib(&self) -> Option<u64> {
        memory_mib(self.server.pid())
    }

    async fn list(&self, wish: &Wish) -> anyhow::Result<Vec<u32>> {
        let (stream, scripts) = self.connect().await?;
        let mut out = Vec::new();
        scripts.write(&mut out, &Ask::List(*wish));
        let answer = Talk { stream, input: Vec::new() }.send(&out).await?;
        let Value::List(rows) = answer else { bail!("a list is answered {answer:?}") };
        let shifts = rows.iter().map(|row| match row {
            Value::Number(shift) => u32::try_from(*shift).context("a shift"),
            other => bail!("{other:?} is no shift"),
        });
        shifts.collect()
    }

    async fn stored(&self) -> anyhow::Result<Stored> {
        let stream = UnixStream::connect(&self.socket).await.context("connecting to Redis")?;
        audit::stored(&mut Talk { stream, input: Vec::new() }, self.shape).await
    }
}

async fn fill(talk: &mut Talk, shape: Shape) -> anyhow::Result<()> {
    let all: Vec<Bucket> = buckets().collect();
    for chunk in all.chunks(FILL_CHUNK) {
        let mut out = Vec::new();
        command(&mut out, 1 + 2 * chunk.len());
        word(&mut out, b"MSET");
        for bucket in chunk {
            key(&mut out, "b:", u64::from(bucket.id));
            number(&mut out, u64::from(bucket.free()));
        }
        talk.send(&out).await?;
    }
    if !shape.keeps_lists() {
        return Ok(());
    }
    let of_city = BUCKETS / CITIES / DAYS;
    for (city, day) in (0..CITIES).flat_map(|city| (0..DAYS).map(move |day| (city, day))) {
        let shifts = city * of_city..(city + 1) * of_city;
        let mut out = Vec::new();
        command(&mut out, 2 + 2 * shifts.len());
        word(&mut out, b"ZADD");
        key(&mut out, "rank:", rank_key(city, day));
        for bucket in shifts.map(|shift| Bucket::of(shift * DAYS + day)) {
            let share = f64::from(bucket.free()) / f64::from(bucket.seats);
            word(&mut out, format!("{share:.17}").as_bytes());
            number(&mut out, place(&bucket));
        }
        talk.send(&out).await?;
    }
    // The one bucket that is in no list still gets an entry by the scripts: its city has a key too.
    assert_eq!(Bucket::of(HOT).city, CITIES);
    Ok(())
}

/// One question after the other.
pub struct Talk {
    stream: UnixStream,
    input: Vec<u8>,
}

impl Talk {
    pub async fn ask(&mut self, words: &[&[u8]]) -> anyhow::Result<Value> {
        let mut out = Vec::new();
        command(&mut out, words.len());
        for text in words {
            word(&mut out, text);
        }
        self.send(&out).await
    }

    pub async fn send(&mut self, out: &[u8]) -> anyhow::Result<Value> {
        self.stream.write_all(out).await?;
        loop {
            if let Some((bytes, value)) = read(&self.input).map_err(|fault| anyhow!(fault))? {
                self.input.drain(..bytes);
                return Ok(value);
            }
            if self.stream.read_buf(&mut self.input).await? == 0 {
                bail!("Redis has closed the connection");
            }
        }
    }
}
