//! How long does the law take to decide? The keepers alone: no thread, no journal, no disk.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use nobat_benches::fixture::{
    CHOICE, DAY, NOW, SEATS, SHIFT, desired, details, entered, fee, request_key,
};
use nobat_domain::ids::{AttemptNo, HoldNo, OrderNo, RequestKey, SeatNo, Sequence};
use nobat_domain::keeper::{DeskInput, DeskKeeper, Row, ShiftKeeper};
use nobat_domain::limits::{HoldTerms, ShiftTerms};
use nobat_domain::payment::{BankSays, Receipt, Reference, Token};
use nobat_domain::request::{Remains, RequestCommand, RequestEvent, RequestState};
use nobat_domain::shift::{Ask, Purpose, ShiftCommand, ShiftState, decide, evolve};
use nobat_domain::tracking_code::{TrackingCode, TrackingOrigin};
use nobat_engine::keyring::RequestKeys;
use std::hint::black_box;

const TERMS: HoldTerms = HoldTerms::DEFAULT;

fn open_shift(approved: u32) -> ShiftKeeper {
    let mut shift = ShiftKeeper::new(SHIFT, ShiftTerms::of(&TERMS));
    let opened = shift.receive(&ShiftCommand::OpenDay { day: DAY, approved, opens_at: NOW }, NOW);
    assert!(opened.event.is_some());
    shift
}

fn seat_command(n: u32, ask: Ask) -> ShiftCommand {
    ShiftCommand::Seat { request: request_key(u64::from(n)), hold: HoldNo(1), day: DAY, ask }
}

fn hold(n: u32) -> ShiftCommand {
    let ask = Ask::Hold {
        purpose: Purpose::Pay,
        deadline: NOW.plus(TERMS.until_token),
        cap: NOW.plus(TERMS.cap),
        decide_by: NOW.plus(TERMS.decide_within),
    };
    seat_command(n, ask)
}

/// Every citizen of a shift sends one command; each of them must lead to an event.
fn all_send(shift: &mut ShiftKeeper, commands: &[ShiftCommand]) {
    for command in commands {
        assert!(black_box(shift.receive(command, NOW)).event.is_some());
    }
}

fn shifts(criterion: &mut Criterion) {
    let empty = open_shift(SEATS);
    let holds: Vec<_> = (0..SEATS).map(hold).collect();
    let seats = |ask: fn(SeatNo) -> Ask| -> Vec<_> {
        (0..SEATS).map(|n| seat_command(n, ask(SeatNo(n)))).collect()
    };
    let books = seats(|seat| Ask::Book { seat });
    let releases = seats(|seat| Ask::Release { seat });
    let mut full = empty.clone();
    all_send(&mut full, &holds);

    let mut group = criterion.benchmark_group("shift");
    group.throughput(Throughput::Elements(u64::from(SEATS)));
    for (name, before, commands) in
        [("hold", &empty, &holds), ("book", &full, &books), ("release", &full, &releases)]
    {
        group.bench_function(name, |bencher| {
            let send = |shift: &mut ShiftKeeper| all_send(shift, commands);
            bencher.iter_batched_ref(|| before.clone(), send, BatchSize::SmallInput);
        });
    }
    let decided = |state: &ShiftState| -> Vec<_> {
        holds.iter().map(|hold| decide(state, hold, NOW).expect("a free seat").event).collect()
    };
    assert!(decided(empty.state()).iter().all(Option::is_some), "each would be a hold");
    group.bench_function("decide alone: hold", |bencher| {
        bencher.iter(|| black_box(decided(empty.state())));
    });
    let mut once = empty.clone();
    let events: Vec<_> = holds.iter().filter_map(|hold| once.receive(hold, NOW).event).collect();
    group.bench_function("evolve alone: hold", |bencher| {
        let evolve_all = |state: &mut ShiftState| {
            for event in &events {
                evolve(state, black_box(event));
            }
        };
        bencher.iter_batched_ref(|| empty.state().clone(), evolve_all, BatchSize::SmallInput);
    });
    group.throughput(Throughput::Elements(1));
    group.bench_function("refuse when full", |bencher| {
        let late = hold(SEATS + 1);
        bencher.iter(|| assert!(black_box(full.receive(&late, NOW)).answer.is_err()));
    });
    group.finish();
}

