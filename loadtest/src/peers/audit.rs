//! Whether a peer's store says what its clients were told: work that is not real is not measured.

use super::country::{BUCKETS, Bucket, CITIES, DAYS, LIST_ROWS, PREFIXES};
use super::cycle::{Client, Wish};
use crate::chance::Chance;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Buckets that a complaint names.
const NAMED_MAX: usize = 5;
const LISTS_CHECKED: u64 = 8;

/// What was read from a peer after a turn.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Stored {
    /// Free seats by bucket.
    pub free: BTreeMap<u32, i64>,
    /// Live holds and bookings by bucket, from their records.
    pub held: BTreeMap<u32, u64>,
    pub booked: BTreeMap<u32, u64>,
    /// Entries of the ranking index that are not the bucket's free share; no index, none.
    pub ranks_wrong: u64,
    /// Entries of the expiry index; where one is kept there is one for each live hold.
    pub deadlines: Option<u64>,
}

/// What the clients were told.
fn told(clients: &[Client]) -> (BTreeMap<u32, u64>, BTreeMap<u32, u64>) {
    let (mut held, mut booked) = (BTreeMap::new(), BTreeMap::new());
    for client in clients {
        if let Some(seat) = client.held() {
            *held.entry(seat.bucket).or_default() += 1;
        }
        for seat in client.booked() {
            *booked.entry(seat.bucket).or_default() += 1;
        }
    }
    (held, booked)
}

/// Compares them, with the seats that `buckets` had at the beginning.
///
/// # Errors
/// What differs, in words.
pub fn agree(
    stored: &Stored,
    clients: &[Client],
    buckets: impl Iterator<Item = Bucket>,
) -> Result<(), String> {
    let (held, booked) = told(clients);
    let mut wrong = String::new();
    differing(&mut wrong, "live holds", &stored.held, &held);
    differing(&mut wrong, "bookings", &stored.booked, &booked);
    let live = |id: &u32| {
        held.get(id).copied().unwrap_or_default() + booked.get(id).copied().unwrap_or_default()
    };
    let mut named = 0;
    for bucket in buckets {
        let expected =
            i64::from(bucket.free()) - i64::try_from(live(&bucket.id)).unwrap_or(i64::MAX);
        let found = stored.free.get(&bucket.id).copied();
        let is_wrong = found != Some(expected) || expected < 0;
        if is_wrong && named < NAMED_MAX {
            named += 1;
            let _ = write!(wrong, "bucket {}: {found:?} free, not {expected}; ", bucket.id);
        }
    }
    let holds: u64 = held.values().sum();
    if stored.deadlines.is_some_and(|deadlines| deadlines != holds) {
        let _ = write!(wrong, "{:?} deadlines for {holds} live holds; ", stored.deadlines);
    }
    if stored.ranks_wrong > 0 {
        let _ = write!(wrong, "{} wrong entries of the ranking index; ", stored.ranks_wrong);
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.trim_end_matches("; ").to_owned()) }
}

/// Wishes whose lists are compared after a turn.
pub fn wishes() -> impl Iterator<Item = Wish> {
    let mut chance = Chance::of(LISTS_CHECKED);
    (0..LISTS_CHECKED).map(move |_| {
        let mut below = |bound: u32| {
            u32::try_from(chance.below(u64::from(bound))).expect("below a bound of 32 bits")
        };
        Wish { city: below(CITIES), day: below(DAYS), prefix: below(PREFIXES) }
    })
}

/// The shifts that a list must name, by the free seats that are stored: greater free share first,
/// nearer telephone among equals, then by shift. Compared crosswise, without rounding.
pub fn list(stored: &Stored, wish: &Wish) -> Vec<u32> {
    let buckets = (0..BUCKETS).map(Bucket::of);
    let of_wish = buckets.filter(|b| (b.city, b.day) == (wish.city, wish.day));
    let mut rows: Vec<(i64, Bucket)> =
        of_wish.map(|b| (stored.free.get(&b.id).copied().unwrap_or_default(), b)).collect();
    rows.sort_by(|(free, one), (other_free, other)| {
        let shares = (other_free * i64::from(one.seats)).cmp(&(free * i64::from(other.seats)));
        let distance = |b: &Bucket| b.prefix.abs_diff(wish.prefix);
        shares.then(distance(one).cmp(&distance(other))).then(one.shift.cmp(&other.shift))
    });
    rows.into_iter().take(LIST_ROWS).map(|(_, bucket)| bucket.shift).collect()
}

