//! What is asked at the door, and what is answered.

use std::path::PathBuf;

use nobat_engine::backup::Made;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Findings of a backup that are told; `nobat verify` tells all.
const FINDINGS_TOLD: usize = 20;

/// Everything that may be asked.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Asked {
    /// A backup into a folder, and the keyring into another. Paths are absolute: the server stands
    /// elsewhere than whoever asks.
    Backup { to: PathBuf, keyring_to: Option<PathBuf> },
    /// An account, by the mark of a password that only the asker has seen.
    AddAccount { name: String, role: String, office: Option<String>, mark: String },
    /// The same mark in place of an account's password and phone.
    ResetAccount { name: String, mark: String },
    /// Another system's account, by the mark of a key that only the asker has seen.
    AddSystem { name: String, scopes: Vec<String>, mark: String },
    /// Nobody's any more: the key opens nothing from here on.
    CloseSystem { name: String },
    /// A step after the booking, of a demo alone.
    TellStep { code: String, step: String },
}

/// A backup in words for machines and people.
#[must_use]
pub fn told(made: &Made) -> Value {
    let manifest = &made.manifest;
    let bytes: u64 = manifest.files.iter().map(|file| file.bytes).sum();
    let findings = made.report.violations.iter().take(FINDINGS_TOLD).map(
        |finding| json!({ "invariant": finding.id, "what": finding.what, "where": finding.place }),
    );
    json!({
        "path": made.path,
        "verified": made.verified(),
        "position": manifest.position.0,
        "made_at_ms": manifest.made_at.0,
        "restore_epoch": manifest.restore_epoch,
        "rows": manifest.digest.rows,
        "digest": hex(&manifest.digest.sha256),
        "files": manifest.files.len(),
        "bytes": bytes,
        "keyring": made.keyring,
        "bookings": made.report.counts.bookings,
        "violations_total": made.report.violations_total,
        "violations": findings.collect::<Vec<_>>(),
    })
}

/// Bytes as people compare them.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
