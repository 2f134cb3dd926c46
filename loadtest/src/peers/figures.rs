//! What one turn gave, and what several gave together.

use serde::Serialize;
use std::collections::BTreeMap;

use super::cells::{Cell, Contestant};

/// One turn. Pairs a second and the latency of a hold; of lists, lists a second and theirs.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Figures {
    pub per_s: f64,
    pub p50_us: f64,
    pub p99_us: f64,
    pub p999_us: f64,
    /// Beside lists: the pairs of `spread` meanwhile.
    pub beside_per_s: Option<f64>,
    /// Answers of every kind: holds, second steps, seats given back.
    pub answers_per_s: Option<f64>,
    /// Holds that found nothing free.
    pub full: Option<u64>,
    pub memory_mib: Option<f64>,
    /// Of one core, taken by the tester beside a peer.
    pub tester_cpu_percent: Option<f64>,
}

/// The middle of several values and how far they lie apart.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Spread {
    pub median: f64,
    pub min: f64,
    pub max: f64,
}

/// None of no values. Of an even number the median is the mean of the two in the middle.
pub fn spread(values: &[f64]) -> Option<Spread> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (min, max) = (*sorted.first()?, *sorted.last()?);
    let half = sorted.len() / 2;
    let is_even = sorted.len().is_multiple_of(2);
    let median = if is_even { f64::midpoint(sorted[half - 1], sorted[half]) } else { sorted[half] };
    Some(Spread { median, min, max })
}

/// The turns of everybody on every cell, in the order in which they were taken.
#[derive(Clone, Debug, Default)]
pub struct Results {
    turns: BTreeMap<(Cell, Contestant), Vec<Result<Figures, String>>>,
}

impl Results {
    pub fn add(&mut self, cell: Cell, contestant: Contestant, turn: Result<Figures, String>) {
        self.turns.entry((cell, contestant)).or_default().push(turn);
    }

    pub fn cells(&self) -> Vec<Cell> {
        let mut cells: Vec<Cell> = self.turns.keys().map(|(cell, _)| *cell).collect();
        cells.dedup();
        cells
    }

    pub fn contestants(&self, cell: Cell) -> Vec<Contestant> {
        self.turns.keys().filter(|(of, _)| *of == cell).map(|(_, who)| *who).collect()
    }

    pub fn turns(&self, cell: Cell, contestant: Contestant) -> &[Result<Figures, String>] {
        self.turns.get(&(cell, contestant)).map_or(&[], Vec::as_slice)
    }

    /// Why turns of this contestant have no figures.
    pub fn fault(&self, cell: Cell, contestant: Contestant) -> Option<&str> {
        self.turns(cell, contestant).iter().find_map(|turn| turn.as_ref().err()).map(String::as_str)
    }

    /// One figure over the turns; none where any of them failed, for half a result is no result.
    pub fn spread(
        &self,
        cell: Cell,
        contestant: Contestant,
        figure: impl Fn(&Figures) -> Option<f64>,
    ) -> Option<Spread> {
        let turns = self.turns(cell, contestant).iter();
        let values: Option<Vec<f64>> =
            turns.map(|turn| turn.as_ref().ok().and_then(&figure)).collect();
        spread(&values?)
    }

    pub fn per_s(&self, cell: Cell, contestant: Contestant) -> Option<f64> {
        self.spread(cell, contestant, |figures| Some(figures.per_s)).map(|spread| spread.median)
    }

    pub fn p99_us(&self, cell: Cell, contestant: Contestant) -> Option<f64> {
        self.spread(cell, contestant, |figures| Some(figures.p99_us)).map(|spread| spread.median)
    }

    /// The better way of PostgreSQL on this cell.
    pub fn postgres_best(&self, cell: Cell) -> Option<f64> {
        let ways = [Contestant::Postgres, Contestant::PostgresPooled];
        let found = ways.into_iter().filter_map(|way| self.per_s(cell, way));
        found.max_by(f64::total_cmp)
    }

    /// How many times as much ours does.
    pub fn ratio(&self, cell: Cell, to: Contestant) -> Option<f64> {
        times(self.per_s(cell, Contestant::Ours), self.per_s(cell, to))
    }
}

/// None where either is missing or the second is nothing.
pub fn times(ours: Option<f64>, theirs: Option<f64>) -> Option<f64> {
    let theirs = theirs.filter(|theirs| *theirs > 0.0)?;
    Some(ours? / theirs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peers::cells::Work;

    const CELL: Cell = Cell { work: Work::Spread, in_flight: 64 };

    fn figures(per_s: f64) -> Figures {
        Figures { per_s, ..Figures::default() }
    }

    #[test]
    fn a_median_is_the_middle_one_whatever_the_order() {
        let of = |values: &[f64]| spread(values).map(|s| (s.min, s.median, s.max));
        assert_eq!(of(&[9.0, 1.0, 2.0]), Some((1.0, 2.0, 9.0)));
        assert_eq!(of(&[4.0, 1.0, 2.0, 100.0]), Some((1.0, 3.0, 100.0)));
        assert_eq!(of(&[7.0]), Some((7.0, 7.0, 7.0)));
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn a_ratio_is_of_medians_and_absent_where_a_turn_failed() {
        let mut results = Results::default();
        for per_s in [100.0, 600.0, 300.0] {
            results.add(CELL, Contestant::Ours, Ok(figures(per_s)));
        }
        for per_s in [100.0, 10.0, 1_000.0] {
            results.add(CELL, Contestant::Redis, Ok(figures(per_s)));
        }
        assert_eq!(results.ratio(CELL, Contestant::Redis), Some(3.0));
        assert_eq!(results.ratio(CELL, Contestant::Postgres), None, "nobody has measured it");
        results.add(CELL, Contestant::Redis, Err("gone".to_owned()));
        assert_eq!(results.ratio(CELL, Contestant::Redis), None);
        assert_eq!(results.fault(CELL, Contestant::Redis), Some("gone"));
        assert_eq!(times(Some(1.0), Some(0.0)), None);
    }

    #[test]
    fn the_better_way_of_postgres_counts() {
        let mut results = Results::default();
        results.add(CELL, Contestant::Postgres, Ok(figures(3.0)));
        assert_eq!(results.postgres_best(CELL), Some(3.0));
        results.add(CELL, Contestant::PostgresPooled, Ok(figures(5.0)));
        assert_eq!(results.postgres_best(CELL), Some(5.0));
    }
}
