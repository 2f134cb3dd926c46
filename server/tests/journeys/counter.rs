//! The people behind the counter: how they come in, what they may, and what is written down of it.

use nobat_domain::office::Capability;
use nobat_domain::staff::{AccountNo, Deed, Power, Role, Subject};
use nobat_domain::timestamp::Millis;
use nobat_server::guessing::Network;
use nobat_server::pages::counter::address;
use nobat_server::staff::{OneTime, TryBy};

use crate::support::clerk::Clerk;
use crate::support::{Person, Shop, Town, journey, say};

#[test]
fn a_new_account_gets_its_own_password_a_phone_and_then_its_pages() {
    journey(Town::quiet(), async |shop| {
        let mut clerk = Clerk::hired(shop, "zahra", Role::Operator).await;
        clerk.get(address::ACCOUNTS).await.assert_at(address::LOGIN, 200);
        clerk.knock().await.assert_at(address::PASSWORD, 200);
        // The one-time password opens nothing else.
        clerk.get(address::ACCOUNTS).await.assert_at(address::PASSWORD, 200);
        clerk.own("correct horse battery").await.assert_at(address::ENROL, 200);
        clerk.get(address::AUDIT).await.assert_at(address::ENROL, 200);
        let papers = clerk.enrol().await;
        assert_eq!(papers.len(), 10);
        clerk.get(address::HOME).await.assert_at(address::HOME, 200);
        clerk.get(address::ACCOUNTS).await.assert_says("zahra");
        let entries = shop.engine.audit(None).await.expect("it reads");
        let deeds: Vec<Deed> = entries.iter().rev().map(|entry| entry.deed).collect();
        assert_eq!(deeds, [Deed::MadeAccount, Deed::ChangedPassword, Deed::SetSecondFactor]);
        shop.assert_nowhere_on_disk(&["correct horse battery", &papers[0], "zahra"]);
    });
}

#[test]
fn a_wrong_password_and_an_unknown_name_read_the_same_and_close_after_five() {
    journey(Town::quiet(), async |shop| {
        let mut known = Clerk::inside(shop, "zahra", Role::Operator).await.elsewhere();
        let mut unknown = Clerk::nobody(shop, "nobody");
        for _ in 0..5 {
            for clerk in [&mut known, &mut unknown] {
                clerk.password = "a wrong password".to_owned();
                clerk.knock().await.assert_at(address::LOGIN, 422);
                clerk.page().assert_says(&say("ops-login-wrong"));
            }
            assert_eq!(known.page().text(), unknown.page().text());
        }
        for clerk in [&mut known, &mut unknown] {
            clerk.knock().await.assert_at(address::LOGIN, 429);
            let wait: u64 = clerk.page().header("retry-after").parse().expect("seconds");
            assert!((1..=900).contains(&wait), "{wait}");
        }
        // Not even the right one is looked at before its time.
        known.password = "correct horse battery".to_owned();
        known.knock().await.assert_at(address::LOGIN, 429);
        shop.skip(Millis::minutes(15));
        known.knock().await.assert_at(address::SECOND, 200);
    });
}

#[test]
fn people_behind_one_proxy_are_counted_by_their_own_networks() {
    let tries_of = |shop: &Shop, address: &str| {
        let network = Network::of(address.parse().expect("an address"));
        while shop.app.staff.tries.take(TryBy::Network(network), shop.now()).is_ok() {}
    };
    journey(Town::guarded(), async |shop| {
        let clerk = Clerk::inside(shop, "zahra", Role::Operator).await;
        tries_of(shop, "203.0.113.9");
        let mut here = clerk.elsewhere().from("203.0.113.200");
        here.knock().await.assert_at(address::LOGIN, 429);
        // Not what somebody writes in front of what the proxy saw.
        let mut here = clerk.elsewhere().from("198.51.100.7, 203.0.113.200");
        here.knock().await.assert_at(address::LOGIN, 429);
        let mut there = clerk.elsewhere().from("198.51.100.7");
        there.knock().await.assert_at(address::SECOND, 200);
    });
    // Without a proxy that is trusted nobody chooses a network.
    journey(Town::quiet(), async |shop| {
        let clerk = Clerk::inside(shop, "zahra", Role::Operator).await;
        tries_of(shop, "127.0.0.1");
        clerk.elsewhere().from("198.51.100.7").knock().await.assert_at(address::LOGIN, 429);
    });
}

