//! What a citizen states on the form.

use crate::calendar::{LunarDate, SolarDate};
use crate::office::{EnrolmentAnswers, Needs};
use crate::person::{BookletNumber, Gender, HomeAddress, Mobile, NationalId, PersonName, Religion};

/// Details of the registration form, each parsed at the gate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Details {
    pub birth: SolarDate,
    pub birth_lunar: LunarDate,
    pub gender: Gender,
    pub religion: Religion,
    pub mother: PersonName,
    pub mobile: Mobile,
    pub answers: EnrolmentAnswers,
    /// Asked for where the answers ask for a home-visit team, which comes there, and by the long
    /// form; nowhere else.
    pub home: Option<HomeAddress>,
    /// What the long form asks beyond this; nothing where it was not switched on.
    pub long: Option<Box<LongForm>>,
}

impl Details {
    /// A team would have to come, and nobody knows where to; or the long form is not whole.
    #[must_use]
    pub const fn lacks_home(&self) -> bool {
        (Needs::of(self.answers).home_visit() || self.long.is_some()) && self.home.is_none()
    }
}

/// The further details of the long form, which asks for the home as well.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LongForm {
    pub first: PersonName,
    pub family: PersonName,
    pub booklet: BookletNumber,
    pub father: PersonName,
    /// At most [`crate::limits::SPOUSES_MAX`].
    pub spouses: Vec<Relative>,
    /// At most [`crate::limits::CHILDREN_MAX`].
    pub children: Vec<Relative>,
}

/// A husband, a wife or a child, as the booklet names them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Relative {
    pub first: PersonName,
    pub family: PersonName,
    pub national_id: NationalId,
}
