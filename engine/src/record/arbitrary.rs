//! Arbitrary things to make records of: everything that the law's types can hold.

use super::arbitrary_kinds::{all_issued, past_requests, reversals, sent_scans, services, wishes};
use super::arbitrary_long::{long_forms, scans};
use super::erased::{Erasure, Left, LeftSeat};
use super::samples::{reference, rials, token};
use nobat_domain::calendar::{LunarDate, SolarDate};
use nobat_domain::ids::{
    AttemptNo, BankId, DataKeyNo, Day, HoldNo, OfficeId, OrderNo, RequestKey, SeatNo, ShiftId,
};
use nobat_domain::keeper::Counters;
use nobat_domain::limits::{ATTEMPTS_KEPT_MAX, SEATS_MAX};
use nobat_domain::money::Rial;
use nobat_domain::office::{Capabilities, EnrolmentAnswers, Office, OfficeKind, OfficePhone};
use nobat_domain::payment::{
    Attempt, AttemptState, Closed, Money, Page, Receipt, Reference, Token,
};
use nobat_domain::person::{
    AreaCode, BookletSerial, Gender, HomeAddress, Mobile, NationalId, PersonName, PostalCode,
    Religion, StreetAddress,
};
use nobat_domain::request::{
    Been, Booking, Choice, Details, EndReason, GivingBack, Hold, Intent, LastChoice, Pay, Phase,
    Reached, Remains, RequestEvent, RequestState, Step, Visited, Waiting,
};
use nobat_domain::shift::{
    After, DayImage, DayState, HeldSeat, Purpose, Refusal, SeatChange, SeatImage,
};
use nobat_domain::timestamp::Timestamp;
use nobat_domain::tracking_code::TrackingCode;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

pub(super) fn moments() -> impl Strategy<Value = Timestamp> {
    (0..=super::TIMESTAMP_MAX.0).prop_map(Timestamp)
}

fn choices() -> impl Strategy<Value = Choice> {
    any::<(u32, i32)>().prop_map(|(shift, day)| Choice { shift: ShiftId(shift), day: Day(day) })
}

fn seat_numbers() -> impl Strategy<Value = SeatNo> {
    (0..SEATS_MAX).prop_map(SeatNo)
}

fn hold_numbers() -> impl Strategy<Value = HoldNo> {
    any::<u32>().prop_map(HoldNo)
}

fn attempt_numbers() -> impl Strategy<Value = AttemptNo> {
    any::<u32>().prop_map(AttemptNo)
}

fn data_keys() -> impl Strategy<Value = DataKeyNo> {
    (1_u64..1 << 48).prop_map(DataKeyNo)
}

fn purposes() -> impl Strategy<Value = Purpose> {
    use Purpose::{Cooling, Move, Offer, Pay, Retake};
    select(vec![Pay, Move, Retake, Offer, Cooling])
}

pub(super) fn seats() -> impl Strategy<Value = (ShiftId, SeatImage)> {
    use SeatChange::{Booked, Expired, Extended, GivenBack, Held, Released, Secured};
    let change = select(vec![Held, Extended, Secured, Booked, Released, Expired, GivenBack]);
    let terms = (purposes(), moments(), moments(), any::<[bool; 2]>()).prop_map(
        |(purpose, deadline, cap, [token, secured])| {
            After::Held(HeldSeat { purpose, deadline, cap, token, secured })
        },
    );
    let after = prop_oneof![Just(After::Free), Just(After::Booked), terms];
    let numbers = (any::<(u32, i32, [u8; 16], u32)>(), seat_numbers());
    (numbers, change, moments(), moments(), after).prop_map(
        |(((shift, day, request, hold), seat), change, at, decide_by, after)| {
            let (day, request, hold) = (Day(day), RequestKey(request), HoldNo(hold));
            let image = SeatImage { change, day, seat, request, hold, at, decide_by, after };
            (ShiftId(shift), image)
        },
    )
}

pub(super) fn days() -> impl Strategy<Value = (ShiftId, DayImage)> {
    let counts = (0..=SEATS_MAX).prop_flat_map(|most| (0..=most, Just(most)));
    let states = select(vec![DayState::Open, DayState::Closed, DayState::Dropped]);
    (any::<(u32, i32)>(), states, counts, moments(), moments()).prop_map(
        |((shift, day), state, (approved, approved_max), opens_at, at)| {
            let day = Day(day);
            (ShiftId(shift), DayImage { day, approved, approved_max, opens_at, state, at })
        },
    )
}

