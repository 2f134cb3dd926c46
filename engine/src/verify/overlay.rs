//! The journal's tail, laid over the tables in memory: what a start would make of them.

use std::collections::{BTreeMap, BTreeSet};

use nobat_domain::ids::{BankId, Day, OfficeId, OrderNo, RequestKey, Sequence, ShiftId};
use nobat_domain::invariant::Violation;
use nobat_domain::request::{Remains, RequestEvent, RequestState, evolve_after};
use nobat_domain::shift::{DayImage, DayState, SeatImage};
use nobat_domain::timestamp::Timestamp;

use crate::error::EngineError;
use crate::journal::Survey;
use crate::record::{self, Erasure, Record, SealedEvent};
use crate::storage::{ReferenceRow, SeatAt};
use crate::verify::fits::fits;
use crate::verify::report::{Findings, request_place};
use crate::verify::rows::{Opened, Rows};

/// A request at the journal's end.
pub(super) enum Known {
    Is(Box<RequestState>),
    Erased(Remains),
}

/// Everything that the tail changes. Its size is bounded by the journal's backlog.
#[derive(Default)]
pub(super) struct Overlay {
    pub(super) records: u64,
    pub(super) time: Timestamp,
    pub(super) seats: BTreeMap<SeatAt, SeatImage>,
    pub(super) days: BTreeMap<(ShiftId, Day), DayImage>,
    pub(super) requests: BTreeMap<RequestKey, Known>,
    pub(super) offices: BTreeSet<OfficeId>,
    pub(super) orders: BTreeMap<OrderNo, RequestKey>,
    pub(super) codes: BTreeMap<u32, RequestKey>,
    pub(super) references: BTreeMap<(BankId, String), ReferenceRow>,
    pub(super) erasures: Vec<Erasure>,
    /// Values by name.
    pub(super) settings: BTreeMap<String, Vec<u8>>,
    /// Entries of the audit, in order.
    pub(super) audit: Vec<(Sequence, Vec<u8>)>,
    /// Codes of the tables that lead nowhere any more.
    pub(super) codes_gone: BTreeSet<u32>,
    /// Requests of which an event could not be followed: their rows are looked at as they are.
    lost: BTreeSet<RequestKey>,
}

impl Overlay {
    /// Reads every record after `position`.
    ///
    /// # Errors
    /// A disk that cannot be read; damage is noted and passed over.
    pub(super) fn read(
        rows: &mut Rows,
        survey: &Survey,
        position: Sequence,
        findings: &mut Findings,
    ) -> Result<Self, EngineError> {
        let mut this = Self::default();
        // A record may stand before the erasure that says why nobody can read it.
        look_ahead(rows, survey, position)?;
        let mut tail = survey.records_from(position.next());
        while let Some(Some(batch)) = findings.followed(tail.next_batch())? {
            for raw in batch.records() {
                this.records += 1;
                match record::decode(raw.bytes) {
                    Ok(read) => this.record(rows, &read, raw.bytes, raw.sequence, findings)?,
                    Err(error) => findings.damage(record_place(raw.sequence), error.to_string()),
                }
            }
        }
        Ok(this)
    }

    fn record(
        &mut self,
        rows: &mut Rows,
        read: &Record<'_>,
        bytes: &[u8],
        sequence: Sequence,
        findings: &mut Findings,
    ) -> Result<(), EngineError> {
        self.time = self.time.max(read.at());
        match read {
            Record::Seat { shift, image } => {
                let at = SeatAt { shift: *shift, day: image.day, seat: image.seat };
                self.seats.insert(at, *image);
            }
            Record::Day { shift, image } => {
                if image.state == DayState::Dropped {
                    let day = (*shift, image.day);
                    self.seats.retain(|at, _| (at.shift, at.day) != day);
                }
                self.days.insert((*shift, image.day), *image);
            }
            Record::Office { office, .. } => {
                self.offices.insert(office.id);
            }
            Record::Erased(erasure) => self.erase(erasure),
            Record::Request(event) => self.request(rows, event, sequence, findings)?,
            Record::Setting { name, value, .. } => {
                self.settings.insert((*name).to_owned(), value.to_vec());
            }
            Record::Audit(_) => self.audit.push((sequence, bytes.to_vec())),
            Record::Time { .. } => {}
        }
        Ok(())
    }

