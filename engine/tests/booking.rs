//! A citizen through the machine: every answer durable, and there again after a restart.

use std::path::Path;

use nobat_domain::calendar::SolarDate;
use nobat_domain::ids::{BankId, OfficeId, Period, SeatNo, ShiftId};
use nobat_domain::money::Rial;
use nobat_domain::office::{Capabilities, EnrolmentAnswers, Office, OfficeKind, OfficePhone};
use nobat_domain::payment::{AttemptState, BankSays, Receipt, Reference, Token};
use nobat_domain::person::{
    AreaCode, BookletSerial, Gender, Mobile, NationalId, PersonName, Religion,
};
use nobat_domain::request::{
    Choice, Desired, Details, EndReason, RequestCommand, RequestRefusal, RequestState, Stage,
};
use nobat_domain::shift::Refusal;
use nobat_domain::timestamp::Millis;
use nobat_engine::{Answered, Engine, EngineConfig, EngineHandle, OpenDay, day_of};

const SHIFT: ShiftId = ShiftId::of(OfficeId(1), Period::Morning);

fn office() -> Office {
    Office {
        id: OfficeId(1),
        code: "0001".into(),
        kind: OfficeKind::RegistryOffice,
        name: "اداره ثبت احوال مراغه".into(),
        address: "خ پاسداران".into(),
        city: "مراغه".into(),
        area: AreaCode::parse("041").expect("a real code"),
        phone: OfficePhone::parse("37222226"),
        capabilities: Capabilities::NONE,
    }
}

fn open(dir: &Path) -> Engine {
    let config = EngineConfig { arbiters: 2, segment_bytes: 1 << 20, ..EngineConfig::new(dir) };
    Engine::open(&config).expect("the directory is sound")
}

fn national_id(n: u32) -> NationalId {
    let body = format!("258{n:06}");
    let sum: u32 = body.bytes().zip(0_u32..).map(|(d, i)| u32::from(d - b'0') * (10 - i)).sum();
    let check = if sum % 11 < 2 { sum % 11 } else { 11 - sum % 11 };
    NationalId::parse(&format!("{body}{check}")).expect("a right check digit")
}

fn serial() -> BookletSerial {
    BookletSerial::parse("883810").expect("six digits")
}

fn details() -> Box<Details> {
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

async fn country(engine: &EngineHandle, seats: u32) -> Choice {
    engine.put_offices(vec![office()]).await.expect("there is room");
    let day = day_of(engine.now()).plus(3);
    let open = OpenDay { shift: SHIFT, day, approved: seats, opens_at: engine.now() };
    engine.open_days(&[open]).await.expect("there is room").expect("the law allows it");
    Choice { shift: SHIFT, day }
}

fn is(answered: Answered) -> Box<RequestState> {
    match answered {
        Answered::Is(state) => state,
        other => panic!("wanted a request, got {other:?}"),
    }
}

async fn choose(engine: &EngineHandle, n: u32, choice: Choice) -> Box<RequestState> {
    is(engine.enter(national_id(n), serial()).await.expect("there is room"));
    let fee = Rial::new(1_000).expect("a fee");
    let desired = Desired { bank: BankId(0), fee };
    let command = RequestCommand::Choose { choice, desired, details: Some(details()) };
    let key = engine.request_key(&national_id(n));
    is(engine.ask(key, command).await.expect("there is room"))
}

async fn pay(engine: &EngineHandle, n: u32, reference: &str) -> Answered {
    let key = engine.request_key(&national_id(n));
    let state = is(engine.ask(key, RequestCommand::View).await.expect("there is room"));
    let attempt = state.attempts.last().expect("an attempt was opened").clone();
    assert_eq!(engine.find_order(attempt.order).await.expect("desks answer"), Some(key));
    let token = Token::new("token-1").expect("plain text");
    let window_ends = engine.now().plus(Millis::minutes(15));
    let tokened = RequestCommand::Tokened { attempt: attempt.no, token, window_ends };
    let state = is(engine.ask(key, tokened).await.expect("there is room"));
    assert!(matches!(state.attempts[0].state, AttemptState::Shown { .. }));
    let returned = RequestCommand::Returned { attempt: attempt.no, failed: false };
    is(engine.ask(key, returned).await.expect("there is room"));
    let receipt = Receipt {
        reference: Reference::new(reference).expect("digits"),
        trace: Reference::new("000281").expect("digits"),
        amount: attempt.amount,
        order: attempt.order,
    };
    let said = RequestCommand::BankSaid { attempt: attempt.no, says: BankSays::Paid(receipt) };
    engine.ask(key, said).await.expect("there is room")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_books_a_seat_and_has_it_after_a_restart() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().to_owned();
    let engine = tokio::task::spawn_blocking(move || open(&path)).await.expect("opens");
    let handle = engine.handle();
    let choice = country(&handle, 2).await;
    let held = choose(&handle, 1, choice).await;
    assert!(matches!(Stage::of(&held), Stage::Unpaid { .. }));
    let booked = is(pay(&handle, 1, "320836193084").await);
    assert_eq!(Stage::of(&booked), Stage::Booked);
    let seat = booked.booking.as_ref().map(|booking| (booking.choice, booking.seat));
    assert_eq!(seat, Some((choice, SeatNo(0))));
    drop(handle);
    tokio::task::spawn_blocking(move || engine.stop()).await.expect("stops");

    let path = dir.path().to_owned();
    let engine = tokio::task::spawn_blocking(move || open(&path)).await.expect("opens again");
    let handle = engine.handle();
    let key = handle.request_key(&national_id(1));
    let again = is(handle.ask(key, RequestCommand::View).await.expect("there is room"));
    assert_eq!(again, booked);
    let code = booked.code.expect("a booking has a code");
    assert_eq!(handle.find_code(code).await.expect("tables answer"), Some(key));
    let standing = handle.board().standing(choice.shift, choice.day).expect("a shown day");
    assert_eq!((standing.free(), standing.held()), (1, 0));
    drop(handle);
    tokio::task::spawn_blocking(move || engine.stop()).await.expect("stops");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_seat_wanted_by_many_goes_to_one() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().to_owned();
    let engine = tokio::task::spawn_blocking(move || open(&path)).await.expect("opens");
    let handle = engine.handle();
    let choice = country(&handle, 1).await;
    let wants = (1..=32).map(|n| {
        let handle = handle.clone();
        tokio::spawn(async move { choose(&handle, n, choice).await })
    });
    let (mut held, mut refused) = (0, 0);
    for want in wants.collect::<Vec<_>>() {
        let state = want.await.expect("no task panics");
        match state.last.map(|last| last.why) {
            None => held += usize::from(state.wanted_hold().is_some()),
            Some(EndReason::Refused(Refusal::Full)) => refused += 1,
            other => panic!("an odd end: {other:?}"),
        }
    }
    assert_eq!((held, refused), (1, 31));
    drop(handle);
    tokio::task::spawn_blocking(move || engine.stop()).await.expect("stops");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_reference_pays_for_one_request_alone() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().to_owned();
    let engine = tokio::task::spawn_blocking(move || open(&path)).await.expect("opens");
    let handle = engine.handle();
    let choice = country(&handle, 5).await;
    choose(&handle, 1, choice).await;
    choose(&handle, 2, choice).await;
    is(pay(&handle, 1, "777").await);
    let second = pay(&handle, 2, "777").await;
    assert!(matches!(second, Answered::Refused(RequestRefusal::Payment(_), _)));
    drop(handle);
    tokio::task::spawn_blocking(move || engine.stop()).await.expect("stops");
}
