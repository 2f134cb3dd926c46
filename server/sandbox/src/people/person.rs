//! What the civil registry knows of one person.

use super::born::born;
use super::names::Names;
use crate::chance::{Chance, Purpose};
use nobat_domain::calendar::SolarDate;
use nobat_domain::person::{BookletSerial, Gender, NationalId};
use nobat_domain::timestamp::Millis;
use std::fmt;

/// A person of the sandbox. Never logged: its `Debug` says only that there is one.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    pub national_id: NationalId,
    /// The serial of the booklet that the person holds now.
    pub serial: BookletSerial,
    /// Where the booklet was changed of late: the one before it.
    pub replacement: Option<Replacement>,
    pub birth: SolarDate,
    pub gender: Gender,
    pub first_name: &'static str,
    pub last_name: &'static str,
    pub mother_name: &'static str,
    pub alive: bool,
    pub iranian: bool,
}

/// A booklet that was changed shortly before the sandbox's world began.
#[derive(Clone, PartialEq, Eq)]
pub struct Replacement {
    pub old_serial: BookletSerial,
    /// Whether the old serial is still taken until the new one is known.
    pub old_serial_still_taken: bool,
    /// How long before the world's beginning the booklet was changed: less than a day.
    pub before_world: Millis,
}

/// The sample person of the registration guide, who exists in every seed.
pub struct GuidePerson {
    pub national_id: &'static str,
    pub serial: &'static str,
    pub birth: &'static str,
    pub gender: Gender,
    pub first_name: &'static str,
    pub last_name: &'static str,
    pub mother_name: &'static str,
}

/// As the guide prints her; it does not give her own name.
pub const GUIDE_PERSON: GuidePerson = GuidePerson {
    national_id: "2580200606",
    serial: "883810",
    birth: "1369/03/19",
    gender: Gender::Female,
    first_name: "مریم",
    last_name: "مراغی",
    mother_name: "شهرزاد",
};

const FEMALE_PERMILLE: u32 = 495;
/// Two of a thousand changed their booklet in the last day before the world began.
const REPLACED_PERMILLE: u32 = 2;
const SERIALS: u32 = 1_000_000;

/// Makes the person of a national ID that exists.
pub(super) fn make(seed: u64, names: &Names, national_id: NationalId) -> Person {
    if national_id.as_str() == GUIDE_PERSON.national_id {
        return guide_person(national_id);
    }
    let key: u64 = national_id.as_str().parse().expect("ten digits are a number");
    let mut chance = Chance::of(seed, Purpose::Person, key);
    let gender = if chance.permille(FEMALE_PERMILLE) { Gender::Female } else { Gender::Male };
    let (birth, alive) = born(&mut chance);
    let mut serials = Chance::of(seed, Purpose::Serial, key);
    let serial = serials.below(SERIALS);
    let replaced = alive && serials.permille(REPLACED_PERMILLE);
    let replacement = replaced.then(|| Replacement {
        old_serial: booklet_serial(other_serial(serial, &mut serials)),
        old_serial_still_taken: serials.permille(500),
        before_world: Millis(u64::from(serials.below(24 * 3_600)) * 1_000),
    });
    let mut named = Chance::of(seed, Purpose::Names, key);
    Person {
        national_id,
        serial: booklet_serial(serial),
        replacement,
        birth,
        gender,
        first_name: named.pick_common(names.first(gender)),
        last_name: named.pick_common(&names.family),
        mother_name: named.pick_common(names.first(Gender::Female)),
        alive,
        iranian: true,
    }
}

fn guide_person(national_id: NationalId) -> Person {
    let guide = GUIDE_PERSON;
    Person {
        national_id,
        serial: BookletSerial::parse(guide.serial).expect("the guide's serial has six digits"),
        replacement: None,
        birth: SolarDate::parse(guide.birth).expect("the guide's birth date exists"),
        gender: guide.gender,
        first_name: guide.first_name,
        last_name: guide.last_name,
        mother_name: guide.mother_name,
        alive: true,
        iranian: true,
    }
}

/// A serial that is certainly not this one.
fn other_serial(serial: u32, chance: &mut Chance) -> u32 {
    (serial + 1 + chance.below(SERIALS - 1)) % SERIALS
}

fn booklet_serial(serial: u32) -> BookletSerial {
    assert!(serial < SERIALS);
    BookletSerial::parse(&format!("{serial:06}")).expect("six digits are a serial")
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person(**)")
    }
}

impl fmt::Debug for Replacement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Replacement(**)")
    }
}
