//! Where the contestants write: fresh directories, removed when they are dropped.

use anyhow::{Context, bail};
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Others may pass through, and not look: servers that refuse to run as root get to their own.
const PASSABLE: u32 = 0o711;
const OTHERS_PASS: u32 = 0o001;
/// Tried in this order behind the program's own directory.
const ELSEWHERE: [&str; 3] = ["/var/tmp", "/tmp", "."];

/// Directories for one comparison.
#[derive(Debug)]
pub struct Place {
    base: PathBuf,
}

/// Directories for one turn: data on the disk that is measured, and sockets where names are short.
#[derive(Debug)]
pub struct TurnPlace {
    pub data: TempDir,
    pub sockets: TempDir,
}

impl Place {
    /// In `given`, or on the file system of `program`.
    ///
    /// # Errors
    /// There is no such place that servers could reach.
    pub fn choose(given: Option<&Path>, program: &Path) -> anyhow::Result<Self> {
        if let Some(given) = given {
            fs::create_dir_all(given).with_context(|| format!("making {}", given.display()))?;
            let base = fs::canonicalize(given).context("resolving the data directory")?;
            if !passable(&base)? {
                bail!("{}: a server that is not root cannot get there", base.display());
            }
            return Ok(Self { base });
        }
        let device = fs::metadata(program).context("looking at this program")?.dev();
        let own = program.parent().map(Path::to_owned);
        let candidates = own.into_iter().chain(ELSEWHERE.map(PathBuf::from));
        for candidate in candidates.filter_map(|path| fs::canonicalize(path).ok()) {
            let is_near = fs::metadata(&candidate).is_ok_and(|found| found.dev() == device);
            if is_near && passable(&candidate)? && TempDir::new_in(&candidate).is_ok() {
                return Ok(Self { base: candidate });
            }
        }
        bail!("no directory on the file system of {}; say --data DIR", program.display())
    }

    pub fn base(&self) -> &Path {
        &self.base
    }

    /// # Errors
    /// A directory cannot be made.
    pub fn turn(&self) -> anyhow::Result<TurnPlace> {
        let fresh = |base: &Path| {
            let dir = tempfile::Builder::new().prefix("nobat-peers-").tempdir_in(base)?;
            fs::set_permissions(dir.path(), Permissions::from_mode(PASSABLE))?;
            Ok::<_, std::io::Error>(dir)
        };
        let data = fresh(&self.base).with_context(|| format!("in {}", self.base.display()))?;
        let sockets = fresh(Path::new("/tmp")).context("a directory for sockets in /tmp")?;
        Ok(TurnPlace { data, sockets })
    }
}

/// Whether everybody may pass all the way to it. Only root needs that, for a server that is not.
fn passable(dir: &Path) -> anyhow::Result<bool> {
    if !rustix::process::geteuid().is_root() {
        return Ok(true);
    }
    for part in dir.ancestors() {
        let mode = fs::metadata(part).with_context(|| format!("{}", part.display()))?.mode();
        if mode & OTHERS_PASS == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_has_fresh_directories_that_are_removed() {
        let given = tempfile::Builder::new().tempdir_in("/tmp").expect("a directory");
        fs::set_permissions(given.path(), Permissions::from_mode(PASSABLE)).expect("ours");
        let place = Place::choose(Some(&given.path().join("new")), Path::new("/")).expect("it");
        let (one, two) = (place.turn().expect("one"), place.turn().expect("two"));
        assert_ne!(one.data.path(), two.data.path());
        assert!(one.data.path().starts_with(place.base()));
        let gone = one.data.path().to_owned();
        drop(one);
        assert!(!gone.exists() && two.data.path().exists());
    }

    #[test]
    fn without_a_word_the_place_is_on_the_programs_file_system() {
        let program = std::env::current_exe().expect("this test");
        let place = Place::choose(None, &program).expect("a place");
        let device = |path: &Path| fs::metadata(path).expect("it is there").dev();
        assert_eq!(device(place.base()), device(&program));
    }
}