    fn request(
        &mut self,
        rows: &Rows,
        sealed: &SealedEvent<'_>,
        sequence: Sequence,
        findings: &mut Findings,
    ) -> Result<(), EngineError> {
        let key = sealed.head.key;
        if self.lost.contains(&key) {
            return Ok(());
        }
        let event = match rows.data_key(sealed.head.data_key.0)? {
            Opened::Is(data_key) => sealed.open(&data_key).map_err(|error| error.to_string()),
            Opened::Erased(_) => return Ok(()),
            Opened::Damaged(what) => Err(what),
        };
        let event = match event {
            Ok(event) => event,
            Err(what) => {
                self.lose(
                    key,
                    findings,
                    format!("its record {} does not open: {what}", sequence.0),
                );
                return Ok(());
            }
        };
        let nothing = Remains::default();
        let (before, remains) = match self.requests.remove(&key) {
            Some(Known::Is(state)) => (Some(*state), nothing),
            Some(Known::Erased(remains)) => (None, remains),
            None => match base(rows, key)? {
                Some(Opened::Is(state)) => (Some(state), nothing),
                Some(Opened::Erased(Some(remains))) => (None, remains),
                Some(Opened::Damaged(_) | Opened::Erased(None)) => {
                    // The row's own check names the damage.
                    self.lost.insert(key);
                    return Ok(());
                }
                None => (None, nothing),
            },
        };
        if !fits(before.as_ref(), &event) {
            let what = format!("its record {} does not follow from its row", sequence.0);
            findings.broken(Violation::Ack1, request_place(key), what);
            self.lost.insert(key);
            return Ok(());
        }
        self.index(key, before.as_ref(), &event);
        let state = evolve_after(remains, before, &event, sealed.head.at);
        self.requests.insert(key, Known::Is(Box::new(state)));
        Ok(())
    }

    /// Whether the tail drops this day: what the tables have of it is no more.
    pub(super) fn drops(&self, shift: ShiftId, day: Day) -> bool {
        self.days.get(&(shift, day)).is_some_and(|image| image.state == DayState::Dropped)
    }

    fn erase(&mut self, erasure: &Erasure) {
        self.erasures.push(erasure.clone());
        let Some(left) = &erasure.left else { return };
        let key = left.request;
        self.lost.remove(&key);
        self.requests.insert(key, Known::Erased(left.remains));
        for code in &left.codes {
            self.codes.remove(&code.number());
            self.codes_gone.insert(code.number());
        }
        self.orders.extend(left.orders.iter().map(|order| (*order, key)));
        for money in &left.money {
            self.orders.insert(money.order, key);
            let claim = ReferenceRow { request: key, order: money.order };
            self.references.insert((money.bank, money.reference.as_str().to_owned()), claim);
        }
    }

    fn lose(&mut self, key: RequestKey, findings: &mut Findings, what: String) {
        findings.damage(request_place(key), what);
        self.requests.remove(&key);
        self.lost.insert(key);
    }

    fn index(&mut self, key: RequestKey, before: Option<&RequestState>, event: &RequestEvent) {
        match event {
            RequestEvent::AttemptOpened { order, .. } => drop(self.orders.insert(*order, key)),
            RequestEvent::Booked { code, .. } => drop(self.codes.insert(code.number(), key)),
            RequestEvent::Verified { attempt, receipt } => {
                let attempt = before.and_then(|state| state.attempt(*attempt));
                if let Some(attempt) = attempt {
                    let claim = ReferenceRow { request: key, order: receipt.order };
                    let name = (attempt.bank, receipt.reference.as_str().to_owned());
                    self.references.insert(name, claim);
                }
            }
            RequestEvent::Imported { paid, been, .. } => {
                if let Some(money) = paid {
                    self.orders.insert(money.order, key);
                    let claim = ReferenceRow { request: key, order: money.order };
                    self.references
                        .insert((money.bank, money.reference.as_str().to_owned()), claim);
                }
                self.codes.extend(been.map(|been| (been.code.number(), key)));
            }
            _ => {}
        }
    }
}

fn look_ahead(rows: &mut Rows, survey: &Survey, position: Sequence) -> Result<(), EngineError> {
    // Faults are noted by the walk itself.
    let mut unnoted = Findings::default();
    let mut tail = survey.records_from(position.next());
    while let Some(Some(batch)) = unnoted.followed(tail.next_batch())? {
        for raw in batch.records() {
            if let Ok(Record::Erased(erasure)) = record::decode(raw.bytes) {
                rows.erased_in_tail.insert(erasure.data_key.0);
            }
        }
    }
    Ok(())
}

fn base(rows: &Rows, key: RequestKey) -> Result<Option<Opened<RequestState>>, EngineError> {
    match rows.tables.read_request(key) {
        Ok(read) => read.row.map(|row| rows.open(key, &row)).transpose(),
        Err(crate::storage::StorageError::Damaged { what, .. }) => Ok(Some(Opened::Damaged(what))),
        Err(other) => Err(other.into()),
    }
}

pub(super) fn record_place(sequence: Sequence) -> String {
    format!("record {}", sequence.0)
}
