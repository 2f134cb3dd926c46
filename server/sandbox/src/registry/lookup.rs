//! What the registry answers, as a function of the world, the moment and what tests have marked.

use super::marks::Marked;
use super::wire::{LookupReply, PersonReply, SerialReply, SolarReply};
use crate::people::Person;
use crate::world::World;
use nobat_domain::calendar::Orders;
use nobat_domain::calendar::working_hours::{NEW_SERIAL_UNKNOWN, after_working_time};
use nobat_domain::person::{BookletSerial, Gender, NationalId};
use nobat_domain::timestamp::Timestamp;

/// Answers whether the serial belongs to the national ID, and to whom.
#[must_use]
pub fn lookup(
    world: &World,
    marked: Option<&Marked>,
    id: &NationalId,
    serial: &BookletSerial,
    now: Timestamp,
) -> LookupReply {
    match marked {
        Some(Marked::Nobody) => LookupReply::UNKNOWN,
        Some(Marked::Person { person, booklet }) => {
            if person.serial != *serial {
                return LookupReply::MISMATCH;
            }
            match booklet.replaced_at {
                Some(at) if now < booklet.pending_until.unwrap_or_else(|| known(at)) => pending(at),
                replaced_at => {
                    let replaced_at_ms = replaced_at.map(|at| at.0);
                    LookupReply { replaced_at_ms, card: booklet.card.clone(), ..matching(person) }
                }
            }
        }
        None => match world.people.person(id) {
            None => LookupReply::UNKNOWN,
            Some(person) => unmarked(&person, serial, world.began, now),
        },
    }
}

/// From when the serial of a replaced booklet is known.
#[must_use]
pub fn known_from(person: &Person, began: Timestamp) -> Option<Timestamp> {
    replaced_at(person, began).map(known)
}

fn replaced_at(person: &Person, began: Timestamp) -> Option<Timestamp> {
    person.replacement.as_ref().map(|replacement| began.minus(replacement.before_world))
}

fn known(replaced_at: Timestamp) -> Timestamp {
    after_working_time(replaced_at, NEW_SERIAL_UNKNOWN, &Orders::none())
}

fn unmarked(
    person: &Person,
    serial: &BookletSerial,
    began: Timestamp,
    now: Timestamp,
) -> LookupReply {
    let replaced = replaced_at(person, began);
    let unknown_since = replaced.filter(|&at| now < known(at));
    let old = person.replacement.as_ref();
    match unknown_since {
        None if *serial == person.serial => {
            LookupReply { replaced_at_ms: replaced.map(|at| at.0), ..matching(person) }
        }
        Some(replaced_at) if *serial == person.serial => pending(replaced_at),
        Some(_) if old.is_some_and(|o| o.old_serial_still_taken && o.old_serial == *serial) => {
            matching(person)
        }
        _ => LookupReply::MISMATCH,
    }
}

fn pending(replaced_at: Timestamp) -> LookupReply {
    LookupReply {
        serial: Some(SerialReply::Pending),
        replaced_at_ms: Some(replaced_at.0),
        ..LookupReply::MISMATCH
    }
}

fn matching(person: &Person) -> LookupReply {
    let birth = person.birth;
    let described = PersonReply {
        alive: person.alive,
        iranian: person.iranian,
        birth: SolarReply { year: birth.year(), month: birth.month(), day: birth.day() },
        gender: match person.gender {
            Gender::Female => "female",
            Gender::Male => "male",
        },
        first_name: person.first_name.to_owned(),
        last_name: person.last_name.to_owned(),
        mother_name: person.mother_name.to_owned(),
    };
    LookupReply {
        serial: Some(SerialReply::Match),
        person: Some(described),
        ..LookupReply::MISMATCH
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{CitizenKind, citizens};
    use nobat_domain::timestamp::Millis;

    /// 1405/09/02, a Monday, at noon in Tehran.
    const BEGAN: Timestamp = Timestamp(1_795_422_600_000);

    fn ask(world: &World, person: &Person, serial: &BookletSerial, now: Timestamp) -> LookupReply {
        lookup(world, None, &person.national_id, serial, now)
    }

    #[test]
    fn a_person_is_described_only_to_who_knows_the_serial() {
        let world = World::new(1, BEGAN);
        let person = world.people.citizen(0).expect("the guide's person");
        let reply = ask(&world, &person, &person.serial, BEGAN);
        assert_eq!(reply.serial, Some(SerialReply::Match));
        let described = reply.person.expect("the serial is hers");
        assert_eq!(described.birth, SolarReply { year: 1369, month: 3, day: 19 });
        assert_eq!((described.gender, described.alive), ("female", true));
        let wrong = BookletSerial::parse("883811").expect("six digits");
        assert_eq!(ask(&world, &person, &wrong, BEGAN), LookupReply::MISMATCH);
    }

    #[test]
    fn nobody_has_a_number_that_was_never_given() {
        let world = World::new(1, BEGAN);
        let id = NationalId::parse("0123456789").expect("right digits, unknown place");
        let serial = BookletSerial::parse("000001").expect("six digits");
        assert_eq!(lookup(&world, None, &id, &serial, BEGAN), LookupReply::UNKNOWN);
    }

    #[test]
    fn a_new_serial_is_pending_for_two_working_days_and_then_known() {
        let world = World::new(2, BEGAN);
        for row in citizens(&world.people, CitizenKind::NewSerial).take(20) {
            let person = world.people.person(&row.national_id).expect("a person");
            let old = person.replacement.clone().expect("a new booklet");
            let known_from = known_from(&person, BEGAN).expect("a new booklet");
            assert!(known_from >= BEGAN.plus(Millis::hours(24)), "pending at the beginning");
            let before = known_from.minus(Millis(1));
            let reply = ask(&world, &person, &person.serial, before);
            assert_eq!(reply.serial, Some(SerialReply::Pending));
            let replaced_at = replaced_at(&person, BEGAN).expect("a new booklet");
            assert_eq!((reply.replaced_at_ms, reply.person), (Some(replaced_at.0), None));
            let taken = ask(&world, &person, &old.old_serial, before).person.is_some();
            assert_eq!(taken, old.old_serial_still_taken);
            assert!(ask(&world, &person, &person.serial, known_from).person.is_some());
            let after = ask(&world, &person, &old.old_serial, known_from);
            assert_eq!(after, LookupReply::MISMATCH, "the old booklet is void");
        }
    }
}
