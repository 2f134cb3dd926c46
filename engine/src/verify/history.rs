//! Every event of every seat that ring and archive still have, once more from the beginning: no
//! seat was ever given twice, and the rows are what the last events left behind.

use std::collections::HashMap;

use nobat_domain::ids::{Day, OfficeId, Period, SeatNo, Sequence, ShiftId};
use nobat_domain::invariant::Violation;
use nobat_domain::limits::DAY_KEPT;
use nobat_domain::shift::{After, DayImage, DayState, SeatChange, SeatImage, dropped_from};

use crate::error::EngineError;
use crate::journal::Survey;
use crate::record::{self, Record, SealedEvent};
use crate::storage::SeatAt;
use crate::verify::feed::Beside;
use crate::verify::follows;
use crate::verify::overlay::record_place;
use crate::verify::report::{Counts, Findings, day_place, seat_place};
use crate::verify::rows::Opened;
use crate::verify::run::Ground;
use crate::verify::{seats, staff};

/// Seats that one pass over the journal keeps in memory, about 120 bytes each.
const SEATS_PER_PASS: u64 = 2_000_000;

/// A day as the events so far leave it.
struct DayNow {
    image: DayImage,
    taken: u32,
    held: u32,
}

/// One pass: the shifts from one number to another.
struct Pass {
    number: u32,
    from: ShiftId,
    to: ShiftId,
    /// The journal reaches back to the first record: nothing stood before it.
    whole: bool,
    seats: HashMap<SeatAt, SeatImage>,
    days: HashMap<(ShiftId, Day), DayNow>,
    /// How many seat numbers each day has used, so that its seats are found when it is dropped.
    used: HashMap<(ShiftId, Day), u32>,
}

/// # Errors
/// A disk that cannot be read.
pub(super) fn check(
    ground: &Ground,
    survey: &Survey,
    findings: &mut Findings,
    counts: &mut Counts,
) -> Result<(), EngineError> {
    let taken = counts.seats_held + counts.seats_booked + counts.seats_free;
    // Only seats that the journal speaks of are kept.
    let told = survey.last.next().0.saturating_sub(survey.first.0);
    let passes = u32::try_from(taken.min(told) / SEATS_PER_PASS + 1).unwrap_or(u32::MAX);
    let offices: Vec<_> = ground.offices.iter().copied().collect();
    let passes = passes.min(u32::try_from(offices.len()).unwrap_or(u32::MAX)).max(1);
    for number in 0..passes {
        let whole = survey.first <= Sequence(1);
        let (from, to) = shifts_of(&offices, number, passes);
        let (seats, days, used) = (HashMap::new(), HashMap::new(), HashMap::new());
        let mut pass = Pass { number, from, to, whole, seats, days, used };
        let walked = pass.walk(ground, survey, findings)?;
        if number == 0 {
            counts.journal_records = walked;
        }
        pass.compare(ground, findings)?;
    }
    Ok(())
}

/// The shifts of one pass: as many offices as any other, and whatever numbers lie around them.
fn shifts_of(offices: &[OfficeId], number: u32, passes: u32) -> (ShiftId, ShiftId) {
    let begin = |number: u32| {
        let place = offices.len() as u64 * u64::from(number) / u64::from(passes);
        let office = usize::try_from(place).ok().and_then(|place| offices.get(place));
        office.map_or(u32::MAX, |office| ShiftId::of(*office, Period::Morning).0)
    };
    let from = if number == 0 { 0 } else { begin(number) };
    let to = if number + 1 == passes { u32::MAX } else { begin(number + 1) - 1 };
    (ShiftId(from), ShiftId(to))
}

/// A seat began to count, or counts no more.
const fn step(count: &mut u32, before: bool, after: bool) {
    match (before, after) {
        (false, true) => *count += 1,
        (true, false) => *count = count.saturating_sub(1),
        _ => {}
    }
}

impl DayNow {
    /// What is wrong with `next` as this day's next change, beyond its counts.
    fn fault(&self, next: &DayImage) -> Option<(Violation, &'static str)> {
        if self.image.state == DayState::Dropped {
            return Some((Violation::Cap1, "a day that was dropped is changed"));
        }
        if next.state != DayState::Dropped {
            return None;
        }
        if self.held > 0 {
            return Some((Violation::Hold1, "a day is dropped under a hold"));
        }
        let early = next.at < dropped_from(next.day, DAY_KEPT);
        early.then_some((Violation::Cap1, "a day is dropped before its time"))
    }
}

