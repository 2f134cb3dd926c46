//! Every request by itself, and against the seats that it names: REQ-1, REQ-2, PAY-1, PAY-2, and
//! the agreement of request and seat up to the steps that the request names as unfinished.

use nobat_domain::ids::{HoldNo, RequestKey, SeatNo};
use nobat_domain::invariant::Violation;
use nobat_domain::payment::{Attempt, Money};
use nobat_domain::request::{Booking, Choice, Hold, Phase, RequestState};
use nobat_domain::shift::{After, NOBODY, SeatImage};

use crate::error::EngineError;
use crate::scans::Owner;
use crate::storage::{SeatAt, StorageError};
use crate::verify::merged::{Side, merged};
use crate::verify::overlay::Known;
use crate::verify::report::{Counts, Findings, Unfinished, request_place, seat_place};
use crate::verify::rows::Opened;
use crate::verify::run::{Ground, Pictures};
use crate::verify::side_by_side::{Piece, side_by_side};
use crate::verify::ties::{Tie, Ties};
use crate::verify::{erasures, indexes, persons, seats, waiting};

/// Values of a key's first two bytes that make a piece of work.
const PIECE: u16 = 1 << 10;

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
    pub(super) waiting: u64,
    held: u64,
    /// Bookings whose day was dropped, or was another system's.
    past: u64,
}

impl Sums {
    fn join(&mut self, other: &Self) {
        let Self { codes, money, attempts, blind, money_left, booked, waiting, held, past } = other;
        self.codes += codes;
        self.money += money;
        self.attempts += attempts;
        self.blind += blind;
        self.money_left += money_left;
        self.booked += booked;
        self.waiting += waiting;
        self.held += held;
        self.past += past;
    }
}

/// What one piece of the requests comes to.
#[derive(Default)]
struct Part {
    findings: Findings,
    counts: Counts,
    unfinished: Unfinished,
    sums: Sums,
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
    part: &'f mut Part,
    ties: &'f mut Ties,
}

/// Looks at every request by itself, and ties what it names to what stands elsewhere.
///
/// # Errors
/// A disk that cannot be read.
pub(super) fn check(
    ground: &Ground,
    ties: &mut Ties,
    findings: &mut Findings,
    counts: &mut Counts,
    unfinished: &mut Unfinished,
) -> Result<Sums, EngineError> {
    let piece = |number: u16| -> Piece<'_, Part> {
        let (first, last) = (number * PIECE, number * PIECE + (PIECE - 1));
        Box::new(move |ties| part(ground, (first, last), ties))
    };
    let pieces: Vec<_> = (0..=u16::MAX / PIECE).map(piece).collect();
    let mut sums = Sums::default();
    for part in side_by_side(&pieces, ties)? {
        findings.join(part.findings);
        counts.join_requests(&part.counts);
        unfinished.join(&part.unfinished);
        sums.join(&part.sums);
    }
    erasures::check(ground, findings, &mut sums, ties, unfinished)?;
    counts.money = sums.money;
    counts.bookings_past = sums.past;
    Ok(sums)
}

/// Requests whose keys begin with two bytes from the first to the last.
fn part(ground: &Ground, (first, last): (u16, u16), ties: &mut Ties) -> Result<Part, EngineError> {
    let mut part = Part::default();
    for row in between(ground, first, last) {
        let read = part.findings.read("the table of requests", row)?;
        let Some((key, side)) = read else { continue };
        part.counts.requests += 1;
        let in_tables = matches!(side, Side::Table(_));
        let opened = match side {
            Side::Tail(Known::Is(state)) => Opened::Is(RequestState::clone(state)),
            Side::Tail(Known::Erased(remains)) => Opened::Erased(Some(*remains)),
            Side::Table(row) => ground.rows.open(key, &row)?,
        };
        match opened {
            Opened::Is(state) => {
                if in_tables {
                    persons::dated(ground, &mut part.findings, key, &state)?;
                }
                let counts = &mut part.counts;
                counts.bookings += u64::from(state.booking.is_some());
                counts.credits += state.purse.len() as u64;
                counts.to_reverse += state.to_reverse.len() as u64;
                counts.requests_in_flight += u64::from(state.in_flight());
                let open = state.attempts.iter().filter(|attempt| attempt.open());
                counts.attempts_open += open.count() as u64;
                Look { ground, part: &mut part, ties }.request(key, &state)?;
            }
            Opened::Erased(remains) => {
                part.counts.requests_erased += 1;
                part.sums.blind += u64::from(remains.is_none());
            }
            Opened::Damaged(what) => {
                let what = format!("its row does not open: {what}");
                part.findings.damage(request_place(key), what);
                part.sums.blind += 1;
            }
        }
    }
    Ok(part)
}

