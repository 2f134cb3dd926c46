//! A PostgreSQL of our own: its settings, its seats at the beginning, its connections.

use super::audit;
use super::dialect::Statements;
use super::sql::{indexes, list_of, statements, tables};
use super::wire::{Talk, USER};
use crate::peers::audit::Stored;
use crate::peers::country::{DAYS, buckets};
use crate::peers::cycle::Wish;
use crate::peers::process::{self, Account, Program, Server, memory_mib, unprivileged};
use crate::peers::shape::Shape;
use crate::peers::turn::Peer;
use anyhow::Context;
use rustix::fs::{Gid, Uid, chown};
use rustix::process::Signal;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use tokio::net::UnixStream;

const PROGRAMS: [(&str, Option<&str>); 2] =
    [("/usr/lib/postgresql/15/bin/postgres", None), ("postgres", None)];
/// The name that clients look for in the directory of sockets.
const SOCKET: &str = ".s.PGSQL.5432";
/// Every commit waits for its sync; no checkpoint comes while it is measured.
pub const SETTINGS: [(&str, &str); 13] = [
    ("listen_addresses", ""),
    ("max_connections", "1100"),
    ("fsync", "on"),
    ("synchronous_commit", "on"),
    ("wal_sync_method", "fdatasync"),
    ("full_page_writes", "on"),
    ("shared_buffers", "1GB"),
    ("wal_buffers", "64MB"),
    ("max_wal_size", "16GB"),
    ("min_wal_size", "4GB"),
    ("checkpoint_timeout", "1h"),
    ("jit", "off"),
    ("huge_pages", "off"),
];

/// # Errors
/// It is not installed.
pub fn find() -> anyhow::Result<Program> {
    process::find(&PROGRAMS, "(PostgreSQL) 15")
}

#[derive(Debug)]
pub struct Postgres {
    server: Server,
    socket: PathBuf,
    shape: Shape,
}

impl Postgres {
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
        let account = unprivileged()?;
        let (data, sockets) = (own(data, account)?, own(sockets, account)?);
        let initdb = program.file.with_file_name("initdb");
        let mut making = process::command(&initdb, None, account, "KILL");
        making.arg("-D").arg(&data).args(["-A", "trust", "-U", USER, "--no-locale"]);
        making.args(["-E", "UTF8", "--no-sync"]);
        process::finish(making)?;

        let mut command: Command = process::command(&program.file, None, account, "QUIT");
        command.arg("-D").arg(&data).arg("-k").arg(&sockets);
        for (name, value) in SETTINGS {
            command.arg("-c").arg(format!("{name}={value}"));
        }
        // What it keeps is thrown away: it ends at once, with its children.
        let log = data.with_extension("log");
        let mut server = Server::start(command, log, Signal::QUIT)?;
        let socket = sockets.join(SOCKET);
        let mut talk =
            server.until(async || Talk::open(UnixStream::connect(&socket).await?).await).await?;
        fill(&mut talk, shape).await.context("filling PostgreSQL")?;
        Ok(Self { server, socket, shape })
    }

    async fn talk(&self) -> anyhow::Result<Talk> {
        let stream = UnixStream::connect(&self.socket).await.context("connecting to PostgreSQL")?;
        Talk::open(stream).await.context("connecting to PostgreSQL")
    }
}

impl Peer for Postgres {
    type Dialect = Statements;

    async fn connect(&self) -> anyhow::Result<(UnixStream, Statements)> {
        let mut talk = self.talk().await?;
        talk.prepare(statements(self.shape)).await.context("preparing statements")?;
        Ok((talk.into_stream(), Statements { shape: self.shape }))
    }

    fn memory_mib(&self) -> Option<u64> {
        memory_mib(self.server.pid())
    }

    async fn list(&self, wish: &Wish) -> anyhow::Result<Vec<u32>> {
        let rows = self.talk().await?.query(&list_of(wish)).await?;
        let id = |row: &Vec<String>| row.first().and_then(|id| id.parse::<u32>().ok());
        let shifts = rows.iter().map(|row| id(row).map(|id| id / DAYS).context("a shift"));
        shifts.collect()
    }

    async fn stored(&self) -> anyhow::Result<Stored> {
        audit::stored(&mut self.talk().await?, self.shape).await
    }
}

/// A directory inside that belongs to whom the server runs as.
fn own(parent: &Path, account: Option<Account>) -> anyhow::Result<PathBuf> {
    let dir = parent.join("postgres");
    std::fs::create_dir(&dir).with_context(|| format!("making {}", dir.display()))?;
    if let Some(Account { uid, gid }) = account {
        let (uid, gid) = (Uid::from_raw(uid), Gid::from_raw(gid));
        chown(&dir, Some(uid), Some(gid)).with_context(|| format!("giving {}", dir.display()))?;
    }
    Ok(dir)
}

async fn fill(talk: &mut Talk, shape: Shape) -> anyhow::Result<()> {
    talk.query(&tables(shape)).await?;
    let mut lines = String::new();
    for b in buckets() {
        let _ = writeln!(
            lines,
            "{}\t{}\t{}\t{}\t{}\t{}",
            b.id,
            b.city,
            b.day,
            b.prefix,
            b.seats,
            b.free(),
        );
    }
    talk.copy("bucket", &lines).await?;
    for sql in [indexes(shape), "VACUUM ANALYZE", "CHECKPOINT"] {
        talk.query(sql).await?;
    }
    Ok(())
}
