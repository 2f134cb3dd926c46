//! The one `match` over commands; each arm is one call.

use crate::ids::{HoldNo, OrderNo};
use crate::limits::{DRAFT_BYTES_MAX, HoldTerms};
use crate::request::command::RequestCommand;
use crate::request::event::RequestEvent;
use crate::request::refusal::RequestRefusal;
use crate::request::state::RequestState;
use crate::request::{
    advance, answered, bank_said, choose, earlier, edit, enter, give_back, import, open, pay,
    returned, reverse, scan,
};
use crate::timestamp::{Millis, Timestamp};
use crate::tracking_code::TrackingCode;

/// Time, chance and fresh numbers, given from outside so that a decision can be repeated.
pub struct Chances<'a> {
    pub at: Timestamp,
    pub terms: HoldTerms,
    /// The order number that the next attempt would get.
    pub order: OrderNo,
    /// The code that a first booking would get; computed only if it is needed.
    pub code: &'a dyn Fn() -> TrackingCode,
    /// How long a seat that is given back now would cool.
    pub cooling: Millis,
}

pub(super) type Events = Vec<RequestEvent>;
pub(super) type Verdict = Result<Events, RequestRefusal>;

impl RequestState {
    pub(super) const fn next_hold(&self) -> HoldNo {
        HoldNo(self.holds_used + 1)
    }
}

/// Decides one command. No events and no refusal means that it was done before, or that it waits.
///
/// # Errors
/// A [`RequestRefusal`] is the law's answer; nothing has happened.
pub fn decide(
    state: Option<&RequestState>,
    command: &RequestCommand,
    chances: &Chances<'_>,
) -> Verdict {
    if let RequestCommand::Enter { national_id, serial, data_key } = command {
        return Ok(enter::enter(state, national_id, serial, *data_key));
    }
    if let RequestCommand::Import { national_id, serial, data_key, import: told } = command {
        return import::import(state, (national_id, serial, *data_key), told, chances);
    }
    let state = state.ok_or(RequestRefusal::NotEntered)?;
    match command {
        RequestCommand::Enter { .. } | RequestCommand::Import { .. } => {
            unreachable!("what begins a request was handled above")
        }
        RequestCommand::View => Ok(Events::new()),
        RequestCommand::SaveDraft { draft } if draft.len() > DRAFT_BYTES_MAX => {
            Err(RequestRefusal::TooLong)
        }
        RequestCommand::SaveDraft { draft } if *draft == state.draft => Ok(Events::new()),
        RequestCommand::SaveDraft { draft } => {
            Ok(vec![RequestEvent::Drafted { draft: draft.clone() }])
        }
        RequestCommand::Choose { choice, desired, details } => {
            choose::choose(state, *choice, *desired, details.as_deref(), chances)
        }
        RequestCommand::Move { choice } => choose::move_to(state, *choice, chances),
        RequestCommand::GiveBack => give_back::give_back(state, chances),
        RequestCommand::AwaitEarlier { area, scope } => {
            earlier::wait(state, *area, *scope, chances)
        }
        RequestCommand::StopWaiting => Ok(earlier::stop(state)),
        RequestCommand::Offer { choice } => earlier::offer(state, *choice, chances),
        RequestCommand::AcceptOffer { hold } => earlier::accept(state, *hold, chances),
        RequestCommand::DeclineOffer { hold } => earlier::decline(state, *hold),
        RequestCommand::PayAgain { desired } => pay::again(state, *desired, chances),
        RequestCommand::Tokened { attempt, token, window_ends } => {
            pay::tokened(state, *attempt, token, *window_ends, chances)
        }
        RequestCommand::NotTokened { attempt } => pay::not_tokened(state, *attempt),
        RequestCommand::Returned { attempt, failed } => {
            returned::returned(state, *attempt, *failed, chances)
        }
        RequestCommand::BankSaid { attempt, says } => {
            bank_said::bank_said(state, *attempt, says, chances)
        }
        RequestCommand::Answered { asked, answer } => {
            Ok(answered::answered(state, asked, *answer, chances))
        }
        RequestCommand::FellDue { hold, secured } => {
            Ok(returned::fell_due(state, *hold, *secured, chances))
        }
        RequestCommand::Edit { details } => edit::edit(state, details),
        RequestCommand::ChangeMobile { mobile } => edit::change_mobile(state, mobile),
        RequestCommand::ChangeDelivery { office } => edit::change_delivery(state, *office),
        RequestCommand::KeepScan { scan } => scan::keep(state, *scan),
        RequestCommand::Excuse => edit::excuse(state),
        RequestCommand::Advance { step } => advance::advance(state, *step, chances.at),
        RequestCommand::Report { step } => advance::report(state, *step, chances.at),
        RequestCommand::AtOffice { office, act } => act.ruling(state, *office, chances.at),
        RequestCommand::Open { kind } => open::open(state, *kind),
        RequestCommand::FindMistake => open::find_mistake(state),
        RequestCommand::Reverse { order, reference } => reverse::reverse(state, *order, reference),
    }
}
