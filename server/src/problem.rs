//! The only place that turns refusals, broken machines and faults into statuses and sentences.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use nobat_domain::request::{Denied, RequestRefusal, RequestState};
use nobat_domain::timestamp::Timestamp;
use nobat_engine::AskError;

use crate::api::problem::{Kind, Problem};
use crate::app::App;
use crate::citizen::{frame, views};
use crate::extract::language::{Reader, Spoken, spoken};
use crate::pages::forms::Faults;
use crate::pages::frame::Frame;
use crate::pages::system::{EntryAgain, System, SystemCase};
use crate::pages::{self, address};
use crate::way;

/// Seconds after which a busy page may be asked for again.
const RETRY_AFTER_S: &str = "5";
/// The busy page, with what it promises.
pub const BUSY: SystemCase = SystemCase::Busy { minutes_min: 1, minutes_max: 2 };

/// A page of its own for what no field can mend, for somebody who is not known.
#[must_use]
pub fn page(app: &App, case: SystemCase) -> Response {
    page_in(frame::outside(app), case)
}

/// The same with a citizen's own frame, so that the next step and the allowed ones are at hand.
#[must_use]
pub fn page_in(frame: Frame, case: SystemCase) -> Response {
    if spoken().reader == Reader::Program {
        return Problem::case(&case).into_response();
    }
    whole_page(System { frame, case, again: None })
}

/// The registry gave no answer: the same entry may be sent again from the page that says so.
#[must_use]
pub fn registry_down(app: &App, again: EntryAgain) -> Response {
    if spoken().reader == Reader::Program {
        let question = Some(again.token);
        return Problem { question, ..Problem::case(&SystemCase::RegistryDown) }.into_response();
    }
    let frame = frame::outside(app);
    whole_page(System { frame, case: SystemCase::RegistryDown, again: Some(again) })
}

fn whole_page(system: System) -> Response {
    let status = system.case.status();
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Html(pages::render(&system))).into_response();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER_S));
    }
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, no_store);
    response
}

/// The engine has no answer of the law.
#[must_use]
pub fn machine(app: &App, error: AskError) -> Response {
    metrics::counter!(crate::metric_names::PROBLEMS, "kind" => kind(error)).increment(1);
    match error {
        AskError::Busy | AskError::Unanswered => page(app, BUSY),
        AskError::Stopped | AskError::Damaged => broken(app, &error),
    }
}

/// It did not work and nothing was changed; the reference leads to the log line.
#[must_use]
pub fn broken(app: &App, error: &dyn std::fmt::Display) -> Response {
    page(app, broken_case(error))
}

/// The same for whoever has a frame of his own.
#[must_use]
pub fn broken_case(error: &dyn std::fmt::Display) -> SystemCase {
    let reference = format!("{:08x}", getrandom::u32().unwrap_or_default());
    tracing::error!(%error, reference, "a page could not be answered");
    SystemCase::Broken { reference }
}

