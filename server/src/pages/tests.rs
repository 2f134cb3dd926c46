//! The laws that every page keeps, in every state of its samples.

use super::renderer::{Sample, samples};
use super::{address, assets};
use crate::persian::Language;
use std::collections::BTreeSet;

/// Calls the check with each sample in each language, and names the sample that failed.
pub(super) fn each(check: impl Fn(&str) -> Result<(), String>) {
    for language in Language::ALL {
        each_in(language, &check);
    }
}

pub(super) fn each_in(language: Language, check: impl Fn(&str) -> Result<(), String>) {
    let all = samples(language);
    assert!(all.len() > 60, "samples went missing");
    for Sample { name, html } in all {
        if let Err(fault) = check(&html) {
            panic!("{name} in {language:?}: {fault}");
        }
    }
}

pub(super) fn require(holds: bool, fault: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(fault()) }
}

/// The tags of a page, each without its angle brackets.
pub(super) fn tags(html: &str) -> Vec<&str> {
    html.split('<').skip(1).filter_map(|rest| rest.split('>').next()).collect()
}

pub(super) fn tags_named<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    tags(html).into_iter().filter(|tag| tag.split_whitespace().next() == Some(name)).collect()
}

pub(super) fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split('"').next()
}

/// What a reader sees, without the islands that are written left to right.
fn visible_text(html: &str) -> String {
    let body = html.split_once("<body>").map_or("", |(_, body)| body);
    let mut text = String::new();
    let mut island = false;
    for piece in body.split('<').skip(1) {
        let (tag, after) = piece.split_once('>').unwrap_or((piece, ""));
        if tag.starts_with("bdi") {
            island = attribute(tag, "dir") == Some("ltr");
        } else if tag == "/bdi" {
            island = false;
        }
        if !island {
            text.push_str(after);
            text.push(' ');
        }
    }
    without_isolates(&text)
}

fn without_isolates(text: &str) -> String {
    let mut kept = String::new();
    for (place, part) in text.split('\u{2066}').enumerate() {
        let outside =
            if place == 0 { Some(part) } else { part.split_once('\u{2069}').map(|p| p.1) };
        kept.push_str(outside.unwrap_or_default());
    }
    kept
}

#[test]
fn the_same_page_renders_the_same_twice() {
    for language in Language::ALL {
        for (first, second) in samples(language).into_iter().zip(samples(language)) {
            assert_eq!(first.html, second.html, "{}", first.name);
        }
    }
}

#[test]
fn a_page_says_its_language_and_has_one_heading() {
    for language in Language::ALL {
        let said = format!("<html lang=\"{}\" dir=\"{}\">", language.code(), language.direction());
        each_in(language, |html| require(html.contains(&said), || format!("no {said}")));
    }
    each(|html| {
        let headings = tags_named(html, "h1").len();
        require(headings == 1, || format!("{headings} first headings"))?;
        require(tags_named(html, "main").len() == 1, || "no single main".to_owned())
    });
}

#[test]
fn persian_text_shows_persian_digits_and_letters() {
    each_in(Language::Persian, |html| {
        let text = visible_text(html);
        let latin = text.split_whitespace().find(|w| w.contains(|c: char| c.is_ascii_digit()));
        // A character reference is not a digit that anybody sees.
        let latin = latin.filter(|word| !word.contains("&#"));
        require(latin.is_none(), || format!("latin digits in {latin:?}"))?;
        let arabic = html.chars().find(|c| matches!(c, 'ي' | 'ك' | '٠'..='٩'));
        require(arabic.is_none(), || format!("arabic letter {arabic:?}"))?;
        for input in tags_named(html, "input").iter().filter(|tag| tag.contains("dir=\"ltr\"")) {
            let value = attribute(input, "value").unwrap_or_default();
            require(!value.contains(|c: char| c.is_ascii_digit()), || format!("typed {value}"))?;
        }
        Ok(())
    });
}

#[test]
fn every_label_link_and_description_meets_its_element() {
    each(|html| {
        let ids: Vec<&str> = tags(html).iter().filter_map(|tag| attribute(tag, "id")).collect();
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        require(known.len() == ids.len(), || format!("an id stands twice: {ids:?}"))?;
        for tag in tags(html) {
            let described = attribute(tag, "aria-describedby").unwrap_or_default();
            let labelled = attribute(tag, "aria-labelledby").unwrap_or_default();
            let link = attribute(tag, "href").and_then(|href| href.strip_prefix('#'));
            let part = attribute(tag, "data-part");
            let named = described.split_whitespace().chain(labelled.split_whitespace());
            for id in named.chain(attribute(tag, "for")).chain(link).chain(part) {
                require(known.contains(id), || format!("{tag}: no element {id}"))?;
            }
        }
        Ok(())
    });
}

#[test]
fn every_control_has_a_label() {
    each(|html| {
        let labelled: BTreeSet<&str> =
            tags_named(html, "label").iter().filter_map(|tag| attribute(tag, "for")).collect();
        let inputs = tags_named(html, "input").into_iter();
        for control in inputs.chain(tags_named(html, "select")) {
            match attribute(control, "type") {
                Some("hidden") => {}
                // A radio stands inside its label.
                Some("radio") => {
                    let inside = html.contains(&format!("\"><{control}>"))
                        || html.contains(&format!("<label class=\"card full\"><{control}>"));
                    require(inside, || format!("{control} stands alone"))?;
                }
                _ => {
                    let id = attribute(control, "id").unwrap_or_default();
                    require(labelled.contains(id), || format!("{control} has no label"))?;
                }
            }
        }
        Ok(())
    });
}

