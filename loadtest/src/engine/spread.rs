//! Hold, then confirm or release; what was confirmed comes back some cycles later.

use super::country::Country;
use super::run::Stage;
use super::tally::{self, Tally};
use crate::chance::Chance;
use crate::clock::now;
use nobat_domain::ids::{Day, HoldNo, RequestKey, SeatNo, ShiftId};
use nobat_domain::shift::{Answer, Ask, Purpose, Refusal, ShiftCommand};
use nobat_domain::timestamp::Millis;
use nobat_engine::{AskError, EngineHandle};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

/// Of a thousand holds, so many are confirmed; the rest is released.
pub const CONFIRMED_PERMILLE: u64 = 950;
/// Bookings that a client keeps before it gives the oldest back.
pub const KEPT: usize = 8;
const DECIDE_WITHIN: Millis = Millis::seconds(10);
const DEADLINE: Millis = Millis::minutes(20);

/// One client: it waits for each answer before it asks again.
pub struct Client {
    engine: EngineHandle,
    country: Arc<Country>,
    chance: Chance,
    no: u64,
    /// Tells this run's clients from those of an earlier one in the same directory.
    came: u64,
    cycles: u32,
    kept: VecDeque<Booking>,
}

struct Booking {
    shift: ShiftId,
    day: Day,
    hold: HoldNo,
    seat: SeatNo,
}

impl Client {
    pub fn new(engine: EngineHandle, country: Arc<Country>, seed: u64, no: u64) -> Self {
        let (chance, came) = (Chance::nth(seed, no), engine.now().0);
        Self { engine, country, chance, no, came, cycles: 0, kept: VecDeque::new() }
    }

    fn key(&self) -> RequestKey {
        let mut key = [0; 16];
        // Spread over desks, as keyed hashes are; never nobody's key, which is zero.
        let spread = (self.no ^ self.came << 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        key[..8].copy_from_slice(&spread.to_be_bytes());
        key[8..].copy_from_slice(&(self.no + 1).to_be_bytes());
        RequestKey(key)
    }

    async fn ask(
        &self,
        booking: (ShiftId, Day, HoldNo),
        ask: Ask,
    ) -> Result<Result<Answer, Refusal>, AskError> {
        let (shift, day, hold) = booking;
        let command = ShiftCommand::Seat { request: self.key(), hold, day, ask };
        self.engine.seat(shift, command).await
    }

    /// Goes on until the run ends.
    pub async fn live(mut self, stage: Arc<Stage>, tally: Arc<Mutex<Tally>>) {
        while !stage.over() {
            let counted = stage.counts();
            let begun = now();
            let held = self.hold().await;
            let hold_took = begun.elapsed();
            let second = match held {
                Ok(Some(booking)) => self.finish(booking).await,
                Ok(None) => {
                    let mut tally = tally::open(&tally);
                    tally.full += u64::from(counted);
                    continue;
                }
                Err(error) => Err(error),
            };
            let pair_took = begun.elapsed();
            {
                let mut tally = tally::open(&tally);
                match second {
                    Ok(()) if counted && stage.counts() => {
                        tally.pairs += 1;
                        tally.hold_ns.saturating_record(nanos(hold_took));
                        tally.pair_ns.saturating_record(nanos(pair_took));
                    }
                    Ok(()) => {}
                    Err(_) => tally.busy += 1,
                }
            }
            if second.is_err() {
                // There was no room: as a citizen would, let others go first.
                tokio::task::yield_now().await;
            }
            while self.kept.len() > KEPT && !stage.over() {
                self.give_back().await;
            }
        }
    }

    /// One hold that comes by schedule, and everything that follows from it. What was accepted is
    /// finished, however often that finds no room.
    pub async fn once(mut self, stage: &Stage, tally: &Mutex<Tally>) {
        let counted = stage.counts();
        let begun = now();
        let held = self.hold().await;
        let took = nanos(begun.elapsed());
        {
            let mut tally = tally::open(tally);
            match &held {
                Ok(Some(_)) if counted => tally.hold_ns.saturating_record(took),
                Ok(None) => tally.full += u64::from(counted),
                Err(_) if counted => {
                    tally.busy += 1;
                    tally.busy_ns.saturating_record(took);
                }
                Ok(Some(_)) | Err(_) => {}
            }
        }
        let Ok(Some(booking)) = held else { return };
        let place = (booking.shift, booking.day, booking.hold);
        let seat = booking.seat;
        let back = Ask::GiveBack { seat, cool_until: None };
        for (n, ask) in [Ask::Book { seat }, back].into_iter().enumerate() {
            while self.ask(place, ask).await.is_err() {
                tally::open(tally).unfinished += u64::from(counted);
                tokio::task::yield_now().await;
            }
            if n == 0 && counted && stage.counts() {
                let mut tally = tally::open(tally);
                tally.pairs += 1;
                tally.pair_ns.saturating_record(nanos(begun.elapsed()));
            }
        }
    }

    /// Books so many seats and gives none back.
    pub async fn book(mut self, bookings: u64) {
        let mut left = bookings;
        while left > 0 {
            let Ok(Some(booking)) = self.hold().await else {
                tokio::task::yield_now().await;
                continue;
            };
            let place = (booking.shift, booking.day, booking.hold);
            while self.ask(place, Ask::Book { seat: booking.seat }).await.is_err() {
                tokio::task::yield_now().await;
            }
            left -= 1;
        }
    }

    /// `None`: the date was full.
    async fn hold(&mut self) -> Result<Option<Booking>, AskError> {
        self.cycles += 1;
        let (shift, day) = self.country.any(&mut self.chance);
        let hold = HoldNo(self.cycles);
        let at = self.engine.now();
        let deadline = at.plus(DEADLINE);
        let ask = Ask::Hold {
            purpose: Purpose::Pay,
            deadline,
            cap: deadline,
            decide_by: at.plus(DECIDE_WITHIN),
        };
        match self.ask((shift, day, hold), ask).await? {
            Ok(Answer::Held { seat, .. }) => Ok(Some(Booking { shift, day, hold, seat })),
            Err(Refusal::Full) => Ok(None),
            // It waited for so long that only the clock could answer: the machine stood still.
            Err(Refusal::TooLate) => Err(AskError::Busy),
            other => panic!("a hold was answered by {other:?}"),
        }
    }

    async fn finish(&mut self, booking: Booking) -> Result<(), AskError> {
        let place = (booking.shift, booking.day, booking.hold);
        let seat = booking.seat;
        if self.chance.permille(CONFIRMED_PERMILLE) {
            let answer = self.ask(place, Ask::Book { seat }).await?;
            assert_eq!(answer, Ok(Answer::Booked { seat }), "a live hold is booked");
            self.kept.push_back(booking);
        } else {
            let answer = self.ask(place, Ask::Release { seat }).await?;
            assert_eq!(answer, Ok(Answer::Gone), "a live hold is released");
        }
        Ok(())
    }

    async fn give_back(&mut self) {
        let Some(booking) = self.kept.pop_front() else { return };
        let place = (booking.shift, booking.day, booking.hold);
        let ask = Ask::GiveBack { seat: booking.seat, cool_until: None };
        if self.ask(place, ask).await.is_err() {
            self.kept.push_front(booking);
            tokio::task::yield_now().await;
        }
    }
}

pub fn nanos(took: std::time::Duration) -> u64 {
    u64::try_from(took.as_nanos()).unwrap_or(u64::MAX)
}
