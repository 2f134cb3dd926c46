//! Accounts: made, reset and closed, each time with the operator's own password once more.

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use nobat_domain::staff::{
    Account, AccountName, AccountNo, AccountState, Deed, PasswordState, Role, StaffRefusal, Subject,
};

use crate::app::App;
use crate::extract::Typed;
use crate::office::facts::by_code;
use crate::pages::counter::account_list::{AccountList, AccountRow, AccountStanding, NewAccount};
use crate::pages::counter::address;
use crate::pages::counter::frame::CounterFaults;
use crate::persian::clock::clock;
use crate::persian::{Language, Value};
use crate::staff::{self, Inside, OneTime, PasswordsBusy, ReauthFault, reauth};
use crate::{problem, way};

/// Accounts that one list shows.
const ROWS_MAX: usize = 100;

/// GET: all of them, those with `q` in their names, or the one of `no`.
pub async fn show(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = Typed::read(query.unwrap_or_default().as_bytes());
    let chosen = query.text("no").parse().ok().map(AccountNo);
    let page = sought(&app, &inside, &query.text("q").trim().to_ascii_lowercase());
    problem::private(AccountList {
        chosen: chosen.and_then(|no| row_of(&app, &inside, no)),
        ..page
    })
}

/// POST: one more, with a one-time password that is shown this once.
pub async fn make(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    Extension(typed): Extension<Typed>,
) -> Response {
    let text = |name: &str| typed.text(name).trim().to_owned();
    let new = NewAccount { name: text("name"), role: text("role"), office: text("office") };
    let again = |faults| {
        problem::refused(AccountList { typed: new.clone(), faults, ..page(&app, &inside) })
    };
    let mut faults = CounterFaults::default();
    let name = AccountName::parse(&new.name);
    match &name {
        None => faults.add("name", "ops-name-shape"),
        Some(name) if inside.staff.book.by_name(name).is_some() => {
            faults.add("name", "ops-name-taken");
        }
        Some(_) => {}
    }
    let role = role(&app, &new, &mut faults);
    let (Some(name), Some(role), true) = (name, role, faults.is_empty()) else {
        return again(faults);
    };
    if let Err(fault) = own(&app, &inside, &typed).await {
        return fault.map_or_else(|| problem::page(&app, problem::BUSY), again);
    }
    let OneTime { words, mark } = match one_time(&app).await {
        Ok(one_time) => one_time,
        Err(busy) => return busy,
    };
    let account = Account {
        no: inside.staff.book.next_no(),
        version: 1,
        name,
        role,
        state: AccountState::Active,
        password: mark,
        password_state: PasswordState::OneTime,
        second: None,
        recovery: Vec::new(),
        generation: 0,
        made_at: app.engine.now(),
    };
    let issued = (account.name.as_str().to_owned(), words);
    issue(&app, &inside, account, Deed::MadeAccount, issued).await
}

async fn one_time(app: &App) -> Result<OneTime, Response> {
    let made = app.staff.passwords.one_time().await;
    made.map_err(|PasswordsBusy| problem::page(app, problem::BUSY))
}

/// POST: a one-time password in place of the old one and of the phone.
pub async fn reset(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    Extension(typed): Extension<Typed>,
) -> Response {
    let account = match confirmed(&app, &inside, &typed).await {
        Ok(account) => account,
        Err(response) => return response,
    };
    // The key of a system is no password: another one is another account.
    if account.role.scopes().is_some() {
        return staff::refused(&app, StaffRefusal::Stale);
    }
    let OneTime { words, mark } = match one_time(&app).await {
        Ok(one_time) => one_time,
        Err(busy) => return busy,
    };
    let account = Account {
        password: mark,
        password_state: PasswordState::OneTime,
        second: None,
        recovery: Vec::new(),
        ..account.with_sessions_ended()
    };
    let issued = (account.name.as_str().to_owned(), words);
    issue(&app, &inside, account, Deed::ResetAccount, issued).await
}

/// POST: nobody comes in with it any more.
pub async fn close(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    Extension(typed): Extension<Typed>,
) -> Response {
    let account = match confirmed(&app, &inside, &typed).await {
        Ok(account) => account,
        Err(response) => return response,
    };
    let closed = Account { state: AccountState::Closed, ..account.with_sessions_ended() };
    let entry = inside.entry(Deed::ClosedAccount, Subject::Account(account.no), "");
    match app.engine.put_account(closed, entry).await {
        Ok(Ok(())) => way::to(address::ACCOUNTS),
        Ok(Err(StaffRefusal::LastOperator)) => {
            let faults = CounterFaults::of("own", "ops-accounts-last");
            let chosen = row_of(&app, &inside, account.no);
            problem::refused(AccountList { chosen, faults, ..page(&app, &inside) })
        }
        Ok(Err(refusal)) => staff::refused(&app, refusal),
        Err(error) => problem::machine(&app, error),
    }
}