#[test]
fn every_form_that_changes_something_carries_its_token() {
    each(|html| {
        for form in html.split("<form ").skip(1) {
            let (tag, rest) = form.split_once('>').unwrap_or_default();
            let body = rest.split("</form>").next().unwrap_or_default();
            let ours = attribute(&format!(" {tag}"), "action").is_some_and(|a| a.starts_with('/'));
            let posts = tag.contains("method=\"post\"");
            let carries = body.contains("name=\"csrf\"");
            require(carries == (posts && ours), || format!("form {tag}: token {carries}"))?;
        }
        Ok(())
    });
}

#[test]
fn nothing_runs_or_is_styled_inside_the_page() {
    each(|html| {
        for tag in tags(html) {
            require(attribute(tag, "style").is_none(), || format!("style in {tag}"))?;
            let handler = tag.split('"').step_by(2).any(|names| names.contains(" on"));
            require(!handler, || format!("handler in {tag}"))?;
        }
        for script in tags_named(html, "script") {
            let address = attribute(script, "src").unwrap_or_default();
            require(address.starts_with(assets::FOLDER), || format!("script {address}"))?;
        }
        require(tags_named(html, "style").is_empty(), || "a style element".to_owned())
    });
}

#[test]
fn a_page_has_at_most_one_first_choice() {
    each(|html| {
        let main = html.split("<main").nth(1).and_then(|rest| rest.split("</main>").next());
        let main = main.unwrap_or_default();
        let buttons = tags_named(main, "button");
        let filled = buttons.iter().filter(|tag| attribute(tag, "class").is_none()).count();
        let links = tags_named(main, "a");
        let filled =
            filled + links.iter().filter(|tag| attribute(tag, "class") == Some("button")).count();
        require(filled <= 1, || format!("{filled} filled buttons"))
    });
}

/// The words by which somebody who knows only the guide finds the way.
const GUIDE_WORDS: [(&str, &[&str]); 4] = [
    (
        "entry-empty",
        &[
            "شماره ملی",
            "شماره سریال",
            "راهنما",
            "جواب سوال چیست ؟",
            "تعویض سوال",
            "ادامه",
            "آگاهی از فرایند",
            "شرایط ثبت نام",
        ],
    ),
    (
        "registration-chosen",
        &[
            "مشخصات فردی",
            "تاریخ تولد شمسی",
            "تاریخ تولد قمری",
            "جنسیت",
            "دین",
            "نام مادر",
            "شماره تلفن همراه",
            "شناسایی شهروندان نیازمند به تکمیل ثبت نام خاص",
            "بله",
            "خیر",
            "آیا سلامتی کافی برای خروج از خانه دارید؟",
            "آیا توان حرکتی برای بالا رفتن از پله دارید؟",
            "آیا مردمک هر دو چشم شما واضح دیده می شود؟",
            "آیا همه ی انگشتان دست شما سه بند سالم دارند؟",
            "انتخاب زمان و دفتر تکمیل ثبت نام",
            "تاریخ",
            "کد شهر",
            "تلفن",
            "جستجو",
            "پرداخت",
            "انتخاب درگاه پرداخت",
            "بانک ملی - سداد",
            "بانک پارسیان",
            "ثبت اطلاعات و پرداخت",
            "پاکسازی فرم",
        ],
    ),
    (
        "confirm-paid",
        &[
            "تایید نهایی",
            "دفتر تکمیل ثبت نام منتخب",
            "شیفت کاری",
            "تاریخ تکمیل ثبت نام",
            "وضعیت پرداخت",
            "موفق",
            "پیش نیاز های تکمیل ثبت نام",
            "تایید اطلاعات و چاپ رسید",
            "ویرایش مشخصات",
            "چاپ رسید ثبت نام",
            "تغییر موبایل",
        ],
    ),
    (
        "result-ahead",
        &[
            "نتیجه ثبت نام کارت هوشمند ملی",
            "شماره پیگیری",
            "ذخیره فایل",
            "چاپ",
            "ارسال به ایمیل",
            "انصراف",
        ],
    ),
];

#[test]
fn the_words_of_the_guide_stand_on_the_pages() {
    let page = |name: &str| {
        let found = samples(Language::Persian).into_iter().find(|sample| sample.name == name);
        found.unwrap_or_else(|| panic!("no sample {name}")).html
    };
    for (name, words) in GUIDE_WORDS {
        let html = page(name);
        for word in words {
            assert!(html.contains(&format!(">{word}<")), "{name}: {word}");
        }
    }
}

/// Uncompressed sizes that keep the first page under 60 KB on the wire with room to spare.
const STYLE_BYTES_MAX: usize = 24_000;
const SCRIPT_BYTES_MAX: usize = 4_300;
const FONT_BYTES_MAX: usize = 23_000;
const ENTRY_BYTES_MAX: usize = 12_000;

#[test]
fn the_first_page_stays_light() {
    assert!(assets::STYLE.bytes.len() <= STYLE_BYTES_MAX);
    assert!(assets::SCRIPT.bytes.len() <= SCRIPT_BYTES_MAX);
    assert!(assets::FONT.bytes.len() <= FONT_BYTES_MAX);
    let everywhere = Language::ALL.into_iter().flat_map(samples);
    for sample in everywhere.filter(|sample| sample.name.starts_with("entry-")) {
        assert!(sample.html.len() <= ENTRY_BYTES_MAX, "{}: {}", sample.name, sample.html.len());
    }
}

#[test]
fn whatever_was_typed_comes_back_as_text() {
    let mut page = super::changing::ChangeMobile::samples().remove(0).1;
    page.typed = "\"><script>alert(1)</script>".to_owned();
    page.frame.announcements = vec!["<b>x</b>".to_owned()];
    let html = super::render(&page);
    assert!(!html.contains("<script>") && !html.contains("<b>x</b>"));
    assert!(address::MOBILE.starts_with('/'));
}
