//! The ordered stages of a request and where it stands: on the result, and wherever it is tracked.

use super::marked::{Marked, marked};
use super::seat::Seat;
use crate::persian::{Language, Value};
use askama::Template;
use askama::filters::HtmlSafe;
use nobat_domain::ids::Day;
use std::borrow::Cow;

/// Where a request stands on the day of looking.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// The form is not sent yet.
    Form,
    /// Nothing is paid yet.
    Unpaid,
    /// Money is there, and no seat is booked.
    Choosing,
    /// A seat is booked, and whoever looks may not know for when.
    Booked,
    /// The day is still to come.
    Ahead,
    Today,
    /// The day has passed and nobody came.
    Missed,
    Begun,
    Completed,
    InProduction,
    Ready,
    Delivered,
    /// The signature is active, and no card is made.
    Signed,
}

impl Stage {
    /// What a booked request comes through.
    pub const BOOKED: [Self; 9] = [
        Self::Ahead,
        Self::Today,
        Self::Missed,
        Self::Begun,
        Self::Completed,
        Self::InProduction,
        Self::Ready,
        Self::Delivered,
        Self::Signed,
    ];

    /// Key of what the citizen should know and do now.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Form => "stage-form",
            Self::Unpaid => "stage-unpaid",
            Self::Choosing => "stage-choosing",
            Self::Booked => "stage-booked",
            Self::Ahead => "stage-ahead",
            Self::Today => "stage-today",
            Self::Missed => "stage-missed",
            Self::Begun => "stage-begun",
            Self::Completed => "stage-completed",
            Self::InProduction => "stage-in-production",
            Self::Ready => "stage-ready",
            Self::Delivered => "stage-delivered",
            Self::Signed => "stage-signed",
        }
    }

    /// The same where a team comes home for the completion.
    #[must_use]
    pub const fn key_at(self, at_home: bool) -> &'static str {
        match self {
            Self::Ahead if at_home => "stage-ahead-home",
            Self::Begun if at_home => "stage-begun-home",
            _ => self.key(),
        }
    }

    /// The same without what would tell the booked day: for whoever knows the tracking code alone.
    #[must_use]
    pub const fn without_the_day(self) -> Self {
        match self {
            Self::Ahead | Self::Today | Self::Missed => Self::Booked,
            other => other,
        }
    }

    /// Place from 0 and title of the present milestone; of the last one where all lie behind.
    #[must_use]
    pub fn milestone(self, way: Way) -> (usize, &'static str) {
        let place = self.milestones_done().min(way.milestones() - 1);
        (place, way.title(place))
    }

    /// Title of the milestone after the present one.
    #[must_use]
    pub fn next_milestone(self, way: Way) -> Option<&'static str> {
        let next = self.milestones_done() + 1;
        (next < way.milestones()).then(|| way.title(next))
    }

    /// How many of the six milestones lie behind.
    const fn milestones_done(self) -> usize {
        match self {
            Self::Form => 0,
            Self::Unpaid => 1,
            Self::Choosing => 2,
            Self::Booked | Self::Ahead | Self::Today | Self::Missed | Self::Begun => 3,
            Self::Completed | Self::InProduction | Self::Signed => 4,
            Self::Ready => 5,
            Self::Delivered => 6,
        }
    }
}

/// Dates and places of a request, for whoever has shown that it is theirs.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Known {
    pub registered: Option<Day>,
    pub paid: Option<Day>,
    pub seat: Option<Seat>,
    /// When the last step after the booking was told.
    pub reached: Option<Day>,
    /// The office at which the card is collected.
    pub collected_at: Option<String>,
}

/// How many milestones there are to a card.
const MILESTONES: usize = 6;

/// The way of a request, as far as its milestones differ by it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Way {
    /// Whether a team comes home for the completion.
    pub at_home: bool,
    /// Whether a card is made, which a signature needs none of.
    pub makes_card: bool,
}

impl Way {
    /// How many milestones it has.
    #[must_use]
    pub const fn milestones(self) -> usize {
        if self.makes_card { MILESTONES } else { COMPLETED + 1 }
    }

    const fn title(self, place: usize) -> &'static str {
        match place {
            COMPLETED if !self.makes_card => TITLE_SIGNED,
            COMPLETED if self.at_home => TITLE_AT_HOME,
            _ => TITLES[place],
        }
    }
}

const TITLES: [&str; MILESTONES] = [
    "milestone-registered",
    "milestone-paid",
    "milestone-seat",
    "milestone-completed",
    "milestone-production",
    "milestone-delivered",
];
/// In place of the fourth, where a team comes, and where it is the last: no card is made.
const TITLE_AT_HOME: &str = "milestone-completed-home";
const TITLE_SIGNED: &str = "milestone-signed";
const PAID: usize = 1;
const SEAT: usize = 2;
const COMPLETED: usize = 3;
const PRODUCTION: usize = 4;
const DELIVERED: usize = 5;

