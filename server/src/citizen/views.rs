//! From a request's state to what pages show of it.

use nobat_domain::ids::{Day, OfficeId};
use nobat_domain::office::{Capability, Needs, Office as Facts};
use nobat_domain::person::{Gender as LawGender, HomeAddress, Religion as LawReligion};
use nobat_domain::request::{Choice, Details, LongForm, Past, Pay, Relative, RequestState, Step};
use nobat_engine::{Snapshot, day_of};

use crate::app::App;
use crate::pages::details::PaymentState;
use crate::pages::home::{Home, ShutOut};
use crate::pages::payment::{Due, Gateway, Payment};
use crate::pages::person::{Gender, Identity, Kinsman, LongPerson, Person, Religion};
use crate::pages::result::Booking;
use crate::pages::seat::{Office, Seat, SeatChoice};
use crate::pages::timeline::{Known, Stage};
use nobat_domain::ids::BankId;
use nobat_domain::tariff::Service;
use nobat_domain::timestamp::Timestamp;
use nobat_domain::tracking_code::TrackingCode;

#[must_use]
pub fn identity(state: &RequestState) -> Identity {
    Identity {
        nid: state.national_id.as_str().to_owned(),
        serial: state.serial.as_str().to_owned(),
    }
}

#[must_use]
pub const fn gender(gender: LawGender) -> Gender {
    match gender {
        LawGender::Female => Gender::Female,
        LawGender::Male => Gender::Male,
    }
}

#[must_use]
pub const fn religion(religion: LawReligion) -> Religion {
    match religion {
        LawReligion::Islam => Religion::Islam,
        LawReligion::Christianity => Religion::Christianity,
        LawReligion::Judaism => Religion::Judaism,
        LawReligion::Zoroastrianism => Religion::Zoroastrianism,
        LawReligion::Other => Religion::Other,
    }
}

#[must_use]
pub fn person(state: &RequestState, details: &Details) -> Person {
    Person {
        identity: identity(state),
        birth: details.birth,
        birth_lunar: details.birth_lunar,
        gender: gender(details.gender),
        religion: religion(details.religion),
        mother: details.mother.as_str().to_owned(),
        mobile: details.mobile.to_national(),
        long: details.long.as_deref().map(|long| long_person(long, details.home.as_ref())),
    }
}

fn long_person(long: &LongForm, home: Option<&HomeAddress>) -> LongPerson {
    let kinsman = |it: &Relative| Kinsman {
        name: format!("{} {}", it.first.as_str(), it.family.as_str()),
        nid: it.national_id.as_str().to_owned(),
    };
    LongPerson {
        name: format!("{} {}", long.first.as_str(), long.family.as_str()),
        father: long.father.as_str().to_owned(),
        booklet: long.booklet.as_str().to_owned(),
        home: home.map(Home::of),
        spouses: long.spouses.iter().map(kinsman).collect(),
        children: long.children.iter().map(kinsman).collect(),
    }
}

#[must_use]
pub fn office(facts: &Facts) -> Office {
    Office {
        name: facts.name.clone(),
        phone: facts.phone.as_ref().map_or(String::new(), |phone| phone.as_str().to_owned()),
        city: facts.city.clone(),
        address: facts.address.clone(),
    }
}

/// A seat in the words of its office; an office that has left the directory is shown by number.
/// Where the citizen's answers ask for a team and the office has one, it is the seat of that team.
#[must_use]
pub fn seat(board: &Snapshot, state: &RequestState, choice: Choice) -> Seat {
    let office = choice.shift.office();
    let sends = || {
        let facts = board.directory().office(office);
        facts.is_some_and(|facts| facts.capabilities.has(Capability::HomeVisit))
    };
    let details = state.details.as_ref();
    let asked = details.filter(|details| Needs::of(details.answers).home_visit());
    let home = asked.and_then(|details| details.home.as_ref()).filter(|_| sends());
    Seat {
        office: office_of(board, office),
        day: choice.day,
        period: choice.shift.period(),
        home: home.map(Home::of),
    }
}

/// Why the seat that is booked, or held unpaid, does not fit what was answered; an office that has
/// left the directory is no reason.
#[must_use]
pub fn shut_out(board: &Snapshot, state: &RequestState) -> Option<ShutOut> {
    let details = state.details.as_ref().filter(|_| !state.is_begun())?;
    let booked = state.booking.as_ref().map(|booking| booking.choice);
    let choice = booked.or(state.wanted_hold().map(|hold| hold.choice))?;
    let needs = Needs::of(details.answers);
    let facts = board.directory().office(choice.shift.office());
    if facts.is_some_and(|facts| !facts.can_serve(needs)) {
        return Some(if needs.home_visit() { ShutOut::Team } else { ShutOut::Office });
    }
    details.lacks_home().then_some(ShutOut::NoHome)
}

/// An office by its name; one that has left the directory by its number.
#[must_use]
pub fn office_name(board: &Snapshot, office: OfficeId) -> String {
    let facts = board.directory().office(office);
    facts.map_or_else(|| crate::persian::digits::persian(office.0), |facts| facts.name.clone())
}

/// The same with everything that is known of it.
#[must_use]
pub fn office_of(board: &Snapshot, id: OfficeId) -> Office {
    match board.directory().office(id) {
        Some(facts) => office(facts),
        None => Office {
            name: crate::persian::digits::persian(id.0),
            phone: String::new(),
            city: String::new(),
            address: String::new(),
        },
    }
}

#[must_use]
pub const fn seat_choice(choice: Choice) -> SeatChoice {
    SeatChoice { shift: choice.shift, day: choice.day }
}

