//! «تغییر مکان تحویل کارت»: to the registry office of another city, until production begins.

use super::address;
use super::fault::{Fault, Field};
use super::forms::{Choice, Faults, Layout, Radios, Select, Summary};
use super::frame::{Frame, Operation};
use super::seat::Office;
use crate::persian::Language;
use askama::Template;

#[derive(Template, Debug)]
#[template(path = "citizen/delivery.html")]
pub struct Delivery {
    pub frame: Frame,
    /// Where the card will lie as things stand.
    pub current: Office,
    /// Every city with a registry office, in the order in which they are listed.
    pub cities: Vec<String>,
    /// The city that was asked for; empty before.
    pub city: String,
    /// Its registry offices, by what the form sends.
    pub offices: Vec<(String, Office)>,
    pub chosen: String,
    pub faults: Faults,
}

impl Delivery {
    fn summary(&self) -> Option<Summary> {
        (!self.faults.is_empty()).then(|| Summary::of(&self.faults, self.frame.language))
    }

    fn may_move(&self) -> bool {
        self.frame.foot.allows(Operation::ChangeSeat)
    }

    fn city_field(&self) -> Select {
        let language = self.frame.language;
        let option = |name: &String| Choice {
            value: name.clone(),
            label: name.clone(),
            note: None,
            lang: Some(Language::Persian),
            chosen: *name == self.city,
        };
        Select {
            field: Field::City,
            language,
            label: "city-label",
            hint: Some("city-hint"),
            empty: "city-empty",
            options: self.cities.iter().map(option).collect(),
            fault: self.faults.at(Field::City, language),
        }
    }

    fn office_field(&self) -> Radios {
        let language = self.frame.language;
        let option = |(value, office): &(String, Office)| Choice {
            value: value.clone(),
            label: office.name.clone(),
            note: Some(office.whereabouts()),
            lang: Some(Language::Persian),
            chosen: *value == self.chosen,
        };
        Radios {
            field: Field::DeliveryOffice,
            language,
            legend: language.say("delivery-offices").into_owned(),
            hint: None,
            options: self.offices.iter().map(option).collect(),
            fault: self.faults.at(Field::DeliveryOffice, language),
            layout: Layout::Column,
        }
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let other = Office::sample_long();
        let cities = vec![Office::sample().city, other.city.clone()];
        let page = |city: &str, faults| Self {
            frame: Frame::sample().allowing(Operation::ALL),
            current: Office::sample(),
            cities: cities.clone(),
            city: city.to_owned(),
            offices: if city.is_empty() {
                Vec::new()
            } else {
                vec![("7".to_owned(), other.clone())]
            },
            chosen: String::new(),
            faults,
        };
        let finished =
            [Operation::PrintReceipt, Operation::ChangeMobile, Operation::ChangeDelivery];
        let none = Faults::new([(Field::City, Fault::CityEmpty)]);
        let unchosen = Faults::new([(Field::DeliveryOffice, Fault::OfficeEmpty)]);
        vec![
            ("new", page("", Faults::none())),
            ("listed", page(&cities[1], Faults::none())),
            ("no-city", page("", none)),
            ("no-office", page(&cities[1], unchosen)),
            (
                "finished",
                Self { frame: Frame::sample().allowing(finished), ..page("", Faults::none()) },
            ),
        ]
    }
}
