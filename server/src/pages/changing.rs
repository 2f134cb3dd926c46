//! Small changes and small questions: details, mobile, and whether a form should be emptied.

use super::address;
use super::fault::{Fault, Field};
use super::field::DRAFT_MARK;
use super::forms::{Faults, Summary, TextField};
use super::frame::{Frame, Operation};
use super::home::{ShutOut, ShutOutPart};
use super::long_form::{FamilyPart, LongTyped, OwnPart};
use super::person::Identity;
use super::personal::{Answers, AnswersPart, Personal, PersonalPart, mobile_field};
use askama::Template;

/// «ویرایش مشخصات»: parts one and two, filled.
#[derive(Template, Debug)]
#[template(path = "citizen/edit.html")]
pub struct Edit {
    pub frame: Frame,
    pub form_no: String,
    pub identity: Identity,
    pub personal: Personal,
    /// Where the operator has switched the long form on.
    pub long: Option<LongTyped>,
    /// Of the draft that the page is made of.
    pub draft_mark: String,
    pub notice: Option<EditNotice>,
    pub answers: Answers,
    pub faults: Faults,
    /// Set when the answers shut out the office of the seat; it stays until another is chosen.
    pub shut_out: Option<ShutOut>,
    /// Whether the changes were taken just now.
    pub saved: bool,
    /// Whether the seat is booked: then another is taken by a move.
    pub booked: bool,
}

/// Why the form does not show what is on file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EditNotice {
    /// It was typed before and never sent.
    Continued,
    /// Another tab has typed into the same form.
    TypedElsewhere,
}

impl Edit {
    fn summary(&self) -> Option<Summary> {
        (!self.faults.is_empty()).then(|| Summary::of(&self.faults, self.frame.language))
    }

    fn personal_part(&self) -> PersonalPart<'_> {
        PersonalPart {
            language: self.frame.language,
            typed: &self.personal,
            faults: &self.faults,
            lunar_address: address::EDIT_LUNAR,
        }
    }

    fn shut_out(&self) -> Option<ShutOutPart> {
        let (language, saved, why) = (self.frame.language, self.saved, self.shut_out?);
        let next = match why {
            ShutOut::NoHome => None,
            _ if self.booked => Some(address::MOVE),
            _ => Some(address::CHOOSE),
        };
        Some(ShutOutPart { language, why, saved, next })
    }

    fn own_part(&self) -> Option<OwnPart<'_>> {
        let (language, faults) = (self.frame.language, &self.faults);
        let home = &self.answers.home;
        self.long.as_ref().map(|typed| OwnPart { language, typed, home, faults })
    }

    fn family_part(&self) -> Option<FamilyPart<'_>> {
        let (language, faults) = (self.frame.language, &self.faults);
        let family_address = address::EDIT_FAMILY;
        self.long.as_ref().map(|typed| FamilyPart { language, typed, faults, family_address })
    }

    fn notice_key(&self) -> Option<&'static str> {
        self.notice.map(|notice| match notice {
            EditNotice::Continued => "edit-continued",
            EditNotice::TypedElsewhere => "registration-elsewhere",
        })
    }

    fn answers_part(&self) -> AnswersPart<'_> {
        let language = self.frame.language;
        let is_long = self.long.is_some();
        AnswersPart { language, answers: &self.answers, faults: &self.faults, is_long }
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let page = |faults, why: Option<ShutOut>| Self {
            frame: Frame::sample().allowing(Operation::ALL),
            form_no: "f0rm".to_owned(),
            identity: Identity::sample(),
            personal: Personal::sample(),
            long: None,
            draft_mark: "0123456789abcdef".to_owned(),
            notice: None,
            answers: Answers { yes: [Some(true); 4], ..Answers::default() },
            faults,
            shut_out: why,
            saved: matches!(why, Some(ShutOut::Office | ShutOut::Team)),
            booked: why == Some(ShutOut::Team),
        };
        let faults = Faults::new([(Field::Mother, Fault::MotherChars)]);
        vec![
            ("filled", page(Faults::none(), None)),
            ("faults", page(faults, None)),
            (
                "long",
                Self {
                    long: Some(LongTyped::sample()),
                    notice: Some(EditNotice::Continued),
                    ..page(Faults::none(), None)
                },
            ),
            ("shut-out", page(Faults::none(), Some(ShutOut::Office))),
            ("no-team", page(Faults::none(), Some(ShutOut::Team))),
            ("no-home", page(Faults::none(), Some(ShutOut::NoHome))),
        ]
    }
}

/// «تغییر موبایل».
#[derive(Template, Debug)]
#[template(path = "citizen/mobile.html")]
pub struct ChangeMobile {
    pub frame: Frame,
    pub form_no: String,
    /// The number that messages go to now, ASCII digits; none before one was given.
    pub current: Option<String>,
    pub typed: String,
    pub faults: Faults,
}

impl ChangeMobile {
    fn summary(&self) -> Option<Summary> {
        (!self.faults.is_empty()).then(|| Summary::of(&self.faults, self.frame.language))
    }

    fn current(&self) -> Option<String> {
        self.current.as_deref().map(|mobile| self.frame.language.masked_mobile(mobile))
    }

    fn field(&self) -> TextField {
        mobile_field(self.frame.language, &self.typed, &self.faults, "mobile-hint-change")
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let page = |typed: &str, faults| Self {
            frame: Frame::sample().allowing([Operation::ChangeMobile]),
            form_no: "f0rm".to_owned(),
            current: Some("09145128136".to_owned()),
            typed: typed.to_owned(),
            faults,
        };
        let same = Faults::new([(Field::Mobile, Fault::MobileSame)]);
        let none = Self { current: None, ..page("", Faults::none()) };
        vec![
            ("empty", page("", Faults::none())),
            ("same", page("09145128136", same)),
            ("none", none),
        ]
    }
}

/// «پاکسازی فرم», asked once more.
#[derive(Template, Debug)]
#[template(path = "citizen/clear.html")]
pub struct Clear {
    pub frame: Frame,
}

impl Clear {
    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        vec![("ask", Self { frame: Frame::sample() })]
    }
}
