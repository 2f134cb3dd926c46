//! The long form where the operator has switched it on, and drafts that survive everything.

use nobat_domain::staff::{Deed, Role};
use nobat_domain::timestamp::Millis;
use nobat_server::pages::counter::address as counter;
use nobat_server::pages::fault::{Fault, Field, Kin, KinField, KinPart};
use nobat_server::persian::digits::persian;

use crate::support::clerk::Clerk;
use crate::support::{Person, Town, Visitor, journey, say, sentence};

pub const CHILDS_NID: &str = "0012345679";

fn child(place: u8, part: KinPart) -> Field {
    Field::Kin(KinField { kin: Kin::Child, place, part })
}

/// Part one and two, what the long form asks, and one child.
pub async fn fill_in_with_a_child(browser: &mut Visitor<'_>) {
    browser.fill_in().await;
    browser.fill_in_at_length();
    browser.press("kin-add-child").await.assert_at("/register/family", 200);
    browser.fill(&[
        ("child1_first", "كيان"),
        ("child1_family", "رعد"),
        ("child1_nid", &persian(CHILDS_NID)),
    ]);
}

#[test]
fn an_operator_switches_the_long_form_and_it_is_in_force_at_once() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(0));
        browser.enter().await.assert_silent_about(&say("own-title"));
        let mut clerk = Clerk::inside(shop, "zahra", Role::Operator).await;
        clerk.get(counter::SWITCHES).await.assert_says(&say("ops-switch-long"));
        clerk.fill(&[("long_form", "yes")]);
        let mut late = clerk.clone();
        clerk.press("ops-switch-button").await.assert_says(&say("ops-switch-saved"));
        browser.get("/register").await.assert_says(&say("own-title"));
        // Whoever has seen the page before is told to look again.
        late.fill(&[("scan", "yes")]);
        let stale = late.press("ops-switch-button").await.status.as_u16();
        assert!(stale >= 400, "{stale}");
        assert!(!shop.engine.switches().scan && shop.engine.switches().long_form);
        let last = shop.engine.audit(None).await.expect("it reads").swap_remove(0);
        assert_eq!((last.deed, last.words.as_str()), (Deed::Switched, "long form on, scan off"));
        clerk.get(counter::SWITCHES).await;
        clerk.fill(&[("long_form", "no")]);
        clerk.press("ops-switch-button").await;
        browser.get("/register").await.assert_silent_about(&say("own-title"));
    });
}

#[test]
fn a_family_is_filled_in_without_script_booked_shown_and_edited() {
    journey(Town::quiet(), async |shop| {
        shop.switch(true, false).await;
        let somebody = Person::fresh(1);
        let mut browser = shop.visitor(&somebody);
        browser.enter().await;
        fill_in_with_a_child(&mut browser).await;
        browser.press("kin-add-child-further").await;
        assert_eq!(browser.page().form("/register").field("child1_first"), "كيان");
        assert_eq!(browser.page().form("/register").field("mother"), somebody.mother);
        browser.search().await;
        browser.take_first();
        browser.press("payment-submit").await;
        let ticket = browser.ticket();
        let details = shop.state(&somebody).await.details.expect("they were sent");
        let (home, long) = (details.home.expect("asked"), details.long.expect("asked"));
        assert_eq!(home.postal_code.as_str(), "1619735744");
        assert_eq!(home.street.as_str(), "مراغه، خیابان امام، پلاک 12");
        assert_eq!(long.booklet.as_str(), "1234");
        assert_eq!(long.children.len(), 1, "an empty row is none");
        assert_eq!(long.children[0].first.as_str(), "کیان");
        let back = shop.bank().pay(&ticket).await;
        browser.come_back(&back).await.assert_at("/confirm", 200);
        for text in ["زهرا رعد", "منوچهر", "کیان رعد", &persian(CHILDS_NID), "پلاک ۱۲"]
        {
            browser.page().assert_says(text);
        }
        // On paper and in files stands what an office looks at there, and nobody's children.
        browser.get("/result/print").await.assert_says("زهرا رعد");
        browser.page().assert_silent_about("کیان");
        browser.get("/edit").await.assert_at("/edit", 200);
        let form = browser.page().form("/edit");
        assert_eq!(form.field("home_street"), "مراغه، خیابان امام، پلاک ۱۲");
        assert_eq!(form.field("child1_nid"), persian(CHILDS_NID));
        browser.press("kin-add-spouse").await.assert_at("/edit/family", 200);
        let own = somebody.nid.clone();
        browser.fill(&[
            ("spouse1_first", "بهرام"),
            ("spouse1_family", "رعد"),
            ("spouse1_nid", &own),
            ("child1_first", ""),
            ("child1_family", ""),
            ("child1_nid", ""),
        ]);
        browser.press("edit-button").await.assert_at("/edit", 422);
        let spouse = KinField { kin: Kin::Spouse, place: 0, part: KinPart::Nid };
        browser.page().assert_says(&sentence(Field::Kin(spouse), &Fault::KinTwice));
        browser.fill(&[("spouse1_nid", CHILDS_NID)]);
        browser.press("edit-button").await.assert_at("/result", 200);
        let long = shop.state(&somebody).await.details.and_then(|it| it.long).expect("edited");
        assert_eq!((long.spouses.len(), long.children.len()), (1, 0));
        // Switched off, a short edit takes nothing back of what was stated.
        shop.switch(false, false).await;
        browser.get("/edit").await.assert_silent_about(&say("own-title"));
        browser.fill(&[("mother", "پروانه")]);
        browser.press("edit-button").await.assert_at("/result", 200);
        let details = shop.state(&somebody).await.details.expect("edited");
        assert_eq!((details.mother.as_str(), details.long), ("پروانه", Some(long)));
        shop.assert_nowhere_on_disk(&["1619735744", CHILDS_NID, "منوچهر"]);
    });
}

