//! The comparison for machines. Its schema's name changes with its meaning.

use super::cells::{Cell, Contestant};
use super::figures::Results;
use super::targets::targets;
use super::turns::Comparison;
use super::{postgres, redis};
use serde_json::{Map, Value, json};

pub const SCHEMA: &str = "nobat-loadtest/peers/1";

pub fn of(comparison: &Comparison) -> Value {
    let Comparison { args, machine, redis, postgres, results } = comparison;
    let cells: Vec<Value> =
        results.cells().into_iter().map(|cell| of_cell(results, cell)).collect();
    let targets = targets(results, args.seconds);
    let targets = targets.iter().map(|target| json!({ "target": target, "met": target.met() }));
    json!({
        "schema": SCHEMA,
        "machine": machine,
        "seconds": args.seconds,
        "rounds": args.rounds,
        "ours_is": "in-process",
        "peers_are": "over loopback, on Unix sockets",
        "redis": peer(redis.as_deref(), &redis::SETTINGS),
        "postgres": peer(postgres.as_deref(), &postgres::SETTINGS),
        "cells": cells,
        "targets": targets.collect::<Vec<_>>(),
    })
}

fn peer(version: Option<&str>, settings: &[(&str, &str)]) -> Value {
    let settings: Map<String, Value> =
        settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
    json!({ "version": version, "settings": settings })
}

fn of_cell(results: &Results, cell: Cell) -> Value {
    let of = |who: &Contestant| {
        let turns = results.turns(cell, *who).iter().map(|turn| match turn {
            Ok(figures) => json!(figures),
            Err(fault) => json!({ "fault": fault }),
        });
        json!({
            "who": who,
            "per_s": results.spread(cell, *who, |figures| Some(figures.per_s)),
            "p50_us": results.spread(cell, *who, |figures| Some(figures.p50_us)),
            "p99_us": results.spread(cell, *who, |figures| Some(figures.p99_us)),
            "p999_us": results.spread(cell, *who, |figures| Some(figures.p999_us)),
            "ours_to_it": results.ratio(cell, *who),
            "turns": turns.collect::<Vec<_>>(),
        })
    };
    let contestants: Vec<Value> = results.contestants(cell).iter().map(of).collect();
    json!({
        "name": cell.name(),
        "work": cell.work,
        "in_flight": cell.in_flight,
        "contestants": contestants,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peers::cells::Work;
    use crate::peers::figures::Figures;

    #[test]
    fn a_cell_has_every_turn_with_its_figures_or_its_fault() {
        let cell = Cell { work: Work::Hot, in_flight: 64 };
        let mut results = Results::default();
        let figures = |per_s| Figures { per_s, ..Figures::default() };
        results.add(cell, Contestant::Ours, Ok(figures(40.0)));
        results.add(cell, Contestant::Redis, Ok(figures(10.0)));
        results.add(cell, Contestant::Postgres, Err("gone".to_owned()));
        let document = of_cell(&results, cell);
        let at = |path: &str| document.pointer(path).cloned();
        assert_eq!(at("/name"), Some(json!("hot, 64 in flight")));
        assert_eq!(at("/contestants/1/who"), Some(json!("redis")));
        assert_eq!(at("/contestants/1/ours_to_it"), Some(json!(4.0)));
        assert_eq!(at("/contestants/1/per_s/median"), Some(json!(10.0)));
        assert_eq!(at("/contestants/2/turns/0/fault"), Some(json!("gone")));
        assert_eq!(at("/contestants/2/per_s"), Some(Value::Null));
    }
}
