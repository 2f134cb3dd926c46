//! How many requests one mobile serves: against those who take seats for others by the dozen. It is
//! kept in memory, as every limit on a rate is, and forgotten with a restart.

use std::sync::atomic::{AtomicU64, Ordering};

use dashmap::DashMap;
use nobat_domain::ids::RequestKey;
use nobat_domain::person::Mobile;
use nobat_domain::timestamp::{Millis, Timestamp};
use nobat_engine::EngineHandle;

/// A request is counted from its wish for this long, and for up to twice as long.
const SPAN: Millis = Millis::hours(12);
/// Mobiles that are remembered at once; beyond them nobody new is counted, and nobody refused.
const MOBILES_MAX: usize = 2_000_000;

/// Which requests each mobile has served lately. A mobile stands under a keyed number.
pub struct Mobiles {
    requests_max: u32,
    /// By span of time and mobile.
    served: DashMap<(u64, u64), Vec<RequestKey>>,
    span: AtomicU64,
}

impl Mobiles {
    #[must_use]
    pub fn new(requests_max: u32) -> Self {
        Self { requests_max, served: DashMap::new(), span: AtomicU64::new(0) }
    }

    /// Counts a wish of this request.
    ///
    /// # Errors
    /// The number of other requests that the mobile serves already, where it is the most.
    pub fn admit(
        &self,
        engine: &EngineHandle,
        mobile: Mobile,
        request: RequestKey,
        now: Timestamp,
    ) -> Result<(), u32> {
        self.count(engine.number_of(mobile), request, now)
    }

    fn count(&self, mobile: u64, request: RequestKey, now: Timestamp) -> Result<(), u32> {
        let span = now.0 / SPAN.0;
        if self.span.fetch_max(span, Ordering::Relaxed) < span {
            self.served.retain(|(of, _), _| of + 1 >= span);
        }
        let known =
            |of: u64| self.served.get(&(of, mobile)).map(|it| it.clone()).unwrap_or_default();
        let mut requests = known(span.saturating_sub(1));
        requests.extend(known(span));
        requests.sort_unstable();
        requests.dedup();
        if requests.binary_search(&request).is_ok() {
            return Ok(());
        }
        let others = u32::try_from(requests.len()).unwrap_or(u32::MAX);
        if others >= self.requests_max {
            return Err(others);
        }
        if self.served.len() < MOBILES_MAX {
            self.served.entry((span, mobile)).or_default().push(request);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(n: u8) -> RequestKey {
        RequestKey([n; 16])
    }

    fn hour(n: u64) -> Timestamp {
        Timestamp(SPAN.0 * 100 + Millis::hours(n).0)
    }

    #[test]
    fn a_mobile_serves_so_many_requests_and_each_of_them_as_often_as_it_wants() {
        let mobiles = Mobiles::new(2);
        for _ in 0..3 {
            assert_eq!(mobiles.count(7, request(1), hour(0)), Ok(()));
            assert_eq!(mobiles.count(7, request(2), hour(1)), Ok(()));
        }
        assert_eq!(mobiles.count(7, request(3), hour(2)), Err(2));
        assert_eq!(mobiles.count(8, request(3), hour(2)), Ok(()), "another mobile");
        assert_eq!(mobiles.count(7, request(1), hour(3)), Ok(()), "no request of its own is lost");
    }

    #[test]
    fn what_was_long_ago_is_forgotten() {
        let mobiles = Mobiles::new(1);
        assert_eq!(mobiles.count(7, request(1), hour(0)), Ok(()));
        assert_eq!(mobiles.count(7, request(2), hour(13)), Err(1), "the span before still counts");
        assert_eq!(mobiles.count(7, request(2), hour(25)), Ok(()));
        assert_eq!(mobiles.served.len(), 1, "nothing else is kept");
    }
}
