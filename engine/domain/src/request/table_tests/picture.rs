//! The language of the pictures, and what is checked after every row of every one of them.
//!
//! `2 | choose A | intend 1 A bank | Deciding | hold 1` reads: two seconds after the start the
//! citizen chooses place A; hold 1 is intended, a bank is to pay; the request is being decided; a
//! shift is owed the question for hold 1. Places are letters. A token's window is 900 s, so the
//! hold is extended until 1,020 s after the token.

use std::collections::BTreeMap;

use super::shown;
use crate::calendar::{LunarDate, SolarDate};
use crate::earlier::Scope;
use crate::ids::{
    AttemptNo, BankId, DataKeyNo, Day, DeskNo, HoldNo, OfficeId, OrderNo, RequestKey, SeatNo,
    ShiftId,
};
use crate::limits::HoldTerms;
use crate::money::Rial;
use crate::office::EnrolmentAnswers;
use crate::payment::{BankSays, Receipt, Reference, Token};
use crate::person::{
    AreaCode, BookletSerial, Gender, HomeAddress, Mobile, NationalId, PersonName, PostalCode,
    Religion, StreetAddress,
};
use crate::request::{
    Chances, Choice, Desired, Details, Import, Kind, OfficeAct, Owed, PaidElsewhere,
    RequestCommand, RequestEvent, RequestRefusal, RequestState, Scan, Stage, Step, Visited, decide,
    evolve, owed,
};
use crate::shift::{Answer, Ask, Refusal, ShiftCommand};
use crate::timestamp::{Millis, Timestamp};
use crate::tracking_code::TrackingCode;

pub const START: Timestamp = Timestamp(1_700_000_000_000);
const KEY: RequestKey = RequestKey([7; 16]);
const FEE: i64 = 1_000;
const WINDOW: Millis = Millis::seconds(900);
const COOLING: Millis = Millis::seconds(60);

#[derive(Default)]
pub struct Picture {
    pub state: Option<RequestState>,
    orders: u64,
    /// The last command of each kind that was owed for each hold: answers may come late.
    asked: BTreeMap<(&'static str, HoldNo), ShiftCommand>,
    now: Timestamp,
    terms: Option<HoldTerms>,
}

/// Plays a picture; a row that is not as it is drawn fails with the row.
pub fn check(rows: &[&str]) -> Picture {
    // Most stories go from hold to hold without a rest.
    check_by(HoldTerms { unpaid_free: u8::MAX, ..HoldTerms::DEFAULT }, rows)
}

/// The same by other terms.
pub fn check_by(terms: HoldTerms, rows: &[&str]) -> Picture {
    let mut picture = Picture { terms: Some(terms), ..Picture::default() };
    for row in rows {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [time, command, events, stage, owes] = cells[..] else { panic!("five cells: {row}") };
        picture.now = START.plus(Millis::seconds(time.parse().expect("whole seconds")));
        let words: Vec<&str> = command.split_whitespace().collect();
        assert_eq!(picture.play(&words, row), events, "events in: {row}");
        let stands = picture.state.as_ref().map(|state| shown::stage(&Stage::of(state)));
        assert_eq!(stands.as_deref().unwrap_or("-"), stage, "stage in: {row}");
        assert_eq!(picture.owes(), owes, "owed in: {row}");
    }
    picture
}

impl Picture {
    fn play(&mut self, words: &[&str], row: &str) -> String {
        let command = self.command(words);
        let events = match self.decide(&command) {
            Ok(events) => events,
            Err(refusal) => return format!("no: {refusal:?}"),
        };
        for event in &events {
            let paid = matches!(event, RequestEvent::Imported { paid: Some(_), .. });
            self.orders += u64::from(paid || matches!(event, RequestEvent::AttemptOpened { .. }));
            self.state = Some(evolve(self.state.take(), event, self.now));
        }
        let broken = self.state.as_ref().and_then(RequestState::check);
        assert_eq!(broken, None, "after: {row}");
        // One more attempt is what paying again means; everything else is done but once.
        let more = matches!(events[..], [.., RequestEvent::AttemptOpened { .. }]);
        if !(more && matches!(words[0], "again" | "choose")) {
            let again = self.decide(&command).unwrap_or_default();
            assert_eq!(again, [], "repeated: {row}");
        }
        shown::events(&events)
    }

