//! Requests that are over: found in the tables, erased by their desks.

use nobat_domain::request::EraseCause;
use nobat_domain::timestamp::Millis;

use crate::desk::Erased;
use crate::error::AskError;
use crate::handle::EngineHandle;
use crate::storage::Tables;

/// Requests that are looked at in one go.
const AT_ONCE: usize = 256;

impl EngineHandle {
    /// Erases every request that is over since so long, as far as nothing else of it
    /// lives; what is refused now is looked at again by the next call. Tells how many were erased.
    ///
    /// # Errors
    /// As [`Self::erase`]; those that were erased by then stay erased.
    pub async fn erase_over(&self, kept: Millis) -> Result<u64, AskError> {
        // Whatever was answered before is looked at.
        self.catch_up(self.inner.journal.durable().sequence()).await?;
        let until = self.now().minus(kept);
        let (mut after, mut erased) = (None, 0);
        loop {
            let page = move |tables: &Tables| tables.delivered_by(until, after, AT_ONCE);
            let page = self.read(page).await?;
            for key in &page {
                let done = self.erase_because(*key, EraseCause::Over { kept }).await?;
                erased += u64::from(matches!(done, Erased::Done { .. }));
            }
            after = page.last().copied();
            if page.len() < AT_ONCE {
                return Ok(erased);
            }
        }
    }
}
