//! Which mobile served whom lately: what the limit of requests for one mobile begins with.

use nobat_domain::person::Mobile;
use nobat_domain::request::mobile_span;

use crate::error::AskError;
use crate::handle::EngineHandle;
use crate::storage::ServedRow;

impl EngineHandle {
    /// A number that stands for a mobile, secret to everybody outside: limits count by it.
    #[must_use]
    pub fn number_of(&self, mobile: Mobile) -> u64 {
        self.inner.keyring.request_keys().mobile_number(mobile)
    }

    /// Every mobile that served somebody in this span of time or the one before it. It reads the
    /// tables at once, so it is for a start.
    ///
    /// # Errors
    /// [`AskError::Damaged`] if they cannot be read.
    pub fn served_lately(&self) -> Result<Vec<ServedRow>, AskError> {
        let before = mobile_span(self.now()).saturating_sub(1);
        self.inner.tables.served_since(before).collect::<Result<_, _>>().map_err(|error| {
            tracing::error!(%error, "the table of mobiles cannot be read");
            AskError::Damaged
        })
    }
}
