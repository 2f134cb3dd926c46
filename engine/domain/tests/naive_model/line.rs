//! One desk, two shifts, a bank, and lines between them that lose and repeat what they carry.

use std::collections::{BTreeMap, VecDeque};

use nobat_domain::calendar::{LunarDate, SolarDate};
use nobat_domain::ids::{
    AttemptNo, BankId, DataKeyNo, Day, OrderNo, RequestKey, Sequence, ShiftId,
};
use nobat_domain::keeper::{AskBank, DeskInput, DeskKeeper, Row, ShiftKeeper, ShiftOutput, Tell};
use nobat_domain::limits::{HoldTerms, ShiftTerms};
use nobat_domain::money::Rial;
use nobat_domain::office::EnrolmentAnswers;
use nobat_domain::payment::{BankSays, Receipt, Reference};
use nobat_domain::person::{BookletSerial, Gender, Mobile, NationalId, PersonName, Religion};
use nobat_domain::request::{
    Choice, Desired, Details, Owed, Remains, RequestCommand, RequestState,
};
use nobat_domain::shift::{ShiftCommand, ShiftEvent};
use nobat_domain::timestamp::{Millis, Timestamp};
use nobat_domain::tracking_code::TrackingCode;

use crate::accounts::Accounts;

pub const DAY: Day = Day(20_000);
pub const TERMS: HoldTerms = HoldTerms::DEFAULT;
pub const SHIFTS: usize = 2;
pub const CITIZENS: u8 = 3;
const START: Timestamp = Timestamp(19_990 * 86_400_000);
/// Nobody waits longer for a bank's answer. It is less than the margin after a page's window, so a
/// no that was true when it was given is not taken for the last word about a page.
const ANSWER_WITHIN: Millis = Millis::minutes(1);
/// A mailbox refuses beyond this; the desk sends again.
const MAILBOX: usize = 8;

/// What the bank knows, whoever else knows it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Truth {
    pub paid: bool,
    /// The bank was asked after it was paid: the money is ours now.
    pub captured: bool,
}

pub struct Line {
    pub desk: DeskKeeper,
    pub shifts: Vec<ShiftKeeper>,
    pub rows: BTreeMap<RequestKey, RequestState>,
    pub to_shift: Vec<VecDeque<ShiftCommand>>,
    pub to_desk: Vec<VecDeque<Tell>>,
    pub bank: BTreeMap<OrderNo, Truth>,
    /// Questions in the air, each with what the bank answered when it was asked, and when.
    pub air: Vec<(AskBank, BankSays, Timestamp)>,
    pub accounts: Accounts,
    pub now: Timestamp,
    sequence: Sequence,
}

pub fn key(who: u8) -> RequestKey {
    RequestKey([who % CITIZENS + 1; 16])
}

pub fn choice(place: u8) -> Choice {
    Choice { shift: ShiftId(u32::from(place) % SHIFTS as u32), day: DAY }
}

pub fn desired(fee: i64) -> Desired {
    Desired { bank: BankId(0), fee: Rial::new(fee).expect("a fee") }
}

impl Line {
    /// Everybody has entered; each shift has the seats that are approved for it.
    pub fn opened(approved: u32) -> Self {
        let code_of = |_, counter| TrackingCode::new(100_000_000 + counter).expect("nine digits");
        let desk = DeskKeeper::new(TERMS, 0, Sequence(0), Box::new(code_of));
        let shift = |id| ShiftKeeper::new(ShiftId(id), ShiftTerms::of(&TERMS));
        let mut this = Self {
            desk,
            shifts: (0..SHIFTS as u32).map(shift).collect(),
            rows: BTreeMap::new(),
            to_shift: vec![VecDeque::new(); SHIFTS],
            to_desk: vec![VecDeque::new(); SHIFTS],
            bank: BTreeMap::new(),
            air: Vec::new(),
            accounts: Accounts::default(),
            now: START,
            sequence: Sequence(0),
        };
        for place in 0..SHIFTS {
            this.resize(place, approved);
        }
        for who in 0..CITIZENS {
            this.ask(key(who), entry());
        }
        this
    }

    pub fn resize(&mut self, place: usize, approved: u32) {
        let open = ShiftCommand::OpenDay { day: DAY, approved, opens_at: START };
        let output = self.shifts[place].receive(&open, self.now);
        self.perform(place, output);
    }

    /// A citizen's or a bank's command, with the row that a reader would find.
    pub fn ask(&mut self, key: RequestKey, command: RequestCommand) {
        let row = Row {
            state: self.rows.get(&key).cloned(),
            remains: Remains::default(),
            applied: self.sequence,
        };
        self.give(key, Some(row), command);
    }

    fn give(&mut self, key: RequestKey, row: Option<Row>, command: RequestCommand) {
        let (wait, chance, at) = (None, self.sequence.0, self.now);
        let output = self.desk.receive(DeskInput { key, row, command, wait, chance, at });
        if !output.events.is_empty() {
            self.sequence.0 += output.events.len() as u64;
            let (_, state) = self.desk.states().find(|(known, _)| *known == key).expect("decided");
            self.rows.insert(key, state.clone());
            self.desk.published(key, self.sequence);
        }
        self.send(&output.sends);
    }

