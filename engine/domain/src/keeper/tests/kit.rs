//! A desk with one citizen, played by hand.

use crate::calendar::{LunarDate, SolarDate};
use crate::ids::{
    AttemptNo, BankId, DataKeyNo, Day, HoldNo, RequestKey, SeatNo, Sequence, ShiftId,
};
use crate::keeper::{DeskInput, DeskKeeper, DeskOutput, Outcome, Row, WaitId};
use crate::limits::HoldTerms;
use crate::money::Rial;
use crate::office::EnrolmentAnswers;
use crate::payment::{BankSays, Receipt, Reference, Token};
use crate::person::{BookletSerial, Gender, Mobile, NationalId, PersonName, Religion};
use crate::request::{Choice, Desired, Details, Owed, Remains, RequestCommand, RequestState};
use crate::shift::{Answer, Refusal};
use crate::timestamp::{Millis, Timestamp};
use crate::tracking_code::TrackingCode;

pub const KEY: RequestKey = RequestKey([9; 16]);
pub const START: Timestamp = Timestamp(1_700_000_000_000);
pub const RECOVERED: Sequence = Sequence(100);

pub struct Played {
    pub desk: DeskKeeper,
    pub sequence: Sequence,
    pub row: Option<RequestState>,
    pub now: Timestamp,
}

pub fn desk() -> DeskKeeper {
    let code_of = |_, counter| TrackingCode::new(100_000_000 + counter).expect("nine digits");
    DeskKeeper::new(HoldTerms::DEFAULT, 0, RECOVERED, Box::new(code_of))
}

impl Played {
    pub fn entered() -> Self {
        let mut this = Self { desk: desk(), sequence: RECOVERED, row: None, now: START };
        let output = this.ask(entry(), None);
        assert_eq!(output.events.len(), 1);
        this
    }

    /// Entered and chosen: the hold is owed to its shift.
    pub fn chosen(wait: Option<WaitId>) -> (Self, Owed) {
        let mut this = Self::entered();
        let output = this.ask(choose(), wait);
        assert_eq!(output.answers, [], "the caller waits for the shift");
        let [owed] = output.sends[..] else { panic!("the hold is owed") };
        (this, owed)
    }

    /// Held, and the bank's token is there: the extension is owed.
    pub fn tokened(wait: Option<WaitId>) -> (Self, Owed) {
        let (mut this, hold) = Self::chosen(None);
        this.answer(hold, held(START.plus(Millis::minutes(5))));
        let output = this.ask(token(1, this.now), wait);
        let [extend] = output.sends[..] else { panic!("the extension is owed") };
        (this, extend)
    }

    pub fn ask(&mut self, command: RequestCommand, wait: Option<WaitId>) -> DeskOutput {
        let row =
            Row { state: self.row.clone(), remains: Remains::default(), applied: self.sequence };
        self.give(Some(row), command, wait)
    }

    pub fn answer(&mut self, owed: Owed, answer: Result<Answer, Refusal>) -> DeskOutput {
        let command = RequestCommand::Answered { asked: owed.command, answer };
        self.give(None, command, None)
    }

    pub fn give(
        &mut self,
        row: Option<Row>,
        command: RequestCommand,
        wait: Option<WaitId>,
    ) -> DeskOutput {
        let at = self.now;
        let input = DeskInput { key: KEY, row, command, wait, chance: 0, at };
        let output = self.desk.receive(input);
        if !output.events.is_empty() {
            self.sequence.0 += output.events.len() as u64;
            let state = self.desk.states().find(|(key, _)| *key == KEY);
            self.row = state.map(|(_, state)| state.clone());
            self.desk.published(KEY, self.sequence);
        }
        assert_eq!(self.desk.check(), None);
        output
    }

    pub fn pass(&mut self, span: Millis) {
        self.now = self.now.plus(span);
    }
}

pub fn told(output: &DeskOutput) -> Vec<WaitId> {
    output.answers.iter().map(|(wait, _)| *wait).collect()
}

pub fn state_of(outcome: &Outcome) -> &RequestState {
    let Outcome::State(Some(state)) = outcome else { panic!("a state, not {outcome:?}") };
    state
}

pub fn held(deadline: Timestamp) -> Result<Answer, Refusal> {
    Ok(Answer::Held { seat: SeatNo(0), deadline, token: false, secured: false })
}

pub fn booked() -> Result<Answer, Refusal> {
    Ok(Answer::Booked { seat: SeatNo(0) })
}

pub fn entry() -> RequestCommand {
    RequestCommand::Enter {
        national_id: NationalId::parse("2580200606").expect("a national ID"),
        serial: BookletSerial::parse("000281").expect("a serial"),
        data_key: DataKeyNo(1),
    }
}

pub fn choose() -> RequestCommand {
    let birth = SolarDate::new(1360, 2, 3).expect("a day");
    let details = Details {
        birth,
        birth_lunar: LunarDate::from_day(birth.to_day()).expect("within the calendar"),
        gender: Gender::Male,
        religion: Religion::Islam,
        mother: PersonName::parse("مریم").expect("a name"),
        mobile: Mobile::parse("09121234567").expect("a mobile"),
        answers: EnrolmentAnswers::ORDINARY,
        home: None,
        long: None,
    };
    RequestCommand::Choose {
        choice: Choice { shift: ShiftId(4), day: Day(20_000) },
        desired: desired(0),
        details: Some(Box::new(details)),
    }
}

pub fn desired(bank: u8) -> Desired {
    Desired { bank: BankId(bank), fee: Rial::new(1_000).expect("a fee") }
}

pub fn token(attempt: u32, now: Timestamp) -> RequestCommand {
    RequestCommand::Tokened {
        attempt: AttemptNo(attempt),
        token: Token::new("T").expect("plain text"),
        window_ends: now.plus(Millis::minutes(15)),
    }
}

pub fn paid(state: &RequestState, attempt: u32) -> RequestCommand {
    let attempt = state.attempt(AttemptNo(attempt)).expect("opened");
    let text = Reference::new("000281").expect("plain text");
    let says = BankSays::Paid(Receipt {
        reference: text.clone(),
        trace: text,
        amount: attempt.amount,
        order: attempt.order,
    });
    RequestCommand::BankSaid { attempt: attempt.no, says }
}

pub const FIRST: HoldNo = HoldNo(1);
