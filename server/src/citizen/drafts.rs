//! What was typed and not sent: which fields a draft keeps, and how two tabs type into one.

use sha2::{Digest, Sha256};

use crate::extract::Typed;
use crate::pages::field::{
    BIRTH_DAY, BIRTH_MONTH, BIRTH_YEAR, DRAFT_MARK, Field, HOME_CODE, HOME_STREET, Kin, KinField,
};

/// Of the parts that can be edited later.
const STATED: [&str; 14] = [
    BIRTH_DAY,
    BIRTH_MONTH,
    BIRTH_YEAR,
    "lunar",
    "gender",
    "religion",
    "mother",
    "mobile",
    "q1",
    "q2",
    "q3",
    "q4",
    HOME_CODE,
    HOME_STREET,
];
/// Of time, place and payment. The phone of the search is not one of them: it is never stored.
const CHOSEN: [&str; 5] = ["date", "area", "seat", "gateway", "form_no"];
/// Bytes of a hash that a page carries: enough to tell two drafts of one citizen apart.
const MARK_BYTES: usize = 8;

/// Which form has sent something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Carried {
    Registration,
    Edit,
}

/// What the long form adds: all that it may have, whether it is switched on or not.
fn long() -> impl Iterator<Item = &'static str> {
    let own = [Field::First, Field::Family, Field::Booklet, Field::Father].into_iter();
    let counts = Kin::ALL.map(Kin::count);
    let kin = Kin::ALL.into_iter().flat_map(KinField::all).map(Field::Kin);
    own.chain(kin).map(Field::name).chain(counts)
}

/// Every field that a draft keeps.
pub fn fields() -> impl Iterator<Item = &'static str> {
    STATED.into_iter().chain(CHOSEN).chain(long())
}

/// Whether the page that sent this had the parts of the long form.
fn is_long(typed: &Typed) -> bool {
    typed.has(Kin::Child.count())
}

fn carries(carried: Carried, typed: &Typed, name: &str) -> bool {
    STATED.contains(&name)
        || (carried == Carried::Registration && CHOSEN.contains(&name))
        || (is_long(typed) && long().any(|it| it == name))
}

/// What tells one draft from the next, for the page that is made of it.
#[must_use]
pub fn mark(draft: &[u8]) -> String {
    Sha256::digest(draft)[..MARK_BYTES].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A form laid over the draft that is kept.
pub struct Laid {
    pub typed: Typed,
    pub draft: Vec<u8>,
    /// Another tab has typed what this form does not say: it is in `typed` now.
    pub elsewhere: bool,
}

/// Lays a form over the draft that is kept. What the form does not ask stays. Where the page was
/// made of an earlier draft than this, another tab has typed since: then what is empty here and
/// was typed there stays, and of what both say, this is the later word.
#[must_use]
pub fn lay(kept: &[u8], mut typed: Typed, carried: Carried) -> Laid {
    let old = Typed::read(kept);
    let same = !typed.has(DRAFT_MARK) || typed.text(DRAFT_MARK) == mark(kept);
    let mut elsewhere = false;
    let mut all = Typed::default();
    for name in fields() {
        let carried = carries(carried, &typed, name);
        let stays = !typed.has(name) && old.has(name) && !(carried && same);
        if stays && carried {
            typed.put(name, old.text(name));
            elsewhere = true;
        }
        let text = if stays { old.text(name) } else { typed.text(name) };
        all.put(name, text);
    }
    Laid { draft: all.keep(fields()), typed, elsewhere }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::field::KinPart;
    use nobat_domain::limits::DRAFT_BYTES_MAX;

    fn form(text: &str) -> Typed {
        Typed::read(text.as_bytes())
    }

    fn read(draft: &[u8]) -> Typed {
        Typed::read(draft)
    }

    #[test]
    fn a_tab_that_knows_the_draft_may_empty_a_field() {
        let kept = form("mother=a&area=041").keep(fields());
        let next = format!("mother=&area=021&draft_mark={}", mark(&kept));
        let laid = lay(&kept, form(&next), Carried::Registration);
        assert!(!laid.elsewhere && !read(&laid.draft).has("mother"));
        assert_eq!(read(&laid.draft).text("area"), "021");
    }

    #[test]
    fn an_older_tab_takes_nothing_from_what_another_has_typed() {
        let kept = form("mother=a&area=041&seat=7-1").keep(fields());
        let next = format!("mother=&area=021&mobile=0912&draft_mark={}", mark(b""));
        let laid = lay(&kept, form(&next), Carried::Registration);
        assert!(laid.elsewhere);
        for (name, text) in [("mother", "a"), ("area", "021"), ("mobile", "0912"), ("seat", "7-1")]
        {
            assert_eq!(read(&laid.draft).text(name), text, "{name}");
            assert_eq!(laid.typed.text(name), text, "{name}: the page shows it");
        }
        // The same words twice are no other word: a double click.
        let mark = mark(b"");
        let again = form(&format!("mother=a&area=041&seat=7-1&draft_mark={mark}"));
        assert!(!lay(&kept, again, Carried::Registration).elsewhere);
    }

    #[test]
    fn what_a_form_does_not_ask_stays() {
        let long = "mother=a&area=041&first=b&children=1&child1_first=c";
        let kept = form(long).keep(fields());
        let mark = mark(&kept);
        // The long form was switched off, and then somebody edits.
        for carried in [Carried::Registration, Carried::Edit] {
            let short = form(&format!("mother=x&area=041&draft_mark={mark}"));
            let laid = lay(&kept, short, carried);
            assert!(!laid.elsewhere);
            let draft = read(&laid.draft);
            for (name, text) in
                [("mother", "x"), ("area", "041"), ("first", "b"), ("child1_first", "c")]
            {
                assert_eq!(draft.text(name), text, "{name} {carried:?}");
            }
            assert!(!laid.typed.has("first"), "it is no word of this form");
        }
    }

    #[test]
    fn the_longest_form_that_a_page_lets_anybody_type_is_kept_whole() {
        let mut typed = Typed::default();
        for name in fields() {
            typed.put(name, "\u{645}".repeat(if name == HOME_STREET { 200 } else { 20 }));
        }
        for kin in Kin::ALL {
            for field in KinField::all(kin) {
                let length = if field.part == KinPart::Nid { 10 } else { 40 };
                typed.put(Field::Kin(field).name(), "\u{645}".repeat(length));
            }
        }
        let kept = typed.keep(fields());
        assert!(kept.len() < DRAFT_BYTES_MAX, "{}", kept.len());
        assert_eq!(read(&kept), typed);
    }

    #[test]
    fn the_phone_is_no_field_of_a_draft() {
        assert!(fields().all(|name| name != Field::Phone.name()));
    }
}
