//! What the tester itself takes of the machine: it stands beside the server on the same cores.

use std::time::Duration;

/// The unit of `/proc`, the same on every Linux (`USER_HZ`).
const TICKS_PER_S: u64 = 100;
/// Places in `/proc/self/stat` behind the name, which may hold blanks: `utime` and `stime`.
const UTIME: usize = 11;
const STIME: usize = 12;

/// Processor time used so far, by all threads; none where the system does not tell.
pub fn cpu_time() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, behind_name) = stat.rsplit_once(')')?;
    let ticks = |place| behind_name.split_whitespace().nth(place)?.parse::<u64>().ok();
    Some(Duration::from_millis((ticks(UTIME)? + ticks(STIME)?) * 1_000 / TICKS_PER_S))
}

/// Lets this process open as many connections as the machine allows it; returns how many.
pub fn raise_handles() -> u64 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: maximum, maximum };
    if setrlimit(Resource::Nofile, raised).is_ok() {
        maximum.unwrap_or(u64::MAX)
    } else {
        current.unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_tells_what_this_process_has_used() {
        assert!(cpu_time().is_some());
        assert!(raise_handles() >= 64);
    }
}
