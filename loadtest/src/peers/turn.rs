//! One contestant's turn on one cell: started, filled, driven, audited, ended.

use super::audit::{Stored, agree, list, wishes};
use super::cells::{Cell, Contestant, Work};
use super::country::buckets;
use super::cycle::{Aim, Client, Wish};
use super::drive::{Dialect, Driven, Link, WARM_UP, drive};
use super::figures::Figures;
use crate::own_cost::cpu_time;
use anyhow::{anyhow, bail};
use hdrhistogram::Histogram;
use std::time::Duration;
use tokio::net::UnixStream;

/// A peer that runs and is filled.
pub trait Peer {
    type Dialect: Dialect;

    async fn connect(&self) -> anyhow::Result<(UnixStream, Self::Dialect)>;
    async fn stored(&self) -> anyhow::Result<Stored>;
    /// The shifts of a list, as the peer makes it.
    async fn list(&self, wish: &Wish) -> anyhow::Result<Vec<u32>>;
    fn memory_mib(&self) -> Option<u64>;
}

/// The clients of each connection.
fn clients(cell: Cell, contestant: Contestant) -> Vec<Vec<Client>> {
    let aim = match cell.work {
        Work::Hot => Aim::Hot,
        Work::Lists => Aim::Lists,
        Work::Full => Aim::Whole,
        Work::Spread | Work::Limit | Work::ListsBeside => Aim::Spread,
    };
    let (all, connections) = (cell.in_flight, cell.connections(contestant));
    let mut links: Vec<Vec<Client>> = (0..connections)
        .map(|link| (link..all).step_by(connections as usize))
        .map(|numbers| numbers.map(|number| Client::new(aim, number, all)).collect())
        .collect();
    if cell.work == Work::ListsBeside {
        // One reader that asks back to back: what it gets is what the writers leave.
        links.push(vec![Client::new(Aim::Lists, 0, 1)]);
    }
    links
}

/// # Errors
/// The peer fails, or its store does not show what the clients were told.
pub async fn measure<P: Peer>(
    peer: &P,
    cell: Cell,
    contestant: Contestant,
    length: Duration,
) -> anyhow::Result<Figures> {
    let mut links = Vec::new();
    for clients in clients(cell, contestant) {
        let (stream, dialect) = peer.connect().await?;
        links.push(Link { stream, dialect, clients });
    }
    let before = cpu_time();
    let driven = drive(links, length).await?;
    let used = cpu_time().zip(before).map(|(after, before)| after.saturating_sub(before));
    let figures = figures(cell, &driven, peer.memory_mib(), used);
    let stored = peer.stored().await?;
    agree(&stored, &driven.clients, buckets())
        .map_err(|wrong| anyhow!("the store differs from what its clients were told: {wrong}"))?;
    for wish in cell.shape().keeps_lists().then(wishes).into_iter().flatten() {
        let (found, wanted) = (peer.list(&wish).await?, list(&stored, &wish));
        if found != wanted {
            bail!("the list of {wish:?} is {found:?}, not {wanted:?}");
        }
    }
    Ok(figures)
}

fn figures(
    cell: Cell,
    driven: &Driven,
    memory_mib: Option<u64>,
    used: Option<Duration>,
) -> Figures {
    let Driven { tally, lasted, .. } = driven;
    let per_s = |count: u64| count as f64 / lasted.as_secs_f64();
    let (count, latency) = if cell.is_of_lists() {
        (tally.lists, &tally.list_us)
    } else {
        (tally.pairs, &tally.hold_us)
    };
    let at = |histogram: &Histogram<u64>, quantile| histogram.value_at_quantile(quantile) as f64;
    Figures {
        per_s: per_s(count),
        p50_us: at(latency, 0.5),
        p99_us: at(latency, 0.99),
        p999_us: at(latency, 0.999),
        beside_per_s: (cell.work == Work::ListsBeside).then(|| per_s(tally.pairs)),
        answers_per_s: Some(per_s(tally.answers)),
        full: Some(tally.full),
        memory_mib: memory_mib.map(|mib| mib as f64),
        tester_cpu_percent: used
            .map(|used| used.as_secs_f64() * 100.0 / (*lasted + WARM_UP).as_secs_f64()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peers::cycle::Ask;

    #[test]
    fn every_client_has_one_place_and_a_reader_stands_beside() {
        let cell = Cell { work: Work::Spread, in_flight: 70 };
        let links = clients(cell, Contestant::Redis);
        assert_eq!((links.len(), links.iter().map(Vec::len).sum::<usize>()), (8, 70));
        let beside = clients(Cell { work: Work::ListsBeside, in_flight: 64 }, Contestant::Postgres);
        assert_eq!(beside.len(), 65);
        assert!(matches!(beside[64][0].ask(), Ask::List(_)));
        assert!(matches!(beside[63][0].ask(), Ask::Hold(_)));
    }
}
