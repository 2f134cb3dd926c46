//! What pages ask through the engine's door: a scan is kept, and seen again.

use std::collections::BTreeSet;
use std::sync::Arc;

use nobat_domain::ids::RequestKey;
use nobat_domain::request::{Operation, RequestCommand, RequestRefusal, RequestState, Scan};
use zeroize::Zeroizing;

use super::files;
use super::store::{Owner, ScanFault};
use crate::error::AskError;
use crate::handle::{Answered, EngineHandle, Inner};
use crate::keyring::KeyNo;
use crate::record::row_head;
use crate::storage::StorageError;

/// Looks at a request whose scan is being replaced meanwhile.
const LOOKS_MAX: usize = 3;

impl EngineHandle {
    /// Keeps a picture as the request's scan, in the place of the one before. It is durable, and so
    /// is the request's word of it, when this returns.
    ///
    /// # Errors
    /// [`AskError::Busy`] while another scan of this request is being kept, or where the disk has
    /// no room for it; after `Unanswered` it may have happened.
    pub async fn keep_scan(&self, key: RequestKey, picture: Vec<u8>) -> Result<Answered, AskError> {
        let turn = self.inner.scans.turn(key).ok_or(AskError::Busy)?;
        let state = match self.ask(key, RequestCommand::View).await? {
            Answered::Is(state) => state,
            other => return Ok(other),
        };
        if let Err(denied) = Operation::SendScan.ruling(&state) {
            return Ok(Answered::Refused(RequestRefusal::Denied(denied), Some(state)));
        }
        let Some(no) = state.next_scan() else {
            return Ok(Answered::Refused(RequestRefusal::TooManyScans, Some(state)));
        };
        let (inner, picture) = (Arc::clone(&self.inner), Zeroizing::new(picture));
        let kept = tokio::task::spawn_blocking(move || {
            let scan = owned(&inner, key, &state, |of| inner.scans.put(&turn, of, no, &picture));
            (scan, turn)
        });
        let (scan, turn) = kept.await.map_err(|_| AskError::Stopped)?;
        let scan = scan?;
        let answered = self.ask(key, RequestCommand::KeepScan { scan }).await?;
        let named = match &answered {
            Answered::Is(state) | Answered::Refused(_, Some(state)) => state.scan,
            Answered::Nobody | Answered::Refused(_, None) => None,
        };
        let inner = Arc::clone(&self.inner);
        let dropped = tokio::task::spawn_blocking(move || inner.scans.drop_but(&turn, named));
        dropped.await.map_err(|_| AskError::Stopped)?;
        Ok(answered)
    }

    /// The picture that a request names; nothing where it names none.
    ///
    /// # Errors
    /// [`AskError::Damaged`] if it is not there, or not what was kept.
    pub async fn scan(&self, key: RequestKey) -> Result<Option<Zeroizing<Vec<u8>>>, AskError> {
        let mut sought: Option<Scan> = None;
        for _ in 0..LOOKS_MAX {
            let Answered::Is(state) = self.ask(key, RequestCommand::View).await? else {
                return Ok(None);
            };
            let Some(scan) = state.scan else { return Ok(None) };
            // Not there although it is still named: it is lost.
            if sought.replace(scan) == Some(scan) {
                return Err(AskError::Damaged);
            }
            let inner = Arc::clone(&self.inner);
            let read = tokio::task::spawn_blocking(move || {
                owned(&inner, key, &state, |of| inner.scans.get(of, scan))
            });
            match read.await.map_err(|_| AskError::Stopped)? {
                Ok(picture) => return Ok(Some(picture)),
                Err(AskError::Damaged) => {}
                Err(error) => return Err(error),
            }
        }
        Err(AskError::Busy)
    }

    /// The files of a request that was erased go; their key has gone before.
    pub(crate) async fn drop_scans(&self, turn: super::Turn) -> Result<(), AskError> {
        let inner = Arc::clone(&self.inner);
        let dropped = tokio::task::spawn_blocking(move || inner.scans.drop_all(&turn));
        dropped.await.map_err(|_| AskError::Stopped)
    }

    /// Looks once at every file: a crash may have come between the end of a key and that of the
    /// file. Tells how many requests still had one.
    ///
    /// # Errors
    /// [`AskError`] if the engine has no answer, or the folder cannot be read.
    pub async fn drop_erased_scans(&self) -> Result<u64, AskError> {
        let dir = self.inner.scans.dir().to_owned();
        let owners = self.read(move |tables| {
            let erased = |key| -> Result<bool, StorageError> {
                let row = tables.read_request(key)?.row;
                // What cannot be read is told where it is asked for.
                let head = row.and_then(|row| row_head(&row).ok());
                Ok(head.is_some_and(|head| head.erased.is_some()))
            };
            let mut owners = BTreeSet::new();
            for path in files::all(&dir) {
                let path = path.map_err(|error| {
                    let what = error.to_string();
                    StorageError::Io { attempted: "list the scans", what }
                })?;
                if let Some(key) = files::owner(&path)
                    && erased(key)?
                {
                    owners.insert(key);
                }
            }
            Ok(owners)
        });
        let mut dropped = 0;
        for key in owners.await? {
            // Whoever keeps a scan now has entered anew, and that scan takes the place.
            let Some(turn) = self.inner.scans.turn(key) else { continue };
            if self.ask(key, RequestCommand::View).await? == Answered::Nobody {
                self.drop_scans(turn).await?;
                dropped += 1;
            }
        }
        Ok(dropped)
    }
}

fn owned<T>(
    inner: &Inner,
    request: RequestKey,
    state: &RequestState,
    act: impl FnOnce(Owner<'_>) -> Result<T, ScanFault>,
) -> Result<T, AskError> {
    let key_no = state.data_key;
    let data_key = inner.keyring.data_key(KeyNo(key_no.0)).map_err(|error| {
        tracing::error!(%error, "the key of a scan cannot be read");
        AskError::Damaged
    })?;
    let done = act(Owner { request, key_no, data_key: &data_key });
    done.map_err(|fault| {
        tracing::error!(%fault, "a scan cannot be kept or seen");
        match fault {
            ScanFault::NoRoom | ScanFault::TooLong { .. } => AskError::Busy,
            ScanFault::Io(_) => AskError::Busy,
            ScanFault::Missing | ScanFault::Length { .. } | ScanFault::Seal(_) => AskError::Damaged,
        }
    })
}
