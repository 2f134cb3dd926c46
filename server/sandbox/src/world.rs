//! One sandbox world: its seed, when it began, and what both make. Kept in a folder across starts.

use crate::country::Country;
use crate::people::People;
use nobat_domain::timestamp::Timestamp;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// A country with its people, and the moment it began.
#[derive(Clone, Debug)]
pub struct World {
    pub seed: u64,
    /// New booklets of this world were changed in the day before this.
    pub began: Timestamp,
    pub country: Country,
    pub people: People,
}

/// Why a world could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    #[error("could not read or write the world's file {}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("the world's file {} is not understood: move its folder away", path.display())]
    Damaged { path: PathBuf },
    #[error("the world in {} has seed {kept}, not {asked}", path.display())]
    OtherSeed { path: PathBuf, kept: u64, asked: u64 },
}

const FILE: &str = "world.json";
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    version: u32,
    seed: u64,
    began_ms: u64,
}

impl World {
    /// A world that is not kept anywhere.
    #[must_use]
    pub fn new(seed: u64, began: Timestamp) -> Self {
        Self { seed, began, country: Country::of(seed), people: People::of(seed) }
    }

    /// The world of a folder; where there is none it begins now.
    ///
    /// # Errors
    /// The file cannot be read, written or understood, or belongs to another seed.
    pub fn open(folder: &Path, seed: u64, now: Timestamp) -> Result<Self, WorldError> {
        let path = folder.join(FILE);
        let file = |source| WorldError::File { path: path.clone(), source };
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let kept = Kept { version: VERSION, seed, began_ms: now.0 };
                let text = serde_json::to_string(&kept).expect("three numbers are JSON");
                write_whole(folder, &path, &text).map_err(file)?;
                text
            }
            Err(error) => return Err(file(error)),
        };
        let kept: Option<Kept> = serde_json::from_str(&text).ok();
        match kept.filter(|kept| kept.version == VERSION) {
            None => Err(WorldError::Damaged { path }),
            Some(kept) if kept.seed != seed => {
                Err(WorldError::OtherSeed { path, kept: kept.seed, asked: seed })
            }
            Some(kept) => Ok(Self::new(seed, Timestamp(kept.began_ms))),
        }
    }
}

/// Writes beside and renames, so that a killed start leaves no half file.
fn write_whole(folder: &Path, path: &Path, text: &str) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let beside = path.with_extension("new");
    fs::write(&beside, text)?;
    fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_world_keeps_its_beginning_and_its_seed() {
        let folder = tempfile::tempdir().expect("a folder");
        let open = |seed, now| World::open(folder.path(), seed, Timestamp(now));
        assert_eq!(open(7, 1_000).expect("a new world").began, Timestamp(1_000));
        assert_eq!(open(7, 9_000).expect("the same world").began, Timestamp(1_000));
        assert!(matches!(open(8, 9_000), Err(WorldError::OtherSeed { kept: 7, asked: 8, .. })));
        fs::write(folder.path().join(FILE), "{").expect("a damaged file");
        assert!(matches!(open(7, 9_000), Err(WorldError::Damaged { .. })));
    }
}
