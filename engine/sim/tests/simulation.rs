//! Many seeds through the wind tunnel, and the proof that its auditor can see.

use nobat_sim::tunnel::cores;
use nobat_sim::{Case, Fault, blow, run};

/// A scaled run of the tunnel: its first histories.
const SEEDS: u64 = 1_000;
/// A planted fault must be caught in one of so many worlds.
const SEEDS_FOR_A_FAULT: u64 = 300;

#[test]
fn every_world_obeys_the_law_and_every_interesting_case_is_met() {
    let tunnel = blow(0..SEEDS, cores());
    for verdict in &tunnel.failed {
        println!("{:?}\n{}", verdict.complaint, verdict.replay());
    }
    assert!(tunnel.failed.is_empty(), "{} worlds broke the law", tunnel.failed.len());
    assert_eq!(tunnel.histories, SEEDS);
    assert_eq!(tunnel.coverage.missing(), [], "a wind tunnel without wind proves nothing");
    for case in Case::ALL {
        println!("{:8} {case:?}", tunnel.coverage.of(case));
    }
    println!("{} citizens, {} crashes", tunnel.citizens, tunnel.crashes);
}

#[test]
fn the_same_seed_lives_the_same_life() {
    for seed in [3, 77, 4_711] {
        let (first, second) = (run(seed, None), run(seed, None));
        assert_eq!(first.steps, second.steps);
        for case in Case::ALL {
            assert_eq!(first.coverage.of(case), second.coverage.of(case), "{case:?}");
        }
    }
}

#[test]
fn every_planted_fault_is_caught() {
    for fault in Fault::ALL {
        let caught = (0..SEEDS_FOR_A_FAULT).find_map(|seed| {
            let verdict = run(seed, Some(fault));
            verdict.complaint.map(|complaint| (seed, complaint))
        });
        let (seed, complaint) = caught.unwrap_or_else(|| panic!("{fault:?} is never caught"));
        println!(
            "{fault:?}: found in world {} of at most {SEEDS_FOR_A_FAULT}: {complaint}",
            seed + 1
        );
    }
}
