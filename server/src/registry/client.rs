//! Asks the registry, within limits: a deadline, a share of connections, a breaker.

use super::answer::{Answer, RegistryError};
use super::breaker::{Breaker, BreakerSettings, Leave, Outcome};
use super::transport::Transport;
use super::wire;
use nobat_domain::person::{BookletSerial, NationalId};
use nobat_domain::timestamp::{Millis, Timestamp};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;

pub use super::transport::RegistryUnfit;

/// Where the client learns the time for its breaker; a test brings its own.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// A citizen waits for the entry page; after this the page says that the registry is slow.
pub const DEADLINE: Duration = Duration::from_secs(2);
pub const CONNECT_TIMEOUT: Duration = Duration::from_millis(500);
/// Lookups under way at once. A registry that answers in 20 ms serves 12,800 a second through it.
pub const IN_FLIGHT_MAX: usize = 256;
/// Five failures and not one answer between them for as long as a citizen is made to wait are no
/// accident.
pub const BREAKER: BreakerSettings = BreakerSettings {
    failures_max: 5,
    failing_for: Millis::seconds(2),
    open_for: Millis::seconds(5),
};

const _: () = assert!(CONNECT_TIMEOUT.as_millis() * 2 < DEADLINE.as_millis());

/// Where the registry is and how much of us it may take.
#[derive(Clone)]
pub struct RegistrySettings {
    /// Scheme, host and port, as `https://registry.example`.
    pub base_url: String,
    /// The secret that the registry knows us by.
    pub key: String,
    pub deadline: Duration,
    pub connect_timeout: Duration,
    pub in_flight_max: usize,
    pub breaker: BreakerSettings,
}

/// The client of the civil registry. Share one: its limits are for the process.
pub struct RegistryClient {
    transport: Transport,
    deadline: Duration,
    in_flight: Semaphore,
    breaker: Mutex<Breaker>,
    now: Now,
}

impl RegistrySettings {
    /// Settings with the named limits.
    #[must_use]
    pub const fn new(base_url: String, key: String) -> Self {
        Self {
            base_url,
            key,
            deadline: DEADLINE,
            connect_timeout: CONNECT_TIMEOUT,
            in_flight_max: IN_FLIGHT_MAX,
            breaker: BREAKER,
        }
    }
}

impl RegistryClient {
    /// # Errors
    /// The key is empty or unprintable, or the HTTP client cannot be made.
    pub fn new(settings: &RegistrySettings, now: Now) -> Result<Self, RegistryUnfit> {
        let RegistrySettings { base_url, key, connect_timeout, .. } = settings;
        Ok(Self {
            transport: Transport::new(base_url, key, *connect_timeout)?,
            deadline: settings.deadline,
            in_flight: Semaphore::new(settings.in_flight_max),
            breaker: Mutex::new(Breaker::new(settings.breaker)),
            now,
        })
    }

    /// Asks whose booklet this is. Answers, one way or the other, within the deadline.
    ///
    /// # Errors
    /// Each [`RegistryError`]; what went wrong is logged here, once, and without the question.
    pub async fn lookup(
        &self,
        id: &NationalId,
        serial: &BookletSerial,
    ) -> Result<Answer, RegistryError> {
        let answer = self.lookup_within_limits(&wire::question(id, serial)).await;
        if let Err(error) = answer {
            tracing::warn!(%error, breaker.open = self.is_left_alone(), "no registry answer");
        }
        answer
    }

    /// Whether lookups are refused for a while without asking.
    #[must_use]
    pub fn is_left_alone(&self) -> bool {
        self.breaker().is_open()
    }

    async fn lookup_within_limits(&self, question: &[u8]) -> Result<Answer, RegistryError> {
        let _place = self.in_flight.try_acquire().map_err(|_| RegistryError::Slow)?;
        let mut attempt = self.attempt().ok_or(RegistryError::Down)?;
        let asked = tokio::time::timeout(self.deadline, self.transport.ask(question)).await;
        let answer = match asked {
            Err(_) => Err(RegistryError::Slow),
            Ok(Err(error)) => Err(error),
            Ok(Ok(body)) => wire::answer(&body),
        };
        attempt.outcome = match answer {
            // A refusal is our fault, and waiting does not mend it.
            Ok(_) | Err(RegistryError::Refused) => Outcome::Answered,
            Err(_) => Outcome::Failed,
        };
        answer
    }

