//! The mobile that serves a request: against those who take seats for others by the dozen, a limit
//! counts how many one mobile serves.

use crate::limits::MOBILE_SPAN;
use crate::request::event::RequestEvent;
use crate::shift::Purpose;
use crate::timestamp::Timestamp;

/// The span of time in which a mobile is counted as serving.
#[must_use]
pub fn mobile_span(at: Timestamp) -> u32 {
    u32::try_from(at.0 / MOBILE_SPAN.0).unwrap_or(u32::MAX)
}

impl RequestEvent {
    /// Whether the mobile of the request, as it is after this, has served it once more: a seat was
    /// wished for, or the mobile was given.
    #[must_use]
    pub const fn uses_mobile(&self) -> bool {
        matches!(
            self,
            Self::Intended { purpose: Purpose::Pay, .. }
                | Self::Edited { .. }
                | Self::MobileChanged { .. }
        )
    }
}
