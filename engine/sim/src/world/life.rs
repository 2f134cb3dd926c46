//! The loop of a world: what is planned, what happens next, and the end of it.

use std::collections::BTreeMap;

use nobat_domain::ids::{AttemptNo, OrderNo, RequestKey, Sequence};
use nobat_domain::journal::Log;
use nobat_domain::keeper::{AskBank, Tell};
use nobat_domain::payment::{BankSays, Token};
use nobat_domain::shift::ShiftCommand;
use nobat_domain::timestamp::{Millis, Timestamp};

use super::machine::{Call, Machine, ToDesk};
use super::start::Stage;
use super::witness::Witness;
use crate::auditor::Auditor;
use crate::clock::{Agenda, Clocks};
use crate::coverage::{Case, Coverage};
use crate::fault::Fault;
use crate::gateway::Gateway;
use crate::journal::{Journal, Opened};
use crate::population::Citizen;
use crate::random::Random;
use crate::tables::Store;
use crate::workload::Workload;

/// More steps than any world needs: one that takes more is stuck in a circle.
const STEPS_MAX: u64 = 400_000;
const STEPS_OF_A_CITIZEN_MAX: u64 = 20_000;
/// A world with so many citizens is a crowd.
const CROWD: usize = 1_000;

/// Something planned. What belongs to one run of the engine carries its number.
#[derive(Debug)]
pub(super) enum Step {
    ShiftWorks {
        run: u32,
        place: usize,
    },
    DeskWorks {
        run: u32,
        place: usize,
    },
    ShiftTick {
        run: u32,
        place: usize,
    },
    DeskTick {
        run: u32,
        place: usize,
    },
    /// One step of the one write that is outstanding.
    Writes {
        run: u32,
    },
    /// Answers that rest on what is durable leave the engine.
    Leave {
        run: u32,
    },
    Project {
        run: u32,
    },
    Flush {
        run: u32,
    },
    Flushed {
        run: u32,
    },
    Starts {
        run: u32,
        stage: Stage,
    },
    BeginTicking {
        run: u32,
        tries: u32,
    },
    Sweep {
        run: u32,
    },
    Offers {
        run: u32,
    },
    Call {
        run: u32,
        call: Box<Call>,
    },
    TokenCame {
        run: u32,
        key: RequestKey,
        attempt: AttemptNo,
        token: Option<Token>,
    },
    BankSaid {
        run: u32,
        ask: Box<AskBank>,
        says: BankSays,
    },
    /// A copy of a message arrives long after it.
    ShiftEcho {
        run: u32,
        place: usize,
        command: ShiftCommand,
    },
    DeskEcho {
        run: u32,
        place: usize,
        tell: Box<Tell>,
        rests_on: Sequence,
    },
    Restart,
    WallSteps,
    DiskFills,
    DiskRecovers,
    Visit {
        citizen: usize,
    },
    Pays {
        order: OrderNo,
    },
    Returns {
        citizen: usize,
        attempt: AttemptNo,
        order: OrderNo,
        failed: bool,
    },
    SecondTab {
        citizen: usize,
    },
    Registrar,
    /// The evening of the first day: everybody is about once more.
    Evening,
}

impl Step {
    /// Whether the journal, or what follows it, goes on by it.
    const fn is_of_the_journal(&self) -> bool {
        matches!(
            self,
            Self::Writes { .. }
                | Self::Leave { .. }
                | Self::Flush { .. }
                | Self::Flushed { .. }
                | Self::Starts { .. }
        )
    }
}

