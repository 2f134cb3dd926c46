//! How many requests one mobile serves: against those who take seats for others by the dozen. It is
//! counted in memory, and a start begins with what the tables say: no restart forgets it.

use std::sync::atomic::{AtomicU32, Ordering};

use dashmap::DashMap;
use nobat_domain::ids::RequestKey;
use nobat_domain::limits::MOBILE_SPAN;
use nobat_domain::person::Mobile;
use nobat_domain::request::mobile_span;
use nobat_domain::timestamp::Timestamp;
use nobat_engine::{AskError, EngineHandle};

/// Mobiles that are remembered at once; beyond them nobody new is counted, and nobody refused.
const MOBILES_MAX: usize = 2_000_000;

/// Which requests each mobile has served lately. A mobile stands under a keyed number.
pub struct Mobiles {
    requests_max: u32,
    /// By span of time and mobile.
    served: DashMap<(u32, u64), Vec<RequestKey>>,
    span: AtomicU32,
}

/// A mobile serves as many others as it may.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ServesEnough {
    pub requests: u32,
    /// Then it serves fewer, if it is not used in between.
    pub until: Timestamp,
}

impl Mobiles {
    /// Without a limit nothing is counted.
    #[must_use]
    pub fn new(requests_max: u32) -> Self {
        Self { requests_max, served: DashMap::new(), span: AtomicU32::new(0) }
    }

    /// With everything that the tables remember.
    ///
    /// # Errors
    /// [`AskError::Damaged`] if they cannot be read.
    pub fn remembered(requests_max: u32, engine: &EngineHandle) -> Result<Self, AskError> {
        let this = Self::new(requests_max);
        if requests_max < u32::MAX {
            for row in engine.served_lately()? {
                this.note((row.span, row.mobile), row.request);
            }
        }
        Ok(this)
    }

    /// Counts a wish of this request.
    ///
    /// # Errors
    /// [`ServesEnough`] where the mobile serves as many other requests as it may.
    pub fn admit(
        &self,
        engine: &EngineHandle,
        mobile: Mobile,
        request: RequestKey,
        now: Timestamp,
    ) -> Result<(), ServesEnough> {
        if self.requests_max == u32::MAX {
            return Ok(());
        }
        self.count(engine.number_of(mobile), request, now)
    }

    fn count(&self, mobile: u64, request: RequestKey, now: Timestamp) -> Result<(), ServesEnough> {
        let span = mobile_span(now);
        if self.span.fetch_max(span, Ordering::Relaxed) < span {
            self.served.retain(|(of, _), _| of.saturating_add(1) >= span);
        }
        let known =
            |of: u32| self.served.get(&(of, mobile)).map(|it| it.clone()).unwrap_or_default();
        let (before, mut requests) = (known(span.saturating_sub(1)), known(span));
        let stay = requests.len();
        requests.extend(before);
        requests.sort_unstable();
        requests.dedup();
        let is_own = requests.binary_search(&request).is_ok();
        let others = u32::try_from(requests.len()).unwrap_or(u32::MAX);
        if !is_own && others >= self.requests_max {
            // At the end of a span those go that were served in the one before it.
            let stay = u32::try_from(stay).unwrap_or(u32::MAX);
            let spans = if stay < self.requests_max { 1 } else { 2 };
            let until = Timestamp((u64::from(span) + spans) * MOBILE_SPAN.0);
            return Err(ServesEnough { requests: others, until });
        }
        if self.served.len() < MOBILES_MAX {
            self.note((span, mobile), request);
        }
        Ok(())
    }

    fn note(&self, of: (u32, u64), request: RequestKey) {
        let mut requests = self.served.entry(of).or_default();
        if !requests.contains(&request) {
            requests.push(request);
        }
    }
}

#[cfg(test)]
mod tests {
    use nobat_domain::timestamp::Millis;

    use super::*;

    fn request(n: u8) -> RequestKey {
        RequestKey([n; 16])
    }

    fn hour(n: u64) -> Timestamp {
        Timestamp(MOBILE_SPAN.0 * 100 + Millis::hours(n).0)
    }

    fn enough(requests: u32, until: Timestamp) -> Result<(), ServesEnough> {
        Err(ServesEnough { requests, until })
    }

    #[test]
    fn a_mobile_serves_so_many_requests_and_each_of_them_as_often_as_it_wants() {
        let mobiles = Mobiles::new(2);
        for _ in 0..3 {
            assert_eq!(mobiles.count(7, request(1), hour(0)), Ok(()));
            assert_eq!(mobiles.count(7, request(2), hour(1)), Ok(()));
        }
        assert_eq!(mobiles.count(7, request(3), hour(2)), enough(2, hour(24)));
        assert_eq!(mobiles.count(8, request(3), hour(2)), Ok(()), "another mobile");
        assert_eq!(mobiles.count(7, request(1), hour(3)), Ok(()), "no request of its own is lost");
    }

    #[test]
    fn what_was_long_ago_is_forgotten_at_the_moment_that_was_said() {
        let mobiles = Mobiles::new(1);
        assert_eq!(mobiles.count(7, request(1), hour(0)), Ok(()));
        let still = mobiles.count(7, request(2), hour(13));
        assert_eq!(still, enough(1, hour(24)), "the span before still counts");
        let before = Timestamp(hour(24).0 - 1);
        assert_eq!(mobiles.count(7, request(2), before), enough(1, hour(24)));
        assert_eq!(mobiles.count(7, request(2), hour(24)), Ok(()));
        assert_eq!(mobiles.served.len(), 1, "nothing else is kept");
    }

    #[test]
    fn who_uses_it_again_counts_from_then() {
        let mobiles = Mobiles::new(1);
        assert_eq!(mobiles.count(7, request(1), hour(0)), Ok(()));
        assert_eq!(mobiles.count(7, request(1), hour(13)), Ok(()));
        assert_eq!(mobiles.count(7, request(2), hour(13)), enough(1, hour(36)));
        assert_eq!(mobiles.count(7, request(2), hour(25)), enough(1, hour(36)));
        assert_eq!(mobiles.count(7, request(2), hour(36)), Ok(()));
    }
}
