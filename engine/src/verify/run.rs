//! Opening a directory to look at it, and the order in which everything is looked at.

use std::collections::BTreeSet;
use std::sync::Arc;

use nobat_domain::ids::{Day, OfficeId, Sequence, ShiftId};
use nobat_domain::invariant::Violation;
use nobat_domain::timestamp::Timestamp;

use crate::config::EngineConfig;
use crate::error::EngineError;
use crate::journal::medium::{DiskMedium, Shelf};
use crate::journal::{Survey, survey};
use crate::keyring::{DataDirectory, Keyring, master_key};
use crate::record;
use crate::scans::Scans;
use crate::storage::{Tables, TablesOptions};
use crate::verify::erasures::Erasures;
use crate::verify::overlay::Overlay;
use crate::verify::report::{Counts, Findings, Positions, Report, Unfinished};
use crate::verify::rows::Rows;
use crate::verify::ties::Ties;
use crate::verify::{feed, history, indexes, persons, requests, seats, staff};

/// Tables at their position with the journal's tail over them.
pub(super) struct Ground {
    pub(super) rows: Rows,
    pub(super) overlay: Overlay,
    pub(super) erasures: Erasures,
    pub(super) offices: BTreeSet<OfficeId>,
    /// Days that are long past and still there; filled when the days are looked at.
    pub(super) past: BTreeSet<(ShiftId, Day)>,
    /// Whether the tables that came later were filled by a start.
    pub(super) indexed: bool,
    pub(super) scans: Pictures,
    /// The last record that is in the tables.
    pub(super) position: Sequence,
    /// The last engine time that anything names.
    pub(super) time: Timestamp,
}

/// The scans of booklets, and how closely they are looked at.
pub(super) enum Pictures {
    /// Each is read and opened under its owner's key.
    Opened(Scans),
    /// Each is there, and as long as it was: a backup has just read what was new of them.
    Measured(Scans),
}

/// Looks at a stopped data directory and changes nothing in it. It keeps a writer from starting
/// meanwhile. Blocking, and as long as reading everything takes.
///
/// # Errors
/// What keeps it from looking at all: no such directory, another process that has it, a newer
/// format, a missing master key, a disk that fails. Whatever is wrong with the data is in the
/// report.
pub fn verify(config: &EngineConfig) -> Result<Report, EngineError> {
    let tables = Tables::open_to_read(&config.tables_dir(), &TablesOptions::default())?;
    let master = master_key(&config.master_key, DataDirectory::Existing)?;
    let keyring = Keyring::open_to_read(&config.keyring_path(), &master, tables.cluster())?;
    let position = tables.applied();
    let mut findings = Findings::default();
    let survey = survey_of(config, &mut findings)?;
    let keyring = Arc::new(keyring);
    let mut rows = Rows { tables, keyring, erased_in_tail: BTreeSet::new(), live: None };
    let overlay = match &survey {
        Some(survey) if reaches(survey, position, &mut findings) => {
            Overlay::read(&mut rows, survey, position, &mut findings)?
        }
        _ => Overlay::default(),
    };
    over(rows, overlay, survey, Pictures::Opened(Scans::at(config.scans_dir())), findings)
}

/// Looks at tables without a journal: a checkpoint of a running engine, whose keyring they need.
/// `live` are the tables of that engine, `scans` the copies of pictures that belong to these.
///
/// # Errors
/// A disk that fails. Whatever is wrong with the rows is in the report.
pub fn verify_tables(
    tables: Tables,
    keyring: Arc<Keyring>,
    live: Option<Arc<Tables>>,
    scans: Scans,
) -> Result<Report, EngineError> {
    let rows = Rows { tables, keyring, erased_in_tail: BTreeSet::new(), live };
    over(rows, Overlay::default(), None, Pictures::Measured(scans), Findings::default())
}

fn over(
    rows: Rows,
    overlay: Overlay,
    survey: Option<Survey>,
    scans: Pictures,
    mut findings: Findings,
) -> Result<Report, EngineError> {
    let offices = offices(&rows, &overlay, &mut findings)?;
    let time = rows.tables.engine_time()?.unwrap_or_default().max(overlay.time);
    let position = rows.tables.applied();
    let erasures = Erasures::read(&rows, &overlay, &mut findings)?;
    let indexed = rows.tables.is_indexed()?;
    let past = BTreeSet::new();
    let ground = Ground { rows, overlay, erasures, offices, past, scans, indexed, position, time };
    look(ground, survey, findings)
}

