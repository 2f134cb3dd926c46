//! The entry page: who is there, and where the request stands.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::PrivateCookieJar;
use nobat_domain::calendar::{SolarDate, age};
use nobat_domain::person::fold::DigitsFault;
use nobat_domain::person::{BookletSerial, NationalId, NationalIdFault};
use nobat_domain::timestamp::Timestamp;
use nobat_engine::clock::monotonic_ns;
use nobat_engine::{Answered, day_of};

use crate::app::App;
use crate::citizen::frame;
use crate::extract::{Session, Typed};
use crate::metric_names::REGISTRY_SECONDS;
use crate::middleware::figures::record;
use crate::pages::entry::{Entry, EntryNotice};
use crate::pages::fault::{Fault, Field};
use crate::pages::forms::Faults;
use crate::pages::system::SystemCase;
use crate::pages::{self, address};
use crate::registry::Answer;
use crate::{problem, way};

/// GET: the form, for everybody: the next person at the same device enters here too.
pub async fn show(State(app): State<App>, jar: PrivateCookieJar) -> Response {
    let session = Session::of(&jar);
    let notice = session
        .as_ref()
        .filter(|session| !session.alive(&app, app.wall()))
        .map(|_| EntryNotice::SessionOver);
    page(&app, &Typed::default(), Faults::none(), notice)
}

/// POST of «تعویض سوال»: another question, everything typed stays.
pub async fn swap(State(app): State<App>, typed: Typed) -> Response {
    page(&app, &typed, Faults::none(), None)
}

/// POST of «ادامه».
pub async fn enter(
    State(app): State<App>,
    jar: PrivateCookieJar,
    typed: Typed,
) -> Result<Response, Response> {
    let now = app.wall();
    let (national_id, serial) = match pair(&app, &typed, now) {
        Ok(pair) => pair,
        Err(faults) => return Err(page(&app, &typed, faults, None)),
    };
    let begun = monotonic_ns();
    let answer = app.registry.lookup(&national_id, &serial).await;
    record(REGISTRY_SECONDS, begun, &[]);
    let citizen = match answer {
        Err(_) => return Err(problem::page(&app, SystemCase::RegistryDown)),
        Ok(Answer::Unknown | Answer::OtherSerial) => {
            let faults = Faults::new([(Field::Nid, Fault::PairMismatch)]);
            return Err(page(&app, &typed, faults, None));
        }
        Ok(Answer::NotYetKnown { known_from }) => {
            return Err(problem::page(&app, SystemCase::SerialTooNew { from: known_from }));
        }
        Ok(Answer::Known(citizen)) => citizen,
    };
    if !citizen.alive {
        return Err(problem::page(&app, SystemCase::Deceased));
    }
    of_age(&app, citizen.birth, now)?;
    let answered = app.engine.enter(national_id, serial).await;
    let state = match answered.map_err(|error| problem::machine(&app, error))? {
        Answered::Is(state) => state,
        Answered::Nobody => return Err(problem::broken(&app, &"an entry left no request")),
        Answered::Refused(refusal, _) => {
            return Err(problem::refusal(&app, frame::outside(&app), refusal));
        }
    };
    let csrf = Session::fresh_csrf().map_err(|error| problem::broken(&app, &error))?;
    let (birth, gender) = (citizen.birth, citizen.gender);
    let session = Session { national_id, serial, birth, gender, csrf, seen_at: now };
    let cookie = session.cookie(&app);
    Ok((jar.add(cookie), Redirect::to(way::on(&state))).into_response())
}

/// Shape of both first, then the question: a typing mistake costs nobody a question.
fn pair(app: &App, typed: &Typed, now: Timestamp) -> Result<(NationalId, BookletSerial), Faults> {
    let national_id = NationalId::parse(typed.text(Field::Nid.name()));
    let serial = BookletSerial::parse(typed.text(Field::Serial.name()));
    match (national_id, serial) {
        (Ok(national_id), Ok(serial)) => {
            let answer = typed.text(Field::Answer.name());
            match app.questions.check(typed.text("question"), answer, now) {
                Ok(()) => Ok((national_id, serial)),
                Err(fault) => Err(Faults::new([(Field::Answer, fault)])),
            }
        }
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

fn page(app: &App, typed: &Typed, faults: Faults, notice: Option<EntryNotice>) -> Response {
    let question = match app.questions.ask(app.wall()) {
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
    let (tariff_since, fees) = crate::citizen::texts::fees(&app);
    let page = pages::conditions::Conditions { frame: frame::outside(&app), tariff_since, fees };
    Html(pages::render(&page)).into_response()
}

/// The way to the entry page for everything that names no page of a citizen.
pub async fn elsewhere() -> Redirect {
    Redirect::to(address::ENTRY)
}
