//! Asking one office-shift about one hold, without a request behind it.

use nobat_domain::ids::ShiftId;
use nobat_domain::shift::{Answer, Refusal, ShiftCommand};
use tokio::sync::oneshot;

use crate::arbiter::Letter;
use crate::error::AskError;
use crate::handle::EngineHandle;
use crate::shift::owner::class;

impl EngineHandle {
    /// Asks the owner of a shift; the answer is durable. For rehearsals and measurements: a
    /// citizen's hold belongs to a request, which asks through its desk.
    ///
    /// # Errors
    /// [`AskError::Busy`] if there is no room.
    pub async fn seat(
        &self,
        shift: ShiftId,
        command: ShiftCommand,
    ) -> Result<Result<Answer, Refusal>, AskError> {
        let work = class(&command, self.now());
        self.admit(work)?;
        let (caller, answer) = oneshot::channel();
        let letter = Letter::Seat(shift, command, caller);
        self.inner.shared.post.send(work, letter).map_err(|_| AskError::Busy)?;
        answer.await.map_err(|_| self.dropped())
    }
}
