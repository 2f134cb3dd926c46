//! What the newest proven backup lets go, and what must be said aloud.

use std::sync::PoisonError;

use nobat_domain::ids::Sequence;
use nobat_domain::timestamp::{Millis, Timestamp};

use super::error::BackupError;
use super::make::Backups;
use super::plan::BackupPlan;
use super::{keyring_copies, shelf};
use crate::journal::ArchiveStanding;
use crate::metric_names as names;

/// A backup is late when so many times its span has gone by.
const LATE_AFTER_SPANS: u64 = 2;

/// How backups and archive stand: for dashboards, and for whoever must be woken.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Standing {
    /// Nothing has been looked at yet.
    pub looked: bool,
    pub off: bool,
    /// The newest backup that covers archive: its position, and when it was made.
    pub newest: Option<(Sequence, Timestamp)>,
    pub late: bool,
    pub archive: ArchiveStanding,
    pub archive_bytes_max: u64,
    /// What the last attempt has ended with, if it was no sound backup.
    pub last_failure: Option<String>,
}

impl Standing {
    #[must_use]
    pub const fn archive_over_cap(&self) -> bool {
        self.archive.uncovered_bytes > self.archive_bytes_max
    }

    /// What is wrong, one sentence each; nothing is the ordinary state.
    #[must_use]
    pub fn alarms(&self) -> Vec<String> {
        if !self.looked {
            return Vec::new();
        }
        let over = self.archive_over_cap().then(|| {
            let (bytes, max) = (self.archive.uncovered_bytes, self.archive_bytes_max);
            format!("{bytes} bytes of archive are in no verified backup; the cap is {max}")
        });
        let late = self.late.then(|| "no verified backup for longer than planned".to_owned());
        // What has failed may name folders, which are nobody's business but the log's.
        let failed = self.last_failure.is_some();
        let failed = failed.then(|| "the last backup has failed; the log says why".to_owned());
        [over, late, failed].into_iter().flatten().collect()
    }
}

impl Backups {
    /// How backups and archive stood at the last look.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Makes the backup of the plan, and remembers what came of it.
    ///
    /// # Errors
    /// As [`Backups::make`].
    pub fn make_planned(&self, plan: &BackupPlan) -> Result<(), BackupError> {
        let made = self.make(&plan.folder, Some(&plan.keyring_folder));
        let (outcome, failure) = match &made {
            Ok(made) if made.verified() => ("verified", None),
            Ok(made) => {
                let findings = made.report.violations_total;
                let path = made.path.display();
                ("unsound", Some(format!("{path} has {findings} findings")))
            }
            Err(error) => ("failed", Some(error.to_string())),
        };
        metrics::counter!(names::BACKUPS, "outcome" => outcome).increment(1);
        if let Some(why) = &failure {
            tracing::error!(why, "the planned backup has failed");
        }
        self.change(|standing| standing.last_failure = failure);
        made.map(drop)
    }

    /// Looks at backups and archive: lets go what the newest proven backup covers, prunes old
    /// backups, and measures what is left. `since` is when anybody began to look.
    ///
    /// # Errors
    /// A disk that cannot be read or changed. What is left is whole.
    pub fn tend(
        &self,
        plan: &BackupPlan,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<(), BackupError> {
        let cluster = self.tables.cluster();
        let kept = shelf::list(&plan.folder, &cluster)?;
        let newest = shelf::covering(&kept, self.restore_epoch);
        let newest = newest.map(|kept| (kept.position, kept.made_at));
        let covered = newest.map_or(Sequence(0), |(position, _)| position);
        if covered > Sequence(0) {
            self.archive.drop_covered(covered)?;
        }
        shelf::prune(&plan.folder, &cluster, plan.kept)?;
        keyring_copies::prune(&plan.keyring_folder, &cluster, now)?;
        let archive = self.archive.standing(covered)?;
        let last = newest.map_or(since, |(_, made_at)| made_at);
        let late = !plan.off && now > last.plus(Millis(plan.every.0 * LATE_AFTER_SPANS));
        let before = self.standing();
        self.change(|standing| {
            let last_failure = standing.last_failure.take();
            *standing = Standing {
                looked: true,
                off: plan.off,
                newest,
                late,
                archive,
                archive_bytes_max: plan.archive_bytes_max,
                last_failure,
            };
        });
        self.say(&before, now);
        Ok(())
    }

    fn change(&self, change: impl FnOnce(&mut Standing)) {
        change(&mut self.standing.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Figures each time, a line in the log when something begins to be wrong.
    fn say(&self, before: &Standing, now: Timestamp) {
        let standing = self.standing();
        let gauge = |name: &'static str, value: u64| metrics::gauge!(name).set(value as f64);
        gauge(names::ARCHIVE_BYTES, standing.archive.bytes);
        gauge(names::ARCHIVE_UNCOVERED_BYTES, standing.archive.uncovered_bytes);
        gauge(names::BACKUP_ALARMS, standing.alarms().len() as u64);
        if let Some((position, made_at)) = standing.newest {
            gauge(names::BACKUP_POSITION, position.0);
            gauge(names::BACKUP_AGE_SECONDS, now.since(made_at).0 / 1_000);
        }
        if standing.archive_over_cap() && !before.archive_over_cap() {
            let bytes = standing.archive.uncovered_bytes;
            tracing::error!(bytes, "the archive outgrows its cap: no verified backup covers it");
        }
        if standing.late && !before.late {
            tracing::error!("no verified backup was made for longer than planned");
        }
    }
}
