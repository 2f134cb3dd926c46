//! Every request by itself, and against the seats that it names: REQ-1, REQ-2, PAY-1, PAY-2, and
//! the agreement of request and seat up to the steps that the request names as unfinished.

use nobat_domain::ids::{HoldNo, RequestKey, SeatNo};
use nobat_domain::invariant::Violation;
use nobat_domain::payment::{Attempt, Money};
use nobat_domain::request::{Choice, Hold, Phase, RequestState};
use nobat_domain::shift::{After, NOBODY, SeatImage};

use crate::error::EngineError;
use crate::storage::{SeatAt, StorageError};
use crate::verify::merged::{Side, merged};
use crate::verify::overlay::Known;
use crate::verify::report::{Counts, Findings, Unfinished, request_place, seat_place};
use crate::verify::rows::Opened;
use crate::verify::run::Ground;
use crate::verify::{erasures, indexes, seats};

/// What all requests together name, to be compared with what stands in other tables.
#[derive(Default)]
pub(super) struct Sums {
    pub(super) codes: u64,
    pub(super) money: u64,
    pub(super) attempts: u64,
    /// Requests that could not be looked into.
    pub(super) blind: u64,
    /// Money of erased requests.
    pub(super) money_left: u64,
    pub(super) booked: u64,
    held: u64,
    /// Bookings whose day was dropped.
    past: u64,
}

/// How a request stands to a seat that it names.
enum Standing {
    Held,
    Booked,
    /// Free, or somebody else's by now.
    Gone,
    /// Its day is long past and was dropped: nobody keeps its seats any more.
    Past,
}

struct Look<'g, 'f> {
    ground: &'g Ground,
    findings: &'f mut Findings,
    unfinished: &'f mut Unfinished,
    sums: Sums,
}

/// # Errors
/// A disk that cannot be read.
pub(super) fn check(
    ground: &Ground,
    findings: &mut Findings,
    counts: &mut Counts,
    unfinished: &mut Unfinished,
) -> Result<Sums, EngineError> {
    let mut look = Look { ground, findings, unfinished, sums: Sums::default() };
    for row in all(ground) {
        let Some((key, side)) = look.findings.read("the table of requests", row)? else { continue };
        counts.requests += 1;
        let opened = match side {
            Side::Tail(Known::Is(state)) => Opened::Is(RequestState::clone(state)),
            Side::Tail(Known::Erased(remains)) => Opened::Erased(Some(*remains)),
            Side::Table(row) => ground.rows.open(key, &row)?,
        };
        match opened {
            Opened::Is(state) => {
                look.request(key, &state)?;
                counts.bookings += u64::from(state.booking.is_some());
                counts.credits += state.purse.len() as u64;
                counts.to_reverse += state.to_reverse.len() as u64;
                counts.requests_in_flight += u64::from(state.in_flight());
                let open = state.attempts.iter().filter(|attempt| attempt.open());
                counts.attempts_open += open.count() as u64;
            }
            Opened::Erased(remains) => {
                counts.requests_erased += 1;
                look.sums.blind += u64::from(remains.is_none());
            }
            Opened::Damaged(what) => {
                look.findings.damage(request_place(key), format!("its row does not open: {what}"));
                look.sums.blind += 1;
            }
        }
    }
    let mut sums = look.sums;
    erasures::check(ground, findings, &mut sums, unfinished)?;
    counts.money = sums.money;
    counts.bookings_past = sums.past;
    let by_nobody = counts.seats_cooling;
    if counts.seats_booked != sums.booked || counts.seats_held != sums.held + by_nobody {
        orphans(ground, findings)?;
    }
    Ok(sums)
}

fn all(
    ground: &Ground,
) -> impl Iterator<Item = Result<(RequestKey, Side<Vec<u8>, &Known>), StorageError>> + '_ {
    let table = ground.rows.tables.requests().map(|row| row.map(|row| (row.key, row.row)));
    merged(table, &ground.overlay.requests)
}

impl Look<'_, '_> {
    fn broken(&mut self, violation: Violation, key: RequestKey, what: impl Into<String>) {
        self.findings.broken(violation, request_place(key), what);
    }

