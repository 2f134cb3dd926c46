//! What is to be reached, as ratios within one comparison, and whether it was.

use super::cells::{Cell, Contestant, Work};
use super::figures::{Results, times};
use serde::Serialize;

/// From here on a run counts as sustained; below, as a burst.
const SUSTAINED_S: u64 = 60;
/// "No difference" between hot and spread, with the noise of a machine.
const SAME: f64 = 0.95;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    Must,
    Goal,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    AtLeast,
    AtMost,
}

/// One wish and what was found.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Target {
    pub cell: Cell,
    pub grade: Grade,
    /// What is compared, in words.
    pub what: &'static str,
    pub bound: Bound,
    pub wanted: f64,
    /// None where something that it rests on was not measured.
    pub found: Option<f64>,
}

impl Target {
    pub fn met(&self) -> Option<bool> {
        self.found.map(|found| match self.bound {
            Bound::AtLeast => found >= self.wanted,
            Bound::AtMost => found <= self.wanted,
        })
    }
}

struct Judge<'a> {
    results: &'a Results,
    cell: Cell,
    targets: Vec<Target>,
}

/// All targets of the cells that were measured.
pub fn targets(results: &Results, seconds: u64) -> Vec<Target> {
    let mut all = Vec::new();
    for cell in results.cells() {
        let mut judge = Judge { results, cell, targets: Vec::new() };
        judge.cell(seconds >= SUSTAINED_S);
        all.append(&mut judge.targets);
    }
    all
}

impl Judge<'_> {
    fn cell(&mut self, is_sustained: bool) {
        let is_crowd = self.cell.in_flight == 1_024;
        let is_few = self.cell.in_flight == 64;
        match self.cell.work {
            Work::Spread if is_few => self.spread_at_64(),
            Work::Spread if is_crowd && is_sustained => self.spread_at_1024(),
            Work::Spread if is_crowd => self.burst_at_1024(),
            Work::Hot if is_few || is_crowd => self.hot(if is_crowd { 600.0 } else { 60.0 }),
            Work::Full if is_crowd => {
                let redis = self.results.ratio(self.cell, Contestant::Redis);
                self.least(REDIS_FULL, redis, 3.0, 6.0);
            }
            Work::Lists => {
                let alone = self.results.per_s(self.cell, Contestant::Ours);
                self.must("lists a second, alone", Bound::AtLeast, 100_000.0, alone);
            }
            Work::ListsBeside => {
                let p99 = self.results.p99_us(self.cell, Contestant::Ours);
                self.must(LIST_P99, Bound::AtMost, 500.0, p99);
                self.goal(LIST_P99, Bound::AtMost, 100.0, p99);
            }
            Work::Spread | Work::Hot | Work::Full | Work::Limit => {}
        }
    }

    fn spread_at_64(&mut self) {
        let redis = self.results.ratio(self.cell, Contestant::Redis);
        self.least(REDIS, redis, 3.0, 6.0);
        let postgres = self.to_postgres();
        self.must(POSTGRES, Bound::AtLeast, 12.0, postgres);
        let p99 = self.results.p99_us(self.cell, Contestant::Ours);
        self.must(HOLD_P99, Bound::AtMost, 2_000.0, p99);
        self.goal(HOLD_P99, Bound::AtMost, 1_000.0, p99);
    }

    fn spread_at_1024(&mut self) {
        let redis = self.results.ratio(self.cell, Contestant::Redis);
        self.least(REDIS, redis, 2.0, 6.0);
        let postgres = self.to_postgres();
        self.must(POSTGRES, Bound::AtLeast, 20.0, postgres);
        let p99 = self.results.p99_us(self.cell, Contestant::Ours);
        self.must(HOLD_P99, Bound::AtMost, 7_000.0, p99);
    }

    fn burst_at_1024(&mut self) {
        let redis = self.results.ratio(self.cell, Contestant::Redis);
        self.must(REDIS, Bound::AtLeast, 6.0, redis);
        let share = self.to_own(Work::Limit);
        self.least("ours to the bare loop", share, 0.2, 0.5);
        let pairs = self.results.per_s(self.cell, Contestant::Ours);
        self.goal("pairs a second", Bound::AtLeast, 1_000_000.0, pairs);
    }

    fn hot(&mut self, to_postgres: f64) {
        let share = self.to_own(Work::Spread);
        self.least("hot to spread", share, 0.85, SAME);
        let postgres = self.to_postgres();
        self.must(POSTGRES, Bound::AtLeast, to_postgres, postgres);
    }

    fn to_postgres(&self) -> Option<f64> {
        let ours = self.results.per_s(self.cell, Contestant::Ours);
        times(ours, self.results.postgres_best(self.cell))
    }

    fn to_own(&self, work: Work) -> Option<f64> {
        let other = Cell { work, ..self.cell };
        let ours = |cell| self.results.per_s(cell, Contestant::Ours);
        times(ours(self.cell), ours(other))
    }

    fn least(&mut self, what: &'static str, found: Option<f64>, must: f64, goal: f64) {
        self.must(what, Bound::AtLeast, must, found);
        self.goal(what, Bound::AtLeast, goal, found);
    }

    fn must(&mut self, what: &'static str, bound: Bound, wanted: f64, found: Option<f64>) {
        let (cell, grade) = (self.cell, Grade::Must);
        self.targets.push(Target { cell, grade, what, bound, wanted, found });
    }

    fn goal(&mut self, what: &'static str, bound: Bound, wanted: f64, found: Option<f64>) {
        let (cell, grade) = (self.cell, Grade::Goal);
        self.targets.push(Target { cell, grade, what, bound, wanted, found });
    }
}

