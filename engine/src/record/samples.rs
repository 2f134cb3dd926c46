//! Things to make records of: one fixed for each place, for the golden bytes, and a real data key.

use super::erased::{Erasure, Left, LeftSeat};
use crate::keyring::{DataDirectory, DataKey, Keyring, master_key};
use nobat_domain::calendar::{LunarDate, SolarDate};
use nobat_domain::earlier::Scope;
use nobat_domain::ids::{
    AttemptNo, BankId, DataKeyNo, Day, HoldNo, OfficeId, OrderNo, RequestKey, SeatNo, ShiftId,
};
use nobat_domain::keeper::Counters;
use nobat_domain::money::Rial;
use nobat_domain::office::{Capabilities, EnrolmentAnswers, Office, OfficeKind, OfficePhone};
use nobat_domain::payment::{Attempt, AttemptState, Closed, Money, Page, Reference, Token};
use nobat_domain::person::{
    AreaCode, BookletNumber, BookletSerial, Gender, HomeAddress, Mobile, NationalId, PersonName,
    PostalCode, Religion, StreetAddress,
};
use nobat_domain::request::{
    Booking, Choice, Details, EndReason, GivingBack, Hold, Intent, Issued, LastChoice, LongForm,
    Past, Pay, Phase, Reached, Relative, Remains, RequestState, Reversed, Scan, Step, Waiting,
};
use nobat_domain::shift::{
    After, DayImage, DayState, HeldSeat, Purpose, Refusal, SeatChange, SeatImage,
};
use nobat_domain::staff::{
    Account, AccountName, AccountNo, AccountState, Announcement, AnnouncementNo, Announcements,
    PasswordMark, PasswordState, Role, SecondFactor,
};
use nobat_domain::tariff::Service;
use nobat_domain::timestamp::Timestamp;
use nobat_domain::tracking_code::TrackingCode;

pub(super) const SHIFT: ShiftId = ShiftId(0x0102_0304);
pub(super) const REQUEST: RequestKey = RequestKey(*b"request-of-sixte");
pub(super) const CHOICE: Choice = Choice { shift: SHIFT, day: Day(0x5150) };
pub(super) const KEY: DataKeyNo = DataKeyNo(0x0a0b_0c0d);

/// Moments of the golden samples: a different one for each place, so that no two can be swapped.
pub(super) const fn moment(n: u64) -> Timestamp {
    Timestamp(0x0190_0000_0000 + n)
}

pub(super) fn held() -> SeatImage {
    SeatImage {
        change: SeatChange::Held,
        day: Day(0x5150),
        seat: SeatNo(0x0001_1213),
        request: REQUEST,
        hold: HoldNo(0x2122_2324),
        at: moment(1),
        decide_by: moment(2),
        after: After::Held(HeldSeat {
            purpose: Purpose::Move,
            deadline: moment(3),
            cap: moment(4),
            token: true,
            secured: false,
        }),
    }
}

pub(super) fn day() -> DayImage {
    DayImage {
        day: Day(-2),
        approved: 0x31,
        approved_max: 0x0141,
        opens_at: moment(5),
        state: DayState::Dropped,
        at: moment(6),
    }
}

pub(super) fn national_id() -> NationalId {
    NationalId::parse("2580200606").expect("its check digit is right")
}

pub(super) fn serial() -> BookletSerial {
    BookletSerial::parse("012345").expect("six digits")
}

pub(super) fn mobile() -> Mobile {
    Mobile::parse("09145128136").expect("a mobile number")
}

pub(super) fn code() -> TrackingCode {
    TrackingCode::new(123_456_789).expect("nine digits")
}

pub(super) fn rials(amount: i64) -> Rial {
    Rial::new(amount).expect("a sound amount")
}

pub(super) fn token(text: &str) -> Token {
    Token::new(text).expect("a plain text")
}

pub(super) fn reference(text: &str) -> Reference {
    Reference::new(text).expect("a plain text")
}

