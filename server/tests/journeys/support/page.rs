//! An answer of the shop as a browser has it: status, headers, words, and forms that can be sent.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

/// A form of a page, with what it would send now.
#[derive(Clone, Debug, Default)]
pub struct Form {
    pub id: String,
    pub method: String,
    pub action: String,
    pub fields: Vec<(String, String)>,
    /// What can be chosen: options and buttons of radios that are not shut.
    offered: Vec<(String, String)>,
    buttons: Vec<Button>,
}

#[derive(Clone, Debug)]
pub struct Button {
    pub text: String,
    /// Name and value, where it sends any.
    pub sends: Option<(String, String)>,
    pub action: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Page {
    /// Path and query that answered.
    pub path: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub html: String,
}

impl Page {
    /// The words of the page, tags left out, spaces made one.
    pub fn text(&self) -> String {
        words(&self.html)
    }

    #[track_caller]
    pub fn assert_says(&self, sentence: &str) {
        let text = self.text();
        let wanted = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(&wanted), "{}: wanted «{wanted}» in:\n{text}", self.path);
    }

    #[track_caller]
    pub fn assert_silent_about(&self, sentence: &str) {
        let text = self.text();
        assert!(!text.contains(sentence), "{}: «{sentence}» stands in:\n{text}", self.path);
    }

    #[track_caller]
    pub fn assert_at(&self, path: &str, status: u16) {
        let here = (self.path.as_str(), self.status.as_u16());
        assert_eq!(here, (path, status), "{}", self.text());
    }

    pub fn forms(&self) -> Vec<Form> {
        let places = self.html.match_indices("<form").map(|(start, _)| start);
        let mut forms: Vec<Form> =
            places.map(|start| form(between(&self.html[start..], "", "</form>"))).collect();
        // A button of the header may belong to the form that has the id `form`.
        let header = between(&self.html, "<header", "</header>");
        let outside = tags(header).filter(|tag| tag.get("form").is_some());
        let buttons: Vec<Button> = outside.map(|tag| button(&tag)).collect();
        if let Some(form) = forms.iter_mut().find(|form| form.id == "form") {
            form.buttons.extend(buttons);
        }
        forms
    }

    /// The first form that can be sent to this path.
    #[track_caller]
    pub fn form(&self, action: &str) -> Form {
        let found = self.forms().into_iter().find(|form| form.action == action);
        found.unwrap_or_else(|| panic!("{}: no form to {action}:\n{}", self.path, self.text()))
    }

    /// Seats that can be chosen, in the order of the page.
    pub fn seats(&self) -> Vec<String> {
        let forms = self.forms();
        forms.iter().flat_map(|form| form.offered("seat")).collect()
    }

    /// Where the link with these words leads.
    pub fn link(&self, text: &str) -> Option<String> {
        let links = tags(&self.html).filter(|tag| tag.name == "a");
        let mut named = links.filter(|tag| words(between(tag.rest, "", "</a>")) == text);
        named.next().map(|tag| tag.value("href"))
    }

    /// Where everything stands that a browser loads with the page.
    pub fn loads(&self) -> Vec<String> {
        let wanted = ["stylesheet", "preload", "icon", "manifest"];
        let named = tags(&self.html).filter_map(|tag| match tag.name {
            "link" if wanted.contains(&tag.value("rel").as_str()) => tag.get("href"),
            "script" | "img" => tag.get("src"),
            _ => None,
        });
        named.collect()
    }

