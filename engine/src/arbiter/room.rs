//! What the actors of one thread share, and nobody else sees.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use arc_swap::ArcSwap;
use nobat_board::Board;
use nobat_domain::ids::Sequence;
use nobat_domain::timestamp::Timestamp;
use tokio::sync::Notify;

use crate::arbiter::mailbox::Mailbox;
use crate::arbiter::parked::{Parked, Parking};
use crate::arbiter::roster::Roster;
use crate::arbiter::wheel::Wheel;
use crate::clock::Clock;
use crate::desk::{DeskActor, ToDesk};
use crate::journal::{Durable, Lane, Waiter, Work};
use crate::keyring::Keyring;
use crate::shift::ToShift;

/// How often a thread looks at its deadlines.
pub const TICK: Duration = Duration::from_millis(20);
/// Owners woken by one look; the rest come with the next.
const DUE_MAX: usize = 1_024;

/// What all threads share.
pub struct Shared {
    pub clock: Clock,
    pub board: Arc<Board>,
    pub roster: ArcSwap<Roster>,
    pub keyring: Arc<Keyring>,
    /// From here on a caller without an answer cannot know what has happened.
    pub stopping: AtomicBool,
}

/// One thread's own things.
pub struct Room {
    /// Tells this thread's figures from the others'.
    pub number: usize,
    pub shared: Arc<Shared>,
    lane: RefCell<Lane>,
    durable: Durable,
    waiter: Waiter,
    parking: RefCell<Parking>,
    armed: Cell<bool>,
    pub wheel: RefCell<Wheel>,
    /// When this thread's desk wants its next tick.
    pub desk_wakes: Cell<Option<Timestamp>>,
    desk: OnceCell<Mailbox<DeskActor>>,
    /// Shifts are not ticked before the desks have their answers.
    ticking: Cell<bool>,
}

thread_local! {
    static ROOM: OnceCell<Rc<Room>> = const { OnceCell::new() };
}

impl Room {
    /// Furnishes the current thread. Called once on each arbiter, before any actor starts there.
    pub fn furnish(number: usize, shared: Arc<Shared>, lane: Lane, durable: Durable) {
        let bell = Arc::new(Notify::new());
        let ring = Arc::clone(&bell);
        let waiter = durable.register(move || ring.notify_one());
        let room = Rc::new(Self {
            number,
            shared,
            lane: RefCell::new(lane),
            durable,
            waiter,
            parking: RefCell::default(),
            armed: Cell::new(false),
            wheel: RefCell::default(),
            desk_wakes: Cell::new(None),
            desk: OnceCell::new(),
            ticking: Cell::new(false),
        });
        ROOM.with(|cell| {
            assert!(cell.set(Rc::clone(&room)).is_ok(), "a thread is furnished once");
        });
        let woken = Rc::clone(&room);
        actix::spawn(async move {
            loop {
                bell.notified().await;
                woken.armed.set(false);
                woken.let_leave();
            }
        });
        actix::spawn(async move {
            let mut ticks = tokio::time::interval(TICK);
            ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
            loop {
                ticks.tick().await;
                room.tick();
            }
        });
    }

    /// The room of the current thread.
    #[must_use]
    pub fn here() -> Rc<Self> {
        ROOM.with(|cell| Rc::clone(cell.get().expect("actors start on furnished threads")))
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.shared.clock.now()
    }

    #[must_use]
    pub fn has_room(&self, work: Work) -> bool {
        let room = self.lane.borrow().has_room(work);
        if !room {
            metrics::counter!(crate::metric_names::BUSY, "place" => "journal").increment(1);
        }
        room
    }

    /// Takes sequences and puts the frame on its way to the disk; returns the last sequence.
    pub fn publish(&self, frame: &[u8], records: u32) -> Sequence {
        self.lane.borrow_mut().publish(frame, records)
    }

    /// The answer leaves when everything up to `rests_on` is durable.
    pub fn park(&self, rests_on: Sequence, answer: Parked) {
        self.parking.borrow_mut().park(rests_on, answer);
        self.let_leave();
    }

    fn let_leave(&self) {
        loop {
            let mut parking = self.parking.borrow_mut();
            parking.leave_up_to(self.durable.sequence());
            let Some(first) = parking.first() else { return };
            // One call of the writer wakes this thread for all answers of a batch.
            if self.armed.get() {
                return;
            }
            if !self.waiter.wake_at(first) {
                self.armed.set(true);
                return;
            }
        }
    }

    /// The one desk that works on this thread.
    pub fn seat_desk(&self, desk: Mailbox<DeskActor>) {
        assert!(self.desk.set(desk).is_ok(), "a thread has one desk");
    }

    pub fn begin_ticking(&self) {
        self.ticking.set(true);
    }

    fn tick(&self) {
        let now = self.now();
        let roster = self.shared.roster.load();
        if self.ticking.get() {
            for shift in self.wheel.borrow().due(now, DUE_MAX) {
                if let Some(mailbox) = roster.shift(shift) {
                    // A full mailbox is ticked with the next look.
                    let _ = mailbox.send(Work::Finishing, ToShift::Tick);
                }
            }
        }
        if self.desk_wakes.get().is_some_and(|at| at <= now)
            && let Some(desk) = self.desk.get()
        {
            let _ = desk.send(Work::Finishing, ToDesk::Tick);
        }
    }
}