pub(super) fn national_ids() -> impl Strategy<Value = NationalId> {
    (0_u32..1_000_000_000).prop_filter_map("ten equal digits, or no serial", |head| {
        (0..10).find_map(|check| NationalId::parse(&format!("{head:09}{check}")).ok())
    })
}

fn serials() -> impl Strategy<Value = BookletSerial> {
    (0_u32..1_000_000)
        .prop_map(|number| BookletSerial::parse(&format!("{number:06}")).expect("six digits"))
}

fn mobiles() -> impl Strategy<Value = Mobile> {
    let heads = select(vec!["0900", "0912", "0925", "0939", "0941", "0999"]);
    (heads, 0_u32..10_000_000)
        .prop_map(|(head, tail)| Mobile::parse(&format!("{head}{tail:07}")).expect("a mobile"))
}

pub(super) fn names() -> impl Strategy<Value = PersonName> {
    let signs: Vec<char> = "ابپتچدرزژسشعفقکگلمنوهی \u{200c}ءآئ".chars().collect();
    vec(select(signs), 1..=40)
        .prop_filter_map("no letter", |signs| PersonName::parse(&String::from_iter(signs)).ok())
}

fn homes() -> impl Strategy<Value = HomeAddress> {
    let code =
        "[13-9]{3}4[13-9][0-9]{5}".prop_filter_map("no zone", |text| PostalCode::parse(&text).ok());
    let signs: Vec<char> =
        "ابپتچدرزژسشعفقکگلمنوهی \u{200c}ءآئ0123456789،./()«»AZaz-".chars().collect();
    let street = vec(select(signs), 10..=200).prop_filter_map("too short, or no letter", |signs| {
        StreetAddress::parse(&String::from_iter(signs)).ok()
    });
    (code, street).prop_map(|(postal_code, street)| HomeAddress { postal_code, street })
}

fn all_details() -> impl Strategy<Value = Details> {
    let births = (SolarDate::FIRST.to_day().0..=SolarDate::LAST.to_day().0)
        .prop_map(|day| (SolarDate::from_day(Day(day)), LunarDate::from_day(Day(day))));
    let lists = (select(Gender::ALL.to_vec()), select(Religion::ALL.to_vec()));
    let long = option::of(long_forms().prop_map(Box::new));
    let special = (any::<[bool; 4]>(), option::of(homes()), long);
    (births, lists, names(), mobiles(), special).prop_map(
        |((birth, birth_lunar), (gender, religion), mother, mobile, (answers, home, long))| {
            Details {
                birth: birth.expect("within the calendar"),
                birth_lunar: birth_lunar.expect("the lunar calendar is wider"),
                gender,
                religion,
                mother,
                mobile,
                answers: EnrolmentAnswers {
                    can_leave_home: answers[0],
                    can_climb_stairs: answers[1],
                    pupils_visible: answers[2],
                    fingers_sound: answers[3],
                },
                home,
                long,
            }
        },
    )
}

fn amounts() -> impl Strategy<Value = Rial> {
    (0..=Rial::MAX).prop_map(rials)
}

fn orders() -> impl Strategy<Value = OrderNo> {
    (0..=i64::MAX as u64).prop_map(OrderNo)
}

fn banks() -> impl Strategy<Value = BankId> {
    any::<u8>().prop_map(BankId)
}

fn tokens() -> impl Strategy<Value = Token> {
    "[!-~]{1,256}".prop_map(|text| token(&text))
}

pub(super) fn references() -> impl Strategy<Value = Reference> {
    "[!-~]{1,64}".prop_map(|text| reference(&text))
}

pub(super) fn codes() -> impl Strategy<Value = TrackingCode> {
    (100_000_000_u32..=999_999_999).prop_map(|number| TrackingCode::new(number).expect("nine"))
}

fn pays() -> impl Strategy<Value = Pay> {
    let bank = (banks(), amounts()).prop_map(|(bank, fee)| Pay::Bank { bank, fee });
    prop_oneof![bank, Just(Pay::Credit), Just(Pay::Nothing)]
}

fn refusals() -> impl Strategy<Value = Refusal> {
    use Refusal::{Closed, Full, HoldEnded, NoSuchDay, OverLimit, Past, TooLate};
    let plain = select(vec![NoSuchDay, Closed, Past, Full, TooLate, HoldEnded, OverLimit]);
    prop_oneof![plain, moments().prop_map(|opens_at| Refusal::NotOpenYet { opens_at })]
}

