//! What a citizen states on the form.

use crate::calendar::{LunarDate, SolarDate};
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
    pub health: Health,
}

/// The four questions of the special enrolment; `true` is the ordinary answer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Health {
    pub leaves_home: bool,
    pub climbs_stairs: bool,
    pub pupils_visible: bool,
    pub fingers_whole: bool,
}
