//! Citizens: patient, hurried, with two tabs, closing the browser, paying late, cancelling, moving,
//! giving back. They know only what a page would show them.

use nobat_domain::calendar::{LunarDate, SolarDate};
use nobat_domain::earlier::Scope;
use nobat_domain::ids::{BankId, DataKeyNo, HoldNo, OfficeId, RequestKey};
use nobat_domain::money::Rial;
use nobat_domain::office::EnrolmentAnswers;
use nobat_domain::payment::Reference;
use nobat_domain::person::{
    AreaCode, BookletNumber, BookletSerial, Gender, HomeAddress, Mobile, NationalId, PersonName,
    PostalCode, Religion, StreetAddress,
};
use nobat_domain::request::{
    Choice, Desired, Details, Import, Kind, LongForm, PaidElsewhere, Relative, RequestCommand,
    RequestState, Scan, Stage,
};
use nobat_domain::timestamp::{Millis, Timestamp};

use crate::random::Random;
use crate::workload::Workload;

const FEE: i64 = 1_000;
/// So many of a thousand citizens try what no purse should hold.
const HOARDS: u64 = 12;
const HOARDS_VISITS: u32 = 120;
/// One citizen in so many has paid to another system.
const PAID_ELSEWHERE_EVERY: u64 = 23;
/// So many of a thousand who look at their booking wait for an earlier one, or wait no more.
const WAITS: u64 = 250;
const LEAVES: u64 = 30;
/// So many of a thousand who are offered a seat answer at once.
const ANSWERS: u64 = 750;
/// From the first page on; shorter than its window, so that each is still paid in time.
const HOARDS_FOR: Millis = Millis::minutes(12);

/// So many of a thousand who have a card ask for another one, or for a signature.
const ASKS_ANEW: u64 = 700;
/// So many of a thousand who have opened a request and not paid open another kind.
const CHANGES_KIND: u64 = 200;

/// What a citizen tends to do, in thousandths.
#[derive(Clone, Copy, Debug)]
pub struct Temper {
    /// Cancels on the bank's page.
    pub cancels: u64,
    /// Walks away from the bank's page, paid or not.
    pub closes: u64,
    /// Pays in the last moments of the page, or after them.
    pub late: u64,
    pub second_tab: u64,
    /// Chooses another seat while one is held.
    pub wavers: u64,
    pub moves: u64,
    pub gives_back: u64,
    /// Clicks twice.
    pub hurried: u64,
}

const TEMPERS: [Temper; 8] = [
    Temper { hurried: 20, ..CALM },
    Temper { hurried: 400, wavers: 300, ..CALM },
    Temper { second_tab: 900, hurried: 100, ..CALM },
    Temper { second_tab: 700, cancels: 600, wavers: 200, ..CALM },
    Temper { closes: 700, ..CALM },
    Temper { late: 800, closes: 300, ..CALM },
    Temper { cancels: 700, wavers: 200, ..CALM },
    Temper { moves: 700, gives_back: 350, wavers: 100, ..CALM },
];

const CALM: Temper = Temper {
    cancels: 50,
    closes: 50,
    late: 20,
    second_tab: 50,
    wavers: 50,
    moves: 50,
    gives_back: 40,
    hurried: 20,
};

#[derive(Debug)]
pub struct Citizen {
    pub key: RequestKey,
    pub national_id: NationalId,
    pub temper: Temper,
    /// How often this citizen still sits down at the computer.
    pub visits: u32,
    /// Cancels page after page, pays on each all the same, and then claims all of them at once.
    pub hoards: bool,
    /// The reference of a payment to another system.
    pub paid_elsewhere: Option<String>,
    /// When a hoarder claims everything.
    pub claims_at: Option<Timestamp>,
}

/// What happens on the bank's page, in milliseconds from its first sight.
#[derive(Clone, Copy, Debug)]
pub enum OnThePage {
    Pay {
        after: u64,
    },
    /// The browser goes back to us; a claim may be false.
    Return {
        after: u64,
        failed: bool,
    },
    /// Another tab asks for another bank's page.
    SecondTab {
        after: u64,
    },
}

impl Citizen {
    #[must_use]
    pub fn born(number: u64, random: &mut Random) -> Self {
        let mut key = [0; 16];
        key[..8].copy_from_slice(&random.next().to_be_bytes());
        key[8..].copy_from_slice(&(number + 1).to_be_bytes());
        let visits = u32::try_from(random.between(2, 9)).expect("a small number");
        let (temper, hoards) = (*random.pick(&TEMPERS), random.per_mille(HOARDS));
        let visits = if hoards { HOARDS_VISITS } else { visits };
        let national_id = national_id(number);
        let paid_elsewhere =
            (number.is_multiple_of(PAID_ELSEWHERE_EVERY) && !hoards).then(|| format!("E{number}"));
        let (key, claims_at) = (RequestKey(key), None);
        Self { key, national_id, temper, visits, hoards, paid_elsewhere, claims_at }
    }