fn ends() -> impl Strategy<Value = EndReason> {
    use EndReason::{Declined, GivenBack, NotPaid, RanOut, Refused, Replaced};
    prop_oneof![
        select(vec![RanOut, NotPaid, Replaced, GivenBack, Declined]),
        refusals().prop_map(Refused)
    ]
}

fn closings() -> impl Strategy<Value = Closed> {
    use Closed::{Failed, LeftToBank, NotShown, Returned, RunOut, Unanswered};
    select(vec![NotShown, Failed, RunOut, Returned, LeftToBank, Unanswered])
}

fn intents() -> impl Strategy<Value = Intent> {
    let moments = [moments(), moments(), moments()];
    (hold_numbers(), choices(), purposes(), pays(), moments).prop_map(
        |(hold, choice, purpose, pay, [decide_by, deadline, cap])| Intent {
            hold,
            choice,
            purpose,
            pay,
            decide_by,
            deadline,
            cap,
        },
    )
}

fn steps() -> impl Strategy<Value = Step> {
    use Step::{Begun, Delivered, Finished, InProduction, Missed, Ready};
    let office = || any::<u32>().prop_map(OfficeId);
    prop_oneof![
        select(vec![Missed, Finished, InProduction, Delivered]),
        office().prop_map(|office| Begun { office }),
        office().prop_map(|place| Ready { place }),
    ]
}

pub(super) fn events() -> impl Strategy<Value = RequestEvent> {
    let after = prop_oneof![
        steps().prop_map(|step| RequestEvent::Advanced { step }),
        steps().prop_map(|step| RequestEvent::Undone { step }),
        Just(RequestEvent::Excused),
        any::<u32>().prop_map(|id| RequestEvent::DeliveryChanged { office: OfficeId(id) }),
        services().prop_map(|service| RequestEvent::Opened { service }),
        Just(RequestEvent::MistakeFound),
        scans().prop_map(|scan| RequestEvent::ScanKept { scan }),
        (orders(), references())
            .prop_map(|(order, reference)| RequestEvent::Reversed { order, reference }),
    ];
    let waiting = prop_oneof![
        wishes().prop_map(|(area, scope)| RequestEvent::WaitBegan { area, scope }),
        Just(RequestEvent::WaitEnded),
        hold_numbers().prop_map(|hold| RequestEvent::OfferAccepted { hold }),
    ];
    let stories = prop_oneof![events_of_stating(), events_of_holding(), events_of_paying()];
    prop_oneof![3 => stories, 1 => after, 1 => waiting, 1 => events_of_elsewhere()]
}

fn events_of_elsewhere() -> impl Strategy<Value = RequestEvent> {
    let been = (choices(), steps(), moments(), codes()).prop_map(|(choice, step, since, code)| {
        Been { visited: Visited { choice, step, since }, code }
    });
    (option::of(all_details()), option::of(moneys()), option::of(been)).prop_map(
        |(details, paid, been)| {
            let (details, paid) = (details.map(Box::new), paid.map(Box::new));
            RequestEvent::Imported { details, paid, been }
        },
    )
}

fn events_of_stating() -> impl Strategy<Value = RequestEvent> {
    let intended = (intents(), option::of(all_details())).prop_map(|(intent, details)| {
        let Intent { hold, choice, purpose, pay, decide_by, deadline, cap } = intent;
        let details = details.map(Box::new);
        RequestEvent::Intended { hold, choice, purpose, pay, decide_by, deadline, cap, details }
    });
    prop_oneof![
        (national_ids(), serials(), data_keys()).prop_map(|(national_id, serial, data_key)| {
            RequestEvent::Entered { national_id, serial, data_key }
        }),
        vec(any::<u8>(), 0..600).prop_map(|draft| RequestEvent::Drafted { draft }),
        intended,
        all_details().prop_map(|details| RequestEvent::Edited { details: Box::new(details) }),
        mobiles().prop_map(|mobile| RequestEvent::MobileChanged { mobile }),
    ]
}

