//! Who has which seat, by nothing but the durable events of the seats.

use std::collections::{BTreeMap, BTreeSet};

use super::fact::{After, Change, Place, TakenSeat, Who};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Taken {
    Held { who: Who, hold: u32, until: u64, token: bool, secured: bool },
    Booked { who: Who, hold: u32 },
    Cooling { who: Who, hold: u32, until: u64 },
}

impl Taken {
    const fn owner(self) -> Option<Owner> {
        match self {
            Self::Held { who, hold, .. } | Self::Booked { who, hold } => Some((who, hold)),
            Self::Cooling { .. } => None,
        }
    }

    const fn until(self) -> Option<u64> {
        match self {
            Self::Held { until, .. } | Self::Cooling { until, .. } => Some(until),
            Self::Booked { .. } => None,
        }
    }
}

/// What the registrar has approved for a day, and what is taken of it.
#[derive(Debug, Default)]
struct Page {
    approved: u32,
    opens_at: u64,
    closed: bool,
    taken: BTreeMap<u32, Taken>,
}

#[derive(Debug, Default)]
pub struct Seats {
    pages: BTreeMap<(u32, i32), Page>,
    places: BTreeMap<Owner, Place>,
    used: BTreeSet<Owner>,
    booked_once: BTreeSet<(Who, u32, Place)>,
    /// The longest time that a hold with a token was ever promised.
    promised: BTreeMap<Owner, u64>,
    deadlines: BTreeSet<(u64, Place)>,
    dropped: BTreeSet<(u32, i32)>,
    /// Booked seats that went with their day.
    past: BTreeSet<Owner>,
}

