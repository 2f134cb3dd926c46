//! What a citizen states on the form.

use crate::calendar::{LunarDate, SolarDate};
use crate::office::EnrolmentAnswers;
use crate::person::{Gender, Mobile, PersonName, Religion};

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
}
