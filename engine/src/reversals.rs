//! Money that banks are to send back: found in the tables, for the people who see to it.

use std::collections::BinaryHeap;

use nobat_domain::ids::RequestKey;
use nobat_domain::timestamp::Timestamp;

use crate::error::AskError;
use crate::handle::EngineHandle;
use crate::storage::{StorageError, Tables};

impl EngineHandle {
    /// The requests whose money waits longest to be reversed, at most so many, and how many there
    /// are in all.
    ///
    /// # Errors
    /// [`AskError`] if the tables cannot be read.
    pub async fn to_reverse(&self, most: usize) -> Result<(Vec<RequestKey>, u64), AskError> {
        // Whatever was answered before is looked at.
        self.catch_up(self.inner.journal.durable().sequence()).await?;
        self.read(move |tables: &Tables| longest(tables, most)).await
    }
}

fn longest(tables: &Tables, most: usize) -> Result<(Vec<RequestKey>, u64), StorageError> {
    let mut kept: BinaryHeap<(Timestamp, RequestKey)> = BinaryHeap::new();
    let mut all = 0;
    for row in tables.all_to_reverse() {
        let (key, since) = row?;
        all += 1;
        kept.push((since, key));
        if kept.len() > most {
            kept.pop();
        }
    }
    Ok((kept.into_sorted_vec().into_iter().map(|(_, key)| key).collect(), all))
}
