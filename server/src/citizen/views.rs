//! From a request's state to what pages show of it.

use nobat_domain::ids::{Day, OfficeId};
use nobat_domain::office::Office as Facts;
use nobat_domain::person::{Gender as LawGender, Religion as LawReligion};
use nobat_domain::request::{Choice, Details, RequestState, Step};
use nobat_engine::{Snapshot, day_of};

use crate::app::App;
use crate::pages::details::PaymentState;
use crate::pages::payment::{Due, Gateway, Payment};
use crate::pages::person::{Gender, Identity, Person, Religion};
use crate::pages::result::{Booking, Stage};
use crate::pages::seat::{Office, Seat, SeatChoice};
use nobat_domain::ids::BankId;
use nobat_domain::tariff::Service;
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
#[must_use]
pub fn seat(board: &Snapshot, choice: Choice) -> Seat {
    let office = office_of(board, choice.shift.office());
    Seat { office, day: choice.day, period: choice.shift.period() }
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
    let gateway = |bank: &crate::app::Bank| Gateway { bank: bank.id, name: bank.name };
    let gateways: Vec<Gateway> = app.banks.list.iter().map(gateway).collect();
    // With one bank there is nothing to choose.
    let chosen = chosen.or(if gateways.len() == 1 { Some(gateways[0].bank) } else { None });
    let ahead = app.fee_ahead(state.service).map(|row| (row.from, row.fee));
    Payment { service: state.service, due: due(app, state), ahead, gateways, chosen }
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

/// The booking as the result and the receipt show it.
#[must_use]
pub fn booking(board: &Snapshot, state: &RequestState) -> Option<Booking> {
    let booked = state.booking.as_ref()?;
    let details = state.details.as_ref()?;
    Some(Booking {
        tracking: format!("{:09}", state.code?.number()),
        person: person(state, details),
        seat: seat(board, booked.choice),
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

/// What has happened since the booking; until then, before, on or after the day.
#[must_use]
pub fn stage(state: &RequestState, day: Day, now: Timestamp) -> Stage {
    match state.step() {
        None => before_the_counter(day, now),
        Some(Step::Missed) => Stage::Missed,
        Some(Step::Begun { .. }) => Stage::Begun,
        Some(Step::Finished) if !state.makes_card() => Stage::Signed,
        Some(Step::Finished) => Stage::Completed,
        Some(Step::InProduction) => Stage::InProduction,
        Some(Step::Ready { .. }) => Stage::Ready,
        Some(Step::Delivered) => Stage::Delivered,
    }
}

fn before_the_counter(day: Day, now: Timestamp) -> Stage {
    match day.cmp(&day_of(now)) {
        std::cmp::Ordering::Greater => Stage::Ahead,
        std::cmp::Ordering::Equal => Stage::Today,
        std::cmp::Ordering::Less => Stage::Missed,
    }
}