fn events_of_holding() -> impl Strategy<Value = RequestEvent> {
    let hold = hold_numbers;
    prop_oneof![
        (hold(), refusals()).prop_map(|(hold, why)| RequestEvent::Refused { hold, why }),
        (hold(), seat_numbers(), moments())
            .prop_map(|(hold, seat, deadline)| RequestEvent::Taken { hold, seat, deadline }),
        (hold(), ends()).prop_map(|(hold, why)| RequestEvent::Ending { hold, why }),
        (hold(), ends()).prop_map(|(hold, why)| RequestEvent::Ended { hold, why }),
        (hold(), codes(), moments()).prop_map(|(hold, code, cool_until)| RequestEvent::Booked {
            hold,
            code,
            cool_until
        }),
        moments().prop_map(|cool_until| RequestEvent::GivenBack { cool_until }),
        hold().prop_map(|hold| RequestEvent::SeatBack { hold }),
    ]
}

fn events_of_paying() -> impl Strategy<Value = RequestEvent> {
    let attempt = attempt_numbers;
    let receipts = (references(), references(), amounts(), orders())
        .prop_map(|(reference, trace, amount, order)| Receipt { reference, trace, amount, order });
    prop_oneof![
        (attempt(), hold_numbers(), banks(), orders(), amounts()).prop_map(
            |(attempt, hold, bank, order, amount)| {
                RequestEvent::AttemptOpened { attempt, hold, bank, order, amount }
            }
        ),
        (attempt(), tokens(), moments(), moments()).prop_map(
            |(attempt, token, window_ends, deadline)| {
                RequestEvent::Tokened { attempt, token, window_ends, deadline }
            }
        ),
        (attempt(), closings(), option::of(moments())).prop_map(|(attempt, why, ask_again)| {
            RequestEvent::AttemptClosed { attempt, why, ask_again }
        }),
        (attempt(), any::<bool>(), moments()).prop_map(|(attempt, failed_return, verify_by)| {
            RequestEvent::Verifying { attempt, failed_return, verify_by }
        }),
        (attempt(), receipts)
            .prop_map(|(attempt, receipt)| RequestEvent::Verified { attempt, receipt }),
    ]
}

fn holds() -> impl Strategy<Value = Hold> {
    let phase = prop_oneof![
        Just(Phase::Live),
        moments().prop_map(|verify_by| Phase::Verifying { verify_by }),
        Just(Phase::Booking),
        ends().prop_map(Phase::Ending),
    ];
    (intents(), seat_numbers(), phase).prop_map(|(intent, seat, phase)| {
        let Intent { hold: no, choice, purpose, pay, deadline, cap, .. } = intent;
        Hold { no, choice, seat, purpose, pay, deadline, cap, phase }
    })
}

fn pages() -> impl Strategy<Value = Page> {
    (tokens(), moments()).prop_map(|(token, window_ends)| Page { token, window_ends })
}

fn attempts() -> impl Strategy<Value = Attempt> {
    let state = prop_oneof![
        Just(AttemptState::Opened),
        (tokens(), moments())
            .prop_map(|(token, window_ends)| AttemptState::Shown { token, window_ends }),
        (tokens(), moments(), any::<bool>()).prop_map(|(token, window_ends, failed_return)| {
            AttemptState::Asking { token, window_ends, failed_return }
        }),
        (tokens(), references())
            .prop_map(|(token, reference)| AttemptState::Paid { token, reference }),
        (option::of(pages()), closings(), option::of(moments()))
            .prop_map(|(page, why, ask_again)| AttemptState::Closed { page, why, ask_again }),
    ];
    let numbers = (attempt_numbers(), hold_numbers(), banks(), orders());
    (numbers, amounts(), moments(), state).prop_map(
        |((no, hold, bank, order), amount, opened_at, state)| Attempt {
            no,
            hold,
            bank,
            order,
            amount,
            opened_at,
            state,
        },
    )
}

pub(super) fn moneys() -> impl Strategy<Value = Money> {
    (banks(), orders(), amounts(), references(), references(), moments()).prop_map(
        |(bank, order, amount, reference, trace, verified_at)| Money {
            bank,
            order,
            amount,
            reference,
            trace,
            verified_at,
        },
    )
}

pub(super) fn bookings() -> impl Strategy<Value = Booking> {
    (hold_numbers(), choices(), seat_numbers(), option::of(moneys()), moments()).prop_map(
        |(hold, choice, seat, paid, booked_at)| Booking { hold, choice, seat, paid, booked_at },
    )
}

fn seats_given_back() -> impl Strategy<Value = GivingBack> {
    (hold_numbers(), choices(), seat_numbers(), moments())
        .prop_map(|(hold, choice, seat, cool_until)| GivingBack { hold, choice, seat, cool_until })
}

