//! From a request's state to what pages show of it.

use nobat_domain::ids::{Day, OfficeId};
use nobat_domain::office::{Capability, Needs, Office as Facts};
use nobat_domain::person::{Gender as LawGender, HomeAddress, Religion as LawReligion};
use nobat_domain::request::{Choice, Details, LongForm, Relative, RequestState, Step};
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
use nobat_domain::timestamp::Timestamp;

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

/// What is to be paid for the next seat, and where.
#[must_use]
pub fn payment(app: &App, state: &RequestState, chosen: Option<BankId>) -> Payment {
    let due = if !state.purse.is_empty() {
        Due::Credit
    } else if app.fee_today().is_zero() {
        Due::Free
    } else {
        Due::Fee(app.fee_today())
    };
    let gateway = |bank: &crate::app::Bank| Gateway { bank: bank.id, name: bank.name };
    let gateways: Vec<Gateway> = app.banks.list.iter().map(gateway).collect();
    // With one bank there is nothing to choose.
    let chosen = chosen.or(if gateways.len() == 1 { Some(gateways[0].bank) } else { None });
    Payment { due, gateways, chosen }
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

fn stage(state: &RequestState, now: Timestamp) -> Stage {
    let Some(booking) = &state.booking else { return before_the_booking(state) };
    match state.step() {
        None => before_the_counter(booking.choice.day, now),
        Some(Step::Missed) => Stage::Missed,
        Some(Step::Begun { .. }) => Stage::Begun,
        Some(Step::Finished) => Stage::Completed,
        Some(Step::InProduction) => Stage::InProduction,
        Some(Step::Ready { .. }) => Stage::Ready,
        Some(Step::Delivered) => Stage::Delivered,
    }
}

fn before_the_booking(state: &RequestState) -> Stage {
    use nobat_domain::request::Stage as Lawful;
    match Lawful::of(state) {
        Lawful::Form | Lawful::Filled => Stage::Form,
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
