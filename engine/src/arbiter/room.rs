//! What the owners of one thread share, and nobody else sees: their turns, their way to the disk
//! and out.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use arc_swap::ArcSwap;
use nobat_board::Board;
use nobat_domain::ids::{Sequence, ShiftId};
use nobat_domain::shift::Refusal;
use nobat_domain::staff::Switches;
use nobat_domain::tariff::Tariff;
use nobat_domain::timestamp::Timestamp;

use crate::arbiter::meters::Meters;
use crate::arbiter::parked::{Parked, Parking};
use crate::arbiter::post::{Letter, Post};
use crate::arbiter::roster::Roster;
use crate::arbiter::wheel::Wheel;
use crate::clock::Clock;
use crate::desk::DeskOwner;
use crate::journal::{Durable, Intake, Lane, Waiter, Work};
use crate::keyring::Keyring;
use crate::shift::ShiftOwner;

/// How often a thread looks at its deadlines.
pub const TICK: Duration = Duration::from_millis(20);
/// Owners looked at by one tick; the rest come with the next.
const DUE_MAX: usize = 1_024;
/// Letters between two times that what was decided sets off to the disk: small enough that the
/// writer is not kept waiting, large enough that a batch is worth a sync.
const LETTERS_MAX: usize = 256;
/// Letters whose memory is asked for together: about as many reads as a core keeps under way.
const LOOKED_AHEAD: usize = 16;

/// What all threads share.
pub struct Shared {
    pub clock: Clock,
    pub board: Arc<Board>,
    pub roster: ArcSwap<Roster>,
    pub post: Post,
    /// What services cost; the registrar alone changes it.
    pub tariff: ArcSwap<Tariff>,
    /// What citizens are asked for; the registrar alone changes it.
    pub switches: ArcSwap<Switches>,
    pub intake: Intake,
    pub keyring: Arc<Keyring>,
    /// From here on a caller without an answer cannot know what has happened.
    pub stopping: AtomicBool,
}

/// One thread's own things.
pub struct Room {
    /// Tells this thread's figures from the others'.
    pub number: usize,
    pub shared: Arc<Shared>,
    pub meters: Meters,
    lane: RefCell<Lane>,
    durable: Durable,
    waiter: Waiter,
    parking: RefCell<Parking>,
    shifts: RefCell<Vec<Option<Rc<RefCell<ShiftOwner>>>>>,
    desk: OnceCell<Rc<RefCell<DeskOwner>>>,
    wheel: RefCell<Wheel>,
    /// When this thread's desk wants its next tick.
    pub desk_wakes: Cell<Option<Timestamp>>,
    /// Shifts are not ticked before the desks have their answers.
    ticking: Cell<bool>,
    /// Letters between owners of this thread, and those for each other thread.
    inside: RefCell<VecDeque<Letter>>,
    outside: RefCell<Vec<Vec<Letter>>>,
}

thread_local! {
    static ROOM: OnceCell<Rc<Room>> = const { OnceCell::new() };
}

