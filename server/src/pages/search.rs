//! Part three of the long form: the search for a day and an office. Choosing again and moving use
//! the same part.

use super::fault::Field;
use super::forms::{Choice, Faults, Select, TextField, Typing};
use super::marked::{Marked, marked};
use super::seat::{Office, SeatChoice};
use crate::persian::amounts::percent_free;
use crate::persian::{Language, Value, dates};
use askama::Template;
use askama::filters::HtmlSafe;
use nobat_domain::ids::{Day, Period};
use std::borrow::Cow;

const AREA_LENGTH_MAX: usize = 6;
const PHONE_LENGTH_MAX: usize = 16;

/// Part three as typed, and what was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Search {
    /// The days that are open for choosing, nearest first.
    pub days: Vec<Day>,
    pub day: Option<Day>,
    pub area: String,
    /// Echoed to the one who typed it, and kept nowhere.
    pub phone: String,
    pub chosen: Option<SeatChoice>,
    pub found: Found,
    /// Whether home-visit teams are looked for.
    pub teams: bool,
    /// How many bands of nearness the list holds; sent back by «بیشتر».
    pub bands: u32,
    /// How many rows of it are shown.
    pub rows: u32,
}

/// The answer to a search.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    /// Nothing was searched yet.
    NotAsked,
    Listed(Listing),
    /// No office of the area can serve these answers.
    NoOffice,
    /// The search is shed; everything typed stays.
    Busy,
}

/// A list of office-shifts, in the order in which the law ranks them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listing {
    pub day: Day,
    pub place: Place,
    pub cards: Vec<Card>,
    /// Days with room, nearest first: offered where nothing is free on the day asked for.
    pub nearest: Vec<Day>,
    /// Seats of that day that others are paying for.
    pub held: u32,
    pub further: Further,
    pub choice: ChoiceKept,
}

/// Where the offices of a list are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    City(String),
    /// Of several cities: the area's code, ASCII digits.
    Area(String),
}

/// What can be added to the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Further {
    Nothing,
    /// Rows of these bands that are not shown yet.
    Rows,
    /// Farther offices.
    Band,
}

/// Whether the seat chosen before the search is still among the cards.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChoiceKept {
    Kept,
    Lost,
}

/// One office-shift of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Card {
    pub choice: SeatChoice,
    pub office: Office,
    pub free: u32,
    pub held: u32,
    pub approved: u32,
}

impl Card {
    #[must_use]
    pub fn shift_name(&self, language: Language) -> Cow<'static, str> {
        language.shift(self.choice.shift.period())
    }

    #[must_use]
    pub fn is_full(&self) -> bool {
        self.free == 0
    }

    #[must_use]
    pub fn percent(&self) -> u32 {
        percent_free(self.free, self.approved)
    }

    /// «۵۰ درصد آزاد (۱۰ نوبت از ۲۰)».
    #[must_use]
    pub fn room(&self, language: Language) -> String {
        if self.is_full() {
            return language.say("card-full").into_owned();
        }
        let key = if self.percent() == 0 { "card-room-least" } else { "card-room" };
        language.fill(
            key,
            &[
                ("percent", Value::count(u64::from(self.percent()))),
                ("free", Value::count(u64::from(self.free))),
                ("approved", Value::count(u64::from(self.approved))),
            ],
        )
    }

    fn held(&self, language: Language) -> Option<String> {
        let held = Value::count(u64::from(self.held));
        (self.held > 0).then(|| language.fill("card-held", &[("count", held)]))
    }

    /// What is free, and what may come free.
    #[must_use]
    pub fn state(&self, language: Language) -> String {
        let room = self.room(language);
        let Some(held) = self.held(language) else { return room };
        language.fill("both", &[("first", Value::Plain(room)), ("second", Value::Plain(held))])
    }
}

/// Part three with its labels and faults.
#[derive(Template, Debug)]
#[template(path = "parts/search.html")]
pub struct SearchPart<'a> {
    pub language: Language,
    pub search: &'a Search,
    pub faults: &'a Faults,
    /// Where «جستجو» sends the form.
    pub search_address: &'static str,
}

impl HtmlSafe for SearchPart<'_> {}

