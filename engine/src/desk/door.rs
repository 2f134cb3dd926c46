//! What is asked of a desk about a request as a whole, through the engine's door.

use nobat_domain::ids::RequestKey;
use nobat_domain::request::{EraseCause, EraseRefusal};
use nobat_domain::timestamp::Timestamp;
use tokio::sync::oneshot;

use crate::arbiter::Letter;
use crate::desk::erase::{EraseCall, EraseOutcome};
use crate::error::AskError;
use crate::handle::{ANSWER_WITHIN, EngineHandle, RELOADS_MAX};
use crate::journal::Work;
use crate::keyring::KEYRING_BACKUP_KEPT;

/// What has become of a wish to erase a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Erased {
    /// The key is overwritten. From `complete_at` on no backup of the keyring has it either.
    Done { at: Timestamp, complete_at: Timestamp },
    /// Nobody has entered with this national ID, or the request was erased before.
    Nobody,
    /// Something of it lives.
    Refused(EraseRefusal),
}

impl EngineHandle {
    /// Erases a citizen's data by destroying the key that all of it is sealed under. Money, orders
    /// and past seats stay under the request's key, which stands for nobody any more; the national
    /// ID may enter anew. When this returns `Done`, the erasure is journaled, followed by the
    /// tables, and the key's slot overwritten and synced.
    ///
    /// # Errors
    /// [`AskError`] if the engine has no answer; after `Unanswered` it may have happened, and
    /// asking again does no harm.
    pub async fn erase(&self, key: RequestKey) -> Result<Erased, AskError> {
        self.erase_because(key, EraseCause::Wished).await
    }

    /// As [`Self::erase`], for a reason that the law knows.
    pub(crate) async fn erase_because(
        &self,
        key: RequestKey,
        cause: EraseCause,
    ) -> Result<Erased, AskError> {
        // Nobody keeps a scan under a key that is being destroyed.
        let turn = self.inner.scans.turn(key).ok_or(AskError::Busy)?;
        let mut row = None;
        for _ in 0..RELOADS_MAX {
            let (caller, answer) = oneshot::channel();
            let call = EraseCall { key, row: row.take(), cause, caller };
            let sent = self.inner.shared.post.send(Work::New, Letter::Erase(Box::new(call)));
            sent.map_err(|_| AskError::Busy)?;
            let answer = tokio::time::timeout(ANSWER_WITHIN, answer).await;
            match answer.map_err(|_| AskError::Unanswered)?.map_err(|_| self.dropped())? {
                EraseOutcome::Reload(at_least) => row = Some(self.row(key, at_least).await?),
                EraseOutcome::Nobody => return Ok(Erased::Nobody),
                EraseOutcome::Refused(refusal) => return Ok(Erased::Refused(refusal)),
                EraseOutcome::Journaled { at, sequence } => {
                    // Whoever applies the record overwrites the key before saying so.
                    self.catch_up(sequence).await.map_err(|_| AskError::Unanswered)?;
                    self.drop_scans(turn).await?;
                    return Ok(Erased::Done { at, complete_at: at.plus(KEYRING_BACKUP_KEPT) });
                }
            }
        }
        Err(AskError::Busy)
    }
}
