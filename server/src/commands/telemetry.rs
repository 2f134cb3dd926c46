//! Logs to standard error, and the recorder of all metrics.

use anyhow::Context;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

/// Bounds of the histograms, in seconds: from a search of the board to a bank that is slow.
const BUCKETS_S: [f64; 14] =
    [0.000_01, 0.000_1, 0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// Installs both, once for the process.
pub fn install() -> anyhow::Result<PrometheusHandle> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false)
        .init();
    let builder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &BUCKETS_S)
        .context("setting up histograms")?;
    let handle = builder.install_recorder().context("setting up metrics")?;
    nobat_engine::metric_names::describe();
    crate::metric_names::describe();
    Ok(handle)
}
