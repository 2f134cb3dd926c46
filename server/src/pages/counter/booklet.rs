//! The scan of a booklet, before the eyes of whoever completes the registration.

use askama::Template;
use nobat_domain::ids::OfficeId;
use nobat_domain::staff::Role;

use super::address;
use super::frame::CounterFrame;
use crate::pages::assets;

#[derive(Template, Debug)]
#[template(path = "counter/booklet.html")]
pub struct BookletScan {
    pub frame: CounterFrame,
    /// The JPEG in base 64: it stands in the page alone and under no address.
    pub data: Option<String>,
}

impl BookletScan {
    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let frame = || CounterFrame::sample(Role::Office(OfficeId(1)));
        let data = Some("/9j/4AAQSkZJRgABAQAAAQABAAD/2Q==".to_owned());
        vec![
            ("shown", Self { frame: frame(), data }),
            ("none", Self { frame: frame(), data: None }),
        ]
    }
}