pub struct World {
    pub(super) fault: Option<Fault>,
    pub(super) random: Random,
    pub(super) workload: Workload,
    pub(super) agenda: Agenda<Step>,
    pub(super) journal: Journal,
    pub(super) store: Store,
    pub(super) clocks: Clocks,
    pub(super) gateway: Gateway,
    pub(super) citizens: Vec<Citizen>,
    pub(super) by_key: BTreeMap<RequestKey, usize>,
    pub(super) auditor: Auditor,
    pub(super) audited: Sequence,
    pub(super) witness: Witness,
    pub(super) coverage: Coverage,
    pub(super) machine: Option<Machine>,
    /// A start is under way and has opened the journal.
    pub(super) opened: Option<Opened>,
    /// An operator has said that the journaled time is right.
    pub(super) confirmed: bool,
    pub(super) writing: bool,
    pub(super) disk_full: bool,
    pub(super) flush_planned: bool,
    /// Since when the writer has found no room.
    pub(super) stuck_since: Option<Timestamp>,
    /// Where the journal ended when the engine stopped.
    pub(super) end_at_the_crash: Sequence,
    /// When the engine's time has leapt ahead of the truth.
    pub(super) leaps: Vec<Timestamp>,
    pub(super) run: u32,
    pub(super) up_since: Timestamp,
    pub(super) crashes_left: u64,
    pub(super) crashes: u64,
    pub(super) aloud: bool,
    steps: u64,
}

impl World {
    #[must_use]
    pub fn grown(seed: u64, fault: Option<Fault>) -> Self {
        let mut random = Random::new(seed);
        let workload = Workload::drawn(&mut random);
        let born = |number| Citizen::born(number as u64, &mut random);
        let citizens: Vec<Citizen> = (0..workload.citizens).map(born).collect();
        let by_key = citizens.iter().enumerate().map(|(at, citizen)| (citizen.key, at)).collect();
        let mut world = Self {
            fault,
            agenda: Agenda::starting(workload.start),
            journal: Journal::empty(workload.ring),
            store: Store::default(),
            clocks: Clocks::right(workload.start),
            gateway: Gateway::default(),
            citizens,
            by_key,
            auditor: Auditor::default(),
            audited: Sequence(0),
            witness: Witness::default(),
            coverage: Coverage::default(),
            machine: None,
            opened: None,
            confirmed: false,
            writing: false,
            disk_full: false,
            flush_planned: false,
            stuck_since: None,
            end_at_the_crash: Sequence(0),
            leaps: Vec::new(),
            run: 0,
            up_since: workload.start,
            crashes_left: workload.crashes,
            crashes: 0,
            aloud: false,
            steps: 0,
            random,
            workload,
        };
        world.start_at_once();
        world.open_days();
        world.plan_storms();
        for citizen in 0..world.citizens.len() {
            let arrives = world.random.below(40 * 60_000);
            world.agenda.after(arrives, Step::Visit { citizen });
        }
        world.agenda.after(60_000, Step::Registrar);
        let evening = world.workload.evening();
        world.agenda.at(evening, Step::Evening);
        world
    }

    /// Prints every durable event from now on.
    pub const fn speak(&mut self) {
        self.aloud = true;
    }

    /// Disks that fill and clocks that are set, in the hours in which citizens act.
    fn plan_storms(&mut self) {
        if self.citizens.len() >= CROWD {
            self.meet(Case::Crowd);
        }
        for storm in 0..self.workload.disk_fills + self.workload.clock_steps {
            let fills = storm < self.workload.disk_fills;
            let evening = self.random.per_mille(300);
            let from = if evening { self.workload.evening() } else { self.workload.start };
            let when = from.plus(Millis(self.random.below(90 * 60_000)));
            self.agenda.at(when, if fills { Step::DiskFills } else { Step::WallSteps });
        }
    }

    /// The engine's time.
    pub(super) fn now(&self) -> Timestamp {
        let now = self.agenda.now();
        if self.is(Fault::WallClock) { self.clocks.wall(now) } else { self.clocks.engine(now) }
    }

    /// The true time at which the engine's clock will show `then`.
    pub(super) fn when(&self, then: Timestamp) -> Timestamp {
        if self.is(Fault::WallClock) {
            self.clocks.when_walled(then)
        } else {
            self.clocks.when(then)
        }
    }

