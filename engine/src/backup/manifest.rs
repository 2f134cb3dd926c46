//! What a backup says of itself: a text that people can read and that ends in its own checksum.

use std::fmt::Write as _;
use std::path::Path;

use nobat_domain::ids::Sequence;
use nobat_domain::timestamp::Timestamp;
use sha2::{Digest as _, Sha256};

use super::error::BackupError;
use super::files::FileSum;
use super::shelf::UNFINISHED;
use crate::storage::TablesDigest;

pub(super) const MANIFEST: &str = "manifest";
/// The format that is written. Every one from 1 to this is read.
const VERSION: u32 = 1;
/// No backup has so many files: 100,000 of 128 MiB are 13 TB.
const FILES_MAX: usize = 100_000;

/// All that must be known of a backup before a byte of it is believed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Manifest {
    pub cluster: [u8; 16],
    /// The last record that the tables of the backup have.
    pub position: Sequence,
    /// By the wall clock.
    pub made_at: Timestamp,
    /// How often the data had been restored when it was made.
    pub restore_epoch: u8,
    /// The highest data key that a row names: a keyring that goes with it reaches so far.
    pub keys_used: u64,
    pub digest: TablesDigest,
    /// Every file but this one, by name.
    pub files: Vec<FileSum>,
}

impl Manifest {
    pub(super) fn text(&self) -> String {
        let mut text = format!(
            "nobat-backup {VERSION}\n\
             cluster {}\n\
             position {}\n\
             made-at-ms {}\n\
             restore-epoch {}\n\
             keys-used {}\n\
             rows {}\n\
             digest {}\n\
             files {}\n",
            hex(&self.cluster),
            self.position.0,
            self.made_at.0,
            self.restore_epoch,
            self.keys_used,
            self.digest.rows,
            hex(&self.digest.sha256),
            self.files.len(),
        );
        for file in &self.files {
            writeln!(text, "file {} {} {}", hex(&file.sha256), file.bytes, file.name)
                .expect("a text takes every word");
        }
        let crc = crc32fast::hash(text.as_bytes());
        writeln!(text, "end {crc:08x}").expect("a text takes every word");
        text
    }

    /// Reads the manifest of a backup, and the name by which its proof refers to it.
    pub(super) fn read(backup: &Path) -> Result<(Self, String), BackupError> {
        if backup.to_string_lossy().ends_with(UNFINISHED) {
            return Err(BackupError::not_whole(backup, "it was never finished"));
        }
        let path = backup.join(MANIFEST);
        let text = match std::fs::read_to_string(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(BackupError::not_whole(backup, "it has no manifest"));
            }
            read => read.map_err(BackupError::file("read", &path))?,
        };
        let manifest = Self::parse(&text).map_err(|why| BackupError::not_whole(backup, why))?;
        Ok((manifest, hex(&Sha256::digest(&text))))
    }

    fn parse(text: &str) -> Result<Self, String> {
        let version = text.lines().next().and_then(|line| line.strip_prefix("nobat-backup "));
        match version.and_then(|version| version.parse::<u32>().ok()) {
            None => return Err("its manifest is no manifest".to_owned()),
            Some(VERSION) => {}
            Some(other) => {
                return Err(format!(
                    "its format is {other}, and this program knows {VERSION}: use the program \
                     that made it"
                ));
            }
        }
        let end = text.rfind("\nend ").ok_or("its manifest ends early")? + 1;
        let crc = crc32fast::hash(&text.as_bytes()[..end]);
        if text[end..] != format!("end {crc:08x}\n") {
            return Err("its manifest does not match its own checksum".to_owned());
        }
        let lines: Vec<&str> = text[..end].lines().skip(1).collect();
        Self::of_lines(&lines).ok_or_else(|| "its manifest cannot be understood".to_owned())
    }

    fn of_lines(lines: &[&str]) -> Option<Self> {
        let (head, files) = lines.split_at_checked(8)?;
        let [cluster, position, made_at, epoch, keys, rows, digest, count] = head else {
            return None;
        };
        let number = |line: &str, name: &str| field(line, name)?.parse::<u64>().ok();
        if files.len() > FILES_MAX || number(count, "files")? != files.len() as u64 {
            return None;
        }
        let digest =
            TablesDigest { rows: number(rows, "rows")?, sha256: unhex(field(digest, "digest")?)? };
        Some(Self {
            cluster: unhex(field(cluster, "cluster")?)?,
            position: Sequence(number(position, "position")?),
            made_at: Timestamp(number(made_at, "made-at-ms")?),
            restore_epoch: u8::try_from(number(epoch, "restore-epoch")?).ok()?,
            keys_used: number(keys, "keys-used")?,
            digest,
            files: files.iter().map(|line| file(line)).collect::<Option<_>>()?,
        })
    }
}