/// Where a tie is loose, asks for each request there what exactly is missing; and where seats and
/// requests disagree in number, for every taken seat whose it is.
///
/// # Errors
/// A disk that cannot be read.
pub(super) fn look_closely(
    ground: &Ground,
    ties: &Ties,
    sums: Sums,
    findings: &mut Findings,
    counts: &Counts,
) -> Result<(), EngineError> {
    let mut part = Part { sums, ..Part::default() };
    let mut unused = Ties::new();
    for range in ties.loose() {
        for row in between(ground, range, range) {
            // Damage was noted when the requests were looked at.
            let Ok((key, side)) = row else { continue };
            let opened = match side {
                Side::Tail(Known::Is(state)) => Opened::Is(RequestState::clone(state)),
                Side::Tail(Known::Erased(_)) => continue,
                Side::Table(row) => ground.rows.open(key, &row)?,
            };
            if let Opened::Is(state) = opened {
                Look { ground, part: &mut part, ties: &mut unused }.closely(key, &state)?;
            }
        }
    }
    let sums = part.sums;
    findings.join(part.findings);
    let by_nobody = counts.seats_cooling;
    if counts.seats_booked != sums.booked || counts.seats_held != sums.held + by_nobody {
        orphans(ground, findings)?;
    }
    Ok(())
}

type Merged<'g> = Result<(RequestKey, Side<Vec<u8>, &'g Known>), StorageError>;

fn between(ground: &Ground, first: u16, last: u16) -> impl Iterator<Item = Merged<'_>> + '_ {
    let table = ground.rows.tables.requests_between(first, last);
    let table = table.map(|row| row.map(|row| (row.key, row.row)));
    let [a, b] = first.to_be_bytes();
    let [c, d] = last.to_be_bytes();
    let mut low = [0; 16];
    let mut high = [u8::MAX; 16];
    low[..2].copy_from_slice(&[a, b]);
    high[..2].copy_from_slice(&[c, d]);
    merged(table, ground.overlay.requests.range(RequestKey(low)..=RequestKey(high)))
}

impl Look<'_, '_> {
    fn broken(&mut self, violation: Violation, key: RequestKey, what: impl Into<String>) {
        self.part.findings.broken(violation, request_place(key), what);
    }