/// The stages in their order, the present one marked.
#[derive(Template, Debug)]
#[template(path = "parts/timeline.html")]
pub struct Timeline<'a> {
    pub language: Language,
    pub stage: Stage,
    /// Whether a card is made, which a signature needs none of.
    pub makes_card: bool,
    pub known: Option<&'a Known>,
}

impl HtmlSafe for Timeline<'_> {}

/// A step of the way.
#[derive(Debug)]
struct Milestone {
    title: &'static str,
    state: &'static str,
    class: &'static str,
    is_present: bool,
    facts: Vec<Marked>,
}

impl Timeline<'_> {
    fn say(&self, key: &'static str) -> Cow<'static, str> {
        self.language.say(key)
    }

    fn milestones(&self) -> Vec<Milestone> {
        let done = self.stage.milestones_done();
        let way = Way { at_home: self.at_home(), makes_card: self.makes_card };
        let one = |place: usize| {
            let (state, class) = match place {
                place if place < done => ("milestone-done", "done"),
                place if place == done => ("milestone-now", "now"),
                place if place == done + 1 => ("milestone-next", "next"),
                _ => ("milestone-later", "later"),
            };
            let is_present = place == done.min(way.milestones() - 1);
            let title = way.title(place);
            Milestone { title, state, class, is_present, facts: self.facts(place) }
        };
        (0..way.milestones()).map(one).collect()
    }

    fn at_home(&self) -> bool {
        self.known.is_some_and(Known::at_home)
    }

    fn facts(&self, place: usize) -> Vec<Marked> {
        let Some(known) = self.known else { return Vec::new() };
        let since = |day: Option<Day>| day.map(|day| marked(self.language.day(day)));
        let reached = |stages: &[Stage]| {
            since(known.reached.filter(|_| stages.contains(&self.stage))).into_iter().collect()
        };
        match place {
            PAID => since(known.paid).into_iter().collect(),
            SEAT => known.seat.as_ref().map_or_else(Vec::new, |seat| self.seat(seat)),
            COMPLETED => reached(&[Stage::Begun, Stage::Completed, Stage::Signed]),
            PRODUCTION => reached(&[Stage::InProduction]),
            DELIVERED => {
                let mut facts: Vec<Marked> = reached(&[Stage::Ready, Stage::Delivered]);
                let waits = self.stage != Stage::Delivered;
                if let Some(office) = known.collected_at.clone().filter(|_| waits) {
                    let named = [("office", Value::Name(office))];
                    facts.push(marked(self.language.fill("result-collect", &named)));
                }
                facts
            }
            _ => since(known.registered).into_iter().collect(),
        }
    }

    fn seat(&self, seat: &Seat) -> Vec<Marked> {
        let office = [("office", Value::Name(seat.office.name.clone()))];
        vec![
            marked(seat.when(self.language)),
            marked(self.language.fill("milestone-office", &office)),
        ]
    }
}

impl Known {
    /// Whether a team comes home for the completion.
    #[must_use]
    pub fn at_home(&self) -> bool {
        self.seat.as_ref().is_some_and(|seat| seat.home.is_some())
    }

    pub(super) fn sample() -> Self {
        use super::seat::{Office, sample_day};
        Self {
            registered: Some(sample_day(-9)),
            paid: Some(sample_day(-9)),
            seat: Some(Seat::sample()),
            reached: Some(sample_day(3)),
            collected_at: Some(Office::sample().name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::render;

    #[test]
    fn six_stages_stand_in_order_and_one_of_them_is_the_present() {
        for stage in Stage::BOOKED.into_iter().chain([Stage::Form, Stage::Unpaid, Stage::Choosing])
        {
            let makes_card = stage != Stage::Signed;
            let timeline = Timeline { language: Language::English, stage, makes_card, known: None };
            let html = render(&timeline);
            let count = if makes_card { TITLES.len() } else { COMPLETED + 1 };
            assert_eq!(html.matches("<li").count(), count, "{stage:?}");
            assert_eq!(html.matches("aria-current=\"step\"").count(), 1, "{stage:?}");
            let done = html.matches("class=\"done\"").count();
            assert_eq!(done, stage.milestones_done(), "{stage:?}");
        }
    }

    #[test]
    fn a_code_alone_tells_neither_day_nor_place() {
        for stage in [Stage::Ahead, Stage::Today, Stage::Missed] {
            assert_eq!(stage.without_the_day(), Stage::Booked);
        }
        let known = Known::sample();
        for language in Language::ALL {
            let (stage, makes_card) = (Stage::Booked, true);
            let of = |known| render(&Timeline { language, stage, makes_card, known });
            let (bare, whole) = (of(None), of(Some(&known)));
            let seat = known.seat.as_ref().expect("a sample has one");
            for told in [seat.when(language), seat.office.name.clone()] {
                assert!(whole.contains(&told) && !bare.contains(&told), "{told}");
            }
            assert!(!bare.contains(|letter: char| letter.is_numeric()), "{bare}");
        }
    }
}
