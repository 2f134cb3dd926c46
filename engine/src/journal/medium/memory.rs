//! A disk in memory that fails as disks do: on command, and the same for the same seed.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use super::{Medium, MediumFile, MediumLock, Shelf};

/// What a disk writes at once; a torn write is torn between sectors.
const SECTOR_BYTES: usize = 512;

/// How much of the failing write reaches the disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// Nothing.
    Lost,
    /// Everything, though nobody is told.
    Whole,
    /// The first so many bytes, not even whole sectors.
    Cut(usize),
    /// Any of its sectors, in any order: each by a coin of the seed.
    Torn,
}

/// What happens to the machine with the failing write.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Then {
    /// The write returns an input/output error, everything else goes on.
    Error,
    /// This call and all later ones fail until [`MemoryMedium::restart`].
    PowerOff,
}

/// Files in memory. Clones share them.
#[derive(Clone)]
pub struct MemoryMedium {
    state: Arc<Mutex<State>>,
}

type Content = Arc<Mutex<Vec<u8>>>;

struct State {
    files: BTreeMap<(Shelf, String), Content>,
    random: u64,
    /// Writes until the failing one, counted down.
    planned: Option<(u64, Reach, Then)>,
    power: bool,
    /// Handles of an earlier life are dead.
    life: u64,
    capacity_bytes: Option<u64>,
    lock: Arc<AtomicBool>,
    writes: u64,
}

impl MemoryMedium {
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let state = State {
            files: BTreeMap::new(),
            // xorshift stands still at zero.
            random: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            planned: None,
            power: true,
            life: 0,
            capacity_bytes: None,
            lock: Arc::default(),
            writes: 0,
        };
        Self { state: Arc::new(Mutex::new(state)) }
    }

    /// The write after `writes` more ones fails.
    pub fn fail_after(&self, writes: u64, reach: Reach, then: Then) {
        self.state().planned = Some((writes, reach, then));
    }

    /// Pulls the plug between two writes.
    pub fn power_off(&self) {
        self.state().power = false;
    }

    #[must_use]
    pub fn has_power(&self) -> bool {
        self.state().power
    }

    /// Power is back; the process is a new one.
    pub fn restart(&self) {
        let mut state = self.state();
        state.power = true;
        state.planned = None;
        state.life += 1;
        state.lock = Arc::default();
    }

    /// Files may hold so many bytes together; `None`: no end.
    pub fn limit_bytes(&self, bytes: Option<u64>) {
        self.state().capacity_bytes = bytes;
    }

    /// Bytes in all files.
    #[must_use]
    pub fn used_bytes(&self) -> u64 {
        self.state().used_bytes()
    }

    /// Writes that were asked for since the beginning.
    #[must_use]
    pub fn writes(&self) -> u64 {
        self.state().writes
    }

    /// Changes a file behind the journal's back. Says whether it was there.
    pub fn tamper(&self, shelf: Shelf, name: &str, change: impl FnOnce(&mut Vec<u8>)) -> bool {
        let content = self.state().files.get(&(shelf, name.to_owned())).cloned();
        let Some(content) = content else { return false };
        change(&mut lock(&content));
        true
    }

    /// Another medium with the same bytes, as a disk image taken now.
    #[must_use]
    pub fn image(&self) -> Self {
        let copy = Self::new(self.state().random);
        for (key, content) in &self.state().files {
            let bytes = lock(content).clone();
            copy.state().files.insert(key.clone(), Arc::new(Mutex::new(bytes)));
        }
        copy
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    fn alive(&self) -> io::Result<MutexGuard<'_, State>> {
        let state = self.state();
        if state.power { Ok(state) } else { Err(no_power()) }
    }
}

impl State {
    fn random(&mut self) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random
    }

    fn used_bytes(&self) -> u64 {
        self.files.values().map(|content| lock(content).len() as u64).sum()
    }

    /// The fault that this write meets, if it is its turn.
    fn fault(&mut self) -> Option<(Reach, Then)> {
        self.writes += 1;
        let (writes, reach, then) = self.planned?;
        if writes > 0 {
            self.planned = Some((writes - 1, reach, then));
            return None;
        }
        self.planned = None;
        if then == Then::PowerOff {
            self.power = false;
        }
        Some((reach, then))
    }

    /// Which bytes of a failing write arrive, as ranges.
    fn arriving(&mut self, reach: Reach, bytes: usize) -> Vec<(usize, usize)> {
        match reach {
            Reach::Lost => Vec::new(),
            Reach::Whole => vec![(0, bytes)],
            Reach::Cut(cut) => vec![(0, cut.min(bytes))],
            Reach::Torn => (0..bytes)
                .step_by(SECTOR_BYTES)
                .filter(|_| self.random().is_multiple_of(2))
                .map(|start| (start, (start + SECTOR_BYTES).min(bytes)))
                .collect(),
        }
    }
}

