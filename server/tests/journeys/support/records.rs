//! What the whole test program has logged and counted; every story adds to both.

use std::io::Write;
use std::sync::{Mutex, OnceLock, PoisonError};

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

/// More than any operator would turn on. The sandbox is no part of the product and says nothing.
const FILTER: &str = "debug,nobat_server=trace,nobat_engine=trace,nobat_sandbox=off";

static LOGS: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();

struct Keep;

impl Write for Keep {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOGS.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Begins to record, once for the program.
pub fn metrics() -> PrometheusHandle {
    let install = || {
        tracing_subscriber::fmt()
            .with_env_filter(EnvFilter::new(FILTER))
            .with_ansi(false)
            .without_time()
            .with_writer(|| Keep)
            .init();
        PrometheusBuilder::new().install_recorder().expect("the first recorder of this program")
    };
    METRICS.get_or_init(install).clone()
}

/// Everything that was logged so far.
pub fn logs() -> String {
    let logs = LOGS.lock().unwrap_or_else(PoisonError::into_inner);
    String::from_utf8_lossy(&logs).into_owned()
}

/// The sum of all series of a counter whose labels contain this text.
pub fn figure(name: &str, label: &str) -> f64 {
    let text = metrics().render();
    let series = text.lines().filter(|line| {
        line.strip_prefix(name).is_some_and(|rest| rest.starts_with(['{', ' ']))
            && line.contains(label)
    });
    series.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum()
}
