//! The entry page: who is there, and where the request stands.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::PrivateCookieJar;
use nobat_domain::calendar::working_hours::serial_known_from;
use nobat_domain::calendar::{Orders, SolarDate, age};
use nobat_domain::person::fold::DigitsFault;
use nobat_domain::person::replaced_booklet::card_comes_first;
use nobat_domain::person::{BookletSerial, NationalId, NationalIdFault};
use nobat_domain::request::RequestState;
use nobat_domain::timestamp::Timestamp;
use nobat_engine::clock::monotonic_ns;
use nobat_engine::{Answered, day_of};

use crate::app::App;
use crate::citizen::frame;
use crate::citizen::questions::Given;
use crate::extract::{Client, Session, Typed};
use crate::guessing::{Leave, Named, NoTurn, Who};
use crate::metric_names::{GUESSES, REGISTRY_SECONDS};
use crate::middleware::figures::record;
use crate::pages::entry::{Asked, Entry, EntryNotice, QUESTION, WORK};
use crate::pages::fault::{Fault, Field};
use crate::pages::forms::Faults;
use crate::pages::system::{EntryAgain, SystemCase};
use crate::pages::{self, address};
use crate::persian::clock::next_minute;
use crate::question::Level;
use crate::registry::{Answer, Citizen};
use crate::{problem, way};

/// GET: the form, for everybody: the next person at the same device enters here too.
pub async fn show(State(app): State<App>, client: Client, jar: PrivateCookieJar) -> Response {
    let now = app.wall();
    let session = Session::of(&jar);
    let over = session.as_ref().is_some_and(|session| !session.alive(&app, now));
    let notice = over.then_some(EntryNotice::SessionOver);
    let level = app.guesses.level_of_network(client.0, now);
    page(&app, &Typed::default(), level, Shown { notice, ..Shown::default() })
}

/// POST of «تعویض سوال»: another question, everything typed stays. Or of the other language: then
/// whoever waits or has worked asked for no other question, and keeps that too.
pub async fn swap(State(app): State<App>, client: Client, typed: Typed) -> Response {
    let now = app.wall();
    let level = level(&app, &typed, client, now);
    let question = if typed.is_again() { app.questions.kept(given(&typed), now) } else { None };
    page(&app, &typed, level, Shown { question, ..Shown::default() })
}

/// POST of «تایید بدون سوال» by a browser without script: leave to enter after a wait. A browser
/// with one does some work instead and asks nobody.
pub async fn without(State(app): State<App>, client: Client, typed: Typed) -> Response {
    let level = level(&app, &typed, client, app.wall());
    let shown = match wait(&app, &typed, client) {
        Ok(waits) => Shown { question: Some(waits), ..Shown::default() },
        Err(faults) => Shown { faults, ..Shown::default() },
    };
    page(&app, &typed, level, shown)
}

/// A turn to wait in place of an answer.
///
/// # Errors
/// What to say at the fields.
pub fn wait(app: &App, typed: &Typed, client: Client) -> Result<Asked, Faults> {
    let now = app.wall();
    let id = NationalId::parse(typed.text(Field::Nid.name()))
        .map_err(|fault| Faults::new([(Field::Nid, nid_fault(fault))]))?;
    let who = Who { named: Named::Citizen(id), network: client.0 };
    match app.guesses.turn(who, now) {
        Ok(ready) => Ok(app.questions.wait(&id, ready, now)),
        Err(NoTurn { until }) => Err(Faults::new([(Field::Answer, Fault::WaitFull { until })])),
    }
}

/// POST of «ادامه», or of the other language on the page that the registry is down.
pub async fn enter(
    State(app): State<App>,
    client: Client,
    jar: PrivateCookieJar,
    typed: Typed,
) -> Result<Response, Response> {
    if typed.is_again() {
        return Err(down_again(&app, &typed));
    }
    let session = admitted(&app, &typed, client).await?;
    let state = entered(&app, &session).await?;
    Ok((jar.add(session.cookie(&app)), Redirect::to(way::on(&state))).into_response())
}

