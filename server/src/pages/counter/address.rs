//! Where the counter's pages stand, and which power each asks for.

use nobat_domain::staff::Power;

/// GET: what this account may do.
pub const HOME: &str = "/staff";
/// GET shows the form, POST gives name and password.
pub const LOGIN: &str = "/staff/login";
/// GET shows the form, POST gives a code.
pub const SECOND: &str = "/staff/code";
/// GET shows a key for a phone, POST proves it.
pub const ENROL: &str = "/staff/phone";
/// GET shows the form, POST keeps another password.
pub const PASSWORD: &str = "/staff/password";
/// POST: ends every session of this account.
pub const LEAVE: &str = "/staff/leave";

/// The last part of the address of [`offline_desk`].
pub const DESK: &str = "desk";

pub const OPS: &str = "/ops";
/// GET shows the form, POST looks up and writes it down.
pub const SEARCH: &str = "/ops/search";
/// GET shows the form, POST writes a wish to erase down, or orders one.
pub const ERASURE: &str = "/ops/erasure";
/// GET shows all, POST publishes one.
pub const ANNOUNCEMENTS: &str = "/ops/announcements";
/// POST: takes one back.
pub const WITHDRAW: &str = "/ops/announcements/withdraw";
/// GET: what services cost, have cost and will cost.
pub const TARIFF: &str = "/ops/tariff";
/// GET shows the form, POST announces fees.
pub const NEW_TARIFF: &str = "/ops/tariff/new";
/// GET shows the form, POST marks a card.
pub const MISTAKE: &str = "/ops/mistake";
/// GET: money that banks are to send back.
pub const REVERSALS: &str = "/ops/reversals";
/// The same page, for somebody who has just said that a bank has.
pub const REVERSALS_DONE: &str = "/ops/reversals?done";
/// The same page, where somebody else was quicker.
pub const REVERSALS_GONE: &str = "/ops/reversals?gone";
/// GET shows the payment of `order`, POST says that it was sent back.
pub const REVERSAL: &str = "/ops/reversal";
/// GET: offices by code or name; with `id`, one of them; POST saves it.
pub const OFFICES: &str = "/ops/offices";
/// GET shows the switches, POST sets them.
pub const SWITCHES: &str = "/ops/settings";
/// The same page, for somebody who has just set them.
pub const SWITCHES_SAVED: &str = "/ops/settings?saved";
/// GET: all accounts; POST makes one.
pub const ACCOUNTS: &str = "/ops/accounts";
/// POST: a one-time password in place of password and phone.
pub const RESET: &str = "/ops/accounts/reset";
/// POST: closes one.
pub const CLOSE: &str = "/ops/accounts/close";
/// GET: messages to citizens in figures.
pub const MESSAGES: &str = "/ops/messages";
pub const AUDIT: &str = "/ops/audit";

/// GET: the list of a day.
pub const OFFICE: &str = "/office";
/// POST: one booking, by a scanned receipt, its code, or national ID and serial.
pub const OFFICE_FIND: &str = "/office/find";
/// POST: the completion of one booking goes a step on, or back.
pub const OFFICE_STEP: &str = "/office/step";
/// POST: an act that was noted without a line; the answer is JSON.
pub const OFFICE_SETTLE: &str = "/office/settle";
/// POST: the list of a shift for paper.
pub const OFFICE_PAPER: &str = "/office/paper";
/// POST: the scan of the booklet of one request.
pub const OFFICE_SCAN: &str = "/office/scan";
/// GET shows the facts, POST saves them.
pub const PROFILE: &str = "/office/profile";

/// The page that stands in for an office's list while there is no connection.
#[must_use]
pub fn offline_desk() -> String {
    format!("{}/{DESK}", crate::pages::address::OFFLINE)
}

/// The page that a power opens.
#[must_use]
pub const fn of(power: Power) -> &'static str {
    match power {
        Power::SeeBoard => OPS,
        Power::FindRequest => SEARCH,
        Power::EraseRequest => ERASURE,
        Power::Announce => ANNOUNCEMENTS,
        Power::SeeTariff => TARIFF,
        Power::SetTariff => NEW_TARIFF,
        Power::FindMistake => MISTAKE,
        Power::ReverseMoney => REVERSALS,
        Power::KeepOffices => OFFICES,
        Power::KeepSwitches => SWITCHES,
        Power::KeepAccounts => ACCOUNTS,
        Power::SeeMessages => MESSAGES,
        Power::ReadAudit => AUDIT,
        Power::SeeDay => OFFICE,
        Power::KeepOwnOffice => PROFILE,
    }
}
