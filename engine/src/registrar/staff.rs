//! The people behind the counter and what is written down of them: accounts, announcements and the
//! audit have the registrar for their owner. Nothing of it is done that is not written down in the
//! same frame.

use std::sync::Arc;

use nobat_domain::calendar::tehran::day_of;
use nobat_domain::ids::Sequence;
use nobat_domain::office::Office;
use nobat_domain::staff::{Account, Announcements, Book, Entry, StaffRefusal, Subject, Switches};
use nobat_domain::tariff::{Tariff, TariffRefusal};
use nobat_domain::timestamp::Timestamp;
use tokio::sync::oneshot;

use super::actor::RegistrarActor;
use crate::arbiter::{Parked, Room};
use crate::journal::Work;
use crate::keyring::StaffKeys;
use crate::record::{self, ChainEnd, RecordError};

/// Something that is asked about the counter.
#[derive(Clone, Debug)]
pub enum StaffCall {
    /// Everything as it is now.
    Look,
    /// Something was done or looked at that changes nothing here.
    Note(Entry),
    /// An account that is new or has changed.
    PutAccount(Box<Account>, Entry),
    /// All announcements, one more or one fewer.
    Announce(Announcements, Entry),
    /// Another tariff, made from the one that was seen.
    SetTariff { seen: Arc<Tariff>, next: Arc<Tariff>, entry: Entry },
    /// The next version of the switches.
    Switch(Switches, Entry),
    /// An office's new facts, made from these.
    PutOffice { seen: Box<Office>, new: Box<Office>, entry: Entry },
}

/// The counter at one moment.
#[derive(Clone, Debug, Default)]
pub struct Staff {
    pub book: Book,
    pub announcements: Announcements,
    pub switches: Switches,
}

/// What the registrar answers, durable like every other answer.
pub type StaffAnswer = Result<Arc<Staff>, StaffRefusal>;

/// What the registrar keeps of the counter.
pub struct Counter {
    keys: StaffKeys,
    staff: Arc<Staff>,
    chain: ChainEnd,
    /// The last record of it: whoever sees any of it waits for this.
    last: Sequence,
}

impl Counter {
    #[must_use]
    pub fn new(keys: StaffKeys, staff: Staff, chain: ChainEnd) -> Self {
        Self { keys, staff: Arc::new(staff), chain, last: Sequence(0) }
    }

    /// The records of a change with its entry; gives the chain's new end.
    fn write(
        &self,
        at: Timestamp,
        call: &StaffCall,
        out: &mut Vec<u8>,
    ) -> Result<(u32, ChainEnd), RecordError> {
        let (records, entry) = match call {
            StaffCall::Look => return Ok((0, self.chain)),
            StaffCall::Note(entry) => (1, entry),
            StaffCall::PutAccount(account, entry) => {
                let value = record::seal_account(&self.keys, account)?;
                record::write_setting(at, &record::account_setting(account.no), &value, out)?;
                (2, entry)
            }
            StaffCall::Announce(announcements, entry) => {
                let value = record::announcements_bytes(announcements);
                record::write_setting(at, record::ANNOUNCEMENTS_SETTING, &value, out)?;
                (2, entry)
            }
            StaffCall::SetTariff { next, entry, .. } => {
                let value = record::tariff_bytes(next);
                record::write_setting(at, record::TARIFF_SETTING, &value, out)?;
                (2, entry)
            }
            StaffCall::Switch(switches, entry) => {
                let value = record::switches_bytes(*switches);
                record::write_setting(at, record::SWITCHES_SETTING, &value, out)?;
                (2, entry)
            }
            StaffCall::PutOffice { new, entry, .. } => {
                record::write_office(at, new, out)?;
                (2, entry)
            }
        };
        Ok((records, record::write_audit(&self.keys, &self.chain, at, entry, out)?))
    }
}

impl RegistrarActor {
    pub(super) fn staff(&mut self, call: StaffCall, caller: oneshot::Sender<StaffAnswer>) {
        let room = self.room();
        if let Err(refusal) = self.may(&call) {
            return room.park(self.counter.last, Parked::Staff(caller, Err(refusal)));
        }
        if !matches!(call, StaffCall::Look) && !room.has_room(Work::New) {
            return; // The caller asks again; nothing has happened.
        }
        let mut bytes = Vec::new();
        match self.counter.write(room.now(), &call, &mut bytes) {
            Ok((0, _)) => {}
            Ok((records, chain)) => {
                self.counter.last = room.publish(&bytes, records);
                self.counter.chain = chain;
                self.keep(call, &room);
            }
            Err(error) => {
                tracing::error!(%error, "a deed of the counter cannot be journaled");
                let refused = Err(StaffRefusal::TooLong);
                return room.park(self.counter.last, Parked::Staff(caller, refused));
            }
        }
        let staff = Arc::clone(&self.counter.staff);
        room.park(self.counter.last, Parked::Staff(caller, Ok(staff)));
    }

    fn may(&self, call: &StaffCall) -> Result<(), StaffRefusal> {
        let staff = &self.counter.staff;
        match call {
            StaffCall::Look => Ok(()),
            StaffCall::Note(entry) if entry.fits() => Ok(()),
            StaffCall::Note(_) => Err(StaffRefusal::TooLong),
            StaffCall::PutAccount(account, _) => {
                let office = account.role.office();
                if office.is_some_and(|office| !self.offices.contains_key(&office)) {
                    return Err(StaffRefusal::NoSuchOffice);
                }
                staff.book.may_put(account)
            }
            StaffCall::Announce(next, _) => staff.announcements.may_become(next),
            StaffCall::SetTariff { seen, next, .. } => {
                let room = self.room();
                let kept = room.shared.tariff.load();
                if **kept != **seen {
                    return Err(StaffRefusal::Stale);
                }
                kept.may_become(next, day_of(room.now())).map_err(|refusal| match refusal {
                    TariffRefusal::NotAhead | TariffRefusal::ByLaw => StaffRefusal::Stale,
                    TariffRefusal::Full => StaffRefusal::TooMany,
                })
            }
            StaffCall::Switch(next, _) => staff.switches.may_become(*next),
            StaffCall::PutOffice { seen, new, entry } => {
                let kept = self.offices.get(&new.id).ok_or(StaffRefusal::NoSuchOffice)?;
                let of_it = entry.subject == Subject::Office(new.id);
                if **kept == **seen && of_it { Ok(()) } else { Err(StaffRefusal::Stale) }
            }
        }
    }

    fn keep(&mut self, call: StaffCall, room: &Room) {
        match call {
            StaffCall::Look | StaffCall::Note(_) => {}
            StaffCall::PutAccount(account, _) => {
                Arc::make_mut(&mut self.counter.staff).book.put(*account);
            }
            StaffCall::Announce(announcements, _) => {
                Arc::make_mut(&mut self.counter.staff).announcements = announcements;
            }
            // Whatever is asked of a citizen by it stands behind it in the journal.
            StaffCall::SetTariff { next, .. } => room.shared.tariff.store(next),
            StaffCall::Switch(switches, _) => {
                Arc::make_mut(&mut self.counter.staff).switches = switches;
                // Whatever is asked of a citizen by it stands behind it in the journal.
                room.shared.switches.store(Arc::new(switches));
            }
            StaffCall::PutOffice { new, .. } => {
                self.offices.insert(new.id, Arc::new(*new));
                self.lay_out_anew(room);
            }
        }
    }
}
