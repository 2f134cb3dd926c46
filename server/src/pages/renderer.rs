//! From a page to HTML, and the list of all pages that tests, reviewers and the samples walk.

use super::changing::{ChangeMobile, Clear, Edit};
use super::choosing::{Choose, MoveSeat};
use super::conditions::Conditions;
use super::confirm::Confirm;
use super::delivery::Delivery;
use super::documents::Documents;
use super::earlier::Earlier;
use super::email::EmailReceipt;
use super::entry::Entry;
use super::erasing::{Erase, Erased};
use super::frame::Frame;
use super::give_back::GiveBack;
use super::opening::Opening;
use super::own_data::OwnData;
use super::paying::{Asking, Leaving, NotPaid};
use super::process::Process;
use super::receipt::{Print, Save};
use super::registration::Registration;
use super::result::ResultPage;
use super::system::System;
use super::tracking::Track;
use crate::persian::Language;
use askama::Template;

/// The page as HTML.
#[must_use]
pub fn render(page: &impl Template) -> String {
    // Templates write into memory and use no fallible filter, so there is nothing to go wrong.
    page.render().expect("writing into a string cannot fail")
}

/// A page in one of its states.
#[derive(Clone, Debug)]
pub struct Sample {
    /// `registration-faults`: the page, a dash, the state.
    pub name: String,
    pub html: String,
}

/// Every page in every state of its samples.
#[must_use]
pub fn samples(language: Language) -> Vec<Sample> {
    [
        rendered(language, "entry", Entry::samples(), |page| &mut page.frame),
        rendered(language, "process", Process::samples(), |page| &mut page.frame),
        rendered(language, "conditions", Conditions::samples(), |page| &mut page.frame),
        rendered(language, "registration", Registration::samples(), |page| &mut page.frame),
        rendered(language, "clear", Clear::samples(), |page| &mut page.frame),
        rendered(language, "leaving", Leaving::samples(), |page| &mut page.frame),
        rendered(language, "asking", Asking::samples(), |page| &mut page.frame),
        rendered(language, "not-paid", NotPaid::samples(), |page| &mut page.frame),
        rendered(language, "confirm", Confirm::samples(), |page| &mut page.frame),
        rendered(language, "choose", Choose::samples(), |page| &mut page.frame),
        rendered(language, "result", ResultPage::samples(), |page| &mut page.frame),
        rendered(language, "print", Print::samples(language), |page| &mut page.frame),
        rendered(language, "save", Save::samples(), |page| &mut page.frame),
        rendered(language, "email", EmailReceipt::samples(), |page| &mut page.frame),
        rendered(language, "move", MoveSeat::samples(), |page| &mut page.frame),
        rendered(language, "edit", Edit::samples(), |page| &mut page.frame),
        rendered(language, "mobile", ChangeMobile::samples(), |page| &mut page.frame),
        rendered(language, "delivery", Delivery::samples(), |page| &mut page.frame),
        rendered(language, "opening", Opening::samples(), |page| &mut page.frame),
        rendered(language, "documents", Documents::samples(), |page| &mut page.frame),
        rendered(language, "give-back", GiveBack::samples(), |page| &mut page.frame),
        rendered(language, "data", OwnData::samples(), |page| &mut page.frame),
        rendered(language, "erase", Erase::samples(), |page| &mut page.frame),
        rendered(language, "erased", Erased::samples(), |page| &mut page.frame),
        rendered(language, "track", Track::samples(), |page| &mut page.frame),
        rendered(language, "earlier", Earlier::samples(), |page| &mut page.frame),
        rendered(language, "system", System::samples(), |page| &mut page.frame),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn rendered<P: Template>(
    language: Language,
    page: &str,
    states: Vec<(&'static str, P)>,
    frame: impl Fn(&mut P) -> &mut Frame,
) -> Vec<Sample> {
    let sample = |(state, mut shown): (&str, P)| {
        frame(&mut shown).language = language;
        Sample { name: format!("{page}-{state}"), html: render(&shown) }
    };
    states.into_iter().map(sample).collect()
}
