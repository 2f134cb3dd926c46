//! What a person reads from a page: tags, marks, cards, the receipt. No full parser: the server's
//! own templates are well formed.

use nobat_domain::person::fold::fold_digits;
use std::borrow::Cow;

/// A tag as it stands in a text.
#[derive(Clone, Copy, Debug)]
pub struct Tag<'a> {
    /// In small letters; with its slash, where it closes.
    pub name: &'a str,
    attributes: &'a str,
    /// Where the text behind it begins.
    pub end: usize,
}

impl<'a> Tag<'a> {
    /// The value of an attribute, decoded; empty for one without a value.
    pub fn value(&self, wanted: &str) -> Option<Cow<'a, str>> {
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start();
            let length = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
            let (name, behind) = rest.split_at(length);
            if name.is_empty() {
                return None;
            }
            let (value, further) = match behind.trim_start().strip_prefix('=') {
                None => ("", behind),
                Some(value) => split_value(value.trim_start()),
            };
            if name == wanted {
                return Some(decode(value));
            }
            rest = further;
        }
    }

    pub fn has(&self, attribute: &str) -> bool {
        self.value(attribute).is_some()
    }

    fn is_of_class(&self, class: &str) -> bool {
        self.value("class").is_some_and(|all| all.split(' ').any(|one| one == class))
    }
}

fn split_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

/// Every tag of a text, in its order.
pub fn tags(html: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let open = at + html[at..].find('<')?;
            let rest = &html[open + 1..];
            if rest.starts_with("!--") {
                at = open + rest.find("-->").map_or(rest.len(), |end| end + 4);
                continue;
            }
            let inside = &rest[..tag_length(rest)?];
            at = open + inside.len() + 2;
            let cut = inside.find(|c: char| c.is_whitespace()).unwrap_or(inside.len());
            let (name, attributes) = inside.split_at(cut);
            let tag = Tag {
                name: name.trim_end_matches('/'),
                attributes: attributes.trim_end_matches('/'),
                end: at,
            };
            return Some(tag);
        }
    })
}

/// Up to the bracket that closes the tag: one within quotes does not.
fn tag_length(rest: &str) -> Option<usize> {
    let mut quote = None;
    rest.bytes().position(|byte| match (quote, byte) {
        (Some(open), _) => {
            if byte == open {
                quote = None;
            }
            false
        }
        (None, b'"' | b'\'') => {
            quote = Some(byte);
            false
        }
        (None, _) => byte == b'>',
    })
}

/// Words of a piece of a page, without tags and marks of direction.
pub fn words(html: &str) -> String {
    let mut kept = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        kept.push_str(before);
        rest = tag_length(tag).map_or("", |length| &tag[length + 1..]);
    }
    kept.push_str(rest);
    let is_mark = |c: &char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}');
    let plain: String = decode(&kept).chars().filter(|c| !is_mark(c)).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The references that templates write.
fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('&') {
        decoded.push_str(before);
        let (reference, further) = behind.split_once(';').unwrap_or(("", behind));
        match character(reference) {
            Some(character) => {
                decoded.push(character);
                rest = further;
            }
            None => {
                decoded.push('&');
                rest = behind;
            }
        }
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

fn character(reference: &str) -> Option<char> {
    match reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = reference.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

/// The words of the first element of a class, up to its own closing tag.
fn words_of_class(html: &str, class: &str) -> Option<String> {
    let tag = tags(html).find(|tag| tag.is_of_class(class))?;
    element(html, tag).map(words)
}

fn element<'a>(html: &'a str, tag: Tag<'_>) -> Option<&'a str> {
    let rest = html.get(tag.end..)?;
    let close = format!("</{}>", tag.name);
    rest.find(&close).map(|length| &rest[..length])
}

/// The half of a day, by the word that pages use.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Half {
    Morning,
    Evening,
}

impl Half {
    fn read(word: &str) -> Option<Self> {
        match word.trim() {
            "صبح" => Some(Self::Morning),
            "عصر" => Some(Self::Evening),
            _ => None,
        }
    }
}

/// A place at an office, as pages name it: day in words.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize, serde::Deserialize)]
pub struct Place {
    pub office: String,
    pub day: String,
    pub period: Half,
}

/// One row of the list of offices that can be chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Card {
    /// What the form sends for it.
    pub seat: String,
    pub place: Place,
    /// Seats in all, where the row says so.
    pub approved: Option<u32>,
}

/// The rows of a page that can be chosen, in its order.
pub fn cards(html: &str) -> Vec<Card> {
    html.split("<label class=\"card").skip(1).filter_map(card).collect()
}

fn card(piece: &str) -> Option<Card> {
    let piece = piece.split("</label>").next()?;
    let input = tags(piece).find(|tag| tag.name == "input")?;
    if input.has("disabled") {
        return None;
    }
    let seat = input.value("value")?.into_owned();
    let strong = tags(piece).find(|tag| tag.name == "strong")?;
    let title = element(piece, strong)?;
    let (period, office) = title.split_once('·')?;
    let day = tags(&piece[strong.end..]).find(|tag| tag.name == "span")?;
    let day = words(element(&piece[strong.end..], day)?);
    let place = Place { office: words(office), day, period: Half::read(&words(period))? };
    Some(Card { seat, place, approved: approved(piece) })
}

/// «… (۱۰ نوبت از ۲۰)»: the last number within the brackets.
fn approved(piece: &str) -> Option<u32> {
    let room = fold_digits(&words_of_class(piece, "room")?);
    let (_, inside) = room.split_once('(')?;
    let (inside, _) = inside.split_once(')')?;
    let last = inside.split(|c: char| !c.is_ascii_digit()).rfind(|digits| !digits.is_empty())?;
    last.parse().ok()
}

