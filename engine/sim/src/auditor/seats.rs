//! Who has which seat, by nothing but the durable events of the seats.

use std::collections::{BTreeMap, BTreeSet};

use super::fact::{After, Change, Place, Who};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Taken {
    Held { who: Who, hold: u32, until: u64 },
    Booked { who: Who, hold: u32 },
    Cooling { until: u64 },
}

impl Taken {
    const fn owner(self) -> Option<Owner> {
        match self {
            Self::Held { who, hold, .. } | Self::Booked { who, hold } => Some((who, hold)),
            Self::Cooling { .. } => None,
        }
    }
}

#[derive(Debug, Default)]
pub struct Seats {
    taken: BTreeMap<Place, Taken>,
    approved: BTreeMap<(u32, i32), u32>,
    used: BTreeSet<(Who, u32)>,
    booked_once: BTreeSet<(Who, u32, Place)>,
    /// The longest time that a hold with a token was ever promised.
    promised: BTreeMap<(Who, u32), u64>,
    deadlines: BTreeSet<(u64, Place)>,
    dropped: BTreeSet<(u32, i32)>,
    /// Booked seats that went with their day.
    past: BTreeSet<Owner>,
}

type Opinion = Result<(), String>;
/// A citizen and the number of a hold.
type Owner = (Who, u32);

fn must(lawful: bool, what: impl FnOnce() -> String) -> Opinion {
    if lawful { Ok(()) } else { Err(what()) }
}

impl Seats {
    pub fn approve(&mut self, shift: u32, day: i32, approved: u32) -> Opinion {
        must(!self.dropped.contains(&(shift, day)), || format!("day {day} is dropped and opened"))?;
        self.approved.insert((shift, day), approved);
        Ok(())
    }

    /// Gives whose seats went with the day.
    pub fn drop_day(&mut self, shift: u32, day: i32) -> Result<BTreeSet<Owner>, String> {
        let known = self.approved.remove(&(shift, day)).is_some();
        must(known, || format!("day {day} was dropped and never opened"))?;
        self.dropped.insert((shift, day));
        let (gone, kept) = std::mem::take(&mut self.taken)
            .into_iter()
            .partition::<BTreeMap<_, _>, _>(|((s, d, _), _)| (*s, *d) == (shift, day));
        self.taken = kept;
        let held = gone.iter().find(|(_, taken)| !matches!(taken, Taken::Booked { .. }));
        must(held.is_none(), || format!("day {day} was dropped under {held:?}"))?;
        let owners: BTreeSet<Owner> = gone.into_values().filter_map(Taken::owner).collect();
        self.past.extend(&owners);
        Ok(owners)
    }

    /// Whether this booking's seat went with its day.
    pub fn is_past(&self, owner: Owner) -> bool {
        self.past.contains(&owner)
    }

    /// Gives whose seat it was before.
    pub fn change(
        &mut self,
        place: Place,
        owner: Owner,
        change: Change,
        after: After,
        at: u64,
    ) -> Result<Option<Owner>, String> {
        let before = self.taken.get(&place).copied();
        let gone = self.dropped.contains(&(place.0, place.1));
        must(!gone, || format!("{change:?} of {place:?}, whose day was dropped"))?;
        match change {
            Change::Held => self.may_hold(place, owner, before)?,
            Change::Extended | Change::Secured | Change::Booked | Change::Released => {
                must(holds(before, owner), || format!("{change:?} {place:?}: it was {before:?}"))?;
            }
            Change::Expired => {
                let due = matches!(
                    before,
                    Some(Taken::Held { until, .. } | Taken::Cooling { until }) if until <= at
                );
                must(due, || format!("{place:?} expired at {at} before its time: {before:?}"))?;
            }
            Change::GivenBack => {
                let booked = matches!(before, Some(Taken::Booked { .. }));
                must(booked, || format!("{place:?} was given back and was {before:?}"))?;
            }
        }
        self.put(place, owner, change, after);
        Ok(before.and_then(Taken::owner))
    }

    fn may_hold(&mut self, place: Place, owner: Owner, before: Option<Taken>) -> Opinion {
        must(before.is_none(), || format!("seat given twice: {place:?} was {before:?}"))?;
        must(self.used.insert(owner), || format!("hold {} was taken before", owner.1))?;
        let (shift, day, _) = place;
        let approved = self.approved.get(&(shift, day)).copied().unwrap_or_default();
        let taken = self.taken.keys().filter(|(s, d, _)| (*s, *d) == (shift, day)).count();
        must(taken < approved as usize, || format!("{taken} of {approved} taken, one more held"))
    }

    fn put(&mut self, place: Place, owner: Owner, change: Change, after: After) {
        if let Some(Taken::Held { until, .. } | Taken::Cooling { until }) = self.taken.get(&place) {
            self.deadlines.remove(&(*until, place));
        }
        let (who, hold) = owner;
        match after {
            After::Free => {
                self.taken.remove(&place);
            }
            After::Booked => {
                self.taken.insert(place, Taken::Booked { who, hold });
                self.booked_once.insert((who, hold, place));
            }
            After::Held { until, token } => {
                let taken = match change {
                    Change::GivenBack => Taken::Cooling { until },
                    _ => Taken::Held { who, hold, until },
                };
                self.taken.insert(place, taken);
                self.deadlines.insert((until, place));
                if token {
                    let longest = self.promised.entry(owner).or_default();
                    *longest = until.max(*longest);
                }
            }
        }
    }

    pub fn was_booked(&self, who: Who, hold: u32, place: Place) -> bool {
        self.booked_once.contains(&(who, hold, place))
    }

    pub fn has(&self, owner: Owner) -> bool {
        self.taken.values().any(|taken| taken.owner() == Some(owner))
    }

    pub fn is_booked(&self, who: Who, hold: u32) -> bool {
        self.taken.values().any(|taken| *taken == Taken::Booked { who, hold })
    }

    /// Until when a hold with a token was promised, at the longest.
    pub fn promised(&self, owner: Owner) -> Option<u64> {
        self.promised.get(&owner).copied()
    }

    pub fn holds_of(&self, who: Who) -> impl Iterator<Item = u32> {
        self.taken.values().filter_map(move |taken| match taken {
            Taken::Booked { who: owner, hold } if *owner == who => Some(*hold),
            _ => None,
        })
    }

    /// A deadline that passed more than `slack` ago.
    pub fn overdue(&self, now: u64, slack: u64) -> Option<(u64, Place)> {
        self.deadlines.first().copied().filter(|(until, _)| until + slack < now)
    }

    pub fn waiting(&self) -> Option<Place> {
        self.deadlines.first().map(|(_, place)| *place)
    }

    pub fn booked(&self) -> usize {
        self.taken.values().filter(|taken| matches!(taken, Taken::Booked { .. })).count()
    }
}

fn holds(before: Option<Taken>, (who, hold): Owner) -> bool {
    matches!(before, Some(Taken::Held { who: owner, hold: no, .. }) if (owner, no) == (who, hold))
}