    fn request(&mut self, key: RequestKey, state: &RequestState) -> Result<(), EngineError> {
        let keys = self.ground.rows.keyring.request_keys();
        if keys.request_key(state.national_id.as_str()) != key {
            self.broken(Violation::Req1, key, "its row belongs to another national ID");
        }
        if let Some(violation) = state.check() {
            self.broken(violation, key, "its row contradicts itself");
        }
        self.scan(key, state)?;
        if state.booking.is_some() && state.code.is_none() {
            self.broken(Violation::Ack1, key, "it is booked and has no tracking code");
        }
        for booking in state.bookings() {
            let place = at(booking.choice, booking.seat);
            let dropped = seats::dropped(self.ground, (place.shift, place.day));
            if dropped || !booking.is_ours() {
                self.part.sums.past += 1;
            } else {
                self.part.sums.booked += 1;
                self.ties.add(key, Tie::Seat(place, booking.hold.0, true));
            }
        }
        for hold in &state.holds {
            self.hold(key, hold)?;
        }
        for back in &state.giving_back {
            self.part.unfinished.returns += 1;
            if let Standing::Booked = self.standing(key, back.hold, back.choice, back.seat)? {
                self.part.sums.booked += 1;
                self.ties.add(key, Tie::Seat(at(back.choice, back.seat), back.hold.0, true));
            }
        }
        self.intent(key, state)?;
        for money in state.money() {
            self.part.sums.money += 1;
            let name = money.reference.as_str().as_bytes();
            self.ties.add(key, Tie::Claim(money.bank, name, money.order));
        }
        let earlier = self.ground.erasures.attempts_used(key);
        self.part.sums.attempts += u64::from(state.attempts_used).saturating_sub(earlier);
        // Orders of attempts that were forgotten are in their table all the same: then this range
        // is looked at closely.
        for attempt in &state.attempts {
            self.ties.add(key, Tie::Order(attempt.order));
        }
        for code in state.codes() {
            self.part.sums.codes += 1;
            self.ties.add(key, Tie::Code(code.number()));
        }
        if let Some(waiter) = state.waiter(key) {
            self.part.sums.waiting += 1;
            self.ties.add(key, Tie::Waits(waiter));
        }
        Ok(())
    }

    /// The picture that it names is there, and is what was kept.
    fn scan(&mut self, key: RequestKey, state: &RequestState) -> Result<(), EngineError> {
        let Some(scan) = state.scan else { return Ok(()) };
        self.part.counts.scans += 1;
        let looked = match &self.ground.scans {
            Pictures::Measured(scans) => scans.check_length(key, scan),
            Pictures::Opened(scans) => match self.ground.rows.data_key(state.data_key.0)? {
                Opened::Is(data_key) => {
                    let key_no = state.data_key;
                    scans.get(Owner { request: key, key_no, data_key: &data_key }, scan).map(drop)
                }
                // Its row has opened with that key.
                Opened::Erased(_) | Opened::Damaged(_) => Ok(()),
            },
        };
        if let Err(fault) = looked {
            self.part.findings.damage(request_place(key), format!("its scan: {fault}"));
        }
        Ok(())
    }

    /// Looks up what was only tied before.
    fn closely(&mut self, key: RequestKey, state: &RequestState) -> Result<(), EngineError> {
        for booking in state.bookings() {
            self.booking(key, booking)?;
        }
        for money in state.money() {
            self.money(key, money)?;
        }
        for attempt in &state.attempts {
            self.attempt(key, attempt)?;
        }
        for code in state.codes() {
            let findings = &mut self.part.findings;
            let found = indexes::request_of_code(self.ground, findings, code.number())?;
            if found != Some(key) {
                self.broken(Violation::Ack1, key, "its tracking code does not lead to it");
            }
        }
        if let Some(waiter) = state.waiter(key)
            && !waiting::is_listed(self.ground, &mut self.part.findings, &waiter)?
        {
            self.broken(Violation::Ack1, key, "it waits for an earlier seat and is not listed");
        }
        Ok(())
    }

    /// A booking's seat is booked for exactly it, at every durable moment.
    fn booking(&mut self, key: RequestKey, booking: &Booking) -> Result<(), EngineError> {
        if !booking.is_ours() {
            return Ok(());
        }
        match self.standing(key, booking.hold, booking.choice, booking.seat)? {
            Standing::Booked | Standing::Past => {}
            Standing::Held | Standing::Gone => {
                self.part.sums.booked -= 1;
                let place = seat_place(at(booking.choice, booking.seat));
                let what = format!("it has booked {place}, which is not booked for it");
                self.broken(Violation::Ack1, key, what);
            }
        }
        Ok(())
    }

