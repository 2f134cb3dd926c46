//! The thread that looks after backups while an engine runs; everybody else comes first.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use nobat_domain::timestamp::{Millis, Timestamp};

use super::make::Backups;
use super::plan::BackupPlan;
use crate::clock::wall;
use crate::error::EngineError;

/// Between two looks at backups and archive.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// A start has better things to do.
const FIRST_AFTER: Millis = Millis::minutes(10);
/// After a backup that failed.
const RETRY_AFTER: Millis = Millis::hours(1);
/// The last in every queue for a processor.
const NICENESS: i32 = 19;

/// Handle of the keeper's thread.
pub(crate) struct Keeper {
    thread: JoinHandle<()>,
    stop: Arc<AtomicBool>,
}

impl Keeper {
    /// # Errors
    /// If the thread cannot be started.
    pub(crate) fn start(backups: Arc<Backups>, plan: BackupPlan) -> Result<Self, EngineError> {
        let stop = backups.stop_flag();
        let thread = std::thread::Builder::new()
            .name("backups".into())
            .spawn(move || run(&backups, &plan))
            .map_err(EngineError::Thread)?;
        Ok(Self { thread, stop })
    }

    /// Ends a backup that is being made, and the thread.
    pub(crate) fn stop(self) {
        self.stop.store(true, Ordering::Release);
        self.thread.thread().unpark();
        if self.thread.join().is_err() {
            tracing::error!("the keeper of backups had panicked");
        }
    }
}

fn run(backups: &Backups, plan: &BackupPlan) {
    // On Linux this is the thread's own, whatever the name says.
    if let Err(error) = rustix::process::setpriority_process(None, NICENESS) {
        tracing::warn!(%error, "backups are made at an ordinary priority");
    }
    if plan.off {
        tracing::warn!("backups are switched off: the archive is kept for ever");
    }
    let since = wall();
    let mut tried: Option<Timestamp> = None;
    let stop = backups.stop_flag();
    while !stop.load(Ordering::Acquire) {
        let now = wall();
        tend(backups, plan, since);
        let newest = backups.standing().newest.map(|(_, made_at)| made_at);
        if !plan.off && due(plan.every, newest, since, tried, now) {
            tried = Some(now);
            // Said where it fails; here only the time of the next try depends on it.
            let _ = backups.make_planned(plan);
            tend(backups, plan, since);
        }
        if !stop.load(Ordering::Acquire) {
            std::thread::park_timeout(LOOK_EVERY);
        }
    }
}

fn tend(backups: &Backups, plan: &BackupPlan, since: Timestamp) {
    if let Err(error) = backups.tend(plan, since, wall()) {
        tracing::error!(%error, "backups and archive cannot be looked after");
    }
}

fn due(
    every: Millis,
    newest: Option<Timestamp>,
    since: Timestamp,
    tried: Option<Timestamp>,
    now: Timestamp,
) -> bool {
    let wanted = newest.is_none_or(|made_at| now >= made_at.plus(every));
    let again = tried.is_none_or(|tried| now >= tried.plus(RETRY_AFTER.min(every)));
    wanted && again && now >= since.plus(FIRST_AFTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Millis = Millis::hours(24);

    fn at(minutes: u64) -> Timestamp {
        Timestamp(Millis::minutes(minutes).0)
    }

    #[test]
    fn a_backup_is_due_a_day_after_the_last_one_whoever_restarts() {
        let start = at(0);
        assert!(!due(DAY, None, start, None, at(9)), "a start has better things to do");
        assert!(due(DAY, None, start, None, at(10)));
        assert!(!due(DAY, Some(at(10)), start, None, at(24 * 60)));
        assert!(due(DAY, Some(at(10)), start, None, at(24 * 60 + 10)));
        assert!(due(DAY, Some(at(10)), at(2 * 24 * 60), None, at(2 * 24 * 60 + 10)));
    }

    #[test]
    fn a_failed_backup_is_tried_again_and_not_at_once() {
        let tried = Some(at(100));
        assert!(!due(DAY, None, at(0), tried, at(159)));
        assert!(due(DAY, None, at(0), tried, at(160)));
        assert!(due(Millis::minutes(5), None, at(0), tried, at(105)), "no later than planned");
    }
}
