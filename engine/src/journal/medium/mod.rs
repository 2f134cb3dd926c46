//! What the journal lies on: two shelves of files, one for the ring and one for the archive.
//! It owns synchronous block writes and the lock on the folder; it must never know a batch.
//! Two bodies exist: `disk.rs` for citizens, `memory.rs` for tests, which tears on command.

mod disk;
mod memory;

use std::any::Any;
use std::io;
use std::sync::Arc;

pub use disk::DiskMedium;
pub use memory::{MemoryMedium, Reach, Then};

/// The two folders.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Shelf {
    /// Segments that are written or wait to be.
    Ring,
    /// Copies of segments that were full.
    Archive,
}

/// Held as long as the journal is open; dropping it gives the folder free.
pub type MediumLock = Box<dyn Any + Send + Sync>;

pub trait Medium: Send + Sync {
    /// Takes the journal for this process alone.
    ///
    /// # Errors
    /// `WouldBlock` if another has it.
    fn lock(&self) -> io::Result<MediumLock>;

    /// File names on a shelf, in no order.
    fn list(&self, shelf: Shelf) -> io::Result<Vec<String>>;

    fn open(&self, shelf: Shelf, name: &str) -> io::Result<Arc<dyn MediumFile>>;

    /// A new, empty file; remains of the same name are dropped. Its name is durable only after
    /// [`Medium::rename`].
    fn create(&self, shelf: Shelf, name: &str) -> io::Result<Arc<dyn MediumFile>>;

    /// Durable with the folder when it returns.
    fn rename(&self, shelf: Shelf, from: &str, to: &str) -> io::Result<()>;

    /// Makes every name that stands on a shelf durable, whoever gave it.
    fn settle(&self, shelf: Shelf) -> io::Result<()>;

    fn remove(&self, shelf: Shelf, name: &str) -> io::Result<()>;

    /// The full name of a file, for people.
    fn describe(&self, shelf: Shelf, name: &str) -> String;
}

pub trait MediumFile: Send + Sync {
    fn bytes(&self) -> io::Result<u64>;

    /// Fills `into` from `offset`; the end of the file within it is an error.
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<()>;

    /// Durable when it returns `Ok`. After an error nothing is known about the bytes.
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()>;
}
