//! How far the tables have come, and who waits for that.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use nobat_domain::ids::Sequence;
use tokio::sync::oneshot;

/// Readable by anybody; clones are the same. Each waiter is woken once, when its own position is
/// reached: many wait at a time, and most of them for something that is still far.
#[derive(Clone)]
pub struct Applied {
    inner: Arc<Inner>,
}

struct Inner {
    position: AtomicU64,
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    by_position: BTreeMap<(Sequence, u64), oneshot::Sender<()>>,
    came: u64,
}

impl Applied {
    pub fn at(position: Sequence) -> Self {
        let position = AtomicU64::new(position.0);
        Self { inner: Arc::new(Inner { position, waiting: Mutex::default() }) }
    }

    #[must_use]
    pub fn position(&self) -> Sequence {
        Sequence(self.inner.position.load(Ordering::Acquire))
    }

    /// The tables have come so far.
    pub(super) fn moved_to(&self, position: Sequence) {
        self.inner.position.store(position.0, Ordering::Release);
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
