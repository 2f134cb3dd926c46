//! Announcements: published and taken back.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use nobat_domain::calendar::SolarDate;
use nobat_domain::person::fold::small_number;
use nobat_domain::staff::{Announcement, AnnouncementNo, Deed, StaffRefusal, Subject};
use nobat_domain::timestamp::{Millis, Timestamp};

use crate::app::App;
use crate::extract::Typed;
use crate::pages::counter::address;
use crate::pages::counter::announcing::{AnnouncementRow, Announcing, NewAnnouncement, Showing};
use crate::pages::counter::frame::CounterFaults;
use crate::persian::clock::{TEHRAN, clock, day_of};
use crate::persian::dates;
use crate::staff::{self, Inside};
use crate::{problem, way};

const HOUR_MAX: u16 = 24;
const DAY_MS: u64 = Millis::hours(24).0;

/// GET: all that are kept.
pub async fn show(State(app): State<App>, Extension(inside): Extension<Inside>) -> Response {
    problem::private(page(&app, &inside, NewAnnouncement::default(), CounterFaults::default()))
}

/// POST: one more. It is shown from its hour on, at once where that has come.
pub async fn publish(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    Extension(typed): Extension<Typed>,
) -> Response {
    let text = |name: &str| typed.text(name).trim().to_owned();
    let new = NewAnnouncement {
        persian: text("persian"),
        english: text("english"),
        from: text("from"),
        from_hour: text("from_hour"),
        until: text("until"),
        until_hour: text("until_hour"),
    };
    let mut faults = CounterFaults::default();
    let read = read(&new, &mut faults);
    let Some(announcement) = read.filter(|_| faults.is_empty()) else {
        return problem::refused(page(&app, &inside, new, faults));
    };
    let next = match inside.staff.announcements.with(announcement, app.wall()) {
        Ok(next) => next,
        Err(refusal) => {
            let key = match refusal {
                StaffRefusal::TooMany => "ops-announce-full",
                _ => "ops-announce-long",
            };
            let faults = CounterFaults::of("persian", key);
            return problem::refused(page(&app, &inside, new, faults));
        }
    };
    let subject = Subject::Announcement(AnnouncementNo(next.last));
    let entry = inside.entry(Deed::Announced, subject, &new.persian);
    done(&app, app.engine.announce(next, entry).await)
}

/// POST: one fewer.
pub async fn withdraw(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    Extension(typed): Extension<Typed>,
) -> Response {
    let no = AnnouncementNo(typed.text("no").parse().unwrap_or_default());
    match inside.staff.announcements.without(no) {
        Ok(next) => {
            let entry = inside.entry(Deed::Withdrew, Subject::Announcement(no), "");
            done(&app, app.engine.announce(next, entry).await)
        }
        Err(refusal) => staff::refused(&app, refusal),
    }
}

fn done(app: &App, done: Result<Result<(), StaffRefusal>, nobat_engine::AskError>) -> Response {
    match done {
        Ok(Ok(())) => way::to(address::ANNOUNCEMENTS),
        Ok(Err(refusal)) => staff::refused(app, refusal),
        Err(error) => problem::machine(app, error),
    }
}

fn page(app: &App, inside: &Inside, typed: NewAnnouncement, faults: CounterFaults) -> Announcing {
    let now = app.wall();
    let rows = inside.staff.announcements.list.iter().rev().map(|it| AnnouncementRow {
        no: it.no.0,
        persian: it.persian.clone(),
        english: it.english.clone(),
        span: format!("{} – {}", moment(it.from), moment(it.until)),
        state: match it {
            it if it.shown(now) => Showing::Now,
            it if now < it.from => Showing::Later,
            _ => Showing::Over,
        },
    });
    Announcing { frame: inside.frame(address::ANNOUNCEMENTS), rows: rows.collect(), typed, faults }
}

/// A day in words and the clock time.
#[must_use]
pub fn moment(at: Timestamp) -> String {
    format!("{}، {}", dates::in_words(day_of(at)), clock(at))
}

fn read(new: &NewAnnouncement, faults: &mut CounterFaults) -> Option<Announcement> {
    let texts = [
        ("persian", &new.persian, "ops-announce-no-persian"),
        ("english", &new.english, "ops-announce-no-english"),
    ];
    for (id, text, key) in texts {
        if text.is_empty() {
            faults.add(id, key);
        }
    }
    let from = instant(
        ("from", &new.from, "ops-announce-from-wrong"),
        ("from_hour", &new.from_hour, "ops-announce-from-hour-wrong"),
        faults,
    );
    let until = instant(
        ("until", &new.until, "ops-announce-until-wrong"),
        ("until_hour", &new.until_hour, "ops-announce-until-hour-wrong"),
        faults,
    );
    let (from, until) = (from?, until?);
    if until <= from {
        faults.add("until", "ops-announce-order");
    }
    let (persian, english) = (new.persian.clone(), new.english.clone());
    Some(Announcement { no: AnnouncementNo(0), from, until, persian, english })
}

/// A day of the solar calendar and a full hour of it, in Tehran.
fn instant(
    (day_id, day, day_key): (&'static str, &str, &'static str),
    (hour_id, hour, hour_key): (&'static str, &str, &'static str),
    faults: &mut CounterFaults,
) -> Option<Timestamp> {
    let day = SolarDate::parse(day).ok();
    if day.is_none() {
        faults.add(day_id, day_key);
    }
    let hour = small_number(hour).ok().filter(|hour| *hour <= HOUR_MAX);
    if hour.is_none() {
        faults.add(hour_id, hour_key);
    }
    let days = u64::try_from(day?.to_day().0).ok()?;
    let midnight = Timestamp(days * DAY_MS).minus(TEHRAN);
    Some(midnight.plus(Millis::hours(u64::from(hour?))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_and_an_hour_are_read_as_tehran_reads_them() {
        let mut faults = CounterFaults::default();
        let (from, hour) = ("ops-announce-from-wrong", "ops-announce-from-hour-wrong");
        let mut read =
            |day, clock| instant(("from", day, from), ("from_hour", clock, hour), &mut faults);
        let at = read("۱۳۹۶/۱۱/۲۸", "۸").expect("a day of the calendar");
        assert_eq!(moment(at), "شنبه ۲۸ بهمن ۱۳۹۶، ۰۸:۰۰");
        assert_eq!(read("1396/12/30", "25"), None);
        assert!(faults.at("from").is_some() && faults.at("from_hour").is_some());
    }
}
