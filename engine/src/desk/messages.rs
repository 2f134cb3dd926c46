//! What is asked of a request by post, and of a whole desk by its mailbox.

use actix::Message;
use nobat_domain::ids::{DeskNo, OrderNo, RequestKey, Sequence};
use nobat_domain::keeper::{AskBank, Counters, Outcome, Row};
use nobat_domain::request::RequestCommand;
use tokio::sync::oneshot;

use crate::journal::Work;

/// A question about one request, with the caller who waits.
pub struct DeskCall {
    pub key: RequestKey,
    pub row: Option<Row>,
    pub command: RequestCommand,
    pub caller: oneshot::Sender<Outcome>,
}

impl DeskCall {
    /// New work may be refused when there is little room; what finishes accepted work is not.
    #[must_use]
    pub const fn class(command: &RequestCommand) -> Work {
        match command {
            RequestCommand::Enter { .. }
            | RequestCommand::Import { .. }
            | RequestCommand::SaveDraft { .. }
            | RequestCommand::Choose { .. }
            | RequestCommand::Move { .. }
            | RequestCommand::GiveBack
            | RequestCommand::AwaitEarlier { .. }
            | RequestCommand::StopWaiting
            | RequestCommand::Offer { .. }
            | RequestCommand::Edit { .. }
            | RequestCommand::ChangeMobile { .. }
            | RequestCommand::ChangeDelivery { .. }
            | RequestCommand::KeepScan { .. }
            | RequestCommand::Excuse
            | RequestCommand::Advance { .. }
            | RequestCommand::Report { .. }
            | RequestCommand::AtOffice { .. }
            | RequestCommand::Open { .. }
            | RequestCommand::FindMistake
            | RequestCommand::Reverse { .. }
            | RequestCommand::View => Work::New,
            RequestCommand::AcceptOffer { .. }
            | RequestCommand::DeclineOffer { .. }
            | RequestCommand::PayAgain { .. }
            | RequestCommand::Tokened { .. }
            | RequestCommand::NotTokened { .. }
            | RequestCommand::Returned { .. }
            | RequestCommand::BankSaid { .. }
            | RequestCommand::Answered { .. }
            | RequestCommand::FellDue { .. } => Work::Finishing,
        }
    }
}

#[derive(Message)]
#[rtype(result = "()")]
pub enum ToDesk {
    /// Something unanswered, or a silent deadline.
    Tick,
    /// Which request in flight has this order?
    FindOrder(OrderNo, oneshot::Sender<Option<RequestKey>>),
    /// What a logical desk has given out, and the last record of the desk that works for it.
    Given(DeskNo, oneshot::Sender<(Counters, Sequence)>),
    /// Questions for banks that are due.
    Asks(usize, oneshot::Sender<Vec<AskBank>>),
    /// Requests that a shift still owes an answer; asked while the engine starts.
    Unanswered(oneshot::Sender<usize>),
    /// The desks have their answers: deadlines of shifts may be looked at from now on.
    BeginTicking,
}
