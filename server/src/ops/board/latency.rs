//! Shares of a histogram between two moments.

/// Buckets of one histogram, the one without a bound included.
pub const BUCKETS_MAX: usize = 16;

/// A cumulative histogram: up to each bound, in seconds, so many.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Buckets {
    bounds_s: [f64; BUCKETS_MAX],
    counts: [u64; BUCKETS_MAX],
    len: usize,
}

impl Buckets {
    /// Adds the next bucket; `false` if it does not rise, or if there is no room.
    #[must_use]
    pub fn push(&mut self, bound_s: f64, count: u64) -> bool {
        let rises = self.len == 0
            || (bound_s > self.bounds_s[self.len - 1] && count >= self.counts[self.len - 1]);
        if self.len == BUCKETS_MAX || !rises || bound_s.is_nan() {
            return false;
        }
        (self.bounds_s[self.len], self.counts[self.len]) = (bound_s, count);
        self.len += 1;
        true
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All that was ever counted.
    #[must_use]
    pub const fn total(&self) -> u64 {
        if self.len == 0 { 0 } else { self.counts[self.len - 1] }
    }

    /// How many came since `before` that took longer than `limit_s`; a limit between two bounds is
    /// taken for the upper one.
    #[must_use]
    pub fn beyond(&self, before: &Self, limit_s: f64) -> u64 {
        let Some(place) = self.bounds_s[..self.len].iter().position(|bound| *bound >= limit_s)
        else {
            return 0;
        };
        let quick = self.since(before, place);
        self.since(before, self.len - 1).saturating_sub(quick)
    }

    /// What came since `before` into the buckets up to that place.
    const fn since(&self, before: &Self, place: usize) -> u64 {
        let earlier = if before.len == self.len { before.counts[place] } else { 0 };
        self.counts[place].saturating_sub(earlier)
    }

    /// The seconds within which `percent` of what came since `before` stayed: laid evenly into the
    /// bucket that it falls in, and never beyond the last bound. None if nothing came.
    #[must_use]
    pub fn within(&self, before: &Self, percent: u64) -> Option<f64> {
        let since = |place: usize| self.since(before, place);
        let total = since(self.len.checked_sub(1)?);
        if total == 0 {
            return None;
        }
        let wanted = (total * percent).div_ceil(100).max(1);
        let place = (0..self.len).find(|place| since(*place) >= wanted)?;
        let below = if place == 0 { 0 } else { since(place - 1) };
        let from = if place == 0 { 0.0 } else { self.bounds_s[place - 1] };
        let to = self.bounds_s[place];
        if to.is_infinite() {
            return Some(from);
        }
        let share = (wanted - below) as f64 / (since(place) - below) as f64;
        Some(from + (to - from) * share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buckets(counts: [u64; 4]) -> Buckets {
        let mut buckets = Buckets::default();
        for (bound, count) in [0.001, 0.01, 0.1, f64::INFINITY].into_iter().zip(counts) {
            assert!(buckets.push(bound, count));
        }
        buckets
    }

    #[test]
    fn a_share_falls_into_its_bucket() {
        let none = Buckets::default();
        let all = buckets([90, 100, 100, 100]);
        let micros = |percent| all.within(&none, percent).map(|s| (s * 1e6).round() as u64);
        assert_eq!([45, 90, 95, 100].map(micros), [500, 1_000, 5_500, 10_000].map(Some));
        let slow = buckets([0, 0, 0, 3]);
        assert_eq!(slow.within(&none, 99), Some(0.1), "not beyond the last bound");
    }

    #[test]
    fn only_what_came_since_counts() {
        let before = buckets([90, 100, 100, 100]);
        let after = buckets([90, 100, 200, 200]);
        assert!(after.within(&before, 1).is_some_and(|seconds| seconds > 0.01));
        assert_eq!(after.beyond(&before, 0.01), 100);
        assert_eq!(after.beyond(&before, 0.05), 0, "they are below the next bound");
        assert_eq!(before.within(&before, 99), None);
        assert_eq!(Buckets::default().within(&before, 99), None);
    }
}
