//! A citizen, a shift, an area: as large as they are in the country.

use nobat_board::{Board, Directory, Surveyor};
use nobat_domain::calendar::{LunarDate, SolarDate};
use nobat_domain::ids::{
    BankId, DataKeyNo, Day, HoldNo, OfficeId, Period, RequestKey, SeatNo, ShiftId,
};
use nobat_domain::money::Rial;
use nobat_domain::office::{Capabilities, EnrolmentAnswers, Office, OfficeKind, OfficePhone};
use nobat_domain::person::{
    AreaCode, BookletSerial, Gender, Mobile, NationalId, PersonName, Religion,
};
use nobat_domain::ranking::Standing;
use nobat_domain::request::{Choice, Desired, Details, RequestState};
use nobat_domain::shift::{After, HeldSeat, Purpose, SeatChange, SeatImage};
use nobat_domain::timestamp::{Millis, Timestamp};
use std::sync::Arc;

/// The day that all seats are on, and a moment well before it.
pub const DAY: Day = Day(20_000);
pub const NOW: Timestamp = Timestamp(19_990 * 86_400_000);
pub const SHIFT: ShiftId = ShiftId(84);
pub const CHOICE: Choice = Choice { shift: SHIFT, day: DAY };
/// Seats of a large shift of the country.
pub const SEATS: u32 = 60;
/// Offices of the area with the most of them.
pub const OFFICES: u32 = 500;

/// The n-th request, spread over desks and slots as keyed hashes are.
#[must_use]
pub fn request_key(n: u64) -> RequestKey {
    let low = n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes();
    let high = n.wrapping_mul(0xd605_1a3b_9e0f_2c71).to_be_bytes();
    let mut key = [0; 16];
    key[..8].copy_from_slice(&low);
    key[8..].copy_from_slice(&high);
    RequestKey(key)
}

#[must_use]
pub fn fee() -> Rial {
    Rial::new(1_000).expect("a sound amount")
}

#[must_use]
pub fn desired() -> Desired {
    Desired { bank: BankId(1), fee: fee() }
}

#[must_use]
pub fn details() -> Details {
    Details {
        birth: SolarDate::new(1369, 3, 19).expect("a day that was"),
        birth_lunar: LunarDate::new(1410, 11, 15).expect("a day that was"),
        gender: Gender::Female,
        religion: Religion::Islam,
        mother: PersonName::parse("شهرزاد").expect("a name"),
        mobile: Mobile::parse("09145128136").expect("a mobile"),
        answers: EnrolmentAnswers::ORDINARY,
        home: None,
        long: None,
    }
}

/// A request whose citizen has passed the entry page and nothing more.
#[must_use]
pub fn entered() -> RequestState {
    let national_id = NationalId::parse("2580200606").expect("its check digit is right");
    let serial = BookletSerial::parse("883810").expect("six digits");
    RequestState::entered(national_id, serial, DataKeyNo(1), NOW)
}

/// A seat that has just been held.
#[must_use]
pub fn held_seat() -> SeatImage {
    SeatImage {
        change: SeatChange::Held,
        day: DAY,
        seat: SeatNo(7),
        request: request_key(1),
        hold: HoldNo(1),
        at: NOW,
        decide_by: NOW.plus(Millis::seconds(10)),
        after: After::Held(HeldSeat {
            purpose: Purpose::Pay,
            deadline: NOW.plus(Millis::minutes(5)),
            cap: NOW.plus(Millis::minutes(40)),
            token: false,
            secured: false,
        }),
    }
}

#[must_use]
pub fn area() -> AreaCode {
    AreaCode::parse("021").expect("an area code")
}

/// A board with [`OFFICES`] offices of one area, both shifts open, one in eight of them full.
#[must_use]
pub fn board() -> (Arc<Board>, Surveyor) {
    let directory = Directory::new((1..=OFFICES).map(|id| Arc::new(office(id))));
    let (board, surveyor) = Board::open(directory.expect("ids are given once"), DAY);
    for id in 1..=OFFICES {
        for period in [Period::Morning, Period::Evening] {
            let shift = ShiftId::of(OfficeId(id), period);
            let approved = 20 + shift.0 * 7 % 41;
            let free = if shift.0.is_multiple_of(8) { 0 } else { shift.0 * 13 % approved };
            let standing = Standing::new(free, 0, approved).expect("no more free than approved");
            board.publish(shift, DAY, standing);
        }
    }
    (board, surveyor)
}

/// One of the area's offices.
#[must_use]
pub fn office(id: u32) -> Office {
    Office {
        id: OfficeId(id),
        code: format!("21{id:04}"),
        kind: OfficeKind::Counter,
        name: format!("دفتر {id}"),
        address: "خیابان آزادی".to_owned(),
        city: "تهران".to_owned(),
        area: area(),
        phone: OfficePhone::parse(&format!("{:04}1234", 2_200 + id % 120)),
        capabilities: Capabilities::NONE,
    }
}
