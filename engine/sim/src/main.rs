//! Plays one world again by its seed, or lives many on all cores.
//!
//! It prints the verdict and what was met on the way, and for a world that failed the command that
//! plays it again; it writes nothing.

use std::ops::Range;
use std::process::ExitCode;

use nobat_sim::clock::Stopwatch;
use nobat_sim::tunnel::cores;
use nobat_sim::{Case, Fault, Tunnel, Verdict, blow, run, run_aloud};

const USAGE: &str = "usage: nobat-sim --tunnel [--threads N]
       nobat-sim --from SEED --count N [--threads N]
       nobat-sim --seed SEED [--aloud] [--fault NAME]";
const COUNT_MAX: u64 = 10_000_000;
/// What the whole tunnel is.
const HISTORIES: u64 = 10_000;
const CITIZENS_MIN: u64 = 1_000_000;
const FAILURES_SHOWN: usize = 20;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let named = |name: &str| arguments.iter().any(|argument| argument == name);
    let value = |name: &str| {
        let place = arguments.iter().position(|argument| argument == name)?;
        arguments.get(place + 1)
    };
    let number = |name: &str| value(name)?.parse::<u64>().ok();
    let threads = number("--threads").and_then(|threads| usize::try_from(threads).ok());
    let threads = threads.unwrap_or_else(cores);
    match (number("--seed"), number("--from"), number("--count")) {
        (Some(seed), None, None) => {
            let planted = value("--fault");
            let fault = planted.and_then(|name| Fault::named(name));
            if planted.is_some() && fault.is_none() {
                eprintln!("no such fault; there are {:?}", Fault::ALL);
                return ExitCode::FAILURE;
            }
            alone(&if named("--aloud") { run_aloud(seed, fault) } else { run(seed, fault) })
        }
        (None, Some(from), Some(count)) if count <= COUNT_MAX => many(from..from + count, threads),
        (None, None, None) if named("--tunnel") => many(0..HISTORIES, threads),
        _ => {
            eprintln!("{USAGE}");
            ExitCode::FAILURE
        }
    }
}

fn alone(verdict: &Verdict) -> ExitCode {
    for case in Case::ALL.into_iter().filter(|case| verdict.coverage.of(*case) > 0) {
        println!("{:10} {case:?}", verdict.coverage.of(case));
    }
    let Verdict { citizens, crashes, steps, .. } = verdict;
    println!("{citizens} citizens, {crashes} crashes, {steps} steps");
    match &verdict.complaint {
        Some(complaint) => {
            println!("{complaint}");
            ExitCode::FAILURE
        }
        None => {
            println!("nothing to complain of");
            ExitCode::SUCCESS
        }
    }
}

fn many(seeds: Range<u64>, threads: usize) -> ExitCode {
    let whole = seeds == (0..HISTORIES);
    // A broken law is a verdict here; where it broke is told once, and not by each thread.
    std::panic::set_hook(Box::new(|_| {}));
    let watch = Stopwatch::started();
    let tunnel = blow(seeds, threads);
    let seconds = watch.elapsed().as_secs();
    for case in Case::ALL {
        println!("{:10} {case:?}", tunnel.coverage.of(case));
    }
    for verdict in tunnel.failed.iter().take(FAILURES_SHOWN) {
        let complaint = verdict.complaint.as_deref().unwrap_or_default();
        println!("seed {}: {complaint}\n    {}", verdict.seed, verdict.replay());
    }
    let Tunnel { histories, citizens, crashes, steps, failed, .. } = &tunnel;
    let missing = tunnel.coverage.missing();
    println!("{histories} histories, {citizens} citizens, {crashes} crashes, {steps} steps");
    println!("{} failed, {threads} threads, {seconds} s", failed.len());
    if whole && (!missing.is_empty() || *citizens < CITIZENS_MIN) {
        println!("too little wind: {citizens} of {CITIZENS_MIN} citizens, never met: {missing:?}");
        return ExitCode::FAILURE;
    }
    if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