pub(super) fn details() -> Details {
    Details {
        birth: SolarDate::new(1369, 3, 19).expect("a day that was"),
        birth_lunar: LunarDate::new(1410, 11, 15).expect("a day that was"),
        gender: Gender::Female,
        religion: Religion::Zoroastrianism,
        mother: PersonName::parse("مریم").expect("a name"),
        mobile: mobile(),
        answers: EnrolmentAnswers { pupils_visible: false, ..EnrolmentAnswers::ORDINARY },
        home: None,
        long: None,
    }
}

/// The same person, who cannot leave home.
pub(super) fn details_at_home() -> Details {
    let postal_code = PostalCode::parse("5514736867").expect("a code in use");
    let street = StreetAddress::parse("خیابان آزادی 12").expect("an address");
    let answers = EnrolmentAnswers { can_leave_home: false, ..details().answers };
    Details { answers, home: Some(HomeAddress { postal_code, street }), ..details() }
}

/// The same person in the long form.
pub(super) fn details_long() -> Details {
    let name = |text| PersonName::parse(text).expect("a name");
    let spouse =
        Relative { first: name("رادا"), family: name("رعد"), national_id: national_id() };
    let long = LongForm {
        first: name("زهرا"),
        family: name("رعد"),
        booklet: BookletNumber::parse("12").expect("two digits"),
        father: name("علیا"),
        spouses: vec![spouse],
        children: Vec::new(),
    };
    Details { home: details_at_home().home, long: Some(Box::new(long)), ..details() }
}

pub(super) fn money() -> Money {
    Money {
        bank: BankId(2),
        order: OrderNo(0x0102_0304_0506_0708),
        amount: rials(1_500_000),
        reference: reference("000281"),
        trace: reference("17"),
        verified_at: moment(7),
    }
}

/// Two cards, the second after a loss, with a signature.
pub(super) const ISSUED: Issued = Issued { cards: 2, losses: 1, signed: true, mistaken: false };

/// A request that has ended.
pub(super) fn past() -> Past {
    let (paid, booked_at) = (Some(money()), moment(26));
    let booking = Booking { hold: HoldNo(1), choice: CHOICE, seat: SeatNo(6), paid, booked_at };
    Past { service: Service::FirstIssue, code: code(), booking, ended_at: moment(27) }
}

pub(super) fn erasure() -> Erasure {
    let left = Left {
        request: REQUEST,
        remains: Remains { holds_used: 6, attempts_used: 5, issued: ISSUED },
        counters: Counters { orders: 0x0506_0708_090a, codes: 0x0102_0304 },
        codes: vec![code()],
        orders: vec![OrderNo(0x0102_0304_0506_0708)],
        seats: vec![LeftSeat { choice: CHOICE, seat: SeatNo(8), hold: HoldNo(3) }],
        money: vec![money()],
    };
    Erasure { at: moment(8), data_key: KEY, left: Some(left) }
}

pub(super) fn office() -> Office {
    Office {
        id: OfficeId(0x0051_5253),
        code: "00713".to_owned(),
        kind: OfficeKind::Counter,
        name: "دفتر ۷۱۳".to_owned(),
        address: "خیابان آزادی، پلاک ۱۲".to_owned(),
        city: "تبریز".to_owned(),
        area: AreaCode::parse("041").expect("an area code"),
        phone: OfficePhone::parse("35551234"),
        capabilities: Capabilities::from_bits(0b101).expect("two known bits"),
    }
}

/// One attempt in each state.
fn attempts(hold: HoldNo) -> Vec<Attempt> {
    let order = OrderNo(0x0102_0304_0506_0708);
    let attempt = |no, state| Attempt {
        no: AttemptNo(no),
        hold,
        bank: BankId(2),
        order,
        amount: rials(1_500_000),
        opened_at: moment(10),
        state,
    };
    let token = || token("TK1");
    vec![
        attempt(1, AttemptState::Opened),
        attempt(2, AttemptState::Shown { token: token(), window_ends: moment(17) }),
        attempt(
            3,
            AttemptState::Asking { token: token(), window_ends: moment(18), failed_return: true },
        ),
        attempt(4, AttemptState::Paid { token: token(), reference: reference("000281") }),
        attempt(
            5,
            AttemptState::Closed {
                page: Some(Page { token: token(), window_ends: moment(23) }),
                why: Closed::Failed,
                ask_again: Some(moment(24)),
            },
        ),
    ]
}

