//! The sandbox's first page: people to try the system with.

use crate::people::{CitizenKind, CitizenRow, citizens};
use crate::registry::lookup::known_from;
use crate::world::World;
use crate::{clock, persian::persian};
use askama::Template;
use axum::Router;
use axum::response::Html;
use axum::routing::get;
use nobat_domain::calendar::SolarDate;
use nobat_domain::person::Gender;
use nobat_domain::timestamp::Timestamp;

/// So many ordinary people are shown, and one of each other kind.
pub const FRESH_SHOWN: usize = 12;

#[derive(Template)]
#[template(path = "index.html")]
struct IndexPage {
    seed: String,
    groups: Vec<Group>,
    has_phone: bool,
}

struct Group {
    title: &'static str,
    note: String,
    rows: Vec<Row>,
}

/// A person as the pages of the system ask for one, in Persian digits.
struct Row {
    national_id: String,
    serial: String,
    birth: String,
    gender: &'static str,
    mother_name: &'static str,
}

/// Serves the page, which is the same as long as the world is.
///
/// # Errors
/// The page's template cannot be filled.
pub fn router(world: &World, has_phone: bool) -> Result<Router, askama::Error> {
    let page = index_page(world, has_phone)?;
    Ok(Router::new().route("/", get(async move || Html(page))))
}

fn index_page(world: &World, has_phone: bool) -> Result<String, askama::Error> {
    let group = |title, note: String, kind, count| Group {
        title,
        note,
        rows: citizens(&world.people, kind).take(count).map(Row::from).collect(),
    };
    let adults = "ثبت نام این افراد باید بی‌مانع پیش برود.".to_owned();
    let minor = "سامانه باید بگوید از چه روزی می‌تواند ثبت نام کند.".to_owned();
    let deceased = "سامانه باید بگوید درخواست ممکن نیست.".to_owned();
    let groups = vec![
        group("شهروندان عادی", adults, CitizenKind::Fresh, FRESH_SHOWN),
        group("کم‌تر از پانزده سال", minor, CitizenKind::Minor, 1),
        group("درگذشته", deceased, CitizenKind::Deceased, 1),
        group("شناسنامه‌ی تازه", new_serial_note(world), CitizenKind::NewSerial, 1),
    ];
    IndexPage { seed: persian(&world.seed.to_string()), groups, has_phone }.render()
}

fn new_serial_note(world: &World) -> String {
    let mut new_serials = citizens(&world.people, CitizenKind::NewSerial);
    let person = new_serials.next().and_then(|row| world.people.person(&row.national_id));
    let known = person.and_then(|person| known_from(&person, world.began));
    let Some(known) = known else { return String::new() };
    format!("سریال تازه‌ی او از {} شناخته است و پیش از آن نه.", moment(known))
}

/// Date and time in Tehran.
fn moment(at: Timestamp) -> String {
    let day = clock::tehran_day(at);
    let minutes = at.since(clock::tehran_midnight(day)).0 / 60_000;
    let date = SolarDate::from_day(day).map(|date| date.to_string()).unwrap_or_default();
    persian(&format!("{date}، ساعت {:02}:{:02}", minutes / 60, minutes % 60))
}

impl From<CitizenRow> for Row {
    fn from(row: CitizenRow) -> Self {
        Self {
            national_id: persian(row.national_id.as_str()),
            serial: persian(row.serial.as_str()),
            birth: persian(&row.birth.to_string()),
            gender: match row.gender {
                Gender::Female => "زن",
                Gender::Male => "مرد",
            },
            mother_name: row.mother_name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_shows_people_of_every_kind() {
        // 1405/09/02, a Monday, at noon in Tehran.
        let world = World::new(1, Timestamp(1_795_422_600_000));
        let page = index_page(&world, true).expect("the template is filled");
        assert_eq!(page.matches("<tr><td>").count(), FRESH_SHOWN + 3);
        assert!(page.contains("۲۵۸۰۲۰۰۶۰۶") && page.contains("شهرزاد"));
        assert!(page.contains("۱۴۰۵/۰۹/"), "says when the new serial is known");
    }
}
