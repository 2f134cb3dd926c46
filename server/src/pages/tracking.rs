//! «پیگیری وضعیت»: where a request stands, by its tracking code or for whoever has entered.

use super::address;
use super::fault::{Fault, Field};
use super::forms::{Faults, Summary, TextField, Typing};
use super::frame::{Frame, Operation};
use super::timeline::{Known, Stage, Timeline};
use askama::Template;

/// Nine digits, with room for what is tolerated between them.
const CODE_CHARS_MAX: usize = 32;
const LAST_CHARS_MAX: usize = 16;

#[derive(Template, Debug)]
#[template(path = "citizen/track.html")]
pub struct Track {
    pub frame: Frame,
    pub code: String,
    /// The last four digits of the mobile, as they were typed.
    pub last: String,
    pub faults: Faults,
    pub found: Option<Tracked>,
}

/// A request that was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tracked {
    pub stage: Stage,
    pub makes_card: bool,
    pub shown_to: ShownTo,
}

/// Who looks at it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ShownTo {
    /// Somebody who knows the code and nothing more.
    Anybody,
    /// Somebody who knows the mobile's last digits too.
    Holder(Known),
    /// The citizen, who has entered.
    Citizen(Known),
}

/// The name under which a form says that it stands under a request that was found.
pub const SHOWN: &str = "shown";

impl Tracked {
    const fn known(&self) -> Option<&Known> {
        match &self.shown_to {
            ShownTo::Anybody => None,
            ShownTo::Holder(known) | ShownTo::Citizen(known) => Some(known),
        }
    }
}

impl Track {
    fn summary(&self) -> Option<Summary> {
        (!self.faults.is_empty()).then(|| Summary::of(&self.faults, self.frame.language))
    }

    fn timeline(&self) -> Option<Timeline<'_>> {
        let found = self.found.as_ref()?;
        let Tracked { stage, makes_card, .. } = *found;
        Some(Timeline { language: self.frame.language, stage, makes_card, known: found.known() })
    }

    /// What to do now, in words.
    fn standing(&self) -> Option<&'static str> {
        self.found.as_ref().map(|found| found.stage.key())
    }

    /// Date and place are told to whoever says a second fact.
    fn wants_second_fact(&self) -> bool {
        self.found.as_ref().is_some_and(|found| found.shown_to == ShownTo::Anybody)
    }

    fn is_citizens(&self) -> bool {
        let of = |found: &Tracked| matches!(found.shown_to, ShownTo::Citizen(_));
        self.found.as_ref().is_some_and(of)
    }

    /// Whether the form stands under what its own code has found.
    fn is_shown(&self) -> bool {
        self.found.is_some() && !self.is_citizens()
    }

    fn code_field(&self) -> TextField {
        let hint = "track-code-hint";
        self.field(Field::Tracking, "track-code", hint, &self.code, CODE_CHARS_MAX)
    }

    fn last_field(&self) -> TextField {
        let hint = "track-last-hint";
        self.field(Field::LastFour, "track-last", hint, &self.last, LAST_CHARS_MAX)
    }

    fn field(
        &self,
        field: Field,
        label: &'static str,
        hint: &'static str,
        value: &str,
        length_max: usize,
    ) -> TextField {
        let language = self.frame.language;
        TextField {
            field,
            language,
            label,
            hint: Some(hint),
            value: language.digits(value),
            fault: self.faults.at(field, language),
            typing: Typing::Digits,
            autocomplete: "off",
            length_max,
        }
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let page = |frame, code: &str, found| Self {
            frame,
            code: code.to_owned(),
            last: String::new(),
            faults: Faults::none(),
            found,
        };
        let (outside, inside) = (Frame::sample_outside, Frame::sample);
        let of = |stage, shown_to| {
            let makes_card = stage != Stage::Signed;
            Some(Tracked { stage, makes_card, shown_to })
        };
        let code = "497 320 167";
        let faulty = |field, fault| Self {
            faults: Faults::new([(field, fault)]),
            ..page(outside(), code, None)
        };
        let until = super::seat::sample_now();
        let unbooked = Known { seat: None, paid: None, reached: None, ..Known::sample() };
        let own = ShownTo::Citizen(Known::sample());
        vec![
            ("empty", page(outside(), "", None)),
            ("faults", faulty(Field::Tracking, Fault::CodeShape { digits: 8 })),
            ("none", faulty(Field::Tracking, Fault::TrackNone)),
            ("locked", faulty(Field::LastFour, Fault::TrackLocked { until })),
            ("paced", faulty(Field::Tracking, Fault::TrackPaced { seconds: 5 })),
            ("stage", page(outside(), code, of(Stage::Booked, ShownTo::Anybody))),
            ("choosing", page(outside(), code, of(Stage::Choosing, ShownTo::Anybody))),
            ("signed", page(outside(), code, of(Stage::Signed, ShownTo::Anybody))),
            ("found", page(outside(), code, of(Stage::Ready, ShownTo::Holder(Known::sample())))),
            ("own", page(inside().allowing(Operation::ALL), "", of(Stage::Ahead, own))),
            ("own-form", page(inside(), "", of(Stage::Form, ShownTo::Citizen(unbooked.clone())))),
            ("own-unpaid", page(inside(), "", of(Stage::Unpaid, ShownTo::Citizen(unbooked)))),
        ]
    }
}
