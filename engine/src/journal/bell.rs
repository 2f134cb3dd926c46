//! How whoever has something for the writer wakes it, and the writer sleeps without missing that.

use std::sync::PoisonError;

use super::threads::{AtomicBool, Mutex, Ordering, Thread, fence, park};

/// Wakes the writer, but only if it sleeps: a wake-up costs more than a hundred decisions.
pub struct Bell {
    asleep: AtomicBool,
    writer: Mutex<Option<Thread>>,
}

impl Default for Bell {
    fn default() -> Self {
        Self { asleep: AtomicBool::new(false), writer: Mutex::new(None) }
    }
}

impl Bell {
    pub fn ring(&self) {
        // Orders the push before the question; pairs with the fence in `sleep_unless`.
        fence(Ordering::SeqCst);
        if self.asleep.load(Ordering::Relaxed) && self.asleep.swap(false, Ordering::SeqCst) {
            let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(writer) = writer.as_ref() {
                writer.unpark();
            }
        }
    }

    /// Called once by the writer before it ever sleeps.
    pub fn belongs_to(&self, writer: Thread) {
        *self.writer.lock().unwrap_or_else(PoisonError::into_inner) = Some(writer);
    }

    /// Sleeps until the next ring, unless `ready` says that there is something already.
    pub fn sleep_unless(&self, mut ready: impl FnMut() -> bool) {
        self.asleep.store(true, Ordering::SeqCst);
        fence(Ordering::SeqCst);
        if !ready() {
            park();
        }
        self.asleep.store(false, Ordering::SeqCst);
    }
}
