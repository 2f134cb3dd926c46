//! Peers as processes: found, started without Debian's services, and ended with their parent.

use anyhow::{Context, bail};
use rustix::process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// How long a peer may take to end once it is asked to; then it is killed.
const END_S_MAX: i64 = 15;
/// How often a starting peer is tried, and how long between two tries.
const START_TRIES: u32 = 600;
const START_EVERY: Duration = Duration::from_millis(50);
/// Of a peer's own log, in a complaint.
const LOG_TAIL_BYTES: usize = 2_000;

/// The account of Debian's package, for servers that refuse to run as root.
const UNPRIVILEGED: &str = "postgres";

/// A program as it is started: its file, and the name that it is to see itself by.
#[derive(Clone, Debug)]
pub struct Program {
    pub file: PathBuf,
    pub name: Option<&'static str>,
    /// What it says of its version.
    pub version: String,
}

/// The first of these programs that is here and speaks of its version with `word` in it.
///
/// # Errors
/// None is here.
pub fn find(candidates: &[(&str, Option<&'static str>)], word: &str) -> anyhow::Result<Program> {
    for (file, name) in candidates {
        let mut command = Command::new(file);
        called(&mut command, *name);
        let Ok(said) = command.arg("--version").output() else { continue };
        let version = String::from_utf8_lossy(&said.stdout).trim().to_owned();
        if version.contains(word) {
            return Ok(Program { file: PathBuf::from(file), name: *name, version });
        }
    }
    let files: Vec<&str> = candidates.iter().map(|(file, _)| *file).collect();
    bail!("none of {} is here; `.ci/install.sh peers` installs them", files.join(", "))
}

fn called(command: &mut Command, name: Option<&str>) {
    if let Some(name) = name {
        std::os::unix::process::CommandExt::arg0(command, name);
    }
}

/// Another account than ours, by its numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Account {
    pub uid: u32,
    pub gid: u32,
}

/// Whom a server runs as that refuses root: nobody else than us, unless we are root.
///
/// # Errors
/// We are root, and the account of Debian's package is not here.
pub fn unprivileged() -> anyhow::Result<Option<Account>> {
    if !rustix::process::geteuid().is_root() {
        return Ok(None);
    }
    let accounts = fs::read_to_string("/etc/passwd").context("reading /etc/passwd")?;
    let account = account(&accounts, UNPRIVILEGED);
    Ok(Some(account.with_context(|| format!("root needs the account {UNPRIVILEGED} here"))?))
}

fn account(accounts: &str, name: &str) -> Option<Account> {
    let line = accounts.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    let mut number = || fields.next()?.parse().ok();
    Some(Account { uid: number()?, gid: number()? })
}

/// A command that runs as `account`, and is sent `signal` when this process dies in any way.
pub fn command(
    program: &Path,
    name: Option<&str>,
    account: Option<Account>,
    signal: &str,
) -> Command {
    let mut command = Command::new("setpriv");
    command.arg(format!("--pdeathsig={signal}"));
    if let Some(Account { uid, gid }) = account {
        command.args([format!("--reuid={uid}"), format!("--regid={gid}")]).arg("--clear-groups");
    }
    match name {
        // A shell's own way to give a program another name; nothing is expanded.
        Some(name) => {
            command.args(["--", "bash", "-c", r#"exec -a "$0" "$@""#, name]).arg(program);
        }
        None => {
            command.arg("--").arg(program);
        }
    }
    command.stdin(Stdio::null());
    // A Ctrl-C is ours to hear; the peers are ended in order.
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command
}

/// Runs a command to its end.
///
/// # Errors
/// It is not there, or ended badly; with the last words that it said.
pub fn finish(mut command: Command) -> anyhow::Result<()> {
    let what = format!("{command:?}");
    let done = command.output().with_context(|| format!("running {what}"))?;
    if !done.status.success() {
        bail!("{what}: {}: {}", done.status, tail(&done.stderr));
    }
    Ok(())
}

fn tail(said: &[u8]) -> String {
    let from = said.len().saturating_sub(LOG_TAIL_BYTES);
    String::from_utf8_lossy(&said[from..]).trim().to_owned()
}

/// A running peer. It is ended when this is dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    log: PathBuf,
    end: Signal,
}

impl Server {
    /// # Errors
    /// It cannot be started at all.
    pub fn start(mut command: Command, log: PathBuf, end: Signal) -> anyhow::Result<Self> {
        let file = fs::File::create(&log).context("making a peer's log")?;
        let again = file.try_clone().context("making a peer's log")?;
        let child = command.stdout(file).stderr(again).spawn();
        let child = child.with_context(|| format!("starting {command:?}"))?;
        Ok(Self { child, log, end })
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Tries until `attempt` succeeds.
    ///
    /// # Errors
    /// The peer has ended, or does not answer; with the tail of its log.
    pub async fn until<T>(
        &mut self,
        mut attempt: impl AsyncFnMut() -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let mut last = None;
        for _ in 0..START_TRIES {
            if let Some(status) = self.child.try_wait().context("looking after a peer")? {
                bail!("the peer ended with {status}: {}", self.log_tail());
            }
            match attempt().await {
                Ok(done) => return Ok(done),
                Err(error) => last = Some(error),
            }
            tokio::time::sleep(START_EVERY).await;
        }
        bail!("the peer does not answer: {last:?}: {}", self.log_tail())
    }

    fn log_tail(&self) -> String {
        tail(&fs::read(&self.log).unwrap_or_default())
    }

    fn end(&mut self) -> std::io::Result<()> {
        if self.child.try_wait()?.is_some() {
            return Ok(());
        }
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            let watched = pidfd_open(pid, PidfdFlags::empty())?;
            kill_process(pid, self.end)?;
            let mut ended = [rustix::event::PollFd::new(&watched, rustix::event::PollFlags::IN)];
            let patience = rustix::event::Timespec { tv_sec: END_S_MAX, tv_nsec: 0 };
            rustix::event::poll(&mut ended, Some(&patience))?;
        }
        if self.child.try_wait()?.is_none() {
            self.child.kill()?;
            self.child.wait()?;
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            eprintln!("peers: process {} could not be ended: {error}", self.child.id());
        }
    }
}

/// What a process and its children hold of the memory, shared pages counted once, in MiB.
pub fn memory_mib(pid: u32) -> Option<u64> {
    let own = |pid: u32| {
        let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
        let pss = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
        pss.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()
    };
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).ok()?;
    let children = children.split_whitespace().filter_map(|pid| pid.parse().ok());
    Some((own(pid)? + children.filter_map(own).sum::<u64>()) / 1_024)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    fn sleeper(dir: &Path, end: Signal) -> Server {
        let mut command = command(Path::new("sleep"), None, None, "KILL");
        command.arg("600");
        Server::start(command, dir.join("log"), end).expect("sleep is everywhere")
    }

    #[test]
    fn a_dropped_server_is_gone() {
        let dir = tempfile::tempdir().expect("a directory");
        let began = clock::now();
        let server = sleeper(dir.path(), Signal::TERM);
        let proc = format!("/proc/{}", server.pid());
        assert!(Path::new(&proc).exists() && memory_mib(server.pid()).is_some());
        drop(server);
        assert!(!Path::new(&proc).exists());
        assert!(began.elapsed() < Duration::from_secs(10), "it was asked and not waited out");
    }

    #[tokio::test]
    async fn a_server_that_ends_by_itself_is_said_with_its_last_words() {
        let dir = tempfile::tempdir().expect("a directory");
        let mut command = command(Path::new("bash"), Some("peer"), None, "KILL");
        command.args(["-c", "echo $0 has no port >&2; exit 3"]);
        let mut server = Server::start(command, dir.path().join("log"), Signal::TERM).expect("it");
        let found = server.until(async || -> anyhow::Result<()> { bail!("not yet") }).await;
        let said = found.expect_err("it ended").to_string();
        assert!(said.contains("exit status: 3") && said.contains("peer has no port"), "{said}");
    }

    #[test]
    fn an_absent_program_is_told_how_to_come_by() {
        let error = find(&[("/nowhere/redis-server", None)], "Redis").expect_err("not there");
        assert!(error.to_string().contains(".ci/install.sh peers"));
        assert!(find(&[("/nowhere/bash", None), ("bash", None)], "bash").is_ok());
    }

    #[test]
    fn an_account_is_read_by_its_whole_name() {
        let accounts = "postgresql:x:9:9::/:/bin/sh\npostgres:x:101:104:P,,,:/var:/bin/bash\n";
        assert_eq!(account(accounts, "postgres"), Some(Account { uid: 101, gid: 104 }));
        assert_eq!(account(accounts, "redis"), None);
    }
}