/// What a page shows of a booking: confirmation without a code, result with one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seen {
    pub place: Place,
    /// Nine ASCII digits.
    pub code: Option<String>,
}

/// The booking of a confirmation or result page; nothing on any other page.
pub fn booking(html: &str) -> Option<Seen> {
    let panel = tags(html).find(|tag| tag.is_of_class("panel"))?;
    let panel = element(html, panel)?;
    let when = words_of_class(panel, "when")?;
    let (day, period) = when.rsplit_once('،')?;
    let after = panel.split_once("class=\"when\"")?.1;
    let office = tags(after).find(|tag| tag.name == "bdi")?;
    let office = words(element(after, office)?);
    let tracking = tags(panel).find(|tag| tag.value("id").is_some_and(|id| id == "tracking"));
    let code = match tracking {
        None => None,
        Some(tag) => Some(nine_digits(element(panel, tag)?)?),
    };
    let place = Place { office, day: day.trim().to_owned(), period: Half::read(period)? };
    Some(Seen { place, code })
}

fn nine_digits(html: &str) -> Option<String> {
    let code: String = fold_digits(&words(html)).chars().filter(char::is_ascii_digit).collect();
    (code.len() == 9).then_some(code)
}

/// The fields at which a page finds fault, by the ids of its sentences.
pub fn faults(html: &str) -> Vec<String> {
    let at_fault = tags(html).filter(|tag| tag.is_of_class("fault"));
    let ids = at_fault.filter_map(|tag| tag.value("id"));
    ids.map(|id| id.trim_end_matches("-fault").to_owned()).collect()
}

/// The first link that leads to a bank's page of a token.
pub fn bank_link(html: &str) -> Option<String> {
    let links = tags(html).filter(|tag| tag.name == "a").filter_map(|tag| tag.value("href"));
    links.map(Cow::into_owned).find(|href| token(href).is_some())
}

/// The token of a bank's address.
pub fn token(address: &str) -> Option<String> {
    let (_, query) = address.split_once('?')?;
    let pairs = form_urlencoded::parse(query.as_bytes());
    pairs.into_iter().find(|(name, _)| name == "Token").map(|(_, value)| value.into_owned())
}

/// What a page is called, for the reasons of a report.
pub fn title(html: &str) -> String {
    let heading = tags(html).find(|tag| tag.name == "h1").and_then(|tag| element(html, tag));
    heading.map(words).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(office: &str, day: &str, period: Half) -> Place {
        Place { office: office.to_owned(), day: day.to_owned(), period }
    }

    const DAY: &str = "شنبه ۲۸ بهمن ۱۳۹۶";
    const OFFICE: &str = "اداره ثبت احوال مراغه";

    #[test]
    fn the_rows_of_a_list_are_read_without_the_full_ones() {
        let cards = cards(include_str!("fixtures/registration-chosen.html"));
        assert_eq!(cards.len(), 3, "the fourth shift is full");
        assert_eq!(cards[0].seat, "84-17579");
        assert_eq!(cards[0].place, place(OFFICE, DAY, Half::Morning));
        assert_eq!(cards[1].place, place(OFFICE, DAY, Half::Evening));
        let approved: Vec<_> = cards.iter().map(|card| card.approved).collect();
        assert_eq!(approved, [Some(20), Some(45), Some(120)]);
        assert!(super::cards(include_str!("fixtures/registration-new.html")).is_empty());
    }

    #[test]
    fn the_result_shows_its_code_and_the_confirmation_none() {
        let wanted = place(OFFICE, DAY, Half::Morning);
        let seen = booking(include_str!("fixtures/result-ahead.html")).expect("a result");
        assert_eq!(seen, Seen { place: wanted.clone(), code: Some("497320167".to_owned()) });
        let seen = booking(include_str!("fixtures/confirm-paid.html")).expect("a booking");
        assert_eq!(seen, Seen { place: wanted, code: None });
        for other in [
            include_str!("fixtures/confirm-unpaid.html"),
            include_str!("fixtures/entry-empty.html"),
            include_str!("fixtures/registration-chosen.html"),
        ] {
            assert_eq!(booking(other), None);
        }
    }

    #[test]
    fn the_way_to_the_bank_is_known_by_its_token() {
        let link = bank_link(include_str!("fixtures/leaving-link.html")).expect("a link");
        assert_eq!(token(&link).as_deref(), Some("a1b2c3"));
        assert_eq!(token("/confirm"), None);
        assert_eq!(bank_link(include_str!("fixtures/confirm-paid.html")), None);
    }

    #[test]
    fn attributes_are_decoded_and_brackets_within_quotes_close_nothing() {
        let html = "<!-- <a href=no> --><a href='x?a=1&amp;b=2' title=\"1 > 0\" hidden>&#1740;</a>";
        let tag = tags(html).next().expect("a tag");
        assert_eq!(tag.value("href").as_deref(), Some("x?a=1&b=2"));
        assert_eq!(tag.value("title").as_deref(), Some("1 > 0"));
        assert!(tag.has("hidden") && !tag.has("id"));
        assert_eq!(element(html, tag).map(words).as_deref(), Some("ی"));
        assert_eq!(words("a &amp b &x; <i>c</i>"), "a &amp b &x; c");
    }

    #[test]
    fn no_page_makes_the_reader_panic() {
        let page = include_str!("fixtures/result-ahead.html");
        for end in (0..page.len()).filter(|end| page.is_char_boundary(*end)).step_by(7) {
            let torn = &page[..end];
            let _ = (booking(torn), cards(torn), faults(torn), bank_link(torn), title(torn));
        }
    }
}
