//! A small country, its citizens, and what they do.

use std::fs;
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;

use nobat_domain::calendar::SolarDate;
use nobat_domain::ids::{AttemptNo, BankId, OfficeId, Period, RequestKey, ShiftId};
use nobat_domain::limits::HoldTerms;
use nobat_domain::money::Rial;
use nobat_domain::office::{Capabilities, EnrolmentAnswers, Office, OfficeKind, OfficePhone};
use nobat_domain::payment::{Attempt, BankSays, Receipt, Reference, Token};
use nobat_domain::person::{
    AreaCode, BookletSerial, Gender, Mobile, NationalId, PersonName, Religion,
};
use nobat_domain::request::{Choice, Desired, Details, RequestCommand, RequestState};
use nobat_domain::timestamp::Millis;
use nobat_engine::verify::{Report, verify};
use nobat_engine::{Answered, AskError, Engine, EngineConfig, EngineHandle, OpenDay, day_of};

pub const BANK: BankId = BankId(0);
/// The bank's page stays open so long.
pub const WINDOW: Millis = Millis::minutes(15);

pub fn config(dir: &Path) -> EngineConfig {
    let terms = HoldTerms { offers: crate::earlier::TERMS, ..HoldTerms::DEFAULT };
    EngineConfig { arbiters: 2, segment_bytes: 512 << 10, terms, ..EngineConfig::new(dir) }
}

/// Opens an engine, lets `live` use it, and stops it in good order.
pub fn with_engine<T>(config: &EngineConfig, live: impl AsyncFnOnce(EngineHandle) -> T) -> T {
    let engine = Engine::open(config).expect("the directory is sound");
    let lived = || runtime().block_on(live(engine.handle()));
    let result = catch_unwind(AssertUnwindSafe(lived));
    // A test that failed must not pull the folder away from under a running engine.
    engine.stop();
    result.unwrap_or_else(|panic| resume_unwind(panic))
}

pub fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().expect("a runtime starts")
}

pub fn shift(n: u32) -> ShiftId {
    ShiftId::of(
        OfficeId(1 + n / 2),
        if n.is_multiple_of(2) { Period::Morning } else { Period::Evening },
    )
}

pub fn office(id: u32) -> Office {
    Office {
        id: OfficeId(id),
        code: format!("{id:04}"),
        kind: OfficeKind::RegistryOffice,
        name: "اداره ثبت احوال مراغه".into(),
        address: "خ پاسداران".into(),
        city: "مراغه".into(),
        area: AreaCode::parse("041").expect("a real code"),
        phone: OfficePhone::parse("37222226"),
        capabilities: Capabilities::NONE,
    }
}

/// Two offices, so four shifts; each has `seats` on the third and on the fourth day from now.
pub async fn country(engine: &EngineHandle, seats: u32) -> Vec<Choice> {
    engine.put_offices(vec![office(1), office(2)]).await.expect("there is room");
    let today = day_of(engine.now());
    let choices: Vec<Choice> = (0..4)
        .flat_map(|n| [3, 4].map(|later| Choice { shift: shift(n), day: today.plus(later) }))
        .collect();
    let opens_at = engine.now();
    let days: Vec<OpenDay> = choices
        .iter()
        .map(|choice| OpenDay { shift: choice.shift, day: choice.day, approved: seats, opens_at })
        .collect();
    engine.open_days(&days).await.expect("there is room").expect("the law allows it");
    choices
}

pub fn national_id(n: u32) -> NationalId {
    let body = format!("258{:06}", n + 1);
    let sum: u32 = body.bytes().zip(0_u32..).map(|(d, i)| u32::from(d - b'0') * (10 - i)).sum();
    let check = if sum % 11 < 2 { sum % 11 } else { 11 - sum % 11 };
    NationalId::parse(&format!("{body}{check}")).expect("a right check digit")
}

pub fn serial() -> BookletSerial {
    BookletSerial::parse("883810").expect("six digits")
}

pub fn details() -> Box<Details> {
    let birth = SolarDate::new(1369, 3, 19).expect("a real day");
    Box::new(Details {
        birth,
        birth_lunar: nobat_domain::calendar::lunar::choices(birth)[2],
        gender: Gender::Female,
        religion: Religion::Islam,
        mother: PersonName::parse("شهرزاد").expect("Persian letters"),
        mobile: Mobile::parse("09145128136").expect("a mobile"),
        answers: EnrolmentAnswers::ORDINARY,
        home: None,
        long: None,
    })
}

pub fn is(answered: Answered) -> Box<RequestState> {
    match answered {
        Answered::Is(state) => state,
        other => panic!("wanted a request, got {other:?}"),
    }
}