/// A refusal that no field can mend.
#[must_use]
pub fn refusal(app: &App, frame: Frame, refusal: RequestRefusal) -> Response {
    let to = |address: &'static str| match spoken().reader {
        Reader::Person => way::to(address),
        Reader::Program => Problem::new(Kind::Stage).into_response(),
    };
    match refusal {
        RequestRefusal::NotEntered => nobody(),
        RequestRefusal::IntentOpen | RequestRefusal::GivingBack => {
            page_in(frame, SystemCase::OneAtATime)
        }
        RequestRefusal::AlreadyBooked | RequestRefusal::SameSeat => to(address::RESULT),
        // The page says what has become of the wish.
        RequestRefusal::NothingEarlier
        | RequestRefusal::OffersUsedUp
        | RequestRefusal::NoOffer
        | RequestRefusal::OfferOver => to(address::EARLIER),
        RequestRefusal::CoolsUntil { until } => page_in(frame, SystemCase::HoldCooldown { until }),
        RequestRefusal::MovesFrom { from } => page_in(frame, SystemCase::MovesFrom { from }),
        RequestRefusal::Denied(why) => denied(app, frame, why),
        RequestRefusal::NotBooked => denied(app, frame, Denied::NotBooked),
        RequestRefusal::NoDetails => denied(app, frame, Denied::NoForm),
        // The form of the details asks for it and says why.
        RequestRefusal::NoHome => to(address::EDIT),
        RequestRefusal::NoHold => to(address::CHOOSE),
        RequestRefusal::BankBeingAsked { .. } => to(address::PAY_CHECKING),
        RequestRefusal::TooManyAttempts => page_in(frame, SystemCase::OneAtATime),
        // No page of a citizen tells of a step, of money that went back, or of what was elsewhere.
        RequestRefusal::EnteredBefore
        | RequestRefusal::StepBehind { .. }
        | RequestRefusal::StepAgain { .. }
        | RequestRefusal::StepSkips { .. }
        | RequestRefusal::BookedElsewhere { .. }
        | RequestRefusal::DayNotCome { .. }
        | RequestRefusal::DayNotOver { .. }
        | RequestRefusal::NoSuchAttempt
        | RequestRefusal::TooLong
        | RequestRefusal::TooManyScans
        | RequestRefusal::ScanBehind
        | RequestRefusal::NothingToReverse
        | RequestRefusal::ReversedBefore
        | RequestRefusal::WindowTooLong => page_in(frame, SystemCase::FormStale),
        // It goes to a person: the log names the request, the citizen sees that we are asking.
        RequestRefusal::Payment(fault) => {
            tracing::error!(?fault, "what a bank said does not fit our record");
            to(address::PAY_CHECKING)
        }
    }
}

/// The table of operations says no: each reason has its own sentence, which says what to do.
#[must_use]
pub fn denied(app: &App, frame: Frame, denied: Denied) -> Response {
    let name = |office| views::office_name(&app.engine.board(), office);
    let case = match denied {
        Denied::NoForm => SystemCase::FormFirst,
        Denied::NotBooked => SystemCase::SeatFirst,
        Denied::Begun { office } => SystemCase::CompletionBegun { office: name(office) },
        Denied::HalfDone { office } => SystemCase::HalfDone { office: name(office) },
        Denied::InProduction { place } => SystemCase::ProductionBegun { office: name(place) },
        Denied::Delivered => SystemCase::CardDelivered,
        Denied::NoCardMade => SystemCase::NoCardMade,
        Denied::NotOpen(why) => SystemCase::NotOpen(why),
    };
    page_in(frame, case)
}

/// A page for one citizen: never kept by a browser or a proxy.
#[must_use]
pub fn private(page: impl askama::Template) -> Response {
    (NO_STORE, Html(pages::render(&page))).into_response()
}

/// The same, for a form that was refused.
#[must_use]
pub fn refused(page: impl askama::Template) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, NO_STORE, Html(pages::render(&page))).into_response()
}

/// A form that was refused: people see its page again, programs the fields that are at fault.
#[must_use]
pub fn at_fields<P: askama::Template>(faults: &Faults, page: impl FnOnce() -> P) -> Response {
    fields(faults).unwrap_or_else(|| refused(page()))
}

/// What programs are told of the fields of a form; people see its page.
#[must_use]
pub fn fields(faults: &Faults) -> Option<Response> {
    let is_program = spoken().reader == Reader::Program;
    is_program.then(|| Problem::fields(faults).into_response())
}

/// Where the request stands instead: people are led there, programs are told.
#[must_use]
pub fn elsewhere(state: &RequestState) -> Response {
    match spoken().reader {
        Reader::Person => way::to(way::on(state)),
        Reader::Program => Problem::at_stage(state).into_response(),
    }
}

