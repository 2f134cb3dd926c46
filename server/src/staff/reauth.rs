//! Before a dangerous deed the password is asked for once more: a browser that was left open makes
//! no accounts.

use nobat_domain::staff::Account;
use nobat_domain::timestamp::Timestamp;

use super::PasswordsBusy;
use super::tries::TryBy;
use crate::app::App;

/// Why a deed is not done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReauthFault {
    Wrong,
    /// Until when the password is not looked at.
    Limited(Timestamp),
    Busy,
}

/// Whether this is the account's own password. Wrong ones count as at the door.
///
/// # Errors
/// [`ReauthFault`].
pub async fn reauth(app: &App, account: &Account, typed: &str) -> Result<(), ReauthFault> {
    let by = TryBy::name(account.name.as_str());
    app.staff.tries.take(by.clone(), app.wall()).map_err(ReauthFault::Limited)?;
    let checked = app.staff.passwords.check(Some(&account.password), typed).await;
    if !checked.map_err(|PasswordsBusy| ReauthFault::Busy)? {
        return Err(ReauthFault::Wrong);
    }
    app.staff.tries.give_back(&by);
    Ok(())
}
