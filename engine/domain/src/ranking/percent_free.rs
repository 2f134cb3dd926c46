//! The share of a shift's capacity that is free, as an exact total order without division.

use std::cmp::Ordering;

/// Free seats out of approved ones. Equal shares are equal whatever their size: 10 of 20 is 1 of 2.
#[derive(Clone, Copy, Debug)]
pub struct PercentFree {
    free: u32,
    approved: u32,
}

impl PercentFree {
    /// The share `free / approved`; none where nothing is approved or more is free than that.
    #[inline]
    #[must_use]
    pub const fn new(free: u32, approved: u32) -> Option<Self> {
        if approved == 0 || free > approved { None } else { Some(Self { free, approved }) }
    }

    /// Free and approved.
    #[inline]
    #[must_use]
    pub const fn counts(self) -> (u32, u32) {
        (self.free, self.approved)
    }
}

impl Ord for PercentFree {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        debug_assert!(self.approved > 0);
        debug_assert!(other.approved > 0);
        // a/b < c/d exactly when a*d < c*b; two 32-bit factors cannot overflow 64 bits.
        let left = u64::from(self.free) * u64::from(other.approved);
        let right = u64::from(other.free) * u64::from(self.approved);
        left.cmp(&right)
    }
}

impl PartialOrd for PercentFree {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for PercentFree {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for PercentFree {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn share(free: u32, approved: u32) -> PercentFree {
        PercentFree::new(free, approved).expect("a possible share")
    }

    #[test]
    fn ten_of_twenty_stands_above_fifteen_of_forty_five() {
        assert!(share(10, 20) > share(15, 45));
    }

    #[test]
    fn equal_shares_are_equal_whatever_their_size() {
        assert_eq!(share(10, 20), share(1, 2));
        assert_eq!(share(0, 1), share(0, u32::MAX));
        assert_eq!(share(7, 7), share(u32::MAX, u32::MAX));
    }

    #[test]
    fn shares_that_a_float_cannot_tell_apart_are_told_apart() {
        let (nearly, more_nearly) =
            (share(u32::MAX - 2, u32::MAX - 1), share(u32::MAX - 1, u32::MAX));
        assert!(nearly < more_nearly);
    }

    #[test]
    fn a_share_of_nothing_does_not_exist() {
        assert!(PercentFree::new(0, 0).is_none());
        assert!(PercentFree::new(2, 1).is_none());
    }

    /// The second opinion: both shares as whole numbers of one common denominator.
    fn by_common_denominator(a: (u32, u32), b: (u32, u32)) -> Ordering {
        let gcd = |mut x: u128, mut y: u128| {
            while y != 0 {
                (x, y) = (y, x % y);
            }
            x
        };
        let (d, e) = (u128::from(a.1), u128::from(b.1));
        let common = d / gcd(d, e) * e;
        (u128::from(a.0) * (common / d)).cmp(&(u128::from(b.0) * (common / e)))
    }

    prop_compose! {
        // Small figures make ties, large ones make near misses and overflows.
        fn any_share()(approved in prop_oneof![1u32..=6, 1u32..=u32::MAX])
            (free in 0..=approved, approved in Just(approved)) -> (u32, u32) {
            (free, approved)
        }
    }

    proptest! {
        #[test]
        fn the_order_agrees_with_whole_numbers_of_a_common_denominator(
            a in any_share(), b in any_share(),
        ) {
            prop_assert_eq!(
                share(a.0, a.1).cmp(&share(b.0, b.1)),
                by_common_denominator(a, b)
            );
        }

        #[test]
        fn the_order_is_antisymmetric_and_transitive(
            a in any_share(), b in any_share(), c in any_share(),
        ) {
            let [a, b, c] = [a, b, c].map(|(free, approved)| share(free, approved));
            prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
            prop_assert_eq!(a == b, a.cmp(&b) == Ordering::Equal);
            if a <= b && b <= c {
                prop_assert!(a <= c);
            }
            if a == b {
                prop_assert_eq!(a.cmp(&c), b.cmp(&c));
            }
        }
    }
}
