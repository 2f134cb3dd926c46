//! The people behind the counter: every account opens and has a name of its own, and the audit is
//! one chain from its first entry to its last.

use nobat_domain::ids::Sequence;
use nobat_domain::invariant::Violation;
use nobat_domain::staff::Book;

use crate::error::EngineError;
use crate::record::{self, ChainEnd, RecordError};
use crate::storage::Place;
use crate::verify::report::{Counts, Findings};
use crate::verify::run::Ground;

/// Gives where the chain ends.
///
/// # Errors
/// A disk that cannot be read.
pub(super) fn check(
    ground: &Ground,
    findings: &mut Findings,
    counts: &mut Counts,
) -> Result<ChainEnd, EngineError> {
    accounts(ground, findings, counts)?;
    readable(ground, findings, record::ANNOUNCEMENTS_SETTING, record::announcements_of)?;
    readable(ground, findings, record::SWITCHES_SETTING, record::switches_of)?;
    let mut chain = Chain { ground, end: ChainEnd::default(), entries: 0 };
    for row in ground.rows.tables.audit_from(Place::default()) {
        let Some(row) = findings.read("the audit", row)? else { continue };
        chain.entry(row.at.sequence, &row.row, findings);
    }
    for (sequence, bytes) in &ground.overlay.audit {
        chain.entry(*sequence, bytes, findings);
    }
    counts.audit_entries = chain.entries;
    Ok(chain.end)
}

fn accounts(
    ground: &Ground,
    findings: &mut Findings,
    counts: &mut Counts,
) -> Result<(), EngineError> {
    let keys = ground.rows.keyring.staff_keys();
    let tail = &ground.overlay.settings;
    let mut values = Vec::new();
    for row in ground.rows.tables.settings_under(record::ACCOUNT_SETTINGS) {
        let Some((name, row)) = findings.read("the table of settings", row)? else { continue };
        match record::setting_of(&row) {
            Ok(_) if tail.contains_key(&name) => {}
            Ok((_, _, value)) => values.push((name, value.to_vec())),
            Err(error) => findings.damage(name, error.to_string()),
        }
    }
    let of_tail = tail.iter().filter(|(name, _)| name.starts_with(record::ACCOUNT_SETTINGS));
    values.extend(of_tail.map(|(name, value)| (name.clone(), value.clone())));
    let mut book = Book::default();
    for (name, value) in values {
        match record::open_account(keys, &value) {
            Ok(account) if record::account_setting(account.no) != name => {
                findings.damage(name, "it is another account's");
            }
            Ok(account) => {
                if !book.restore(account) {
                    findings.damage(name, "another account has its name");
                }
            }
            Err(error) => findings.damage(name, error.to_string()),
        }
    }
    counts.accounts = book.len() as u64;
    Ok(())
}

/// Whether the newest value of a setting is one.
fn readable<T>(
    ground: &Ground,
    findings: &mut Findings,
    name: &str,
    read: impl Fn(&[u8]) -> Result<T, RecordError>,
) -> Result<(), EngineError> {
    let row = findings.read("the table of settings", ground.rows.tables.setting(name))?.flatten();
    let of_row = row.as_deref().map(|row| record::setting_of(row).map(|(_, _, value)| value));
    let of_tail = ground.overlay.settings.get(name).map(|value| Ok(value.as_slice()));
    let read = of_tail.or(of_row).map(|value| value.and_then(read));
    if let Some(Err(error)) = read {
        findings.damage(name, error.to_string());
    }
    Ok(())
}

/// The chain as far as it was walked.
struct Chain<'g> {
    ground: &'g Ground,
    end: ChainEnd,
    entries: u64,
}

impl Chain<'_> {
    fn entry(&mut self, sequence: Sequence, bytes: &[u8], findings: &mut Findings) {
        self.entries += 1;
        let keys = self.ground.rows.keyring.staff_keys();
        let read = match record::audit_of(bytes) {
            Ok(read) => read,
            Err(error) => {
                let place = format!("record {} of the audit", sequence.0);
                return findings.damage(place, error.to_string());
            }
        };
        let place = format!("entry {} of the audit, record {}", read.number, sequence.0);
        if !read.is_linked(keys) {
            findings.broken(Violation::Audit1, place, "its link is not the hash of what it says");
        } else if read.follows(&self.end) {
            if read.words(keys).is_err() {
                findings.broken(Violation::Audit1, place, "its words do not open");
            }
        } else {
            let what = format!("it does not follow entry {}", self.end.number);
            findings.broken(Violation::Audit1, place, what);
        }
        // What comes behind is held against what stands here: each break is named once.
        self.end = read.end();
    }
}

/// An entry that the journal still has stands in the tables as it was written.
///
/// # Errors
/// A disk that cannot be read.
pub(super) fn is_in_tables(
    ground: &Ground,
    sequence: Sequence,
    bytes: &[u8],
    findings: &mut Findings,
) -> Result<(), EngineError> {
    if sequence > ground.position {
        return Ok(());
    }
    let row = ground.rows.tables.audit_at(Place { sequence, n: 0 });
    let row = findings.read("the audit", row)?.flatten();
    if row.as_deref() != Some(bytes) {
        let place = format!("record {} of the audit", sequence.0);
        findings.broken(Violation::Audit1, place, "the journal has it, and the table has not");
    }
    Ok(())
}