fn reversed() -> Reversed {
    Reversed { money: money(), at: moment(31), reference: reference("RV1") }
}

fn booking() -> Booking {
    let (hold, seat) = (HoldNo(3), SeatNo(8));
    Booking { hold, choice: CHOICE, seat, paid: Some(money()), booked_at: moment(19) }
}

/// A request with something in every place.
pub(super) fn full_state() -> RequestState {
    let pay = Pay::Bank { bank: BankId(2), fee: rials(1_500_000) };
    let (hold, seat) = (HoldNo(5), SeatNo(9));
    RequestState {
        draft: b"{}".to_vec(),
        details: Some(details()),
        holds_used: 6,
        attempts_used: 5,
        intent: Some(Intent {
            hold: HoldNo(6),
            choice: CHOICE,
            purpose: Purpose::Retake,
            pay: Pay::Credit,
            decide_by: moment(11),
            deadline: moment(12),
            cap: moment(13),
        }),
        holds: vec![Hold {
            no: hold,
            choice: CHOICE,
            seat,
            purpose: Purpose::Pay,
            pay,
            deadline: moment(14),
            cap: moment(15),
            phase: Phase::Verifying { verify_by: moment(16) },
        }],
        attempts: attempts(hold),
        purse: vec![money()],
        to_reverse: vec![money()],
        reversed: vec![reversed()],
        booking: Some(booking()),
        code: Some(code()),
        giving_back: vec![GivingBack {
            hold: HoldNo(2),
            choice: CHOICE,
            seat: SeatNo(7),
            cool_until: moment(20),
        }],
        moves: 1,
        last: Some(LastChoice {
            hold: HoldNo(4),
            choice: CHOICE,
            why: EndReason::Refused(Refusal::NotOpenYet { opens_at: moment(21) }),
            at: moment(22),
        }),
        mobile: Some(mobile()),
        delivery: Some(OfficeId(0x0061_6263)),
        excused: true,
        unpaid: 2,
        reached: Some(Reached {
            step: Step::Ready { place: OfficeId(0x0051_5253) },
            at: moment(25),
        }),
        waiting: Some(Waiting {
            since: moment(26),
            area: AreaCode::parse("041").expect("an area code"),
            scope: Scope::Area,
        }),
        offers: 2,
        offered_at: Some(moment(27)),
        scan: Some(Scan { no: 2, bytes: 0x0102_0304 }),
        scans_before: 1,
        ..opened()
    }
}

/// A request after another one, without anything in it.
fn opened() -> RequestState {
    RequestState {
        service: Service::SecondLoss,
        issued: ISSUED,
        past: vec![past()],
        ..RequestState::entered(national_id(), serial(), KEY, moment(9))
    }
}

/// A data key from a keyring of its own.
pub(super) fn data_key() -> (DataKeyNo, DataKey) {
    let room = tempfile::tempdir().expect("a temporary directory");
    let master = master_key(&room.path().join("master"), DataDirectory::New).expect("a master key");
    let ring = Keyring::create(&room.path().join("keyring"), &master, [7; 16]).expect("a keyring");
    let number = ring.fresh().expect("a fresh key");
    let key = ring.data_key(number).expect("the key that was made");
    (DataKeyNo(number.0), key)
}

pub(super) fn account() -> Account {
    Account {
        no: AccountNo(0x0102_0304),
        version: 0x1112_1314,
        name: AccountName::parse("zahra").expect("a name"),
        role: Role::Office(OfficeId(0x0051_5253)),
        state: AccountState::Closed,
        password: PasswordMark::new("$mark").expect("short"),
        password_state: PasswordState::Own,
        second: Some(SecondFactor { key: [0x61; 20], last_step: 0x0102_0304_0506_0708 }),
        recovery: vec![[0x71; 32], [0x72; 32]],
        generation: 0x2122_2324,
        made_at: moment(9),
    }
}

pub(super) fn announcements() -> Announcements {
    let (persian, english) = ("فردا".to_owned(), "tomorrow".to_owned());
    let no = AnnouncementNo(0x0506_0708);
    let one = Announcement { no, from: moment(21), until: moment(22), persian, english };
    Announcements { version: 0x0102_0304, last: 0x1112_1314, list: vec![one] }
}