const REDIS: &str = "ours to Redis, lean";
const REDIS_FULL: &str = "ours to Redis, full";
const POSTGRES: &str = "ours to PostgreSQL's best";
const HOLD_P99: &str = "hold p99, us";
const LIST_P99: &str = "list p99, us";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peers::figures::Figures;

    fn results(rows: &[(Work, u32, Contestant, f64, f64)]) -> Results {
        let mut results = Results::default();
        for (work, in_flight, who, per_s, p99_us) in rows {
            let cell = Cell { work: *work, in_flight: *in_flight };
            let figures = Figures { per_s: *per_s, p99_us: *p99_us, ..Figures::default() };
            results.add(cell, *who, Ok(figures));
        }
        results
    }

    fn found(results: &Results, seconds: u64) -> Vec<(&'static str, f64, Option<bool>)> {
        let all = targets(results, seconds);
        all.iter().map(|target| (target.what, target.wanted, target.met())).collect()
    }

    #[test]
    fn at_64_the_ratios_and_the_latency_are_judged() {
        use Contestant::{Ours, Postgres, Redis};
        let results = results(&[
            (Work::Spread, 64, Ours, 80_000.0, 1_500.0),
            (Work::Spread, 64, Redis, 20_000.0, 2_000.0),
            (Work::Spread, 64, Postgres, 7_000.0, 9_000.0),
        ]);
        let expected = [
            (REDIS, 3.0, Some(true)),
            (REDIS, 6.0, Some(false)),
            (POSTGRES, 12.0, Some(false)),
            (HOLD_P99, 2_000.0, Some(true)),
            (HOLD_P99, 1_000.0, Some(false)),
        ];
        assert_eq!(found(&results, 10), expected);
    }

    #[test]
    fn a_minute_is_judged_as_sustained_and_less_as_a_burst() {
        use Contestant::{Ours, PostgresPooled, Redis};
        let results = results(&[
            (Work::Spread, 1_024, Ours, 200_000.0, 6_000.0),
            (Work::Spread, 1_024, Redis, 50_000.0, 9_000.0),
            (Work::Spread, 1_024, PostgresPooled, 5_000.0, 9_000.0),
            (Work::Limit, 1_024, Ours, 2_000_000.0, 400.0),
        ]);
        let sustained = found(&results, 60);
        assert!(sustained.contains(&(REDIS, 2.0, Some(true))));
        assert!(sustained.contains(&(POSTGRES, 20.0, Some(true))));
        let burst = found(&results, 59);
        assert!(burst.contains(&(REDIS, 6.0, Some(false))));
        assert!(burst.contains(&("ours to the bare loop", 0.2, Some(false))));
    }

    #[test]
    fn what_was_not_measured_is_neither_met_nor_missed() {
        let results = results(&[
            (Work::Hot, 64, Contestant::Postgres, 1_400.0, 1.0),
            (Work::Full, 1_024, Contestant::Redis, 1.0, 1.0),
        ]);
        let all = found(&results, 10);
        assert_eq!(all.len(), 5);
        assert!(all.iter().all(|(_, _, met)| met.is_none()));
    }

    #[test]
    fn hot_is_judged_by_ours_and_by_postgres() {
        use Contestant::{Ours, Postgres};
        let results = results(&[
            (Work::Spread, 64, Ours, 100_000.0, 1.0),
            (Work::Hot, 64, Ours, 90_000.0, 1.0),
            (Work::Hot, 64, Postgres, 1_400.0, 1.0),
        ]);
        let all = found(&results, 10);
        assert!(all.contains(&("hot to spread", 0.85, Some(true))));
        assert!(all.contains(&("hot to spread", SAME, Some(false))));
        assert!(all.contains(&(POSTGRES, 60.0, Some(true))));
    }
}
