//! What pages of the counter ask through the engine's door.

use std::sync::Arc;

use nobat_domain::ids::{Day, RequestKey, SeatNo, Sequence, ShiftId};
use nobat_domain::office::Office;
use nobat_domain::shift::After;
use nobat_domain::staff::{
    Account, Announcements, Deed, Entry, StaffRefusal, Subject, Switches, Who,
};
use nobat_domain::tariff::Tariff;
use nobat_domain::timestamp::Timestamp;
use tokio::sync::oneshot;

use super::door::GOES_MAX;
use super::staff::{Staff, StaffCall};
use crate::error::AskError;
use crate::handle::EngineHandle;
use crate::journal::Work;
use crate::keyring::StaffKeys;
use crate::record;
use crate::registrar::ToRegistrar;
use crate::storage::{Place, PlacedRow, Tables};

/// Entries of the audit that one page shows.
pub const AUDIT_PAGE: usize = 50;

/// An entry of the audit as a page shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditEntry {
    /// Of its record: the entries before it are asked for by this.
    pub sequence: Sequence,
    pub number: u64,
    pub at: Timestamp,
    pub who: Who,
    pub deed: Deed,
    pub subject: Subject,
    pub words: String,
    /// Whether it is linked and follows the one before it, as far as the page reaches.
    pub holds: bool,
}

/// An entry of the audit as the citizen whom it is about may know it: without its words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AuditAbout {
    pub at: Timestamp,
    pub who: Who,
    pub deed: Deed,
}

/// A booked seat of a shift's day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct BookedSeat {
    pub seat: SeatNo,
    pub request: RequestKey,
}

impl EngineHandle {
    /// Accounts and announcements as they are; durable.
    ///
    /// # Errors
    /// [`AskError::Busy`] if the registrar has no time for long.
    pub async fn staff(&self) -> Result<Arc<Staff>, AskError> {
        self.staffed(StaffCall::Look).await?.map_err(|_| AskError::Damaged)
    }

    /// Writes an entry of the audit, and answers when it is durable.
    ///
    /// # Errors
    /// As [`Self::staff`]; the law's refusal of words that are too long.
    pub async fn note(&self, entry: Entry) -> Result<Result<(), StaffRefusal>, AskError> {
        Ok(self.staffed(StaffCall::Note(entry)).await?.map(drop))
    }

    /// Keeps an account that is new, or the next version of one, with its entry.
    ///
    /// # Errors
    /// As [`Self::staff`]; the law's refusal.
    pub async fn put_account(
        &self,
        account: Account,
        entry: Entry,
    ) -> Result<Result<(), StaffRefusal>, AskError> {
        let call = StaffCall::PutAccount(Box::new(account), entry);
        Ok(self.staffed(call).await?.map(drop))
    }

    /// Keeps the next version of the announcements, with its entry. Pages show it from here on.
    ///
    /// # Errors
    /// As [`Self::staff`]; the law's refusal.
    pub async fn announce(
        &self,
        announcements: Announcements,
        entry: Entry,
    ) -> Result<Result<(), StaffRefusal>, AskError> {
        let staff = match self.staffed(StaffCall::Announce(announcements, entry)).await? {
            Ok(staff) => staff,
            Err(refusal) => return Ok(Err(refusal)),
        };
        self.inner.announcements.rcu(|shown| {
            let newer = staff.announcements.version > shown.version;
            if newer { Arc::new(staff.announcements.clone()) } else { Arc::clone(shown) }
        });
        Ok(Ok(()))
    }

    /// What is announced, without waiting for anybody.
    #[must_use]
    pub fn announcements(&self) -> Arc<Announcements> {
        self.inner.announcements.load_full()
    }

    /// Keeps another tariff, made from the one that was `seen`, with its entry. Citizens are asked
    /// by it from here on.
    ///
    /// # Errors
    /// As [`Self::staff`]; the law's refusal.
    pub async fn set_tariff(
        &self,
        seen: Arc<Tariff>,
        next: Arc<Tariff>,
        entry: Entry,
    ) -> Result<Result<(), StaffRefusal>, AskError> {
        Ok(self.staffed(StaffCall::SetTariff { seen, next, entry }).await?.map(drop))
    }

    /// Keeps the next version of the switches, with its entry. They are in force from here on.
    ///
    /// # Errors
    /// As [`Self::staff`]; the law's refusal.
    pub async fn switch(
        &self,
        switches: Switches,
        entry: Entry,
    ) -> Result<Result<(), StaffRefusal>, AskError> {
        Ok(self.staffed(StaffCall::Switch(switches, entry)).await?.map(drop))
    }