/// Keeps an account and shows its one-time password.
async fn issue(
    app: &App,
    inside: &Inside,
    account: Account,
    deed: Deed,
    issued: (String, String),
) -> Response {
    let entry = inside.entry(deed, Subject::Account(account.no), account.role.name());
    match app.engine.put_account(account, entry).await {
        Ok(Ok(())) => {}
        Ok(Err(refusal)) => return staff::refused(app, refusal),
        Err(error) => return problem::machine(app, error),
    }
    let staff = match app.engine.staff().await {
        Ok(staff) => staff,
        Err(error) => return problem::machine(app, error),
    };
    let inside = Inside { staff, ..inside.clone() };
    problem::private(AccountList { issued: Some(issued), ..page(app, &inside) })
}

/// The account that a form names, once the operator's own password was right.
async fn confirmed(app: &App, inside: &Inside, typed: &Typed) -> Result<Account, Response> {
    let no = AccountNo(typed.text("no").parse().unwrap_or_default());
    let account = inside.staff.book.by_no(no).filter(|account| account.active());
    let account = account.ok_or_else(|| staff::refused(app, StaffRefusal::Stale))?;
    own(app, inside, typed).await.map_err(|fault| match fault {
        None => problem::page(app, problem::BUSY),
        Some(faults) => {
            let chosen = row_of(app, inside, no);
            problem::refused(AccountList { chosen, faults, ..page(app, inside) })
        }
    })?;
    Ok(Account::clone(account))
}

/// Nothing where there is no time to look.
async fn own(app: &App, inside: &Inside, typed: &Typed) -> Result<(), Option<CounterFaults>> {
    let typed = typed.text("own");
    if typed.is_empty() {
        return Err(Some(CounterFaults::of("own", "ops-password-empty")));
    }
    reauth(app, &inside.account, typed).await.map_err(|fault| match fault {
        ReauthFault::Wrong => Some(CounterFaults::of("own", "ops-password-wrong")),
        ReauthFault::Busy => None,
        ReauthFault::Limited(until) => {
            let time = [("time", Value::Plain(clock(until)))];
            Some(CounterFaults(vec![("own", Language::Persian.fill("ops-limited", &time))]))
        }
    })
}

fn role(app: &App, new: &NewAccount, faults: &mut CounterFaults) -> Option<Role> {
    let named = Role::SAMPLES.into_iter().find(|role| role.name() == new.role);
    match named {
        None => {
            faults.add("role", "ops-accounts-role-empty");
            None
        }
        Some(Role::Office(_)) => {
            let office = by_code(&app.engine.board(), &new.office);
            if office.is_none() {
                faults.add("office", "ops-accounts-office-none");
            }
            office.map(|office| Role::Office(office.id))
        }
        other => other,
    }
}

fn page(app: &App, inside: &Inside) -> AccountList {
    sought(app, inside, "")
}

/// The accounts with this in their names.
fn sought(app: &App, inside: &Inside, sought: &str) -> AccountList {
    let mut found = inside.staff.book.all().filter(|it| it.name.as_str().contains(sought));
    let rows = found.by_ref().take(ROWS_MAX).map(|account| row(app, account)).collect();
    AccountList {
        frame: inside.frame(address::ACCOUNTS),
        sought: sought.to_owned(),
        rows,
        cut: found.next().is_some(),
        chosen: None,
        typed: NewAccount::default(),
        issued: None,
        faults: CounterFaults::default(),
    }
}

fn row_of(app: &App, inside: &Inside, no: AccountNo) -> Option<AccountRow> {
    inside.staff.book.by_no(no).map(|account| row(app, account))
}

fn row(app: &App, account: &Account) -> AccountRow {
    let board = app.engine.board();
    let office = account.role.office().and_then(|office| board.directory().office(office).cloned());
    AccountRow {
        no: account.no.0,
        name: account.name.as_str().to_owned(),
        role: account.role,
        office: office.map(|office| office.name.clone()).unwrap_or_default(),
        state: match account {
            it if !it.active() => AccountStanding::Closed,
            it if it.password_state == PasswordState::OneTime => AccountStanding::OneTime,
            it if it.second.is_none() && it.role.scopes().is_none() => {
                AccountStanding::WithoutSecond
            }
            _ => AccountStanding::Whole,
        },
    }
}
