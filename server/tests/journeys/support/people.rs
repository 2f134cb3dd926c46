//! People of the sandbox, with what their papers say.

use std::sync::OnceLock;

use nobat_domain::calendar::SolarDate;
use nobat_domain::person::{Gender, NationalId};
use nobat_sandbox::people::{CitizenKind, CitizenRow, People, citizens};

pub const SEED: u64 = 1396;
/// The most people that one story needs, and some.
const KNOWN: usize = 64;

/// Somebody with a booklet in the hand.
#[derive(Clone)]
pub struct Person {
    pub nid: String,
    pub serial: String,
    pub birth: SolarDate,
    pub gender: Gender,
    pub mother: String,
    pub mobile: String,
}

impl Person {
    /// A grown-up whom the registry knows.
    pub fn fresh(number: usize) -> Self {
        static FRESH: OnceLock<Vec<CitizenRow>> = OnceLock::new();
        let people = FRESH
            .get_or_init(|| citizens(&People::of(SEED), CitizenKind::Fresh).take(KNOWN).collect());
        Self::of(&people[number], number)
    }

    pub fn special(kind: CitizenKind) -> Self {
        let row = citizens(&People::of(SEED), kind).next().expect("there are some of every kind");
        Self::of(&row, 0)
    }

    fn of(row: &CitizenRow, number: usize) -> Self {
        Self {
            nid: row.national_id.as_str().to_owned(),
            serial: row.serial.as_str().to_owned(),
            birth: row.birth,
            gender: row.gender,
            mother: row.mother_name.to_owned(),
            mobile: format!("0914512{number:04}"),
        }
    }

    pub fn national_id(&self) -> NationalId {
        NationalId::parse(&self.nid).expect("a person has a good one")
    }

    /// The next serial that is not this person's.
    pub fn other_serial(&self) -> String {
        let number: u32 = self.serial.parse().expect("six digits");
        format!("{:06}", (number + 1) % 1_000_000)
    }
}
