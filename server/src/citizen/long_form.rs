//! The long form, from what was typed to the law's values and back.

use nobat_domain::person::{BookletNumber, BookletNumberFault, NameFault, NationalId, PersonName};
use nobat_domain::request::{LongForm, Relative};

use crate::citizen::reading::Found;
use crate::extract::Typed;
use crate::pages::fault::{Fault, Field};
use crate::pages::field::{Kin, KinField, KinPart, TAKE};
use crate::pages::long_form::{KinTyped, LongTyped};

/// As it was typed, for the page; with one more row where its button was pressed.
#[must_use]
pub fn typed(typed: &Typed) -> LongTyped {
    let text = |field: Field| typed.text(field.name()).to_owned();
    let added = Kin::ALL.into_iter().find(|kin| typed.text(TAKE) == kin.more());
    LongTyped {
        first: text(Field::First),
        family: text(Field::Family),
        booklet: text(Field::Booklet),
        father: text(Field::Father),
        spouses: rows(typed, Kin::Spouse, added),
        children: rows(typed, Kin::Child, added),
        added,
    }
}

fn rows(typed: &Typed, kin: Kin, added: Option<Kin>) -> Vec<KinTyped> {
    let stood: usize = typed.text(kin.count()).parse().unwrap_or_default();
    let filled = KinField::all(kin).filter(|field| typed.has(Field::Kin(*field).name()));
    let filled = filled.map(|field| usize::from(field.place) + 1).max().unwrap_or_default();
    let more = usize::from(added == Some(kin));
    let count = (stood.min(kin.most()).max(filled) + more).min(kin.most());
    (0..u8::try_from(count).unwrap_or(u8::MAX)).map(|place| row(typed, kin, place)).collect()
}

fn row(typed: &Typed, kin: Kin, place: u8) -> KinTyped {
    let text = |part| typed.text(Field::Kin(KinField { kin, place, part }).name()).to_owned();
    KinTyped { first: text(KinPart::First), family: text(KinPart::Family), nid: text(KinPart::Nid) }
}

/// The law's values, with every field's fault at once. Rows in which nothing was typed are none.
pub fn read(typed: &Typed, own: &NationalId, found: &mut Found) -> Option<Box<LongForm>> {
    let first = name(typed, Field::First, (Fault::FirstEmpty, Fault::FirstChars), found);
    let family = name(typed, Field::Family, (Fault::FamilyEmpty, Fault::FamilyChars), found);
    let booklet = BookletNumber::parse(typed.text(Field::Booklet.name()));
    let booklet = booklet.map_err(|fault| found.add(Field::Booklet, booklet_fault(fault))).ok();
    let father = name(typed, Field::Father, (Fault::FatherEmpty, Fault::FatherChars), found);
    let mut known = vec![*own];
    let spouses = relatives(typed, Kin::Spouse, &mut known, found);
    let children = relatives(typed, Kin::Child, &mut known, found);
    Some(Box::new(LongForm {
        first: first?,
        family: family?,
        booklet: booklet?,
        father: father?,
        spouses: spouses?,
        children: children?,
    }))
}

fn name(
    typed: &Typed,
    field: Field,
    (empty, chars): (Fault, Fault),
    found: &mut Found,
) -> Option<PersonName> {
    let fault = match PersonName::parse(typed.text(field.name())) {
        Ok(name) => return Some(name),
        Err(NameFault::Empty) => empty,
        Err(NameFault::Chars | NameFault::Length { .. }) => chars,
    };
    found.add(field, fault);
    None
}

const fn booklet_fault(fault: BookletNumberFault) -> Fault {
    match fault {
        BookletNumberFault::Empty => Fault::BookletEmpty,
        BookletNumberFault::Chars | BookletNumberFault::Length { .. } => Fault::BookletShape,
    }
}

fn relatives(
    typed: &Typed,
    kin: Kin,
    known: &mut Vec<NationalId>,
    found: &mut Found,
) -> Option<Vec<Relative>> {
    let mut all = Vec::new();
    let mut whole = true;
    for (place, row) in (0..).zip(rows(typed, kin, None)) {
        if row == KinTyped::default() {
            continue;
        }
        match relative(&row, (kin, place), known, found) {
            Some(relative) => all.push(relative),
            None => whole = false,
        }
    }
    whole.then_some(all)
}

fn relative(
    row: &KinTyped,
    (kin, place): (Kin, u8),
    known: &mut Vec<NationalId>,
    found: &mut Found,
) -> Option<Relative> {
    let field = |part| Field::Kin(KinField { kin, place, part });
    let first = PersonName::parse(&row.first);
    let first = first.map_err(|_| found.add(field(KinPart::First), Fault::KinFirst)).ok();
    let family = PersonName::parse(&row.family);
    let family = family.map_err(|_| found.add(field(KinPart::Family), Fault::KinFamily)).ok();
    let nid = NationalId::parse(&row.nid);
    let nid = nid.map_err(|_| found.add(field(KinPart::Nid), Fault::KinNid)).ok();
    if nid.is_some_and(|nid| known.contains(&nid)) {
        found.add(field(KinPart::Nid), Fault::KinTwice);
        return None;
    }
    known.extend(nid);
    Some(Relative { first: first?, family: family?, national_id: nid? })
}

/// Puts what is on file into a form, as if it had been typed.
pub fn put(typed: &mut Typed, long: &LongForm) {
    typed.put(Field::First.name(), long.first.as_str());
    typed.put(Field::Family.name(), long.family.as_str());
    typed.put(Field::Booklet.name(), long.booklet.as_str());
    typed.put(Field::Father.name(), long.father.as_str());
    for (kin, all) in [(Kin::Spouse, &long.spouses), (Kin::Child, &long.children)] {
        typed.put(kin.count(), all.len().to_string());
        for (place, relative) in (0..).zip(all) {
            let mut put = |part, text: &str| {
                typed.put(Field::Kin(KinField { kin, place, part }).name(), text);
            };
            put(KinPart::First, relative.first.as_str());
            put(KinPart::Family, relative.family.as_str());
            put(KinPart::Nid, relative.national_id.as_str());
        }
    }
}
