//! The scan of the booklet: sent, seen as the office will see it, sent again.

use super::address;
use super::fault::{Fault, Field, SCAN_MEGABYTES_MAX};
use super::forms::{Faults, Summary, described_by};
use super::frame::{Frame, Operation};
use crate::persian::Value;
use askama::Template;

#[derive(Template, Debug)]
#[template(path = "citizen/documents.html")]
pub struct Documents {
    pub frame: Frame,
    /// One has arrived.
    pub kept: bool,
    /// How often another may be sent.
    pub left: u64,
    pub faults: Faults,
    /// Where the citizen goes on.
    pub onward: &'static str,
}

impl Documents {
    fn summary(&self) -> Option<Summary> {
        (!self.faults.is_empty()).then(|| Summary::of(&self.faults, self.frame.language))
    }

    fn fault(&self) -> Option<String> {
        self.faults.at(Field::Scan, self.frame.language)
    }

    fn described_by(&self) -> Option<String> {
        described_by(Field::Scan, true, self.fault().is_some())
    }

    const fn has_picture(&self) -> bool {
        self.kept
    }

    const fn takes_more(&self) -> bool {
        self.left > 0
    }

    fn limits(&self) -> String {
        self.frame.with("scan-limits", "megabytes", Value::count(SCAN_MEGABYTES_MAX))
    }

    fn left(&self) -> String {
        self.frame.with("scan-left", "count", Value::count(self.left))
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let page = |kept, left, faults| Self {
            frame: Frame::sample().allowing([Operation::ChangeMobile, Operation::SendScan]),
            kept,
            left,
            faults,
            onward: address::REGISTER,
        };
        let large = Faults::new([(Field::Scan, Fault::ScanLarge)]);
        vec![
            ("empty", page(false, 5, Faults::none())),
            ("kept", page(true, 4, Faults::none())),
            ("last", page(true, 0, Faults::none())),
            ("faults", page(false, 5, large)),
        ]
    }
}
