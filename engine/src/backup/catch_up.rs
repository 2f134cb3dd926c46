//! From the position of a backup to the end of a journal, by the path of every start.

use std::sync::Arc;

use nobat_domain::ids::Sequence;

use super::error::BackupError;
use crate::journal::medium::Medium;
use crate::journal::{Survey, survey};
use crate::keyring::Keyring;
use crate::projector::Projection;
use crate::recovery::replay;
use crate::storage::Tables;

/// Looks at a journal that nobody has open, and refuses one that does not lead on from `position`
/// without a gap or a fault.
pub(super) fn leading_on_from(
    medium: Arc<dyn Medium>,
    position: Sequence,
) -> Result<Survey, BackupError> {
    let survey = survey(medium)?;
    let next = position.next();
    let used = || survey.segments.iter().filter(|segment| segment.lap > 0);
    let Some(begins_at) = used().map(|segment| segment.first).min() else {
        if let Some(fault) = survey.faults.first() {
            return Err(faulty(&fault.file, fault.offset, &fault.what));
        }
        return Ok(survey);
    };
    if begins_at > next {
        return Err(BackupError::unfit(format!(
            "cannot go on from record {}: the journal and its archive begin at record {}; take a \
             backup that reaches so far, or put the missing laps into the archive",
            position.0, begins_at.0
        )));
    }
    // What is older than the lap that is needed may be as it wants.
    let needed = used().filter(|segment| segment.first <= next).map(|segment| segment.lap).max();
    let older = |file: &str| used().any(|it| it.file == file && Some(it.lap) < needed);
    if let Some(fault) = survey.faults.iter().find(|fault| !older(&fault.file)) {
        return Err(faulty(&fault.file, fault.offset, &fault.what));
    }
    if survey.last >= next && survey.first > next {
        return Err(BackupError::unfit(format!(
            "cannot go on from record {}: without a gap the journal can be read from record {} on",
            position.0, survey.first.0
        )));
    }
    Ok(survey)
}

fn faulty(file: &str, offset: u64, what: &str) -> BackupError {
    BackupError::unfit(format!(
        "cannot go on through {file}: at byte {offset}, {what}; put the file back from a copy, or \
         move it away to go on without it and all behind it"
    ))
}

/// Applies every record behind the tables' position and flushes; returns how many there were.
pub(super) fn catch_up(
    tables: &Arc<Tables>,
    keyring: &Arc<Keyring>,
    survey: &Survey,
) -> Result<u64, BackupError> {
    if survey.last <= tables.applied() {
        return Ok(0);
    }
    let mut tail = survey.records_from(tables.applied().next());
    let mut projection = Projection::of_a_copy(Arc::clone(tables), Arc::clone(keyring));
    let records = replay(&mut tail, |first| survey.records_from(first), &mut projection)?;
    tables.flush()?;
    Ok(records)
}