    /// What operators have switched, without waiting for anybody.
    #[must_use]
    pub fn switches(&self) -> Switches {
        **self.inner.shared.switches.load()
    }

    /// Keeps an office's new facts, made from those that were `seen`, with their entry.
    ///
    /// # Errors
    /// As [`Self::staff`]; the law's refusal.
    pub async fn change_office(
        &self,
        seen: Office,
        new: Office,
        entry: Entry,
    ) -> Result<Result<(), StaffRefusal>, AskError> {
        let (seen, new) = (Box::new(seen), Box::new(new));
        Ok(self.staffed(StaffCall::PutOffice { seen, new, entry }).await?.map(drop))
    }

    async fn staffed(&self, call: StaffCall) -> Result<super::StaffAnswer, AskError> {
        for _ in 0..GOES_MAX {
            let (caller, answer) = oneshot::channel();
            let message = ToRegistrar::Staff(call.clone(), caller);
            if self.inner.registrar.send(Work::New, message).is_ok()
                && let Ok(answer) = answer.await
            {
                return Ok(answer);
            }
            self.breathe().await;
        }
        Err(AskError::Busy)
    }

    /// A page of the audit, the newest first: entries before this record, or the last ones.
    ///
    /// # Errors
    /// [`AskError::Damaged`] if a row cannot be read.
    pub async fn audit(&self, before: Option<Sequence>) -> Result<Vec<AuditEntry>, AskError> {
        self.catch_up(self.inner.journal.durable().sequence()).await?;
        let keys = self.inner.keyring.staff_keys().clone();
        let before = before.map(|sequence| Place { sequence, n: 0 });
        // One more than is shown: the last one's link is looked at too.
        let rows = self.read(move |tables: &Tables| tables.audit_back(before, AUDIT_PAGE + 1));
        let rows = rows.await?;
        entries(&keys, &rows).map_err(|error| {
            tracing::error!(%error, "an entry of the audit cannot be read");
            AskError::Damaged
        })
    }

    /// What was done or looked at behind the counter about one request, the oldest first.
    ///
    /// # Errors
    /// [`AskError::Damaged`] if a row cannot be read.
    pub async fn audit_about(&self, key: RequestKey) -> Result<Vec<AuditAbout>, AskError> {
        self.catch_up(self.inner.journal.durable().sequence()).await?;
        let rows = self.read(move |tables: &Tables| {
            let places = tables.looked_up(key)?;
            let rows = places.into_iter().map(|place| tables.audit_at(place));
            rows.collect::<Result<Vec<_>, _>>()
        });
        let about = |row: Vec<u8>| {
            record::audit_of(&row).map(|it| AuditAbout { at: it.at, who: it.who, deed: it.deed })
        };
        let rows = rows.await?.into_iter().flatten().map(about);
        rows.collect::<Result<Vec<_>, _>>().map_err(|error| {
            tracing::error!(%error, "an entry of the audit cannot be read");
            AskError::Damaged
        })
    }

    /// The booked seats of a shift's day, by seat.
    ///
    /// # Errors
    /// [`AskError`] if the tables cannot be read.
    pub async fn booked_seats(
        &self,
        shift: ShiftId,
        day: Day,
    ) -> Result<Vec<BookedSeat>, AskError> {
        self.catch_up(self.inner.journal.durable().sequence()).await?;
        let rows = self
            .read(move |tables: &Tables| tables.seats_on(shift, day).collect::<Result<Vec<_>, _>>())
            .await?;
        let mut booked = Vec::new();
        for row in rows {
            let (_, image) = record::seat_of(&row.row).map_err(|error| {
                tracing::error!(%error, shift = shift.0, "a seat's row cannot be read");
                AskError::Damaged
            })?;
            if image.after == After::Booked {
                booked.push(BookedSeat { seat: image.seat, request: image.request });
            }
        }
        booked.sort_unstable();
        Ok(booked)
    }
}

fn entries(keys: &StaffKeys, rows: &[PlacedRow]) -> Result<Vec<AuditEntry>, record::RecordError> {
    let read = rows.iter().map(|row| record::audit_of(&row.row));
    let read = read.collect::<Result<Vec<_>, _>>()?;
    let shown = read.iter().enumerate().take(AUDIT_PAGE).map(|(place, it)| {
        let follows = match read.get(place + 1) {
            Some(before) => it.follows(&before.end()),
            None => it.follows(&record::ChainEnd::default()),
        };
        Ok(AuditEntry {
            sequence: rows[place].at.sequence,
            number: it.number,
            at: it.at,
            who: it.who,
            deed: it.deed,
            subject: it.subject,
            words: it.words(keys)?,
            holds: follows && it.is_linked(keys),
        })
    });
    shown.collect()
}
