//! What the carrier was given, and what it says of it.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

/// How the carrier behaves now.
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Debug, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Behaviour {
    #[default]
    Normal,
    /// 409 to everything: nothing is taken.
    Busy,
    /// A page of something in between, as a proxy shows it: nothing is taken.
    Down,
    /// Answers right, half a second late.
    Slow,
    /// Takes the text and never answers.
    Mute,
    /// Answers nothing at all and takes nothing.
    Deaf,
    /// Takes the text, says so, and knows nothing of it afterwards.
    Forgets,
    /// Reports everything three times, the second time with an older state.
    Repeats,
    /// 418: the account is empty.
    NoCredit,
    /// 411: nobody has this number.
    NoSuchReceiver,
}

/// A text that was taken.
#[derive(Serialize, Clone, PartialEq, Eq, Debug)]
pub struct Text {
    pub messageid: u64,
    pub localid: String,
    pub receptor: String,
    pub sender: String,
    pub message: String,
    pub status: i64,
    pub date: u64,
    pub cost: u64,
    /// How often it was given to us under its number; it went out once.
    pub given: u32,
}

/// Rials for each part.
const PART_RIAL: u64 = 900;
const FIRST_NUMBER: u64 = 8_792_343;
const DELIVERED: i64 = 10;
const WITH_OPERATOR: i64 = 5;

#[derive(Default)]
pub struct Books {
    pub behaviour: Behaviour,
    texts: Vec<Text>,
    by_local: HashMap<String, usize>,
    pub calls: u64,
}

impl Books {
    /// Takes a text; one whose number is known is the same text once more.
    pub fn take(&mut self, receptor: &str, message: &str, sender: &str, localid: &str) -> Text {
        if let Some(place) = self.by_local.get(localid).filter(|_| !localid.is_empty()) {
            let text = &mut self.texts[*place];
            text.given += 1;
            return text.clone();
        }
        let units = message.encode_utf16().count();
        let parts = if units <= 70 { 1 } else { units.div_ceil(67) as u64 };
        let messageid = FIRST_NUMBER + self.texts.len() as u64;
        let text = Text {
            messageid,
            localid: localid.to_owned(),
            receptor: receptor.to_owned(),
            sender: sender.to_owned(),
            message: message.to_owned(),
            status: WITH_OPERATOR,
            date: crate::clock::wall()().0 / 1_000,
            cost: parts * PART_RIAL,
            given: 1,
        };
        self.by_local.insert(localid.to_owned(), self.texts.len());
        self.texts.push(text.clone());
        text
    }

    pub fn texts(&self) -> &[Text] {
        &self.texts
    }

    pub fn by_number(&self, number: u64) -> Option<&Text> {
        self.texts.get(usize::try_from(number.checked_sub(FIRST_NUMBER)?).ok()?)
    }

    pub fn by_local(&self, localid: &str) -> Option<&Text> {
        self.by_local.get(localid).map(|place| &self.texts[*place])
    }

    /// The phone got it.
    pub fn deliver(&mut self, number: u64) {
        let place = number.checked_sub(FIRST_NUMBER).and_then(|place| usize::try_from(place).ok());
        if let Some(text) = place.and_then(|place| self.texts.get_mut(place)) {
            text.status = DELIVERED;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_once_for_each_number_of_its_caller() {
        let mut books = Books::default();
        let first = books.take("09121234567", "سلام", "10004346", "77");
        let again = books.take("09121234567", "سلام", "10004346", "77");
        let other = books.take("09121234567", &"ن".repeat(71), "10004346", "78");
        assert_eq!((first.messageid, again.given, books.texts().len()), (again.messageid, 2, 2));
        assert_eq!((first.cost, other.cost), (900, 1_800));
        books.deliver(first.messageid);
        assert_eq!(books.by_number(first.messageid).map(|text| text.status), Some(10));
        assert_eq!(books.by_local("79"), None);
        assert_eq!(books.by_number(1), None);
    }
}
