//! Which numbers may still be handed out.

use super::ring::KeyNo;

/// Keys that came back and wait to be given again; beyond it one is lost, and with it its slot.
const RETURNED_MAX: usize = 4_096;

/// The stock of keys that are made and synced and belong to nobody yet.
pub(super) struct Supply {
    /// The number that is looked at next.
    next: u64,
    /// The highest number whose key is synced.
    last: u64,
    /// Whether a number has been taken since the start.
    taken: bool,
    /// Numbers that were given and surely not used.
    returned: Vec<KeyNo>,
}

impl Supply {
    /// Until somebody says how far the numbers are used, all that exist count as used.
    pub(super) fn new(last: u64) -> Self {
        Self { next: last + 1, last, taken: false, returned: Vec::new() }
    }

    pub(super) fn resume_after(&mut self, used: KeyNo) {
        assert!(!self.taken, "the highest used key is named before the first fresh one");
        self.next = used.0 + 1;
    }

    /// The next number of the stock; the caller looks whether its slot has a key.
    pub(super) fn take(&mut self) -> Option<KeyNo> {
        if let Some(number) = self.returned.pop() {
            return Some(number);
        }
        if self.next > self.last {
            return None;
        }
        self.taken = true;
        let number = KeyNo(self.next);
        self.next += 1;
        Some(number)
    }

    /// Takes a number back that no record names and none will.
    pub(super) fn put_back(&mut self, number: KeyNo) {
        debug_assert!(self.taken, "only what was given comes back");
        if self.returned.len() < RETURNED_MAX {
            self.returned.push(number);
        }
    }

    /// The first number for new keys, given the last that has bytes in the file: never one that
    /// was used, and never one whose slot was written before.
    pub(super) fn first_to_make(&self, last_in_file: u64) -> u64 {
        self.next.max(last_in_file + 1)
    }

    /// Counts the keys from `first` to `last` in. Call it after they are synced.
    pub(super) fn add(&mut self, first: u64, last: u64) {
        assert!(first <= last);
        assert!(self.last < first);
        if self.next > self.last {
            self.next = self.next.max(first);
        }
        self.last = last;
    }

    pub(super) fn left(&self) -> u64 {
        (self.last + 1).saturating_sub(self.next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_word_about_used_numbers_none_of_the_old_is_given() {
        let mut supply = Supply::new(10);
        assert_eq!(supply.take(), None);
        assert_eq!(supply.first_to_make(10), 11);
        supply.add(11, 12);
        assert_eq!(supply.take(), Some(KeyNo(11)));
        assert_eq!(supply.take(), Some(KeyNo(12)));
        assert_eq!(supply.take(), None);
    }

    #[test]
    fn the_rest_of_the_old_stock_is_given_after_the_highest_used_one() {
        let mut supply = Supply::new(10);
        supply.resume_after(KeyNo(8));
        assert_eq!(supply.left(), 2);
        assert_eq!(supply.take(), Some(KeyNo(9)));
    }

    #[test]
    fn a_keyring_older_than_its_data_goes_on_behind_the_data() {
        let mut supply = Supply::new(10);
        supply.resume_after(KeyNo(500));
        assert_eq!(supply.take(), None);
        assert_eq!(supply.first_to_make(10), 501);
        supply.add(501, 600);
        assert_eq!(supply.take(), Some(KeyNo(501)));
    }

    #[test]
    fn what_comes_back_is_given_first_and_once() {
        let mut supply = Supply::new(10);
        supply.resume_after(KeyNo(7));
        assert_eq!((supply.take(), supply.take()), (Some(KeyNo(8)), Some(KeyNo(9))));
        supply.put_back(KeyNo(8));
        assert_eq!((supply.take(), supply.take()), (Some(KeyNo(8)), Some(KeyNo(10))));
        assert_eq!(supply.take(), None);
    }

    #[test]
    fn new_keys_do_not_push_out_the_stock_that_is_left() {
        let mut supply = Supply::new(10);
        supply.resume_after(KeyNo(8));
        supply.add(20, 25);
        assert_eq!(supply.take(), Some(KeyNo(9)));
    }

    #[test]
    #[should_panic(expected = "before the first fresh one")]
    fn used_numbers_are_not_named_once_numbers_are_given() {
        let mut supply = Supply::new(10);
        supply.resume_after(KeyNo(8));
        supply.take();
        supply.resume_after(KeyNo(5));
    }
}