    pub fn decide(&self, command: &RequestCommand) -> Result<Vec<RequestEvent>, RequestRefusal> {
        let chances = Chances {
            at: self.now,
            terms: self.terms.expect("a picture has terms"),
            order: self.next_order(),
            code: &|| TrackingCode::new(123_456_789).expect("nine digits"),
            cooling: COOLING,
        };
        decide(self.state.as_ref(), command, &chances)
    }

    fn next_order(&self) -> OrderNo {
        OrderNo::new(0, DeskNo(0), self.orders + 1)
    }

    fn owes(&mut self) -> String {
        let Some(state) = &self.state else { return "-".to_owned() };
        let list = owed(state, KEY, self.now);
        for Owed { command, .. } in &list {
            let ShiftCommand::Seat { hold, ask, .. } = command else { panic!("only seats") };
            self.asked.insert((shown::verb(ask), *hold), *command);
        }
        shown::owed(&list)
    }

    fn command(&self, words: &[&str]) -> RequestCommand {
        let number = |place: usize| words[place].parse::<u32>().expect("a number");
        match words {
            ["enter", ..] => entry(after(words, "serial").unwrap_or("000281")),
            ["import", ..] => taken_over(words),
            ["draft", text] => RequestCommand::SaveDraft { draft: text.as_bytes().to_vec() },
            ["choose", place, ..] => RequestCommand::Choose {
                choice: choice(place),
                desired: desired(words),
                details: (!words.contains(&"bare"))
                    .then(|| Box::new(answering(details("09121234567"), words))),
            },
            ["move", place] => RequestCommand::Move { choice: choice(place) },
            ["give", "back"] => RequestCommand::GiveBack,
            ["wait", scope] => RequestCommand::AwaitEarlier {
                area: AreaCode::parse("041").expect("an area code"),
                scope: if *scope == "here" { Scope::Office } else { Scope::Area },
            },
            ["leave"] => RequestCommand::StopWaiting,
            ["offer", place] => RequestCommand::Offer { choice: choice(place) },
            ["accept", _] => RequestCommand::AcceptOffer { hold: HoldNo(number(1)) },
            ["decline", _] => RequestCommand::DeclineOffer { hold: HoldNo(number(1)) },
            ["again", ..] => RequestCommand::PayAgain { desired: desired(words) },
            ["token", no, ..] => RequestCommand::Tokened {
                attempt: attempt(no),
                token: Token::new(after(words, "named").unwrap_or("T")).expect("plain text"),
                window_ends: self.now.plus(window(words)),
            },
            ["tokenless", no] => RequestCommand::NotTokened { attempt: attempt(no) },
            ["returns", no, claim] => {
                RequestCommand::Returned { attempt: attempt(no), failed: *claim == "failed" }
            }
            ["bank", no, ..] => {
                RequestCommand::BankSaid { attempt: attempt(no), says: self.says(words) }
            }
            ["due", _, fate] => {
                RequestCommand::FellDue { hold: HoldNo(number(1)), secured: *fate == "secured" }
            }
            ["answer", verb, _, ..] => self.answer(verb, HoldNo(number(2)), &words[3..]),
            ["edit", ..] => {
                RequestCommand::Edit { details: Box::new(answering(details("09351234567"), words)) }
            }
            ["mobile"] => {
                let mobile = Mobile::parse("09191234567").expect("a mobile");
                RequestCommand::ChangeMobile { mobile }
            }
            ["deliver", at] => RequestCommand::ChangeDelivery { office: office(at) },
            ["scan", no] => RequestCommand::KeepScan {
                scan: Scan { no: no.parse().expect("a number"), bytes: 9_000 },
            },
            ["closed"] => RequestCommand::Excuse,
            ["office", at, ..] => {
                RequestCommand::AtOffice { office: office(at), act: office_act(&words[2..]) }
            }
            ["open", name] => RequestCommand::Open { kind: kind(name) },
            ["mistake"] => RequestCommand::FindMistake,
            ["reverse", no, "as", reference] => RequestCommand::Reverse {
                order: OrderNo::new(0, DeskNo(0), no.parse().expect("a number")),
                reference: Reference::new(reference).expect("plain text"),
            },
            ["view"] => RequestCommand::View,
            _ => RequestCommand::Advance { step: step(words) },
        }
    }

