//! How long a story waits for what must come, and never longer.

use std::time::Duration;

/// Far beyond anything that a sound machine takes, even a busy one.
const PATIENCE: Duration = Duration::from_secs(20);

/// Looks again and again until there is something to see; every look really asks.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let looking = async {
        loop {
            if let Some(seen) = look().await {
                return seen;
            }
            tokio::task::yield_now().await;
        }
    };
    match tokio::time::timeout(PATIENCE, looking).await {
        Ok(seen) => seen,
        Err(_) => panic!("it never came: {what}"),
    }
}
