//! How far an endpoint has taken: one line in a file of its own, which outlives the process.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// In the data directory.
const FOLDER: &str = "webhooks";

#[derive(Clone, Debug)]
pub(super) struct Place(PathBuf);

impl Place {
    pub(super) fn make_folder(data: &Path) -> io::Result<()> {
        fs::create_dir_all(data.join(FOLDER))
    }

    pub(super) fn of(data: &Path, name: &str) -> Self {
        Self(data.join(FOLDER).join(name))
    }

    /// The position that was kept last; nothing for an endpoint that is new.
    pub(super) fn read(&self) -> io::Result<Option<String>> {
        match fs::read_to_string(&self.0) {
            Ok(word) => Ok(Some(word.trim().to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Keeps a position: after a crash it is this one or the one before.
    pub(super) fn keep(&self, word: &str) -> io::Result<()> {
        let part = self.0.with_extension("part");
        let mut file = File::create(&part)?;
        file.write_all(format!("{word}\n").as_bytes())?;
        file.sync_all()?;
        fs::rename(&part, &self.0)?;
        self.0.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_position_is_read_back() {
        let folder = tempfile::tempdir().expect("a folder");
        Place::make_folder(folder.path()).expect("it is made");
        let place = Place::of(folder.path(), "cards");
        assert_eq!(place.read().expect("it reads"), None);
        for word in ["1f1f1f1f.0.7", "1f1f1f1f.0.12"] {
            place.keep(word).expect("it is kept");
            assert_eq!(place.read().expect("it reads").as_deref(), Some(word));
        }
    }
}
