//! The machine that everything was measured on.

use serde::Serialize;
use std::fs;
use std::path::Path;

#[derive(Clone, Debug, Serialize)]
pub struct Machine {
    pub processor: String,
    pub cores: usize,
    pub memory_mib: Option<u64>,
    pub kernel: String,
    pub file_system: String,
    /// Runnable threads over the last minute: whoever else works makes every figure less.
    pub load_before: String,
}

/// Of the file system, that which `data` lies on.
pub fn machine(data: &Path) -> Machine {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let (processors, memory) = (read("/proc/cpuinfo"), read("/proc/meminfo"));
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name))?;
        line.split_once(':').map(|(_, value)| value.trim().to_owned())
    };
    let memory = field(&memory, "MemTotal");
    let kib = memory.and_then(|text| text.strip_suffix(" kB")?.parse::<u64>().ok());
    let unknown = || "unknown".to_owned();
    let data = fs::canonicalize(data).unwrap_or_else(|_| data.to_owned());
    Machine {
        processor: field(&processors, "model name").unwrap_or_else(unknown),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        memory_mib: kib.map(|kib| kib / 1_024),
        kernel: rustix::system::uname().release().to_string_lossy().into_owned(),
        load_before: read("/proc/loadavg").split(' ').next().unwrap_or_default().to_owned(),
        file_system: file_system(&read("/proc/self/mounts"), &data).unwrap_or_else(unknown),
    }
}

/// Kind and device of the mount with the longest way in common.
fn file_system(mounts: &str, data: &Path) -> Option<String> {
    let mounts = mounts.lines().filter_map(|line| {
        let mut fields = line.split(' ');
        let (device, at, kind) = (fields.next()?, fields.next()?, fields.next()?);
        data.starts_with(at).then(|| (at.len(), format!("{kind} on {device}")))
    });
    // Of two on one place the later one hides the earlier.
    mounts.max_by_key(|(length, _)| *length).map(|(_, name)| name)
}

impl Machine {
    pub fn line(&self) -> String {
        let Self { processor, cores, memory_mib, kernel, file_system, .. } = self;
        let memory = memory_mib.map_or("unknown".to_owned(), |mib| format!("{mib} MiB"));
        format!("{processor}, {cores} cores, {memory}; Linux {kernel}; {file_system}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_mount_carries_the_data() {
        let mounts = "/dev/a / ext4 rw 0 0\ntmpfs /tmp tmpfs rw 0 0\n/dev/b /tmp/x xfs rw 0 0\n";
        let on = |path| file_system(mounts, Path::new(path));
        assert_eq!(on("/tmp/x/data").as_deref(), Some("xfs on /dev/b"));
        assert_eq!(on("/tmp/xy").as_deref(), Some("tmpfs on tmpfs"));
        assert_eq!(on("/srv").as_deref(), Some("ext4 on /dev/a"));
    }

    #[test]
    fn this_machine_says_what_it_is() {
        let machine = machine(Path::new("."));
        assert!(machine.load_before.parse::<f64>().is_ok());
        assert!(machine.cores > 0 && machine.kernel.contains('.'));
        assert_ne!(machine.file_system, "unknown");
    }
}
