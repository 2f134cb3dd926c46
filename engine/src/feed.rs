//! The change feed through the engine's door: read from a place, in bounded batches, from the
//! tables and at the reader's own pace. Nothing is queued for anybody, and nobody who reads is
//! waited for.

use std::collections::BTreeMap;
use std::sync::Arc;

use nobat_domain::ids::{RequestKey, Sequence};
use nobat_domain::request::{ChangeKind, RequestState};
use nobat_domain::timestamp::Timestamp;
use tokio::sync::watch;

use crate::backup::restore_epoch;
use crate::error::AskError;
use crate::handle::{EngineHandle, read_row};
use crate::projector::open_row_unless_erased;
use crate::storage::Tables;

/// Changes that one read looks at, wanted or not: some 500 KB.
const LOOKED_AT_MAX: usize = 20_000;

/// What the feed reaches over, and of which data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FeedSpan {
    /// Which country's data these are.
    pub cluster: [u8; 16],
    /// How often they were restored: what followed an older restore's places is not what follows.
    pub epoch: u8,
    /// The first place that can be gone on from.
    pub oldest: Sequence,
    /// The place behind everything that is known.
    pub newest: Sequence,
}

/// A change as those outside may know it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FeedChange {
    pub at: Sequence,
    pub request: RequestKey,
    pub kind: ChangeKind,
    pub time: Timestamp,
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FeedBatch {
    /// In order.
    pub changes: Vec<FeedChange>,
    /// The place to go on from: also where nothing was wanted.
    pub reached: Sequence,
    /// Nothing more was there.
    pub whole: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FeedRead {
    Batch(FeedBatch),
    /// The next change is not kept any more; this is the first place to go on from.
    Behind(Sequence),
}

/// A request as it is, or nothing where it was erased.
pub type Listed = (RequestKey, Option<Box<RequestState>>);

impl EngineHandle {
    /// # Errors
    /// [`AskError::Damaged`] if the tables cannot be read.
    pub async fn feed_span(&self) -> Result<FeedSpan, AskError> {
        let inner = Arc::clone(&self.inner);
        let read = tokio::task::spawn_blocking(move || {
            let tables = &inner.tables;
            let epoch = restore_epoch(tables).map_err(|error| damaged(&error))?;
            let oldest = oldest(tables)?;
            Ok(FeedSpan { cluster: tables.cluster(), epoch, oldest, newest: tables.applied() })
        });
        read.await.map_err(|_| AskError::Stopped)?
    }

    /// Hears of every move of the feed's end.
    #[must_use]
    pub fn feed_moves(&self) -> watch::Receiver<Sequence> {
        self.inner.applied.follow()
    }

    /// At most so many of the changes behind a place that are wanted.
    ///
    /// # Errors
    /// [`AskError::Damaged`] if the tables cannot be read.
    pub async fn changes_after(
        &self,
        after: Sequence,
        limit: usize,
        wanted: impl Fn(ChangeKind) -> bool + Send + 'static,
    ) -> Result<FeedRead, AskError> {
        let inner = Arc::clone(&self.inner);
        let read =
            tokio::task::spawn_blocking(move || read_after(&inner.tables, after, limit, wanted));
        read.await.map_err(|_| AskError::Stopped)?
    }

    /// Requests as the tables have them, which is never older than a change that was read.
    ///
    /// # Errors
    /// [`AskError::Damaged`] if a row cannot be read.
    pub async fn requests_by_key(
        &self,
        keys: Vec<RequestKey>,
    ) -> Result<BTreeMap<RequestKey, Option<Box<RequestState>>>, AskError> {
        let inner = Arc::clone(&self.inner);
        let read = tokio::task::spawn_blocking(move || {
            let state = |key| Ok((key, read_row(&inner, key)?.state.map(Box::new)));
            keys.into_iter().map(state).collect()
        });
        read.await.map_err(|_| AskError::Stopped)?
    }

    /// At most so many requests behind this one, by key, as the tables have them.
    ///
    /// # Errors
    /// [`AskError::Damaged`] if a row cannot be read.
    pub async fn requests_after(
        &self,
        key: RequestKey,
        limit: usize,
    ) -> Result<Vec<Listed>, AskError> {
        let inner = Arc::clone(&self.inner);
        let read = tokio::task::spawn_blocking(move || {
            let rows = inner.tables.requests_after(Some(key)).take(limit);
            let listed = rows.map(|row| {
                let row = row.map_err(|error| damaged(&error))?;
                let kept = open_row_unless_erased(&inner.tables, &inner.keyring, row.key, &row.row);
                match kept {
                    Ok(kept) => Ok((row.key, kept.state.map(Box::new))),
                    // Erased while it was read: the next look finds what is left.
                    Err(error) if error.is_absence() => Ok((row.key, None)),
                    Err(error) => Err(damaged(&error)),
                }
            });
            listed.collect()
        });
        read.await.map_err(|_| AskError::Stopped)?
    }
}

fn read_after(
    tables: &Tables,
    after: Sequence,
    limit: usize,
    wanted: impl Fn(ChangeKind) -> bool,
) -> Result<FeedRead, AskError> {
    // Before the view: whatever is at most so old stands in it.
    let mut reached = tables.applied();
    let view = tables.feed_from(after.next()).map_err(|error| damaged(&error))?;
    // After the view: what it may have lost to a trim is told, and not left out.
    let oldest = oldest(tables)?;
    if after < oldest {
        return Ok(FeedRead::Behind(oldest));
    }
    let mut changes = Vec::new();
    for (looked_at, change) in view.enumerate() {
        let change = change.map_err(|error| damaged(&error))?;
        if changes.len() == limit || looked_at == LOOKED_AT_MAX {
            let reached = Sequence(change.at.0 - 1);
            return Ok(FeedRead::Batch(FeedBatch { changes, reached, whole: false }));
        }
        reached = reached.max(change.at);
        let kind = ChangeKind::of_byte(change.kind).unwrap_or(ChangeKind::Untold);
        if wanted(kind) {
            let (request, time) = (change.request, change.time);
            changes.push(FeedChange { at: change.at, request, kind, time });
        }
    }
    Ok(FeedRead::Batch(FeedBatch { changes, reached: reached.max(after), whole: true }))
}

/// The place before the first change that is kept.
fn oldest(tables: &Tables) -> Result<Sequence, AskError> {
    let begin = tables.feed_begin().map_err(|error| damaged(&error))?;
    Ok(Sequence(begin.0.saturating_sub(1)))
}

fn damaged(error: &dyn std::error::Error) -> AskError {
    tracing::error!(%error, "the change feed cannot be read");
    AskError::Damaged
}
