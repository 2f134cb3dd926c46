//! Following the journal live: batches are handed over in memory, or read where that falls
//! behind. Sequences decide, so nothing is missed and nothing comes twice.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use nobat_domain::ids::Sequence;

use super::durable::Durable;
use super::error::JournalError;
use super::reader::{Batch, End, Library, Reader};

/// Everybody who follows.
pub(super) struct Followers {
    desks: Mutex<Vec<Arc<Desk>>>,
    durable: Durable,
    bytes_max: usize,
}

/// Where the writer lays batches down for one follower.
struct Desk {
    pile: Mutex<Pile>,
    changed: Condvar,
}

struct Pile {
    batches: VecDeque<Batch>,
    bytes: usize,
    /// The last sequence that was laid down here or passed over for want of room.
    offered: Sequence,
    closed: bool,
}

/// One place in the journal that moves with it. Meant for one thread.
pub struct Follower {
    desk: Arc<Desk>,
    reader: Reader,
    library: Library,
    next: Sequence,
    behind: bool,
    followers: Arc<Followers>,
}

impl Followers {
    pub(super) fn new(durable: Durable, bytes_max: usize) -> Self {
        Self { desks: Mutex::default(), durable, bytes_max }
    }

    /// A follower whose first record is the one after `after`.
    pub(super) fn follow(self: &Arc<Self>, library: Library, after: Sequence) -> Follower {
        let mut desks = lock(&self.desks);
        // What was durable before this desk stood here is read; everything later is laid down.
        let offered = self.durable.sequence();
        let pile = Pile { batches: VecDeque::new(), bytes: 0, offered, closed: false };
        let desk = Arc::new(Desk { pile: Mutex::new(pile), changed: Condvar::new() });
        desks.push(desk.clone());
        let next = after.next();
        let end = End::Durable(self.durable.clone());
        let reader = Reader::new(library.clone(), next, end);
        Follower { desk, reader, library, next, behind: true, followers: self.clone() }
    }

    /// Lays a batch down before everybody who has room for it.
    pub(super) fn offer(&self, last: Sequence, batch: impl FnOnce() -> Batch) {
        let desks = lock(&self.desks);
        if desks.is_empty() {
            return;
        }
        let batch = batch();
        for desk in desks.iter() {
            let mut pile = lock(&desk.pile);
            if pile.bytes + batch.bytes() <= self.bytes_max {
                pile.bytes += batch.bytes();
                pile.batches.push_back(batch.clone());
            }
            pile.offered = last;
            drop(pile);
            desk.changed.notify_one();
        }
    }

    pub(super) fn close(&self) {
        for desk in lock(&self.desks).iter() {
            lock(&desk.pile).closed = true;
            desk.changed.notify_one();
        }
    }
}

impl Follower {
    /// The sequence that comes next.
    #[must_use]
    pub fn position(&self) -> Sequence {
        self.next
    }

    /// The next batch; `None` if none became durable within `patience`.
    ///
    /// # Errors
    /// [`JournalError::Closed`] when all is read of a journal that has closed; otherwise what
    /// [`Reader::next_batch`] says.
    pub fn next_batch(&mut self, patience: Duration) -> Result<Option<Batch>, JournalError> {
        let pile = lock(&self.desk.pile);
        let next = self.next;
        let waiting = self
            .desk
            .changed
            .wait_timeout_while(pile, patience, |pile| pile.offered < next && !pile.closed);
        let mut pile = waiting.unwrap_or_else(PoisonError::into_inner).0;
        if let Some(batch) = pile.take(next) {
            drop(pile);
            self.behind = false;
            self.next = batch.last().next();
            return Ok(Some(batch));
        }
        let (offered, closed) = (pile.offered, pile.closed);
        drop(pile);
        if offered < next {
            return if closed { Err(JournalError::Closed) } else { Ok(None) };
        }
        self.read()
    }

    fn read(&mut self) -> Result<Option<Batch>, JournalError> {
        if !self.behind {
            // The reader stands where the last lag ended; segments in between may be gone.
            let end = End::Durable(self.followers.durable.clone());
            self.reader = Reader::new(self.library.clone(), self.next, end);
            self.behind = true;
        }
        let batch = self.reader.next_batch()?;
        if let Some(batch) = &batch {
            self.next = batch.last().next();
        }
        Ok(batch)
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        lock(&self.followers.desks).retain(|desk| !Arc::ptr_eq(desk, &self.desk));
    }
}

impl Pile {
    /// The batch with this sequence, if it lies here; older ones are thrown away.
    fn take(&mut self, next: Sequence) -> Option<Batch> {
        while let Some(front) = self.batches.front() {
            if front.first() > next {
                return None;
            }
            let front = self.batches.pop_front()?;
            self.bytes -= front.bytes();
            if front.last() >= next {
                return Some(front.starting_at(next));
            }
        }
        None
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::super::format::{BATCH_HEADER_BYTES, BatchHeader, Seal};
    use super::super::test_kit;
    use super::*;

    fn batch(first: u64, records: u32) -> Batch {
        let frame = test_kit::frame(first, records, 64);
        let header = BatchHeader {
            records,
            epoch: 1,
            lap: 1,
            first: Sequence(first),
            body_bytes: frame.len() as u32,
            body_crc: 0,
            before: Seal::FIRST,
        };
        let mut bytes = vec![0; BATCH_HEADER_BYTES];
        bytes.extend(frame);
        Batch::new(&header, &bytes, &Arc::from("a"), 0)
    }

    #[test]
    fn what_was_read_elsewhere_is_thrown_away_and_a_gap_is_not_jumped() {
        let batches: VecDeque<_> = [batch(1, 2), batch(3, 4), batch(9, 1)].into();
        let bytes = batches.iter().map(Batch::bytes).sum();
        let mut pile = Pile { batches, bytes, offered: Sequence(9), closed: false };
        let taken = pile.take(Sequence(5)).expect("its later half");
        assert_eq!((taken.first(), taken.last()), (Sequence(5), Sequence(6)));
        assert!(pile.take(Sequence(7)).is_none(), "7 and 8 were passed over");
        assert_eq!(pile.take(Sequence(9)).expect("there").first(), Sequence(9));
        assert_eq!((pile.bytes, pile.batches.len()), (0, 0));
    }
}