fn differing(
    wrong: &mut String,
    what: &str,
    found: &BTreeMap<u32, u64>,
    told: &BTreeMap<u32, u64>,
) {
    if found != told {
        let sum = |counts: &BTreeMap<u32, u64>| counts.values().sum::<u64>();
        let _ = write!(wrong, "{} {what} stored, {} told; ", sum(found), sum(told));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peers::country::buckets;
    use crate::peers::cycle::{Aim, Answer};

    fn clients() -> Vec<Client> {
        let mut clients: Vec<Client> = (0..4).map(|n| Client::new(Aim::Spread, n, 4)).collect();
        for (n, client) in clients.iter_mut().enumerate() {
            for _ in 0..=3 * n {
                client.answered(Answer::Yes).expect("yes is sound");
            }
        }
        clients
    }

    fn sound(clients: &[Client]) -> Stored {
        let (held, booked) = told(clients);
        let live = |id| held.get(&id).unwrap_or(&0) + booked.get(&id).unwrap_or(&0);
        let free = buckets().map(|b| (b.id, i64::from(b.free()) - live(b.id) as i64)).collect();
        let deadlines = Some(held.values().sum());
        Stored { free, held, booked, ranks_wrong: 0, deadlines }
    }

    #[test]
    fn a_store_that_says_what_was_told_agrees() {
        let clients = clients();
        assert!(!told(&clients).0.is_empty() && !told(&clients).1.is_empty());
        assert_eq!(agree(&sound(&clients), &clients, buckets()), Ok(()));
    }

    #[test]
    fn every_difference_is_a_complaint() {
        type Harm = fn(&mut Stored);
        let harms: [(Harm, &str); 7] = [
            (|s| *s.free.get_mut(&7).expect("a bucket") += 1, "bucket 7"),
            (
                |s| {
                    s.free.remove(&8);
                },
                "bucket 8",
            ),
            (
                |s| {
                    s.held.pop_first();
                },
                "live holds stored",
            ),
            (
                |s| {
                    s.booked.pop_first();
                },
                "bookings stored",
            ),
            (
                |s| {
                    s.booked.insert(0, 100);
                },
                "bookings stored",
            ),
            (|s| s.deadlines = Some(0), "deadlines"),
            (|s| s.ranks_wrong = 1, "ranking index"),
        ];
        let clients = clients();
        for (harm, words) in harms {
            let mut stored = sound(&clients);
            harm(&mut stored);
            let complaint = agree(&stored, &clients, buckets()).expect_err(words);
            assert!(complaint.contains(words), "{complaint}");
        }
    }

    #[test]
    fn a_list_is_ordered_by_share_then_telephone_then_shift() {
        let free = buckets().map(|b| (b.id, i64::from(b.free()))).collect();
        let mut stored = Stored { free, ..Stored::default() };
        for wish in wishes() {
            let found = list(&stored, &wish);
            assert_eq!(found.len(), LIST_ROWS);
            let bucket = |shift: u32| Bucket::of(shift * DAYS + wish.day);
            let key = |shift: &u32| {
                let b = bucket(*shift);
                let share = f64::from(b.free()) / f64::from(b.seats);
                (-share, b.prefix.abs_diff(wish.prefix), b.shift)
            };
            assert!(found.is_sorted_by_key(key));
            assert!(found.iter().all(|shift| bucket(*shift).city == wish.city));
        }
        let wish = wishes().next().expect("a first one");
        let best = list(&stored, &wish)[0];
        stored.free.insert(best * DAYS + wish.day, 0);
        assert!(!list(&stored, &wish).contains(&best), "who has nothing left is not the best");
    }

    #[test]
    fn more_seats_told_than_there_are_is_oversold_even_if_the_store_agrees() {
        let clients = clients();
        let mut stored = sound(&clients);
        let (id, _) = stored.booked.first_key_value().map(|(id, n)| (*id, *n)).expect("one");
        let sold_out = |b: Bucket| if b.id == id { Bucket { taken: b.seats, ..b } } else { b };
        *stored.free.get_mut(&id).expect("a bucket") = -1;
        assert!(agree(&stored, &clients, buckets().map(sold_out)).is_err());
    }
}
