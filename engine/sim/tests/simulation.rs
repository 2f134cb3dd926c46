//! Many seeds through the wind tunnel, and the proof that its auditor can see.

use nobat_sim::{Case, Coverage, Fault, run};

const SEEDS: u64 = 400;
/// A planted fault must be caught in one of so many worlds.
const SEEDS_FOR_A_FAULT: u64 = 120;

#[test]
fn every_world_obeys_the_law_and_every_interesting_case_is_met() {
    let mut coverage = Coverage::default();
    for seed in 0..SEEDS {
        let verdict = run(seed, None);
        assert!(verdict.complaint.is_none(), "{:?}\n{}", verdict.complaint, verdict.replay());
        coverage.add(&verdict.coverage);
    }
    assert_eq!(coverage.missing(), [], "a wind tunnel without wind proves nothing");
    for case in Case::ALL {
        println!("{:8} {case:?}", coverage.of(case));
    }
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
        println!("{fault:?}: seed {seed}: {complaint}");
    }
}
