//! Where offices stand, and what each of them has.

use super::address::StreetWords;
use super::apportion::apportion;
use super::city::City;
use super::exchange;
use super::office::{SandboxOffice, WorkingWeek};
use super::province::Province;
use crate::chance::{Chance, Purpose};
use crate::persian::persian;
use nobat_domain::ids::OfficeId;
use nobat_domain::office::{Capabilities, Capability, Office, OfficeKind, OfficePhone};
use nobat_domain::person::AreaCode;
use std::collections::{BTreeMap, BTreeSet};

/// Offices of the whole country, of both kinds.
pub const OFFICES: u32 = 4_400;
const APPROVED_MIN: u32 = 20;
const APPROVED_MAX: u32 = 60;
/// The registry office of a province's capital serves everybody, whatever the seed.
const FIRST_OF_PROVINCE: u32 = 1;
const SUBSCRIBERS_OF_EXCHANGE: u32 = 10_000;

/// Opens every office: in each county seat one registry office, counters where the people are.
///
/// Where offices stand and what they are called is the same for every seed.
pub fn open(seed: u64, provinces: &[Province], cities: &[City]) -> Vec<SandboxOffice> {
    let seats = cities.iter().filter(|city| city.county_seat).count();
    let seats = u32::try_from(seats).expect("there are a few hundred counties");
    let people: Vec<u32> = cities.iter().map(|city| city.population).collect();
    let counters = apportion(OFFICES - seats, &people);
    let mut opening = Opening {
        seed,
        words: StreetWords::load(),
        in_province: BTreeMap::new(),
        phones: BTreeSet::new(),
        offices: Vec::new(),
    };
    for (city, counters) in cities.iter().zip(counters) {
        let province = provinces.iter().find(|province| province.area_code == city.area_code);
        let province = province.expect("every city lies in a province").name;
        if city.county_seat {
            let name = format!("اداره‌ی ثبت احوال {}", city.name);
            opening.open_one(
                province,
                city,
                city.exchanges.start,
                OfficeKind::RegistryOffice,
                name,
            );
        }
        opening.open_counters(province, city, counters);
    }
    assert_eq!(opening.offices.len(), OFFICES as usize);
    opening.offices
}

struct Opening {
    seed: u64,
    words: StreetWords,
    in_province: BTreeMap<&'static str, u32>,
    phones: BTreeSet<(&'static str, String)>,
    offices: Vec<SandboxOffice>,
}

impl Opening {
    /// Spreads a city's counters evenly over its neighbourhoods.
    fn open_counters(&mut self, province: &'static str, city: &City, counters: u32) {
        let neighbourhoods = city.exchanges.len() as u32;
        let mut in_zone: BTreeMap<Option<u16>, u32> = BTreeMap::new();
        for counter in 0..counters {
            let offset = u16::try_from(counter * neighbourhoods / counters).expect("of a city");
            let exchange = city.exchanges.start + offset;
            let zone = exchange::zone(city, exchange);
            let number = in_zone.entry(zone).or_default();
            *number += 1;
            let number = persian(&number.to_string());
            let name = match zone.map(|zone| persian(&zone.to_string())) {
                Some(zone) => {
                    format!("دفتر پیشخوان دولت {}، منطقه‌ی {zone}، شماره‌ی {number}", city.name)
                }
                None if counters == 1 => format!("دفتر پیشخوان دولت {}", city.name),
                None => format!("دفتر پیشخوان دولت {}، شماره‌ی {number}", city.name),
            };
            self.open_one(province, city, exchange, OfficeKind::Counter, name);
        }
    }

    fn open_one(
        &mut self,
        province: &'static str,
        city: &City,
        exchange: u16,
        kind: OfficeKind,
        name: String,
    ) {
        let id = u32::try_from(self.offices.len()).expect("a few thousand offices") + 1;
        let number = self.in_province.entry(city.area_code).or_default();
        *number += 1;
        let number = *number;
        let code = format!("{}{number:04}", &city.area_code[1..]);
        let mut chance = Chance::of(self.seed, Purpose::Office, u64::from(id));
        let mut place = Chance::of(self.seed, Purpose::Address, u64::from(id));
        let facts = Office {
            id: OfficeId(id),
            code,
            kind,
            name,
            address: self.words.address(city, exchange, &mut place),
            city: city.name.to_owned(),
            area: AreaCode::parse(city.area_code).expect("an area code of the table"),
            phone: Some(self.phone(city.area_code, exchange, id)),
            capabilities: match number {
                FIRST_OF_PROVINCE => Capability::ALL.into_iter().collect(),
                _ => capabilities(kind, &mut chance),
            },
        };
        let (morning_approved, evening_approved) = (approved(&mut chance), approved(&mut chance));
        let week = week(kind, &mut chance);
        let office = SandboxOffice { facts, province, morning_approved, evening_approved, week };
        self.offices.push(office);
    }

    /// A number of the exchange that no other office has.
    fn phone(&mut self, area_code: &'static str, exchange: u16, office: u32) -> OfficePhone {
        let mut chance = Chance::of(self.seed, Purpose::Phone, u64::from(office));
        // An exchange has ten thousand numbers and a handful of offices, so this ends.
        loop {
            let phone = format!("{exchange}{:04}", chance.below(SUBSCRIBERS_OF_EXCHANGE));
            if self.phones.insert((area_code, phone.clone())) {
                return OfficePhone::parse(&phone).expect("eight digits, none of them special");
            }
        }
    }
}

fn approved(chance: &mut Chance) -> u32 {
    APPROVED_MIN + chance.below(APPROVED_MAX - APPROVED_MIN + 1)
}

fn capabilities(kind: OfficeKind, chance: &mut Chance) -> Capabilities {
    let permille = |capability| match (kind, capability) {
        // Some old buildings have stairs; public offices can do everything else.
        (OfficeKind::RegistryOffice, Capability::NoStairs) => 900,
        (OfficeKind::RegistryOffice, _) => 1_000,
        (OfficeKind::Counter, Capability::NoStairs) => 450,
        (OfficeKind::Counter, Capability::Pupil | Capability::Finger) => 300,
        (OfficeKind::Counter, Capability::HomeVisit) => 100,
    };
    let has = |capability: &Capability| chance.permille(permille(*capability));
    Capability::ALL.into_iter().filter(has).collect()
}

/// Public offices rest on Thursday evenings, many of them all Thursday; counters choose freely.
fn week(kind: OfficeKind, chance: &mut Chance) -> WorkingWeek {
    match kind {
        OfficeKind::RegistryOffice => WorkingWeek::with_thursday(chance.permille(500), false),
        OfficeKind::Counter => {
            WorkingWeek::with_thursday(chance.permille(900), chance.permille(550))
        }
    }
}
