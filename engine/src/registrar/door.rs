//! What operators ask of the registrar and of shifts through the engine's door.

use std::time::Duration;

use nobat_domain::ids::{Day, ShiftId};
use nobat_domain::office::Office;
use nobat_domain::shift::{Answer, Refusal, ShiftCommand};
use tokio::sync::oneshot;

use crate::error::AskError;
use crate::handle::{EngineHandle, OpenDay};
use crate::journal::Work;
use crate::registrar::ToRegistrar;
use crate::shift::ToShift;

/// Days opened, or offices put, in one go.
const CHUNK: usize = 256;
/// Goes at one chunk before it is given up.
const GOES_MAX: usize = 64;

impl EngineHandle {
    /// Puts offices into the directory and gives their shifts owners.
    ///
    /// # Errors
    /// [`AskError::Busy`] if there is no room for long; what was put stays put.
    pub async fn put_offices(&self, offices: Vec<Office>) -> Result<(), AskError> {
        for chunk in offices.chunks(CHUNK) {
            self.register(|caller| ToRegistrar::PutOffices(chunk.to_vec(), caller)).await?;
        }
        Ok(())
    }

    /// Keeps a named value of the operator.
    ///
    /// # Errors
    /// [`AskError::Busy`] if there is no room for long.
    pub async fn put_setting(&self, name: &str, value: &[u8]) -> Result<(), AskError> {
        let put = |caller| ToRegistrar::PutSetting(name.to_owned(), value.to_vec(), caller);
        self.register(put).await
    }

    async fn register(
        &self,
        message: impl Fn(oneshot::Sender<()>) -> ToRegistrar,
    ) -> Result<(), AskError> {
        for _ in 0..GOES_MAX {
            let (caller, answer) = oneshot::channel();
            if self.inner.registrar.send(Work::New, message(caller)).is_ok() && answer.await.is_ok()
            {
                return Ok(());
            }
            self.breathe().await;
        }
        Err(AskError::Busy)
    }

    /// Approves seats, for the first time or anew.
    ///
    /// # Errors
    /// The law's refusal of the first day that it refuses, or the engine's state.
    pub async fn open_days(&self, days: &[OpenDay]) -> Result<Result<(), Refusal>, AskError> {
        for chunk in days.chunks(CHUNK) {
            let mut left: Vec<OpenDay> = chunk.to_vec();
            for _ in 0..GOES_MAX {
                match self.open_some(&left).await {
                    Ok(rest) => left = rest,
                    Err(refusal) => return Ok(Err(refusal)),
                }
                if left.is_empty() {
                    break;
                }
                self.breathe().await;
            }
            if !left.is_empty() {
                return Err(AskError::Busy);
            }
        }
        Ok(Ok(()))
    }

    /// Returns the days for which there was no room.
    async fn open_some(&self, days: &[OpenDay]) -> Result<Vec<OpenDay>, Refusal> {
        let roster = self.inner.shared.roster.load_full();
        let mut answers = Vec::new();
        let mut left = Vec::new();
        for day in days {
            let OpenDay { shift, day: date, approved, opens_at } = *day;
            let mailbox = roster.shift(shift).ok_or(Refusal::NoSuchDay)?;
            let (caller, answer) = oneshot::channel();
            let command = ShiftCommand::OpenDay { day: date, approved, opens_at };
            match mailbox.send(Work::New, ToShift::Register(command, caller)) {
                Ok(()) => answers.push((day, answer)),
                Err(_) => left.push(*day),
            }
        }
        for (day, answer) in answers {
            match answer.await {
                Ok(answered) => drop(answered?),
                Err(_) => left.push(*day),
            }
        }
        Ok(left)
    }

    /// Takes a day of a shift out of booking.
    ///
    /// # Errors
    /// As [`Self::open_days`].
    pub async fn close_day(
        &self,
        shift: ShiftId,
        day: Day,
    ) -> Result<Result<Answer, Refusal>, AskError> {
        let roster = self.inner.shared.roster.load_full();
        let Some(mailbox) = roster.shift(shift) else { return Ok(Err(Refusal::NoSuchDay)) };
        let (caller, answer) = oneshot::channel();
        let command = ShiftCommand::CloseDay { day };
        let sent = mailbox.send(Work::New, ToShift::Register(command, caller));
        sent.map_err(|_| AskError::Busy)?;
        answer.await.map_err(|_| AskError::Busy)
    }

    /// The board shows days from this one on. Called when a day has ended.
    pub fn today(&self, day: Day) {
        if self.inner.registrar.send(Work::Finishing, ToRegistrar::Today(day)).is_err() {
            tracing::warn!("the board's window is moved with the next try");
        }
    }

    /// Lets the writer and the tables come a little further.
    pub(super) async fn breathe(&self) {
        let applied = &self.inner.applied;
        let moved = applied.reached(applied.position().next());
        // Either they move, or this is long enough to look again.
        let _ = tokio::time::timeout(Duration::from_millis(100), moved).await;
    }
}
