//! What can go wrong with the journal, with the place and the way out.

use std::io;

use nobat_domain::ids::Sequence;

/// A broken, foreign or unusable journal. A full queue is not an error: see `Lane::has_room`.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    #[error("cannot lock {place}: another process has this journal open; stop it first")]
    Locked { place: String },

    #[error("cannot {attempted} {file}")]
    Io { attempted: &'static str, file: String, source: io::Error },

    #[error(
        "{file} is damaged at byte {offset}: {why}, though {proof}; copy the data directory away, \
         put this file back from its archive copy or a backup, and start again"
    )]
    Damaged { file: String, offset: u64, why: &'static str, proof: String },

    #[error(
        "segment with lap {lap} is missing from {place}, and records from {from} on need it; put \
         the file back, or restore from a backup",
        from = from.0
    )]
    MissingSegment { lap: u64, from: Sequence, place: String },

    #[error("{first} and {second} both claim lap {lap}; one is a copy: move it out of the folder")]
    TwiceTheSameLap { lap: u64, first: String, second: String },

    #[error(
        "{file} is of journal format {version}, this program reads up to {ours}; start the newer \
         program"
    )]
    NewerVersion { file: String, version: u16, ours: u16 },

    #[error("{file} belongs to another journal; its cluster id differs from that of {other}")]
    Foreign { file: String, other: String },

    #[error(
        "the tables stand at {known}, but the journal ends at {end} (in {file}, byte {offset}); \
         the journal lost acknowledged records: restore the journal's files, or restore from a \
         backup",
        known = known.0,
        end = end.0
    )]
    PositionBeyondEnd { known: Sequence, end: Sequence, file: String, offset: u64 },

    #[error(
        "cannot append to {file} behind record {expected}: the journal ends at {end}; another \
         owner writes it: stop this process and let that one go on",
        expected = expected.0,
        end = end.0
    )]
    Elsewhere { expected: Sequence, end: Sequence, file: String },

    #[error("the journal cannot be opened so: {what}")]
    Unfit { what: String },

    #[error("the journal is closed")]
    Closed,
}

impl JournalError {
    pub(super) fn io(attempted: &'static str, file: impl Into<String>, source: io::Error) -> Self {
        Self::Io { attempted, file: file.into(), source }
    }
}