#[test]
fn each_control_of_the_long_form_has_its_own_sentence() {
    journey(Town::quiet(), async |shop| {
        shop.switch(true, false).await;
        let mut browser = shop.visitor(&Person::fresh(2));
        browser.enter().await;
        browser.fill_in_all().await;
        browser.press("payment-submit").await.assert_at("/register", 422);
        for (field, fault) in [
            (Field::First, Fault::FirstEmpty),
            (Field::Family, Fault::FamilyEmpty),
            (Field::Booklet, Fault::BookletEmpty),
            (Field::HomeCode, Fault::HomeCodeEmpty),
            (Field::HomeStreet, Fault::HomeStreetEmpty),
            (Field::Father, Fault::FatherEmpty),
        ] {
            browser.page().assert_says(&sentence(field, &fault));
        }
        browser.press("kin-add-child").await;
        let wrong = [
            ("first", "Zahra", Field::First, Fault::FirstChars),
            ("family", "رعد۲", Field::Family, Fault::FamilyChars),
            ("booklet", "12345678901", Field::Booklet, Fault::BookletShape),
            ("home_code", "1619035744", Field::HomeCode, Fault::HomeCodeZone),
            ("home_street", "تهران", Field::HomeStreet, Fault::HomeStreetShort),
            ("father", "M", Field::Father, Fault::FatherChars),
            ("child1_first", "کیان", child(0, KinPart::Family), Fault::KinFamily),
            ("child1_nid", "0012345678", child(0, KinPart::Nid), Fault::KinNid),
        ];
        for (name, text, ..) in &wrong {
            browser.fill(&[(name, text)]);
        }
        browser.press("payment-submit").await.assert_at("/register", 422);
        for (_, _, field, fault) in &wrong {
            browser.page().assert_says(&sentence(*field, fault));
        }
        let form = browser.page().form("/register");
        assert_eq!(form.field("first"), "Zahra", "it stays as it was typed");
        assert_eq!(form.field("home_code"), persian("1619035744"));
        assert!(shop.state(&browser.person).await.details.is_none());
    });
}

#[test]
fn a_session_that_ends_while_a_child_is_added_costs_nothing_that_was_typed() {
    journey(Town::quiet(), async |shop| {
        shop.switch(true, false).await;
        let mut browser = shop.visitor(&Person::fresh(3));
        browser.enter().await;
        fill_in_with_a_child(&mut browser).await;
        shop.skip(Millis::minutes(21));
        // Also what stands in the very form that comes too late.
        browser.press("kin-add-child-further").await.assert_at("/register/family", 401);
        let mut again = browser.elsewhere();
        again.enter().await.assert_says(&say("registration-continued"));
        let form = again.page().form("/register");
        for (name, text) in [
            ("first", "زهرا"),
            ("home_code", "۱۶۱۹۷-۳۵۷۴۴"),
            ("child1_first", "كيان"),
            ("child1_nid", &persian(CHILDS_NID)),
        ] {
            assert_eq!(form.field(name), text, "{name}");
        }
    });
}

#[test]
fn a_draft_outlives_the_switch_in_both_directions() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(4));
        browser.enter().await;
        browser.fill_in().await;
        // A page of before, sent after.
        shop.switch(true, false).await;
        browser.search().await.assert_says(&say("own-title"));
        assert_eq!(browser.page().form("/register").field("mother"), browser.person.mother);
        browser.fill_in_at_length();
        browser.press("kin-add-spouse").await;
        browser.fill(&[("spouse1_first", "بهرام")]);
        browser.search().await;
        shop.switch(false, false).await;
        browser.get("/register").await.assert_silent_about(&say("own-title"));
        browser.fill(&[("mother", "پروانه")]);
        browser.search().await.assert_at("/register/offices", 200);
        shop.switch(true, false).await;
        let form = browser.get("/register").await.form("/register");
        for (name, text) in [("mother", "پروانه"), ("first", "زهرا"), ("spouse1_first", "بهرام")]
        {
            assert_eq!(form.field(name), text, "{name}");
        }
    });
}

