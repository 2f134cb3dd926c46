//! How an owner's last word survives a change of the board under its pen.
//!
//! The surveyor replaces the snapshot that readers and owners go through; an owner may be writing
//! into the old one at that moment. Four steps lose nothing and make nobody wait:
//!
//! 1. The surveyor fills the new cells from the old ones and makes the new snapshot current.
//! 2. It announces the new generation, then takes over once more what the old cells say by now.
//! 3. An owner writes its cell, then looks at the generation, and if its snapshot is overtaken it
//!    writes again in the new one.
//! 4. A cell that its owner has written in the new snapshot is never taken over again.
//!
//! Either the owner sees the announcement in 3, or the surveyor sees the owner's word in 2: the two
//! fences forbid that both look too early. An owner repeats only when a whole change of the board
//! has come between its two steps; these happen when an office opens or a day passes.

use crate::atomics::{AtomicU64, Ordering, fence};
use crate::cell::Cell;

/// The latest snapshot that has been announced, by number.
pub struct Generation(AtomicU64);

impl Generation {
    pub fn first() -> Self {
        Self(AtomicU64::new(0))
    }

    /// The owner's half: step 3. `load` gives the current snapshot with its number, `write` writes
    /// the owner's word into it.
    pub fn publish<S, W>(&self, load: impl Fn() -> (u64, S), write: impl Fn(&S) -> W) -> W {
        loop {
            let (number, snapshot) = load();
            let written = write(&snapshot);
            if self.still_counts(number) {
                return written;
            }
        }
    }

    /// The surveyor's half: steps 1 and 2. `number` is one more than that of the old snapshot.
    pub fn change(&self, number: u64, make_current: impl FnOnce(), take_over: impl Fn()) {
        take_over();
        make_current();
        self.0.store(number, Ordering::Release);
        fence(Ordering::SeqCst);
        take_over();
    }

    fn still_counts(&self, number: u64) -> bool {
        fence(Ordering::SeqCst);
        // A snapshot may be current a moment before it is announced; that one counts too.
        self.0.load(Ordering::Acquire) <= number
    }
}

/// Takes over a run of cells. `moves` lists the old and the new place of each.
pub fn take_over(old: &[Cell], new: &[Cell], moves: &[(usize, usize)]) {
    for (from, to) in moves {
        new[*to].take_over(&old[*from]);
    }
}