    fn answer(&self, verb: &str, hold: HoldNo, words: &[&str]) -> RequestCommand {
        let find = |((kind, no), _): &(&(&str, HoldNo), _)| *kind == verb && *no == hold;
        let asked = self.asked.iter().find(find);
        let (_, asked) = asked.unwrap_or_else(|| panic!("{verb} {} was never owed", hold.0));
        let answer = match words[0] {
            "held" => {
                let seat = after(words, "seat").unwrap_or("5").parse().expect("a seat");
                let till = after(words, "till").map(|till| till.parse().expect("seconds"));
                let deadline = till.map_or(wished(asked), |till| START.plus(Millis::seconds(till)));
                let secured = words.contains(&"secured");
                Ok(Answer::Held { seat: SeatNo(seat), deadline, token: secured, secured })
            }
            "booked" => Ok(Answer::Booked { seat: SeatNo(5) }),
            "gone" => Ok(Answer::Gone),
            "full" => Err(Refusal::Full),
            "late" => Err(Refusal::TooLate),
            "closed" => Err(Refusal::Closed),
            "ended" => Err(Refusal::HoldEnded),
            other => panic!("no such answer: {other}"),
        };
        RequestCommand::Answered { asked: *asked, answer }
    }

    fn says(&self, words: &[&str]) -> BankSays {
        match words[2] {
            "paid" => {}
            "unpaid" => return BankSays::NotPaid,
            "returned" => return BankSays::Returned,
            "silent" => return BankSays::Unknown,
            other => panic!("no such word of a bank: {other}"),
        }
        let known = self.state.as_ref().and_then(|state| state.attempt(attempt(words[1])));
        let order = known.map_or(OrderNo(0), |known| known.order);
        let amount = after(words, "amount").map_or(FEE, |amount| amount.parse().expect("rials"));
        let reference = after(words, "reference").unwrap_or(words[1]);
        let text = |text: &str| Reference::new(text).expect("plain text");
        BankSays::Paid(Receipt {
            reference: text(reference),
            trace: text("000777"),
            amount: Rial::new(amount).expect("a fee"),
            order: if words.contains(&"other-order") { OrderNo(order.0 + 1) } else { order },
        })
    }
}

/// The value after a word, as in `till 300`.
fn after<'a>(words: &[&'a str], name: &str) -> Option<&'a str> {
    let place = words.iter().position(|word| *word == name)?;
    words.get(place + 1).copied()
}

/// The bank's page closes so long after its token.
fn window(words: &[&str]) -> Millis {
    let said = after(words, "window").map(|text| text.parse().expect("whole seconds"));
    said.map_or(WINDOW, |seconds: u64| Millis(seconds.saturating_mul(1_000)))
}

fn entry(serial: &str) -> RequestCommand {
    RequestCommand::Enter {
        national_id: NationalId::parse("2580200606").expect("a national ID"),
        serial: BookletSerial::parse(serial).expect("a serial"),
        data_key: DataKeyNo(1),
    }
}

fn kind(name: &str) -> Kind {
    match name {
        "first" => Kind::FirstIssue,
        "loss" => Kind::Loss,
        "replacement" => Kind::Replacement,
        "free" => Kind::OfficersMistake,
        "signature" => Kind::Signature,
        other => panic!("no such kind: {other}"),
    }
}

fn step(words: &[&str]) -> Step {
    match words {
        ["missed"] => Step::Missed,
        ["begun", at] => Step::Begun { office: office(at) },
        ["finished"] => Step::Finished,
        ["production"] => Step::InProduction,
        ["ready", at] => Step::Ready { place: office(at) },
        ["delivered"] => Step::Delivered,
        _ => panic!("no such command: {words:?}"),
    }
}

/// `paid R` with the reference R, `delivered` after a visit at place `A`.
fn taken_over(words: &[&str]) -> RequestCommand {
    let RequestCommand::Enter { national_id, serial, data_key } = entry("000281") else {
        unreachable!("an entry is an entry")
    };
    let paid = after(words, "paid").map(|reference| PaidElsewhere {
        amount: Rial::new(FEE).expect("a fee"),
        reference: Reference::new(reference).expect("plain text"),
        at: START.minus(Millis::hours(24)),
    });
    let step = match words.last() {
        Some(&"delivered") => Some(Step::Delivered),
        Some(&"begun") => Some(Step::Begun { office: OfficeId(32) }),
        _ => None,
    };
    let choice = choice("A-400");
    let been = step.map(|step| Visited { choice, step, since: START.minus(Millis::hours(2)) });
    let bare = words.contains(&"bare");
    let details = (!bare).then(|| Box::new(details("09121234567")));
    let import = Box::new(Import { details, paid, been });
    RequestCommand::Import { national_id, serial, data_key, import }
}

fn attempt(no: &str) -> AttemptNo {
    AttemptNo(no.parse().expect("an attempt's number"))
}

