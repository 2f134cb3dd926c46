//! The second factor: a phone's code, or one on paper.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::PrivateCookieJar;
use nobat_domain::staff::{Account, Deed, Entry, SecondFactor, StaffRefusal, Subject, Who};

use super::codes::{self, Code};
use super::gate::{self, Arrived};
use super::login::{Stranger, limited, limited_faults};
use super::session::{StaffSession, Step};
use super::tries::TryBy;
use crate::app::App;
use crate::extract::{Session, Typed};
use crate::pages::counter::address;
use crate::pages::counter::door::Second;
use crate::pages::counter::frame::CounterFaults;
use crate::{problem, way};

/// GET: the form.
pub async fn show(arrived: Arrived) -> Response {
    if let Err(response) = arrived.belongs(address::SECOND) {
        return response;
    }
    problem::private(Second { frame: arrived.frame(), faults: CounterFaults::default() })
}

/// POST of a code.
pub async fn give(
    State(app): State<App>,
    arrived: Arrived,
    jar: PrivateCookieJar,
    typed: Typed,
) -> Response {
    let ready = arrived.belongs(address::SECOND).and_then(|()| arrived.guard(&typed));
    if let Err(response) = ready {
        return response;
    }
    let (account, now) = (&arrived.inside.account, app.wall());
    let again = |key| {
        let faults = CounterFaults::of("code", key);
        gate::refused(Second { frame: arrived.frame(), faults })
    };
    match by_code(&app, account, &typed).await {
        Ok(()) => risen(&app, &arrived.inside.session, jar),
        Err(Stranger::Limited(until)) => {
            let faults = limited_faults("code", until);
            limited(until, now, gate::refused(Second { frame: arrived.frame(), faults }))
        }
        Err(Stranger::Wrong(key)) => again(key),
        Err(Stranger::Answered(response)) => *response,
    }
}

/// Whether this account's phone, or a code on its paper, says so: each code once.
///
/// # Errors
/// [`Stranger`] says why not.
pub async fn by_code(app: &App, account: &Account, typed: &Typed) -> Result<(), Stranger> {
    let (now, by) = (app.wall(), TryBy::Code(account.no));
    app.staff.tries.take(by.clone(), now).map_err(Stranger::Limited)?;
    let (changed, deed) = read(account, typed, now).map_err(Stranger::Wrong)?;
    let (who, subject) = (Who::Account(account.no), Subject::Account(account.no));
    let entry = Entry { who, deed, subject, words: String::new() };
    match app.engine.put_account(changed, entry).await {
        Ok(Ok(())) => {}
        // Two browsers came with one code: one of them is in.
        Ok(Err(StaffRefusal::Stale)) => return Err(Stranger::Wrong("ops-code-used")),
        Ok(Err(refusal)) => return Err(super::refused(app, refusal).into()),
        Err(error) => return Err(problem::machine(app, error).into()),
    }
    app.staff.tries.give_back(&by);
    Ok(())
}

/// What becomes of the account by this code; the key of a sentence where it is none.
fn read(
    account: &Account,
    typed: &Typed,
    now: nobat_domain::timestamp::Timestamp,
) -> Result<(Account, Deed), &'static str> {
    let (second, code) = (account.second.as_ref().ok_or("ops-code-wrong")?, typed.text("code"));
    match codes::read(second, code, now) {
        Code::Step(last_step) => {
            let second = Some(SecondFactor { last_step, ..second.clone() });
            Ok((Account { second, ..account.changed() }, Deed::CameIn))
        }
        Code::Used => Err("ops-code-used"),
        Code::Wrong => {
            let place = codes::paper(&account.recovery, code).ok_or("ops-code-wrong")?;
            let mut changed = account.changed();
            changed.recovery.remove(place);
            Ok((changed, Deed::UsedRecoveryCode))
        }
    }
}

/// The session with its last step done, under a new token.
pub(super) fn risen(app: &App, session: &StaffSession, jar: PrivateCookieJar) -> Response {
    let csrf = match Session::fresh_csrf() {
        Ok(csrf) => csrf,
        Err(error) => return problem::broken(app, &error),
    };
    let session = StaffSession { step: Step::Second, csrf, offered: None, ..session.clone() };
    (jar.add(session.cookie(app)), way::to(address::HOME)).into_response()
}
