//! One shift on one day in one atomic word, so that no reader ever sees half of a change.

use nobat_domain::ranking::Standing;

use crate::atomics::{AtomicU64, Ordering};

const COUNT_BITS: u32 = 21;
const COUNT_MASK: u64 = (1 << COUNT_BITS) - 1;
/// Set in every word that an owner writes, never in a word that was carried over from another run.
const OWNERS_MARK: u64 = 1 << 63;

const _: () = assert!(Standing::COUNT_MAX as u64 == COUNT_MASK);
const _: () = assert!(3 * COUNT_BITS == 63);

/// The counts of one shift on one day. From the lowest bit: free (21), held (21), approved (21),
/// owner's mark (1). A new cell is closed.
pub struct Cell(AtomicU64);

impl Cell {
    /// Not `const` and not `Default`: loom's atomics are neither.
    pub fn closed() -> Self {
        Self(AtomicU64::new(0))
    }

    /// What the cell says now. Relaxed, because nothing else is read on the strength of it.
    pub fn read(&self) -> Standing {
        unpack(self.0.load(Ordering::Relaxed))
    }

    /// Free seats alone, for sums over many cells.
    pub fn free(&self) -> u64 {
        self.0.load(Ordering::Relaxed) & COUNT_MASK
    }

    /// Only the owner of the shift may call this.
    pub fn write(&self, standing: Standing) {
        // A store would do, but loom leaves a store and a concurrent exchange without an order and
        // reports losses that cannot be. An exchange lets the proof stand; a publication with its
        // fence and the way to the cell costs about 35 ns.
        self.0.swap(pack(standing) | OWNERS_MARK, Ordering::AcqRel);
    }

    /// Takes over what `old` says, unless the owner has already written here.
    ///
    /// Only the surveyor calls this, and only it writes words without the mark: so the exchange
    /// fails exactly when the owner was faster, and no older word ever replaces an owner's.
    pub fn take_over(&self, old: &Self) {
        let theirs = old.0.load(Ordering::Acquire) & !OWNERS_MARK;
        let ours = self.0.load(Ordering::Relaxed);
        if ours & OWNERS_MARK == 0 && ours != theirs {
            // A failure means that the owner has written a newer word: nothing is left to do.
            let _ = self.0.compare_exchange(ours, theirs, Ordering::Relaxed, Ordering::Relaxed);
        }
    }
}

fn pack(standing: Standing) -> u64 {
    u64::from(standing.free())
        | u64::from(standing.held()) << COUNT_BITS
        | u64::from(standing.approved()) << (2 * COUNT_BITS)
}

fn unpack(word: u64) -> Standing {
    let count = |place: u32| ((word >> (place * COUNT_BITS)) & COUNT_MASK) as u32;
    Standing::new(count(0), count(1), count(2)).expect("only whole standings are ever written")
}
