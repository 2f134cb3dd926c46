//! «تغییر مکان تحویل کارت»: a city, one of its registry offices, and the law's word.

use std::collections::BTreeSet;

use axum::response::Response;
use nobat_domain::ids::OfficeId;
use nobat_domain::office::{Office as Facts, OfficeKind};
use nobat_domain::request::{Operation, RequestCommand};
use nobat_engine::Snapshot;

use crate::citizen::views;
use crate::citizen::visit::{Sent, Visit};
use crate::extract::Typed;
use crate::pages::delivery::Delivery;
use crate::pages::fault::{Fault, Field};
use crate::pages::forms::Faults;
use crate::persian::alphabet;
use crate::problem;

/// GET: where the card will lie, and the cities to choose from.
pub async fn show(visit: Visit) -> Result<Response, Response> {
    let visit = visit.allowed(Operation::ChangeDeliveryPlace)?;
    page(&visit, &Typed::default(), Faults::none())
}

/// POST of «نمایش اداره‌ها», the registry offices of the city, or of the other language.
pub async fn find(Sent { visit, typed }: Sent) -> Result<Response, Response> {
    let visit = visit.allowed(Operation::ChangeDeliveryPlace)?;
    if typed.is_again() {
        return page(&visit, &typed, Faults::none());
    }
    page(&visit, &typed, city_fault(&visit, &typed))
}

/// POST of the office.
pub async fn change(Sent { visit, typed }: Sent) -> Result<Response, Response> {
    Ok(lies_at(visit, &typed).await?.onward())
}

/// The request with another place of delivery.
///
/// # Errors
/// The answer that says what is at fault.
pub async fn lies_at(visit: Visit, typed: &Typed) -> Result<Visit, Response> {
    let visit = visit.allowed(Operation::ChangeDeliveryPlace)?;
    let sent = typed.text(Field::DeliveryOffice.name()).parse().ok().map(OfficeId);
    let board = visit.app.engine.board();
    // Cards lie at registry offices alone, whatever a form names.
    let delivers = |office: &OfficeId| {
        board.directory().office(*office).is_some_and(|facts| takes_cards(facts))
    };
    match sent.filter(delivers) {
        Some(office) => visit.ask(RequestCommand::ChangeDelivery { office }).await,
        None => {
            let unchosen = Faults::new([(Field::DeliveryOffice, Fault::OfficeEmpty)]);
            if let Some(told) = problem::fields(&unchosen) {
                return Err(told);
            }
            let faults = city_fault(&visit, typed);
            let page = page(&visit, typed, if faults.is_empty() { unchosen } else { faults });
            Err(page.unwrap_or_else(|answer| answer))
        }
    }
}

fn takes_cards(facts: &Facts) -> bool {
    facts.kind == OfficeKind::RegistryOffice
}

fn city_fault(visit: &Visit, typed: &Typed) -> Faults {
    let board = visit.app.engine.board();
    let known = cities(&board).contains(typed.text(Field::City.name()));
    if known { Faults::none() } else { Faults::new([(Field::City, Fault::CityEmpty)]) }
}

fn cities(board: &Snapshot) -> BTreeSet<&str> {
    let offices = board.directory().offices().iter();
    offices.filter(|facts| takes_cards(facts)).map(|facts| facts.city.as_str()).collect()
}

fn in_order(cities: BTreeSet<&str>) -> Vec<String> {
    let mut cities: Vec<String> = cities.into_iter().map(str::to_owned).collect();
    cities.sort_by_cached_key(|name| alphabet::sorted_by(name));
    cities
}

fn page(visit: &Visit, typed: &Typed, faults: Faults) -> Result<Response, Response> {
    let board = visit.app.engine.board();
    let Some(current) = visit.state.collected_at() else {
        return Err(visit.onward());
    };
    let city = typed.text(Field::City.name());
    let here = |facts: &&std::sync::Arc<Facts>| takes_cards(facts) && facts.city == city;
    let offices = board.directory().offices().iter().filter(here);
    let refused = !faults.is_empty();
    let page = Delivery {
        frame: visit.frame(),
        current: views::office_of(&board, current),
        cities: in_order(cities(&board)),
        city: city.to_owned(),
        offices: offices.map(|facts| (facts.id.0.to_string(), views::office(facts))).collect(),
        chosen: typed.text(Field::DeliveryOffice.name()).to_owned(),
        faults,
    };
    if refused { Err(problem::refused(page)) } else { Ok(problem::private(page)) }
}
