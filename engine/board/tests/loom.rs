//! N4: every interleaving of owners, readers and the surveyor, tried by loom.
//!
//! `cell` and `handover` are compiled here once more, against loom's atomics; what stands in for
//! the pointer to the current snapshot is an atomic number that picks one of the runs.

mod atomics {
    pub use loom::sync::atomic::{AtomicU64, Ordering, fence};
}
#[path = "../src/cell.rs"]
mod cell;
#[path = "../src/handover.rs"]
mod handover;

use std::sync::Arc;

use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread;
use nobat_domain::ranking::Standing;

use cell::Cell;
use handover::{Generation, take_over};

const MOVES: [(usize, usize); 1] = [(0, 0)];

/// With three threads or three runs, loom tries every interleaving with up to this many switches
/// that no thread asked for; the smaller models are tried whole.
const PREEMPTIONS_MAX: usize = 3;

fn bounded(model: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(PREEMPTIONS_MAX);
    builder.check(model);
}

fn standing(free: u32, held: u32, approved: u32) -> Standing {
    Standing::new(free, held, approved).expect("possible counts")
}

/// Words that differ in every count, so that half of one and half of another is neither.
fn words() -> [Standing; 3] {
    let max = Standing::COUNT_MAX;
    [standing(1, 2, 4), standing(max, max, max), standing(5, 7, 9)]
}

/// A board of one cell that can be laid out anew `runs - 1` times.
struct OneCellBoard {
    runs: Vec<[Cell; 1]>,
    current: AtomicUsize,
    generation: Generation,
}

impl OneCellBoard {
    fn new(runs: usize) -> Arc<Self> {
        Arc::new(Self {
            runs: (0..runs).map(|_| [Cell::closed()]).collect(),
            current: AtomicUsize::new(0),
            generation: Generation::first(),
        })
    }

    fn publish(&self, standing: Standing) {
        let load = || {
            let at = self.current.load(Ordering::Acquire);
            (at as u64, at)
        };
        self.generation.publish(load, |at| self.runs[*at][0].write(standing));
    }

    fn change(&self) {
        let old = self.current.load(Ordering::Relaxed);
        let new = old + 1;
        self.generation.change(
            new as u64,
            || self.current.store(new, Ordering::Release),
            || take_over(&self.runs[old], &self.runs[new], &MOVES),
        );
    }

    fn read(&self) -> Standing {
        self.runs[self.current.load(Ordering::Acquire)][0].read()
    }
}

#[test]
fn a_reader_never_sees_half_of_a_change() {
    loom::model(|| {
        let board = OneCellBoard::new(1);
        let owner = thread::spawn({
            let board = Arc::clone(&board);
            move || words().map(|word| board.publish(word))
        });
        let mut last = 0;
        for _ in 0..2 {
            let seen = board.read();
            let at = [Standing::CLOSED].into_iter().chain(words()).position(|word| word == seen);
            let at = at.expect("a word that was never written");
            assert!(at >= last, "a reader went back in time");
            last = at;
        }
        owner.join().expect("the owner ends");
        assert_eq!(board.read(), words()[2]);
        assert_eq!(board.runs[0][0].free(), u64::from(words()[2].free()));
    });
}

#[test]
fn the_last_word_survives_a_change_of_the_board() {
    loom::model(|| {
        let board = OneCellBoard::new(2);
        let owner = thread::spawn({
            let board = Arc::clone(&board);
            move || words()[..2].iter().for_each(|word| board.publish(*word))
        });
        board.change();
        owner.join().expect("the owner ends");
        assert_eq!(board.read(), words()[1]);
    });
}

#[test]
fn a_word_that_returns_to_an_earlier_one_is_not_taken_for_it() {
    let [first, second, _] = words();
    loom::model(move || {
        let board = OneCellBoard::new(2);
        board.publish(first);
        let owner = thread::spawn({
            let board = Arc::clone(&board);
            move || [second, first].map(|word| board.publish(word))
        });
        board.change();
        owner.join().expect("the owner ends");
        assert_eq!(board.read(), first);
    });
}

#[test]
fn the_last_word_survives_two_changes_of_the_board() {
    bounded(|| {
        let board = OneCellBoard::new(3);
        let owner = thread::spawn({
            let board = Arc::clone(&board);
            move || board.publish(words()[0])
        });
        board.change();
        board.change();
        owner.join().expect("the owner ends");
        assert_eq!(board.read(), words()[0]);
    });
}

#[test]
fn a_reader_beside_a_change_sees_only_words_that_were_written() {
    bounded(|| {
        let board = OneCellBoard::new(2);
        board.publish(words()[0]);
        let owner = thread::spawn({
            let board = Arc::clone(&board);
            move || board.publish(words()[1])
        });
        let reader = thread::spawn({
            let board = Arc::clone(&board);
            move || board.read()
        });
        board.change();
        let seen = reader.join().expect("the reader ends");
        assert!(words()[..2].contains(&seen), "{seen:?}");
        owner.join().expect("the owner ends");
        assert_eq!(board.read(), words()[1]);
    });
}
