//! Everything that is measured in one second, under the names that `/metrics` has.

use nobat_domain::timestamp::{Millis, Timestamp};
use nobat_engine::journal::metric_names as journal;
use nobat_engine::metric_names as engine;

use super::exposition::{Exposition, ExpositionFault};
use super::latency::Buckets;
use super::seats::Seats;
use crate::metric_names::{BANK_VERDICTS, PROBLEMS};

/// What a bank can say of a payment, in the order of the board.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    Paid,
    NotPaid,
    Returned,
    Unknown,
}

impl Outcome {
    pub const ALL: [Self; 4] = [Self::Paid, Self::NotPaid, Self::Returned, Self::Unknown];

    /// The label of the counter.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::NotPaid => "not_paid",
            Self::Returned => "returned",
            Self::Unknown => "unknown",
        }
    }

    /// Key of its words in the catalogue.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Paid => "ops-paid",
            Self::NotPaid => "ops-not-paid",
            Self::Returned => "ops-returned",
            Self::Unknown => "ops-unknown",
        }
    }
}

/// What only ever grows, since the process began.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    pub held: u64,
    pub booked: u64,
    pub expired: u64,
    pub refusals: u64,
    pub busy: u64,
    pub problems: u64,
    pub syncs: u64,
    pub synced_records: u64,
    pub stalls: u64,
    pub upkeep_failures: u64,
    pub verdicts: [u64; Outcome::ALL.len()],
}

/// How far disk and tables have come.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Positions {
    pub durable: u64,
    pub applied: u64,
    pub backlog_bytes: u64,
}

impl Positions {
    /// Records that are durable and not yet in the tables.
    #[must_use]
    pub const fn lag(&self) -> u64 {
        self.durable.saturating_sub(self.applied)
    }
}

/// When something was measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Moment {
    /// On a clock that never goes back.
    pub since_start: Millis,
    /// As people read it.
    pub wall: Timestamp,
}

/// One second's figures.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Reading {
    pub at: Moment,
    pub seats: Seats,
    pub positions: Positions,
    pub counts: Counts,
    pub in_flight: u64,
    pub backup_alarms: u64,
    pub answers: Buckets,
    pub syncs: Buckets,
}

impl Reading {
    /// Takes the named figures out of what the recorder has rendered.
    ///
    /// # Errors
    /// [`ExpositionFault`] if the text, or one of the named figures, is not what it should be.
    pub fn of(
        text: &str,
        at: Moment,
        seats: Seats,
        positions: Positions,
    ) -> Result<Self, ExpositionFault> {
        let read = Exposition::read(text)?;
        let mut verdicts = [0; Outcome::ALL.len()];
        for (count, outcome) in verdicts.iter_mut().zip(Outcome::ALL) {
            *count = read.count_of(BANK_VERDICTS, ("outcome", outcome.label()))?;
        }
        let (synced_records, _) = read.sum_and_count(journal::BATCH_RECORDS)?;
        let counts = Counts {
            held: read.count(engine::SEATS_HELD)?,
            booked: read.count(engine::SEATS_BOOKED)?,
            expired: read.count(engine::SEATS_EXPIRED)?,
            refusals: read.count(engine::SHIFT_REFUSALS)?,
            busy: read.count(engine::BUSY)?,
            problems: read.count(PROBLEMS)?,
            syncs: read.count(journal::SYNCS)?,
            synced_records,
            stalls: read.count(journal::STALLS)?,
            upkeep_failures: read.count(journal::UPKEEP_FAILURES)?,
            verdicts,
        };
        Ok(Self {
            at,
            seats,
            positions,
            counts,
            in_flight: read.count(engine::REQUESTS_IN_FLIGHT)?,
            backup_alarms: read.count(engine::BACKUP_ALARMS)?,
            answers: read.buckets(engine::ASK_SECONDS)?,
            syncs: read.buckets(journal::SYNC_SECONDS)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use metrics_exporter_prometheus::{Matcher, PrometheusBuilder};

    #[test]
    fn what_the_recorder_renders_is_read_back() {
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &[0.001, 0.01, 1.0])
            .expect("three bounds")
            .build_recorder();
        metrics::with_local_recorder(&recorder, || {
            engine::describe();
            metrics::counter!(engine::SEATS_BOOKED).increment(7);
            metrics::counter!(engine::SHIFT_REFUSALS, "reason" => "full").increment(2);
            metrics::counter!(engine::SHIFT_REFUSALS, "reason" => "late").increment(1);
            metrics::counter!(BANK_VERDICTS, "bank" => "sadad", "outcome" => "unknown")
                .increment(4);
            metrics::gauge!(engine::REQUESTS_IN_FLIGHT).set(12.0);
            metrics::gauge!(engine::BACKUP_ALARMS).set(2.0);
            metrics::histogram!(engine::ASK_SECONDS).record(0.002);
            metrics::histogram!(journal::BATCH_RECORDS).record(30.0);
            metrics::histogram!(journal::BATCH_RECORDS).record(12.0);
        });
        let text = recorder.handle().render();
        let read = Reading::of(&text, Moment::default(), Seats::default(), Positions::default());
        let read = read.expect("our own recorder");
        assert_eq!(read.counts.booked, 7);
        assert_eq!(read.counts.refusals, 3);
        assert_eq!(read.counts.synced_records, 42);
        assert_eq!(read.counts.verdicts, [0, 0, 0, 4]);
        assert_eq!((read.in_flight, read.answers.total()), (12, 1));
        assert_eq!(read.backup_alarms, 2);
        assert_eq!(read.syncs.total(), 0, "nothing was written yet");
    }

    #[test]
    fn the_verdicts_are_counted_under_the_labels_that_are_read() {
        let counted = include_str!("../../settlement/inquire.rs");
        for outcome in Outcome::ALL {
            assert!(counted.contains(&format!("\"{}\"", outcome.label())), "{outcome:?}");
        }
    }
}
