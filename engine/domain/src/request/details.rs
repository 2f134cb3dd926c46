//! What a citizen states on the form.

use crate::calendar::{LunarDate, SolarDate};
use crate::office::EnrolmentAnswers;
use crate::person::{
    BookletNumber, Gender, HomeAddress, Mobile, NationalId, PersonName, PostalCode, Religion,
};

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
    /// What the long form asks beyond this; nothing where it was not switched on.
    pub long: Option<Box<LongForm>>,
}

/// The further details of the long form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LongForm {
    pub first: PersonName,
    pub family: PersonName,
    pub booklet: BookletNumber,
    pub postal: PostalCode,
    pub address: HomeAddress,
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
