//! The switches of the service.

use askama::Template;
use nobat_domain::staff::{Role, Switches};

use super::address;
use super::frame::CounterFrame;
use crate::pages::assets;
use crate::pages::field::{NO, YES};

#[derive(Template, Debug)]
#[template(path = "counter/switches.html")]
pub struct Switching {
    pub frame: CounterFrame,
    pub switches: Switches,
    /// It has just been changed.
    pub saved: bool,
}

/// One switch: its name in the form, its words, and how it stands.
#[derive(Debug)]
struct Switch {
    name: &'static str,
    title: &'static str,
    about: &'static str,
    on: bool,
}

impl Switching {
    fn all(&self) -> [Switch; 2] {
        let Switches { long_form, scan, .. } = self.switches;
        [
            Switch {
                name: "long_form",
                title: "ops-switch-long",
                about: "ops-switch-long-about",
                on: long_form,
            },
            Switch {
                name: "scan",
                title: "ops-switch-scan",
                about: "ops-switch-scan-about",
                on: scan,
            },
        ]
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let page =
            |switches, saved| Self { frame: CounterFrame::sample(Role::Operator), switches, saved };
        let off = Switches::default();
        vec![("off", page(off, false)), ("on", page(off.with(true, true), true))]
    }
}