pub(super) fn states() -> impl Strategy<Value = RequestState> {
    let entered = (national_ids(), serials(), data_keys(), moments())
        .prop_map(|(id, serial, key, at)| RequestState::entered(id, serial, key, at));
    let stated = (vec(any::<u8>(), 0..100), option::of(all_details()), any::<(u32, u32, u8)>());
    let open = (option::of(intents()), vec(holds(), 0..3), vec(attempts(), 0..4));
    let money = (vec(moneys(), 0..3), vec(moneys(), 0..3), vec(reversals(), 0..3));
    let more = (services(), all_issued(), vec(past_requests(), 0..3));
    let settled = (money, option::of(bookings()), option::of(codes()), more);
    let last = (hold_numbers(), choices(), ends(), moments())
        .prop_map(|(hold, choice, why, at)| LastChoice { hold, choice, why, at });
    let reached = (steps(), moments()).prop_map(|(step, at)| Reached { step, at });
    let past = (vec(seats_given_back(), 0..3), option::of(last), option::of(reached));
    let delivery = option::of(any::<u32>().prop_map(OfficeId));
    let wishes = (option::of(mobiles()), delivery, any::<(bool, u8)>(), sent_scans());
    let waits = (moments(), self::wishes()).prop_map(|(since, (area, scope))| Waiting {
        since,
        area,
        scope,
    });
    let earlier = (option::of(waits), any::<u8>(), option::of(moments()));
    (entered, stated, open, settled, past, wishes, earlier).prop_map(
        |(entered, stated, open, settled, past, wishes, earlier)| {
            let (mobile, delivery, (excused, unpaid), (scan, scans_before)) = wishes;
            let (waiting, offers, offered_at) = earlier;
            let (draft, details, (holds_used, attempts_used, moves)) = stated;
            let (intent, holds, attempts) = open;
            let ((purse, to_reverse, reversed), booking, code, more) = settled;
            let (service, issued, past_requests) = more;
            let (giving_back, last, reached) = past;
            RequestState {
                draft,
                details,
                holds_used,
                attempts_used,
                intent,
                holds,
                attempts,
                purse,
                to_reverse,
                reversed,
                booking,
                code,
                giving_back,
                moves,
                last,
                mobile,
                delivery,
                excused,
                unpaid,
                reached,
                waiting,
                offers,
                offered_at,
                scan,
                scans_before,
                service,
                issued,
                past: past_requests,
                ..entered
            }
        },
    )
}

pub(super) fn erasures() -> impl Strategy<Value = Erasure> {
    let remains =
        (any::<(u32, u32)>(), all_issued()).prop_map(|((holds_used, attempts_used), issued)| {
            Remains { holds_used, attempts_used, issued }
        });
    let counters = (0_u64..1 << OrderNo::COUNTER_BITS, any::<u32>())
        .prop_map(|(orders, codes)| Counters { orders, codes });
    let seat = (choices(), seat_numbers(), hold_numbers())
        .prop_map(|(choice, seat, hold)| LeftSeat { choice, seat, hold });
    let kept = vec(orders(), 0..=ATTEMPTS_KEPT_MAX);
    let accounts = (vec(codes(), 0..3), kept, vec(seat, 0..3), vec(moneys(), 0..3));
    (moments(), data_keys(), any::<[u8; 16]>(), remains, counters, accounts).prop_map(
        |(at, data_key, request, remains, counters, (codes, orders, seats, money))| {
            let request = RequestKey(request);
            let left = Left { request, remains, counters, codes, orders, seats, money };
            Erasure { at, data_key, left: Some(left) }
        },
    )
}

pub(super) fn offices() -> impl Strategy<Value = Office> {
    let text = || "\\PC{0,40}";
    let area =
        (10_u8..=99).prop_map(|code| AreaCode::parse(&code.to_string()).expect("two digits"));
    let phone = option::of("[0-9]{8}").prop_map(|text| text.and_then(|t| OfficePhone::parse(&t)));
    let bits = (0_u8..16).prop_map(|bits| Capabilities::from_bits(bits).expect("four bits"));
    let kind = select(vec![OfficeKind::RegistryOffice, OfficeKind::Counter]);
    let texts = (text(), text(), text(), text());
    (0..u32::MAX / 2, kind, area, phone, bits, texts).prop_map(
        |(id, kind, area, phone, capabilities, (code, name, address, city))| Office {
            id: OfficeId(id),
            code,
            kind,
            name,
            address,
            city,
            area,
            phone,
            capabilities,
        },
    )
}