/// A law and how it was broken.
pub type Broken = (&'static str, String);
type Opinion = Result<(), Broken>;
/// A citizen and the number of a hold.
type Owner = (Who, u32);

const DAY_MS: u64 = 86_400_000;
/// Tehran's midnight is so long before that of Greenwich.
const TEHRAN_MS: u64 = 12_600_000;

/// The moment at which a day begins in Tehran.
pub fn day_begins(day: i32) -> u64 {
    u64::try_from(day).unwrap_or_default() * DAY_MS - TEHRAN_MS
}

fn must(law: &'static str, lawful: bool, what: impl FnOnce() -> String) -> Opinion {
    if lawful { Ok(()) } else { Err((law, what())) }
}

impl Seats {
    pub fn approve(
        &mut self,
        (shift, day): (u32, i32),
        approved: u32,
        opens_at: u64,
        closed: bool,
    ) -> Opinion {
        let gone = self.dropped.contains(&(shift, day));
        must("CAP-1", !gone, || format!("day {day} is dropped and opened"))?;
        let page = self.pages.entry((shift, day)).or_default();
        (page.approved, page.opens_at, page.closed) = (approved, opens_at, closed);
        Ok(())
    }

    /// Gives whose seats went with the day.
    pub fn drop_day(&mut self, shift: u32, day: i32) -> Result<BTreeSet<Owner>, Broken> {
        let Some(page) = self.pages.remove(&(shift, day)) else {
            return Err(("CAP-1", format!("day {day} was dropped and never opened")));
        };
        self.dropped.insert((shift, day));
        let held = page.taken.values().find(|taken| !matches!(taken, Taken::Booked { .. }));
        must("HOLD-1", held.is_none(), || format!("day {day} was dropped under {held:?}"))?;
        let owners: BTreeSet<Owner> = page.taken.into_values().filter_map(Taken::owner).collect();
        for owner in &owners {
            self.places.remove(owner);
        }
        self.past.extend(&owners);
        Ok(owners)
    }

    /// Whether this booking's seat went with its day.
    pub fn is_past(&self, owner: Owner) -> bool {
        self.past.contains(&owner)
    }

    fn at(&self, (shift, day, seat): Place) -> Option<Taken> {
        self.pages.get(&(shift, day))?.taken.get(&seat).copied()
    }

    /// Gives whose seat it was before.
    pub fn change(
        &mut self,
        place: Place,
        owner: Owner,
        change: Change,
        after: After,
        at: u64,
    ) -> Result<Option<Owner>, Broken> {
        let before = self.at(place);
        let gone = self.dropped.contains(&(place.0, place.1));
        must("CAP-1", !gone, || format!("{change:?} of {place:?}, whose day was dropped"))?;
        match change {
            Change::Held => self.may_hold(place, owner, before, at)?,
            Change::Extended | Change::Secured | Change::Booked | Change::Released => {
                let holds = holds(before, owner);
                must("CAP-1", holds, || format!("{change:?} {place:?}: it was {before:?}"))?;
                let usable = change == Change::Released || usable(before, at);
                must("HOLD-2", usable, || format!("{change:?} {place:?} at {at}: {before:?}"))?;
            }
            Change::Expired => {
                let due = before.and_then(Taken::until).is_some_and(|until| until <= at);
                let what = || format!("{place:?} expired at {at} before its time: {before:?}");
                must("HOLD-2", due, what)?;
            }
            Change::GivenBack => {
                let booked = matches!(before, Some(Taken::Booked { .. }));
                must("CAP-1", booked, || format!("{place:?} was given back and was {before:?}"))?;
            }
        }
        self.put(place, owner, change, after)?;
        Ok(before.and_then(Taken::owner))
    }

    fn may_hold(&mut self, place: Place, owner: Owner, before: Option<Taken>, at: u64) -> Opinion {
        must("CAP-1", before.is_none(), || format!("{place:?} given twice: it was {before:?}"))?;
        let fresh = self.used.insert(owner);
        must("HOLD-1", fresh, || format!("hold {} was taken before", owner.1))?;
        let Some(page) = self.pages.get(&(place.0, place.1)) else {
            return Err(("CAP-1", format!("{place:?} is held, and its day was never opened")));
        };
        let (taken, approved) = (page.taken.len(), page.approved);
        let free = taken < approved as usize;
        must("CAP-1", free, || format!("{taken} of {approved} taken, one more held"))?;
        let open = !page.closed && at >= page.opens_at && at < day_begins(place.1);
        must("CAP-1", open, || format!("{place:?} is held at {at}, and its day is not open"))
    }

    fn put(&mut self, place: Place, owner: Owner, change: Change, after: After) -> Opinion {
        let (shift, day, seat) = place;
        let Some(page) = self.pages.get_mut(&(shift, day)) else {
            return Err(("CAP-1", format!("{place:?} has no day")));
        };
        if let Some(before) = page.taken.remove(&seat) {
            if let Some(until) = before.until() {
                self.deadlines.remove(&(until, place));
            }
            before.owner().map(|owner| self.places.remove(&owner));
        }
        let (who, hold) = owner;
        let taken = match after {
            After::Free => return Ok(()),
            After::Booked => {
                self.booked_once.insert((who, hold, place));
                Taken::Booked { who, hold }
            }
            After::Held { until, .. } if change == Change::GivenBack => {
                Taken::Cooling { who, hold, until }
            }
            After::Held { until, token, secured } => {
                if token {
                    let longest = self.promised.entry(owner).or_default();
                    *longest = until.max(*longest);
                }
                Taken::Held { who, hold, until, token, secured }
            }
        };
        if let Some(until) = taken.until() {
            self.deadlines.insert((until, place));
        }
        taken.owner().map(|owner| self.places.insert(owner, place));
        page.taken.insert(seat, taken);
        Ok(())
    }

    pub fn was_booked(&self, who: Who, hold: u32, place: Place) -> bool {
        self.booked_once.contains(&(who, hold, place))
    }

    pub fn has(&self, owner: Owner) -> bool {
        self.places.contains_key(&owner)
    }

    pub fn is_booked(&self, who: Who, hold: u32) -> bool {
        let taken = self.places.get(&(who, hold)).and_then(|place| self.at(*place));
        taken == Some(Taken::Booked { who, hold })
    }

    /// Until when a hold with a token was promised, at the longest.
    pub fn promised(&self, owner: Owner) -> Option<u64> {
        self.promised.get(&owner).copied()
    }

    pub fn holds_of(&self, who: Who) -> impl Iterator<Item = u32> {
        let mine = self.places.range((who, 0)..=(who, u32::MAX));
        mine.map(|((_, hold), _)| *hold).filter(move |hold| self.is_booked(who, *hold))
    }

    /// A deadline that passed more than `slack` ago.
    pub fn overdue(&self, now: u64, slack: u64) -> Option<(u64, Place)> {
        self.deadlines.first().copied().filter(|(until, _)| until + slack < now)
    }

    pub fn waiting(&self) -> Option<Place> {
        self.deadlines.first().map(|(_, place)| *place)
    }

    pub fn booked(&self) -> usize {
        self.taken().filter(|(_, _, _, booked)| *booked).count()
    }

    /// Every seat that is not free.
    pub fn taken(&self) -> impl Iterator<Item = TakenSeat> {
        self.pages.iter().flat_map(|((shift, day), page)| {
            page.taken.iter().map(|(seat, taken)| {
                let place = (*shift, *day, *seat);
                match *taken {
                    Taken::Held { who, hold, .. } | Taken::Cooling { who, hold, .. } => {
                        (place, who, hold, false)
                    }
                    Taken::Booked { who, hold } => (place, who, hold, true),
                }
            })
        })
    }

    /// What lists may show of a day: free, held, approved. Nothing of one that is closed or gone.
    pub fn counts(&self, shift: u32, day: i32) -> (u32, u32, u32) {
        let Some(page) = self.pages.get(&(shift, day)).filter(|page| !page.closed) else {
            return (0, 0, 0);
        };
        let count = |count: usize| u32::try_from(count).expect("few seats");
        let held = page.taken.values().filter(|taken| taken.until().is_some()).count();
        let free = page.approved.saturating_sub(count(page.taken.len()));
        (free, count(held), page.approved)
    }
}

fn holds(before: Option<Taken>, (who, hold): Owner) -> bool {
    matches!(before, Some(Taken::Held { who: owner, hold: no, .. }) if (owner, no) == (who, hold))
}

/// Not after its deadline, unless a bank's page was shown and nobody has been asked yet.
fn usable(before: Option<Taken>, at: u64) -> bool {
    let Some(Taken::Held { until, token, secured, .. }) = before else { return false };
    at < until || (token && !secured)
}
