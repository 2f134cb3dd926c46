//! How many receipts a request may still send today. In memory alone: a restart forgets it, and the
//! ledger of messages will not.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use nobat_domain::ids::{Day, RequestKey};

/// Receipts that a request may send in a day of Iran.
pub const A_DAY_MAX: u32 = 3;
/// Requests that send any in one day; whoever comes beyond is told that mail is busy.
const REQUESTS_MAX: usize = 200_000;

/// Why none may be sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotAllowed {
    /// All of this request's for this day are spent.
    Spent,
    /// Too many requests have sent some today.
    Crowded,
}

#[derive(Default)]
pub struct Allowance {
    today: Mutex<Today>,
}

struct Today {
    day: Day,
    sent: HashMap<RequestKey, u32>,
}

impl Default for Today {
    fn default() -> Self {
        Self { day: Day(0), sent: HashMap::new() }
    }
}

impl Allowance {
    /// What is left of this day's.
    #[must_use]
    pub fn left(&self, key: RequestKey, day: Day) -> u32 {
        self.on(day, |sent| A_DAY_MAX - sent.get(&key).copied().unwrap_or(0).min(A_DAY_MAX))
    }

    /// Takes one before it is sent, so that two tabs cannot have the same.
    ///
    /// # Errors
    /// [`NotAllowed`] if there is none.
    pub fn take(&self, key: RequestKey, day: Day) -> Result<(), NotAllowed> {
        self.on(day, |sent| {
            if sent.len() >= REQUESTS_MAX && !sent.contains_key(&key) {
                return Err(NotAllowed::Crowded);
            }
            let count = sent.entry(key).or_insert(0);
            if *count >= A_DAY_MAX {
                return Err(NotAllowed::Spent);
            }
            *count += 1;
            Ok(())
        })
    }

    /// Gives one back that was surely not sent.
    pub fn give_back(&self, key: RequestKey, day: Day) {
        self.on(day, |sent| {
            if let Some(count) = sent.get_mut(&key) {
                *count = count.saturating_sub(1);
            }
        });
    }

    fn on<T>(&self, day: Day, act: impl FnOnce(&mut HashMap<RequestKey, u32>) -> T) -> T {
        // Counts are whole after every step, whoever panicked while holding them.
        let mut today = self.today.lock().unwrap_or_else(PoisonError::into_inner);
        if today.day != day {
            *today = Today { day, sent: HashMap::new() };
        }
        act(&mut today.sent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: RequestKey = RequestKey([1; 16]);
    const OTHER: RequestKey = RequestKey([2; 16]);
    const TODAY: Day = Day(20_000);

    #[test]
    fn a_request_sends_three_a_day_and_another_its_own_three() {
        let allowance = Allowance::default();
        for left in (0..A_DAY_MAX).rev() {
            assert_eq!(allowance.take(ONE, TODAY), Ok(()));
            assert_eq!(allowance.left(ONE, TODAY), left);
        }
        assert_eq!(allowance.take(ONE, TODAY), Err(NotAllowed::Spent));
        assert_eq!(allowance.take(OTHER, TODAY), Ok(()));
        assert_eq!(allowance.take(ONE, TODAY.plus(1)), Ok(()), "a new day");
    }

    #[test]
    fn what_was_surely_not_sent_does_not_count() {
        let allowance = Allowance::default();
        for _ in 0..A_DAY_MAX * 2 {
            allowance.take(ONE, TODAY).expect("the last was given back");
            allowance.give_back(ONE, TODAY);
        }
        allowance.give_back(OTHER, TODAY);
        assert_eq!(allowance.left(ONE, TODAY), A_DAY_MAX);
        assert_eq!(allowance.left(OTHER, TODAY), A_DAY_MAX, "never more than three");
    }
}