#[test]
fn a_code_opens_once_and_a_code_on_paper_once() {
    journey(Town::quiet(), async |shop| {
        let mut clerk = Clerk::inside(shop, "zahra", Role::Operator).await;
        let mut thief = clerk.elsewhere();
        thief.knock().await.assert_at(address::SECOND, 200);
        // Over somebody's shoulder: the code that has just proved the phone.
        let seen = thief.code();
        thief.give(&seen).await.assert_at(address::SECOND, 422);
        thief.page().assert_says(&say("ops-code-used"));
        thief.give("000000").await.assert_at(address::SECOND, 422);
        thief.page().assert_says(&say("ops-code-wrong"));
        thief.get(address::ACCOUNTS).await.assert_at(address::SECOND, 200);

        let mut again = clerk.elsewhere();
        let paper = clerk.papers[3].clone();
        again.knock().await;
        again.give(&paper).await.assert_at(address::HOME, 200);
        let mut third = clerk.elsewhere();
        third.knock().await;
        third.give(&paper).await.assert_at(address::SECOND, 422);

        shop.skip(Millis::minutes(1));
        let fresh = clerk.code();
        let (mut one, mut other) = (clerk.elsewhere(), clerk.elsewhere());
        one.knock().await;
        other.knock().await;
        one.give(&fresh).await.assert_at(address::HOME, 200);
        other.give(&fresh).await.assert_at(address::SECOND, 422);
        clerk.get(address::HOME).await.assert_at(address::HOME, 200);
    });
}

#[test]
fn wrong_codes_close_the_second_step_too() {
    journey(Town::quiet(), async |shop| {
        let mut clerk = Clerk::inside(shop, "zahra", Role::Operator).await.elsewhere();
        clerk.knock().await;
        for _ in 0..5 {
            clerk.give("123").await.assert_at(address::SECOND, 422);
        }
        shop.skip(Millis::minutes(1));
        let right = clerk.code();
        clerk.give(&right).await.assert_at(address::SECOND, 429);
    });
}

/// The law's table against the server, both ways: each role at each page, asked for and sent to.
#[test]
fn every_page_opens_to_the_roles_of_the_table_and_to_nobody_else() {
    journey(Town::quiet(), async |shop| {
        let office = shop.town.facts()[0].id;
        let roles = [Role::Operator, Role::Support, Role::Auditor, Role::Office(office)];
        let mut clerks = Vec::new();
        for role in roles {
            clerks.push((role, Clerk::inside(shop, role.name(), role).await));
        }
        let sent = [
            (Power::FindRequest, address::SEARCH),
            (Power::Announce, address::ANNOUNCEMENTS),
            (Power::Announce, address::WITHDRAW),
            (Power::KeepOffices, address::OFFICES),
            (Power::KeepSwitches, address::SWITCHES),
            (Power::KeepAccounts, address::ACCOUNTS),
            (Power::KeepAccounts, address::RESET),
            (Power::KeepAccounts, address::CLOSE),
            (Power::SeeDay, address::OFFICE_FIND),
            (Power::SeeDay, address::OFFICE_STEP),
            (Power::SeeDay, address::OFFICE_SETTLE),
            (Power::SeeDay, address::OFFICE_PAPER),
            (Power::SeeDay, address::OFFICE_SCAN),
            (Power::KeepOwnOffice, address::PROFILE),
        ];
        let pages = Power::ALL.map(|power| (power, address::of(power)));
        for (role, clerk) in &mut clerks {
            for (power, page) in pages {
                let status = if role.may(power) { 200 } else { 403 };
                clerk.get(page).await.assert_at(page, status);
            }
            let csrf = clerk.csrf().await;
            for (power, page) in sent {
                let status = clerk.post(page, &[("csrf", &csrf)]).await.status.as_u16();
                // Who may, is told what is missing in an empty form, or that it is an old one.
                assert_eq!(status == 403, !role.may(power), "{role:?} {page}: {status}");
            }
        }
        let mut stranger = Clerk::nobody(shop, "nobody");
        for (_, page) in pages {
            stranger.get(page).await.assert_at(address::LOGIN, 200);
        }
        for (_, page) in sent {
            stranger.post(page, &[]).await.assert_at(address::LOGIN, 200);
        }
    });
}

