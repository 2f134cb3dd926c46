//! Letters, and short texts to mobiles, as files in a folder, for a demo, for tests and for a
//! system of one's own that fetches them. They hold personal data in the clear, so the folder is
//! private, and neither many nor old ones stay in it.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use nobat_domain::timestamp::{Millis, Timestamp};

/// Letters that stay; the oldest go first.
const LETTERS_MAX: usize = 200;
/// No letter stays longer.
const KEPT: Millis = Millis::hours(24);
const LETTER: &str = ".eml";
const TEXT: &str = ".txt";

#[derive(Clone, Debug)]
pub struct Outbox {
    folder: PathBuf,
    ending: &'static str,
}

impl Outbox {
    /// The outbox of a data directory: `outbox/mail`, made with the first letter.
    #[must_use]
    pub fn of(data: &Path) -> Self {
        Self { folder: data.join("outbox").join("mail"), ending: LETTER }
    }

    /// The texts to mobiles: `outbox/sms`.
    #[must_use]
    pub fn of_texts(data: &Path) -> Self {
        Self { folder: data.join("outbox").join("sms"), ending: TEXT }
    }

    /// Puts a letter in, whole or not at all.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn put(&self, letter: &[u8], now: Timestamp) -> io::Result<()> {
        let chance = getrandom::u64().map_err(|error| io::Error::other(error.to_string()))?;
        self.put_once(&format!("{chance:016x}"), letter, now)
    }

    /// The same under a name; one of that name that is still there is enough.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn put_once(&self, name: &str, letter: &[u8], now: Timestamp) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
        self.make_room(now)?;
        let ending = format!("-{name}{}", self.ending);
        if self.letters()?.iter().any(|there| there.ends_with(&ending)) {
            return Ok(());
        }
        let name = format!("{:013}-{name}", now.0);
        let beside = self.folder.join(format!(".{name}"));
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
        file.write_all(letter)?;
        fs::rename(&beside, self.folder.join(format!("{name}{}", self.ending)))
    }

    /// Letters by name, which is by age.
    fn letters(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name.ends_with(self.ending) {
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
                match fs::remove_file(self.folder.join(name)) {
                    // Another letter has made the same room.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    removed => removed?,
                }
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
    fn what_has_a_name_lies_there_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let texts = Outbox::of_texts(folder.path());
        for name in ["a-1", "a-1", "a-11", "b-1"] {
            texts.put_once(name, b"a", NOW).expect("it is written");
        }
        assert_eq!(texts.letters().expect("it can be read").len(), 3);
    }

    #[test]
    fn letters_that_come_at_once_make_room_for_each_other() {
        let (_folder, outbox) = outbox();
        for number in 0..LETTERS_MAX as u64 {
            outbox.put(b"a", NOW.plus(Millis(number))).expect("it is written");
        }
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..20 {
                        outbox.put(b"b", NOW.plus(Millis(1_000))).expect("it is written");
                    }
                });
            }
        });
        let left = outbox.letters().expect("it can be read").len();
        assert!(left <= LETTERS_MAX + 8, "{left}");
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
