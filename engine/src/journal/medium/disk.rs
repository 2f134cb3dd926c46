//! The file system: O_DSYNC always, O_DIRECT where it is allowed.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::fs::OFlags;

use super::{Medium, MediumFile, MediumLock, Shelf};

const LOCK_NAME: &str = "LOCK";
/// Only the service's own account reads the journal.
const FILE_MODE: u32 = 0o600;

/// Two folders of a file system.
#[derive(Clone, Debug)]
pub struct DiskMedium {
    ring: PathBuf,
    archive: PathBuf,
}

impl DiskMedium {
    /// Makes the folders where they are missing.
    ///
    /// # Errors
    /// If a folder cannot be made.
    pub fn new(ring: impl Into<PathBuf>, archive: impl Into<PathBuf>) -> io::Result<Self> {
        let medium = Self { ring: ring.into(), archive: archive.into() };
        for folder in [&medium.ring, &medium.archive] {
            fs::create_dir_all(folder)?;
            if let Some(parent) = folder.parent().filter(|parent| !parent.as_os_str().is_empty()) {
                sync_folder(parent)?;
            }
        }
        Ok(medium)
    }

    fn folder(&self, shelf: Shelf) -> &Path {
        match shelf {
            Shelf::Ring => &self.ring,
            Shelf::Archive => &self.archive,
        }
    }
}

impl Medium for DiskMedium {
    fn lock(&self) -> io::Result<MediumLock> {
        let path = self.ring.join(LOCK_NAME);
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Box::new(file)),
            Err(TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    fn list(&self, shelf: Shelf) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(self.folder(shelf))? {
            if let Ok(name) = entry?.file_name().into_string() {
                names.push(name);
            }
        }
        Ok(names)
    }

    fn open(&self, shelf: Shelf, name: &str) -> io::Result<Arc<dyn MediumFile>> {
        let mut options = OpenOptions::new();
        // The archive may lie on a medium that lets nothing be changed.
        options.read(true).write(shelf == Shelf::Ring);
        Ok(Arc::new(DiskFile::open(&options, &self.folder(shelf).join(name))?))
    }

    fn create(&self, shelf: Shelf, name: &str) -> io::Result<Arc<dyn MediumFile>> {
        let path = self.folder(shelf).join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(&path)?;
        let mut options = OpenOptions::new();
        options.read(true).write(true);
        Ok(Arc::new(DiskFile::open(&options, &path)?))
    }

    fn rename(&self, shelf: Shelf, from: &str, to: &str) -> io::Result<()> {
        let folder = self.folder(shelf);
        // A file that has grown has a new size and new blocks in its inode.
        File::open(folder.join(from))?.sync_all()?;
        fs::rename(folder.join(from), folder.join(to))?;
        sync_folder(folder)
    }

    fn settle(&self, shelf: Shelf) -> io::Result<()> {
        sync_folder(self.folder(shelf))
    }

    fn remove(&self, shelf: Shelf, name: &str) -> io::Result<()> {
        fs::remove_file(self.folder(shelf).join(name))?;
        sync_folder(self.folder(shelf))
    }

    fn describe(&self, shelf: Shelf, name: &str) -> String {
        self.folder(shelf).join(name).display().to_string()
    }
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// One file behind two handles; the direct one is given up at its first `EINVAL`.
struct DiskFile {
    plain: File,
    direct: Option<File>,
    direct_works: AtomicBool,
}

impl DiskFile {
    fn open(options: &OpenOptions, path: &Path) -> io::Result<Self> {
        let plain = options.clone().custom_flags(flags(OFlags::DSYNC)).open(path)?;
        let direct =
            match options.clone().custom_flags(flags(OFlags::DSYNC | OFlags::DIRECT)).open(path) {
                Ok(file) => Some(file),
                Err(error) if is_invalid(&error) => None,
                Err(error) => return Err(error),
            };
        let direct_works = AtomicBool::new(direct.is_some());
        Ok(Self { plain, direct, direct_works })
    }