#[test]
fn a_form_without_its_token_changes_nothing() {
    journey(Town::quiet(), async |shop| {
        let mut clerk = Clerk::inside(shop, "zahra", Role::Operator).await;
        let before = shop.engine.audit(None).await.expect("it reads").len();
        for page in [address::ANNOUNCEMENTS, address::WITHDRAW, address::ACCOUNTS, address::SEARCH]
        {
            for token in ["", "wrong"] {
                let page = clerk.post(page, &[("csrf", token), ("no", "1")]).await;
                assert_eq!(page.status.as_u16(), 403, "{}", page.path);
            }
        }
        clerk.post(address::LEAVE, &[("csrf", "wrong")]).await;
        assert_eq!(clerk.page().status.as_u16(), 403);
        clerk.get(address::HOME).await.assert_at(address::HOME, 200);
        let entries = shop.engine.audit(None).await.expect("it reads");
        assert_eq!(entries.len(), before);
    });
}

#[test]
fn a_session_ends_when_it_rests_after_a_day_and_with_a_log_out() {
    journey(Town::quiet(), async |shop| {
        let mut clerk = Clerk::inside(shop, "zahra", Role::Operator).await;
        shop.skip(Millis::minutes(14));
        clerk.get(address::HOME).await.assert_at(address::HOME, 200);
        shop.skip(Millis::minutes(14));
        clerk.get(address::ACCOUNTS).await.assert_at(address::ACCOUNTS, 200);
        shop.skip(Millis::minutes(15));
        clerk.get(address::ACCOUNTS).await.assert_at(address::LOGIN, 200);

        clerk.come_in().await.assert_at(address::HOME, 200);
        for _ in 0..59 {
            shop.skip(Millis::minutes(10));
            clerk.get(address::HOME).await.assert_at(address::HOME, 200);
        }
        shop.skip(Millis::minutes(10));
        clerk.get(address::HOME).await.assert_at(address::LOGIN, 200);

        clerk.come_in().await.assert_at(address::HOME, 200);
        let mut copied = clerk.clone();
        clerk.press("ops-leave").await.assert_at(address::LOGIN, 200);
        copied.get(address::HOME).await.assert_at(address::LOGIN, 200);
    });
}

#[test]
fn an_operator_makes_resets_and_closes_accounts_with_the_password_once_more() {
    journey(Town::quiet(), async |shop| {
        let mut clerk = Clerk::inside(shop, "zahra", Role::Operator).await;
        clerk.get(address::ACCOUNTS).await;
        clerk.fill(&[("name", "sara"), ("role", "support"), ("own", "not my password")]);
        clerk.press("ops-accounts-button").await.assert_says(&say("ops-password-wrong"));
        clerk.fill(&[("own", "correct horse battery")]);
        clerk.press("ops-accounts-button").await.assert_says(&say("ops-accounts-issued"));
        let words = clerk.shown();
        let mut sara = Clerk::nobody(shop, "sara");
        sara.password = words.last().expect("it is shown").clone();
        sara.knock().await.assert_at(address::PASSWORD, 200);
        sara.own("a battery of horses").await.assert_at(address::ENROL, 200);
        sara.enrol().await;
        sara.get(address::SEARCH).await.assert_at(address::SEARCH, 200);

        clerk.get(&format!("{}?no=2", address::ACCOUNTS)).await;
        clerk.fill(&[("own", "correct horse battery")]);
        clerk.press("ops-accounts-close").await.assert_at(address::ACCOUNTS, 200);
        sara.get(address::SEARCH).await.assert_at(address::LOGIN, 200);
        sara.knock().await.assert_at(address::LOGIN, 422);

        clerk.get(&format!("{}?no=1", address::ACCOUNTS)).await;
        clerk.fill(&[("own", "correct horse battery")]);
        clerk.press("ops-accounts-close").await.assert_says(&say("ops-accounts-last"));
    });
}

