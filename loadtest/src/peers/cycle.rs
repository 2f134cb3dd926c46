//! One client that waits for each answer: hold, confirm or release, and give back what is oldest;
//! where requests are kept, with the entry before it and the bank's token in between.

use super::country::{BUCKETS, CITIES, CITIZENS, DAYS, HOT, LIST_ROWS, PREFIXES};
use crate::chance::Chance;
use std::collections::VecDeque;

/// Of a thousand holds.
const CONFIRMED_PERMILLE: u64 = 950;
/// Bookings that a client keeps before it gives the oldest back.
const KEPT_MAX: usize = 4;
/// Nine digits, and a factor without a divisor in common with them: every number has its own code.
const CODES: u64 = 1_000_000_000;
const CODE_FACTOR: u64 = 618_033_989;

/// A seat that somebody has or wants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seat {
    pub bucket: u32,
    pub citizen: u32,
    /// Of this hold, never used again.
    pub hold: u64,
}

impl Seat {
    /// The citizen's tracking code.
    pub const fn code(&self) -> u64 {
        self.hold % CODES * CODE_FACTOR % CODES
    }
}

/// The list of a city's date, for somebody with this telephone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wish {
    pub city: u32,
    pub day: u32,
    pub prefix: u32,
}

/// What a client asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ask {
    Enter(Seat),
    Hold(Seat),
    Token(Seat),
    Confirm(Seat),
    Release(Seat),
    GiveBack(Seat),
    List(Wish),
}

/// What a peer answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    Yes,
    /// Nothing was free.
    Full,
    /// Something that must not happen to these clients: a second request, a hold that is not there.
    Refused,
    Rows(usize),
}

/// What an answer meant for the count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    Entered,
    Held,
    Tokened,
    Full,
    Paired,
    GivenBack,
    Listed,
}

/// Where clients go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Aim {
    Spread,
    /// The same with entry and token: all that a citizen does.
    Whole,
    Hot,
    Lists,
}

#[derive(Debug)]
pub struct Client {
    aim: Aim,
    chance: Chance,
    /// Asked next, or being asked.
    ask: Ask,
    kept: VecDeque<Seat>,
    number: u32,
    of: u32,
    holds: u64,
}

impl Client {
    /// The `number`-th of so many that hold seats: their citizens and holds are apart.
    pub fn new(aim: Aim, number: u32, of: u32) -> Self {
        assert!(number < of && of <= CITIZENS);
        let nobody = Wish { city: 0, day: 0, prefix: 0 };
        let mut client = Self {
            aim,
            chance: Chance::nth(1, u64::from(number)),
            ask: Ask::List(nobody),
            kept: VecDeque::with_capacity(KEPT_MAX + 1),
            number,
            of,
            holds: 0,
        };
        client.ask = client.begin();
        client
    }

    pub const fn ask(&self) -> Ask {
        self.ask
    }

    fn begin(&mut self) -> Ask {
        let below = |chance: &mut Chance, bound: u32| {
            u32::try_from(chance.below(u64::from(bound))).expect("below a bound of 32 bits")
        };
        let bucket = match self.aim {
            Aim::Hot => HOT,
            Aim::Spread | Aim::Whole => below(&mut self.chance, BUCKETS),
            Aim::Lists => {
                let chance = &mut self.chance;
                let (city, day) = (below(chance, CITIES), below(chance, DAYS));
                return Ask::List(Wish { city, day, prefix: below(chance, PREFIXES) });
            }
        };
        // A citizen comes again when what was booked has long been given back.
        let own = u64::from(CITIZENS / self.of);
        let nth = u32::try_from(self.holds % own).expect("fewer than there are citizens");
        let citizen = nth * self.of + self.number;
        let hold = self.holds * u64::from(self.of) + u64::from(self.number);
        self.holds += 1;
        let seat = Seat { bucket, citizen, hold };
        if self.aim == Aim::Whole { Ask::Enter(seat) } else { Ask::Hold(seat) }
    }

    fn decide(&mut self, seat: Seat) -> Ask {
        let confirmed = self.chance.permille(CONFIRMED_PERMILLE);
        if confirmed { Ask::Confirm(seat) } else { Ask::Release(seat) }
    }

    /// What the answer to [`Client::ask`] meant; from now on the next question stands there.
    ///
    /// # Errors
    /// An answer that cannot be, said in words.
    pub fn answered(&mut self, answer: Answer) -> Result<Step, String> {
        let (ask, step) = match (self.ask, answer) {
            (Ask::Enter(seat), Answer::Yes) => (Ask::Hold(seat), Step::Entered),
            (Ask::Hold(seat), Answer::Yes) if self.aim == Aim::Whole => {
                (Ask::Token(seat), Step::Held)
            }
            (Ask::Hold(seat), Answer::Yes) => (self.decide(seat), Step::Held),
            (Ask::Token(seat), Answer::Yes) => (self.decide(seat), Step::Tokened),
            (Ask::Hold(_), Answer::Full) => (self.begin(), Step::Full),
            (Ask::Confirm(seat), Answer::Yes) => {
                self.kept.push_back(seat);
                let oldest = (self.kept.len() > KEPT_MAX).then(|| self.kept.pop_front()).flatten();
                (oldest.map_or_else(|| self.begin(), Ask::GiveBack), Step::Paired)
            }
            (Ask::Release(_), Answer::Yes) => (self.begin(), Step::Paired),
            (Ask::GiveBack(_), Answer::Yes) => (self.begin(), Step::GivenBack),
            (Ask::List(_), Answer::Rows(LIST_ROWS)) => (self.begin(), Step::Listed),
            (ask, answer) => return Err(format!("{ask:?} was answered {answer:?}")),
        };
        self.ask = ask;
        Ok(step)
    }

