//! What passes between deciding threads and the writer without a lock, in every interleaving.
//!
//! `bell` and `durable` are compiled here once more, against loom's threads, locks and atomics.
//! Lanes themselves are `rtrb`'s, which has its own proof.

mod threads {
    pub use loom::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering, fence};
    pub use loom::sync::{Arc, Mutex, MutexGuard};
    pub use loom::thread::{Thread, park};
}
#[path = "../src/journal/bell.rs"]
mod bell;
#[expect(dead_code, reason = "the writer's condition has no part in these stories")]
#[path = "../src/journal/durable.rs"]
mod durable;

use loom::sync::Arc;
use loom::sync::atomic::{AtomicU64, Ordering};
use loom::thread;
use nobat_domain::ids::Sequence;

use bell::Bell;
use durable::Durable;

/// What a lane would carry: how many frames were pushed.
#[derive(Default)]
struct Writer {
    bell: Bell,
    pushed: AtomicU64,
}

impl Writer {
    fn push(&self) {
        self.pushed.fetch_add(1, Ordering::Release);
        self.bell.ring();
    }

    /// Sleeps until so many frames are there. With a lost wake-up it would sleep for ever, which
    /// loom reports as a deadlock.
    fn takes(&self, frames: u64) {
        self.bell.belongs_to(thread::current());
        while self.pushed.load(Ordering::Acquire) < frames {
            self.bell.sleep_unless(|| self.pushed.load(Ordering::Acquire) >= frames);
        }
    }
}

/// Nobody joins whoever parks: loom takes a wake-up that comes while a thread joins for its end.
#[test]
fn no_push_is_slept_over() {
    loom::model(|| {
        let writer = Arc::new(Writer::default());
        let taking = writer.clone();
        thread::spawn(move || taking.takes(2));
        writer.push();
        writer.push();
    });
}

#[test]
fn no_push_of_two_threads_is_slept_over() {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(3);
    model.check(|| {
        let writer = Arc::new(Writer::default());
        let (taking, pushing) = (writer.clone(), writer.clone());
        thread::spawn(move || taking.takes(2));
        thread::spawn(move || pushing.push());
        writer.push();
    });
}

/// A thread whose answers rest on 1 and then on 2, and a writer that makes both durable.
#[test]
fn no_answer_is_left_parked_when_it_is_durable() {
    loom::model(|| {
        let durable = Durable::at(Sequence(0));
        let parked = durable.clone();
        thread::spawn(move || {
            let waker = thread::current();
            let waiter = parked.register(move || waker.unpark());
            for rests_on in [1, 2] {
                while !waiter.wake_at(Sequence(rests_on)) {
                    thread::park();
                }
                assert!(parked.sequence() >= Sequence(rests_on), "it leaves too early");
            }
        });
        durable.publish(Sequence(1));
        durable.publish(Sequence(2));
    });
}
