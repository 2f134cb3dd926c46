//! An office as lists, receipts and tracking show it.

use super::{Capabilities, Needs, OfficePhone};
use crate::ids::OfficeId;
use crate::person::{AreaCode, LandlinePrefix};

/// What kind of place it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum OfficeKind {
    /// A registry office: one in each county seat; cards can be delivered to it.
    RegistryOffice,
    /// A counter office that takes enrolments for the registry.
    Counter,
}

/// The facts of one office. Texts are shown as they are and carry no meaning for the law.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Office {
    pub id: OfficeId,
    /// The number that the office is known by on paper; leading zeros matter.
    pub code: String,
    pub kind: OfficeKind,
    pub name: String,
    pub address: String,
    pub city: String,
    pub area: AreaCode,
    /// None until the office has filled it in: it is then near to nobody.
    pub phone: Option<OfficePhone>,
    pub capabilities: Capabilities,
}

impl Office {
    #[must_use]
    pub const fn can_serve(&self, needs: Needs) -> bool {
        needs.met_by(self.capabilities)
    }

    #[must_use]
    pub fn phone_prefix(&self) -> Option<LandlinePrefix> {
        self.phone.as_ref().map(OfficePhone::prefix)
    }
}
