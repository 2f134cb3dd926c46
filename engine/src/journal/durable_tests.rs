//! Who is woken for what. Every interleaving of it is tried in `tests/loom.rs`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use nobat_domain::ids::Sequence;

use super::durable::Durable;

#[test]
fn a_thread_is_woken_once_for_a_batch_and_only_when_it_waits() {
    let durable = Durable::at(Sequence(10));
    let woken = Arc::new(AtomicUsize::new(0));
    let count = woken.clone();
    let waiter = durable.register(move || {
        count.fetch_add(1, Ordering::SeqCst);
    });
    assert!(waiter.wake_at(Sequence(10)), "durable already");
    durable.publish(Sequence(11));
    woken.store(0, Ordering::SeqCst);

    durable.publish(Sequence(12));
    assert_eq!(woken.load(Ordering::SeqCst), 0, "nobody asked");
    assert!(!waiter.wake_at(Sequence(15)));
    assert!(!waiter.wake_at(Sequence(14)));
    assert!(!waiter.wake_at(Sequence(20)));
    durable.publish(Sequence(13));
    assert_eq!(woken.load(Ordering::SeqCst), 0, "not reached");
    durable.publish(Sequence(30));
    assert_eq!(woken.load(Ordering::SeqCst), 1, "once, however many answers");
    drop(waiter);
    durable.publish(Sequence(31));
    assert_eq!(woken.load(Ordering::SeqCst), 1);
}