    /// The entry page; of those who have paid elsewhere, the word about that, again and again.
    #[must_use]
    pub fn entry(&self) -> RequestCommand {
        let (national_id, data_key) = (self.national_id, DataKeyNo(1));
        let serial = BookletSerial::parse("000281").expect("a serial");
        let Some(reference) = self.paid_elsewhere.as_deref() else {
            return RequestCommand::Enter { national_id, serial, data_key };
        };
        let paid = PaidElsewhere {
            amount: Rial::new(FEE).expect("a fee"),
            reference: Reference::new(reference).expect("plain text"),
            at: Timestamp(1),
        };
        let import = Box::new(Import { details: None, paid: Some(paid), been: None });
        RequestCommand::Import { national_id, serial, data_key, import }
    }

    /// Until the next visit, in milliseconds.
    pub fn rests(&self, random: &mut Random) -> u64 {
        if self.hoards {
            return random.between(1_000, 8_000);
        }
        match random.below(10) {
            0..4 => random.between(500, 20_000),
            4..8 => random.between(20_000, 300_000),
            _ => random.between(300_000, 2_400_000),
        }
    }

    /// What this citizen does, having seen the page of this state.
    pub fn acts(
        &self,
        state: Option<&RequestState>,
        workload: &Workload,
        random: &mut Random,
    ) -> Option<RequestCommand> {
        let Some(state) = state else { return Some(self.entry()) };
        if let Some(offer) = state.offer()
            && random.per_mille(ANSWERS)
        {
            return Some(answer(offer.no, workload, random));
        }
        match Stage::of(state) {
            Stage::Booked if state.is_ended() && random.per_mille(ASKS_ANEW) => Some(open(random)),
            Stage::Filled if !state.past.is_empty() && random.per_mille(CHANGES_KIND) => {
                Some(open(random))
            }
            Stage::Between => Some(open(random)),
            Stage::Booked if state.waiting.is_none() && random.per_mille(WAITS) => {
                let area = AreaCode::parse("041").expect("an area code");
                let scope = if random.per_mille(700) { Scope::Area } else { Scope::Office };
                Some(RequestCommand::AwaitEarlier { area, scope })
            }
            Stage::Booked if state.waiting.is_some() && random.per_mille(LEAVES) => {
                Some(RequestCommand::StopWaiting)
            }
            Stage::Booked if random.per_mille(self.temper.moves) => {
                Some(RequestCommand::Move { choice: wish(workload, random) })
            }
            Stage::Booked if random.per_mille(self.temper.gives_back) => {
                Some(RequestCommand::GiveBack)
            }
            Stage::Booked if random.per_mille(80) => {
                let office = OfficeId(u32::from(random.per_mille(500)));
                Some(RequestCommand::ChangeDelivery { office })
            }
            // The server has seen on the board that the day is closed.
            Stage::Booked if random.per_mille(30) => Some(RequestCommand::Excuse),
            Stage::Booked if random.per_mille(100) => {
                let mobile = Mobile::parse("09191234567").expect("a mobile");
                Some(RequestCommand::ChangeMobile { mobile })
            }
            Stage::Booked if random.per_mille(60) => {
                let no = state.next_scan().unwrap_or(1);
                Some(RequestCommand::KeepScan { scan: Scan { no, bytes: 900 } })
            }
            Stage::Booked if random.per_mille(60) => {
                Some(RequestCommand::Edit { details: Box::new(at_length()) })
            }
            Stage::Booked => None,
            Stage::Deciding | Stage::Booking | Stage::Asking => {
                random.per_mille(300).then(|| choose(wish(workload, random), random))
            }
            Stage::Unpaid { .. } if self.hoards => None,
            Stage::Unpaid { .. } if random.per_mille(self.temper.wavers) => {
                Some(choose(wish(workload, random), random))
            }
            Stage::Unpaid { .. } => {
                random.per_mille(700).then(|| RequestCommand::PayAgain { desired: desired(random) })
            }
            Stage::NotPaid(last) | Stage::ChooseAgain(last) if random.per_mille(500) => {
                Some(choose(last.choice, random))
            }
            Stage::NotPaid(_)
            | Stage::ChooseAgain(_)
            | Stage::Credit
            | Stage::Filled
            | Stage::Form => Some(choose(wish(workload, random), random)),
        }
    }

