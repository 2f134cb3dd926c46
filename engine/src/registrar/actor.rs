//! The registrar's actor.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix::{Actor, ArbiterHandle, Context, Handler, Message};
use nobat_board::{Directory, Surveyor};
use nobat_domain::calendar::tehran::day_of;
use nobat_domain::ids::{Day, OfficeId, Period, Sequence, ShiftId};
use nobat_domain::keeper::ShiftKeeper;
use nobat_domain::limits::ShiftTerms;
use nobat_domain::office::Office;
use nobat_domain::tariff::{Fee, Tariff, TariffRefusal};
use tokio::sync::oneshot;

use crate::arbiter::{Mailbox, Parked, Room, Roster};
use crate::journal::Work;
use crate::metric_names as names;
use crate::record::{self, TARIFF_SETTING};
use crate::registrar::staff::{Counter, StaffAnswer, StaffCall};
use crate::shift::{ShiftActor, ToShift};

const REGISTRAR_MAILBOX: usize = 64;

/// Everything that can wake the registrar. A caller that is dropped asks again.
#[derive(Message)]
#[rtype(result = "()")]
pub enum ToRegistrar {
    /// Offices that are new or have new facts.
    PutOffices(Vec<Office>, oneshot::Sender<()>),
    /// A named value of the operator.
    PutSetting(String, Vec<u8>, oneshot::Sender<()>),
    /// Accounts, announcements, the audit.
    Staff(StaffCall, oneshot::Sender<StaffAnswer>),
    /// A fee from a day on, and what the tariff says to it.
    PutFee(Fee, oneshot::Sender<Result<(), TariffRefusal>>),
    /// The board shows days from this one on.
    Today(Day),
}

pub struct RegistrarActor {
    room: Option<Rc<Room>>,
    depth: Arc<AtomicUsize>,
    pub(super) offices: BTreeMap<OfficeId, Arc<Office>>,
    pub(super) counter: Counter,
    surveyor: Surveyor,
    arbiters: Vec<ArbiterHandle>,
    terms: ShiftTerms,
}

impl Actor for RegistrarActor {
    type Context = Context<Self>;

    fn started(&mut self, context: &mut Self::Context) {
        context.set_mailbox_capacity(REGISTRAR_MAILBOX);
        self.room = Some(Room::here());
    }
}

impl RegistrarActor {
    pub fn hire(
        arbiters: Vec<ArbiterHandle>,
        offices: BTreeMap<OfficeId, Arc<Office>>,
        surveyor: Surveyor,
        terms: ShiftTerms,
        counter: Counter,
    ) -> Mailbox<Self> {
        let depth = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&depth);
        let here = arbiters[0].clone();
        let addr = Self::start_in_arbiter(&here, move |_| Self {
            room: None,
            depth: counted,
            offices,
            counter,
            surveyor,
            arbiters,
            terms,
        });
        Mailbox::new(addr, depth, REGISTRAR_MAILBOX)
    }

    pub(super) fn room(&self) -> Rc<Room> {
        Rc::clone(self.room.as_ref().expect("set when it started"))
    }

    fn put_offices(&mut self, offices: Vec<Office>, caller: oneshot::Sender<()>) {
        let room = self.room();
        let mut last = Sequence(0);
        let mut bytes = Vec::new();
        for office in offices {
            if !room.has_room(Work::New) {
                return; // The caller asks again; what is journaled is put once more, unharmed.
            }
            bytes.clear();
            if let Err(error) = record::write_office(room.now(), &office, &mut bytes) {
                tracing::error!(%error, office = office.id.0, "an office cannot be journaled");
                return;
            }
            last = room.publish(&bytes, 1);
            self.offices.insert(office.id, Arc::new(office));
        }
        self.lay_out_anew(&room);
        room.park(last, Parked::Done(caller));
    }

    /// Shifts of new offices get owners before anybody can see their cells.
    pub(super) fn lay_out_anew(&mut self, room: &Room) {
        let roster = room.shared.roster.load_full();
        let shifts = self.offices.keys().flat_map(|office| {
            [Period::Morning, Period::Evening].map(|period| ShiftId::of(*office, period))
        });
        let new: Vec<_> = shifts
            .filter(|shift| roster.shift(*shift).is_none())
            .map(|shift| {
                let keeper = ShiftKeeper::new(shift, self.terms);
                (shift, ShiftActor::hire(home(&self.arbiters, shift), keeper))
            })
            .collect();
        match Directory::new(self.offices.values().cloned()) {
            Ok(directory) => self.surveyor.replace_directory(directory),
            Err(error) => tracing::error!(?error, "the directory stays as it was"),
        }
        metrics::gauge!(names::OFFICES).set(self.offices.len() as f64);
        if !new.is_empty() {
            room.shared.roster.store(Arc::new(Roster::clone(&roster).with_shifts(new)));
        }
    }

    fn put_setting(&self, name: &str, value: &[u8], caller: oneshot::Sender<()>) {
        let room = self.room();
        if !room.has_room(Work::New) {
            return;
        }
        let mut bytes = Vec::new();
        if let Err(error) = record::write_setting(room.now(), name, value, &mut bytes) {
            tracing::error!(%error, name, "a setting cannot be journaled");
            return;
        }
        let last = room.publish(&bytes, 1);
        room.park(last, Parked::Done(caller));
    }

    fn put_fee(&self, fee: Fee, caller: oneshot::Sender<Result<(), TariffRefusal>>) {
        let room = self.room();
        if !room.has_room(Work::New) {
            return;
        }
        let known = room.shared.tariff.load_full();
        let mut tariff = Tariff::clone(&known);
        if let Err(refusal) = tariff.put(fee, day_of(room.now())) {
            // The caller may have gone; nothing has changed.
            let _ = caller.send(Err(refusal));
            return;
        }
        let mut bytes = Vec::new();
        let value = record::tariff_bytes(&tariff);
        let written = record::write_setting(room.now(), TARIFF_SETTING, &value, &mut bytes);
        if let Err(error) = written {
            tracing::error!(%error, "a fee cannot be journaled");
            return;
        }
        let last = room.publish(&bytes, 1);
        // Whatever is asked of a citizen by it stands behind it in the journal.
        room.shared.tariff.store(Arc::new(tariff));
        room.park(last, Parked::Fee(caller));
    }

    fn today(&mut self, day: Day) {
        self.surveyor.slide(day);
        let roster = self.room().shared.roster.load_full();
        for (_, shift) in roster.shifts() {
            // Days that came into the window are shown with their owner's next change otherwise.
            let _ = shift.send(Work::Finishing, ToShift::PublishAll);
        }
    }
}

/// Both shifts of an office live on one thread.
#[must_use]
pub fn home(arbiters: &[ArbiterHandle], shift: ShiftId) -> &ArbiterHandle {
    &arbiters[shift.office().0 as usize % arbiters.len()]
}

impl Handler<ToRegistrar> for RegistrarActor {
    type Result = ();

    fn handle(&mut self, message: ToRegistrar, _: &mut Context<Self>) {
        self.depth.fetch_sub(1, Ordering::Relaxed);
        match message {
            ToRegistrar::PutOffices(offices, caller) => self.put_offices(offices, caller),
            ToRegistrar::PutSetting(name, value, caller) => self.put_setting(&name, &value, caller),
            ToRegistrar::Staff(call, caller) => self.staff(call, caller),
            ToRegistrar::PutFee(fee, caller) => self.put_fee(fee, caller),
            ToRegistrar::Today(day) => self.today(day),
        }
        self.room().end_turn();
    }
}
