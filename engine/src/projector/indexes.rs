//! Tables that came later than a directory, filled once from what the others say.

use nobat_domain::request::RequestState;
use nobat_domain::staff::Subject;

use crate::keyring::Keyring;
use crate::projector::apply::ProjectorError;
use crate::projector::erasures::open_row_unless_erased;
use crate::record;
use crate::storage::{Place, Tables, Writes};

/// Rows of one commit.
const AT_ONCE: usize = 4_096;

/// Fills what a directory of before has not: which requests are over since when, which have money
/// to be reversed, and which entries of the audit are about whom. It reads every request and every
/// entry, once after a table has come; a crash within it begins it again.
///
/// # Errors
/// Tables that cannot be read or written.
pub fn index_once(tables: &Tables, keyring: &Keyring) -> Result<(), ProjectorError> {
    if tables.is_indexed()? {
        return Ok(());
    }
    let mut writes = tables.writes();
    for row in tables.requests() {
        let row = row?;
        let kept = open_row_unless_erased(tables, keyring, row.key, &row.row)?;
        if let Some(at) = kept.state.as_ref().and_then(RequestState::over_since) {
            writes.put_delivered(row.key, at);
        }
        if let Some(since) = kept.state.as_ref().and_then(RequestState::to_reverse_since) {
            writes.put_to_reverse(row.key, since);
        }
        commit_full(tables, &mut writes)?;
    }
    for row in tables.audit_from(Place::default()) {
        let row = row?;
        let entry = record::audit_of(&row.row);
        let sequence = row.at.sequence;
        let entry = entry.map_err(|source| ProjectorError::Record { sequence, source })?;
        if let Subject::Request(key) = entry.subject {
            writes.put_looked_up(key, row.at);
            commit_full(tables, &mut writes)?;
        }
    }
    writes.put_indexed();
    tables.commit(&writes, tables.applied())?;
    tables.flush()?;
    tracing::info!("the tables that came later are filled");
    Ok(())
}

fn commit_full(tables: &Tables, writes: &mut Writes<'_>) -> Result<(), ProjectorError> {
    if writes.len() >= AT_ONCE {
        tables.commit(writes, tables.applied())?;
        writes.clear();
    }
    Ok(())
}
