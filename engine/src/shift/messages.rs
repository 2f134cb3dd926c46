//! What the registrar says to an office-shift. What desks say comes by post.

use actix::Message;
use nobat_domain::shift::{Answer, Refusal, ShiftCommand};
use tokio::sync::oneshot;

#[derive(Message)]
#[rtype(result = "()")]
pub enum ToShift {
    /// The registrar asks and waits; no room drops the caller, who asks again.
    Register(ShiftCommand, oneshot::Sender<Result<Answer, Refusal>>),
    /// The board was laid out anew beyond its old window.
    PublishAll,
}
