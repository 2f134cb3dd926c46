//! From what a citizen was told last and what is so now to the messages that are owed.

use crate::calendar::tehran::day_begins;
use crate::ids::Day;
use crate::message::kind::Kind;
use crate::message::rule::{MessageTerms, Rule};
use crate::person::Mobile;
use crate::request::import::ELSEWHERE;
use crate::request::{Phase, RequestState, Step};
use crate::timestamp::{Millis, Timestamp};

/// Where a request stood when its citizen was last told, or when it was first looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Stood {
    /// Which of a citizen's requests, one after the other.
    pub entered_at: Timestamp,
    /// The hold of the booked seat, 0 while there is none: holds are counted from 1.
    pub seat: u32,
    pub day_closed: bool,
    /// The last step after the booking and its moment, as [`step_of`] names them.
    pub step: Option<(Kind, u32)>,
    /// The hold of the seat that is offered, 0 while none is.
    pub offer: u32,
    pub credited: bool,
    /// How often the number has changed since somebody was told anything.
    pub numbers: u32,
}

/// What a citizen knows, and where that was said.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Known {
    pub stood: Stood,
    pub mobile: Option<Mobile>,
}

/// To whom.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum To {
    /// The number on file when it leaves.
    OnFile,
    /// This number, which is on file no more.
    Former(Mobile),
}

/// A message that is owed. Kind and `about` name it for ever: the same once more is no other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Intent {
    pub kind: Kind,
    /// What it is about: the number of a hold, the moment of a step, the count of a change.
    pub about: u32,
    pub to: To,
    pub due: Timestamp,
    /// Nothing of it is sent after this.
    pub until: Timestamp,
}

impl Intent {
    fn now(kind: Kind, about: u32, at: Timestamp) -> Self {
        Self { kind, about, to: To::OnFile, due: at, until: at.plus(Rule::of(kind).worth) }
    }
}

/// What is owed to a citizen at this moment, and what is known once it is noted. Of what was so
/// before `since` nothing is told, but whoever comes tomorrow is reminded all the same.
#[must_use]
pub fn look(
    known: Option<&Known>,
    state: &RequestState,
    terms: &MessageTerms,
    since: Timestamp,
    now: Timestamp,
) -> (Known, Vec<Intent>) {
    let before = before(known, state, since);
    let mut owed = Vec::new();
    let mut stood = stood(state);
    stood.numbers = before.stood.numbers;
    seat(&before.stood, state, terms, since, now, &mut owed);
    if stood.day_closed && !before.stood.day_closed {
        owed.push(Intent::now(Kind::DayClosed, stood.seat, now));
    }
    if let Some((kind, about)) = stood.step
        && before.stood.step != stood.step
        && state.reached.is_some_and(|reached| reached.at >= since)
    {
        owed.push(Intent::now(kind, about, now));
    }
    if let Some(hold) = state.offer().filter(|hold| hold.no.0 != before.stood.offer) {
        let until = hold.deadline;
        owed.push(Intent { until, ..Intent::now(Kind::Offer, hold.no.0, now) });
    }
    if stood.credited && !before.stood.credited && before.stood.seat == 0 {
        owed.push(Intent::now(Kind::Credited, state.holds_used, now));
    }
    let mobile = state.reached_by();
    if let (Some(old), Some(new)) = (before.mobile, mobile)
        && old != new
        && (before.stood.seat > 0 || before.stood.credited)
    {
        stood.numbers += 1;
        let left = Intent::now(Kind::NumberLeft, stood.numbers, now);
        owed.push(Intent { to: To::Former(old), ..left });
        owed.push(Intent::now(Kind::NumberTaken, stood.numbers, now));
    }
    if mobile.is_none() {
        owed.clear();
    }
    (Known { stood, mobile }, owed)
}

/// What counts as known: of an earlier request of the same citizen only the number, and of one
/// that was there before anybody was told anything, or came from elsewhere, all that it has.
fn before(known: Option<&Known>, state: &RequestState, since: Timestamp) -> Known {
    let fresh = Stood { entered_at: state.entered_at, ..Stood::default() };
    match known {
        Some(known) if known.stood.entered_at == state.entered_at => *known,
        Some(known) => {
            let numbers = known.stood.numbers;
            Known { stood: Stood { numbers, ..fresh }, mobile: known.mobile }
        }
        None => {
            let elsewhere = state.booking.as_ref().is_some_and(|booking| !booking.is_ours());
            let credited = state.entered_at < since && stood(state).credited;
            let step = stood(state).step.filter(|_| elsewhere);
            Known { stood: Stood { step, credited, ..fresh }, mobile: state.reached_by() }
        }
    }
}