#[test]
fn a_look_up_is_written_down_with_its_reason_before_anybody_is_shown() {
    journey(Town::quiet(), async |shop| {
        let person = Person::fresh(0);
        let mut citizen = shop.visitor(&person);
        citizen.book().await;
        let state = shop.state(&person).await;
        let mut clerk = Clerk::inside(shop, "sara", Role::Support).await;
        clerk.get(address::SEARCH).await;
        clerk.fill(&[("nid", person.national_id().as_str()), ("reason", "")]);
        clerk.press("ops-find-button").await.assert_says(&say("ops-find-reason-short"));
        clerk.page().assert_silent_about(&say("ops-find-mobile"));
        clerk.fill(&[("reason", "گم شدن رسید، تماس تلفنی")]);
        clerk.press("ops-find-button").await.assert_says(&say("ops-find-mobile"));
        let entries = shop.engine.audit(None).await.expect("it reads");
        let key = shop.engine.request_key(&person.national_id());
        assert_eq!(entries[0].deed, Deed::LookedUp);
        assert_eq!(entries[0].subject, Subject::Request(key));
        assert_eq!(entries[0].words, "گم شدن رسید، تماس تلفنی");
        // By the code too, and nothing of it stays in the form.
        let code = state.code.expect("it is booked").to_string();
        clerk.fill(&[("code", &code), ("reason", "تماس تلفنی دوم")]);
        clerk.press("ops-find-button").await.assert_says(&say("ops-find-mobile"));
        // Off a receipt's square too, and a check that is not ours is none.
        let check = shop.engine.receipt_check(state.code.expect("it is booked"));
        clerk.fill(&[("code", &format!("{code}{check:012}")), ("reason", "تماس تلفنی سوم")]);
        clerk.press("ops-find-button").await.assert_says(&say("ops-find-mobile"));
        clerk.fill(&[("code", &format!("{code}{:012}", check ^ 1)), ("reason", "تماس چهارم")]);
        clerk.press("ops-find-button").await.assert_says(&say("ops-find-code-wrong"));
        let mut auditor = Clerk::inside(shop, "parvin", Role::Auditor).await;
        let page = auditor.get(address::AUDIT).await;
        page.assert_says("تماس تلفنی دوم");
        page.assert_says(&say("ops-audit-holds"));
        page.assert_says(&say("ops-deed-looked-up"));
        shop.assert_nowhere_on_disk(&["گم شدن رسید"]);
    });
}

#[test]
fn what_operators_announce_stands_on_every_page_from_its_hour_to_its_hour() {
    journey(Town::quiet(), async |shop| {
        let mut clerk = Clerk::inside(shop, "zahra", Role::Operator).await;
        let day = shop.tomorrow();
        let day = nobat_server::persian::dates::wire(day);
        clerk.get(address::ANNOUNCEMENTS).await;
        clerk.fill(&[
            ("persian", "دفترها فردا بسته است."),
            ("english", ""),
            ("from", "۱۴۰۳/۱۳/۰۱"),
        ]);
        let page = clerk.press("ops-announce-button").await;
        page.assert_says(&say("ops-announce-no-english"));
        page.assert_says(&say("ops-announce-from-wrong"));
        clerk.fill(&[("english", "Offices are closed tomorrow."), ("from", &day)]);
        clerk.fill(&[("from_hour", "۰"), ("until", &day), ("until_hour", "۲۴")]);
        clerk.press("ops-announce-button").await.assert_at(address::ANNOUNCEMENTS, 200);
        clerk.page().assert_says(&say("ops-announce-later"));
        let mut citizen = shop.visitor(&Person::fresh(0));
        citizen.get("/").await.assert_silent_about("دفترها فردا");
        shop.skip(Millis::hours(24));
        for page in ["/", "/process", "/conditions", "/no-such-page"] {
            citizen.get(page).await.assert_says("دفترها فردا بسته است.");
        }
        clerk.come_in().await;
        clerk.get(address::ANNOUNCEMENTS).await.assert_says(&say("ops-announce-now"));
        clerk.press("ops-announce-withdraw").await.assert_says(&say("ops-announce-none"));
        citizen.get("/").await.assert_silent_about("دفترها فردا");
        let deeds = shop.engine.audit(None).await.expect("it reads");
        assert_eq!(deeds[0].deed, Deed::Withdrew);
    });
}

