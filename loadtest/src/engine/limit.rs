//! The roofline: the law and the journal's bytes, and nothing between them.
//!
//! One thread decides for all clients in turn; another writes what has gathered, in one
//! synchronous direct write to a preallocated file. No actors, no tables, no answers to wake.

use super::args::EngineArgs;
use super::figures::{Figures, Journal};
use super::process;
use super::spread::{CONFIRMED_PERMILLE, KEPT};
use super::tally::Tally;
use crate::chance::Chance;
use crate::clock::now;
use anyhow::Context;
use metrics_exporter_prometheus::PrometheusHandle;
use nobat_domain::ids::{Day, HoldNo, RequestKey, SeatNo, Sequence, ShiftId};
use nobat_domain::keeper::ShiftKeeper;
use nobat_domain::limits::{HoldTerms, ShiftTerms};
use nobat_domain::shift::{Answer, Ask, Purpose, ShiftCommand, ShiftEvent};
use nobat_domain::timestamp::{Millis, Timestamp};
use nobat_engine::clock::{monotonic_ns, wall};
use nobat_engine::day_of;
use nobat_engine::journal::medium::DiskMedium;
use nobat_engine::journal::{Journal as Log, JournalConfig, Lane, Work};
use nobat_engine::record::seat_bytes;
use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

const DEADLINE: Millis = Millis::minutes(20);
const DECIDE_WITHIN: Millis = Millis::seconds(10);
const FROM: i32 = 3;
/// No tables are behind: segments are given back after so many records.
const RELEASED_EACH: u64 = 65_536;
/// Clients between two times that what was decided sets off to the writer.
const SET_OFF_EACH: usize = 64;

#[derive(Clone, Copy)]
struct Booking {
    shift: usize,
    day: Day,
    hold: HoldNo,
    seat: SeatNo,
}

enum Doing {
    Nothing,
    Holding(Booking),
    Finishing,
}

struct Client {
    key: RequestKey,
    cycles: u32,
    doing: Doing,
    kept: VecDeque<Booking>,
    begun_ns: u64,
    waits_for: Sequence,
}

struct Loop {
    shifts: Vec<ShiftKeeper>,
    first_day: Day,
    days: u32,
    chance: Chance,
    lane: Lane,
    at: Timestamp,
}

/// # Errors
/// A journal that cannot be made.
pub fn measure(
    args: &EngineArgs,
    dir: &Path,
    metrics: &PrometheusHandle,
) -> anyhow::Result<Figures> {
    let medium = DiskMedium::new(dir.join("journal"), dir.join("archive"));
    let medium = Arc::new(medium.context("making folders for the journal")?);
    let config = JournalConfig::new(1, [7; 16], monotonic_ns);
    let mut opened = Log::open(&config, medium, Sequence(0)).context("opening the journal")?;
    let lane = opened.lanes.remove(0);
    let log = opened.journal;
    let at = wall();
    let mut this = Loop {
        shifts: Vec::new(),
        first_day: day_of(at).plus(FROM),
        days: args.days,
        chance: Chance::of(args.seed),
        lane,
        at,
    };
    this.found(args.offices * 2);
    let tally = this.run(args, &log);
    let figures = Figures::of(args, &tally, args.seconds as f64)
        .with_journal(Journal::read(metrics))
        .with_cpu(process::cpu_by_thread());
    drop(this);
    log.close();
    Ok(figures)
}

impl Loop {
    fn found(&mut self, shifts: u32) {
        for shift in 0..shifts {
            let mut keeper = ShiftKeeper::new(ShiftId(shift), ShiftTerms::of(&HoldTerms::DEFAULT));
            for day in 0..self.days {
                let approved = 20 + u32::try_from(self.chance.below(41)).expect("a few seats");
                let day = self.first_day.plus(i32::try_from(day).expect("a few days"));
                let open = ShiftCommand::OpenDay { day, approved, opens_at: self.at };
                keeper.receive(&open, self.at).answer.expect("the law allows it");
            }
            self.shifts.push(keeper);
        }
    }

