//! The sandbox as a process: opens its world, listens, and ends when told or when its parent ends.

use crate::clock::{self, Wall};
use crate::index_page;
use crate::kavenegar::{self, Carrier};
use crate::mail_server::{self, MailServer};
use crate::phone;
use crate::registry::{self, RegistryState};
use crate::sadad::{self, SadadConfig, SadadState};
use crate::world::{World, WorldError};
use axum::Router;
use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// What a sandbox process needs to know.
pub struct ServeOptions {
    pub listen: SocketAddr,
    /// The folder in which the world and the bank's books are kept.
    pub data: PathBuf,
    pub seed: u64,
    /// The secret that callers of the civil registry send; not empty.
    pub registry_key: String,
    pub sadad: SadadConfig,
    /// Where the server is whose USSD callbacks the phone's network calls; no phone without it.
    pub ussd_callback: Option<String>,
    /// Where the carrier of texts reports by itself; it is only asked without it.
    pub text_reports: Option<String>,
    /// The folder in which a server without a carrier puts texts.
    pub text_outbox: Option<PathBuf>,
    /// Where mail is taken; nowhere without it.
    pub smtp_listen: Option<SocketAddr>,
    /// What mail was taken, and how the mail server behaves.
    pub mail: MailServer,
    pub life: Life,
}

/// When the process ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Life {
    /// At SIGINT or SIGTERM.
    UntilSignal,
    /// Also when standard input ends: a parent that holds the other end of the pipe has died then.
    UntilParentDies,
}

