//! The master key: 64 hexadecimal digits in a file that only its owner may read.

use super::secret::{SECRET_BYTES, Secret};
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const HEX_DIGITS: usize = SECRET_BYTES * 2;
/// More than a key with its line end; whatever is longer is another file.
const FILE_BYTES_MAX: u64 = 128;
/// Everybody else's rights, and the group's right to write. A group may read: secrets that an
/// orchestrator mounts are often owned by root and read through a group.
const FORBIDDEN_MODE: u32 = 0o027;

/// The key that every data key is wrapped under.
pub struct MasterKey(Secret);

/// Whether data exists already; a master key is made only where there is none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DataDirectory {
    New,
    Existing,
}

/// Why there is no master key.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    #[error(
        "cannot find the master key {}: without it no citizen's data can be read; put the file \
         back from where it is kept", path.display()
    )]
    Missing { path: PathBuf },
    #[error(
        "refuses the master key {}: others may read or change it (mode {mode:o}); make it \
         private with `chmod 600`", path.display()
    )]
    Exposed { path: PathBuf, mode: u32 },
    #[error(
        "cannot read the master key {}: it is not 64 hexadecimal digits; put the file back from \
         where it is kept", path.display()
    )]
    Malformed { path: PathBuf },
    #[error("cannot {attempted} the master key {}", path.display())]
    Io { attempted: &'static str, path: PathBuf, source: io::Error },
    #[error("cannot draw a master key from the operating system")]
    Randomness(#[source] getrandom::Error),
}

/// The only way to the master key. It is made, private and synced, at the first start of a new
/// data directory, unless an operator has put one there before.
///
/// # Errors
/// `Missing` where data exists and the key does not; `Exposed`, `Malformed`, `Io`, `Randomness`.
pub fn master_key(path: &Path, directory: DataDirectory) -> Result<MasterKey, MasterKeyError> {
    match (read(path), directory) {
        (Err(MasterKeyError::Missing { .. }), DataDirectory::New) => {
            create(path)?;
            read(path)
        }
        (found, _) => found,
    }
}

fn read(path: &Path) -> Result<MasterKey, MasterKeyError> {
    let io = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => MasterKeyError::Missing { path: path.into() },
        _ => MasterKeyError::Io { attempted: "read", path: path.into(), source },
    };
    let malformed = || MasterKeyError::Malformed { path: path.into() };
    let file = File::open(path).map_err(io)?;
    let metadata = file.metadata().map_err(io)?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & FORBIDDEN_MODE != 0 {
        return Err(MasterKeyError::Exposed { path: path.into(), mode });
    }
    if metadata.len() > FILE_BYTES_MAX {
        return Err(malformed());
    }
    let mut text = Zeroizing::new(Vec::with_capacity(FILE_BYTES_MAX as usize));
    file.take(FILE_BYTES_MAX).read_to_end(&mut text).map_err(io)?;
    parse(text.trim_ascii_end()).map(MasterKey).ok_or_else(malformed)
}

fn parse(text: &[u8]) -> Option<Secret> {
    if text.len() != HEX_DIGITS {
        return None;
    }
    let mut bytes = Zeroizing::new([0; SECRET_BYTES]);
    for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        let high = char::from(pair[0]).to_digit(16)?;
        let low = char::from(pair[1]).to_digit(16)?;
        *byte = u8::try_from(high << 4 | low).ok()?;
    }
    Some(Secret::take(&mut bytes))
}