fn stood(state: &RequestState) -> Stood {
    let booking = state.booking.as_ref();
    let seeks = state.intent.is_some() || state.wanted_hold().is_some();
    let has_paid_here = state.purse.iter().any(|money| money.bank != ELSEWHERE);
    Stood {
        entered_at: state.entered_at,
        seat: booking.map_or(0, |booking| booking.hold.0),
        day_closed: booking.is_some() && state.excused,
        step: step_of(state),
        offer: state.offer().map_or(0, |hold| hold.no.0),
        // An imported payment was never made here, and whoever chooses already knows.
        credited: booking.is_none() && !seeks && has_paid_here,
        numbers: 0,
    }
}

/// The step that is told of, and its moment in seconds.
fn step_of(state: &RequestState) -> Option<(Kind, u32)> {
    let reached = state.reached?;
    let kind = match reached.step {
        Step::Missed => Kind::Missed,
        // The citizen stands there.
        Step::Begun { .. } => return None,
        Step::Finished => Kind::Finished,
        Step::InProduction => Kind::InProduction,
        Step::Ready { .. } => Kind::CardReady,
        Step::Delivered => Kind::Delivered,
    };
    Some((kind, u32::try_from(reached.at.0 / 1_000).unwrap_or(u32::MAX)))
}

/// The seat: that it is booked, is another one or is gone; and the day before it.
fn seat(
    before: &Stood,
    state: &RequestState,
    terms: &MessageTerms,
    since: Timestamp,
    now: Timestamp,
    owed: &mut Vec<Intent>,
) {
    let Some(booking) = &state.booking else {
        if before.seat > 0 {
            owed.push(Intent::now(Kind::GivenBack, before.seat, now));
        }
        return;
    };
    let hold = booking.hold.0;
    if before.seat == hold || !booking.is_ours() || state.reached.is_some() {
        return;
    }
    if booking.booked_at >= since {
        let kind = if before.seat > 0 { Kind::Moved } else { Kind::Booked };
        owed.push(Intent::now(kind, hold, now));
    }
    let due = reminder(booking.choice.day, terms);
    // Whoever books later than that has just been told.
    if now < due {
        let until = due.plus(Rule::of(Kind::Reminder).worth);
        owed.push(Intent { due, until, ..Intent::now(Kind::Reminder, hold, now) });
    }
}

/// When whoever has a seat on this day is reminded.
fn reminder(day: Day, terms: &MessageTerms) -> Timestamp {
    day_begins(day.plus(-1)).plus(Millis::hours(terms.remind_at.into()))
}

/// Whether a message is still true, as it is about to leave.
#[must_use]
pub fn holds(kind: Kind, about: u32, to: To, state: &RequestState, now: Timestamp) -> bool {
    let booking = state.booking.as_ref();
    let booked = booking.is_some_and(|booking| booking.hold.0 == about);
    let ahead = booking.is_some_and(|booking| now < day_begins(booking.choice.day.plus(1)));
    match kind {
        Kind::Booked | Kind::Moved | Kind::Reminder => {
            booked && ahead && !state.excused && state.reached.is_none()
        }
        Kind::GivenBack => booking.is_none(),
        Kind::Credited => stood(state).credited,
        Kind::DayClosed => booked && state.excused,
        Kind::Offer => state.offer().is_some_and(|hold| {
            hold.no.0 == about && hold.phase == Phase::Live && now < hold.deadline
        }),
        // Whoever put the old number back is told nothing of it.
        Kind::NumberLeft => to != To::OnFile && state.reached_by().map(To::Former) != Some(to),
        Kind::NumberTaken => true,
        Kind::Missed | Kind::Finished | Kind::InProduction | Kind::CardReady | Kind::Delivered => {
            step_of(state) == Some((kind, about))
        }
        Kind::Receipt => booking.is_some() && state.code.is_some(),
    }
}
