//! Who comes: most people pay and go, some do what systems are not built for.

use crate::chance::Chance;

/// What a citizen will do where the way forks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Temper {
    Plain,
    /// Comes back later, anew, to look at the receipt once more.
    LooksAgain,
    /// Sees the list of offices and leaves.
    GivesUp,
    CancelsAndLeaves,
    CancelsAndPaysAfterAll,
    /// Every card is refused until the bank closes its page.
    CardRefused,
    /// Closes the browser on the bank's page, unpaid.
    VanishesUnpaid,
    /// Pays and closes the browser before the return.
    VanishesPaid,
    /// Opens a second tab, pays in both.
    PaysTwice,
    /// The browser sends the return twice.
    ReturnsTwice,
}

/// Of a thousand citizens.
const SHARES: [(Temper, u64); 10] = [
    (Temper::Plain, 720),
    (Temper::LooksAgain, 60),
    (Temper::GivesUp, 30),
    (Temper::CancelsAndLeaves, 40),
    (Temper::CancelsAndPaysAfterAll, 30),
    (Temper::CardRefused, 20),
    (Temper::VanishesUnpaid, 30),
    (Temper::VanishesPaid, 30),
    (Temper::PaysTwice, 15),
    (Temper::ReturnsTwice, 25),
];

impl Temper {
    pub fn draw(chance: &mut Chance) -> Self {
        let mut at = chance.below(1_000);
        let drawn = SHARES.iter().find(|(_, share)| {
            let here = at < *share;
            at = at.saturating_sub(*share);
            here
        });
        drawn.expect("the shares make a thousand").0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_drawn_as_often_as_the_shares_say() {
        assert_eq!(SHARES.iter().map(|(_, share)| share).sum::<u64>(), 1_000);
        let mut chance = Chance::of(5);
        let drawn: Vec<Temper> = (0..20_000).map(|_| Temper::draw(&mut chance)).collect();
        for (temper, share) in SHARES {
            let count = drawn.iter().filter(|drawn| **drawn == temper).count() as u64;
            let wanted = share * 20;
            assert!((wanted * 4 / 5..=wanted * 6 / 5).contains(&count), "{temper:?}: {count}");
        }
    }
}