/// Why the sandbox could not serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("the civil registry needs a key for its callers")]
    NoRegistryKey,
    #[error(transparent)]
    World(#[from] WorldError),
    #[error("could not open the bank's books: {0}")]
    Bank(String),
    #[error(transparent)]
    Phone(#[from] phone::Unreachable),
    #[error("could not fill the first page: {0}")]
    Page(#[from] askama::Error),
    #[error("could not listen on {listen}: {source}")]
    Listen { listen: SocketAddr, source: io::Error },
    #[error("serving ended: {0}")]
    Serve(#[source] io::Error),
}

/// Requests under way may end; a page that waits longer is cut off.
const DRAIN_MAX: Duration = Duration::from_secs(5);

impl ServeOptions {
    /// The demo's sandbox: its bank uses the credentials that the demo's server knows.
    #[must_use]
    pub fn demo(listen: SocketAddr, data: PathBuf, seed: u64, registry_key: String) -> Self {
        let sadad = SadadConfig::demo(data.join("sadad"));
        let life = Life::UntilSignal;
        Self {
            listen,
            data,
            seed,
            registry_key,
            sadad,
            ussd_callback: None,
            text_reports: None,
            text_outbox: None,
            smtp_listen: None,
            mail: MailServer::default(),
            life,
        }
    }
}

/// Serves the outside world until it is told to end. Prints one line when it is ready.
///
/// # Errors
/// The world, the bank's books or the address cannot be opened, or the network fails.
pub async fn serve(options: ServeOptions) -> Result<(), ServeError> {
    let listen = options.listen;
    let life = options.life;
    let (mail, smtp) = (options.mail.clone(), options.smtp_listen);
    let router = open(options, clock::wall())?;
    let refused = |source| ServeError::Listen { listen, source };
    if let Some(smtp) = smtp {
        let refused = |source| ServeError::Listen { listen: smtp, source };
        tokio::spawn(mail.serve(TcpListener::bind(smtp).await.map_err(refused)?));
    }
    let listener = TcpListener::bind(listen).await.map_err(refused)?;
    let bound = listener.local_addr().map_err(refused)?;
    let stopped = stop_signal(life);
    // A parent may have closed the other end already; that is its right.
    let _unread = writeln!(io::stdout(), "sandbox ready on http://{bound}");
    serve_until(listener, router, stopped).await
}

/// The whole outside world as one router, over the world of the options' folder.
///
/// # Errors
/// The world or the bank's books cannot be opened.
pub fn open(options: ServeOptions, wall: Wall) -> Result<Router, ServeError> {
    if options.registry_key.is_empty() {
        return Err(ServeError::NoRegistryKey);
    }
    let world = Arc::new(World::open(&options.data, options.seed, wall())?);
    let bank = SadadState::open(options.sadad, Arc::clone(&wall));
    let bank = bank.map_err(|error| ServeError::Bank(error.to_string()))?;
    let key = kavenegar::key(&options.registry_key);
    let carrier = Carrier::new(&key, options.text_reports.as_deref());
    let carrier = carrier.map_err(phone::Unreachable::from)?;
    let inbox = phone::Inbox { carrier: carrier.clone(), outbox: options.text_outbox };
    let texts = phone::inbox(inbox).merge(kavenegar::router(carrier));
    let texts = texts.merge(mail_server::router(options.mail));
    let index = index_page::router(&world, options.ussd_callback.is_some())?;
    let index = match options.ussd_callback {
        Some(callback) => {
            let secret = phone::secret(&options.registry_key);
            index.merge(phone::router(phone::Network::new(callback, secret)?))
        }
        None => index,
    };
    let registry = RegistryState::new(world, wall, options.registry_key);
    Ok(index.merge(texts).merge(registry::router(registry)).merge(sadad::router(bank)))
}

async fn serve_until(
    listener: TcpListener,
    router: Router,
    mut stopped: watch::Receiver<bool>,
) -> Result<(), ServeError> {
    let mut also_stopped = stopped.clone();
    let graceful = async move { told(&mut stopped).await };
    let server = axum::serve(listener, router).with_graceful_shutdown(graceful);
    tokio::select! {
        served = server => served.map_err(ServeError::Serve),
        () = async {
            told(&mut also_stopped).await;
            tokio::time::sleep(DRAIN_MAX).await;
        } => Ok(()),
    }
}

async fn told(stopped: &mut watch::Receiver<bool>) {
    // Whoever could tell is gone: that is told too.
    let _gone = stopped.wait_for(|&stop| stop).await;
}

/// Turns true when the process has to end.
fn stop_signal(life: Life) -> watch::Receiver<bool> {
    let (tell, stopped) = watch::channel(false);
    if life == Life::UntilParentDies {
        let tell = tell.clone();
        // A thread, because a read of standard input cannot be taken back; it ends with us.
        std::thread::spawn(move || {
            read_to_end();
            tell.send_replace(true);
        });
    }
    tokio::spawn(async move {
        asked_to_end().await;
        tell.send_replace(true);
    });
    stopped
}

fn read_to_end() {
    let mut unread = [0; 64];
    let mut input = io::stdin().lock();
    loop {
        match input.read(&mut unread) {
            Ok(1..) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Ok(0) | Err(_) => return,
        }
    }
}

async fn asked_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = match signal(SignalKind::terminate()) {
        Ok(terminate) => terminate,
        Err(_) => return interrupted().await,
    };
    tokio::select! {
        _ = terminate.recv() => {}
        () = interrupted() => {}
    }
}

async fn interrupted() {
    // Where signals cannot be heard, only a kill or the parent's end is left.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use nobat_domain::timestamp::Timestamp;

    fn options(data: PathBuf, key: &str) -> ServeOptions {
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        ServeOptions::demo(listen, data, 7, key.to_owned())
    }

    #[test]
    fn a_world_is_served_only_with_a_key_and_its_own_seed() {
        let folder = tempfile::tempdir().expect("a folder");
        let open = |options| open(options, Arc::new(|| Timestamp(1_795_422_600_000))).map(|_| ());
        let data = || folder.path().to_path_buf();
        assert!(matches!(open(options(data(), "")), Err(ServeError::NoRegistryKey)));
        assert!(open(options(data(), "key")).is_ok());
        let other = ServeOptions { seed: 8, ..options(data(), "key") };
        assert!(matches!(open(other), Err(ServeError::World(WorldError::OtherSeed { .. }))));
    }

    #[tokio::test]
    async fn serving_ends_when_it_is_told_to() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let router = Router::new().route("/", get(async || "here"));
        let (tell, stopped) = watch::channel(false);
        let serving = tokio::spawn(serve_until(listener, router, stopped));
        assert!(!serving.is_finished());
        tell.send_replace(true);
        assert!(serving.await.expect("it does not panic").is_ok());
    }
}
