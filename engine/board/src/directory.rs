//! The offices as lists see them: an immutable snapshot, replaced whole.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use nobat_domain::ids::OfficeId;
use nobat_domain::office::{Capabilities, Office};
use nobat_domain::person::{AreaCode, LandlinePrefix};

use crate::layout::{Layout, OFFICE_ID_MAX, OFFICES_MAX};

/// All offices, by id and by area.
pub struct Directory {
    /// Sorted by area and id: the place of an office here is its place in the layout.
    offices: Box<[Arc<Office>]>,
    /// What a search asks of each office, in the same order, small enough to be read in a row.
    badges: Box<[Badge]>,
    layout: Arc<Layout>,
}

#[derive(Clone, Copy)]
pub(crate) struct Badge {
    pub office: OfficeId,
    pub capabilities: Capabilities,
    pub prefix: Option<LandlinePrefix>,
}

/// Why a directory cannot be made of these offices.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DirectoryError {
    SameIdTwice(OfficeId),
    IdTooLarge(OfficeId),
    TooManyOffices { count: usize },
}

impl fmt::Display for DirectoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("making the directory of offices: ")?;
        match self {
            Self::SameIdTwice(id) => write!(f, "two offices have the id {}", id.0),
            Self::IdTooLarge(id) => write!(f, "the id {} is above {OFFICE_ID_MAX}", id.0),
            Self::TooManyOffices { count } => write!(f, "{count} offices, above {OFFICES_MAX}"),
        }
    }
}

impl std::error::Error for DirectoryError {}

impl Directory {
    /// A directory of these offices, given in any order.
    ///
    /// # Errors
    /// If an id comes twice or is above [`OFFICE_ID_MAX`], or there are more than [`OFFICES_MAX`].
    pub fn new(offices: impl IntoIterator<Item = Arc<Office>>) -> Result<Self, DirectoryError> {
        let mut offices: Box<[Arc<Office>]> = offices.into_iter().collect();
        offices.sort_by_key(|office| (office.area, office.id));
        let layout = Arc::new(Layout::of(offices.iter().map(Arc::as_ref))?);
        let badges = offices
            .iter()
            .map(|office| Badge {
                office: office.id,
                capabilities: office.capabilities,
                prefix: office.phone_prefix(),
            })
            .collect();
        Ok(Self { offices, badges, layout })
    }

    #[must_use]
    pub fn office(&self, id: OfficeId) -> Option<&Arc<Office>> {
        self.layout.place(id).map(|place| &self.offices[place])
    }

    /// The offices of an area, by id.
    #[must_use]
    pub fn in_area(&self, area: AreaCode) -> &[Arc<Office>] {
        &self.offices[self.layout.area(area)]
    }

    /// All offices, by area and id.
    #[must_use]
    pub fn offices(&self) -> &[Arc<Office>] {
        &self.offices
    }

    pub(crate) fn layout(&self) -> &Arc<Layout> {
        &self.layout
    }

    pub(crate) fn badges(&self, places: Range<usize>) -> &[Badge] {
        &self.badges[places]
    }
}
