//! Letters as files in a folder, for a demo, for tests and for a system of one's own that fetches
//! them. They hold personal data in the clear, so the folder is private, and neither many nor old
//! ones stay in it.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use nobat_domain::timestamp::{Millis, Timestamp};

/// Letters that stay; the oldest go first.
const LETTERS_MAX: usize = 200;
/// No letter stays longer.
const KEPT: Millis = Millis::hours(24);
const ENDING: &str = ".eml";

#[derive(Clone, Debug)]
pub struct Outbox {
    folder: PathBuf,
}

impl Outbox {
    /// The outbox of a data directory: `outbox/mail`, made with the first letter.
    #[must_use]
    pub fn of(data: &Path) -> Self {
        Self { folder: data.join("outbox").join("mail") }
    }

    /// Puts a letter in, whole or not at all.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn put(&self, letter: &[u8], now: Timestamp) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
        self.make_room(now)?;
        let chance = getrandom::u64().map_err(|error| io::Error::other(error.to_string()))?;
        let name = format!("{:013}-{chance:016x}", now.0);
        let beside = self.folder.join(format!(".{name}"));
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
        file.write_all(letter)?;
        fs::rename(&beside, self.folder.join(format!("{name}{ENDING}")))
    }

    /// Letters by name, which is by age.
    fn letters(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name.ends_with(ENDING) {
                names.push(name);
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    fn make_room(&self, now: Timestamp) -> io::Result<()> {
        let names = self.letters()?;
        let surplus = (names.len() + 1).saturating_sub(LETTERS_MAX);
        let is_old = |name: &str| {
            let written = name.split('-').next().and_then(|at| at.parse().ok()).map(Timestamp);
            written.is_none_or(|at| at.plus(KEPT) <= now)
        };
        for (place, name) in names.iter().enumerate() {
            if place < surplus || is_old(name) {
                fs::remove_file(self.folder.join(name))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    const NOW: Timestamp = Timestamp(1_518_000_000_000);

    fn outbox() -> (tempfile::TempDir, Outbox) {
        let folder = tempfile::tempdir().expect("a folder");
        let outbox = Outbox::of(folder.path());
        (folder, outbox)
    }

    #[test]
    fn a_letter_is_a_private_file_that_can_be_read() {
        let (_folder, outbox) = outbox();
        outbox.put(b"Subject: a", NOW).expect("it is written");
        let names = outbox.letters().expect("it can be read");
        assert_eq!(names.len(), 1);
        let path = outbox.folder.join(&names[0]);
        assert_eq!(fs::read(&path).expect("it is there"), b"Subject: a");
        let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode();
        assert_eq!(mode(&path) & 0o777, 0o600);
        assert_eq!(mode(&outbox.folder) & 0o777, 0o700);
    }

    #[test]
    fn neither_many_nor_old_letters_stay() {
        let (_folder, outbox) = outbox();
        for number in 0..LETTERS_MAX as u64 + 5 {
            outbox.put(b"a", NOW.plus(Millis(number))).expect("it is written");
        }
        let names = outbox.letters().expect("it can be read");
        assert_eq!(names.len(), LETTERS_MAX);
        assert!(names[0].starts_with("1518000000005"), "the oldest went: {}", names[0]);
        outbox.put(b"b", NOW.plus(KEPT).plus(Millis::minutes(1))).expect("it is written");
        assert_eq!(outbox.letters().expect("it can be read").len(), 1);
    }
}