    fn attempt(&self) -> Option<Attempt<'_>> {
        let leave = self.breaker().admit((self.now)())?;
        Some(Attempt { client: self, leave, outcome: Outcome::Abandoned })
    }

    fn breaker(&self) -> MutexGuard<'_, Breaker> {
        // The breaker is whole between any two instructions, so a poisoned lock harms nothing.
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call under way. Gives its leave back when it ends, also when the caller gave it up: a trying
/// call that vanished without a word would keep the registry left alone for ever.
struct Attempt<'a> {
    client: &'a RegistryClient,
    leave: Leave,
    outcome: Outcome,
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        let now = (self.client.now)();
        self.client.breaker().settle(&self.leave, self.outcome, now);
    }
}

impl fmt::Debug for RegistrySettings {
    /// Everything but the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RegistrySettings({})", self.base_url)
    }
}

impl fmt::Debug for RegistryClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RegistryClient({:?})", *self.breaker())
    }
}

#[cfg(test)]
mod tests {
    use super::super::transport::TRIES_MAX;
    use super::*;
    use nobat_domain::calendar::SolarDate;
    use nobat_sandbox::registry::{self, Behaviour, Mark, Nonsense, RegistryState};
    use nobat_sandbox::world::World;
    use std::sync::atomic::{AtomicU64, Ordering};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    /// 1405/09/02, a Monday, at noon in Tehran.
    const TODAY: Timestamp = Timestamp(1_795_422_600_000);
    const KEY: &str = "key of the tests";
    /// Longer than the shortened deadline, so that only the deadline ends the wait.
    const DELAY_MS: u64 = 10_000;
    const SHORT: Duration = Duration::from_millis(40);

    /// A real registry on a loopback port, and a client whose breaker lives in virtual time.
    struct Stage {
        registry: RegistryState,
        client: RegistryClient,
        clock: Arc<AtomicU64>,
    }

    impl Stage {
        async fn set(change: impl FnOnce(&mut RegistrySettings)) -> Self {
            let world = Arc::new(World::new(1, TODAY));
            let registry = RegistryState::new(world, Arc::new(|| TODAY), KEY.to_owned());
            let router = registry::router(registry.clone());
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let address = listener.local_addr().expect("it is bound");
            tokio::spawn(async move { axum::serve(listener, router).await });
            let mut settings = RegistrySettings::new(format!("http://{address}/"), KEY.to_owned());
            change(&mut settings);
            let clock = Arc::new(AtomicU64::new(TODAY.0));
            let hand = Arc::clone(&clock);
            let now: Now = Arc::new(move || Timestamp(hand.load(Ordering::SeqCst)));
            let client = RegistryClient::new(&settings, now).expect("a client");
            Self { registry, client, clock }
        }

        async fn ask(&self, id: &str, serial: &str) -> Result<Answer, RegistryError> {
            let id = NationalId::parse(id).expect("a right number");
            let serial = BookletSerial::parse(serial).expect("six digits");
            self.client.lookup(&id, &serial).await
        }

        async fn ask_for_the_guide(&self) -> Result<Answer, RegistryError> {
            self.ask("2580200606", "883810").await
        }

        async fn open_the_breaker(&self) {
            self.registry.behave(Behaviour::Down);
            for _ in 1..BREAKER.failures_max {
                assert_eq!(self.ask_for_the_guide().await, Err(RegistryError::Down));
            }
            self.pass(BREAKER.failing_for);
            assert!(!self.client.is_left_alone());
            assert_eq!(self.ask_for_the_guide().await, Err(RegistryError::Down));
            assert!(self.client.is_left_alone());
        }

        fn pass(&self, span: Millis) {
            self.clock.fetch_add(span.0, Ordering::SeqCst);
        }