/// Who has answered what was asked and is a citizen who may have a card.
///
/// # Errors
/// The answer that says why not.
pub async fn admitted(app: &App, typed: &Typed, client: Client) -> Result<Session, Response> {
    let now = app.wall();
    let refused = |faults, question| {
        let level = level(app, typed, client, now);
        page(app, typed, level, Shown { faults, question, ..Shown::default() })
    };
    let (national_id, serial) = pair(typed).map_err(|faults| {
        // Work is bound to the ID that was typed: with another one it must be done anew.
        let bound = faults.of(Field::Nid).is_none();
        refused(faults, bound.then(|| app.questions.kept(given(typed), now)).flatten())
    })?;
    let at_answer = |fault| Faults::new([(Field::Answer, fault)]);
    let answered = app.questions.check(given(typed), &national_id, now).map_err(|fault| {
        if matches!(fault, Fault::AnswerWrong | Fault::ProofOfAnother) {
            app.guesses.wrong_answer(client.0, now);
        }
        let waits = matches!(fault, Fault::WaitOn { .. });
        refused(at_answer(fault), waits.then(|| app.questions.kept(given(typed), now)).flatten())
    })?;
    let who = Who { named: Named::Citizen(national_id), network: client.0 };
    let attempt = match app.guesses.admit(who, answered, now) {
        Leave::Given(attempt) => attempt,
        Leave::Harder => {
            count("harder");
            return Err(refused(at_answer(Fault::QuestionHarder), None));
        }
        Leave::Locked { until } => return Err(locked(app, until)),
        Leave::Crowded => {
            count("crowded");
            return Err(problem::page(app, problem::BUSY));
        }
    };
    let begun = monotonic_ns();
    let answer = app.registry.lookup(&national_id, &serial).await;
    record(REGISTRY_SECONDS, begun, &[]);
    let citizen = match answer {
        Err(_) => {
            let (nid, serial) = (national_id.as_str().to_owned(), serial.as_str().to_owned());
            let token = app.questions.once_more(&national_id, now);
            return Err(problem::registry_down(app, EntryAgain { nid, serial, token }));
        }
        Ok(Answer::Unknown | Answer::OtherSerial) => {
            return Err(match attempt.failed() {
                Some(until) => locked(app, until),
                None => refused(Faults::new([(Field::Nid, Fault::PairMismatch)]), None),
            });
        }
        Ok(Answer::NotYetKnown { replaced_at }) => {
            attempt.passed();
            let from = next_minute(serial_known_from(replaced_at, now, &Orders::none()));
            return Err(problem::page(app, SystemCase::SerialTooNew { from }));
        }
        Ok(Answer::Known(citizen)) => citizen,
    };
    attempt.passed();
    may_have_a_card(app, &citizen, now)?;
    let (birth, gender) = (citizen.birth, citizen.gender);
    let csrf = Session::fresh_csrf().map_err(|error| problem::broken(app, &error))?;
    Ok(Session { national_id, serial, birth, gender, csrf, seen_at: now })
}

/// The same page in another language: nobody is asked once more, and the leave stays what it was.
fn down_again(app: &App, typed: &Typed) -> Response {
    let text = |name| typed.text(name).to_owned();
    let (nid, serial) = (text(Field::Nid.name()), text(Field::Serial.name()));
    problem::registry_down(app, EntryAgain { nid, serial, token: text(QUESTION) })
}

/// The request exists from here on.
///
/// # Errors
/// The answer that says why not.
pub async fn entered(app: &App, session: &Session) -> Result<Box<RequestState>, Response> {
    let answered = app.engine.enter(session.national_id, session.serial).await;
    match answered.map_err(|error| problem::machine(app, error))? {
        Answered::Is(state) => Ok(state),
        Answered::Nobody => Err(problem::broken(app, &"an entry left no request")),
        Answered::Refused(refusal, _) => Err(problem::refusal(app, frame::outside(app), refusal)),
    }
}

fn locked(app: &App, until: Timestamp) -> Response {
    count("locked");
    problem::page(app, SystemCase::LockedUntil { until })
}

fn count(how: &'static str) {
    metrics::counter!(GUESSES, "how" => how).increment(1);
}

fn given(typed: &Typed) -> Given<'_> {
    let answer = typed.text(Field::Answer.name());
    Given { token: typed.text(QUESTION), answer, work: typed.text(WORK) }
}

/// How hard the next question is: of the pair where an ID was typed, else of the network.
pub fn level(app: &App, typed: &Typed, client: Client, now: Timestamp) -> Level {
    match NationalId::parse(typed.text(Field::Nid.name())) {
        Ok(id) => app.guesses.level(Who { named: Named::Citizen(id), network: client.0 }, now),
        Err(_) => app.guesses.level_of_network(client.0, now),
    }
}

