//! Numbers of questions, and which of them were answered: one bit for each, in a ring.

use std::sync::atomic::{AtomicU64, Ordering};

/// Words of the ring. Each holds 32 questions and the number of its turn.
const WORDS: usize = 1 << 18;
const BITS: u64 = 32;

/// Whether a question may still be answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Taken {
    /// It may, and from now on it has been.
    Now,
    Before,
    /// So many questions were asked since that its bit belongs to another.
    TooOld,
}

/// Two mebibytes remember the last 8.4 million questions exactly: in the life of a question that is
/// 14,000 a second. Older ones count as expired, so an overflow never lets anything pass twice.
pub struct Spent {
    next: AtomicU64,
    words: Vec<AtomicU64>,
}

impl Spent {
    #[must_use]
    pub fn new() -> Self {
        Self::with_words(WORDS)
    }

    /// # Panics
    /// Without a word.
    #[must_use]
    fn with_words(words: usize) -> Self {
        assert!(words > 0, "a ring has room for something");
        let fresh = || AtomicU64::new(0);
        let words: Vec<_> = std::iter::repeat_with(fresh).take(words).collect();
        // The first turn is 1: a word of zeros is of no turn.
        Self { next: AtomicU64::new(words.len() as u64 * BITS), words }
    }

    /// The number of a question that is about to be asked.
    pub fn number(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    /// Marks a question as answered, whoever comes first.
    pub fn take(&self, number: u64) -> Taken {
        let words = self.words.len() as u64;
        let (word, bit) = (number / BITS, 1 << (number % BITS));
        let (place, turn) = (word % words, (word / words) << BITS);
        let place = usize::try_from(place).expect("a place in memory");
        let mut seen = self.words[place].load(Ordering::Acquire);
        loop {
            let of_turn = seen >> BITS << BITS;
            let bits = match of_turn.cmp(&turn) {
                std::cmp::Ordering::Greater => return Taken::TooOld,
                std::cmp::Ordering::Equal if seen & bit != 0 => return Taken::Before,
                std::cmp::Ordering::Equal => seen | bit,
                std::cmp::Ordering::Less => turn | bit,
            };
            let changed = self.words[place].compare_exchange_weak(
                seen,
                bits,
                Ordering::AcqRel,
                Ordering::Acquire,
            );
            match changed {
                Ok(_) => return Taken::Now,
                Err(other) => seen = other,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_question_is_taken_once_and_in_any_order() {
        let spent = Spent::with_words(4);
        let mut numbers: Vec<u64> = (0..128).map(|_| spent.number()).collect();
        numbers.reverse();
        for number in &numbers {
            assert_eq!(spent.take(*number), Taken::Now);
        }
        for number in numbers {
            assert_eq!(spent.take(number), Taken::Before);
        }
    }

    #[test]
    fn a_question_whose_place_went_to_another_is_too_old_and_never_taken_twice() {
        let spent = Spent::with_words(2);
        let first = spent.number();
        assert_eq!(spent.take(first), Taken::Now);
        let later = (0..64).map(|_| spent.number()).last().expect("some");
        assert_eq!(later, first + 64);
        assert_eq!(spent.take(later), Taken::Now);
        assert_eq!(spent.take(first), Taken::TooOld);
        assert_eq!(spent.take(first + 1), Taken::TooOld, "also one that was never answered");
        assert_eq!(spent.take(later), Taken::Before);
    }

    #[test]
    fn of_many_at_once_one_takes_it() {
        let spent = Spent::new();
        let number = spent.number();
        let won = std::thread::scope(|scope| {
            let tries: Vec<_> = (0..8).map(|_| scope.spawn(|| spent.take(number))).collect();
            let outcomes = tries.into_iter().map(|one| one.join().expect("it does not panic"));
            outcomes.filter(|taken| *taken == Taken::Now).count()
        });
        assert_eq!(won, 1);
    }
}
