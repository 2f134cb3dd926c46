//! What a citizen states on the form.

use crate::calendar::{LunarDate, SolarDate};
use crate::office::{EnrolmentAnswers, Needs};
use crate::person::{Gender, HomeAddress, Mobile, PersonName, Religion};

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
    /// Where a home-visit team comes to; asked for where the answers ask for one, and only there.
    pub home: Option<HomeAddress>,
}

impl Details {
    /// A team would have to come, and nobody knows where to.
    #[must_use]
    pub const fn lacks_home(&self) -> bool {
        Needs::of(self.answers).home_visit() && self.home.is_none()
    }
}
