//! A disk as bad as disks are: a cache before the platter, writes that arrive in part, in any order
//! or twice, syncs that fail, sectors that rot.
//!
//! A sector holds a part of a write and knows of which: that stands for checksums. It is atomic.

use std::rc::Rc;

use crate::random::Random;

/// What stands in a sector: the n-th part of a write, or nothing that can be read.
pub type Sector<W> = Option<(Rc<W>, usize)>;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Cached {
    Clean,
    /// The platter has not got it yet.
    Dirty,
    /// A sync failed on it: the cache takes it for written, and it never will be.
    Forgotten,
}

#[derive(Debug)]
struct Cell<W> {
    read: Sector<W>,
    platter: Sector<W>,
    cached: Cached,
}

/// How much of what no sync had covered is there after a crash.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Left {
    /// Everything had been synced.
    Certain,
    Nothing,
    /// From the beginning up to somewhere.
    Beginning,
    /// A later sector without an earlier one.
    Holes,
    Whole,
}

#[derive(Debug)]
pub struct Disk<W> {
    cells: Vec<Cell<W>>,
    /// Which cells are [`Cached::Dirty`], in the order of their writing.
    dirty: Vec<usize>,
    /// What stood in rotten sectors.
    rotten: Vec<(usize, Sector<W>)>,
}

impl<W> Disk<W> {
    #[must_use]
    pub fn blank(sectors: usize) -> Self {
        let cell = || Cell { read: None, platter: None, cached: Cached::Clean };
        let cells = (0..sectors).map(|_| cell()).collect();
        Self { cells, dirty: Vec::new(), rotten: Vec::new() }
    }

    #[must_use]
    pub fn read(&self, at: usize) -> Option<(&Rc<W>, usize)> {
        self.cells.get(at)?.read.as_ref().map(|(write, part)| (write, *part))
    }

    /// Puts sectors into the cache; the platter may get them at any time from now on.
    pub fn write(&mut self, at: usize, sectors: &[Sector<W>]) {
        for (at, sector) in (at..).zip(sectors) {
            let cell = &mut self.cells[at];
            cell.read.clone_from(sector);
            if cell.cached != Cached::Dirty {
                cell.cached = Cached::Dirty;
                self.dirty.push(at);
            }
        }
    }

    /// A write that the end of its process has interrupted: any of its sectors are in the cache.
    pub fn write_in_part(&mut self, at: usize, sectors: &[Sector<W>], random: &mut Random) -> Left {
        let arrived = arrived(sectors.len(), random);
        for (place, sector) in sectors.iter().enumerate().filter(|(place, _)| arrived[*place]) {
            self.write(at + place, std::slice::from_ref(sector));
        }
        left(&arrived)
    }

    /// Everything in the cache is on the platter, but for what a failed sync has forgotten.
    pub fn sync(&mut self) {
        for at in self.dirty.drain(..) {
            let cell = &mut self.cells[at];
            cell.platter.clone_from(&cell.read);
            cell.cached = Cached::Clean;
        }
    }

    /// Some sectors reach the platter, and none is tried again.
    pub fn fail_sync(&mut self, random: &mut Random) {
        let dirty = std::mem::take(&mut self.dirty);
        let arrived = arrived(dirty.len(), random);
        for (at, arrived) in dirty.into_iter().zip(arrived) {
            let cell = &mut self.cells[at];
            if arrived {
                cell.platter.clone_from(&cell.read);
                cell.cached = Cached::Clean;
            } else {
                cell.cached = Cached::Forgotten;
            }
        }
    }

    /// The cache is gone.
    pub fn lose_power(&mut self, random: &mut Random) -> Left {
        let dirty = std::mem::take(&mut self.dirty);
        let arrived = arrived(dirty.len(), random);
        for (at, arrived) in dirty.into_iter().zip(&arrived) {
            let cell = &mut self.cells[at];
            if *arrived {
                cell.platter.clone_from(&cell.read);
            }
        }
        for cell in &mut self.cells {
            cell.read.clone_from(&cell.platter);
            cell.cached = Cached::Clean;
        }
        left(&arrived)
    }

