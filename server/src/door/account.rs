//! Accounts by whoever stands at the machine: the first one, and one whose phone is gone. Only the
//! mark of the password comes through the door; the password stays with the command.

use nobat_domain::staff::{
    Account, AccountName, AccountState, Deed, Entry, PasswordMark, PasswordState, Role, Scope,
    Scopes, Subject, Who,
};
use nobat_engine::{AskError, EngineHandle};
use serde_json::{Value, json};

use crate::office::facts::by_code;

/// Makes an account with a one-time password.
pub async fn add(
    engine: &EngineHandle,
    name: &str,
    role: &str,
    office: Option<&str>,
    mark: &str,
) -> Value {
    let Some(name) = AccountName::parse(name) else {
        return refused("a name has 3 to 32 small Latin letters, digits, dots or dashes");
    };
    let role = match read_role(engine, role, office) {
        Ok(role) => role,
        Err(why) => return refused(why),
    };
    let Some(password) = PasswordMark::new(mark) else { return refused("the mark is too long") };
    let staff = match engine.staff().await {
        Ok(staff) => staff,
        Err(error) => return unanswered(error),
    };
    let account = Account {
        no: staff.book.next_no(),
        version: 1,
        name,
        role,
        state: AccountState::Active,
        password,
        password_state: PasswordState::OneTime,
        second: None,
        recovery: Vec::new(),
        generation: 0,
        made_at: engine.now(),
    };
    put(engine, account, Deed::MadeAccount, role.name()).await
}

/// Puts a one-time password in place of an account's password and phone.
pub async fn reset(engine: &EngineHandle, name: &str, mark: &str) -> Value {
    let staff = match engine.staff().await {
        Ok(staff) => staff,
        Err(error) => return unanswered(error),
    };
    let account = AccountName::parse(name).and_then(|name| staff.book.by_name(&name).cloned());
    // A system's key is never a password.
    let person =
        |account: &std::sync::Arc<Account>| account.active() && account.role.scopes().is_none();
    let Some(account) = account.filter(person) else {
        return refused("no open account has this name");
    };
    let Some(password) = PasswordMark::new(mark) else { return refused("the mark is too long") };
    let changed = Account {
        password,
        password_state: PasswordState::OneTime,
        second: None,
        recovery: Vec::new(),
        ..account.with_sessions_ended()
    };
    put(engine, changed, Deed::ResetAccount, account.role.name()).await
}

/// Makes an account of another system, which is known by its key alone.
pub async fn add_system(engine: &EngineHandle, name: &str, scopes: &[String], mark: &str) -> Value {
    let Some(name) = AccountName::parse(name) else {
        return refused("a name has 3 to 32 small Latin letters, digits, dots or dashes");
    };
    let named: Option<Vec<Scope>> = scopes.iter().map(|scope| Scope::named(scope)).collect();
    let Some(scopes) = named.and_then(|scopes| Scopes::of(&scopes)) else {
        return refused("a scope is feed, person, completion, production or delivery");
    };
    let Some(password) = PasswordMark::new(mark) else { return refused("the mark is too long") };
    let staff = match engine.staff().await {
        Ok(staff) => staff,
        Err(error) => return unanswered(error),
    };
    let account = Account {
        no: staff.book.next_no(),
        version: 1,
        name,
        role: Role::System(scopes),
        state: AccountState::Active,
        password,
        password_state: PasswordState::Own,
        second: None,
        recovery: Vec::new(),
        generation: 0,
        made_at: engine.now(),
    };
    let named: Vec<&str> =
        Scope::ALL.into_iter().filter(|it| scopes.has(*it)).map(Scope::name).collect();
    put(engine, account, Deed::MadeAccount, &format!("system: {}", named.join(" "))).await
}

/// Closes the account of another system.
pub async fn close_system(engine: &EngineHandle, name: &str) -> Value {
    let staff = match engine.staff().await {
        Ok(staff) => staff,
        Err(error) => return unanswered(error),
    };
    let account = AccountName::parse(name).and_then(|name| staff.book.by_name(&name).cloned());
    let account = account.filter(|it| it.active() && it.role.scopes().is_some());
    let Some(account) = account else {
        return refused("no open account of a system has this name");
    };
    let closed = Account { state: AccountState::Closed, ..account.with_sessions_ended() };
    put(engine, closed, Deed::ClosedAccount, "system").await
}

async fn put(engine: &EngineHandle, account: Account, deed: Deed, words: &str) -> Value {
    let (no, name, role) = (account.no, account.name.as_str().to_owned(), account.role.name());
    let (who, subject, words) = (Who::Machine, Subject::Account(no), words.to_owned());
    match engine.put_account(account, Entry { who, deed, subject, words }).await {
        Ok(Ok(())) => json!({ "account": no.0, "name": name, "role": role }),
        Ok(Err(refusal)) => refused(&format!("the account is refused: {refusal:?}")),
        Err(error) => unanswered(error),
    }
}

fn read_role(
    engine: &EngineHandle,
    role: &str,
    office: Option<&str>,
) -> Result<Role, &'static str> {
    let named = Role::SAMPLES.into_iter().find(|sample| sample.name() == role);
    match (named, office) {
        (None, _) => Err("a role is operator, support, auditor or office"),
        (Some(Role::Office(_)), None) => Err("the role office needs the office's number"),
        (Some(Role::Office(_)), Some(code)) => by_code(&engine.board(), code)
            .map(|office| Role::Office(office.id))
            .ok_or("no office has this number"),
        (Some(_), Some(_)) => Err("only the role office has an office"),
        (Some(role), None) => Ok(role),
    }
}

fn refused(why: &str) -> Value {
    json!({ "error": why })
}

fn unanswered(error: AskError) -> Value {
    json!({ "error": error.to_string() })
}