    fn run(&mut self, args: &EngineArgs, log: &Log) -> Tally {
        let mut clients: Vec<Client> = (0..args.in_flight)
            .map(|no| {
                let mut key = [0; 16];
                key[8..].copy_from_slice(&(no + 1).to_be_bytes());
                Client {
                    key: RequestKey(key),
                    cycles: 0,
                    doing: Doing::Nothing,
                    kept: VecDeque::new(),
                    begun_ns: 0,
                    waits_for: Sequence(0),
                }
            })
            .collect();
        let mut tally = Tally::default();
        let durable = log.durable();
        let warm = Duration::from_secs(args.warm_up);
        let begun = now();
        let end = warm + Duration::from_secs(args.seconds);
        let mut released = Sequence(0);
        loop {
            let passed = begun.elapsed();
            if passed >= end {
                return tally;
            }
            let seen = durable.sequence();
            if seen.0 > released.0 + RELEASED_EACH {
                log.released(seen);
                released = seen;
            }
            self.at = wall();
            for (n, client) in clients.iter_mut().enumerate() {
                if n % SET_OFF_EACH == 0 {
                    self.lane.set_off();
                }
                if client.waits_for <= seen && self.lane.has_room(Work::Finishing) {
                    let counted = passed >= warm;
                    self.step(client, &mut tally, counted);
                }
            }
            self.lane.set_off();
            if durable.sequence() == seen {
                std::thread::yield_now();
            }
        }
    }

    /// The client's last answer is durable: it asks for the next thing.
    fn step(&mut self, client: &mut Client, tally: &mut Tally, counted: bool) {
        match client.doing {
            Doing::Holding(booking) => {
                if counted {
                    tally.hold_ns.saturating_record(monotonic_ns() - client.begun_ns);
                }
                let seat = booking.seat;
                let confirmed = self.chance.permille(CONFIRMED_PERMILLE);
                let ask = if confirmed { Ask::Book { seat } } else { Ask::Release { seat } };
                self.ask(client, booking.shift, booking.day, booking.hold, ask);
                if confirmed {
                    client.kept.push_back(booking);
                }
                client.doing = Doing::Finishing;
            }
            Doing::Finishing | Doing::Nothing => {
                if matches!(client.doing, Doing::Finishing) && counted {
                    tally.pairs += 1;
                }
                if client.kept.len() > KEPT
                    && let Some(old) = client.kept.pop_front()
                {
                    let ask = Ask::GiveBack { seat: old.seat, cool_until: None };
                    self.ask(client, old.shift, old.day, old.hold, ask);
                    client.doing = Doing::Nothing;
                    return;
                }
                self.hold(client, tally);
            }
        }
    }

    fn hold(&mut self, client: &mut Client, tally: &mut Tally) {
        client.begun_ns = monotonic_ns();
        client.cycles += 1;
        client.doing = Doing::Nothing;
        let shift = self.chance.place(self.shifts.len());
        let later = i32::try_from(self.chance.below(u64::from(self.days))).expect("a few days");
        let (day, hold) = (self.first_day.plus(later), HoldNo(client.cycles));
        let deadline = self.at.plus(DEADLINE);
        let decide_by = self.at.plus(DECIDE_WITHIN);
        let ask = Ask::Hold { purpose: Purpose::Pay, deadline, cap: deadline, decide_by };
        match self.ask(client, shift, day, hold, ask) {
            Some(Answer::Held { seat, .. }) => {
                client.doing = Doing::Holding(Booking { shift, day, hold, seat });
            }
            _ => tally.full += 1,
        }
    }

    fn ask(
        &mut self,
        client: &mut Client,
        shift: usize,
        day: Day,
        hold: HoldNo,
        ask: Ask,
    ) -> Option<Answer> {
        let command = ShiftCommand::Seat { request: client.key, hold, day, ask };
        let keeper = &mut self.shifts[shift];
        let output = keeper.receive(&command, self.at);
        if let Some(ShiftEvent::Seat(image)) = &output.event {
            client.waits_for = self.lane.stage(&seat_bytes(keeper.id(), image), 1);
        }
        output.answer.ok()
    }
}