impl SearchPart<'_> {
    fn date(&self) -> Select {
        let days = self.search.days.iter().map(|day| Choice {
            value: dates::wire(*day),
            label: self.language.day_listed(*day),
            note: None,
            lang: None,
            chosen: self.search.day == Some(*day),
        });
        Select {
            field: Field::Date,
            language: self.language,
            label: "date-label",
            hint: None,
            empty: "date-empty",
            options: days.collect(),
            fault: self.faults.at(Field::Date, self.language),
        }
    }

    fn area(&self) -> TextField {
        TextField {
            field: Field::Area,
            language: self.language,
            label: "area-label",
            hint: Some("area-hint"),
            value: self.language.digits(&self.search.area),
            fault: self.faults.at(Field::Area, self.language),
            typing: Typing::Digits,
            autocomplete: "off",
            length_max: AREA_LENGTH_MAX,
        }
    }

    fn phone(&self) -> TextField {
        TextField {
            field: Field::Phone,
            language: self.language,
            label: "phone-label",
            hint: Some("phone-hint"),
            value: self.language.digits(&self.search.phone),
            fault: self.faults.at(Field::Phone, self.language),
            typing: Typing::Phone,
            autocomplete: "off",
            length_max: PHONE_LENGTH_MAX,
        }
    }

    fn seat_fault(&self) -> Option<String> {
        self.faults.at(Field::Seat, self.language)
    }

    fn is_chosen(&self, card: &Card) -> bool {
        self.search.chosen == Some(card.choice) && !card.is_full()
    }

    fn legend(&self, listing: &Listing) -> String {
        let free = listing.cards.iter().filter(|card| !card.is_full()).count();
        let key = if free == 0 { "offices-legend-full" } else { "offices-legend" };
        self.language.fill(
            key,
            &[
                ("count", Value::count(free as u64)),
                ("date", Value::Day(listing.day)),
                ("place", self.place(&listing.place)),
            ],
        )
    }

    fn marked_legend(&self, listing: &Listing) -> Marked {
        marked(self.legend(listing))
    }

    fn place(&self, place: &Place) -> Value {
        match place {
            Place::City(name) => Value::Name(name.clone()),
            Place::Area(code) => {
                let area = [("area", Value::Plain(self.language.digits(code)))];
                Value::Plain(self.language.fill("offices-area", &area))
            }
        }
    }

    fn nothing_free(&self, listing: &Listing) -> Option<String> {
        if listing.cards.iter().any(|card| !card.is_full()) {
            return None;
        }
        let date = ("date", Value::Day(listing.day));
        Some(self.language.fill("offices-nothing-free", &[date]))
    }

    fn may_come_free(&self, listing: &Listing) -> Option<String> {
        let held = Value::count(u64::from(listing.held));
        (listing.held > 0).then(|| self.language.fill("offices-held", &[("count", held)]))
    }

    fn day_in_words(&self, day: &Day) -> String {
        self.language.day(*day)
    }

    fn day_wire(&self, day: &Day) -> String {
        dates::wire(*day)
    }

    /// No office, or no team.
    fn none(&self) -> Cow<'static, str> {
        self.language.say(if self.search.teams { "offices-none-teams" } else { "offices-none" })
    }

    /// The text that a screen reader hears when the list has come.
    fn status(&self) -> Marked {
        marked(match &self.search.found {
            Found::Listed(listing) => {
                self.nothing_free(listing).unwrap_or_else(|| self.legend(listing))
            }
            Found::NoOffice => self.none().into_owned(),
            Found::Busy => self.language.say("offices-busy").into_owned(),
            Found::NotAsked => String::new(),
        })
    }
}

impl Search {
    pub(super) fn sample_empty() -> Self {
        Self {
            days: (0..12).filter(|n| n % 7 != 6).map(super::seat::sample_day).collect(),
            day: None,
            area: String::new(),
            phone: String::new(),
            chosen: None,
            found: Found::NotAsked,
            teams: false,
            bands: 1,
            rows: 0,
        }
    }

    pub(super) fn sample(found: Found) -> Self {
        Self {
            day: Some(super::seat::sample_day(0)),
            area: "041".to_owned(),
            phone: "11222265".to_owned(),
            rows: 10,
            found,
            ..Self::sample_empty()
        }
    }
}

impl Listing {
    fn sample_of(cards: Vec<Card>) -> Self {
        Self {
            day: super::seat::sample_day(0),
            place: Place::City(Office::sample().city),
            cards,
            nearest: Vec::new(),
            held: 0,
            further: Further::Nothing,
            choice: ChoiceKept::Kept,
        }
    }

    /// Several rows, the last of them full.
    pub(super) fn sample() -> Self {
        let card = |office, period, office_text, free, held, approved| Card {
            choice: super::seat::sample_choice(office, period),
            office: office_text,
            free,
            held,
            approved,
        };
        Self {
            further: Further::Band,
            held: 3,
            ..Self::sample_of(vec![
                card(42, Period::Morning, Office::sample(), 10, 3, 20),
                card(42, Period::Evening, Office::sample(), 15, 0, 45),
                card(43, Period::Morning, Office::sample_long(), 1, 0, 120),
                card(43, Period::Evening, Office::sample_long(), 0, 2, 20),
            ])
        }
    }

    /// One row, and a choice that is gone.
    pub(super) fn sample_one() -> Self {
        let card = Card {
            choice: super::seat::sample_choice(42, Period::Evening),
            office: Office::sample(),
            free: 4,
            held: 0,
            approved: 8,
        };
        Self { choice: ChoiceKept::Lost, ..Self::sample_of(vec![card]) }
    }

    /// Nothing free on that day.
    pub(super) fn sample_full() -> Self {
        let mut listing = Self::sample();
        for card in &mut listing.cards {
            card.free = 0;
        }
        let nearest = [1, 2, 4].map(super::seat::sample_day).into();
        Self { nearest, further: Further::Nothing, ..listing }
    }
}
