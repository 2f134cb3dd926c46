//! Offices for the tests of the board.

use std::sync::Arc;

use nobat_board::Directory;
use nobat_domain::ids::OfficeId;
use nobat_domain::office::{Capabilities, Office, OfficeKind, OfficePhone};
use nobat_domain::person::AreaCode;
use nobat_domain::ranking::Standing;

pub fn area(code: &str) -> AreaCode {
    AreaCode::parse(code).expect("an area code")
}

pub fn office(id: u32, area_code: &str, phone: &str) -> Office {
    Office {
        id: OfficeId(id),
        code: format!("{id:04}"),
        kind: OfficeKind::Counter,
        name: format!("office {id}"),
        address: "1 Azadi Street".to_owned(),
        city: "Tabriz".to_owned(),
        area: area(area_code),
        phone: OfficePhone::parse(phone),
        capabilities: Capabilities::NONE,
    }
}

pub fn directory(offices: impl IntoIterator<Item = Office>) -> Directory {
    Directory::new(offices.into_iter().map(Arc::new)).expect("a possible directory")
}

pub fn standing(free: u32, held: u32, approved: u32) -> Standing {
    Standing::new(free, held, approved).expect("possible counts")
}
