//! Taking over what another system knows: as an entry, with a payment whose reference counts once.

use nobat_domain::ids::{DataKeyNo, OrderNo, RequestKey};
use nobat_domain::payment::PaymentRefusal;
use nobat_domain::person::{BookletSerial, NationalId};
use nobat_domain::request::import::ELSEWHERE;
use nobat_domain::request::{Import, RequestCommand, RequestRefusal};

use crate::error::AskError;
use crate::handle::{Answered, EngineHandle};
use crate::journal::Work;
use crate::storage::{ReferenceRow, Tables};

impl EngineHandle {
    /// Takes over what another system knows of a citizen who has no request here. A payment's
    /// reference is claimed first: one that another citizen has is
    /// [`PaymentRefusal::WrongReference`].
    ///
    /// # Errors
    /// [`AskError`] if the engine has no answer.
    pub async fn import(
        &self,
        national_id: NationalId,
        serial: BookletSerial,
        import: Import,
    ) -> Result<Answered, AskError> {
        let key = self.request_key(&national_id);
        self.admit(Work::New)?;
        if let Some(paid) = &import.paid
            && !self.claim_elsewhere(paid.reference.as_str(), key).await?
        {
            let refusal = RequestRefusal::Payment(PaymentRefusal::WrongReference);
            return Ok(Answered::Refused(refusal, None));
        }
        let no = self.fresh_key().await?;
        let (data_key, import) = (DataKeyNo(no.0), Box::new(import));
        let command = RequestCommand::Import { national_id, serial, data_key, import };
        let answered = self.ask(key, command).await;
        match &answered {
            Ok(Answered::Is(state)) if state.data_key == data_key => {}
            Ok(_) => self.inner.keyring.put_back(no),
            // Nobody knows whether a record names it.
            Err(_) => {}
        }
        answered
    }

    /// Whether this citizen's payment to another system may use its reference: the first who names
    /// it keeps it. Its order is the desk's to give.
    async fn claim_elsewhere(&self, reference: &str, key: RequestKey) -> Result<bool, AskError> {
        let name = (ELSEWHERE, reference.to_owned());
        let claim = ReferenceRow { request: key, order: OrderNo(0) };
        if self.inner.claims.entry(name.clone()).or_insert(claim).request != key {
            return Ok(false);
        }
        let at_hand = self.inner.tables.claim_of_reference_at_hand(ELSEWHERE, reference.as_bytes());
        let read = match at_hand {
            Ok(Some(read)) => read,
            Ok(None) | Err(_) => {
                let reference = name.1.clone();
                let find = move |tables: &Tables| {
                    tables.claim_of_reference(ELSEWHERE, reference.as_bytes())
                };
                self.read(find).await?
            }
        };
        let ours = read.is_none_or(|kept| kept.request == key);
        if !ours {
            self.inner.claims.remove_if(&name, |_, kept| *kept == claim);
        }
        Ok(ours)
    }
}