impl Medium for MemoryMedium {
    fn lock(&self) -> io::Result<MediumLock> {
        let flag = self.alive()?.lock.clone();
        if flag.swap(true, Ordering::SeqCst) {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        Ok(Box::new(MemoryLock(flag)))
    }

    fn list(&self, shelf: Shelf) -> io::Result<Vec<String>> {
        let state = self.alive()?;
        let names = state.files.keys().filter(|(on, _)| *on == shelf);
        Ok(names.map(|(_, name)| name.clone()).collect())
    }

    fn open(&self, shelf: Shelf, name: &str) -> io::Result<Arc<dyn MediumFile>> {
        let state = self.alive()?;
        let content = state.files.get(&(shelf, name.to_owned())).ok_or(io::ErrorKind::NotFound)?;
        let content = content.clone();
        Ok(Arc::new(MemoryFile { content, medium: self.clone(), life: state.life }))
    }

    fn create(&self, shelf: Shelf, name: &str) -> io::Result<Arc<dyn MediumFile>> {
        self.alive()?.files.insert((shelf, name.to_owned()), Content::default());
        self.open(shelf, name)
    }

    fn rename(&self, shelf: Shelf, from: &str, to: &str) -> io::Result<()> {
        let mut state = self.alive()?;
        let content =
            state.files.remove(&(shelf, from.to_owned())).ok_or(io::ErrorKind::NotFound)?;
        state.files.insert((shelf, to.to_owned()), content);
        Ok(())
    }

    fn settle(&self, _shelf: Shelf) -> io::Result<()> {
        self.alive().map(drop)
    }

    fn remove(&self, shelf: Shelf, name: &str) -> io::Result<()> {
        let removed = self.alive()?.files.remove(&(shelf, name.to_owned()));
        removed.map(drop).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn describe(&self, shelf: Shelf, name: &str) -> String {
        match shelf {
            Shelf::Ring => format!("memory:ring/{name}"),
            Shelf::Archive => format!("memory:archive/{name}"),
        }
    }
}

struct MemoryLock(Arc<AtomicBool>);

impl Drop for MemoryLock {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}

struct MemoryFile {
    content: Content,
    medium: MemoryMedium,
    life: u64,
}

impl MemoryFile {
    fn alive(&self) -> io::Result<MutexGuard<'_, State>> {
        let state = self.medium.alive()?;
        if state.life == self.life { Ok(state) } else { Err(no_power()) }
    }
}

impl MediumFile for MemoryFile {
    fn bytes(&self) -> io::Result<u64> {
        let _state = self.alive()?;
        Ok(lock(&self.content).len() as u64)
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<()> {
        let _state = self.alive()?;
        let content = lock(&self.content);
        let start = offset as usize;
        let found = content.get(start..start + into.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        into.copy_from_slice(found);
        Ok(())
    }

    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.alive()?;
        let end = offset as usize + bytes.len();
        let growth = end.saturating_sub(lock(&self.content).len()) as u64;
        if let Some(capacity) = state.capacity_bytes
            && growth > 0
            && state.used_bytes() + growth > capacity
        {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let fault = state.fault();
        let arriving = match fault {
            None => vec![(0, bytes.len())],
            Some((reach, _)) => state.arriving(reach, bytes.len()),
        };
        let mut content = lock(&self.content);
        for (from, to) in arriving {
            let (start, stop) = (offset as usize + from, offset as usize + to);
            if content.len() < stop {
                content.resize(stop, 0);
            }
            content[start..stop].copy_from_slice(&bytes[from..to]);
        }
        match fault {
            None => Ok(()),
            Some((_, Then::PowerOff)) => Err(no_power()),
            Some((_, Then::Error)) => Err(io::Error::other("input/output error, as planned")),
        }
    }
}

fn no_power() -> io::Error {
    io::Error::other("the power is off")
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A test that panicked with the lock has its own message; the bytes are still bytes.
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