impl Room {
    /// Furnishes the current thread. Called once on each arbiter, before any actor starts there.
    pub fn furnish(number: usize, shared: Arc<Shared>, lane: Lane, durable: Durable) {
        let bell = Arc::clone(shared.post.of_thread(number).bell());
        let ring = Arc::clone(&bell);
        let waiter = durable.register(move || ring.notify_one());
        let outside = (0..shared.post.threads()).map(|_| Vec::new()).collect();
        let room = Rc::new(Self {
            number,
            shared,
            meters: Meters::new(number),
            lane: RefCell::new(lane),
            durable,
            waiter,
            parking: RefCell::default(),
            shifts: RefCell::default(),
            desk: OnceCell::new(),
            wheel: RefCell::default(),
            desk_wakes: Cell::new(None),
            ticking: Cell::new(false),
            inside: RefCell::default(),
            outside: RefCell::new(outside),
        });
        ROOM.with(|cell| {
            assert!(cell.set(Rc::clone(&room)).is_ok(), "a thread is furnished once");
        });
        let woken = Rc::clone(&room);
        actix::spawn(async move {
            let mut letters = Vec::new();
            loop {
                bell.notified().await;
                woken.turn(&mut letters);
                // Mailboxes and ticks come between two turns, however much post there is.
                tokio::task::yield_now().await;
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

    /// Gives the owner of a shift its place on this thread.
    pub fn seat_shift(&self, shift: ShiftId, owner: Rc<RefCell<ShiftOwner>>) {
        let mut shifts = self.shifts.borrow_mut();
        let index = shift.0 as usize;
        if shifts.len() <= index {
            shifts.resize_with(index + 1, || None);
        }
        shifts[index] = Some(owner);
    }

    /// The one desk that works on this thread.
    pub fn seat_desk(&self, desk: Rc<RefCell<DeskOwner>>) {
        assert!(self.desk.set(desk).is_ok(), "a thread has one desk");
    }

    fn shift(&self, shift: ShiftId) -> Option<Rc<RefCell<ShiftOwner>>> {
        self.shifts.borrow().get(shift.0 as usize).and_then(Clone::clone)
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.shared.clock.now()
    }

    #[must_use]
    pub fn has_room(&self, work: Work) -> bool {
        let room = self.lane.borrow().has_room(work);
        if !room {
            self.meters.busy_journal.increment(1);
        }
        room
    }

    /// Takes sequences for the frame, which sets off to the disk when the turn ends; returns the
    /// last sequence.
    pub fn publish(&self, frame: &[u8], records: u32) -> Sequence {
        self.lane.borrow_mut().stage(frame, records)
    }

    /// The answer leaves when everything up to `rests_on` is durable, after the turn has ended.
    pub fn park(&self, rests_on: Sequence, answer: Parked) {
        self.parking.borrow_mut().park(rests_on, answer);
    }

    /// The owner of this shift is to be looked at no later than at its deadline.
    pub fn look_at(&self, shift: ShiftId, deadline: Option<Timestamp>) {
        if let Some(deadline) = deadline {
            self.wheel.borrow_mut().no_later(shift, deadline);
        }
    }

    /// A letter from an owner of this thread.
    pub fn send(&self, letter: Letter) {
        let home = self.shared.post.home_of(&letter);
        if home == self.number {
            self.inside.borrow_mut().push_back(letter);
        } else {
            self.outside.borrow_mut()[home].push(letter);
        }
    }

    /// What a message to an actor has set off comes to its end. Called after each.
    pub fn end_turn(&self) {
        self.deliver_inside();
        self.set_off();
        self.let_leave();
    }

    /// Everything that waits in the post box is handed to its owners.
    fn turn(&self, letters: &mut Vec<Letter>) {
        self.let_leave();
        self.shared.post.of_thread(self.number).take(letters);
        let mut rest = letters.drain(..);
        for done in 0_usize.. {
            if done.is_multiple_of(LOOKED_AHEAD) {
                self.look_ahead(rest.as_slice());
            }
            let Some(letter) = rest.next() else { break };
            self.deliver(letter);
            self.deliver_inside();
            if (done + 1).is_multiple_of(LETTERS_MAX) {
                self.set_off();
            }
        }
        drop(rest);
        self.set_off();
        self.let_leave();
    }

    /// Where seats are many, most of a decision is waiting for memory. Letters do not depend on
    /// each other, so the memory of the next few is asked for at once.
    fn look_ahead(&self, letters: &[Letter]) {
        let shifts = self.shifts.borrow();
        let looked = letters.iter().take(LOOKED_AHEAD).map(|letter| match letter {
            Letter::Ask(shift, command) | Letter::Seat(shift, command, _) => {
                let owner = shifts.get(shift.0 as usize).and_then(Option::as_ref);
                owner.map_or(0, |owner| owner.borrow().look_ahead(command))
            }
            Letter::Call(_) | Letter::Erase(_) | Letter::Told(..) => 0,
        });
        std::hint::black_box(looked.sum::<usize>());
    }

    fn deliver_inside(&self) {
        loop {
            let letter = self.inside.borrow_mut().pop_front();
            let Some(letter) = letter else { return };
            self.deliver(letter);
        }
    }

    fn deliver(&self, letter: Letter) {
        match letter {
            Letter::Ask(shift, command) => match self.shift(shift) {
                Some(owner) => owner.borrow_mut().ask(&command, self),
                None => tracing::error!(shift = shift.0, "a request names a shift nobody owns"),
            },
            Letter::Seat(shift, command, caller) => match self.shift(shift) {
                Some(owner) => owner.borrow_mut().answer(&command, caller, self),
                // A caller who has gone is no error.
                None => drop(caller.send(Err(Refusal::NoSuchDay))),
            },
            Letter::Call(call) => self.desk(|desk| desk.call(*call, self)),
            Letter::Erase(call) => self.desk(|desk| desk.erase(*call, self)),
            Letter::Told(tell, rests_on) => self.desk(|desk| desk.told(*tell, rests_on, self)),
        }
    }

    fn desk(&self, act: impl FnOnce(&mut DeskOwner)) {
        match self.desk.get() {
            Some(desk) => act(&mut desk.borrow_mut()),
            None => tracing::error!("a letter came before this thread had a desk"),
        }
    }

    /// What was decided sets off to the disk, then what was said to other threads.
    fn set_off(&self) {
        self.lane.borrow_mut().set_off();
        for (home, letters) in self.outside.borrow_mut().iter_mut().enumerate() {
            if letters.is_empty() {
                continue;
            }
            self.shared.post.of_thread(home).send_all(letters);
            if !letters.is_empty() {
                // Nothing is lost by it: what a desk is owed it asks for again.
                self.meters.busy_mailbox.increment(letters.len() as u64);
                letters.clear();
            }
        }
    }

    fn let_leave(&self) {
        let mut parking = self.parking.borrow_mut();
        loop {
            parking.leave_up_to(self.durable.sequence());
            let Some(first) = parking.first() else { return };
            // One call of the writer wakes this thread for all answers of a batch.
            if !self.waiter.wake_at(first) {
                return;
            }
        }
    }

    pub fn begin_ticking(&self) {
        self.ticking.set(true);
    }

    fn tick(&self) {
        let now = self.now();
        if self.ticking.get() {
            let due = self.wheel.borrow_mut().take_due(now, DUE_MAX);
            for shift in due {
                if let Some(owner) = self.shift(shift) {
                    owner.borrow_mut().tick(self);
                }
            }
        }
        if self.desk_wakes.get().is_some_and(|at| at <= now) {
            self.desk(|desk| desk.tick(self));
        }
        self.end_turn();
    }
}