    /// A write has been done twice, the second time elsewhere.
    pub fn double(&mut self, from: usize, sectors: usize, to: usize) {
        for step in 0..sectors {
            let copy = self.cells[from + step].read.clone();
            let cell = &mut self.cells[to + step];
            (cell.platter, cell.read) = (copy.clone(), copy);
        }
    }

    /// A sector that was safe cannot be read any more.
    pub fn rot(&mut self, at: usize) {
        let cell = &mut self.cells[at];
        self.rotten.push((at, cell.read.take()));
        cell.platter = None;
    }

    /// Nobody needed what has rotted.
    pub fn accept(&mut self) {
        self.rotten.clear();
    }

    /// A person puts back from the archive what has rotted. Gives whether anything had.
    pub fn mend(&mut self) -> bool {
        let any = !self.rotten.is_empty();
        for (at, sector) in std::mem::take(&mut self.rotten) {
            let cell = &mut self.cells[at];
            (cell.platter, cell.read) = (sector.clone(), sector);
        }
        any
    }
}

/// Which of so many sectors have arrived: none, all, a beginning, all but one, any.
fn arrived(sectors: usize, random: &mut Random) -> Vec<bool> {
    let kind = random.below(5);
    let turn = usize::try_from(random.below(sectors.max(1) as u64)).expect("few sectors");
    let each = (0..sectors).map(|at| match kind {
        0 => false,
        1 => true,
        2 => at < turn,
        3 => at != turn,
        _ => random.per_mille(500),
    });
    each.collect()
}

fn left(arrived: &[bool]) -> Left {
    let count = arrived.iter().filter(|arrived| **arrived).count();
    match count {
        _ if arrived.is_empty() => Left::Certain,
        0 => Left::Nothing,
        _ if count == arrived.len() => Left::Whole,
        _ if arrived[..count].iter().all(|arrived| *arrived) => Left::Beginning,
        _ => Left::Holes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Named;

    fn sectors(write: &Rc<Named>, count: usize) -> Vec<Sector<Named>> {
        (0..count).map(|part| Some((Rc::clone(write), part))).collect()
    }

    fn there(disk: &Disk<Named>, write: &Rc<Named>, at: usize) -> usize {
        let is = |at: &usize| disk.read(*at).is_some_and(|(found, _)| Rc::ptr_eq(found, write));
        (at..at + 4).filter(is).count()
    }

    #[test]
    fn what_was_synced_outlives_the_power_and_nothing_else_surely_does() {
        let (mut torn, mut lost, mut whole) = (0, 0, 0);
        for seed in 0..100 {
            let (safe, unsafe_) = (Rc::new(Named), Rc::new(Named));
            let mut disk = Disk::blank(8);
            disk.write(0, &sectors(&safe, 4));
            disk.sync();
            disk.write(4, &sectors(&unsafe_, 4));
            assert_eq!(there(&disk, &unsafe_, 4), 4, "a reader sees the cache");
            let left = disk.lose_power(&mut Random::new(seed));
            assert_eq!(there(&disk, &safe, 0), 4);
            match there(&disk, &unsafe_, 4) {
                0 => lost += u32::from(left == Left::Nothing),
                4 => whole += u32::from(left == Left::Whole),
                _ => torn += u32::from(matches!(left, Left::Beginning | Left::Holes)),
            }
        }
        assert_eq!(torn + lost + whole, 100);
        assert!(torn > 0 && lost > 0 && whole > 0);
    }

    #[test]
    fn a_sync_after_a_failed_one_succeeds_and_has_saved_nothing() {
        let forgotten = (0..100).any(|seed| {
            let write = Rc::new(Named);
            let (mut disk, mut random) = (Disk::blank(4), Random::new(seed));
            disk.write(0, &sectors(&write, 4));
            disk.fail_sync(&mut random);
            disk.sync();
            assert_eq!(there(&disk, &write, 0), 4, "the cache shows it");
            disk.lose_power(&mut random);
            there(&disk, &write, 0) < 4
        });
        assert!(forgotten);
    }

    #[test]
    fn what_has_rotted_can_be_put_back() {
        let write = Rc::new(Named);
        let mut disk = Disk::blank(4);
        disk.write(0, &sectors(&write, 4));
        disk.sync();
        disk.rot(2);
        assert!(disk.read(2).is_none());
        assert!(disk.mend() && !disk.mend());
        assert_eq!(there(&disk, &write, 0), 4);
    }
}
