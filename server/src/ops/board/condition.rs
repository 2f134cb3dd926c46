//! Whether the machine is well, in one sentence for each thing that is not.

use nobat_domain::timestamp::Millis;

use super::figure::Figure;
use super::history::History;
use super::latency::Buckets;
use super::reading::{Counts, Outcome, Reading};
use crate::persian::amounts::grouped;
use crate::persian::{Language, Value};

const MINUTE: Millis = Millis::minutes(1);
/// Tables further behind than this make recovery long and reads wait.
const LAG_RECORDS_MAX: u64 = 100_000;
/// Slower answers are felt. A bound of the histogram.
const ANSWER_S_MAX: f64 = 0.5;
/// A disk that needs longer for a write slows every answer. A bound of the histogram.
const SYNC_S_MAX: f64 = 0.25;
/// So few slow ones in a minute are chance.
const SLOW_MIN: u64 = 3;
/// Fewer payments of unknown outcome in a minute are ordinary: the sweep settles them.
const UNKNOWN_MIN: u64 = 3;

/// Something that needs a hand.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Trouble {
    /// The journal had no room to go on.
    Stalled,
    /// A segment could not be prepared or archived.
    Upkeep {
        count: u64,
    },
    /// The tables do not keep up with the journal.
    Lagging {
        records: u64,
    },
    /// Work was refused for want of room.
    Crowded {
        count: u64,
    },
    SlowAnswers {
        ms: f64,
    },
    SlowDisk {
        ms: f64,
    },
    /// Banks do not say what became of payments.
    UnknownPayments {
        count: u64,
    },
    /// No verified backup in time, or an archive that outgrows its cap.
    Backups {
        count: u64,
    },
}

impl Trouble {
    #[must_use]
    pub fn sentence(self, language: Language) -> String {
        let count = |count: u64| [("count", Value::Plain(grouped(count)))];
        match self {
            Self::Stalled => language.say("ops-stalled").into_owned(),
            Self::Upkeep { count: n } => language.fill("ops-upkeep", &count(n)),
            Self::Lagging { records } => language.fill("ops-lagging", &count(records)),
            Self::Crowded { count: n } => language.fill("ops-crowded", &count(n)),
            Self::SlowAnswers { ms } => language.fill("ops-slow-answers", &count(ms as u64)),
            Self::SlowDisk { ms } => language.fill("ops-slow-disk", &count(ms as u64)),
            Self::UnknownPayments { count: n } => language.fill("ops-unknown-payments", &count(n)),
            Self::Backups { count: n } => language.fill("ops-backups", &count(n)),
        }
    }
}

/// What is wrong at the last reading, the worst first; nothing is the ordinary state.
#[must_use]
pub fn troubles(history: &History) -> Vec<Trouble> {
    let Some(now) = history.latest() else { return Vec::new() };
    let since = |count: fn(&Counts) -> u64| last_minute(history, now, count);
    let over = |value: u64, limit: u64| (value >= limit).then_some(value);
    let minute_ago = history.before(now, MINUTE);
    let slow = |figure: Figure, of: fn(&Reading) -> &Buckets, limit_s: f64| {
        let many = of(now).beyond(of(&minute_ago), limit_s) >= SLOW_MIN;
        figure.at(history, now).filter(|ms| many && *ms > limit_s * 1_000.0)
    };
    let unknown = since(|counts| counts.verdicts[Outcome::Unknown as usize]);
    [
        over(since(|counts| counts.stalls), 1).map(|_| Trouble::Stalled),
        over(since(|counts| counts.upkeep_failures), 1).map(|count| Trouble::Upkeep { count }),
        over(now.positions.lag(), LAG_RECORDS_MAX).map(|records| Trouble::Lagging { records }),
        over(since(|counts| counts.busy), 1).map(|count| Trouble::Crowded { count }),
        slow(Figure::Latency, |it| &it.answers, ANSWER_S_MAX).map(|ms| Trouble::SlowAnswers { ms }),
        slow(Figure::Sync, |it| &it.syncs, SYNC_S_MAX).map(|ms| Trouble::SlowDisk { ms }),
        over(unknown, UNKNOWN_MIN).map(|count| Trouble::UnknownPayments { count }),
        over(now.backup_alarms, 1).map(|count| Trouble::Backups { count }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What the last minute added to a counter of `now`.
#[must_use]
pub fn last_minute(history: &History, now: &Reading, count: impl Fn(&Counts) -> u64) -> u64 {
    count(&now.counts).saturating_sub(count(&history.before(now, MINUTE).counts))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::board::reading::{Moment, Positions};

    fn after_a_minute(counts: Counts, positions: Positions) -> History {
        let mut history = History::new();
        history.push(Reading::default());
        let at = Moment { since_start: Millis::seconds(60), ..Moment::default() };
        history.push(Reading { at, counts, positions, ..Reading::default() });
        history
    }

    #[test]
    fn an_ordinary_minute_has_no_trouble() {
        assert_eq!(troubles(&History::new()), []);
        let busy_with_work =
            Counts { booked: 9_000, refusals: 50, expired: 3, ..Counts::default() };
        assert_eq!(troubles(&after_a_minute(busy_with_work, Positions::default())), []);
    }

    #[test]
    fn the_worst_trouble_stands_first_and_each_has_a_sentence() {
        let counts = Counts {
            stalls: 1,
            upkeep_failures: 2,
            busy: 40,
            verdicts: [0, 0, 0, UNKNOWN_MIN],
            ..Counts::default()
        };
        let positions = Positions { durable: LAG_RECORDS_MAX, ..Positions::default() };
        let found = troubles(&after_a_minute(counts, positions));
        let expected = [
            Trouble::Stalled,
            Trouble::Upkeep { count: 2 },
            Trouble::Lagging { records: LAG_RECORDS_MAX },
            Trouble::Crowded { count: 40 },
            Trouble::UnknownPayments { count: UNKNOWN_MIN },
        ];
        assert_eq!(found, expected);
        for trouble in found.into_iter().chain([Trouble::SlowDisk { ms: 300.0 }]) {
            assert!(trouble.sentence(Language::Persian).ends_with('.'), "{trouble:?}");
        }
    }

    #[test]
    fn a_backup_that_is_missing_is_a_trouble() {
        let mut history = History::new();
        history.push(Reading { backup_alarms: 1, ..Reading::default() });
        let found = troubles(&history);
        assert_eq!(found, [Trouble::Backups { count: 1 }]);
        assert!(found[0].sentence(Language::Persian).contains("پشتیبان"));
    }

    #[test]
    fn one_slow_answer_is_chance_and_three_of_a_hundred_are_not() {
        let minute = |slow: u64| {
            let mut answers = Buckets::default();
            assert!(answers.push(ANSWER_S_MAX, 100) && answers.push(1.0, 100 + slow));
            let mut history = History::new();
            history.push(Reading::default());
            let at = Moment { since_start: MINUTE, ..Moment::default() };
            history.push(Reading { at, answers, ..Reading::default() });
            troubles(&history)
        };
        assert_eq!(minute(1), []);
        assert_eq!(minute(SLOW_MIN - 1), []);
        let found = minute(SLOW_MIN);
        assert!(matches!(found[..], [Trouble::SlowAnswers { ms }] if ms > 500.0), "{found:?}");
        assert!(found[0].sentence(Language::Persian).contains("کند"));
    }
}
