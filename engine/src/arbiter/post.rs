//! The bounded way to the owners of one thread: one wake-up for all letters that wait.
//!
//! An actor's mailbox costs an allocation and a wake-up for each message, several times what the
//! owner then does with it. So what comes in numbers goes by post: it gathers here, and the thread
//! hands it to its owners in one turn.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use nobat_domain::ids::{DESKS, RequestKey, Sequence, ShiftId};
use nobat_domain::keeper::Tell;
use nobat_domain::shift::{Answer, Refusal, ShiftCommand};
use tokio::sync::{Notify, oneshot};

use crate::arbiter::mailbox::Refused;
use crate::desk::{DeskCall, EraseCall};
use crate::journal::Work;

/// Something for one owner. A letter that finds no room is lost, and its sender knows or asks
/// again.
pub enum Letter {
    /// A desk asks about a hold; the answer goes to the request's desk.
    Ask(ShiftId, ShiftCommand),
    /// Somebody asks about a hold and waits for the shift's own answer.
    Seat(ShiftId, ShiftCommand, oneshot::Sender<Result<Answer, Refusal>>),
    /// A question about a request, with the caller who waits.
    Call(Box<DeskCall>),
    /// A wish to erase a request, with the caller who waits.
    Erase(Box<EraseCall>),
    /// A shift answers, or its clock has ended a hold; its word rests on this record of its own.
    Told(Box<Tell>, Sequence),
}

/// The letters that wait for one thread.
pub struct PostBox {
    letters: Mutex<Vec<Letter>>,
    capacity: usize,
    bell: Arc<Notify>,
}

/// The post boxes of all threads, and who lives where.
pub struct Post {
    boxes: Box<[PostBox]>,
}

impl PostBox {
    fn new(capacity: usize) -> Self {
        Self { letters: Mutex::default(), capacity, bell: Arc::new(Notify::new()) }
    }

    /// # Errors
    /// [`Refused`] if there is no room for work of this class.
    pub fn send(&self, work: Work, letter: Letter) -> Result<(), Refused> {
        let mut letters = self.room(work)?;
        letters.push(letter);
        let first = letters.len() == 1;
        drop(letters);
        if first {
            self.bell.notify_one();
        }
        Ok(())
    }

    /// The letters, if there is room among them for one more of this class.
    fn room(&self, work: Work) -> Result<MutexGuard<'_, Vec<Letter>>, Refused> {
        // What is let in comes back two or three times before it is finished: with less than three
        // quarters for that, a crowd would shut out those who are inside.
        let share = match work {
            Work::New => self.capacity.div_ceil(4),
            Work::Finishing => self.capacity,
        };
        let letters = self.letters();
        if letters.len() < share {
            return Ok(letters);
        }
        drop(letters);
        metrics::counter!(crate::metric_names::BUSY, "place" => "mailbox").increment(1);
        Err(Refused)
    }

    /// Takes in what another thread has gathered for this one. What finds no room stays with it.
    pub fn send_all(&self, gathered: &mut Vec<Letter>) {
        let mut letters = self.letters();
        let first = letters.is_empty();
        let room = self.capacity.saturating_sub(letters.len());
        letters.extend(gathered.drain(..room.min(gathered.len())));
        drop(letters);
        if first {
            self.bell.notify_one();
        }
    }

    /// Exchanges everything that waits for the empty `into`.
    pub fn take(&self, into: &mut Vec<Letter>) {
        debug_assert!(into.is_empty(), "a turn begins when the one before it has ended");
        std::mem::swap(&mut *self.letters(), into);
    }

    /// Rings for the first letter, and for whatever else its thread is to look at.
    #[must_use]
    pub fn bell(&self) -> &Arc<Notify> {
        &self.bell
    }

    fn letters(&self) -> MutexGuard<'_, Vec<Letter>> {
        self.letters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Post {
    #[must_use]
    pub fn new(threads: usize, capacity: usize) -> Self {
        assert!(threads > 0 && threads <= usize::from(DESKS), "each thread has desks");
        Self { boxes: (0..threads).map(|_| PostBox::new(capacity)).collect() }
    }

    #[must_use]
    pub fn of_thread(&self, number: usize) -> &PostBox {
        &self.boxes[number]
    }

    #[must_use]
    pub fn threads(&self) -> usize {
        self.boxes.len()
    }

    /// The thread of a shift's owner. Both shifts of an office live on one.
    #[must_use]
    pub fn home_of_shift(&self, shift: ShiftId) -> usize {
        shift.office().0 as usize % self.boxes.len()
    }

    /// The thread of the desk that owns every request of this key.
    #[must_use]
    pub fn home_of_request(&self, key: RequestKey) -> usize {
        usize::from(key.desk().0) % self.boxes.len()
    }

    /// # Errors
    /// [`Refused`] if there is no room for work of this class.
    pub fn send(&self, work: Work, letter: Letter) -> Result<(), Refused> {
        self.boxes[self.home_of(&letter)].send(work, letter)
    }

    /// Whether a new request of this key would be taken in at this moment: a look before the work
    /// of making it, and no promise.
    ///
    /// # Errors
    /// [`Refused`] if it would not.
    pub fn room_for_new(&self, key: RequestKey) -> Result<(), Refused> {
        self.boxes[self.home_of_request(key)].room(Work::New).map(drop)
    }

    #[must_use]
    pub fn home_of(&self, letter: &Letter) -> usize {
        match letter {
            Letter::Ask(shift, _) | Letter::Seat(shift, ..) => self.home_of_shift(*shift),
            Letter::Call(call) => self.home_of_request(call.key),
            Letter::Erase(call) => self.home_of_request(call.key),
            Letter::Told(tell, _) => self.home_of_request(tell.request),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nobat_domain::ids::Day;

    fn letter() -> Letter {
        Letter::Ask(ShiftId(2), ShiftCommand::CloseDay { day: Day(1) })
    }

    #[test]
    fn new_work_leaves_three_quarters_for_finishing() {
        let post = PostBox::new(8);
        for _ in 0..2 {
            assert!(post.send(Work::New, letter()).is_ok());
        }
        assert_eq!(post.send(Work::New, letter()), Err(Refused));
        for _ in 0..6 {
            assert!(post.send(Work::Finishing, letter()).is_ok());
        }
        assert_eq!(post.send(Work::Finishing, letter()), Err(Refused));
        let mut taken = Vec::new();
        post.take(&mut taken);
        assert_eq!(taken.len(), 8);
        assert!(post.send(Work::New, letter()).is_ok(), "a turn has made room");
    }

    #[test]
    fn what_finds_no_room_stays_with_its_sender() {
        let post = PostBox::new(4);
        let mut gathered: Vec<Letter> = (0..6).map(|_| letter()).collect();
        post.send_all(&mut gathered);
        assert_eq!(gathered.len(), 2);
        let mut taken = Vec::new();
        post.take(&mut taken);
        post.send_all(&mut gathered);
        assert_eq!((taken.len(), gathered.len()), (4, 0));
    }
}
