//! The receipt: one model of what stands on it, and the pages made of it. The PDF is drawn from the
//! same model, so that paper, file and screen cannot differ.

use super::address;
use super::assets;
use super::details::{Group, Preparations, Writing};
use super::frame::{Frame, Operation};
use super::marked::{Marked, marked};
use super::result::Booking;
use super::scan::{self, Square};
use crate::persian::Language;
use askama::Template;
use askama::filters::HtmlSafe;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use std::sync::LazyLock;

/// Everything that stands on a receipt, in the order of the sheet.
#[derive(Template, Clone, PartialEq, Eq, Debug)]
#[template(path = "parts/receipt.html")]
pub struct Receipt {
    pub language: Language,
    pub organisation: String,
    pub title: String,
    pub tracking_title: String,
    /// Nine ASCII digits.
    pub tracking: String,
    /// What an office scans, in ASCII digits.
    pub scanned: String,
    pub when: String,
    pub office: String,
    /// Says that a team comes, in place of the office alone.
    pub team: Option<String>,
    pub groups: Vec<Group>,
    pub preparations_title: String,
    pub preparations: Vec<String>,
    /// The last sentence: nothing depends on this sheet.
    pub note: String,
}

impl HtmlSafe for Receipt {}

impl Receipt {
    /// `scanned`: the digits of the square, which carry no personal data.
    #[must_use]
    pub fn of(frame: &Frame, booking: &Booking, scanned: String) -> Self {
        let say = |key| frame.say(key).into_owned();
        let (at_home, service) = (booking.seat.home.is_some(), booking.service);
        Self {
            language: frame.language,
            organisation: say("print-organisation"),
            title: say("print-title"),
            tracking_title: say("result-tracking"),
            tracking: booking.tracking.clone(),
            scanned,
            when: booking.seat.when(frame.language),
            office: booking.seat.office.name.clone(),
            team: at_home.then(|| booking.seat.team_text(frame.language)),
            groups: booking.details(frame).groups().to_vec(),
            preparations_title: say("preparations-title"),
            preparations: Preparations { frame, at_home, service }.sentences().to_vec(),
            note: say(if at_home { "print-optional-home" } else { "print-optional" }),
        }
    }

    /// The tracking code in threes.
    #[must_use]
    pub fn tracking_groups(&self) -> Vec<String> {
        self.language.tracking(&self.tracking)
    }

    #[must_use]
    pub fn square(&self) -> Option<Square> {
        scan::square(&self.scanned)
    }

    fn scan_svg(&self) -> Option<String> {
        self.square().map(|square| square.svg())
    }

    /// The office, or that its team comes.
    #[must_use]
    pub fn place(&self) -> String {
        self.team.clone().unwrap_or_else(|| self.office.clone())
    }

    fn marked_team(&self) -> Option<Marked> {
        self.team.as_deref().map(marked)
    }

    /// Every text of the sheet, in reading order.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        let head = [&self.organisation, &self.title, &self.tracking_title];
        let mut texts: Vec<String> = head.into_iter().cloned().collect();
        texts.extend(self.tracking_groups());
        texts.extend([self.when.clone(), self.place()]);
        for group in &self.groups {
            texts.push(group.title.to_string());
            for fact in &group.facts {
                texts.extend([fact.label.to_string(), fact.value.clone()]);
            }
        }
        texts.push(self.preparations_title.clone());
        texts.extend(self.preparations.iter().cloned());
        texts.push(self.note.clone());
        texts
    }

    #[must_use]
    pub fn samples(language: Language) -> Vec<(&'static str, Self)> {
        let frame = Frame { language, ..Frame::sample() };
        let scanned = || "497320167083412957301".to_owned();
        let mut long = Booking::sample();
        long.seat.office = super::seat::Office::sample_long();
        let of = |booking| Self::of(&frame, &booking, scanned());
        let mut home = Booking::sample();
        home.seat = super::seat::Seat::sample_home();
        vec![("plain", of(Booking::sample())), ("long", of(long)), ("home", of(home))]
    }
}

/// The receipt to print: one sheet of A4.
#[derive(Template, Debug)]
#[template(path = "citizen/print.html")]
pub struct Print {
    pub frame: Frame,
    pub receipt: Receipt,
}

impl Print {
    #[must_use]
    pub fn samples(language: Language) -> Vec<(&'static str, Self)> {
        let page = |(name, receipt)| (name, Self { frame: Frame::sample(), receipt });
        Receipt::samples(language).into_iter().map(page).collect()
    }
}

/// The receipt as a file that opens from a disk: style and letters are inside.
#[derive(Template, Debug)]
#[template(path = "citizen/saved.html")]
pub struct Saved {
    pub receipt: Receipt,
}

/// The fonts of the pages, as a style sheet carries them.
static FONT: LazyLock<String> = LazyLock::new(|| BASE64_STANDARD.encode(assets::FONT.bytes));
static LATIN_FONT: LazyLock<String> =
    LazyLock::new(|| BASE64_STANDARD.encode(assets::LATIN_FONT.bytes));

