//! Lists of people to try the system with, the same for the same seed.

use super::census::PEOPLE;
use super::person::Person;
use super::whole::People;
use nobat_domain::calendar::SolarDate;
use nobat_domain::person::{BookletSerial, Gender, NationalId};
use std::fmt;
use std::str::FromStr;

/// What is special about the people of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CitizenKind {
    /// Alive, of age, with a booklet that is long known.
    Fresh,
    /// Alive and under fifteen.
    Minor,
    Deceased,
    /// Of age, with a booklet so new that its serial is not known yet.
    NewSerial,
}

/// What the entry page and the form ask of a person.
#[derive(Clone, PartialEq, Eq)]
pub struct CitizenRow {
    pub national_id: NationalId,
    pub serial: BookletSerial,
    pub birth: SolarDate,
    pub gender: Gender,
    pub mother_name: &'static str,
}

/// Births of people who are of age whenever this runs: no list depends on the day.
const ADULT_BIRTHS: std::ops::RangeInclusive<u16> = 1320..=1388;
/// Births of people who stay under fifteen until 1411.
const MINOR_BIRTH_MIN: u16 = 1396;

/// The people of one kind, one after another, made as they are taken.
///
/// Never ends before tens of thousands of rows; costs a microsecond for each person looked at, and
/// one in five hundred has a new serial.
pub fn citizens(people: &People, kind: CitizenKind) -> impl Iterator<Item = CitizenRow> + '_ {
    (0..PEOPLE)
        .filter_map(|number| people.citizen(number))
        .filter(move |person| kind.is_of(person))
        .map(CitizenRow::from)
}

impl CitizenKind {
    pub const ALL: [Self; 4] = [Self::Fresh, Self::Minor, Self::Deceased, Self::NewSerial];

    /// As it is written on a command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Minor => "minor",
            Self::Deceased => "deceased",
            Self::NewSerial => "new-serial",
        }
    }

    fn is_of(self, person: &Person) -> bool {
        let adult = ADULT_BIRTHS.contains(&person.birth.year());
        let new_serial = person.replacement.is_some();
        match self {
            Self::Fresh => person.alive && adult && !new_serial,
            Self::Minor => person.alive && person.birth.year() >= MINOR_BIRTH_MIN && !new_serial,
            Self::Deceased => !person.alive && adult,
            Self::NewSerial => person.alive && adult && new_serial,
        }
    }
}

/// A kind that there is not.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected a kind of citizen: fresh, minor, deceased or new-serial")]
pub struct UnknownKind;

impl FromStr for CitizenKind {
    type Err = UnknownKind;

    fn from_str(name: &str) -> Result<Self, UnknownKind> {
        Self::ALL.into_iter().find(|kind| kind.name() == name).ok_or(UnknownKind)
    }
}

impl From<Person> for CitizenRow {
    fn from(person: Person) -> Self {
        Self {
            national_id: person.national_id,
            serial: person.serial,
            birth: person.birth,
            gender: person.gender,
            mother_name: person.mother_name,
        }
    }
}

impl fmt::Debug for CitizenRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CitizenRow(**)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_list_is_the_same_for_the_same_seed_and_names_nobody_twice() {
        let people = People::of(9);
        for kind in CitizenKind::ALL {
            let rows: Vec<_> = citizens(&people, kind).take(20).collect();
            assert_eq!(rows, citizens(&People::of(9), kind).take(20).collect::<Vec<_>>());
            let ids: BTreeSet<_> = rows.iter().map(|row| row.national_id).collect();
            assert_eq!(ids.len(), 20, "{kind:?}");
            assert_eq!(kind.name().parse(), Ok(kind));
        }
        assert_eq!("old".parse::<CitizenKind>(), Err(UnknownKind));
    }

    #[test]
    fn each_list_holds_what_its_name_says() {
        let people = People::of(10);
        for kind in CitizenKind::ALL {
            for row in citizens(&people, kind).take(30) {
                let person = people.person(&row.national_id).expect("a person of the list");
                assert_eq!(person.serial, row.serial);
                assert_eq!(person.alive, kind != CitizenKind::Deceased);
                assert_eq!(person.replacement.is_some(), kind == CitizenKind::NewSerial);
                assert_eq!(row.birth.year() >= MINOR_BIRTH_MIN, kind == CitizenKind::Minor);
            }
        }
    }

    #[test]
    fn the_guide_s_person_leads_the_fresh_ones() {
        let first = citizens(&People::of(11), CitizenKind::Fresh).next().expect("somebody");
        assert_eq!(first.national_id.as_str(), "2580200606");
    }
}
