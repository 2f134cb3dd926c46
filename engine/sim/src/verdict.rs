//! From a seed to a verdict.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::coverage::Coverage;
use crate::fault::Fault;
use crate::world::World;

/// What became of one world.
#[derive(Debug)]
pub struct Verdict {
    pub seed: u64,
    pub steps: u64,
    pub citizens: u64,
    pub crashes: u64,
    pub coverage: Coverage,
    /// The first thing that was against the law; nothing in a good world.
    pub complaint: Option<String>,
}

impl Verdict {
    /// The command that plays this world again.
    #[must_use]
    pub fn replay(&self) -> String {
        format!("cargo run --profile tunnel -p nobat-sim -- --seed {} --aloud", self.seed)
    }
}

/// Grows the world of this seed and lives it to the end. A broken assertion of the law is a
/// complaint like any other, so that every failure names its seed.
#[must_use]
pub fn run(seed: u64, fault: Option<Fault>) -> Verdict {
    judge(World::grown(seed, fault), seed)
}

/// The same, and every durable event is printed on the way.
#[must_use]
pub fn run_aloud(seed: u64, fault: Option<Fault>) -> Verdict {
    let mut world = World::grown(seed, fault);
    world.speak();
    judge(world, seed)
}

fn judge(mut world: World, seed: u64) -> Verdict {
    let lived = catch_unwind(AssertUnwindSafe(|| world.live()));
    let complaint = match lived {
        Ok(()) => world.complaint(),
        Err(panic) => Some(format!("the law gave up: {}", words(&*panic))),
    };
    let (steps, citizens) = (world.steps(), world.citizens() as u64);
    let (crashes, coverage) = (world.crashes(), world.coverage().clone());
    Verdict { seed, steps, citizens, crashes, coverage, complaint }
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}