/// `A` is on the day of every story, `A-3` three days before it.
pub fn choice(place: &str) -> Choice {
    let shift = ShiftId(u32::from(place.as_bytes()[0]));
    let days = if place.len() > 1 { place[1..].parse().expect("days") } else { 0 };
    Choice { shift, day: Day(20_000).plus(days) }
}

/// Choosing that place with all details, to be paid at a bank.
pub fn choosing(place: &str) -> RequestCommand {
    let details = Some(Box::new(details("09121234567")));
    RequestCommand::Choose { choice: choice(place), desired: desired(&[]), details }
}

/// Place A is a shift of office 32, B and C are shifts of office 33.
fn office(number: &str) -> OfficeId {
    OfficeId(number.parse().expect("an office's number"))
}

fn desired(words: &[&str]) -> Desired {
    let number = |name: &str, otherwise: i64| {
        after(words, name).map_or(otherwise, |text| text.parse().expect("a number"))
    };
    let bank = BankId(u8::try_from(number("bank", 0)).expect("a bank"));
    Desired { bank, fee: Rial::new(number("fee", FEE)).expect("a fee") }
}

/// What the shift would give to the question as it was asked.
fn wished(asked: &ShiftCommand) -> Timestamp {
    let ShiftCommand::Seat { ask, .. } = asked else { panic!("only seats are asked for") };
    match ask {
        Ask::Hold { deadline, .. }
        | Ask::Extend { deadline, .. }
        | Ask::Secure { deadline, .. } => *deadline,
        _ => START,
    }
}

/// `housebound` says that a team must come, and `home` where to.
fn answering(details: Details, words: &[&str]) -> Details {
    let answers = match words {
        _ if words.contains(&"housebound") => HOUSEBOUND,
        _ if words.contains(&"stairs") => NO_STAIRS,
        _ => details.answers,
    };
    let home = words.contains(&"home").then(|| HomeAddress {
        postal_code: PostalCode::parse("5514736867").expect("a code in use"),
        street: StreetAddress::parse("خیابان آزادی، پلاک ۱۲").expect("an address"),
    });
    Details { answers, home, ..details }
}

const NO_STAIRS: EnrolmentAnswers =
    EnrolmentAnswers { can_climb_stairs: false, ..EnrolmentAnswers::ORDINARY };

pub const HOUSEBOUND: EnrolmentAnswers =
    EnrolmentAnswers { can_leave_home: false, ..EnrolmentAnswers::ORDINARY };

pub fn details(mobile: &str) -> Details {
    let birth = SolarDate::new(1360, 2, 3).expect("a day");
    Details {
        birth,
        birth_lunar: LunarDate::from_day(birth.to_day()).expect("within the calendar"),
        gender: Gender::Female,
        religion: Religion::Islam,
        mother: PersonName::parse("زهرا").expect("a name"),
        mobile: Mobile::parse(mobile).expect("a mobile"),
        answers: EnrolmentAnswers::ORDINARY,
        home: None,
        long: None,
    }
}

fn office_act(words: &[&str]) -> OfficeAct {
    match words[0] {
        "begins" => OfficeAct::Begin,
        "finishes" => OfficeAct::Finish,
        "misses" => OfficeAct::Miss,
        "undoes" => OfficeAct::Undo {
            reached: START.plus(Millis::seconds(words[1].parse().expect("whole seconds"))),
        },
        other => panic!("no such act: {other}"),
    }
}

/// A citizen who has chosen A, holds it, and has seen the bank's page.
pub const AT_THE_BANK: &[&str] = &[
    "0 | enter                | entered                        | Form               | -",
    "1 | choose A             | intend 1 A bank                | Deciding           | hold 1",
    "1 | answer hold 1 held   | taken 1 seat 5, opened 1 for 1 | Unpaid 1 till 301  | -",
    "2 | token 1              | tokened 1       | Unpaid 1 till 1022 | extend 1 till 1022",
    "2 | answer extend 1 held | -               | Unpaid 1 till 1022 | extend 1 till 1022",
];

/// The same citizen, back with success, the bank's word and the booking.
pub const BOOKED: &[&str] = &[
    "60 | returns 1 ok         | asking 1   | Asking  | secure 1 till 1260",
    "60 | answer secure 1 held secured | -  | Asking  | secure 1 till 1260",
    "61 | bank 1 paid          | verified 1 | Booking | book 1",
    "61 | answer book 1 booked | booked 1   | Booked  | -",
];