/// Shape of both first, then the question: a typing mistake costs nobody a question.
fn pair(typed: &Typed) -> Result<(NationalId, BookletSerial), Faults> {
    let national_id = NationalId::parse(typed.text(Field::Nid.name()));
    let serial = BookletSerial::parse(typed.text(Field::Serial.name()));
    match (national_id, serial) {
        (Ok(national_id), Ok(serial)) => Ok((national_id, serial)),
        (national_id, serial) => {
            let nid = national_id.err().map(|fault| (Field::Nid, nid_fault(fault)));
            let serial = serial.err().map(|fault| (Field::Serial, serial_fault(fault)));
            Err(Faults::new(nid.into_iter().chain(serial)))
        }
    }
}

const fn nid_fault(fault: NationalIdFault) -> Fault {
    match fault {
        NationalIdFault::Empty => Fault::NidEmpty,
        NationalIdFault::Chars => Fault::NidChars,
        NationalIdFault::Length { digits } => Fault::NidLength { digits },
        NationalIdFault::Check => Fault::NidCheck,
    }
}

const fn serial_fault(fault: DigitsFault) -> Fault {
    match fault {
        DigitsFault::Empty => Fault::SerialEmpty,
        DigitsFault::Chars => Fault::SerialChars,
        DigitsFault::Length { .. } => Fault::SerialLength,
    }
}

/// Alive, of age, a national, and without a card of the old booklet that must be collected first.
fn may_have_a_card(app: &App, citizen: &Citizen, now: Timestamp) -> Result<(), Response> {
    if !citizen.alive {
        return Err(problem::page(app, SystemCase::Deceased));
    }
    of_age(app, citizen.birth, now)?;
    if !citizen.iranian {
        return Err(problem::page(app, SystemCase::Foreign));
    }
    match (citizen.replaced_at, &citizen.card) {
        (Some(replaced_at), Some(card)) if card_comes_first(replaced_at, card.begun_at) => {
            let office = card.office.clone();
            Err(problem::page(app, SystemCase::SerialProduction { office }))
        }
        _ => Ok(()),
    }
}

fn of_age(app: &App, birth: SolarDate, now: Timestamp) -> Result<(), Response> {
    let Some(today) = SolarDate::from_day(day_of(now)) else {
        return Err(problem::broken(app, &"the clock is outside the calendar"));
    };
    if age::has_turned(birth, age::CARD_AGE_YEARS, today) {
        return Ok(());
    }
    let from = age::turns(birth, age::CARD_AGE_YEARS).to_day();
    Err(problem::page(app, SystemCase::Minor { from }))
}

/// What the page shows beside what was typed.
#[derive(Default)]
struct Shown {
    faults: Faults,
    notice: Option<EntryNotice>,
    /// A wait or finished work that goes on; else a new sum is drawn.
    question: Option<Asked>,
}

fn page(app: &App, typed: &Typed, level: Level, shown: Shown) -> Response {
    let Shown { faults, notice, question } = shown;
    if let Some(told) = problem::fields(&faults) {
        return told;
    }
    let question = match question.map_or_else(|| app.questions.ask(level, app.wall()), Ok) {
        Ok(question) => question,
        Err(error) => return problem::broken(app, &error),
    };
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let entry = Entry {
        frame: frame::outside(app),
        nid: typed.text(Field::Nid.name()).to_owned(),
        serial: typed.text(Field::Serial.name()).to_owned(),
        question,
        faults,
        notice,
    };
    let no_store = [(axum::http::header::CACHE_CONTROL, "no-store")];
    (status, no_store, Html(pages::render(&entry))).into_response()
}

/// GET of «آگاهی از فرایند».
pub async fn process(State(app): State<App>) -> Response {
    Html(pages::render(&pages::process::Process { frame: frame::outside(&app) })).into_response()
}

/// GET of «شرایط ثبت نام».
pub async fn conditions(State(app): State<App>) -> Response {
    let (tariff_since, fees, ahead) = crate::citizen::texts::fees(&app);
    let frame = frame::outside(&app);
    let page = pages::conditions::Conditions { frame, tariff_since, fees, ahead };
    Html(pages::render(&page)).into_response()
}

/// The way to the entry page for everything that names no page of a citizen.
pub async fn elsewhere() -> Redirect {
    Redirect::to(address::ENTRY)
}
