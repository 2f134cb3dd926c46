//! Requests that have come to rest lately, as long as nobody else takes their place.

use crate::ids::RequestKey;
use crate::keeper::in_flight::InFlight;

/// Each key has one place, and whoever comes later to it takes it: no order is kept, and nothing is
/// lost by it, because a request at rest is read from its row.
#[derive(Default)]
pub(super) struct Resting {
    places: Box<[Option<Kept>]>,
}

type Kept = (RequestKey, Box<InFlight>);

impl Resting {
    pub(super) fn of(places: usize) -> Self {
        Self { places: (0..places).map(|_| None).collect() }
    }

    pub(super) fn get(&self, key: RequestKey) -> Option<&InFlight> {
        let place = self.places.get(slot(key, self.places.len()))?;
        place.as_ref().filter(|(kept, _)| *kept == key).map(|(_, entry)| &**entry)
    }

    pub(super) fn take(&mut self, key: RequestKey) -> Option<Box<InFlight>> {
        let place = self.places.get_mut(slot(key, self.places.len()))?;
        place.take_if(|(kept, _)| *kept == key).map(|(_, entry)| entry)
    }

    pub(super) fn put(&mut self, key: RequestKey, entry: Box<InFlight>) {
        if let Some(place) = self.places.get_mut(slot(key, self.places.len())) {
            *place = Some((key, entry));
        }
    }
}

/// The place of a key in a table of so many. Keys are evenly spread: they come from a keyed
/// function.
pub(super) fn slot(key: RequestKey, places: usize) -> usize {
    // The first byte says which desk it is.
    let word = u32::from_be_bytes([key.0[2], key.0[3], key.0[4], key.0[5]]);
    usize::try_from(word).expect("at least 32 bits") % places.max(1)
}
