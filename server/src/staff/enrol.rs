//! A phone becomes the second factor: its key is shown until a code proves that the phone has it.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::PrivateCookieJar;
use nobat_domain::staff::{Account, Deed, SECOND_KEY_BYTES, SecondFactor, Subject};

use super::codes::{self, Code};
use super::gate::{self, Arrived};
use super::login::{limited, limited_faults};
use super::session::{StaffSession, Step};
use super::tries::TryBy;
use crate::app::App;
use crate::extract::Typed;
use crate::pages::counter::address;
use crate::pages::counter::door::{Enrol, Papers};
use crate::pages::counter::frame::CounterFaults;
use crate::pages::scan;
use crate::{problem, way};

fn page(arrived: &Arrived, key: &[u8; SECOND_KEY_BYTES], faults: CounterFaults) -> Enrol {
    let name = arrived.inside.account.name.as_str();
    let square = scan::square(&codes::address(name, key)).map(|it| it.svg());
    Enrol { frame: arrived.frame(), square, key: codes::written(key), faults }
}

/// GET: a key, which stays the same until the session ends.
pub async fn show(State(app): State<App>, arrived: Arrived, jar: PrivateCookieJar) -> Response {
    if let Err(response) = arrived.belongs(address::ENROL) {
        return response;
    }
    let session = &arrived.inside.session;
    let key = match session.offered.map_or_else(codes::fresh_key, Ok) {
        Ok(key) => key,
        Err(error) => return problem::broken(&app, &error),
    };
    let kept = StaffSession { offered: Some(key), ..session.clone() };
    let shown = problem::private(page(&arrived, &key, CounterFaults::default()));
    (jar.add(kept.cookie(&app)), shown).into_response()
}

/// POST of the first code: the phone is the second factor from here on, and there are codes on
/// paper, shown this once.
pub async fn prove(
    State(app): State<App>,
    arrived: Arrived,
    jar: PrivateCookieJar,
    typed: Typed,
) -> Response {
    let ready = arrived.belongs(address::ENROL).and_then(|()| arrived.guard(&typed));
    if let Err(response) = ready {
        return response;
    }
    let Some(key) = arrived.inside.session.offered else { return way::to(address::ENROL) };
    let (account, now) = (&arrived.inside.account, app.wall());
    if let Err(until) = app.staff.tries.take(TryBy::Code(account.no), now) {
        let faults = limited_faults("code", until);
        return limited(until, now, gate::refused(page(&arrived, &key, faults)));
    }
    let second = SecondFactor { key, last_step: 0 };
    let Code::Step(last_step) = codes::read(&second, typed.text("code"), now) else {
        let faults = CounterFaults::of("code", "ops-code-wrong");
        return gate::refused(page(&arrived, &key, faults));
    };
    app.staff.tries.give_back(&TryBy::Code(account.no));
    let papers = match codes::fresh_papers() {
        Ok(papers) => papers,
        Err(error) => return problem::broken(&app, &error),
    };
    let recovery = papers.iter().map(|(_, mark)| *mark).collect();
    let second = Some(SecondFactor { key, last_step });
    let changed = Account { second, recovery, ..account.changed() };
    let entry = arrived.inside.entry(Deed::SetSecondFactor, Subject::Account(account.no), "");
    match app.engine.put_account(changed, entry).await {
        Ok(Ok(())) => {}
        Ok(Err(refusal)) => return super::refused(&app, refusal),
        Err(error) => return problem::machine(&app, error),
    }
    let session =
        StaffSession { step: Step::Second, offered: None, ..arrived.inside.session.clone() };
    let codes = papers.into_iter().map(|(code, _)| code).collect();
    let shown = problem::private(Papers { frame: arrived.inside.frame(""), codes });
    (jar.add(session.cookie(&app)), shown).into_response()
}
