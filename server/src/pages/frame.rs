//! What stands around every citizen's page.

use super::address;
use super::assets::{self, Asset};
use super::field::{AGAIN, TAKE};
use super::installable;
use crate::persian::{Language, Value};
use askama::Template;
use askama::filters::HtmlSafe;
use std::borrow::Cow;

/// The parts of a page that do not depend on which page it is.
#[derive(Clone, Debug)]
pub struct Frame {
    pub language: Language,
    /// Where this page is asked for again: path and query.
    pub here: String,
    /// Goes back hidden in every form that changes something.
    pub csrf: String,
    /// Whether a citizen is behind this page: shows the way out.
    pub citizen: Citizen,
    /// Operators' announcements, plain texts in the page's language.
    pub announcements: Vec<String>,
    pub foot: Foot,
    /// The code that a phone dials, as it is dialled.
    pub ussd: String,
    /// The address that citizens know the site by, without a scheme.
    pub site: String,
    /// Whether the entry question is being skipped: a demo that must never look like the real one.
    pub question: QuestionCheck,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Citizen {
    Unknown,
    Entered,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum QuestionCheck {
    Asked,
    Skipped,
}

/// The operations that are allowed to this citizen now, and no others.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Foot {
    operations: Vec<Operation>,
}

/// An operation on a request, in the order in which the guide lists them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Operation {
    PrintReceipt,
    EditDetails,
    ChangeMobile,
    ChangeSeat,
    ChangeDelivery,
    SaveReceipt,
    EmailReceipt,
    GiveSeatBack,
    AwaitEarlier,
    OpenRequest,
    SendScan,
}

impl Operation {
    pub const ALL: [Self; 11] = [
        Self::PrintReceipt,
        Self::EditDetails,
        Self::ChangeMobile,
        Self::ChangeSeat,
        Self::ChangeDelivery,
        Self::SaveReceipt,
        Self::EmailReceipt,
        Self::GiveSeatBack,
        Self::AwaitEarlier,
        Self::OpenRequest,
        Self::SendScan,
    ];

    /// Key of the words on its button.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::PrintReceipt => "operation-print-receipt",
            Self::EditDetails => "operation-edit-details",
            Self::ChangeMobile => "operation-change-mobile",
            Self::ChangeSeat => "operation-change-seat",
            Self::ChangeDelivery => "operation-change-delivery",
            Self::SaveReceipt => "operation-save-receipt",
            Self::EmailReceipt => "operation-email-receipt",
            Self::GiveSeatBack => "operation-give-back",
            Self::AwaitEarlier => "operation-earlier",
            Self::OpenRequest => "opening-title",
            Self::SendScan => "operation-send-scan",
        }
    }

    /// Every operation begins with a page of its own.
    #[must_use]
    pub const fn address(self) -> &'static str {
        match self {
            Self::PrintReceipt => address::PRINT,
            Self::EditDetails => address::EDIT,
            Self::ChangeMobile => address::MOBILE,
            Self::ChangeSeat => address::MOVE,
            Self::ChangeDelivery => address::DELIVERY,
            Self::SaveReceipt => address::SAVE,
            Self::EmailReceipt => address::EMAIL,
            Self::GiveSeatBack => address::GIVE_BACK,
            Self::AwaitEarlier => address::EARLIER,
            Self::OpenRequest => address::NEW_REQUEST,
            Self::SendScan => address::DOCUMENTS,
        }
    }
}

/// The name of the other language, leading to the same page in it.
#[derive(Template, Debug)]
#[template(path = "parts/language_link.html")]
pub struct LanguageLink {
    pub other: Language,
    pub address: String,
}

impl HtmlSafe for LanguageLink {}

/// The same for a page whose form would lose what was typed.
#[derive(Template, Debug)]
#[template(path = "parts/language_button.html")]
pub struct LanguageButton {
    pub other: Language,
    pub address: String,
    /// What the Enter key presses instead of sending the form: where to, and for which part.
    pub enter: Option<(&'static str, &'static str)>,
}

impl HtmlSafe for LanguageButton {}

impl LanguageButton {
    /// The Enter key asks for one part of the page anew.
    #[must_use]
    pub fn entering(mut self, address: &'static str, part: &'static str) -> Self {
        self.enter = Some((address, part));
        self
    }
}

fn turned(address: &str, language: Language) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}{}={}", address::LANGUAGE, language.code())
}

