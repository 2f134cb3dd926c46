//! A day that is long past leaves its shift: its seats are nobody's concern any more.

use crate::calendar::tehran::{DAY, day_begins};
use crate::ids::Day;
use crate::limits::ShiftTerms;
use crate::shift::day_book::DayBook;
use crate::shift::event::{DayImage, DayState, ShiftEvent};
use crate::shift::state::ShiftState;
use crate::timestamp::{Millis, Timestamp};

/// The moment from which a day is dropped: it has ended, and was then `kept` for so long.
#[must_use]
pub fn dropped_from(day: Day, kept: Millis) -> Timestamp {
    day_begins(day).plus(DAY).plus(kept)
}

/// The oldest day, and when it may go. One with a held seat waits until that hold has ended; later
/// days are not due before it.
fn oldest<'s>(state: &'s ShiftState, terms: &ShiftTerms) -> Option<(Day, &'s DayBook, Timestamp)> {
    let (day, book) = state.days.first()?;
    (book.capacity.held() == 0).then(|| (day, book, dropped_from(day, terms.day_kept)))
}

/// When the shift's clock must come by for the sake of its days.
pub(super) fn next(state: &ShiftState, terms: &ShiftTerms) -> Option<Timestamp> {
    oldest(state, terms).map(|(_, _, from)| from)
}

/// Booked seats go with their day: requests name them as history, and one that is still given back
/// is answered "gone", which is success.
pub(super) fn drop_oldest(
    state: &ShiftState,
    terms: &ShiftTerms,
    at: Timestamp,
) -> Option<ShiftEvent> {
    let (day, book, from) = oldest(state, terms)?;
    let image = DayImage {
        day,
        approved: book.capacity.approved(),
        approved_max: book.approved_max,
        opens_at: book.opens_at,
        state: DayState::Dropped,
        at,
    };
    (from <= at).then_some(ShiftEvent::Day(image))
}
