//! «پاک کردن اطلاعات من»: the serial once more, the last word, and then nobody is known any more.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::PrivateCookieJar;
use nobat_domain::person::BookletSerial;
use nobat_domain::person::fold::DigitsFault;
use nobat_domain::request::{EraseCause, EraseRefusal, may_erase};
use nobat_domain::timestamp::Timestamp;
use nobat_engine::keyring::KEYRING_BACKUP_KEPT;

use crate::app::App;
use crate::citizen::leave;
use crate::citizen::visit::{Sent, Visit};
use crate::extract::Client;
use crate::guessing::{Leave, Named, Who};
use crate::pages::erasing::{Erase, EraseWay, Erased, InTheWay, SURE};
use crate::pages::fault::{Fault, Field};
use crate::pages::forms::Faults;
use crate::pages::system::SystemCase;
use crate::question::Level;
use crate::{citizen, problem};

const MS_A_DAY: u64 = 24 * 60 * 60 * 1_000;

/// GET: what goes, what stays, and what may be in the way.
pub async fn show(visit: Visit) -> Response {
    let asked = EraseWay::Asked { typed: String::new(), faults: Faults::none() };
    let way = in_the_way(&visit).map_or(asked, EraseWay::Closed);
    problem::private(page(&visit, way))
}

/// POST of the serial, and then of the last word.
pub async fn erase(
    State(app): State<App>,
    client: Client,
    jar: PrivateCookieJar,
    Sent { visit, typed }: Sent,
) -> Result<Response, Response> {
    possible(&visit)?;
    let text = typed.text(Field::Serial.name()).to_owned();
    let asked = |faults| page(&visit, EraseWay::Asked { typed: text.clone(), faults });
    if typed.is_again() {
        return Ok(problem::private(asked(Faults::none())));
    }
    let serial = proven(&visit, client, &text)?;
    if !typed.has(SURE) {
        let serial = serial.as_str().to_owned();
        return Ok(problem::private(page(&visit, EraseWay::Sure { serial })));
    }
    let (at, complete_at) = done(&visit).await?;
    let page = Erased { frame: citizen::frame::outside(&app), at, complete_at };
    Ok((leave::forgotten(jar), problem::private(page)).into_response())
}

/// Whether the law lets it be erased now.
///
/// # Errors
/// The answer that says what is in the way.
pub fn possible(visit: &Visit) -> Result<(), Response> {
    in_the_way(visit).map_or(Ok(()), |what| Err(closed(visit, what)))
}

/// The serial of the booklet, said once more by whoever has the session.
///
/// # Errors
/// The answer that says that it is another.
pub fn proven(visit: &Visit, client: Client, text: &str) -> Result<BookletSerial, Response> {
    let app = &visit.app;
    let refused = |fault| {
        let faults = Faults::new([(Field::Serial, fault)]);
        let asked = |faults| EraseWay::Asked { typed: text.to_owned(), faults };
        problem::at_fields(&faults, || page(visit, asked(faults.clone())))
    };
    let serial = BookletSerial::parse(text).map_err(|fault| {
        refused(match fault {
            DigitsFault::Empty => Fault::SerialEmpty,
            DigitsFault::Chars => Fault::SerialChars,
            // What has another length is no more another serial than what has not.
            DigitsFault::Length { .. } => Fault::EraseSerial,
        })
    })?;
    // A session that somebody has left open is no serial: guessing it here is guessing it there.
    let who = Who { named: Named::Citizen(visit.session.national_id), network: client.0 };
    match app.guesses.admit(who, Level::Harder, app.wall()) {
        Leave::Given(attempt) if serial == visit.session.serial => attempt.passed(),
        Leave::Given(attempt) => {
            return Err(match attempt.failed() {
                Some(until) => problem::page(app, SystemCase::LockedUntil { until }),
                None => refused(Fault::EraseSerial),
            });
        }
        Leave::Locked { until } => {
            return Err(problem::page(app, SystemCase::LockedUntil { until }));
        }
        Leave::Harder | Leave::Crowded => return Err(problem::page(app, problem::BUSY)),
    }
    Ok(serial)
}

/// It is done: when, and from when on no copy of the key is left.
///
/// # Errors
/// The answer that says why not.
pub async fn done(visit: &Visit) -> Result<(Timestamp, Timestamp), Response> {
    let Visit { app, session, .. } = visit;
    let erased = app.engine.erase(session.key(app)).await;
    match erased.map_err(|error| problem::machine(app, error))? {
        nobat_engine::Erased::Done { at, complete_at } => {
            app.commands.forget(session.key(app));
            Ok((at, complete_at))
        }
        nobat_engine::Erased::Nobody => Err(problem::nobody()),
        // Something of it has come to life since the page was shown.
        nobat_engine::Erased::Refused(refusal) => Err(closed(visit, what(visit, refusal))),
    }
}

fn closed(visit: &Visit, what: InTheWay) -> Response {
    let page = || problem::in_conflict(page(visit, EraseWay::Closed(what)));
    problem::because(what.key()).unwrap_or_else(page)
}

/// What the law says now.
fn in_the_way(visit: &Visit) -> Option<InTheWay> {
    let now = visit.app.engine.now();
    may_erase(&visit.state, EraseCause::Wished, now).err().map(|refusal| what(visit, refusal))
}

fn what(visit: &Visit, refusal: EraseRefusal) -> InTheWay {
    match refusal {
        EraseRefusal::SeatLives if visit.state.booking.is_some() => InTheWay::Seat,
        EraseRefusal::SeatLives => InTheWay::Hold,
        EraseRefusal::PaymentOpen => InTheWay::Payment,
        EraseRefusal::CardUnderWay | EraseRefusal::NotOver => InTheWay::Card,
        EraseRefusal::CreditLives => InTheWay::Credit,
        EraseRefusal::ReversalWaits => InTheWay::Reversal,
    }
}

fn page(visit: &Visit, way: EraseWay) -> Erase {
    Erase { frame: visit.frame(), way, copies_days: KEYRING_BACKUP_KEPT.0 / MS_A_DAY }
}
