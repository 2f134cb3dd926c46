//! What will happen, step by step, in the three processes.

use super::address;
use super::assets::{self, Asset};
use super::frame::Frame;
use askama::Template;

#[derive(Template, Debug)]
#[template(path = "citizen/process.html")]
pub struct Process {
    pub frame: Frame,
}

/// A process with its steps.
#[derive(Clone, Copy, Debug)]
struct Course {
    id: &'static str,
    title: &'static str,
    lead: &'static str,
    steps: &'static [Step],
}

/// Keys of a title and an explanation, and a picture of lines on a square of 48. The picture says
/// what the title says beside it, so it is hidden from screen readers.
#[derive(Clone, Copy, Debug)]
struct Step {
    title: &'static str,
    about: &'static str,
    drawing: &'static str,
}

const fn step(title: &'static str, about: &'static str, drawing: &'static str) -> Step {
    Step { title, about, drawing }
}

/// A door and the way in.
const DOOR: &str = "M6 5h22v38H6zM12 24v2M43 24H22M29 17l-7 7 7 7";
/// A sheet with lines, and a pencil.
const SHEET: &str = "M8 5h22v38H8zM13 13h12M13 20h12M13 27h8M25 37l2-7 12-12 5 5-12 12z";
/// A bubble with a question mark.
const BUBBLE: &str = "M5 6h38v27H23l-9 9v-9H5zM19 15c0-7 11-7 11 0 0 4-6 4-6 7M24 27v1";
const CALENDAR: &str =
    "M6 10h36v33H6zM6 19h36M15 5v9M33 5v9M13 27h5M21 27h6M30 27h5M13 35h5M21 35h6";
const BANK_CARD: &str = "M4 10h40v28H4zM4 18h40M10 30h11M33 30h5";
/// A sheet with a tick.
const TICKED: &str = "M9 4h30v40H9zM16 25l7 7 11-15";
/// A camera, and the lines of a finger beside it.
const CAMERA: &str = "M3 14h8l3-6h12l3 6h8v26H3zM20 34a7 7 0 1 0 0-14 7 7 0 0 0 0 14z\
                      M42 24c4 4 4 9 0 15M41 30c1 2 1 3 0 5";
/// A glass that looks for something.
const GLASS: &str = "M20 35a15 15 0 1 0 0-30 15 15 0 0 0 0 30zM31 31l12 12M13 20l5 6 9-11";
/// A card with its chip.
const CHIP_CARD: &str = "M4 10h40v28H4zM10 17h10v9H10zM10 21h10M15 17v9M27 18h11M27 25h11M10 32h28";
const VAN: &str = "M2 11h26v24H2zM28 19h9l9 8v8H28M12 40a4 4 0 1 0 0-9 4 4 0 0 0 0 9z\
                   M36 40a4 4 0 1 0 0-9 4 4 0 0 0 0 9z";
/// A phone with a message.
const PHONE: &str = "M13 3h22v42H13zM21 40h6M18 12h12M18 18h12M18 24h7";
/// A person with a card.
const HOLDER: &str =
    "M24 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM6 44c0-24 36-24 36 0M16 33h16v11H16zM20 38h8";
/// A line that is signed.
const SIGNED: &str = "M5 41h38M9 34c5-20 9-22 10-12s-4 12-2 6 6-8 8-3 5 5 7 1 5-4 8-2";

const COURSES: [Course; 3] = [
    Course {
        id: "registration",
        title: "process-registration",
        lead: "process-registration-lead",
        steps: &[
            step("process-enter", "process-enter-about", DOOR),
            step("process-details", "process-details-about", SHEET),
            step("process-questions", "process-questions-about", BUBBLE),
            step("process-seat", "process-seat-about", CALENDAR),
            step("process-pay", "process-pay-about", BANK_CARD),
            step("process-confirm", "process-confirm-about", TICKED),
            step("process-complete", "process-complete-about", CAMERA),
        ],
    },
    Course {
        id: "production",
        title: "process-production",
        lead: "process-production-lead",
        steps: &[
            step("process-review", "process-review-about", GLASS),
            step("process-issue", "process-issue-about", CHIP_CARD),
            step("process-send", "process-send-about", VAN),
        ],
    },
    Course {
        id: "delivery",
        title: "process-delivery",
        lead: "process-delivery-lead",
        steps: &[
            step("process-notice", "process-notice-about", PHONE),
            step("process-collect", "process-collect-about", HOLDER),
            step("process-signature", "process-signature-about", SIGNED),
        ],
    },
];

impl Process {
    fn courses(&self) -> &'static [Course] {
        &COURSES
    }

    fn script(&self) -> &'static Asset {
        &assets::TABS_SCRIPT
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        vec![("all", Self { frame: Frame::sample_outside() })]
    }
}