#[must_use]
pub const fn choice(seat: SeatChoice) -> Choice {
    Choice { shift: seat.shift, day: seat.day }
}

/// What is to be paid, and where.
#[must_use]
pub fn payment(app: &App, state: &RequestState, due: Due, chosen: Option<BankId>) -> Payment {
    let gateway = |bank: &crate::app::Bank| Gateway { bank: bank.id, name: bank.name };
    let gateways: Vec<Gateway> = app.banks.list.iter().map(gateway).collect();
    // With one bank there is nothing to choose.
    let chosen = chosen.or(if gateways.len() == 1 { Some(gateways[0].bank) } else { None });
    let ahead = app.fee_ahead(state.service).map(|row| (row.from, row.fee));
    Payment { service: state.service, due, ahead, gateways, chosen }
}

/// What is to be paid for the next seat.
#[must_use]
pub fn due(app: &App, state: &RequestState) -> Due {
    match app.fee_of(state.service) {
        _ if state.service == Service::OfficersMistake => Due::Free,
        _ if !state.purse.is_empty() => Due::Credit,
        Some(fee) if fee.is_zero() => Due::Free,
        Some(fee) => Due::Fee(fee),
        None => Due::Unset,
    }
}

/// What is to be paid for the seat that is held: what was said then, whatever is asked since.
#[must_use]
pub fn due_again(app: &App, state: &RequestState) -> Due {
    match state.wanted_hold().map(|hold| hold.pay) {
        Some(Pay::Bank { fee, .. }) => Due::Fee(fee),
        _ => due(app, state),
    }
}

/// The booking as the result and the receipt show it.
#[must_use]
pub fn booking(board: &Snapshot, state: &RequestState) -> Option<Booking> {
    let booked = state.booking.as_ref()?;
    let details = state.details.as_ref()?;
    Some(Booking {
        tracking: format!("{:09}", state.code?.number()),
        person: person(state, details),
        seat: seat(board, state, booked.choice),
        payment: paid(state),
        service: state.service,
    })
}

#[must_use]
pub fn paid(state: &RequestState) -> PaymentState {
    match state.booking.as_ref().map(|booking| booking.paid.is_some()) {
        Some(true) => PaymentState::Paid,
        Some(false) => PaymentState::Free,
        None => PaymentState::Unpaid,
    }
}

/// Where the request stands and what may be told of it to whoever it belongs to.
#[must_use]
pub fn standing(board: &Snapshot, state: &RequestState, now: Timestamp) -> (Stage, Known) {
    let booking = state.booking.as_ref();
    let money = booking.and_then(|booking| booking.paid.as_ref()).or(state.purse.first());
    let known = Known {
        registered: Some(day_of(state.entered_at)),
        paid: money.map(|money| day_of(money.verified_at)),
        seat: booking.map(|booking| seat(board, state, booking.choice)),
        reached: state.reached.map(|reached| day_of(reached.at)),
        collected_at: state.collected_at().map(|office| office_name(board, office)),
    };
    (stage(state, now), known)
}

/// The same for whoever has named a code, and whether a card is made: the code of a request that has
/// ended says how it ended, whatever was asked for since.
#[must_use]
pub fn of_code(
    board: &Snapshot,
    state: &RequestState,
    code: Option<TrackingCode>,
    now: Timestamp,
) -> (Stage, Known, bool) {
    if let Some(past) = state.past.iter().find(|past| Some(past.code) == code) {
        let (stage, known) = ended(board, state, past);
        return (stage, known, stage != Stage::Signed);
    }
    let (stage, known) = standing(board, state, now);
    (stage, known, state.makes_card())
}

fn ended(board: &Snapshot, state: &RequestState, past: &Past) -> (Stage, Known) {
    let Past { service, booking, ended_at, .. } = past;
    let known = Known {
        registered: None,
        paid: booking.paid.as_ref().map(|money| day_of(money.verified_at)),
        seat: Some(seat(board, state, booking.choice)),
        reached: Some(day_of(*ended_at)),
        collected_at: None,
    };
    let signed = *service == Service::Signature;
    (if signed { Stage::Signed } else { Stage::Delivered }, known)
}

fn stage(state: &RequestState, now: Timestamp) -> Stage {
    let Some(booking) = &state.booking else { return before_the_booking(state) };
    match state.step() {
        None => before_the_counter(booking.choice.day, now),
        Some(Step::Missed) => Stage::Missed,
        Some(Step::Begun { .. }) => Stage::Begun,
        Some(Step::Finished) if !state.makes_card() => Stage::Signed,
        Some(Step::Finished) => Stage::Completed,
        Some(Step::InProduction) => Stage::InProduction,
        Some(Step::Ready { .. }) => Stage::Ready,
        Some(Step::Delivered) => Stage::Delivered,
    }
}

fn before_the_booking(state: &RequestState) -> Stage {
    use nobat_domain::request::Stage as Lawful;
    match Lawful::of(state) {
        Lawful::Form | Lawful::Filled | Lawful::Between => Stage::Form,
        _ if !state.purse.is_empty() => Stage::Choosing,
        Lawful::Booked
        | Lawful::Booking
        | Lawful::Asking
        | Lawful::Deciding
        | Lawful::Credit
        | Lawful::Unpaid { .. }
        | Lawful::NotPaid(_)
        | Lawful::ChooseAgain(_) => Stage::Unpaid,
    }
}

fn before_the_counter(day: Day, now: Timestamp) -> Stage {
    match day.cmp(&day_of(now)) {
        std::cmp::Ordering::Greater => Stage::Ahead,
        std::cmp::Ordering::Equal => Stage::Today,
        std::cmp::Ordering::Less => Stage::Missed,
    }
}