fn field<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    line.strip_prefix(name)?.strip_prefix(' ')
}

fn file(line: &str) -> Option<FileSum> {
    let mut parts = field(line, "file")?.splitn(3, ' ');
    let sha256 = unhex(parts.next()?)?;
    let bytes = parts.next()?.parse().ok()?;
    let name = parts.next()?;
    // A manifest from elsewhere must not lead out of its backup.
    let plain = |part: &str| !part.is_empty() && part != "." && part != "..";
    let inside = name.split('/').all(plain);
    inside.then(|| FileSum { name: name.to_owned(), bytes, sha256 })
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a text takes every word");
        text
    })
}

fn unhex<const BYTES: usize>(text: &str) -> Option<[u8; BYTES]> {
    let digits = text.len() == BYTES * 2 && text.bytes().all(|it| it.is_ascii_hexdigit());
    if !digits {
        return None;
    }
    let mut bytes = [0; BYTES];
    for (n, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[n * 2..n * 2 + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is on disks out there.
    const GOLDEN: &str = "nobat-backup 1\n\
        cluster 07070707070707070707070707070707\n\
        position 12345\n\
        made-at-ms 1790000000000\n\
        restore-epoch 2\n\
        keys-used 77\n\
        rows 9\n\
        digest 0909090909090909090909090909090909090909090909090909090909090909\n\
        files 1\n\
        file 0505050505050505050505050505050505050505050505050505050505050505 16 tables/CURRENT\n\
        end 91cac3d7\n";

    fn sample() -> Manifest {
        Manifest {
            cluster: [7; 16],
            position: Sequence(12_345),
            made_at: Timestamp(1_790_000_000_000),
            restore_epoch: 2,
            keys_used: 77,
            digest: TablesDigest { rows: 9, sha256: [9; 32] },
            files: vec![FileSum { name: "tables/CURRENT".to_owned(), bytes: 16, sha256: [5; 32] }],
        }
    }

    #[test]
    fn a_manifest_is_written_and_read_as_shipped() {
        assert_eq!(sample().text(), GOLDEN);
        assert_eq!(Manifest::parse(GOLDEN), Ok(sample()));
    }

    #[test]
    fn any_changed_byte_and_any_cut_is_refused() {
        for at in 0..GOLDEN.len() {
            let mut bytes = GOLDEN.as_bytes().to_vec();
            bytes[at] ^= 1;
            let changed = String::from_utf8(bytes).expect("still letters");
            assert!(Manifest::parse(&changed).is_err(), "byte {at}");
            assert!(Manifest::parse(&GOLDEN[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn a_newer_format_is_named_and_no_file_leads_out_of_its_backup() {
        let newer = GOLDEN.replacen("nobat-backup 1", "nobat-backup 2", 1);
        let why = Manifest::parse(&newer).expect_err("it is newer");
        assert!(why.contains("format is 2"), "{why}");
        for name in ["../keyring", "/etc/passwd", "tables//x", "tables/../x", ""] {
            assert_eq!(file(&format!("file {} 1 {name}", hex(&[5; 32]))), None, "{name}");
        }
    }
}
