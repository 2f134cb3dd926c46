//! Passing the entry page, the one command that needs a data key before it is sent.

use std::sync::Arc;

use nobat_domain::ids::DataKeyNo;
use nobat_domain::person::{BookletSerial, NationalId};
use nobat_domain::request::RequestCommand;

use crate::error::AskError;
use crate::handle::{Answered, EngineHandle};
use crate::journal::Work;
use crate::keyring::KeyNo;

impl EngineHandle {
    /// Passes the entry page: the request exists afterwards.
    ///
    /// # Errors
    /// [`AskError`] if the engine has no answer.
    pub async fn enter(
        &self,
        national_id: NationalId,
        serial: BookletSerial,
    ) -> Result<Answered, AskError> {
        let key = self.request_key(&national_id);
        // Whoever is turned away costs neither a key nor a look at the tables.
        self.admit(Work::New)?;
        self.inner.shared.post.room_for_new(key).map_err(|_| AskError::Busy)?;
        let no = self.fresh_key().await?;
        let data_key = DataKeyNo(no.0);
        let answered = self.ask(key, RequestCommand::Enter { national_id, serial, data_key }).await;
        // Most who enter have entered before, and keep the key that they have.
        if let Ok(Answered::Is(state)) = &answered
            && state.data_key != data_key
        {
            self.inner.keyring.put_back(no);
        }
        answered
    }

    /// A data key for a new request: from the stock, or from a block that is made off this thread.
    pub(crate) async fn fresh_key(&self) -> Result<KeyNo, AskError> {
        let fresh = match self.inner.keyring.fresh_in_stock() {
            Ok(Some(number)) => return Ok(number),
            Ok(None) => {
                let inner = Arc::clone(&self.inner);
                let made = tokio::task::spawn_blocking(move || inner.keyring.fresh());
                made.await.map_err(|_| AskError::Stopped)?
            }
            Err(error) => Err(error),
        };
        fresh.map_err(|error| {
            tracing::error!(%error, "no data key can be made");
            AskError::Busy
        })
    }
}
