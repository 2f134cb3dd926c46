//! What the auditor is told and shown: durable records, tables, boards, lists, and the end.

use nobat_domain::ids::Day;
use nobat_domain::ids::{OfficeId, Period, ShiftId};
use nobat_domain::journal::Log;
use nobat_domain::keeper::DeskKeeper;
use nobat_domain::office::Band;
use nobat_domain::ranking::{OfficeDay, ROWS_MAX, Rotation, Standing, Wish, rank};
use nobat_domain::timestamp::Millis;

use super::life::World;
use super::report;
use crate::auditor::{Cell, Listed};
use crate::coverage::Case;
use crate::fault::Fault;

impl World {
    /// What is durable is told to the auditor, in its order.
    pub(super) fn audit(&mut self) {
        let now = self.now();
        while let Some(record) = self.journal.durable_record(self.audited.next())
            && self.audited < self.journal.durable()
        {
            if self.aloud {
                let since = self.agenda.now().since(self.workload.start).0;
                println!("{since:>9} ms {:>5} {record:?}", self.audited.0 + 1);
            }
            self.witness.sees(record, &mut self.coverage);
            self.audited = self.audited.next();
            self.auditor.durable(report::told(self.audited, record), now.0);
        }
        let up = self.machine.is_some() && self.stuck_since.is_none();
        let up = if up { now.since(self.up_since) } else { Millis(0) };
        self.auditor.look(now.0, up.0);
    }

    /// The tables have followed the journal to its end.
    pub(super) fn look_into_the_tables(&mut self) {
        let tables = &self.store.live;
        let everybody: Vec<_> =
            tables.rows().map(|(key, state)| report::seen(key, state)).collect();
        let mut taken = Vec::new();
        for shift in self.workload.shift_ids() {
            let (_, seats) = tables.images(shift);
            taken.extend(seats.iter().filter_map(|image| report::taken(shift, image)));
        }
        let feed: Vec<_> = tables.feed().iter().map(|(no, name)| (no.0, *name)).collect();
        self.auditor.tables(&everybody, &taken, &feed);
    }

    /// Nothing waits for a sync: the board is what the auditor's books say.
    pub(super) fn look_at_the_board(&mut self) {
        let Some(machine) = &self.machine else { return };
        let cells = machine.board.iter().map(|((shift, day), standing)| {
            let (free, held, approved) = (standing.free(), standing.held(), standing.approved());
            (shift.0, day.0, free, held, approved)
        });
        let cells: Vec<Cell> = cells.collect();
        self.auditor.board(&cells);
    }

    /// An owner publishes the counts of a day.
    pub(super) fn publish(
        &mut self,
        shift: ShiftId,
        day: Day,
        capacity: nobat_domain::capacity::Capacity,
    ) {
        let counts = [
            capacity.free(),
            capacity.held(),
            capacity.booked(),
            capacity.approved(),
            capacity.over(),
        ];
        self.auditor.counted(counts);
        if capacity.over() > 0 && capacity.booked() > capacity.approved() {
            self.meet(Case::BookedOverCapacity);
        }
        if self.is(Fault::StaleBoard) && self.random.per_mille(50) {
            return;
        }
        self.machine().board.insert((shift, day), Standing::of(&capacity));
    }

    /// A citizen asks which shifts have room on a day. Gives the first with room.
    pub(super) fn search(&mut self, day: Day) -> Option<ShiftId> {
        self.meet(Case::ListSearched);
        let seed = self.random.next();
        let rotation = Rotation::new(seed, day);
        let machine = self.machine.as_ref()?;
        let standing = |shift| machine.board.get(&(shift, day)).copied().unwrap_or_default();
        let offices = u32::try_from(self.workload.shifts.div_ceil(2)).expect("few shifts");
        let offices = (0..offices).map(OfficeId).map(|office| OfficeDay {
            office,
            band: Band::NEAREST,
            morning: standing(ShiftId::of(office, Period::Morning)),
            evening: standing(ShiftId::of(office, Period::Evening)),
        });
        let wish = Wish { rotation, bands_extra: 0, rows_max: ROWS_MAX };
        let mut rows = rank(offices, &wish).rows;
        let open = self.workload.shift_ids().filter(|shift| standing(*shift).is_open()).count();
        if self.is(Fault::ShuffledList) && rows.len() > 1 && self.random.per_mille(100) {
            rows.swap(0, 1);
        }
        let listed: Vec<Listed> = rows
            .iter()
            .map(|row| Listed {
                shift: row.shift.0,
                free: row.standing.free(),
                approved: row.standing.approved(),
                near: u32::from(row.band.digits_agreeing()),
                // A turn is a ticket without the last bits, for which a band stands.
                turn: rotation.ticket(row.shift) >> 3,
            })
            .collect();
        let tie =
            |pair: &[Listed]| (pair[0].free, pair[0].approved) == (pair[1].free, pair[1].approved);
        if listed.windows(2).any(tie) {
            self.meet(Case::TiesInAList);
        }
        self.auditor.listed(&listed, open);
        rows.first().filter(|row| row.standing.has_room()).map(|row| row.shift)
    }

    /// Time is over: nothing may be open, and everybody is shown where they stand.
    pub(super) fn rest(&mut self) {
        self.store.live.follow(&self.journal, u64::MAX);
        self.audit();
        assert_eq!(self.journal.end(), self.journal.durable(), "nothing waits for a sync");
        self.look_into_the_tables();
        self.look_at_the_board();
        let everybody: Vec<_> =
            self.store.live.rows().map(|(key, state)| report::seen(key, state)).collect();
        let captured: Vec<_> =
            self.gateway.captured().map(|(order, amount)| (order.0, amount.amount())).collect();
        let unasked = self.gateway.unasked().filter(|(_, page)| !self.exempt(page));
        let unasked: Vec<u64> = unasked.map(|(order, _)| order.0).collect();
        self.auditor.at_rest(&everybody, &captured, &unasked);
        if self.auditor.complaint().is_none() {
            let open: usize = self.machine().desks.iter().map(DeskKeeper::in_flight).sum();
            assert_eq!(open, 0, "no request is in flight for ever");
        }
    }
}
