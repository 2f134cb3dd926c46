//! A password that nobody else has read.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::PrivateCookieJar;
use nobat_domain::staff::{Account, Deed, PasswordState, Subject};

use super::PasswordsBusy;
use super::gate::{self, Arrived};
use super::login::{limited, limited_faults};
use super::passwords::{CHARS_MAX, CHARS_MIN};
use super::reauth::{ReauthFault, reauth};
use super::session::StaffSession;
use crate::app::App;
use crate::extract::Typed;
use crate::pages::counter::address;
use crate::pages::counter::door::OwnPassword;
use crate::pages::counter::frame::CounterFaults;
use crate::{problem, way};

fn page(arrived: &Arrived, faults: CounterFaults) -> OwnPassword {
    let one_time = arrived.inside.account.password_state == PasswordState::OneTime;
    let frame =
        if arrived.is_inside() { arrived.inside.frame(address::PASSWORD) } else { arrived.frame() };
    OwnPassword { frame, one_time, faults }
}

/// Whoever is inside may change it at any time.
fn belongs(arrived: &Arrived) -> Result<(), Response> {
    if arrived.is_inside() { Ok(()) } else { arrived.belongs(address::PASSWORD) }
}

/// GET: the form.
pub async fn show(arrived: Arrived) -> Response {
    match belongs(&arrived) {
        Ok(()) => problem::private(page(&arrived, CounterFaults::default())),
        Err(response) => response,
    }
}

/// POST: the new password; every other session of this account is over.
pub async fn change(
    State(app): State<App>,
    arrived: Arrived,
    jar: PrivateCookieJar,
    typed: Typed,
) -> Response {
    if let Err(response) = belongs(&arrived).and_then(|()| arrived.guard(&typed)) {
        return response;
    }
    let account = &arrived.inside.account;
    let faults = faults(account, &typed);
    if !faults.is_empty() {
        return gate::refused(page(&arrived, faults));
    }
    match reauth(&app, account, typed.text("current")).await {
        Ok(()) => {}
        Err(ReauthFault::Wrong) => {
            let faults = CounterFaults::of("current", "ops-password-wrong");
            return gate::refused(page(&arrived, faults));
        }
        Err(ReauthFault::Limited(until)) => {
            let refused = gate::refused(page(&arrived, limited_faults("current", until)));
            return limited(until, app.wall(), refused);
        }
        Err(ReauthFault::Busy) => return problem::page(&app, problem::BUSY),
    }
    let password = match app.staff.passwords.mark(typed.text("fresh")).await {
        Ok(mark) => mark,
        Err(PasswordsBusy) => return problem::page(&app, problem::BUSY),
    };
    let password_state = PasswordState::Own;
    let changed = Account { password, password_state, ..account.with_sessions_ended() };
    let session = StaffSession { generation: changed.generation, ..arrived.inside.session.clone() };
    let entry = arrived.inside.entry(Deed::ChangedPassword, Subject::Account(account.no), "");
    match app.engine.put_account(changed, entry).await {
        Ok(Ok(())) => (jar.add(session.cookie(&app)), way::to(address::HOME)).into_response(),
        Ok(Err(refusal)) => super::refused(&app, refusal),
        Err(error) => problem::machine(&app, error),
    }
}

fn faults(account: &Account, typed: &Typed) -> CounterFaults {
    let (fresh, mut faults) = (typed.text("fresh"), CounterFaults::default());
    let chars = fresh.chars().count();
    if !typed.has("current") {
        faults.add("current", "ops-password-empty");
    }
    if !(CHARS_MIN..=CHARS_MAX).contains(&chars) {
        faults.add("fresh", "ops-own-short");
    } else if fresh == typed.text("current") {
        faults.add("fresh", "ops-own-same");
    } else if fresh.to_lowercase().contains(account.name.as_str()) {
        faults.add("fresh", "ops-own-name");
    }
    if typed.text("again") != fresh {
        faults.add("again", "ops-own-differs");
    }
    faults
}