/// A citizen and the door they stand at. Every step may be refused for want of room.
#[derive(Clone)]
pub struct Citizen {
    pub engine: EngineHandle,
    pub n: u32,
    pub key: RequestKey,
}

impl Citizen {
    pub fn new(engine: &EngineHandle, n: u32) -> Self {
        Self { engine: engine.clone(), n, key: engine.request_key(&national_id(n)) }
    }

    pub async fn enter(&self) -> Result<Answered, AskError> {
        self.engine.enter(national_id(self.n), serial()).await
    }

    pub async fn ask(&self, command: RequestCommand) -> Result<Answered, AskError> {
        self.engine.ask(self.key, command).await
    }

    pub async fn view(&self) -> Result<Box<RequestState>, AskError> {
        self.ask(RequestCommand::View).await.map(is)
    }

    pub fn choosing(choice: Choice, rial: i64) -> RequestCommand {
        let desired = Desired { bank: BANK, fee: Rial::new(rial).expect("a fee") };
        RequestCommand::Choose { choice, desired, details: Some(details()) }
    }

    pub async fn hold(&self, choice: Choice) -> Result<Box<RequestState>, AskError> {
        self.enter().await?;
        self.ask(Self::choosing(choice, 1_000)).await.map(is)
    }

    /// Goes to the bank with the last attempt.
    pub async fn to_bank(&self) -> Result<Attempt, AskError> {
        let state = self.view().await?;
        let attempt = state.attempts.last().expect("an attempt was opened").clone();
        let token = Token::new(&format!("token-{}", attempt.order.0)).expect("plain text");
        let window_ends = self.engine.now().plus(WINDOW);
        let tokened = RequestCommand::Tokened { attempt: attempt.no, token, window_ends };
        self.ask(tokened).await.map(is)?;
        Ok(attempt)
    }

    pub async fn returns(&self, attempt: AttemptNo) -> Result<Answered, AskError> {
        self.ask(RequestCommand::Returned { attempt, failed: false }).await
    }

    pub async fn paid(&self, attempt: &Attempt) -> Result<Answered, AskError> {
        let receipt = receipt(attempt, &attempt.order.0.to_string());
        self.ask(RequestCommand::BankSaid { attempt: attempt.no, says: BankSays::Paid(receipt) })
            .await
    }

    /// From the entry to the receipt.
    pub async fn book(&self, choice: Choice) -> Result<Answered, AskError> {
        let state = self.hold(choice).await?;
        if state.wanted_hold().is_none() {
            return Ok(Answered::Is(state));
        }
        let attempt = self.to_bank().await?;
        self.returns(attempt.no).await?;
        self.paid(&attempt).await
    }
}

pub fn receipt(attempt: &Attempt, reference: &str) -> Receipt {
    Receipt {
        reference: Reference::new(reference).expect("digits"),
        trace: Reference::new("000281").expect("digits"),
        amount: attempt.amount,
        order: attempt.order,
    }
}

/// What a crash after `live` would leave behind: tables as they were at the start, and a journal
/// with everything since. The engine itself lives on and is stopped in good order.
pub fn crashed(dir: &Path, live: impl AsyncFnOnce(EngineHandle)) -> tempfile::TempDir {
    let left = tempfile::tempdir().expect("a folder");
    let (from, to) = (config(dir), config(left.path()));
    with_engine(&from, async |engine| {
        // Nothing is in the tables, so nothing is being flushed while they are copied.
        copy(&from.tables_dir(), &to.tables_dir());
        live(engine).await;
        copy(&from.journal_dir(), &to.journal_dir());
        copy(&from.archive_dir(), &to.archive_dir());
        if from.scans_dir().is_dir() {
            copy(&from.scans_dir(), &to.scans_dir());
        }
    });
    for (kept, copied) in
        [(from.keyring_path(), to.keyring_path()), (from.master_key.clone(), to.master_key.clone())]
    {
        fs::copy(kept, copied).expect("it copies");
    }
    left
}

/// A copy of a directory that nobody has.
pub fn image(of: &Path) -> tempfile::TempDir {
    let to = tempfile::tempdir().expect("a folder");
    copy(of, to.path());
    to
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("it lists") {
        let entry = entry.expect("it lists");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("it has a type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            match fs::copy(entry.path(), &target) {
                // A segment that was just being prepared has its name by now.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                copied => drop(copied.expect("it copies")),
            }
        }
    }
}

pub fn verified(dir: &Path) -> Report {
    verify(&config(dir)).expect("the directory can be looked at")
}

#[track_caller]
pub fn must_be_sound(dir: &Path) -> Report {
    let report = verified(dir);
    assert!(report.sound(), "{:#?}", report.violations);
    report
}