    fn request(&mut self, key: RequestKey, state: &RequestState) -> Result<(), EngineError> {
        let keys = self.ground.rows.keyring.request_keys();
        if keys.request_key(state.national_id.as_str()) != key {
            self.broken(Violation::Req1, key, "its row belongs to another national ID");
        }
        if let Some(violation) = state.check() {
            self.broken(violation, key, "its row contradicts itself");
        }
        self.booking(key, state)?;
        for hold in &state.holds {
            self.hold(key, hold)?;
        }
        for back in &state.giving_back {
            self.unfinished.returns += 1;
            if let Standing::Booked = self.standing(key, back.hold, back.choice, back.seat)? {
                self.sums.booked += 1;
            }
        }
        self.intent(key, state)?;
        for money in state.money() {
            self.money(key, money)?;
        }
        let earlier = self.ground.erasures.attempts_used(key);
        self.sums.attempts += u64::from(state.attempts_used).saturating_sub(earlier);
        for attempt in &state.attempts {
            self.attempt(key, attempt)?;
        }
        if let Some(code) = state.code {
            self.sums.codes += 1;
            let found = indexes::request_of_code(self.ground, self.findings, code.number())?;
            if found != Some(key) {
                self.broken(Violation::Ack1, key, "its tracking code does not lead to it");
            }
        }
        Ok(())
    }

    /// A booking's seat is booked for exactly it, at every durable moment.
    fn booking(&mut self, key: RequestKey, state: &RequestState) -> Result<(), EngineError> {
        let Some(booking) = &state.booking else { return Ok(()) };
        match self.standing(key, booking.hold, booking.choice, booking.seat)? {
            Standing::Booked => self.sums.booked += 1,
            Standing::Past => self.sums.past += 1,
            Standing::Held | Standing::Gone => {
                let place = seat_place(at(booking.choice, booking.seat));
                let what = format!("it has booked {place}, which is not booked for it");
                self.broken(Violation::Ack1, key, what);
            }
        }
        if state.code.is_none() {
            self.broken(Violation::Ack1, key, "it is booked and has no tracking code");
        }
        Ok(())
    }

    fn hold(&mut self, key: RequestKey, hold: &Hold) -> Result<(), EngineError> {
        let standing = self.standing(key, hold.no, hold.choice, hold.seat)?;
        match hold.phase {
            Phase::Booking => self.unfinished.bookings += 1,
            Phase::Ending(_) => self.unfinished.releases += 1,
            Phase::Live | Phase::Verifying { .. } => {}
        }
        match (standing, hold.phase) {
            (Standing::Held, _) => self.sums.held += 1,
            (Standing::Booked, Phase::Booking) => self.sums.booked += 1,
            (Standing::Booked, _) => {
                let place = seat_place(at(hold.choice, hold.seat));
                let what = format!("{place} is booked for it, though it never asked for that");
                self.broken(Violation::Hold1, key, what);
                self.sums.booked += 1;
            }
            (Standing::Gone | Standing::Past, Phase::Live | Phase::Verifying { .. }) => {
                self.unfinished.lapsed += 1;
            }
            (Standing::Gone | Standing::Past, Phase::Booking | Phase::Ending(_)) => {}
        }
        Ok(())
    }

    /// A seat that was asked for may be held already, under a number that the desk does not know.
    fn intent(&mut self, key: RequestKey, state: &RequestState) -> Result<(), EngineError> {
        let Some(intent) = &state.intent else { return Ok(()) };
        self.unfinished.intents += 1;
        let Choice { shift, day } = intent.choice;
        let tables = &self.ground.rows.tables;
        let of_day = tables.seats_on(shift, day).map(|row| row.map(|row| (row.at, row.row)));
        for row in merged(of_day, &self.ground.overlay.seats) {
            let Some((place, side)) = self.findings.read("the table of seats", row)? else {
                continue;
            };
            if (place.shift, place.day) != (shift, day) {
                continue;
            }
            let image = match side {
                Side::Tail(image) => Some(*image),
                Side::Table(row) => seats::read(place, &row).ok(),
            };
            let its = |image: &SeatImage| (image.request, image.hold) == (key, intent.hold);
            if image.is_some_and(|it| its(&it) && matches!(it.after, After::Held(_))) {
                self.sums.held += 1;
            }
        }
        Ok(())
    }

