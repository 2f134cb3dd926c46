//! The laws that every page of the counter keeps, in every state of its samples.

use std::collections::BTreeSet;

use askama::Template;
use nobat_domain::staff::{Power, Role};

use super::account_list::AccountList;
use super::announcing::Announcing;
use super::audit_log::AuditLog;
use super::booklet::BookletScan;
use super::day_list::{DayList, DayPaper, DeskOffline, TeamPaper};
use super::door::{Enrol, Home, Login, OwnPassword, Papers, Refused, Second};
use super::erasing::Erasing;
use super::finding::Finding;
use super::office_facts::{OfficeFacts, OfficeList};
use super::switching::Switching;
use crate::pages::counter::address;
use crate::pages::counter::messages::Messages;
use crate::pages::counter::mistake::Mistake;
use crate::pages::counter::reversals::{Reversal, Reversals};
use crate::pages::counter::tariff::{NewTariff, TariffPage};
use crate::pages::render;

fn samples() -> Vec<(String, String)> {
    fn of<P: Template>(page: &str, states: Vec<(&'static str, P)>) -> Vec<(String, String)> {
        let one = |(state, it): (&str, P)| (format!("{page}-{state}"), render(&it));
        states.into_iter().map(one).collect()
    }
    [
        of("login", Login::samples()),
        of("second", Second::samples()),
        of("enrol", Enrol::samples()),
        of("papers", Papers::samples()),
        of("password", OwnPassword::samples()),
        of("home", Home::samples()),
        of("refused", Refused::samples()),
        of("accounts", AccountList::samples()),
        of("announcements", Announcing::samples()),
        of("audit", AuditLog::samples()),
        of("day", DayList::samples()),
        of("offline", vec![("desk", DeskOffline::page())]),
        of("paper", DayPaper::samples()),
        of("team", TeamPaper::samples()),
        of("finding", Finding::samples()),
        of("erasing", Erasing::samples()),
        of("office", OfficeFacts::samples()),
        of("offices", OfficeList::samples()),
        of("tariff", TariffPage::samples()),
        of("new-tariff", NewTariff::samples()),
        of("messages", Messages::samples()),
        of("mistake", Mistake::samples()),
        of("reversals", Reversals::samples()),
        of("reversal", Reversal::samples()),
        of("switches", Switching::samples()),
        of("booklet", BookletScan::samples()),
    ]
    .concat()
}

fn tags(html: &str) -> impl Iterator<Item = &str> {
    html.split('<').skip(1).filter_map(|rest| rest.split('>').next())
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split('"').next()
}

#[test]
fn every_page_has_one_heading_one_main_and_the_way_to_it() {
    for (name, html) in samples() {
        let count = |wanted: &str| tags(&html).filter(|tag| tag.starts_with(wanted)).count();
        assert_eq!((count("h1"), count("main")), (1, 1), "{name}");
        assert!(html.contains("href=\"#main\"") && html.contains("id=\"main\""), "{name}");
        assert!(html.contains("<html lang=\"fa\" dir=\"rtl\">"), "{name}");
        assert!(!html.contains(" style=") && !html.contains(" onclick"), "{name}");
    }
}

#[test]
fn labels_links_and_descriptions_meet_their_elements() {
    for (name, html) in samples() {
        let ids: Vec<&str> = tags(&html).filter_map(|tag| attribute(tag, "id")).collect();
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(known.len(), ids.len(), "{name}: an id stands twice");
        for tag in tags(&html) {
            let described = attribute(tag, "aria-describedby").unwrap_or_default();
            let labelled = attribute(tag, "aria-labelledby").unwrap_or_default();
            let link = attribute(tag, "href").and_then(|href| href.strip_prefix('#'));
            let named = described.split_whitespace().chain(labelled.split_whitespace());
            for id in named.chain(attribute(tag, "for")).chain(link) {
                assert!(known.contains(id), "{name}: {tag}: no element {id}");
            }
        }
    }
}

#[test]
fn every_control_has_a_label_and_every_form_its_token() {
    for (name, html) in samples() {
        let labelled: BTreeSet<&str> = tags(&html)
            .filter(|tag| tag.starts_with("label"))
            .filter_map(|tag| attribute(tag, "for"))
            .collect();
        let controls = |tag: &&str| {
            let named = ["input ", "select ", "textarea "].iter().any(|it| tag.starts_with(it));
            named && !matches!(attribute(tag, "type"), Some("hidden" | "checkbox"))
        };
        for control in tags(&html).filter(controls) {
            let id = attribute(control, "id").unwrap_or_default();
            assert!(labelled.contains(id), "{name}: {control} has no label");
        }
        for form in html.split("<form ").skip(1) {
            let body = form.split("</form>").next().unwrap_or_default();
            let posts = body.contains("method=\"post\"");
            assert_eq!(body.contains("name=\"csrf\""), posts, "{name}: {body}");
        }
    }
}

#[test]
fn no_password_or_code_is_ever_written_into_a_page() {
    for (name, html) in samples() {
        for tag in tags(&html).filter(|tag| attribute(tag, "type") == Some("password")) {
            assert_eq!(attribute(tag, "value"), Some(""), "{name}");
        }
    }
}

#[test]
fn a_page_links_to_what_its_role_may_do_and_to_nothing_else() {
    for (role, (_, page)) in Role::SAMPLES.into_iter().zip(Home::samples()) {
        let html = render(&page);
        let linked: BTreeSet<&str> = tags(&html)
            .filter(|tag| tag.starts_with("a "))
            .filter_map(|tag| attribute(tag, "href"))
            .collect();
        for power in Power::ALL {
            assert_eq!(linked.contains(address::of(power)), role.may(power), "{role:?} {power:?}");
        }
    }
}