        fn mark(&self, mark: Mark) {
            self.registry.mark(&mark).expect("a well-formed mark");
        }
    }

    fn guide() -> Mark {
        Mark { national_id: "2580200606".to_owned(), ..Mark::default() }
    }

    #[tokio::test]
    async fn the_guide_s_person_is_known_by_her_serial() {
        let stage = Stage::set(|_| {}).await;
        let Ok(Answer::Known(citizen)) = stage.ask_for_the_guide().await else {
            panic!("the registry knows her")
        };
        assert_eq!(citizen.birth, SolarDate::new(1369, 3, 19).expect("a day"));
        assert_eq!(citizen.mother_name.as_str(), "شهرزاد");
        assert!(citizen.alive);
        let other = stage.ask("2580200606", "883811").await;
        assert_eq!(other, Ok(Answer::OtherSerial));
        assert_eq!(stage.ask("0123456789", "883810").await, Ok(Answer::Unknown));
    }

    #[tokio::test]
    async fn every_special_case_of_a_person_arrives() {
        let stage = Stage::set(|_| {}).await;
        let replaced_at = TODAY.minus(Millis::hours(30));
        stage.mark(Mark { replaced_at_ms: Some(replaced_at.0), ..guide() });
        let pending = Answer::NotYetKnown { replaced_at };
        assert_eq!(stage.ask_for_the_guide().await, Ok(pending));
        let long_ago = TODAY.minus(Millis::hours(30 * 24));
        stage.mark(Mark {
            replaced_at_ms: Some(long_ago.0),
            card_begun_at_ms: Some(long_ago.0 - 1),
            card_office: Some("اداره ثبت احوال مراغه".to_owned()),
            ..guide()
        });
        let Ok(Answer::Known(citizen)) = stage.ask_for_the_guide().await else {
            panic!("the registry knows her")
        };
        assert_eq!(citizen.replaced_at, Some(long_ago));
        assert!(citizen.card.is_some_and(|card| card.begun_at < long_ago));
        let birth = Some("1390/09/03".to_owned());
        stage.mark(Mark { alive: Some(false), birth, ..guide() });
        let Ok(Answer::Known(citizen)) = stage.ask_for_the_guide().await else {
            panic!("the registry knows her")
        };
        assert!(!citizen.alive && citizen.iranian);
        assert_eq!(citizen.birth, SolarDate::new(1390, 9, 3).expect("a day"));
        stage.mark(Mark { iranian: Some(false), ..guide() });
        let Ok(Answer::Known(citizen)) = stage.ask_for_the_guide().await else {
            panic!("the registry knows her")
        };
        assert!(citizen.alive && !citizen.iranian);
        stage.mark(Mark { exists: Some(false), ..guide() });
        assert_eq!(stage.ask_for_the_guide().await, Ok(Answer::Unknown));
    }

    #[tokio::test]
    async fn a_slow_registry_is_waited_for_until_the_deadline() {
        let stage = Stage::set(|settings| settings.deadline = SHORT).await;
        stage.registry.behave(Behaviour::Slow { delay_ms: DELAY_MS });
        assert_eq!(stage.ask_for_the_guide().await, Err(RegistryError::Slow));
    }

    #[tokio::test]
    async fn nonsense_of_any_kind_is_called_nonsense() {
        let stage = Stage::set(|settings| settings.breaker.failures_max = 100).await;
        for kind in Nonsense::ALL {
            stage.registry.behave(Behaviour::Nonsense { kind });
            let answer = stage.ask_for_the_guide().await;
            assert_eq!(answer, Err(RegistryError::Nonsense), "{kind:?}");
        }
    }