impl Foot {
    /// Whatever the order given, the guide's order is shown, each operation once.
    #[must_use]
    pub fn new(allowed: impl IntoIterator<Item = Operation>) -> Self {
        let mut operations: Vec<_> = allowed.into_iter().collect();
        operations.sort_unstable();
        operations.dedup();
        Self { operations }
    }

    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    #[must_use]
    pub fn allows(&self, operation: Operation) -> bool {
        self.operations.contains(&operation)
    }
}

impl Frame {
    #[must_use]
    pub fn say(&self, key: &'static str) -> Cow<'static, str> {
        self.language.say(key)
    }

    #[must_use]
    pub fn fill(&self, key: &'static str, values: &[(&'static str, Value)]) -> String {
        self.language.fill(key, values)
    }

    /// A sentence with one value in it.
    #[must_use]
    pub fn with(&self, key: &'static str, name: &'static str, value: Value) -> String {
        self.fill(key, &[(name, value)])
    }

    /// A sentence that names the code to dial.
    #[must_use]
    pub fn say_ussd(&self, key: &'static str) -> String {
        self.with(key, "ussd", Value::Code(self.ussd.clone()))
    }

    /// A sentence that names this site.
    #[must_use]
    pub fn say_site(&self, key: &'static str) -> String {
        self.with(key, "site", Value::Code(self.site.clone()))
    }

    /// The way to this page in the other language. A page with a form of text uses
    /// [`Self::language_button`], so that nothing typed is lost.
    #[must_use]
    pub fn language_link(&self) -> LanguageLink {
        let other = self.language.other();
        LanguageLink { other, address: turned(&self.here, other) }
    }

    /// The same as a button of the page's form, which must have the id `form`. It sends the form
    /// to `again`, which shows it once more.
    #[must_use]
    pub fn language_button(&self, again: &str) -> LanguageButton {
        let other = self.language.other();
        LanguageButton { other, address: turned(again, other), enter: None }
    }

    #[must_use]
    pub fn has_entered(&self) -> bool {
        self.citizen == Citizen::Entered
    }

    #[must_use]
    pub fn has_announcement(&self) -> bool {
        !self.announcements.is_empty() || self.is_question_skipped()
    }

    #[must_use]
    pub fn is_question_skipped(&self) -> bool {
        self.question == QuestionCheck::Skipped
    }

    #[must_use]
    pub fn style(&self) -> &'static Asset {
        &assets::STYLE
    }

    #[must_use]
    pub fn receipt_style(&self) -> &'static Asset {
        &assets::RECEIPT_STYLE
    }

    #[must_use]
    pub fn font(&self) -> &'static Asset {
        match self.language {
            Language::Persian => &assets::FONT,
            Language::English => &assets::LATIN_FONT,
        }
    }

    #[must_use]
    pub fn icon(&self) -> &'static Asset {
        &assets::ICON
    }

    #[must_use]
    pub fn touch_icon(&self) -> &'static Asset {
        &assets::ICON_TOUCH
    }

    /// What a telephone is told that keeps the site on its home screen.
    #[must_use]
    pub fn manifest(&self) -> String {
        installable::manifest_address(self.language)
    }

    #[must_use]
    pub fn script(&self) -> &'static Asset {
        &assets::SCRIPT
    }

    /// The frame of the samples: a citizen who has entered, with nothing allowed yet.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            language: Language::Persian,
            here: address::REGISTER.to_owned(),
            csrf: "c5rf".to_owned(),
            citizen: Citizen::Entered,
            announcements: Vec::new(),
            foot: Foot::default(),
            ussd: "*6090*4#".to_owned(),
            site: "ncr.ir".to_owned(),
            question: QuestionCheck::Asked,
        }
    }

    #[must_use]
    pub(super) fn allowing(mut self, allowed: impl IntoIterator<Item = Operation>) -> Self {
        self.foot = Foot::new(allowed);
        self
    }

    #[must_use]
    pub(super) fn sample_outside() -> Self {
        Self { citizen: Citizen::Unknown, ..Self::sample() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_foot_keeps_the_order_of_the_guide() {
        let foot = Foot::new([
            Operation::EmailReceipt,
            Operation::ChangeMobile,
            Operation::PrintReceipt,
            Operation::ChangeMobile,
        ]);
        let expected = [Operation::PrintReceipt, Operation::ChangeMobile, Operation::EmailReceipt];
        assert_eq!(foot.operations(), expected);
        assert!(Operation::ALL.is_sorted());
    }
}
