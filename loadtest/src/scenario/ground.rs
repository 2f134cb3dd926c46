//! What is made ready before the first citizen comes: the people, and a look whether all is there.

use crate::args::RunArgs;
use crate::audit::{LedgerTrouble, fetch_ledger};
use crate::client::{Browser, Call, Form, NetTrouble, Target};
use crate::clock;
use nobat_sandbox::people::People;
use nobat_sandbox::people::citizens::{CitizenKind, CitizenRow, citizens};
use std::sync::Arc;
use std::time::Duration;

/// Between two looks whether the server is there.
const PAUSE: Duration = Duration::from_millis(200);

/// Why a run cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum NotReady {
    #[error("{origin} does not serve its entry page: {why}")]
    Server { origin: String, why: String },
    #[error("{origin} is no sandbox: {why}")]
    Sandbox { origin: String, why: LedgerTrouble },
    #[error("the country has no {wanted} people more after the first {skipped}")]
    TooFewPeople { wanted: usize, skipped: usize },
}

/// So many people of the country, after those who came before. A microsecond for each looked at.
pub fn people(args: &RunArgs, count: usize) -> Result<Arc<[CitizenRow]>, NotReady> {
    let country = People::of(args.country_seed);
    let fresh = citizens(&country, CitizenKind::Fresh);
    let people: Arc<[CitizenRow]> = fresh.skip(args.skip_citizens).take(count).collect();
    let skipped = args.skip_citizens;
    let enough = people.len() == count;
    if enough { Ok(people) } else { Err(NotReady::TooFewPeople { wanted: count, skipped }) }
}

/// Waits until server and bank are there, as long as patience allows; returns how long the bank's
/// ledger is by now.
pub async fn wait_for(
    target: &Arc<Target>,
    sandbox: &Arc<Target>,
    patience: Duration,
) -> Result<usize, NotReady> {
    let give_up = clock::now() + patience;
    loop {
        match look(target, sandbox).await {
            Err(_) if clock::now() < give_up => {
                tokio::time::sleep_until((clock::now() + PAUSE).into()).await;
            }
            looked => return looked,
        }
    }
}

async fn look(target: &Arc<Target>, sandbox: &Arc<Target>) -> Result<usize, NotReady> {
    let origin = target.origin.clone();
    let page = Browser::new(target.clone(), None).send(Call::get("/")).await;
    let fault = |why: String| NotReady::Server { origin: origin.clone(), why };
    let page = page.map_err(|why: NetTrouble| fault(why.to_string()))?;
    if Form::find(&page.body, "/").is_none() {
        return Err(fault(format!("answer {} without its form", page.status)));
    }
    let ledger = fetch_ledger(sandbox, usize::MAX >> 1).await;
    let origin = sandbox.origin.clone();
    ledger.map(|(_, end)| end).map_err(|why| NotReady::Sandbox { origin, why })
}
