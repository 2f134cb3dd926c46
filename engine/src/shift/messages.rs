//! Everything that can wake an office-shift.

use actix::Message;
use nobat_domain::shift::{Answer, Refusal, ShiftCommand};
use tokio::sync::oneshot;

#[derive(Message)]
#[rtype(result = "()")]
pub enum ToShift {
    /// A desk asks; the answer goes back to the desk of the request.
    Ask(ShiftCommand),
    /// The registrar asks and waits; no room drops the caller, who asks again.
    Register(ShiftCommand, oneshot::Sender<Result<Answer, Refusal>>),
    /// A deadline has come.
    Tick,
    /// The board was laid out anew beyond its old window.
    PublishAll,
}
