//! The scan of the booklet: which one counts. The picture itself is kept beside the journal; here
//! is only what names it.

use crate::ids::OfficeId;
use crate::limits::SCANS_MAX;
use crate::request::at_office::OfficeAct;
use crate::request::decide::{Events, Verdict};
use crate::request::event::RequestEvent;
use crate::request::operation::Operation;
use crate::request::refusal::RequestRefusal;
use crate::request::state::RequestState;
use crate::request::step::Step;
use crate::timestamp::Timestamp;

/// A picture that is kept, sealed under the request's data key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scan {
    /// From 1, over all requests of a citizen; a later one takes the place of the one before.
    pub no: u8,
    /// Its length as it lies on the disk, sealed.
    pub bytes: u32,
}

impl RequestState {
    /// How many scans were sent for this request.
    #[must_use]
    pub fn scans_sent(&self) -> u8 {
        self.scan.map_or(0, |scan| scan.no.saturating_sub(self.scans_before))
    }

    /// The number of the next scan, if there may be one more: they are numbered on from one request
    /// to the next.
    #[must_use]
    pub fn next_scan(&self) -> Option<u8> {
        let last = self.scan.map_or(0, |scan| scan.no);
        last.checked_add(1).filter(|_| self.scans_sent() < SCANS_MAX)
    }

    /// The scan that an office may see: of who may begin the completion there now, or has begun it.
    #[must_use]
    pub fn scan_for(&self, office: OfficeId, now: Timestamp) -> Option<Scan> {
        let booking = self.booking.as_ref()?;
        let has_begun = matches!(self.step(), Some(Step::Begun { .. }))
            && booking.choice.shift.office() == office;
        self.scan.filter(|_| has_begun || OfficeAct::Begin.allowed(self, office, now))
    }
}

/// The picture is durable already: only now may it count.
pub(super) fn keep(state: &RequestState, scan: Scan) -> Verdict {
    Operation::SendScan.ruling(state).map_err(RequestRefusal::Denied)?;
    if state.scan == Some(scan) {
        return Ok(Events::new());
    }
    match state.next_scan() {
        None => Err(RequestRefusal::TooManyScans),
        Some(next) if next == scan.no => Ok(vec![RequestEvent::ScanKept { scan }]),
        // Another tab was quicker; this picture is the other's, or nobody's.
        Some(_) => Err(RequestRefusal::ScanBehind),
    }
}