#[test]
fn two_tabs_take_nothing_from_each_other() {
    journey(Town::quiet(), async |shop| {
        let mut first = shop.visitor(&Person::fresh(5));
        first.enter().await;
        let mut second = first.clone();
        first.fill_in_all().await;
        first.search().await;
        first.take_first();
        // The other tab was opened before, knows nothing of it, and is about to be sent.
        second.fill(&[("mother", "پروانه")]);
        second.press("payment-submit").await.assert_at("/register", 422);
        second.page().assert_says(&say("registration-elsewhere"));
        let form = second.page().form("/register");
        assert_eq!(form.field("mother"), "پروانه", "the later word");
        assert_eq!(form.field("q4"), "yes", "what the first tab has typed");
        assert_eq!(shop.seats().1, 0, "nothing was taken by a form that nobody saw");
        // What knows the draft may empty a field.
        second.fill(&[("mother", "")]);
        second.press("lunar-again").await;
        assert_eq!(second.page().form("/register").field("mother"), "");
        let form = second.get("/register").await.form("/register");
        assert_eq!((form.field("mother"), form.field("religion")), ("", "islam"));
    });
}

#[test]
fn changes_that_were_not_sent_are_there_when_somebody_edits_again() {
    journey(Town::quiet(), async |shop| {
        let somebody = Person::fresh(6);
        let mut browser = shop.visitor(&somebody);
        browser.book().await;
        browser.get("/edit").await;
        browser.fill(&[("mother", "پروانه")]);
        shop.skip(Millis::minutes(21));
        browser.press("edit-button").await.assert_at("/edit", 401);
        let mother = shop.state(&somebody).await.details.expect("booked").mother;
        assert_eq!(mother.as_str(), somebody.mother, "nothing is changed after a session");
        browser.enter().await;
        browser.get("/edit").await.assert_says(&say("edit-continued"));
        assert_eq!(browser.page().form("/edit").field("mother"), "پروانه");
        browser.press("edit-button").await.assert_at("/result", 200);
        let state = shop.state(&somebody).await;
        assert_eq!(state.details.expect("edited").mother.as_str(), "پروانه");
        assert!(state.draft.is_empty(), "what was sent is no draft");
        browser.get("/edit").await.assert_silent_about(&say("edit-continued"));
    });
}

#[test]
fn another_language_keeps_every_row_of_the_family() {
    journey(Town::quiet(), async |shop| {
        shop.switch(true, false).await;
        let mut browser = shop.visitor(&Person::fresh(7));
        browser.enter().await;
        fill_in_with_a_child(&mut browser).await;
        browser.press_words("English").await.assert_says("Add another child");
        let form = browser.page().form("/register");
        assert_eq!(form.field("child1_first"), "كيان");
        assert_eq!(form.field("child1_nid"), CHILDS_NID);
        assert_eq!(form.field("home_street"), "مراغه، خيابان امام، پلاک ۱۲");
    });
}

#[test]
fn one_address_serves_the_long_form_and_the_team() {
    journey(Town { offices: 12, ..Town::quiet() }, async |shop| {
        shop.switch(true, false).await;
        let somebody = Person::fresh(8);
        let mut browser = shop.visitor(&somebody);
        browser.enter().await;
        browser.fill_in().await;
        browser.fill_in_at_length();
        browser.fill(&[("q1", "no")]);
        browser.search().await.assert_says(&say("card-team"));
        let asked = browser.page().html.matches("name=\"home_code\"").count();
        assert_eq!(asked, 1, "asked for once");
        browser.take_first();
        browser.press("payment-submit").await;
        let back = shop.bank().pay(&browser.ticket()).await;
        browser.come_back(&back).await.assert_says("مراغه، خیابان امام، پلاک ۱۲");
        browser.page().assert_says(&say("preparation-home-documents"));
        let shown = browser.page().text().matches("پلاک ۱۲").count();
        assert_eq!(shown, 1, "it stands with the team alone");
        // Who can leave home keeps it, as the long form asks everybody.
        browser.get("/edit").await;
        browser.fill(&[("q1", "yes")]);
        browser.press("edit-button").await;
        let home = shop.state(&somebody).await.details.expect("edited").home;
        assert_eq!(home.as_ref().map(|home| home.postal_code.as_str()), Some("1619735744"));
        // Switched off, a short edit takes neither back.
        shop.switch(false, false).await;
        browser.get("/edit").await;
        browser.fill(&[("mother", "پروانه")]);
        browser.press("edit-button").await;
        let details = shop.state(&somebody).await.details.expect("edited");
        assert_eq!((details.mother.as_str(), details.home), ("پروانه", home));
        assert!(details.long.is_some());
    });
}
