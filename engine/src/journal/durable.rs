//! The word "durable": up to which sequence everything survives, and who waits for it.

use std::sync::PoisonError;

use nobat_domain::ids::Sequence;

use super::threads::{Arc, AtomicU8, AtomicU64, Mutex, MutexGuard, Ordering, fence};

/// Nobody waits.
const NEVER: u64 = u64::MAX;

/// How the writer is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Condition {
    Running,
    /// No segment to go on in: frames wait in their lanes, nothing is lost.
    Stalled,
    /// A write failed; nothing will become durable in this life of the process.
    Failed,
    /// Closed in good order.
    Closed,
}

/// Readable by anybody; clones are the same.
#[derive(Clone)]
pub struct Durable {
    inner: Arc<Inner>,
}

struct Inner {
    sequence: AtomicU64,
    condition: AtomicU8,
    waiters: Mutex<Vec<Arc<Slot>>>,
}

struct Slot {
    wake_at: AtomicU64,
    wake: Box<dyn Fn() + Send + Sync>,
}

/// One thread's place among the waiting. Dropping it ends its wake-ups.
pub struct Waiter {
    slot: Arc<Slot>,
    inner: Arc<Inner>,
}

impl Durable {
    pub(super) fn at(sequence: Sequence) -> Self {
        let inner = Inner {
            sequence: AtomicU64::new(sequence.0),
            condition: AtomicU8::new(Condition::Running as u8),
            waiters: Mutex::new(Vec::new()),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Everything up to here survives any crash.
    #[must_use]
    pub fn sequence(&self) -> Sequence {
        Sequence(self.inner.sequence.load(Ordering::Acquire))
    }

    #[must_use]
    pub fn condition(&self) -> Condition {
        match self.inner.condition.load(Ordering::Acquire) {
            0 => Condition::Running,
            1 => Condition::Stalled,
            2 => Condition::Failed,
            _ => Condition::Closed,
        }
    }

    /// A place for one thread. `wake` is called by the writer, under a lock: it must not block,
    /// register or drop a waiter, only let its thread look at [`Durable::sequence`] again.
    #[must_use]
    pub fn register(&self, wake: impl Fn() + Send + Sync + 'static) -> Waiter {
        let slot = Arc::new(Slot { wake_at: AtomicU64::new(NEVER), wake: Box::new(wake) });
        self.waiters().push(slot.clone());
        Waiter { slot, inner: self.inner.clone() }
    }

    /// One batch is durable: says so, and wakes each thread that waits for it, once.
    pub(super) fn publish(&self, sequence: Sequence) {
        self.inner.sequence.store(sequence.0, Ordering::Release);
        // With the one in `wake_at`: at least one of the two sides sees the other.
        fence(Ordering::SeqCst);
        for slot in self.waiters().iter() {
            if slot.wake_at.load(Ordering::Acquire) <= sequence.0 {
                slot.wake_at.store(NEVER, Ordering::Release);
                (slot.wake)();
            }
        }
    }

    pub(super) fn set_condition(&self, condition: Condition) {
        self.inner.condition.store(condition as u8, Ordering::SeqCst);
        if matches!(condition, Condition::Failed | Condition::Closed) {
            // Nobody is left to wake them later.
            for slot in self.waiters().iter() {
                (slot.wake)();
            }
        }
    }

    fn waiters(&self) -> MutexGuard<'_, Vec<Arc<Slot>>> {
        self.inner.waiters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiter {
    /// Asks for one wake-up when `sequence` is durable; an earlier wish of this thread stays.
    ///
    /// `true`: it is durable already, act now. After a wake-up, ask again for what still waits.
    pub fn wake_at(&self, sequence: Sequence) -> bool {
        self.slot.wake_at.fetch_min(sequence.0, Ordering::AcqRel);
        fence(Ordering::SeqCst);
        self.inner.sequence.load(Ordering::Acquire) >= sequence.0
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        let mut waiters = self.inner.waiters.lock().unwrap_or_else(PoisonError::into_inner);
        waiters.retain(|slot| !Arc::ptr_eq(slot, &self.slot));
    }
}
