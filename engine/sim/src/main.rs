//! Plays one world again by its seed, or looks for a seed that fails: `--seed N [--aloud]`,
//! `--from N
//! --count N`. It prints the verdict, the steps and what was met on the way, and writes nothing.

use std::process::ExitCode;

use nobat_sim::{Case, Coverage, run, run_aloud};

const USAGE: &str = "usage: nobat-sim --seed N [--aloud] | --from N --count N";
const COUNT_MAX: u64 = 10_000_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str| {
        let place = arguments.iter().position(|argument| argument == name)?;
        arguments.get(place + 1)?.parse::<u64>().ok()
    };
    let range = match (number("--seed"), number("--from"), number("--count")) {
        (Some(seed), None, None) => seed..seed + 1,
        (None, Some(from), Some(count)) if count <= COUNT_MAX => from..from + count,
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::FAILURE;
        }
    };
    let aloud = arguments.iter().any(|argument| argument == "--aloud");
    let mut coverage = Coverage::default();
    let mut steps = 0;
    for seed in range {
        let verdict = if aloud { run_aloud(seed, None) } else { run(seed, None) };
        coverage.add(&verdict.coverage);
        steps += verdict.steps;
        if let Some(complaint) = &verdict.complaint {
            println!("seed {seed}: {complaint}\n{}", verdict.replay());
            return ExitCode::FAILURE;
        }
    }
    for case in Case::ALL {
        println!("{:10} {case:?}", coverage.of(case));
    }
    println!("{steps:10} steps, nothing to complain of");
    ExitCode::SUCCESS
}