    fn send(&mut self, sends: &[Owed]) {
        for owed in sends {
            let line = &mut self.to_shift[owed.shift.0 as usize];
            if line.len() < MAILBOX {
                line.push_back(owed.command);
            }
        }
    }

    fn perform(&mut self, place: usize, output: ShiftOutput) {
        if let Some(ShiftEvent::Seat(image)) = &output.event {
            self.accounts.seat(place, image);
        }
        if output.event.is_some() {
            self.sequence = self.sequence.next();
        }
        if let Some(tell) = output.tell
            && self.to_desk[place].len() < MAILBOX
        {
            self.to_desk[place].push_back(tell);
        }
    }

    pub fn shift_reads(&mut self, place: usize) {
        if let Some(command) = self.to_shift[place].pop_front() {
            let output = self.shifts[place].receive(&command, self.now);
            self.perform(place, output);
        }
    }

    pub fn desk_reads(&mut self, place: usize) {
        if let Some(tell) = self.to_desk[place].pop_front() {
            self.give(tell.request, None, tell.command);
        }
    }

    pub fn tick_shifts(&mut self) {
        for place in 0..SHIFTS {
            while let Some(output) = self.shifts[place].tick(self.now) {
                self.perform(place, output);
            }
        }
    }

    pub fn tick_desk(&mut self) {
        let sends = self.desk.tick(self.now, 100);
        self.send(&sends);
    }

    /// Questions that are due go out, one at a time for each attempt; the bank hears them at once.
    pub fn ask_bank(&mut self) {
        for ask in self.desk.asks(self.now, 100) {
            self.question(ask);
        }
    }

    /// A browser came back: the bank is asked if the law says so.
    pub fn returned(&mut self, key: RequestKey, no: AttemptNo, failed: bool) {
        self.ask(key, RequestCommand::Returned { attempt: no, failed });
        let state = &self.rows[&key];
        if let Some(attempt) = state.attempt(no).filter(|attempt| attempt.asking()) {
            let token = attempt.token().expect("an asked attempt has a token").clone();
            let (bank, order, amount) = (attempt.bank, attempt.order, attempt.amount);
            let (request, attempt) = (key, no);
            self.question(AskBank { request, attempt, bank, order, amount, token });
        }
    }

    fn question(&mut self, ask: AskBank) {
        if self.air.iter().any(|(other, ..)| other.order == ask.order) {
            return;
        }
        let truth = self.bank.entry(ask.order).or_default();
        truth.captured |= truth.paid;
        let reference = Reference::new(&ask.order.0.to_string()).expect("digits");
        let says = if truth.paid {
            let (trace, amount, order) = (reference.clone(), ask.amount, ask.order);
            BankSays::Paid(Receipt { reference, trace, amount, order })
        } else {
            BankSays::NotPaid
        };
        self.air.push((ask, says, self.now));
    }

    /// An answer arrives, or is lost on the way: then nobody knows.
    pub fn bank_answers(&mut self, place: usize, lost: bool) {
        if self.air.is_empty() {
            return;
        }
        let place = place % self.air.len();
        let (ask, says, asked_at) = self.air.remove(place);
        let lost = lost || self.now > asked_at.plus(ANSWER_WITHIN);
        let says = if lost { BankSays::Unknown } else { says };
        self.ask(ask.request, RequestCommand::BankSaid { attempt: ask.attempt, says });
    }

    /// Nobody chooses or pays any more; lines and banks work. Everything must come to rest.
    pub fn settle(&mut self) {
        for _ in 0..600 {
            self.now = self.now.plus(Millis::seconds(20));
            self.tick_desk();
            self.tick_shifts();
            self.ask_bank();
            while !self.air.is_empty() {
                self.bank_answers(0, false);
            }
            self.quiet();
            let held = |shift: &ShiftKeeper| shift.state().next_deadline().is_some();
            if self.desk.in_flight() == 0 && !self.shifts.iter().any(held) {
                return;
            }
        }
    }

    /// Everything that is under way arrives, and what follows from it.
    pub fn quiet(&mut self) {
        let busy = |this: &Self| {
            this.to_shift.iter().any(|line| !line.is_empty())
                || this.to_desk.iter().any(|line| !line.is_empty())
        };
        while busy(self) {
            (0..SHIFTS).for_each(|place| self.shift_reads(place));
            (0..SHIFTS).for_each(|place| self.desk_reads(place));
        }
    }
}

pub fn entry() -> RequestCommand {
    RequestCommand::Enter {
        national_id: NationalId::parse("2580200606").expect("a national ID"),
        serial: BookletSerial::parse("000281").expect("a serial"),
        data_key: DataKeyNo(1),
    }
}

pub fn details() -> Details {
    let birth = SolarDate::new(1360, 2, 3).expect("a day");
    Details {
        birth,
        birth_lunar: LunarDate::from_day(birth.to_day()).expect("within the calendar"),
        gender: Gender::Male,
        religion: Religion::Islam,
        mother: PersonName::parse("مریم").expect("a name"),
        mobile: Mobile::parse("09121234567").expect("a mobile"),
        answers: EnrolmentAnswers::ORDINARY,
        home: None,
        long: None,
    }
}