/// What programs are told of what is not theirs to do; people see a page of the counter.
#[must_use]
pub fn powerless() -> Option<Response> {
    let is_program = spoken().reader == Reader::Program;
    is_program.then(|| Problem::new(Kind::Power).into_response())
}

/// The way back to the entry for whoever has no request.
#[must_use]
pub fn nobody() -> Response {
    match spoken().reader {
        Reader::Person => way::to(address::ENTRY),
        Reader::Program => Problem::new(Kind::NoToken).into_response(),
    }
}

/// A page whose letter was not taken; it may be sent again.
#[must_use]
pub fn undelivered(app: &App, page: impl askama::Template) -> Response {
    if spoken().reader == Reader::Program {
        return self::page(app, BUSY);
    }
    let retry = [(header::RETRY_AFTER, RETRY_AFTER_S)];
    let html = Html(pages::render(&page));
    (StatusCode::SERVICE_UNAVAILABLE, NO_STORE, retry, html).into_response()
}

/// A page whose wish does not fit how things stand now.
#[must_use]
pub fn in_conflict(page: impl askama::Template) -> Response {
    (StatusCode::CONFLICT, NO_STORE, Html(pages::render(&page))).into_response()
}

/// A page for whoever has spent what there was for today.
#[must_use]
pub fn spent(page: impl askama::Template) -> Response {
    (StatusCode::TOO_MANY_REQUESTS, NO_STORE, Html(pages::render(&page))).into_response()
}

/// What was answered had ended: people see how things stand, programs that they are behind.
#[must_use]
pub fn too_late(app: &App, stands: impl askama::Template) -> Response {
    match spoken().reader {
        Reader::Person => refused(stands),
        Reader::Program => page(app, SystemCase::FormStale),
    }
}

/// From when on a program may do more of what it has done enough of today; people see a page.
#[must_use]
pub fn from_then_on(until: Timestamp) -> Option<Response> {
    let told = || Problem::new(Kind::Tries).from_when(until).into_response();
    (spoken().reader == Reader::Program).then(told)
}

/// The law says no, and this is why; people see a page that says so.
#[must_use]
pub fn because(key: &'static str) -> Option<Response> {
    let Spoken { reader, language, .. } = spoken();
    let detail = || language.say(key).into_owned();
    let told = || Problem { detail: detail(), ..Problem::new(Kind::Stage) }.into_response();
    (reader == Reader::Program).then(told)
}

/// A form that came too often: as [`at_fields`], with the status that says so.
#[must_use]
pub fn spent_at<P: askama::Template>(faults: &Faults, page: impl FnOnce() -> P) -> Response {
    let status = StatusCode::TOO_MANY_REQUESTS.as_u16();
    match spoken().reader {
        Reader::Person => spent(page()),
        Reader::Program => Problem { status, ..Problem::fields(faults) }.into_response(),
    }
}

/// A file for one citizen's disk.
pub struct Download<'a> {
    /// Its name where only ASCII is understood.
    pub ascii: &'a str,
    /// Its name as the citizen reads it.
    pub name: &'a str,
    pub kind: &'static str,
}

impl Download<'_> {
    /// The file as an answer: kept by no browser's cache and no proxy (RFC 6266 for its names).
    #[must_use]
    pub fn of(&self, bytes: Vec<u8>) -> Response {
        let kind = [(header::CONTENT_TYPE, self.kind)];
        let named = [(header::CONTENT_DISPOSITION, disposition(self.ascii, self.name))];
        (NO_STORE, kind, named, bytes).into_response()
    }
}

fn disposition(ascii: &str, name: &str) -> String {
    let mut encoded = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
}

const NO_STORE: [(HeaderName, &str); 1] = [(header::CACHE_CONTROL, "no-store")];

const fn kind(error: AskError) -> &'static str {
    match error {
        AskError::Busy => "busy",
        AskError::Unanswered => "unanswered",
        AskError::Stopped => "stopped",
        AskError::Damaged => "damaged",
    }
}