    /// What this client has held and not booked, once nothing is being asked.
    pub fn held(&self) -> Option<Seat> {
        match self.ask {
            Ask::Token(seat) | Ask::Confirm(seat) | Ask::Release(seat) => Some(seat),
            Ask::Enter(_) | Ask::Hold(_) | Ask::GiveBack(_) | Ask::List(_) => None,
        }
    }

    /// What this client has booked, once nothing is being asked.
    pub fn booked(&self) -> impl Iterator<Item = Seat> {
        let going = match self.ask {
            Ask::GiveBack(seat) => Some(seat),
            Ask::Enter(_)
            | Ask::Hold(_)
            | Ask::Token(_)
            | Ask::Confirm(_)
            | Ask::Release(_)
            | Ask::List(_) => None,
        };
        self.kept.iter().copied().chain(going)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_seat_is_given_back_and_few_are_kept() {
        let mut client = Client::new(Aim::Spread, 3, 64);
        let mut owned = BTreeSet::new();
        let (mut pairs, mut released, mut given_back) = (0, 0, 0);
        for _ in 0..100_000 {
            match client.ask() {
                Ask::Hold(seat) => assert!(owned.insert(seat.hold), "a number of its own"),
                Ask::Confirm(seat) => assert!(owned.contains(&seat.hold)),
                Ask::Release(seat) | Ask::GiveBack(seat) => assert!(owned.remove(&seat.hold)),
                Ask::Enter(_) | Ask::Token(_) | Ask::List(_) => unreachable!("it only holds"),
            }
            released += u32::from(matches!(client.ask(), Ask::Release(_)));
            match client.answered(Answer::Yes).expect("yes is sound") {
                Step::Paired => pairs += 1,
                Step::GivenBack => given_back += 1,
                Step::Entered | Step::Held | Step::Tokened | Step::Full | Step::Listed => {}
            }
            assert!(owned.len() <= KEPT_MAX + 2);
            let live = client.held().into_iter().chain(client.booked());
            assert_eq!(live.map(|seat| seat.hold).collect::<BTreeSet<_>>(), owned);
        }
        assert!((40..60).contains(&(released * 1_000 / pairs)), "one in twenty is released");
        assert!(given_back + 5 >= pairs - released, "what was confirmed comes back");
    }

    #[test]
    fn a_full_bucket_sends_the_client_to_another_with_a_new_hold() {
        let mut client = Client::new(Aim::Spread, 0, 2);
        let before = client.ask();
        assert_eq!(client.answered(Answer::Full), Ok(Step::Full));
        assert!(matches!(client.ask(), Ask::Hold(_)) && client.ask() != before);
        assert_eq!(client.booked().count(), 0);
    }

    #[test]
    fn a_whole_citizen_enters_before_the_hold_and_has_a_token_before_paying() {
        let mut client = Client::new(Aim::Whole, 0, 1);
        for _ in 0..100 {
            let Ask::Enter(seat) = client.ask() else { unreachable!("it begins at the entry") };
            assert_eq!(client.answered(Answer::Yes), Ok(Step::Entered));
            assert_eq!((client.ask(), client.held()), (Ask::Hold(seat), None));
            assert_eq!(client.answered(Answer::Yes), Ok(Step::Held));
            assert_eq!((client.ask(), client.held()), (Ask::Token(seat), Some(seat)));
            assert_eq!(client.answered(Answer::Yes), Ok(Step::Tokened));
            assert!([Ask::Confirm(seat), Ask::Release(seat)].contains(&client.ask()));
            assert_eq!(client.answered(Answer::Yes), Ok(Step::Paired));
            if let Ask::GiveBack(_) = client.ask() {
                assert_eq!(client.answered(Answer::Yes), Ok(Step::GivenBack));
            }
        }
    }

    #[test]
    fn an_answer_that_cannot_be_is_a_fault() {
        let mut client = Client::new(Aim::Hot, 0, 1);
        assert!(client.answered(Answer::Refused).is_err());
        assert_eq!(client.answered(Answer::Yes), Ok(Step::Held));
        assert!(client.answered(Answer::Full).is_err(), "a held seat cannot be full");
        let mut reader = Client::new(Aim::Lists, 0, 1);
        assert!(reader.answered(Answer::Rows(LIST_ROWS - 1)).is_err());
    }

    #[test]
    fn citizens_and_codes_of_two_clients_are_apart() {
        let seats = |number| {
            let mut client = Client::new(Aim::Spread, number, 64);
            (0..2_000).map(move |_| {
                let Ask::Hold(seat) = client.ask() else { unreachable!("it only holds") };
                client.answered(Answer::Full).expect("full is sound");
                seat
            })
        };
        let citizens: BTreeSet<u32> = seats(0).map(|seat| seat.citizen).collect();
        assert!(seats(1).all(|seat| !citizens.contains(&seat.citizen)));
        let codes: BTreeSet<u64> = seats(0).chain(seats(1)).map(|seat| seat.code()).collect();
        assert_eq!(codes.len(), 4_000);
        assert!(codes.iter().all(|code| *code < CODES));
    }
}