#[test]
fn an_office_sees_what_its_gaps_cost_and_what_it_saves_puts_it_on_the_lists() {
    journey(Town::quiet(), async |shop| {
        let facts = shop.town.facts()[0].clone();
        let mut clerk = Clerk::inside(shop, "office", Role::Office(facts.id)).await;
        clerk.get(address::PROFILE).await;
        for gap in facts.gaps() {
            let cost = gap.cost();
            if cost.left_out > 0 {
                clerk.page().assert_says("نیستید، همان‌ها که");
            }
        }
        clerk.fill(&[("phone", "123")]);
        clerk.press("ops-profile-button").await.assert_says(&say("ops-profile-phone-wrong"));
        clerk.fill(&[("phone", "۳۷۲۵۰۰۰۰"), ("home", "yes"), ("stairs", "yes")]);
        clerk.fill(&[("pupil", "yes"), ("finger", "yes")]);
        clerk.press("ops-profile-button").await.assert_says(&say("ops-profile-saved"));
        clerk.page().assert_says(&say("ops-profile-whole"));
        let board = shop.engine.board();
        let kept = board.directory().office(facts.id).expect("it is there");
        assert!(Capability::ALL.iter().all(|ability| kept.capabilities.has(*ability)));
        assert_eq!(kept.phone.as_ref().map(|it| it.as_str()), Some("37250000"));
        // Two who save from one page: the second is told to look again, and nothing is lost.
        clerk.get(address::PROFILE).await;
        let mut other = clerk.clone();
        clerk.fill(&[("address", "خیابان تازه")]);
        clerk.press("ops-profile-button").await.assert_says(&say("ops-profile-saved"));
        other.fill(&[("address", "خیابان دیگر")]);
        other.press("ops-profile-button").await.assert_says(&say("system-stale"));
        let entries = shop.engine.audit(None).await.expect("it reads");
        assert_eq!((entries[0].deed, entries[0].words.as_str()), (Deed::ChangedOffice, "address"));
        assert_eq!(entries[0].subject, Subject::Office(facts.id));
    });
}

#[test]
fn an_office_has_the_list_of_its_day_and_finds_a_citizen_by_the_code() {
    journey(Town::quiet(), async |shop| {
        let person = Person::fresh(0);
        let mut citizen = shop.visitor(&person);
        citizen.book().await;
        let state = shop.state(&person).await;
        let booking = state.booking.as_ref().expect("it is booked");
        let (office, day) = (booking.choice.shift.office(), booking.choice.day);
        let code = state.code.expect("it is booked").to_string();
        let mut clerk = Clerk::inside(shop, "office", Role::Office(office)).await;
        clerk.get(address::OFFICE).await.assert_says(&say("ops-day-empty"));
        let list = |shift| {
            let day = nobat_server::persian::dates::wire(day);
            format!("{}?day={day}&shift={shift}", address::OFFICE)
        };
        let shift = match booking.choice.shift.period() {
            nobat_domain::ids::Period::Morning => ["morning", "evening"],
            nobat_domain::ids::Period::Evening => ["evening", "morning"],
        };
        let written = nobat_server::persian::codes::tracking(&code);
        let written = written.join(" ");
        clerk.get(&list(shift[0])).await.assert_says(&written);
        clerk.page().assert_silent_about(state.national_id.as_str());
        clerk.get(&list(shift[1])).await.assert_silent_about(&written);
        clerk.fill(&[("code", &code)]);
        clerk.press("ops-day-find").await.assert_says("این نوبت برای روز دیگری است");
        shop.skip(Millis::hours(24));
        clerk.come_in().await;
        clerk.get(address::OFFICE).await;
        clerk.fill(&[("code", &code)]);
        clerk.press("ops-day-find").await.assert_says(&say("ops-day-found"));
        let other = shop.town.facts().iter().map(|it| it.id).find(|id| *id != office);
        let mut other = Clerk::inside(shop, "other", Role::Office(other.expect("two"))).await;
        other.get(address::OFFICE).await;
        other.fill(&[("code", &code)]);
        other.press("ops-day-find").await.assert_says("این نوبت برای دفتر دیگری است");
        // The same off the receipt's square, and with a check that is not ours.
        let check = shop.engine.receipt_check(state.code.expect("it is booked"));
        clerk.get(address::OFFICE).await;
        clerk.fill(&[("code", &format!("{code}{check:012}"))]);
        clerk.press("ops-day-find").await.assert_says(&say("ops-day-found"));
        clerk.fill(&[("code", &format!("{code}{:012}", check ^ 1))]);
        clerk.press("ops-day-find").await.assert_says(&say("ops-find-code-wrong"));
        other.page().assert_silent_about(&say("ops-day-place"));
    });
}

