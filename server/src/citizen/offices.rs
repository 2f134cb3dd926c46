//! Part three: the search for a day and an office, for the form, for choosing again and for moving.

use nobat_domain::calendar::SolarDate;
use nobat_domain::office::{EnrolmentAnswers, Needs};
use nobat_domain::person::landline_prefix::LandlinePrefixFault;
use nobat_domain::person::{AreaCode, AreaCodeFault, LandlinePrefix};
use nobat_domain::request::Choice;
use nobat_engine::{Query, Snapshot, day_of};

use crate::app::App;
use crate::citizen::reading::Found as Faulty;
use crate::citizen::views;
use crate::citizen::visit::Visit;
use crate::extract::Typed;
use crate::pages::fault::{Fault, Field};
use crate::pages::search::{Card, ChoiceKept, Found, Further, Listing, Place, Search};
use crate::pages::seat::SeatChoice;

/// Rows that the first page of a list shows, and each further one adds.
const ROWS_STEP: u32 = 10;
const ROWS_MAX: u32 = 500;
const BANDS_MAX: u32 = 4;

/// Part three as typed, with nothing searched.
#[must_use]
pub fn unasked(app: &App, typed: &Typed) -> Search {
    let day = typed.text("other_date");
    let day = if day.is_empty() { typed.text(Field::Date.name()) } else { day };
    Search {
        days: app.open_days.of(&app.engine),
        day: SolarDate::parse(day).ok().map(SolarDate::to_day),
        area: typed.text(Field::Area.name()).to_owned(),
        phone: typed.text(Field::Phone.name()).to_owned(),
        chosen: SeatChoice::read(typed.text(Field::Seat.name())),
        found: Found::NotAsked,
        teams: false,
        bands: number(typed, "bands").min(BANDS_MAX),
        rows: number(typed, "rows").clamp(ROWS_STEP, ROWS_MAX),
    }
}

fn number(typed: &Typed, name: &str) -> u32 {
    typed.text(name).parse().unwrap_or_default()
}

/// Searches as the pressed button asks. Faults of its fields are added to `found`; then nothing is
/// searched.
#[must_use]
pub fn search(
    visit: &Visit,
    typed: &Typed,
    answers: EnrolmentAnswers,
    found: &mut Faulty,
) -> Search {
    let mut search = unasked(&visit.app, typed);
    match typed.text("take") {
        "band" => search.bands = (search.bands + 1).min(BANDS_MAX),
        "rows" => search.rows = (search.rows + ROWS_STEP).min(ROWS_MAX),
        _ if typed.has("other_date") => {}
        _ => (search.bands, search.rows) = (0, ROWS_STEP),
    }
    looked_up(visit, typed, search, answers, found)
}

/// The list as it was, with fresh figures: for a form that was refused.
#[must_use]
pub fn same(visit: &Visit, typed: &Typed, answers: EnrolmentAnswers, found: &mut Faulty) -> Search {
    looked_up(visit, typed, unasked(&visit.app, typed), answers, found)
}

/// The page once more, for another language: with the list if one had been searched, and with no
/// fault that was not there before.
#[must_use]
pub fn again(visit: &Visit, typed: &Typed, answers: Option<EnrolmentAnswers>) -> Search {
    let searched = typed.has(Field::Area.name()) && typed.has(Field::Date.name());
    match answers {
        Some(answers) if searched => same(visit, typed, answers, &mut Faulty::default()),
        _ => unasked(&visit.app, typed),
    }
}