    fn hold(&mut self, key: RequestKey, hold: &Hold) -> Result<(), EngineError> {
        let standing = self.standing(key, hold.no, hold.choice, hold.seat)?;
        match hold.phase {
            Phase::Booking => self.part.unfinished.bookings += 1,
            Phase::Ending(_) => self.part.unfinished.releases += 1,
            Phase::Live | Phase::Verifying { .. } => {}
        }
        match (standing, hold.phase) {
            (Standing::Held, _) => {
                self.part.sums.held += 1;
                self.ties.add(key, Tie::Seat(at(hold.choice, hold.seat), hold.no.0, false));
            }
            (Standing::Booked, Phase::Booking) => self.booked(key, hold),
            (Standing::Booked, _) => {
                let place = seat_place(at(hold.choice, hold.seat));
                let what = format!("{place} is booked for it, though it never asked for that");
                self.broken(Violation::Hold1, key, what);
                self.booked(key, hold);
            }
            (Standing::Gone | Standing::Past, Phase::Live | Phase::Verifying { .. }) => {
                self.part.unfinished.lapsed += 1;
            }
            (Standing::Gone | Standing::Past, Phase::Booking | Phase::Ending(_)) => {}
        }
        Ok(())
    }

    fn booked(&mut self, key: RequestKey, hold: &Hold) {
        self.part.sums.booked += 1;
        self.ties.add(key, Tie::Seat(at(hold.choice, hold.seat), hold.no.0, true));
    }

    /// A seat that was asked for may be held already, under a number that the desk does not know.
    fn intent(&mut self, key: RequestKey, state: &RequestState) -> Result<(), EngineError> {
        let Some(intent) = &state.intent else { return Ok(()) };
        self.part.unfinished.intents += 1;
        let Choice { shift, day } = intent.choice;
        let tables = &self.ground.rows.tables;
        let of_day = tables.seats_on(shift, day).map(|row| row.map(|row| (row.at, row.row)));
        for row in merged(of_day, &self.ground.overlay.seats) {
            let read = self.part.findings.read("the table of seats", row)?;
            let Some((place, side)) = read else { continue };
            if (place.shift, place.day) != (shift, day) {
                continue;
            }
            let image = match side {
                Side::Tail(image) => Some(*image),
                Side::Table(row) => seats::read(place, &row).ok(),
            };
            let its = |image: &SeatImage| (image.request, image.hold) == (key, intent.hold);
            if image.is_some_and(|it| its(&it) && matches!(it.after, After::Held(_))) {
                self.part.sums.held += 1;
                self.ties.add(key, Tie::Seat(place, intent.hold.0, false));
            }
        }
        Ok(())
    }

    fn money(&mut self, key: RequestKey, money: &Money) -> Result<(), EngineError> {
        let findings = &mut self.part.findings;
        let claim = indexes::claim_of(self.ground, findings, money.bank, &money.reference)?;
        let place = format!("the reference of order {}", money.order.0);
        match claim {
            Some(claim) if claim.request == key && claim.order == money.order => {}
            Some(_) => {
                let what = format!("{place} is claimed by another payment");
                self.broken(Violation::Pay1, key, what);
            }
            None => self.broken(Violation::Pay1, key, format!("{place} is claimed by nobody")),
        }
        let findings = &mut self.part.findings;
        if indexes::request_of_order(self.ground, findings, money.order)? != Some(key) {
            let what = format!("the money of order {} is another request's", money.order.0);
            self.broken(Violation::Pay1, key, what);
        }
        Ok(())
    }

    fn attempt(&mut self, key: RequestKey, attempt: &Attempt) -> Result<(), EngineError> {
        let findings = &mut self.part.findings;
        if indexes::request_of_order(self.ground, findings, attempt.order)? != Some(key) {
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
        if seats::dropped(self.ground, (choice.shift, choice.day)) {
            return Ok(Standing::Past);
        }
        let its = seats::image(self.ground, &mut self.part.findings, place)?;
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
    let mut bookings = state.bookings().filter(|_| booked);
    let intent = state.intent.as_ref().filter(|_| !booked);
    bookings.any(|it| here(it.hold, it.choice, it.seat))
        || state.holds.iter().any(|it| here(it.no, it.choice, it.seat))
        || (booked && state.giving_back.iter().any(|it| here(it.hold, it.choice, it.seat)))
        || intent.is_some_and(|it| here(it.hold, it.choice, place.seat))
}