impl Pass {
    fn mine(&self, shift: ShiftId) -> bool {
        (self.from..=self.to).contains(&shift)
    }

    /// Walks through the journal; the first pass looks at feed and damage too.
    fn walk(
        &mut self,
        ground: &Ground,
        survey: &Survey,
        findings: &mut Findings,
    ) -> Result<u64, EngineError> {
        let mut beside = match self.number {
            0 => Some(Beside::new(ground, survey.first)?),
            _ => None,
        };
        let mut records = 0;
        let mut reader = survey.records();
        while let Some(Some(batch)) = findings.followed(reader.next_batch())? {
            for raw in batch.records() {
                records += 1;
                let read = match record::decode(raw.bytes) {
                    Ok(read) => read,
                    // The tail's damage is noted where it is laid over the tables.
                    Err(_) if self.number > 0 || raw.sequence > ground.position => continue,
                    Err(error) => {
                        findings.damage(record_place(raw.sequence), error.to_string());
                        continue;
                    }
                };
                let request = match &read {
                    Record::Request(sealed) => {
                        self.key(ground, sealed, raw.sequence, findings)?;
                        Some(sealed.head.key)
                    }
                    Record::Erased(erasure) => erasure.left.as_ref().map(|left| left.request),
                    _ => None,
                };
                if let Some(beside) = &mut beside {
                    beside.see(raw.sequence, request, findings);
                }
                match read {
                    Record::Seat { shift, image } if self.mine(shift) => {
                        self.seat(shift, &image, raw.sequence, findings);
                    }
                    Record::Day { shift, image } if self.mine(shift) => {
                        self.day(shift, &image, raw.sequence, findings);
                    }
                    Record::Audit(_) if self.number == 0 => {
                        staff::is_in_tables(ground, raw.sequence, raw.bytes, findings)?;
                    }
                    _ => {}
                }
            }
        }
        if let Some(beside) = beside {
            beside.end(findings);
        }
        Ok(records)
    }

    /// A record that nobody can read any more is explained by an erasure, or lost.
    fn key(
        &self,
        ground: &Ground,
        sealed: &SealedEvent<'_>,
        sequence: Sequence,
        findings: &mut Findings,
    ) -> Result<(), EngineError> {
        // The tail's is noted where it is laid over the tables.
        if self.number > 0 || sequence > ground.position {
            return Ok(());
        }
        if let Opened::Damaged(what) = ground.rows.data_key(sealed.head.data_key.0)? {
            findings.damage(record_place(sequence), format!("it does not open: {what}"));
        }
        Ok(())
    }

    fn day(
        &mut self,
        shift: ShiftId,
        image: &DayImage,
        sequence: Sequence,
        findings: &mut Findings,
    ) {
        let key = (shift, image.day);
        let before = self.days.get(&key);
        let most = before.map_or(image.approved, |now| now.image.approved_max.max(image.approved));
        if image.approved_max < most
            || (before.is_none() && self.whole && image.approved_max > most)
        {
            let what = format!("the most approved is wrong in record {}", sequence.0);
            findings.broken(Violation::Cap1, day_place(shift, image.day), what);
        }
        if let Some((violation, what)) = before.and_then(|now| now.fault(image)) {
            let what = format!("record {}: {what}", sequence.0);
            findings.broken(violation, day_place(shift, image.day), what);
        }
        let (taken, held) = before.map_or((0, 0), |now| (now.taken, now.held));
        self.days.insert(key, DayNow { image: *image, taken, held });
        if image.state == DayState::Dropped {
            for seat in 0..self.used.remove(&key).unwrap_or_default() {
                self.seats.remove(&SeatAt { shift, day: image.day, seat: SeatNo(seat) });
            }
        }
    }

    fn seat(
        &mut self,
        shift: ShiftId,
        image: &SeatImage,
        sequence: Sequence,
        findings: &mut Findings,
    ) {
        let at = SeatAt { shift, day: image.day, seat: image.seat };
        let before = self.seats.insert(at, *image);
        let used = self.used.entry((shift, image.day)).or_default();
        *used = (*used).max(image.seat.0 + 1);
        if before.is_none() && !self.whole {
            return;
        }
        if let Some((violation, why)) = follows::fault(before.as_ref(), image) {
            findings.broken(violation, seat_place(at), format!("record {}: {why}", sequence.0));
        }
        if self.whole {
            self.capacity(at, before.as_ref(), image, sequence, findings);
        }
    }