    /// What this citizen does on the page of a bank that stays open for `window_ms`.
    pub fn pays(&mut self, window_ms: u64, now: Timestamp, random: &mut Random) -> Vec<OnThePage> {
        if self.hoards {
            let claims_at = *self.claims_at.get_or_insert(now.plus(HOARDS_FOR));
            let Millis(left) = claims_at.since(now);
            if left > 30_000 {
                return vec![
                    OnThePage::Return { after: random.between(1_000, 3_000), failed: true },
                    OnThePage::Pay { after: 20_000 },
                    OnThePage::Return { after: left, failed: false },
                ];
            }
        }
        let mut plan = Vec::new();
        let closes = random.per_mille(self.temper.closes);
        let mut after = random.between(5_000, 240_000);
        if random.per_mille(self.temper.second_tab) {
            plan.push(OnThePage::SecondTab { after: random.between(1_000, 200_000) });
        }
        if random.per_mille(self.temper.late) {
            after = window_ms.saturating_sub(60_000) + random.below(120_000);
        }
        if random.per_mille(self.temper.cancels) {
            plan.push(OnThePage::Return { after, failed: true });
            if random.per_mille(250) {
                // The way back and the card again: the page is still there.
                plan.push(OnThePage::Pay { after: after + random.between(1_000, 90_000) });
            } else {
                return plan;
            }
            after += 90_000;
        } else if random.per_mille(850) {
            plan.push(OnThePage::Pay { after });
        }
        if closes {
            return plan;
        }
        plan.push(OnThePage::Return { after: after + random.between(500, 8_000), failed: false });
        if random.per_mille(250) {
            let again = after + random.between(500, 2_000_000);
            plan.push(OnThePage::Return { after: again, failed: random.per_mille(200) });
        }
        plan
    }
}

/// The n-th citizen's: nine digits and one that checks them.
fn national_id(number: u64) -> NationalId {
    let nine = format!("{:09}", 258_000_001 + number);
    let weights = nine.bytes().zip((2..=10).rev());
    let sum: u64 = weights.map(|(digit, weight)| u64::from(digit - b'0') * weight).sum();
    let check = if sum % 11 < 2 { sum % 11 } else { 11 - sum % 11 };
    NationalId::parse(&format!("{nine}{check}")).expect("a national ID")
}

/// What somebody does who has been offered a seat.
fn answer(hold: HoldNo, workload: &Workload, random: &mut Random) -> RequestCommand {
    match random.below(12) {
        0..5 => RequestCommand::AcceptOffer { hold },
        5..9 => RequestCommand::DeclineOffer { hold },
        9 => RequestCommand::GiveBack,
        10 => RequestCommand::Move { choice: wish(workload, random) },
        _ => RequestCommand::StopWaiting,
    }
}

fn wish(workload: &Workload, random: &mut Random) -> Choice {
    let (shift, day) = workload.wish(random);
    Choice { shift, day }
}

fn open(random: &mut Random) -> RequestCommand {
    RequestCommand::Open { kind: *random.pick(&Kind::ALL) }
}

fn choose(choice: Choice, random: &mut Random) -> RequestCommand {
    RequestCommand::Choose { choice, desired: desired(random), details: Some(Box::new(details())) }
}

pub fn desired(random: &mut Random) -> Desired {
    let bank = BankId(u8::from(random.per_mille(500)));
    let fee = if random.per_mille(40) { 0 } else { FEE };
    Desired { bank, fee: Rial::new(fee).expect("a fee") }
}

/// What the long form asks, too.
fn at_length() -> Details {
    let name = || PersonName::parse("زهرا").expect("a name");
    let child = |number: u64| Relative {
        first: name(),
        family: name(),
        national_id: national_id(600_001_000 - number),
    };
    let long = LongForm {
        first: name(),
        family: name(),
        booklet: BookletNumber::parse("12").expect("two digits"),
        father: name(),
        spouses: vec![child(1)],
        children: (2..5).map(child).collect(),
    };
    let home = HomeAddress {
        postal_code: PostalCode::parse("1619735744").expect("a code in use"),
        street: StreetAddress::parse("خیابان آزادی، پلاک ۱۲").expect("an address"),
    };
    Details { home: Some(home), long: Some(Box::new(long)), ..details() }
}

fn details() -> Details {
    let birth = SolarDate::new(1360, 2, 3).expect("a day");
    Details {
        birth,
        birth_lunar: LunarDate::from_day(birth.to_day()).expect("within the calendar"),
        gender: Gender::Female,
        religion: Religion::Islam,
        mother: PersonName::parse("مریم").expect("a name"),
        mobile: Mobile::parse("09121234567").expect("a mobile"),
        answers: EnrolmentAnswers::ORDINARY,
        home: None,
        long: None,
    }
}
