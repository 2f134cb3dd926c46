//! The server's side: one question at a time for each connection, answered when it is done.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use nobat_engine::EngineHandle;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::Semaphore;

use super::words::{Asked, told};
use super::{LINE_BYTES_MAX, NAME};
use super::{account, step};

/// Whoever knocks says at once what it is about.
const ASK_WITHIN: Duration = Duration::from_secs(5);
/// Connections at once; one makes a backup and the others hear that it is under way.
const AT_ONCE: usize = 4;
/// After a failure that has nothing to do with the guest, such as too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);
/// Only the server's own account may knock.
const MODE: u32 = 0o600;

/// What is outside of the server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum World {
    /// Offices and systems of their own, which alone may tell what happens there.
    Real,
    /// A demo's, whose part whoever stands at the machine plays.
    Demo,
}

/// Opens the door in the data directory, which this process has locked, and answers for as long
/// as it is waited for; dropped, it takes the door with it. Without a door everything else goes
/// on; the log says so.
pub async fn listen(engine: EngineHandle, data_dir: &Path, world: World) {
    let door = Door(data_dir.join(NAME));
    let listener = match door.open() {
        Ok(listener) => listener,
        Err(error) => {
            let path = door.0.display();
            tracing::warn!(%error, %path, "there is no door for `nobat backup`");
            return;
        }
    };
    static GUESTS: Semaphore = Semaphore::const_new(AT_ONCE);
    loop {
        let Ok(guest) = GUESTS.acquire().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                let engine = engine.clone();
                tokio::spawn(async move {
                    let _guest = guest;
                    if let Err(error) = answer(engine, world, stream).await {
                        tracing::warn!(%error, "whoever was at the door has gone");
                    }
                });
            }
            Err(error) => {
                tracing::warn!(%error, "nobody can be let in at the door");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// The socket's place. A directory at rest holds no socket: whoever copies it would trip over it.
struct Door(PathBuf);

impl Door {
    fn open(&self) -> io::Result<UnixListener> {
        // What a killed server has left: nobody else can be there, the directory is locked.
        self.remove()?;
        let listener = UnixListener::bind(&self.0)?;
        fs::set_permissions(&self.0, Permissions::from_mode(MODE))?;
        Ok(listener)
    }

    fn remove(&self) -> io::Result<()> {
        match fs::remove_file(&self.0) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        if let Err(error) = self.remove() {
            tracing::warn!(%error, "the door stays behind");
        }
    }
}

async fn answer(engine: EngineHandle, world: World, mut stream: UnixStream) -> io::Result<()> {
    let (reading, mut writing) = stream.split();
    let mut line = String::new();
    let mut reading = BufReader::new(reading.take(LINE_BYTES_MAX as u64));
    let read = tokio::time::timeout(ASK_WITHIN, reading.read_line(&mut line)).await;
    read.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
    let answer = match serde_json::from_str(&line) {
        Ok(asked) => {
            // Copying and verifying block for as long as they take.
            let done = tokio::task::spawn_blocking(move || act(&engine, world, &asked)).await;
            done.unwrap_or_else(|_| json!({ "error": "the server stops" }))
        }
        Err(error) => json!({ "error": format!("this question is not understood: {error}") }),
    };
    writing.write_all(format!("{answer}\n").as_bytes()).await
}

fn act(engine: &EngineHandle, world: World, asked: &Asked) -> Value {
    let handle = tokio::runtime::Handle::current();
    let (to, keyring_to) = match asked {
        Asked::Backup { to, keyring_to } => (to, keyring_to),
        Asked::AddAccount { name, role, office, mark } => {
            return handle.block_on(account::add(engine, name, role, office.as_deref(), mark));
        }
        Asked::ResetAccount { name, mark } => {
            return handle.block_on(account::reset(engine, name, mark));
        }
        Asked::AddSystem { name, scopes, mark } => {
            return handle.block_on(account::add_system(engine, name, scopes, mark));
        }
        Asked::CloseSystem { name } => return handle.block_on(account::close_system(engine, name)),
        Asked::TellStep { .. } if world == World::Real => {
            return json!({ "error": "only a demo is told steps at its door" });
        }
        Asked::TellStep { code, step } => return handle.block_on(step::tell(engine, code, step)),
    };
    let named = [Some(to), keyring_to.as_ref()];
    if named.into_iter().flatten().any(|path| path.is_relative()) {
        return json!({ "error": "a folder is named from the root on" });
    }
    match engine.backups().make(to, keyring_to.as_deref()) {
        Ok(made) => told(&made),
        Err(error) => json!({ "error": error.to_string() }),
    }
}
