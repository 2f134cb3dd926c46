//! The scan of the booklet: which one counts. The picture itself is kept beside the journal; here
//! is only what names it.

use crate::ids::{Day, OfficeId};
use crate::limits::SCANS_MAX;
use crate::request::decide::{Events, Verdict};
use crate::request::event::RequestEvent;
use crate::request::operation::Operation;
use crate::request::refusal::RequestRefusal;
use crate::request::state::RequestState;
use crate::request::step::Step;

/// A picture that is kept, sealed under the request's data key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scan {
    /// From 1; a later one takes the place of the one before.
    pub no: u8,
    /// Its length as it lies on the disk, sealed.
    pub bytes: u32,
}

impl RequestState {
    /// The number of the next scan, if there may be one more.
    #[must_use]
    pub fn next_scan(&self) -> Option<u8> {
        let used = self.scan.map_or(0, |scan| scan.no);
        (used < SCANS_MAX).then_some(used + 1)
    }

    /// The scan that an office may see: at the completion, of who comes on this day or has begun.
    #[must_use]
    pub fn scan_for(&self, office: OfficeId, today: Day) -> Option<Scan> {
        let booking = self.booking.as_ref()?;
        let here = booking.choice.shift.office() == office;
        let at_completion = match self.step() {
            None | Some(Step::Missed) => booking.choice.day == today,
            Some(Step::Begun { .. }) => true,
            Some(_) => false,
        };
        self.scan.filter(|_| here && at_completion)
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