    fn money(&mut self, key: RequestKey, money: &Money) -> Result<(), EngineError> {
        self.sums.money += 1;
        let claim = indexes::claim_of(self.ground, self.findings, money.bank, &money.reference)?;
        let place = format!("the reference of order {}", money.order.0);
        match claim {
            Some(claim) if claim.request == key && claim.order == money.order => {}
            Some(_) => {
                let what = format!("{place} is claimed by another payment");
                self.broken(Violation::Pay1, key, what);
            }
            None => self.broken(Violation::Pay1, key, format!("{place} is claimed by nobody")),
        }
        if indexes::request_of_order(self.ground, self.findings, money.order)? != Some(key) {
            let what = format!("the money of order {} is another request's", money.order.0);
            self.broken(Violation::Pay1, key, what);
        }
        Ok(())
    }

    fn attempt(&mut self, key: RequestKey, attempt: &Attempt) -> Result<(), EngineError> {
        if indexes::request_of_order(self.ground, self.findings, attempt.order)? != Some(key) {
            let what = format!("order {} does not lead to it", attempt.order.0);
            self.broken(Violation::Ack1, key, what);
        }
        Ok(())
    }

    fn standing(
        &mut self,
        key: RequestKey,
        hold: HoldNo,
        choice: Choice,
        seat: SeatNo,
    ) -> Result<Standing, EngineError> {
        let place = at(choice, seat);
        if seats::dropped(self.ground, (choice.shift, choice.day), self.findings)? {
            return Ok(Standing::Past);
        }
        let its = seats::image(self.ground, self.findings, place)?;
        let its = its.filter(|image| (image.request, image.hold) == (key, hold));
        Ok(match its.map(|image| image.after) {
            Some(After::Booked) => Standing::Booked,
            Some(After::Held(_)) => Standing::Held,
            Some(After::Free) | None => Standing::Gone,
        })
    }
}

fn at(choice: Choice, seat: SeatNo) -> SeatAt {
    SeatAt { shift: choice.shift, day: choice.day, seat }
}

/// The numbers disagree: every taken seat is asked for its request.
fn orphans(ground: &Ground, findings: &mut Findings) -> Result<(), EngineError> {
    for row in seats::all(ground) {
        // Damage was noted when the seats were counted.
        let Ok((place, Ok(image))) = row else { continue };
        let word = match image.after {
            After::Free => continue,
            After::Held(_) if image.request == NOBODY => continue,
            // Its desk may have heard from the shift that it is over.
            After::Held(terms) if seats::overdue(&terms, ground.time) => continue,
            After::Held(_) => "held",
            After::Booked => "booked",
        };
        let owner = request_place(image.request);
        let what = match indexes::state_of(ground, findings, image.request)? {
            Some(Opened::Is(state)) if names(&state, place, &image) => continue,
            Some(Opened::Damaged(_) | Opened::Erased(None)) => continue,
            _ if ground.erasures.has_seat(place, &image) => continue,
            Some(Opened::Is(_) | Opened::Erased(_)) => {
                format!("it is {word} for {owner}, which does not name it")
            }
            None => format!("it is {word} for {owner}, which does not exist"),
        };
        findings.broken(Violation::Ack1, seat_place(place), what);
    }
    Ok(())
}

fn names(state: &RequestState, place: SeatAt, image: &SeatImage) -> bool {
    let here = |hold: HoldNo, choice: Choice, seat: SeatNo| {
        hold == image.hold && at(choice, seat) == place
    };
    let booked = image.after == After::Booked;
    let booking = state.booking.as_ref().filter(|_| booked);
    let intent = state.intent.as_ref().filter(|_| !booked);
    booking.is_some_and(|it| here(it.hold, it.choice, it.seat))
        || state.holds.iter().any(|it| here(it.no, it.choice, it.seat))
        || (booked && state.giving_back.iter().any(|it| here(it.hold, it.choice, it.seat)))
        || intent.is_some_and(|it| here(it.hold, it.choice, place.seat))
}