/// Writes beside the place, syncs, and links into place: a crash leaves a whole key or none, and
/// a key that somebody else put there meanwhile is never replaced.
fn create(path: &Path) -> Result<(), MasterKeyError> {
    let secret = Secret::random().map_err(MasterKeyError::Randomness)?;
    let mut text = Zeroizing::new(String::with_capacity(HEX_DIGITS + 1));
    for byte in secret.bytes() {
        fmt::Write::write_fmt(&mut *text, format_args!("{byte:02x}")).expect("a string grows");
    }
    text.push('\n');
    let beside = path.with_extension("new");
    let written = write_private(&beside, text.as_bytes())
        .and_then(|()| super::medium::link_into_place(&beside, path));
    written.map_err(|source| MasterKeyError::Io { attempted: "create", path: path.into(), source })
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

impl MasterKey {
    pub(super) fn secret(&self) -> &Secret {
        &self.0
    }

    #[cfg(test)]
    pub(super) fn of(byte: u8) -> Self {
        Self(Secret::take(&mut [byte; SECRET_BYTES]))
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let path = dir.path().join("master.key");
        (dir, path)
    }

    fn write(path: &Path, text: &str, mode: u32) {
        fs::write(path, text).expect("the file is written");
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("its mode is set");
    }

    #[test]
    fn a_new_data_directory_gets_a_private_key_that_stays() {
        let (dir, path) = place();
        let made = master_key(&path, DataDirectory::New).expect("it is made");
        let mode = fs::metadata(&path).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let found = master_key(&path, DataDirectory::Existing).expect("it is read");
        assert_eq!(made.secret().bytes(), found.secret().bytes());
        let again = master_key(&path, DataDirectory::New).expect("it is kept");
        assert_eq!(made.secret().bytes(), again.secret().bytes());
        assert_eq!(fs::read_dir(dir.path()).expect("it lists").count(), 1);
    }

    #[test]
    fn two_keys_are_never_the_same() {
        let (_first_dir, first) = place();
        let (_second_dir, second) = place();
        let first = master_key(&first, DataDirectory::New).expect("it is made");
        let second = master_key(&second, DataDirectory::New).expect("it is made");
        assert_ne!(first.secret().bytes(), second.secret().bytes());
    }

    #[test]
    fn a_missing_key_is_never_made_where_data_exists() {
        let (_dir, path) = place();
        let refused = master_key(&path, DataDirectory::Existing);
        assert!(matches!(refused, Err(MasterKeyError::Missing { .. })));
        assert!(!path.exists());
    }

    #[test]
    fn a_key_that_others_may_read_or_the_group_may_change_is_refused() {
        let (_dir, path) = place();
        for (mode, allowed) in [
            (0o600, true),
            (0o400, true),
            (0o440, true),
            (0o644, false),
            (0o660, false),
            (0o601, false),
        ] {
            write(&path, &"ab".repeat(32), mode);
            let answer = master_key(&path, DataDirectory::Existing);
            match answer {
                Ok(_) => assert!(allowed, "mode {mode:o} was accepted"),
                Err(MasterKeyError::Exposed { mode: named, .. }) => {
                    assert!(!allowed);
                    assert_eq!(named, mode);
                }
                Err(other) => panic!("mode {mode:o}: {other}"),
            }
            fs::remove_file(&path).expect("it is removed");
        }
    }

    #[test]
    fn whatever_is_not_a_key_is_refused() {
        let (_dir, path) = place();
        let almost = "ab".repeat(31);
        let long = "ab".repeat(33);
        let huge = " ".repeat(1_000);
        let letters = "zz".repeat(32);
        for text in ["", "\n", &almost, &long, &huge, &letters] {
            write(&path, text, 0o600);
            let refused = master_key(&path, DataDirectory::New);
            assert!(matches!(refused, Err(MasterKeyError::Malformed { .. })), "{text:?}");
        }
        fs::write(&path, [0xff; 64]).expect("it is written");
        let refused = master_key(&path, DataDirectory::Existing);
        assert!(matches!(refused, Err(MasterKeyError::Malformed { .. })), "bytes that are no text");
        write(&path, &format!("{}\r\n", "Ab".repeat(32)), 0o600);
        let key = master_key(&path, DataDirectory::Existing).expect("a line end does no harm");
        assert_eq!(key.secret().bytes(), &[0xab; 32]);
    }
}