/// A desk and a shift that answer each other at once, as two actors do over mailboxes.
struct Office {
    shift: ShiftKeeper,
    desk: DeskKeeper,
    last: u64,
    order: Option<OrderNo>,
}

impl Office {
    fn new() -> Self {
        let keys = RequestKeys::of_known_secret([7; 32]);
        let code = move |desk, counter| {
            let origin = TrackingOrigin { desk, counter };
            let code = TrackingCode::of(origin, |round, half| keys.tracking_round(round, half));
            code.expect("a desk has more codes than this")
        };
        let desk = DeskKeeper::new(TERMS, 0, Sequence(0), Box::new(code));
        Self { shift: open_shift(SEATS), desk, last: 0, order: None }
    }

    fn tell(&mut self, key: RequestKey, command: RequestCommand, row: Option<Row>) {
        let input = DeskInput { key, row, command, wait: None, chance: 0, at: NOW };
        let output = self.desk.receive(input);
        if !output.events.is_empty() {
            self.last += output.events.len() as u64;
            self.desk.published(key, Sequence(self.last));
        }
        let opened = output.events.iter().find_map(|event| match event {
            RequestEvent::AttemptOpened { order, .. } => Some(*order),
            _ => None,
        });
        self.order = opened.or(self.order);
        for owed in output.sends {
            if let Some(tell) = self.shift.receive(&owed.command, NOW).tell {
                self.tell(tell.request, tell.command, None);
            }
        }
    }

    /// From the chosen seat to the booked one: hold, token, return, the bank's word.
    fn book(&mut self, key: RequestKey, entered: RequestState, token: &Token, paid: &Reference) {
        let row =
            Row { state: Some(entered), remains: Remains::default(), applied: Sequence(u64::MAX) };
        let details = Some(Box::new(details()));
        let choose = RequestCommand::Choose { choice: CHOICE, desired: desired(), details };
        self.tell(key, choose, Some(row));
        let attempt = AttemptNo(1);
        let window_ends = NOW.plus(TERMS.bank_window);
        let token = token.clone();
        self.tell(key, RequestCommand::Tokened { attempt, token, window_ends }, None);
        self.tell(key, RequestCommand::Returned { attempt, failed: false }, None);
        let order = self.order.expect("an attempt was opened");
        let receipt =
            Receipt { reference: paid.clone(), trace: paid.clone(), amount: fee(), order };
        let says = BankSays::Paid(receipt);
        self.tell(key, RequestCommand::BankSaid { attempt, says }, None);
    }
}

fn desks(criterion: &mut Criterion) {
    let token = Token::new("000123456789").expect("a plain text");
    let paid = Reference::new("000123456789").expect("a plain text");
    let entered = entered();
    let book_all = |office: &mut Office| {
        for n in 0..SEATS {
            office.book(request_key(u64::from(n)), entered.clone(), &token, &paid);
        }
    };
    let mut once = Office::new();
    book_all(&mut once);
    let counts = once.shift.counts().next().map(|(_, capacity)| capacity.booked());
    assert_eq!(counts, Some(SEATS), "what is measured are bookings");

    let mut group = criterion.benchmark_group("desk and shift");
    group.throughput(Throughput::Elements(u64::from(SEATS)));
    group.bench_function("a whole booking", |bencher| {
        bencher.iter_batched_ref(Office::new, book_all, BatchSize::LargeInput);
    });
    group.bench_function("choose", |bencher| {
        let input = |n: u32| {
            let row = Row {
                state: Some(entered.clone()),
                remains: Remains::default(),
                applied: Sequence(u64::MAX),
            };
            let details = Some(Box::new(details()));
            let command = RequestCommand::Choose { choice: CHOICE, desired: desired(), details };
            let key = request_key(u64::from(n));
            DeskInput { key, row: Some(row), command, wait: None, chance: 0, at: NOW }
        };
        let choose_all = |(desk, inputs): (DeskKeeper, Vec<DeskInput>)| {
            let mut desk = desk;
            for input in inputs {
                assert!(!black_box(desk.receive(input)).events.is_empty());
            }
            desk
        };
        let setup = || (Office::new().desk, (0..SEATS).map(input).collect());
        bencher.iter_batched(setup, choose_all, BatchSize::LargeInput);
    });
    group.finish();
}

criterion_group!(benches, shifts, desks);
criterion_main!(benches);