    #[tokio::test]
    async fn a_registry_that_is_not_there_is_down() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("it is bound");
        drop(listener);
        let nobody = format!("http://{address}");
        let stage = Stage::set(|settings| settings.base_url = nobody).await;
        assert_eq!(stage.ask_for_the_guide().await, Err(RegistryError::Down));
    }

    /// Hangs up on so many callers, answers the next one, and says how many came.
    async fn hangs_up(times: u32) -> (Result<Answer, RegistryError>, u32) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("it is bound"));
        let stage = Stage::set(|settings| settings.base_url = address).await;
        let mut callers = 0;
        let answering = async {
            loop {
                let (mut caller, _) = listener.accept().await.expect("a caller");
                callers += 1;
                if callers > times {
                    let mut question = [0; 4_096];
                    let read = caller.read(&mut question).await;
                    assert!(read.is_ok_and(|bytes| bytes > 0));
                    let reply = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\
                                 content-length: 15\r\n\r\n{\"found\":false}";
                    caller.write_all(reply.as_bytes()).await.expect("it listens");
                }
            }
        };
        let answer = tokio::select! {
            answer = stage.ask_for_the_guide() => answer,
            () = answering => unreachable!("it answers until it is dropped"),
        };
        (answer, callers)
    }

    #[tokio::test]
    async fn a_connection_that_breaks_is_tried_once_more_and_no_oftener() {
        assert_eq!(hangs_up(1).await, (Ok(Answer::Unknown), 2));
        assert_eq!(hangs_up(9).await, (Err(RegistryError::Down), TRIES_MAX));
    }

    #[tokio::test]
    async fn a_wrong_key_is_refused_and_opens_nothing() {
        let stage = Stage::set(|settings| settings.key = "another key".to_owned()).await;
        for _ in 0..=BREAKER.failures_max {
            assert_eq!(stage.ask_for_the_guide().await, Err(RegistryError::Refused));
        }
        assert!(!stage.client.is_left_alone());
    }

    #[test]
    fn an_unusable_key_is_refused_at_the_start() {
        for key in ["", "two\nlines"] {
            let settings = RegistrySettings::new("http://127.0.0.1".to_owned(), key.to_owned());
            let client = RegistryClient::new(&settings, Arc::new(|| TODAY));
            assert!(matches!(client, Err(RegistryUnfit::Key)), "{key:?}");
        }
    }

    #[tokio::test]
    async fn after_a_row_of_failures_nobody_asks_for_a_while() {
        let stage = Stage::set(|_| {}).await;
        stage.open_the_breaker().await;
        stage.registry.behave(Behaviour::Normal);
        stage.pass(Millis(BREAKER.open_for.0 - 1));
        assert_eq!(stage.ask_for_the_guide().await, Err(RegistryError::Down), "left alone");
        stage.pass(Millis(1));
        assert!(stage.ask_for_the_guide().await.is_ok(), "one call tries");
        assert!(!stage.client.is_left_alone());
        assert!(stage.ask_for_the_guide().await.is_ok());
    }

    #[tokio::test]
    async fn a_trying_call_that_is_given_up_does_not_leave_the_registry_alone_for_ever() {
        let stage = Stage::set(|_| {}).await;
        stage.open_the_breaker().await;
        stage.registry.behave(Behaviour::Normal);
        stage.pass(BREAKER.open_for);
        tokio::select! {
            biased;
            _ = stage.ask_for_the_guide() => panic!("an answer takes more than one poll"),
            () = std::future::ready(()) => {}
        }
        assert!(stage.client.is_left_alone());
        assert!(stage.ask_for_the_guide().await.is_ok());
        assert!(!stage.client.is_left_alone());
    }

    #[tokio::test]
    async fn more_lookups_than_its_share_are_refused_at_once() {
        let stage = Stage::set(|settings| settings.in_flight_max = 1).await;
        let (first, second) = tokio::join!(stage.ask_for_the_guide(), stage.ask_for_the_guide());
        assert!(first.is_ok());
        assert_eq!(second, Err(RegistryError::Slow));
        assert!(!stage.client.is_left_alone(), "a full share is no failure of the registry");
        assert!(stage.ask_for_the_guide().await.is_ok(), "the share is free again");
    }

    #[tokio::test]
    async fn neither_answers_nor_the_client_show_a_person_or_the_key() {
        let stage = Stage::set(|_| {}).await;
        let answer = stage.ask_for_the_guide().await;
        let shown = format!("{answer:?} {:?}", stage.client);
        for secret in ["2580200606", "883810", "شهرزاد", "1369", KEY] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
