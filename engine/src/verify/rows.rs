//! Sealed rows, opened; what cannot be opened is told apart.

use std::collections::BTreeSet;
use std::sync::Arc;

use nobat_domain::ids::RequestKey;
use nobat_domain::request::{Remains, RequestState};

use crate::error::EngineError;
use crate::keyring::{DataKey, KeyNo, Keyring};
use crate::record;
use crate::storage::Tables;

/// The tables with the keys to them, both opened to read.
pub(super) struct Rows {
    pub(super) tables: Tables,
    pub(super) keyring: Arc<Keyring>,
    /// Keys whose erasure stands in the journal's tail, wherever in it.
    pub(super) erased_in_tail: BTreeSet<u64>,
    /// Where these are a copy beside a running engine: its tables, which may know of an erasure
    /// that is newer than the copy.
    pub(super) live: Option<Arc<Tables>>,
}

/// What a sealed thing turned out to be.
pub(super) enum Opened<T> {
    Is(T),
    /// Its key was erased, and a record says so; what stays of it, where that is known.
    Erased(Option<Remains>),
    Damaged(String),
}

impl Rows {
    /// The key that something is sealed under.
    pub(super) fn data_key(&self, number: u64) -> Result<Opened<DataKey>, EngineError> {
        match self.keyring.data_key(KeyNo(number)) {
            Ok(key) => Ok(Opened::Is(key)),
            Err(error) if error.is_absence() => {
                if self.named_erased(number)? {
                    return Ok(Opened::Erased(None));
                }
                Ok(Opened::Damaged(format!("{error}, and no record says that it was erased")))
            }
            Err(other) => Err(other.into()),
        }
    }

    /// Whether a record or a row says that a key was erased.
    pub(super) fn named_erased(&self, number: u64) -> Result<bool, EngineError> {
        let live = self.live.as_ref().map(|live| live.erased(number)).transpose()?.flatten();
        let here = self.erased_in_tail.contains(&number) || self.tables.erased(number)?.is_some();
        Ok(here || live.is_some())
    }

    pub(super) fn open(
        &self,
        key: RequestKey,
        row: &[u8],
    ) -> Result<Opened<RequestState>, EngineError> {
        let head = match record::row_head(row) {
            Ok(head) => head,
            Err(error) => return Ok(Opened::Damaged(error.to_string())),
        };
        if let Some(remains) = head.erased {
            return Ok(match self.named_erased(head.data_key.0)? {
                true => Opened::Erased(Some(remains)),
                false => Opened::Damaged("no record says that it was erased".to_owned()),
            });
        }
        let data_key = match self.data_key(head.data_key.0)? {
            Opened::Is(data_key) => data_key,
            Opened::Erased(remains) => return Ok(Opened::Erased(remains)),
            Opened::Damaged(what) => return Ok(Opened::Damaged(what)),
        };
        Ok(match record::open_row(&data_key, key, row) {
            Ok((_, state)) => Opened::Is(state),
            Err(error) => Opened::Damaged(error.to_string()),
        })
    }
}
