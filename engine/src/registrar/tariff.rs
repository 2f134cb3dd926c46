//! What services cost: one owner changes it, everybody reads it without waiting.

use std::sync::Arc;

use nobat_domain::tariff::{Fee, Tariff, TariffRefusal};
use sha2::{Digest, Sha256};
use tokio::sync::oneshot;

use crate::error::{AskError, EngineError};
use crate::handle::EngineHandle;
use crate::journal::Work;
use crate::record::{self, TARIFF_SETTING};
use crate::registrar::ToRegistrar;
use crate::storage::Tables;

/// Bytes of a tariff's short name.
const STAMP_BYTES: usize = 12;
/// Goes at one row before it is given up.
const GOES_MAX: usize = 64;

/// The tariff as the tables have it at a start.
///
/// # Errors
/// [`EngineError::Record`] on bytes that are no tariff.
pub fn kept_tariff(tables: &Tables) -> Result<Tariff, EngineError> {
    let Some(row) = tables.setting(TARIFF_SETTING)? else { return Ok(Tariff::default()) };
    let damaged = |source| EngineError::Record { what: "the tariff".to_owned(), source };
    let (_, _, value) = record::setting_of(&row).map_err(damaged)?;
    record::tariff_of(value).map_err(damaged)
}

/// A short name of a tariff as it is: two that differ have two. A form says by it what was seen.
#[must_use]
pub fn tariff_stamp(tariff: &Tariff) -> String {
    let digest = Sha256::digest(record::tariff_bytes(tariff));
    digest.iter().take(STAMP_BYTES).map(|byte| format!("{byte:02x}")).collect()
}

impl EngineHandle {
    /// What services cost, today and on days ahead.
    #[must_use]
    pub fn tariff(&self) -> Arc<Tariff> {
        self.inner.shared.tariff.load_full()
    }

    /// Has a service cost so much from a day on; durable when it is answered.
    ///
    /// # Errors
    /// The tariff's own refusal, or [`AskError::Busy`] if there is no room for long.
    pub async fn put_fee(&self, fee: Fee) -> Result<Result<(), TariffRefusal>, AskError> {
        for _ in 0..GOES_MAX {
            let (caller, answer) = oneshot::channel();
            let message = ToRegistrar::PutFee(fee, caller);
            if self.inner.registrar.send(Work::New, message).is_ok()
                && let Ok(answered) = answer.await
            {
                return Ok(answered);
            }
            self.breathe().await;
        }
        Err(AskError::Busy)
    }
}
