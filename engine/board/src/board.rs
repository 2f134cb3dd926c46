//! The board itself: owners write, anybody reads, one surveyor changes what it shows.

use std::sync::Arc;

use arc_swap::ArcSwap;
use nobat_domain::ids::{Day, ShiftId};
use nobat_domain::ranking::Standing;

use crate::directory::Directory;
use crate::handover::{Generation, take_over};
use crate::search::{Listing, Query, search};
use crate::snapshot::Snapshot;

/// What every office-shift offers on every day of the window.
pub struct Board {
    current: ArcSwap<Snapshot>,
    generation: Generation,
}

/// Whether lists show what an owner wrote.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Published {
    Shown,
    /// The day is before or beyond the window. A day beyond it is shown when the window has reached
    /// it and the owner has published it again.
    OutsideWindow,
    /// The directory has no such office.
    NoSuchOffice,
}

impl Board {
    /// A board on which every shift is closed until its owner publishes, with its one surveyor.
    #[must_use]
    pub fn open(directory: Directory, first_day: Day) -> (Arc<Self>, Surveyor) {
        let current = ArcSwap::from_pointee(Snapshot::closed(directory, first_day));
        let board = Arc::new(Self { current, generation: Generation::first() });
        let surveyor = Surveyor { board: Arc::clone(&board) };
        (board, surveyor)
    }

    /// Shows what a shift offers on a day. Only the owner of the shift may call this.
    ///
    /// Takes no lock and waits for nobody. After it returns [`Published::Shown`], no change of the
    /// board by the surveyor loses the word; so an owner publishes a change once and forgets it.
    pub fn publish(&self, shift: ShiftId, day: Day, standing: Standing) -> Published {
        let load = || {
            let snapshot = self.current.load();
            (snapshot.generation, snapshot)
        };
        self.generation.publish(load, |snapshot| write(snapshot, shift, day, standing))
    }

    /// The board as it is laid out now, for as long as it is kept. For a page that needs the list
    /// and the facts of its offices from one directory.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    /// [`search`] in the board as it is laid out now.
    #[must_use]
    pub fn search(&self, query: &Query) -> Listing {
        search(&self.current.load(), query)
    }
}

fn write(snapshot: &Snapshot, shift: ShiftId, day: Day, standing: Standing) -> Published {
    let Some(cell) = snapshot.directory().layout().cell(shift) else {
        return Published::NoSuchOffice;
    };
    let Some(run) = snapshot.run(day) else {
        return Published::OutsideWindow;
    };
    run[cell].write(standing);
    Published::Shown
}

/// The only one who changes which offices and days the board shows. There is one for each board,
/// which is why readers, owners and the surveyor need no lock between them.
pub struct Surveyor {
    board: Arc<Board>,
}

impl Surveyor {
    /// Shows other facts of the offices, or other offices.
    ///
    /// What owners have published stays. A new office is closed until its owner publishes; one
    /// that has left the directory is no longer shown.
    pub fn replace_directory(&mut self, directory: Directory) {
        let first_day = *self.board.current.load().window().start();
        self.change(Arc::new(directory), first_day);
    }

    /// Moves the window, so that `first_day` is the earliest day shown.
    ///
    /// Days that stay keep what owners have published. Days that come in are closed until their
    /// owners publish them, so whoever owns days beyond the window is told after this returns.
    pub fn slide(&mut self, first_day: Day) {
        let directory = Arc::clone(self.board.current.load().directory());
        self.change(directory, first_day);
    }

    fn change(&mut self, directory: Arc<Directory>, first_day: Day) {
        let old = self.board.current.load_full();
        let (new, relaid) = old.followed_by(directory, first_day);
        let moves = old.directory().layout().moves_to(new.directory().layout());
        let number = new.generation;
        self.board.generation.change(
            number,
            || self.board.current.store(Arc::new(new)),
            || relaid.iter().for_each(|(old, new)| take_over(old, new, &moves)),
        );
    }
}