    /// Lives until nothing is open any more, or until something is against the law.
    pub fn live(&mut self) {
        let most = STEPS_MAX + STEPS_OF_A_CITIZEN_MAX * self.workload.citizens as u64;
        while let Some(step) = self.agenda.take_next() {
            if self.agenda.now() > self.workload.end() || self.auditor.complaint().is_some() {
                break;
            }
            self.steps += 1;
            assert!(
                self.steps < most,
                "the world runs in a circle: {step:?}, journal {:?}, tables {:?}",
                (self.journal.end(), self.journal.durable()),
                self.store.live.applied()
            );
            let (end, writes) = (self.journal.end(), step.is_of_the_journal());
            self.take(step);
            // A crash that interrupts nothing teaches nothing.
            if writes || end != self.journal.end() {
                self.maybe_crash();
            }
        }
        if self.auditor.complaint().is_none() {
            self.rest();
        }
    }

    #[must_use]
    pub fn complaint(&self) -> Option<String> {
        let complaint = self.auditor.complaint()?;
        Some(format!("{}: {}", complaint.law, complaint.what))
    }

    #[must_use]
    pub const fn citizens(&self) -> usize {
        self.citizens.len()
    }

    #[must_use]
    pub const fn crashes(&self) -> u64 {
        self.crashes
    }

    #[must_use]
    pub const fn steps(&self) -> u64 {
        self.steps
    }

    #[must_use]
    pub const fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    pub(super) fn in_time(&self) -> bool {
        self.workload.lively(self.agenda.now())
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::ShiftWorks { run, place } if run == self.run => self.shift_works(place),
            Step::DeskWorks { run, place } if run == self.run => self.desk_works(place),
            Step::ShiftTick { run, place } if run == self.run => self.shift_tick(place),
            Step::DeskTick { run, place } if run == self.run => self.desk_tick(place),
            Step::Writes { run } if run == self.run => self.writes(),
            Step::Leave { run } if run == self.run => self.let_answers_go(),
            Step::Project { run } if run == self.run => self.project(),
            Step::Flush { run } if run == self.run => self.flush_in_time(),
            Step::Flushed { run } if run == self.run => self.flushed(),
            Step::Starts { run, stage } if run == self.run => self.starts(stage),
            Step::BeginTicking { run, tries } if run == self.run => self.begin_ticking(tries),
            Step::Sweep { run } if run == self.run => self.sweep(),
            Step::Offers { run } if run == self.run => self.offers_round(),
            Step::Call { run, call } if run == self.run => self.call(*call),
            Step::TokenCame { run, key, attempt, token } if run == self.run => {
                self.token_came(key, attempt, token);
            }
            Step::BankSaid { run, ask, says } if run == self.run => self.bank_said(&ask, says),
            Step::ShiftEcho { run, place, command } if run == self.run => {
                self.put_shift(place, command);
            }
            Step::DeskEcho { run, place, tell, rests_on } if run == self.run => {
                self.put_desk(place, ToDesk::Told { tell: *tell, rests_on });
            }
            Step::Restart => self.start(),
            Step::WallSteps => self.wall_steps(),
            Step::DiskFills => self.disk_fills(),
            Step::DiskRecovers => self.disk_recovers(),
            Step::Visit { citizen } => self.visit(citizen),
            Step::Pays { order } => {
                let now = self.agenda.now();
                self.gateway.pay(order, now, &mut self.random);
            }
            Step::Returns { citizen, attempt, order, failed } => {
                self.browser_returns(citizen, attempt, order, failed);
            }
            Step::SecondTab { citizen } => self.second_tab(citizen),
            Step::Registrar => self.registrar(),
            Step::Evening => self.evening(),
            // It belonged to a run of the engine that has crashed meanwhile.
            _ => {}
        }
    }

    pub(super) fn meet(&mut self, case: Case) {
        self.coverage.meet(case);
    }

    pub(super) fn is(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }
}
