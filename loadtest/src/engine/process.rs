//! What this process has taken of the machine, by thread.

use std::collections::BTreeMap;
use std::fs;

/// The unit of `/proc`, the same on every Linux (`USER_HZ`).
const TICKS_PER_S: f64 = 100.0;
/// Places in a `stat` line behind the name, which may hold blanks: `utime` and `stime`.
const UTIME: usize = 11;
const STIME: usize = 12;

/// The most memory that was ever resident, in MiB; none where the system does not tell.
pub fn peak_rss_mib() -> Option<u64> {
    status_mib("VmHWM:")
}

/// The memory that is resident now.
pub fn rss_mib() -> Option<u64> {
    status_mib("VmRSS:")
}

fn status_mib(name: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1_024)
}

/// Bytes that this process has had written to disk: journal, archive, tables, and merging them.
pub fn disk_bytes() -> Option<u64> {
    let io = fs::read_to_string("/proc/self/io").ok()?;
    io.lines().find_map(|line| line.strip_prefix("write_bytes:"))?.trim().parse().ok()
}

/// Seconds of a core that the threads of each name have used; threads that have ended are gone.
pub fn cpu_by_thread() -> BTreeMap<String, f64> {
    let mut used = BTreeMap::new();
    let Ok(tasks) = fs::read_dir("/proc/self/task") else { return used };
    for task in tasks.flatten() {
        let Ok(stat) = fs::read_to_string(task.path().join("stat")) else { continue };
        if let Some((name, seconds)) = named(&stat) {
            *used.entry(name).or_default() += seconds;
        }
    }
    used
}

fn named(stat: &str) -> Option<(String, f64)> {
    let (before, behind) = stat.rsplit_once(')')?;
    let (_, name) = before.split_once('(')?;
    let ticks = |place| behind.split_whitespace().nth(place)?.parse::<f64>().ok();
    // Threads of one pool differ by a number at the end.
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-' || c == ':');
    Some((name.to_owned(), (ticks(UTIME)? + ticks(STIME)?) / TICKS_PER_S))
}

/// How much more each has used since `before`.
pub fn since(before: &BTreeMap<String, f64>) -> BTreeMap<String, f64> {
    let mut now = cpu_by_thread();
    for (name, used) in &mut now {
        *used -= before.get(name).copied().unwrap_or_default();
    }
    now
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_tells_memory_and_time_of_this_process() {
        assert!(peak_rss_mib().is_some_and(|mib| mib > 0));
        assert!(!cpu_by_thread().is_empty());
    }

    #[test]
    fn threads_of_a_pool_are_one_name() {
        let stat = "7 (arbiter:3) S 1 1 1 0 -1 0 0 0 0 0 250 50 0 0";
        assert_eq!(named(stat), Some(("arbiter".to_owned(), 3.0)));
        assert_eq!(named("nonsense"), None);
    }
}