    /// CAP-1 at every moment of the history.
    fn capacity(
        &mut self,
        at: SeatAt,
        before: Option<&SeatImage>,
        image: &SeatImage,
        sequence: Sequence,
        findings: &mut Findings,
    ) {
        let Some(day) = self.days.get_mut(&(at.shift, at.day)) else {
            let what = format!("record {}: its day was not opened", sequence.0);
            findings.broken(Violation::Cap1, seat_place(at), what);
            return;
        };
        let taken = |image: &SeatImage| image.after != After::Free;
        if day.image.state == DayState::Dropped {
            let what = format!("record {}: its day was dropped", sequence.0);
            findings.broken(Violation::Cap1, seat_place(at), what);
        }
        let open = day.image.state == DayState::Open && image.at >= day.image.opens_at;
        if image.change == SeatChange::Held && (!open || day.taken >= day.image.approved) {
            let what = format!("record {}: it is given though the day has none", sequence.0);
            findings.broken(Violation::Cap1, seat_place(at), what);
        }
        let held = |image: &SeatImage| matches!(image.after, After::Held(_));
        step(&mut day.taken, before.is_some_and(taken), taken(image));
        step(&mut day.held, before.is_some_and(held), held(image));
    }

    /// The rows are what the last events left behind.
    fn compare(&mut self, ground: &Ground, findings: &mut Findings) -> Result<(), EngineError> {
        for row in seats::between(ground, self.from, self.to) {
            if !self.whole && self.seats.is_empty() {
                break;
            }
            // Damage was noted when the seats were counted.
            let Ok((at, Ok(image))) = row else { continue };
            match self.seats.remove(&at) {
                Some(last) if last == image => {}
                Some(_) => {
                    let what = "its row is not what its last event left behind";
                    findings.broken(Violation::Ack1, seat_place(at), what);
                }
                None if self.whole => {
                    let what = "no event of the journal leads to its row";
                    findings.broken(Violation::Ack1, seat_place(at), what);
                }
                None => {}
            }
        }
        for at in self.seats.keys() {
            findings.broken(Violation::Ack1, seat_place(*at), "its events left no row behind");
        }
        for ((shift, day), now) in &self.days {
            let row = match ground.overlay.days.get(&(*shift, *day)) {
                Some(image) => Some(*image),
                None => {
                    let row =
                        findings.read("the table of days", ground.rows.tables.day(*shift, *day))?;
                    row.flatten().and_then(|row| seats::read_day((*shift, *day), &row).ok())
                }
            };
            let dropped = now.image.state == DayState::Dropped;
            let projected = dropped && !ground.overlay.drops(*shift, *day);
            if row != (!projected).then_some(now.image) {
                let what = "its row is not what its last event left behind";
                findings.broken(Violation::Ack1, day_place(*shift, *day), what);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nobat_domain::timestamp::Timestamp;

    #[test]
    fn every_shift_falls_to_one_pass() {
        let offices: Vec<_> = [3, 4, 7, 100, 2_000].map(OfficeId).to_vec();
        for passes in 1..=5 {
            let mut next = 0;
            for number in 0..passes {
                let (from, to) = shifts_of(&offices, number, passes);
                assert_eq!(from.0, next, "pass {number} of {passes}");
                next = to.0.wrapping_add(1);
            }
            assert_eq!(next, 0, "up to the last number");
        }
    }

    #[test]
    fn a_day_goes_once_in_its_time_and_under_nobody() {
        let opens_at = Timestamp(5);
        let (day, approved, approved_max, state) = (Day(20_000), 3, 3, DayState::Open);
        let image = DayImage { day, approved, approved_max, opens_at, state, at: opens_at };
        let now = |state, held| DayNow { image: DayImage { state, ..image }, taken: 3, held };
        let dropped = |at| DayImage { state: DayState::Dropped, at, ..image };
        let from = dropped_from(day, DAY_KEPT);
        let fault = |now: DayNow, next: &DayImage| now.fault(next).map(|(violation, _)| violation);
        assert_eq!(fault(now(DayState::Open, 0), &dropped(from)), None);
        assert_eq!(fault(now(DayState::Closed, 0), &dropped(from)), None);
        let early = dropped(Timestamp(from.0 - 1));
        assert_eq!(fault(now(DayState::Open, 0), &early), Some(Violation::Cap1));
        assert_eq!(fault(now(DayState::Open, 1), &dropped(from)), Some(Violation::Hold1));
        for next in [image, dropped(from)] {
            assert_eq!(fault(now(DayState::Dropped, 0), &next), Some(Violation::Cap1));
        }
        assert_eq!(fault(now(DayState::Closed, 9), &image), None);
    }
}