fn looked_up(
    visit: &Visit,
    typed: &Typed,
    mut search: Search,
    answers: EnrolmentAnswers,
    found: &mut Faulty,
) -> Search {
    let Visit { app, session, .. } = visit;
    let first = day_of(app.engine.now()).plus(1);
    let day = match search.day {
        Some(day) if day >= first => Some(day),
        Some(_) => {
            found.add(Field::Date, Fault::DatePast { from: first });
            None
        }
        None => {
            let empty = !typed.has(Field::Date.name());
            found.add(Field::Date, if empty { Fault::DateEmpty } else { Fault::DateShape });
            None
        }
    };
    let board = app.engine.board();
    let area = match AreaCode::parse(&search.area) {
        Ok(area) if !board.directory().in_area(area).is_empty() => Some(area),
        Err(AreaCodeFault::Empty) => {
            found.add(Field::Area, Fault::AreaEmpty);
            None
        }
        Ok(_) | Err(AreaCodeFault::Shape) => {
            found.add(Field::Area, Fault::AreaUnknown);
            None
        }
    };
    let phone = match LandlinePrefix::parse(&search.phone) {
        Ok(prefix) => Some(prefix),
        Err(LandlinePrefixFault::Empty) => None,
        Err(_) => {
            found.add(Field::Phone, Fault::PhoneShort);
            return search;
        }
    };
    let (Some(day), Some(area)) = (day, area) else {
        return search;
    };
    let query = Query {
        day,
        area,
        needs: Needs::of(answers),
        phone,
        seed: app.engine.rotation_seed(session.key(app)),
        bands_extra: u8::try_from(search.bands).unwrap_or(u8::MAX),
        rows_max: search.rows as usize,
    };
    search.teams = query.needs.home_visit();
    search.found = listed(app, &board, &query, search.chosen);
    search
}

fn listed(app: &App, board: &Snapshot, query: &Query, chosen: Option<SeatChoice>) -> Found {
    let listing = app.engine.search(query);
    let served = board.directory().in_area(query.area);
    if !served.iter().any(|office| office.can_serve(query.needs)) {
        return Found::NoOffice;
    }
    let card = |row: &nobat_domain::ranking::Row| {
        let facts = board.directory().office(row.shift.office())?;
        Some(Card {
            choice: SeatChoice { shift: row.shift, day: query.day },
            office: views::office(facts),
            free: row.standing.free(),
            held: row.standing.held(),
            approved: row.standing.approved(),
        })
    };
    let cards: Vec<Card> = listing.rows.iter().filter_map(card).collect();
    let kept =
        chosen.is_none_or(|choice| cards.iter().any(|card| card.choice == choice && card.free > 0));
    let further = if listing.rows_total > listing.rows.len() {
        Further::Rows
    } else if listing.more {
        Further::Band
    } else {
        Further::Nothing
    };
    let place = place(&cards, query.area);
    Found::Listed(Listing {
        day: query.day,
        place,
        cards,
        nearest: listing.nearest_days.iter().map(|day| day.day).collect(),
        held: u32::try_from(listing.held_total).unwrap_or(u32::MAX),
        further,
        choice: if kept { ChoiceKept::Kept } else { ChoiceKept::Lost },
    })
}

/// The city of the cards, or what they have in common where they are of several cities.
fn place(cards: &[Card], area: AreaCode) -> Place {
    let mut cities = cards.iter().map(|card| &card.office.city);
    match cities.next() {
        Some(city) if cities.all(|other| other == city) => Place::City(city.clone()),
        _ => Place::Area(format!("0{}", area.number())),
    }
}

/// How many days from now on the teams of the area that was searched are booked out; none where no
/// team was looked for, or none has room in any day that is open.
#[must_use]
pub fn days_to_a_team(visit: &Visit, search: &Search, answers: EnrolmentAnswers) -> Option<u32> {
    let Visit { app, session, .. } = visit;
    let today = day_of(app.engine.now());
    let area = AreaCode::parse(&search.area).ok().filter(|_| search.teams)?;
    let query = Query {
        day: today.plus(1),
        area,
        needs: Needs::of(answers),
        phone: None,
        seed: app.engine.rotation_seed(session.key(app)),
        bands_extra: 0,
        rows_max: 1,
    };
    let first = app.engine.first_day_with_room(&query)?;
    u32::try_from(first.0 - today.0).ok()
}

/// The chosen seat, if its office exists and can serve these answers. The form's own field is only
/// a wish: the shift decides.
#[must_use]
pub fn chosen(
    app: &App,
    typed: &Typed,
    answers: EnrolmentAnswers,
    found: &mut Faulty,
) -> Option<Choice> {
    let Some(seat) = SeatChoice::read(typed.text(Field::Seat.name())) else {
        found.add(Field::Seat, Fault::SeatEmpty);
        return None;
    };
    let board = app.engine.board();
    let office = board.directory().office(seat.shift.office());
    if office.is_some_and(|office| office.can_serve(Needs::of(answers))) {
        return Some(views::choice(seat));
    }
    found.add(Field::Seat, Fault::SeatEmpty);
    None
}
