//! «پاک کردن اطلاعات من»: the serial once more, the last word, and then nobody is known any more.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::PrivateCookieJar;
use nobat_domain::person::BookletSerial;
use nobat_domain::person::fold::DigitsFault;
use nobat_domain::request::{EraseCause, EraseRefusal, may_erase};
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
use crate::{citizen, problem, way};

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
    if let Some(what) = in_the_way(&visit) {
        return Err(problem::in_conflict(page(&visit, EraseWay::Closed(what))));
    }
    let text = typed.text(Field::Serial.name()).to_owned();
    let asked = |faults| page(&visit, EraseWay::Asked { typed: text.clone(), faults });
    if typed.is_again() {
        return Ok(problem::private(asked(Faults::none())));
    }
    let refused = |fault| problem::refused(asked(Faults::new([(Field::Serial, fault)])));
    let serial = BookletSerial::parse(&text).map_err(|fault| {
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
                Some(until) => problem::page(&app, SystemCase::LockedUntil { until }),
                None => refused(Fault::EraseSerial),
            });
        }
        Leave::Locked { until } => {
            return Err(problem::page(&app, SystemCase::LockedUntil { until }));
        }
        Leave::Harder | Leave::Crowded => return Err(problem::page(&app, problem::BUSY)),
    }
    if !typed.has(SURE) {
        let serial = serial.as_str().to_owned();
        return Ok(problem::private(page(&visit, EraseWay::Sure { serial })));
    }
    done(&app, jar, &visit).await
}

async fn done(app: &App, jar: PrivateCookieJar, visit: &Visit) -> Result<Response, Response> {
    let erased = app.engine.erase(visit.session.key(app)).await;
    match erased.map_err(|error| problem::machine(app, error))? {
        nobat_engine::Erased::Done { at, complete_at } => {
            let page = Erased { frame: citizen::frame::outside(app), at, complete_at };
            Ok((leave::forgotten(jar), problem::private(page)).into_response())
        }
        nobat_engine::Erased::Nobody => Err(way::to(crate::pages::address::ENTRY)),
        // Something of it has come to life since the page was shown.
        nobat_engine::Erased::Refused(refusal) => {
            let what = EraseWay::Closed(what(visit, refusal));
            Err(problem::in_conflict(page(visit, what)))
        }
    }
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