#[test]
fn the_configurations_password_opens_the_board_until_an_operator_has_come_in() {
    journey(Town::quiet(), async |shop| {
        let mut anybody = Clerk::nobody(shop, "nobody");
        anybody.get(address::OPS).await.assert_at(address::OPS, 401);
        anybody.fill(&[("password", "nobat-demo-ops")]);
        anybody.press("ops-enter").await.assert_at(address::OPS, 200);
        let mut clerk = Clerk::inside(shop, "zahra", Role::Operator).await;
        clerk.get(address::OPS).await.assert_at(address::OPS, 200);
        anybody.get(address::OPS).await.assert_at(address::LOGIN, 200);
        let account = shop.engine.staff().await.expect("there is time");
        assert!(account.book.by_no(AccountNo(1)).is_some());
    });
}

#[test]
fn the_first_account_is_made_by_a_command_at_the_machine() {
    use nobat_server::door::{Asked, World, ask, listen};
    journey(Town::quiet(), async |shop| {
        let (engine, data) = (shop.engine.clone(), shop.data.clone());
        let listening = tokio::spawn(async move { listen(engine, &data, World::Real).await });
        let door = shop.data.join("door");
        crate::support::until("the door", async || door.exists().then_some(())).await;
        let OneTime { words, mark } = OneTime::draw().expect("chance is there");
        let asked = |name: &str, role: &str, office: Option<&str>| Asked::AddAccount {
            name: name.to_owned(),
            role: role.to_owned(),
            office: office.map(str::to_owned),
            mark: mark.as_str().to_owned(),
        };
        let put = async |asked: Asked| {
            let data = shop.data.clone();
            tokio::task::spawn_blocking(move || ask(&data, &asked)).await.expect("it asks")
        };
        let made = put(asked("zahra", "operator", None)).await.expect("it is made");
        assert_eq!((made["name"].as_str(), made["account"].as_u64()), (Some("zahra"), Some(1)));
        for (name, role, office) in [
            ("zahra", "operator", None),
            ("reza", "king", None),
            ("reza", "office", None),
            ("reza", "office", Some("no such number")),
            ("r", "operator", None),
        ] {
            assert!(put(asked(name, role, office)).await.is_err(), "{name} {role}");
        }
        // What happens at offices is told by offices: only a demo is told of it here.
        let step = Asked::TellStep { code: "497320167".to_owned(), step: "begun".to_owned() };
        assert!(put(step).await.is_err());
        let mut clerk = Clerk::nobody(shop, "zahra");
        clerk.password = words;
        clerk.knock().await.assert_at(address::PASSWORD, 200);
        clerk.own("correct horse battery").await.assert_at(address::ENROL, 200);
        clerk.enrol().await;
        // The phone falls into the water, and the papers with it.
        let OneTime { words, mark } = OneTime::draw().expect("chance is there");
        let (name, mark) = ("zahra".to_owned(), mark.as_str().to_owned());
        put(Asked::ResetAccount { name, mark }).await.expect("it is reset");
        clerk.get(address::HOME).await.assert_at(address::LOGIN, 200);
        clerk.password = words;
        clerk.knock().await.assert_at(address::PASSWORD, 200);
        listening.abort();
    });
}
