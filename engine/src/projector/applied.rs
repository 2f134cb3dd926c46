//! How far the tables have come, and who waits for that.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::Thread;
use std::time::Duration;

use nobat_domain::ids::Sequence;
use tokio::sync::{oneshot, watch};

/// Readable by anybody; clones are the same. Each waiter is woken once, when its own position is
/// reached: many wait at a time, and most of them for something that is still far.
#[derive(Clone)]
pub struct Applied {
    inner: Arc<Inner>,
}

struct Inner {
    position: AtomicU64,
    /// The same, for those who follow and hurry nobody.
    followed: watch::Sender<Sequence>,
    /// The tables wait until their disk has room.
    full: AtomicBool,
    waiting: Mutex<Waiting>,
    /// Whoever moves the position.
    mover: OnceLock<Thread>,
}

#[derive(Default)]
struct Waiting {
    by_position: BTreeMap<(Sequence, u64), oneshot::Sender<()>>,
    came: u64,
}

impl Applied {
    pub fn at(position: Sequence) -> Self {
        let (followed, position) = (watch::Sender::new(position), AtomicU64::new(position.0));
        let (waiting, mover) = (Mutex::default(), OnceLock::new());
        let full = AtomicBool::new(false);
        Self { inner: Arc::new(Inner { position, followed, full, waiting, mover }) }
    }

    /// The calling thread is the one that moves the position.
    pub(super) fn is_moved_here(&self) {
        let set = self.inner.mover.set(std::thread::current());
        debug_assert!(set.is_ok(), "one thread moves a position");
    }

    /// Rests for `span`, but no longer than until somebody waits. Called by the mover.
    pub(super) fn rest(&self, span: Duration) {
        // Whoever comes after this look has left a token, and parking returns at once.
        if self.waiting().by_position.is_empty() {
            std::thread::park_timeout(span);
        }
    }

    /// Whether the disk below the tables takes more.
    pub(super) fn has_room(&self, room: bool) {
        self.inner.full.store(!room, Ordering::Relaxed);
    }

    /// The tables wait until there is room on their disk.
    #[must_use]
    pub fn waits_for_room(&self) -> bool {
        self.inner.full.load(Ordering::Relaxed)
    }

    #[must_use]
    pub fn position(&self) -> Sequence {
        Sequence(self.inner.position.load(Ordering::Acquire))
    }

    /// Hears of every move. Whoever follows makes the mover no quicker, as whoever waits does: a
    /// change feed with a reader must not cost the tables their large groups.
    #[must_use]
    pub fn follow(&self) -> watch::Receiver<Sequence> {
        self.inner.followed.subscribe()
    }

    /// The tables have come so far.
    pub(super) fn moved_to(&self, position: Sequence) {
        self.inner.position.store(position.0, Ordering::Release);
        self.inner.followed.send_replace(position);
        // Whoever comes to wait looks once more under this lock.
        let mut waiting = self.waiting();
        while let Some(first) = waiting.by_position.first_entry()
            && first.key().0 <= position
        {
            // A waiter who has gone is no error.
            let _ = first.remove().send(());
        }
    }

    /// Returns when the tables have come to `position`; `false` if they never will in this life.
    pub async fn reached(&self, position: Sequence) -> bool {
        if self.position() >= position {
            return true;
        }
        let (waker, woken) = oneshot::channel();
        {
            let mut waiting = self.waiting();
            if self.position() >= position {
                return true;
            }
            waiting.came += 1;
            let came = waiting.came;
            waiting.by_position.insert((position, came), waker);
        }
        if let Some(mover) = self.inner.mover.get() {
            mover.unpark();
        }
        woken.await.is_ok()
    }

    /// Nobody applies anything any more: whoever still waits is told so.
    pub(super) fn end(&self) {
        self.waiting().by_position.clear();
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.inner.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    #[test]
    fn each_waits_for_its_own_position_and_no_longer() {
        let applied = Applied::at(Sequence(5));
        let mut context = Context::from_waker(Waker::noop());
        let (mut near, mut far) =
            (pin!(applied.reached(Sequence(7))), pin!(applied.reached(Sequence(9))));
        assert_eq!(pin!(applied.reached(Sequence(5))).poll(&mut context), Poll::Ready(true));
        assert_eq!(near.as_mut().poll(&mut context), Poll::Pending);
        assert_eq!(far.as_mut().poll(&mut context), Poll::Pending);
        applied.moved_to(Sequence(8));
        assert_eq!(near.poll(&mut context), Poll::Ready(true));
        assert_eq!(far.as_mut().poll(&mut context), Poll::Pending);
        applied.end();
        assert_eq!(far.poll(&mut context), Poll::Ready(false));
    }
}