impl Saved {
    fn style(&self) -> &'static str {
        std::str::from_utf8(assets::RECEIPT_STYLE.bytes)
            .expect("the sheet is text, a test reads it")
    }

    /// For names, which are Persian in every language.
    fn font(&self) -> &'static str {
        &FONT
    }

    fn latin_font(&self) -> Option<&'static str> {
        (self.receipt.language == Language::English).then(|| LATIN_FONT.as_str())
    }
}

/// «ذخیره‌ی رسید ثبت نام در فایل»: which file.
#[derive(Template, Debug)]
#[template(path = "citizen/save.html")]
pub struct Save {
    pub frame: Frame,
}

impl Save {
    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        vec![("choice", Self { frame: Frame::sample().allowing(Operation::ALL) })]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::render;

    /// What a page may weigh, and a file that somebody keeps should not be heavier.
    const SAVED_BYTES_MAX: usize = 60_000;

    fn receipts() -> impl Iterator<Item = Receipt> {
        Language::ALL.into_iter().flat_map(Receipt::samples).map(|(_, receipt)| receipt)
    }

    fn as_html(text: &str) -> String {
        text.replace('\'', "&#39;")
    }

    #[test]
    fn page_and_file_have_every_text_of_the_model_in_its_order() {
        for receipt in receipts() {
            let print = render(&Print { frame: Frame::sample(), receipt: receipt.clone() });
            let saved = render(&Saved { receipt: receipt.clone() });
            for html in [print, saved] {
                let mut rest = html.split_once("class=\"receipt\"").expect("the sheet").1;
                for text in receipt.texts() {
                    // Names within a sentence are marked as such.
                    let found = rest.split_once(&as_html(&text));
                    let found = found.or_else(|| rest.split_once(&marked(&*text).to_string()));
                    rest = found.unwrap_or_else(|| panic!("{text:?} is not next")).1;
                }
                assert!(html.contains("<svg viewBox"), "the square is there");
            }
        }
    }

    #[test]
    fn all_that_matters_stands_on_the_receipt() {
        let texts = receipts().next().expect("a sample").texts();
        for fact in [
            "۲۵۸۰۲۰۰۶۰۶",
            "۸۸۳۸۱۰",
            "۱۹ خرداد ۱۳۶۹",
            "۱۵ ذیقعده ۱۴۱۰",
            "زن",
            "اسلام",
            "شهرزاد",
            "۰۹۱۴۵۱۲۸۱۳۶",
            "اداره ثبت احوال مراغه",
            "۰۴۱۳۷۲۲۲۲۶۶",
            "صبح",
            "شنبه ۲۸ بهمن ۱۳۹۶، صبح",
            "موفق",
        ] {
            assert!(texts.iter().any(|text| text == fact), "{fact}");
        }
    }

    #[test]
    fn an_english_receipt_says_the_same_and_leaves_names_as_they_are() {
        let [persian, english] = Language::ALL.map(|language| {
            let (_, receipt) = Receipt::samples(language).swap_remove(0);
            receipt
        });
        assert_eq!(persian.texts().len(), english.texts().len());
        assert_eq!((persian.scanned, &persian.office), (english.scanned.clone(), &english.office));
        let texts = english.texts();
        for fact in [
            "2580200606",
            "9 June 1990 (19 Khordad 1369)",
            "15 Dhu al-Qadah 1410",
            "شهرزاد",
            "Saturday 17 February 2018 (28 Bahman 1396), morning",
            "successful",
        ] {
            assert!(texts.iter().any(|text| text == fact), "{fact}");
        }
    }

    #[test]
    fn a_saved_file_loads_nothing_runs_nothing_and_is_light() {
        for receipt in receipts() {
            let fonts = if receipt.language == Language::English { 2 } else { 1 };
            let html = render(&Saved { receipt });
            assert!(html.len() < SAVED_BYTES_MAX, "{} bytes", html.len());
            for word in ["<script", "<link", "<img", "http", "href=", " src=\"", "@import"] {
                assert!(!html.contains(word), "{word}");
            }
            let addresses: Vec<&str> = html.split("url(").skip(1).collect();
            assert_eq!(addresses.len(), fonts, "fonts alone");
            let is_font = |address: &&str| address.starts_with("data:font/woff2;base64,d09GMg");
            assert!(addresses.iter().all(is_font), "woff2");
        }
    }

    #[test]
    fn the_file_says_its_language_and_never_what_a_citizen_typed_as_html() {
        let mut receipt = receipts().next().expect("a sample");
        receipt.groups[0].facts[0].value = "<b>x</b>".to_owned();
        let html = render(&Saved { receipt });
        assert!(html.starts_with("<!doctype html>\n<html lang=\"fa\" dir=\"rtl\">"));
        assert!(!html.contains("<b>x</b>"));
    }
}
