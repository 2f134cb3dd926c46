//! Name and password.

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::PrivateCookieJar;
use nobat_domain::staff::{Account, AccountName};
use nobat_domain::timestamp::Timestamp;

use super::gate;
use super::session::{StaffSession, Step};
use super::tries::TryBy;
use super::{PasswordsBusy, form_token};
use crate::app::App;
use crate::extract::{Client, Session, Typed};
use crate::guessing::Network;
use crate::pages::counter::address;
use crate::pages::counter::door::Login;
use crate::pages::counter::frame::{CounterFaults, CounterFrame};
use crate::persian::clock::clock;
use crate::persian::{Language, Value};
use crate::{problem, way};

/// GET: the form.
pub async fn show(State(app): State<App>, jar: PrivateCookieJar) -> Response {
    let given = form_token::given(&app, jar);
    let (jar, csrf) = match given {
        Ok(given) => given,
        Err(response) => return response,
    };
    let (frame, faults) = (CounterFrame::before(csrf), CounterFaults::default());
    (jar, problem::private(Login { frame, name: String::new(), faults })).into_response()
}

/// POST of «ورود».
pub async fn enter(
    State(app): State<App>,
    Client(network): Client,
    jar: PrivateCookieJar,
    typed: Typed,
) -> Response {
    let (brought, now) = (form_token::brought(&jar), app.wall());
    let (jar, csrf) = match form_token::given(&app, jar) {
        Ok(given) => given,
        Err(response) => return response,
    };
    let again = |faults| {
        let (frame, name) = (CounterFrame::before(csrf.clone()), typed.text("name").to_owned());
        (jar.clone(), gate::refused(Login { frame, name, faults })).into_response()
    };
    if brought.is_none_or(|token| typed.text("csrf") != token) {
        return again(CounterFaults::of("name", "ops-form-stale"));
    }
    let mut empty = CounterFaults::default();
    for (id, key) in [("name", "ops-name-empty"), ("password", "ops-password-empty")] {
        if !typed.has(id) {
            empty.add(id, key);
        }
    }
    if !empty.is_empty() {
        return again(empty);
    }
    match by_password(&app, network, &typed).await {
        Ok(account) => match begun(&account, Step::Password, now) {
            Ok(session) => (jar.add(session.cookie(&app)), way::to(address::HOME)).into_response(),
            Err(error) => problem::broken(&app, &error),
        },
        Err(Stranger::Limited(until)) => {
            limited(until, now, again(limited_faults("password", until)))
        }
        Err(Stranger::Wrong(key)) => again(CounterFaults::of("password", key)),
        Err(Stranger::Answered(response)) => *response,
    }
}

/// Why somebody is not let in.
pub enum Stranger {
    /// Too many tries: from then on again.
    Limited(Timestamp),
    /// Key of the sentence.
    Wrong(&'static str),
    /// What no other try can mend now.
    Answered(Box<Response>),
}

impl From<Response> for Stranger {
    fn from(response: Response) -> Self {
        Self::Answered(Box::new(response))
    }
}

/// The account of this name and password, each try counted by both name and network.
///
/// # Errors
/// [`Stranger`] says why not.
pub async fn by_password(app: &App, network: Network, typed: &Typed) -> Result<Account, Stranger> {
    let tries = [TryBy::Network(network), TryBy::name(typed.text("name"))];
    for by in &tries {
        app.staff.tries.take(by.clone(), app.wall()).map_err(Stranger::Limited)?;
    }
    let Some(account) = known(app, typed).await? else {
        tracing::warn!("a wrong name or password was given at the counter's door");
        return Err(Stranger::Wrong("ops-login-wrong"));
    };
    tries.iter().for_each(|by| app.staff.tries.give_back(by));
    Ok(account)
}

/// The account of this name, if the password is its own.
async fn known(app: &App, typed: &Typed) -> Result<Option<Account>, Response> {
    let staff = app.engine.staff().await.map_err(|error| problem::machine(app, error))?;
    let name = AccountName::parse(typed.text("name"));
    let account = name.and_then(|name| staff.book.by_name(&name)).filter(|it| comes_in(it));
    let mark = account.map(|account| &account.password);
    let checked = app.staff.passwords.check(mark, typed.text("password")).await;
    let right = checked.map_err(|PasswordsBusy| problem::page(app, problem::BUSY))?;
    Ok(account.filter(|_| right).map(|account| Account::clone(account)))
}

/// Another system has a key, and no business with pages.
fn comes_in(account: &Account) -> bool {
    account.active() && account.role.scopes().is_none()
}

/// A session that begins now.
///
/// # Errors
/// If the operating system gives no randomness.
pub fn begun(
    account: &Account,
    step: Step,
    now: Timestamp,
) -> Result<StaffSession, getrandom::Error> {
    Ok(StaffSession {
        account: account.no,
        generation: account.generation,
        step,
        csrf: Session::fresh_csrf()?,
        began_at: now,
        seen_at: now,
        offered: None,
    })
}

/// The sentence that says from when on it may be tried again.
pub(super) fn limited_faults(id: &'static str, until: Timestamp) -> CounterFaults {
    let time = [("time", Value::Plain(clock(until)))];
    CounterFaults(vec![(id, Language::Persian.fill("ops-limited", &time))])
}

/// The page of a form that came too often.
#[must_use]
pub fn limited(until: Timestamp, now: Timestamp, mut page: Response) -> Response {
    *page.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    let seconds = until.since(now).0.div_ceil(1_000);
    page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    page
}