    /// Tries `act` on the direct handle, and on the plain one where the file system says that
    /// direct is not possible. `EINVAL` comes before any byte moves, so nothing is done twice.
    fn on_best(&self, mut act: impl FnMut(&File) -> io::Result<()>) -> io::Result<()> {
        if let Some(direct) = &self.direct
            && self.direct_works.load(Ordering::Relaxed)
        {
            match act(direct) {
                Err(error) if is_invalid(&error) => {
                    self.direct_works.store(false, Ordering::Relaxed);
                    tracing::warn!("direct access refused by the file system: using its cache");
                }
                done => return done,
            }
        }
        act(&self.plain)
    }
}

impl MediumFile for DiskFile {
    fn bytes(&self) -> io::Result<u64> {
        Ok(self.plain.metadata()?.len())
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<()> {
        self.on_best(|file| file.read_exact_at(into, offset))
    }

    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.on_best(|file| file.write_all_at(bytes, offset))
    }
}

fn flags(flags: OFlags) -> i32 {
    flags.bits().cast_signed()
}

fn is_invalid(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::INVAL.raw_os_error())
}

#[cfg(test)]
mod tests {
    use super::super::super::buffer::AlignedBuffer;
    use super::*;

    fn fresh(folder: &Path) -> DiskMedium {
        DiskMedium::new(folder.join("ring"), folder.join("archive")).expect("a fresh folder")
    }

    #[test]
    fn a_second_opener_is_locked_out_until_the_first_leaves() {
        let folder = tempfile::tempdir().expect("a folder");
        let medium = fresh(folder.path());
        let lock = medium.lock().expect("nobody else is here");
        let second = medium.lock().expect_err("the first still holds it");
        assert_eq!(second.kind(), io::ErrorKind::WouldBlock);
        drop(lock);
        medium.lock().expect("the first has left");
    }

    #[test]
    fn aligned_blocks_come_back_whichever_handle_wrote_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let medium = fresh(folder.path());
        let file = medium.create(Shelf::Ring, "a").expect("created");
        let mut buffer = AlignedBuffer::zeroed(8_192);
        buffer.bytes_mut().fill(0x5a);
        file.write_at(0, buffer.bytes()).expect("written");
        buffer.bytes_mut().fill(0);
        file.read_at(0, buffer.bytes_mut()).expect("read");
        assert!(buffer.bytes().iter().all(|byte| *byte == 0x5a));
    }

    #[test]
    fn a_write_that_direct_access_refuses_goes_through_the_cache() {
        let folder = tempfile::tempdir().expect("a folder");
        let medium = fresh(folder.path());
        drop(medium.create(Shelf::Ring, "a").expect("created"));
        let mut options = OpenOptions::new();
        options.read(true).write(true);
        let path = folder.path().join("ring/a");
        let file = DiskFile::open(&options, &path).expect("opened");
        // Neither address, length nor offset is a block's: a direct write must be refused.
        let odd = [7_u8; 4_097];
        file.write_at(1, &odd[1..]).expect("written through the cache");
        let mut back = [0_u8; 4_096];
        file.read_at(1, &mut back).expect("read through the cache");
        assert_eq!(back, odd[1..]);
        assert!(!file.direct_works.load(Ordering::Relaxed) || file.direct.is_none());
    }

    #[test]
    fn the_fallback_does_its_work_once_and_only_for_that_refusal() {
        let folder = tempfile::tempdir().expect("a folder");
        let medium = fresh(folder.path());
        drop(medium.create(Shelf::Ring, "a").expect("created"));
        let mut options = OpenOptions::new();
        options.read(true).write(true);
        let mut file = DiskFile::open(&options, &folder.path().join("ring/a")).expect("opened");
        file.direct = Some(file.plain.try_clone().expect("cloned"));
        file.direct_works.store(true, Ordering::Relaxed);
        let full = rustix::io::Errno::IO.raw_os_error();
        let mut tries = 0;
        let failed = file.on_best(|_| {
            tries += 1;
            Err(io::Error::from_raw_os_error(full))
        });
        assert_eq!(failed.expect_err("passed on").raw_os_error(), Some(full));
        assert_eq!(tries, 1, "a failed sync is never tried again elsewhere");
    }
}
