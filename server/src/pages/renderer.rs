//! From a page to HTML, and the list of all pages that tests, reviewers and the samples walk.

use super::changing::{ChangeMobile, Clear, Edit};
use super::choosing::{Choose, MoveSeat};
use super::conditions::Conditions;
use super::confirm::Confirm;
use super::email::EmailReceipt;
use super::entry::Entry;
use super::paying::{Asking, Leaving, NotPaid};
use super::process::Process;
use super::receipt::{Print, Save};
use super::registration::Registration;
use super::result::ResultPage;
use super::system::System;
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
pub fn samples() -> Vec<Sample> {
    [
        rendered("entry", Entry::samples()),
        rendered("process", Process::samples()),
        rendered("conditions", Conditions::samples()),
        rendered("registration", Registration::samples()),
        rendered("clear", Clear::samples()),
        rendered("leaving", Leaving::samples()),
        rendered("asking", Asking::samples()),
        rendered("not-paid", NotPaid::samples()),
        rendered("confirm", Confirm::samples()),
        rendered("choose", Choose::samples()),
        rendered("result", ResultPage::samples()),
        rendered("print", Print::samples()),
        rendered("save", Save::samples()),
        rendered("email", EmailReceipt::samples()),
        rendered("move", MoveSeat::samples()),
        rendered("edit", Edit::samples()),
        rendered("mobile", ChangeMobile::samples()),
        rendered("system", System::samples()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn rendered<P: Template>(page: &str, states: Vec<(&'static str, P)>) -> Vec<Sample> {
    let sample = |(state, page_state): (&str, P)| Sample {
        name: format!("{page}-{state}"),
        html: render(&page_state),
    };
    states.into_iter().map(sample).collect()
}
