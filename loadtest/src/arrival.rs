//! When citizens come: drawn before the run, and never changed by what the server answers.

use crate::chance::Chance;
use std::time::Duration;

/// A schedule holds sixteen bytes for each arrival.
pub const ARRIVALS_MAX: usize = 2_000_000;

/// Poisson arrivals: so many a second on average, for so long, counted from the beginning.
pub fn poisson(rate_per_s: f64, length: Duration, seed: u64) -> Vec<Duration> {
    assert!(rate_per_s > 0.0 && rate_per_s.is_finite(), "the rate is checked with the arguments");
    let mean = Duration::from_secs_f64(1.0 / rate_per_s);
    let mut chance = Chance::of(seed);
    let mut at = Duration::ZERO;
    let next = std::iter::from_fn(|| {
        at += chance.exponential(mean);
        (at < length).then_some(at)
    });
    next.take(ARRIVALS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3_600);

    #[test]
    fn a_schedule_is_the_same_for_the_same_seed_and_another_for_another() {
        assert_eq!(poisson(5.0, HOUR, 7), poisson(5.0, HOUR, 7));
        assert_ne!(poisson(5.0, HOUR, 7), poisson(5.0, HOUR, 8));
    }

    #[test]
    fn arrivals_come_in_order_and_within_the_length() {
        let schedule = poisson(20.0, HOUR, 1);
        assert!(schedule.is_sorted());
        assert!(schedule.last().is_some_and(|last| *last < HOUR));
    }

    /// In a Poisson process the arrivals of a second vary as much as there are of them on average;
    /// an even schedule would not vary at all.
    #[test]
    fn the_arrivals_of_a_second_vary_as_much_as_there_are_of_them() {
        const RATE: f64 = 20.0;
        let mut seconds = vec![0.0_f64; 3_600];
        for at in poisson(RATE, HOUR, 3) {
            seconds[at.as_secs() as usize] += 1.0;
        }
        let count = seconds.len() as f64;
        let mean = seconds.iter().sum::<f64>() / count;
        let variance = seconds.iter().map(|n| (n - mean).powi(2)).sum::<f64>() / count;
        assert!((mean - RATE).abs() < 0.5, "{mean}");
        assert!((variance / mean - 1.0).abs() < 0.15, "{variance} over {mean}");
        let empty = poisson(1.0, HOUR, 4).windows(2).filter(|w| w[1] - w[0] > HOUR / 3_600).count();
        assert!((1_100..1_550).contains(&empty), "one gap in e is longer than the mean: {empty}");
    }
}