/// The journal, where there is one; a checkpoint of tables alone has none.
fn survey_of(
    config: &EngineConfig,
    findings: &mut Findings,
) -> Result<Option<Survey>, EngineError> {
    for dir in [config.journal_dir(), config.archive_dir()] {
        if !dir.is_dir() {
            findings.damage(dir.display().to_string(), "the folder is missing");
            return Ok(None);
        }
    }
    let medium = DiskMedium::new(config.journal_dir(), config.archive_dir())
        .map_err(|source| EngineError::Directory { dir: config.journal_dir(), source })?;
    let survey = survey(Arc::new(medium))?;
    for fault in &survey.faults {
        findings.damage(format!("{} at byte {}", fault.file, fault.offset), fault.what.clone());
    }
    Ok(Some(survey))
}

/// Whether the journal goes on where the tables stand. ACK-1 is broken where it does not.
fn reaches(survey: &Survey, position: Sequence, findings: &mut Findings) -> bool {
    let (first, last) = (survey.first.0, survey.last.0);
    if last < position.0 {
        let what = format!("the tables stand at {}, and the journal ends at {last}", position.0);
        findings.broken(Violation::Ack1, "journal".to_owned(), what);
        return false;
    }
    if first > position.0 + 1 {
        let what = format!(
            "the tables stand at {}, and the journal can be read from {first} on alone",
            position.0
        );
        findings.broken(Violation::Ack1, "journal".to_owned(), what);
        return false;
    }
    true
}

fn look(
    mut ground: Ground,
    survey: Option<Survey>,
    mut findings: Findings,
) -> Result<Report, EngineError> {
    let mut counts = Counts {
        journal_tail_records: ground.overlay.records,
        offices: ground.offices.len() as u64,
        ..Counts::default()
    };
    let mut unfinished = Unfinished::default();
    let mut ties = Ties::new();
    ground.past = seats::check(&ground, &mut ties, &mut findings, &mut counts, &mut unfinished)?;
    let ground = &ground;
    let sums = requests::check(ground, &mut ties, &mut findings, &mut counts, &mut unfinished)?;
    indexes::check(ground, &mut ties, &sums, &mut findings, &counts)?;
    requests::look_closely(ground, &ties, sums, &mut findings, &counts)?;
    feed::check(ground, &mut findings, &mut counts)?;
    let audit = staff::check(ground, &mut findings, &mut counts)?;
    persons::check(ground, &mut findings)?;
    let mut positions = Positions {
        tables: ground.position.0,
        engine_time_ms: ground.time.0,
        audit_last: audit.number,
        audit_link: audit.link,
        ..Positions::default()
    };
    let (mut segments, mut journal_faults) = (Vec::new(), Vec::new());
    if let Some(survey) = survey {
        positions.journal_first = survey.first.0;
        positions.journal_last = survey.last.0;
        positions.history_whole = survey.first <= Sequence(1) && survey.faults.is_empty();
        history::check(ground, &survey, &mut findings, &mut counts)?;
        let of = |shelf: Shelf| {
            let here = survey.segments.iter().filter(|it| it.shelf == shelf && it.lap > 0);
            here.count() as u64
        };
        (counts.journal_segments, counts.archive_segments) = (of(Shelf::Ring), of(Shelf::Archive));
        (segments, journal_faults) = (survey.segments, survey.faults);
    }
    let Findings { first: violations, total: violations_total } = findings;
    Ok(Report {
        counts,
        unfinished,
        positions,
        segments,
        journal_faults,
        violations,
        violations_total,
    })
}

fn offices(
    rows: &Rows,
    overlay: &Overlay,
    findings: &mut Findings,
) -> Result<BTreeSet<OfficeId>, EngineError> {
    let mut known = overlay.offices.clone();
    for row in rows.tables.offices() {
        let Some((id, row)) = findings.read("the table of offices", row)? else { continue };
        match record::office_of(&row) {
            Ok((_, office)) if office.id == id => drop(known.insert(id)),
            Ok(_) => findings.damage(format!("office {}", id.0), "its row is another office's"),
            Err(error) => findings.damage(format!("office {}", id.0), error.to_string()),
        }
    }
    Ok(known)
}
