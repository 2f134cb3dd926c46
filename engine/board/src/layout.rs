//! Where the cells of an office stand in a run: offices of one area side by side.

use std::ops::Range;

use nobat_domain::ids::{OfficeId, ShiftId};
use nobat_domain::office::Office;
use nobat_domain::person::AreaCode;

use crate::directory::DirectoryError;

/// The most offices that a directory holds; the country has about 4,400.
pub const OFFICES_MAX: usize = 65_536;
/// Office ids are given in sequence, so a table by id stays small (4 bytes for each).
pub const OFFICE_ID_MAX: u32 = 1_048_575;

const NOWHERE: u32 = u32::MAX;
pub(crate) const SHIFTS_OF_AN_OFFICE: usize = 2;

/// The places of offices, in the order of area and id. Cells stand in the same order, two for each
/// office, the morning first.
#[derive(PartialEq, Eq)]
pub(crate) struct Layout {
    ids: Box<[OfficeId]>,
    place_by_id: Box<[u32]>,
    areas: Box<[(AreaCode, Range<u32>)]>,
}

impl Layout {
    /// The layout of offices that are already sorted by area and id.
    pub fn of<'a>(
        sorted: impl ExactSizeIterator<Item = &'a Office> + Clone,
    ) -> Result<Self, DirectoryError> {
        if sorted.len() > OFFICES_MAX {
            return Err(DirectoryError::TooManyOffices { count: sorted.len() });
        }
        let id_max = sorted.clone().map(|office| office.id.0).max();
        if let Some(id) = id_max.filter(|id| *id > OFFICE_ID_MAX) {
            return Err(DirectoryError::IdTooLarge(OfficeId(id)));
        }
        let mut place_by_id = vec![NOWHERE; id_max.map_or(0, |id| id as usize + 1)];
        let mut areas: Vec<(AreaCode, Range<u32>)> = Vec::new();
        for (place, office) in (0u32..).zip(sorted.clone()) {
            let known = &mut place_by_id[office.id.0 as usize];
            if *known != NOWHERE {
                return Err(DirectoryError::SameIdTwice(office.id));
            }
            *known = place;
            match areas.last_mut() {
                Some((area, places)) if *area == office.area => places.end = place + 1,
                _ => areas.push((office.area, place..place + 1)),
            }
        }
        debug_assert!(areas.is_sorted_by(|(a, _), (b, _)| a < b));
        Ok(Self {
            ids: sorted.map(|office| office.id).collect(),
            place_by_id: place_by_id.into(),
            areas: areas.into(),
        })
    }

    pub fn cells(&self) -> usize {
        self.ids.len() * SHIFTS_OF_AN_OFFICE
    }

    pub fn place(&self, office: OfficeId) -> Option<usize> {
        let place = *self.place_by_id.get(office.0 as usize)?;
        (place != NOWHERE).then_some(place as usize)
    }

    pub fn cell(&self, shift: ShiftId) -> Option<usize> {
        let place = self.place(shift.office())?;
        Some(place * SHIFTS_OF_AN_OFFICE + shift.0 as usize % SHIFTS_OF_AN_OFFICE)
    }

    /// The places of an area's offices; empty for an area without one.
    pub fn area(&self, area: AreaCode) -> Range<usize> {
        match self.areas.binary_search_by_key(&area, |(code, _)| *code) {
            Ok(at) => {
                let places = &self.areas[at].1;
                places.start as usize..places.end as usize
            }
            Err(_) => 0..0,
        }
    }

    /// The cells that both layouts have, as (place here, place in `new`).
    pub fn moves_to(&self, new: &Self) -> Vec<(usize, usize)> {
        let mut moves = Vec::with_capacity(self.cells());
        for (here, id) in self.ids.iter().enumerate() {
            if let Some(there) = new.place(*id) {
                let shifts = 0..SHIFTS_OF_AN_OFFICE;
                let cell = |place| place * SHIFTS_OF_AN_OFFICE;
                moves.extend(shifts.map(|shift| (cell(here) + shift, cell(there) + shift)));
            }
        }
        moves
    }
}