    /// Where the links of the operations at the foot lead.
    pub fn operations(&self) -> Vec<String> {
        let Some(start) = self.html.find("<nav class=\"operations\"") else { return Vec::new() };
        let nav = between(&self.html[start..], "", "</nav>");
        tags(nav).filter(|tag| tag.name == "a").map(|tag| tag.value("href")).collect()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

impl Form {
    pub fn offered(&self, name: &str) -> Vec<String> {
        let mine = self.offered.iter().filter(|(field, _)| field == name);
        mine.map(|(_, value)| value.clone()).collect()
    }

    /// What the form would send for a name.
    pub fn field(&self, name: &str) -> &str {
        let field = self.fields.iter().find(|(field, _)| field == name);
        field.map_or("", |(_, value)| value)
    }

    pub fn button(&self, text: &str) -> Option<&Button> {
        self.buttons.iter().find(|button| button.text == text)
    }

    /// Types or chooses as a browser lets one: what is not offered cannot be chosen.
    #[track_caller]
    pub fn fill(&mut self, name: &str, value: &str) {
        let offered = self.offered(name);
        let possible = offered.is_empty() || offered.iter().any(|one| one == value);
        assert!(possible, "{name} cannot be {value}: {offered:?}");
        self.forge(name, value);
    }

    /// Sends what no page offers.
    pub fn forge(&mut self, name: &str, value: &str) {
        self.fields.retain(|(field, _)| field != name);
        self.fields.push((name.to_owned(), value.to_owned()));
    }
}

struct Tag<'a> {
    name: &'a str,
    attributes: &'a str,
    /// What stands after it.
    rest: &'a str,
}

impl Tag<'_> {
    fn get(&self, name: &str) -> Option<String> {
        let start = self.attributes.find(&format!(" {name}=\""))?;
        Some(unescaped(between(&self.attributes[start..], "\"", "\"")))
    }

    fn value(&self, name: &str) -> String {
        self.get(name).unwrap_or_default()
    }

    fn has(&self, name: &str) -> bool {
        self.attributes.split_ascii_whitespace().any(|word| word == name)
    }
}

/// Opening tags, in order. Our pages are well formed and have no `<` in attributes or scripts.
fn tags(html: &str) -> impl Iterator<Item = Tag<'_>> {
    html.match_indices('<').filter_map(|(start, _)| {
        let inside = html[start + 1..].split('>').next()?;
        let rest = &html[start + 1 + inside.len()..];
        let end = inside.find(char::is_whitespace).unwrap_or(inside.len());
        let (name, attributes) = inside.split_at(end);
        let opens = name.starts_with(|letter: char| letter.is_ascii_lowercase());
        opens.then_some(Tag { name, attributes, rest: rest.trim_start_matches('>') })
    })
}

/// The text after `from` and before `to`; empty `from` means from the start.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let start = text.find(from).map_or(0, |place| place + from.len());
    let end = text[start..].find(to).unwrap_or(text.len() - start);
    &text[start..start + end]
}

fn form(html: &str) -> Form {
    let mut form = Form::default();
    let mut list = String::new();
    for tag in tags(html) {
        let (name, value) = (tag.value("name"), tag.value("value"));
        match tag.name {
            "form" => {
                form.id = tag.value("id");
                (form.method, form.action) = (tag.value("method"), tag.value("action"));
            }
            "input" if tag.value("type") == "radio" => {
                if tag.has("checked") {
                    form.fields.push((name.clone(), value.clone()));
                }
                if !tag.has("disabled") {
                    form.offered.push((name, value));
                }
            }
            "input" => form.fields.push((name, value)),
            // A list with nothing chosen sends its first option, which is the empty one.
            "select" => {
                form.fields.push((name.clone(), String::new()));
                list = name;
            }
            "option" => {
                if tag.has("selected") {
                    form.forge(&list, &value);
                }
                form.offered.push((list.clone(), value));
            }
            "button" => form.buttons.push(button(&tag)),
            _ => {}
        }
    }
    form
}

fn button(tag: &Tag<'_>) -> Button {
    Button {
        text: words(between(tag.rest, "", "</button>")),
        sends: tag.get("name").map(|name| (name, tag.value("value"))),
        action: tag.get("formaction"),
    }
}

fn words(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            _ if !inside => text.push(letter),
            _ => {}
        }
    }
    unescaped(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn unescaped(text: &str) -> String {
    let marks = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    marks.iter().fold(text.to_owned(), |text, (mark, letter)| text.replace(mark, letter))
}
