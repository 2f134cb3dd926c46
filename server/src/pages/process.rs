//! What will happen, step by step, in the three processes.

use super::address;
use super::frame::Frame;
use askama::Template;

#[derive(Template, Debug)]
#[template(path = "citizen/process.html")]
pub struct Process {
    pub frame: Frame,
}

/// A process with the keys of its steps: a title and an explanation each.
#[derive(Clone, Copy, Debug)]
struct Course {
    id: &'static str,
    title: &'static str,
    lead: &'static str,
    steps: &'static [(&'static str, &'static str)],
}

const COURSES: [Course; 3] = [
    Course {
        id: "registration",
        title: "process-registration",
        lead: "process-registration-lead",
        steps: &[
            ("process-enter", "process-enter-about"),
            ("process-details", "process-details-about"),
            ("process-questions", "process-questions-about"),
            ("process-seat", "process-seat-about"),
            ("process-pay", "process-pay-about"),
            ("process-confirm", "process-confirm-about"),
            ("process-complete", "process-complete-about"),
        ],
    },
    Course {
        id: "production",
        title: "process-production",
        lead: "process-production-lead",
        steps: &[
            ("process-review", "process-review-about"),
            ("process-issue", "process-issue-about"),
            ("process-send", "process-send-about"),
        ],
    },
    Course {
        id: "delivery",
        title: "process-delivery",
        lead: "process-delivery-lead",
        steps: &[
            ("process-notice", "process-notice-about"),
            ("process-collect", "process-collect-about"),
            ("process-signature", "process-signature-about"),
        ],
    },
];

impl Process {
    fn courses(&self) -> &'static [Course] {
        &COURSES
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        vec![("all", Self { frame: Frame::sample_outside() })]
    }
}
