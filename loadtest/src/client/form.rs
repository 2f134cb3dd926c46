//! A form of a page as a browser holds it: what it would send, and what could be chosen.

use super::page::tags;

/// A form that is sent by POST.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Form {
    /// What would be sent now, in the order of the page.
    fields: Vec<(String, String)>,
    /// Radio buttons that are not shut, and options of lists.
    offered: Vec<(String, String)>,
}

impl Form {
    /// The form of a page that goes to this path.
    pub fn find(html: &str, action: &str) -> Option<Self> {
        let mut forms = tags(html).filter(|tag| tag.name == "form");
        let start = forms.find(|tag| tag.value("action").is_some_and(|to| to == action))?.end;
        let body = html.get(start..)?;
        let body = &body[..body.find("</form>")?];
        let mut form = Self::default();
        let mut list: Option<String> = None;
        for tag in tags(body) {
            let name = tag.value("name").unwrap_or_default().into_owned();
            let value = tag.value("value").unwrap_or_default().into_owned();
            match tag.name {
                "input" if !tag.has("disabled") => {
                    let kind = tag.value("type").unwrap_or_default();
                    let chosen = tag.has("checked");
                    match kind.as_ref() {
                        "radio" | "checkbox" => form.offer(&name, value, chosen),
                        _ => form.fields.push((name, value)),
                    }
                }
                "select" => {
                    // A list without a choice sends its first option.
                    form.fields.push((name.clone(), String::new()));
                    list = Some(name);
                }
                "/select" => list = None,
                "option" => {
                    if let Some(list) = &list {
                        form.offered.push((list.clone(), value.clone()));
                        if tag.has("selected") {
                            form.set(&list.clone(), &value);
                        }
                    }
                }
                _ => {}
            }
        }
        Some(form)
    }

    fn offer(&mut self, name: &str, value: String, chosen: bool) {
        if chosen {
            self.set(name, &value);
        }
        self.offered.push((name.to_owned(), value));
    }

    /// Types or chooses one value, whatever stood there.
    pub fn set(&mut self, name: &str, value: &str) {
        match self.fields.iter_mut().find(|(field, _)| field == name) {
            Some((_, kept)) => value.clone_into(kept),
            None => self.fields.push((name.to_owned(), value.to_owned())),
        }
    }

    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// What may be chosen for a field, without the empty choice.
    pub fn offered(&self, name: &str) -> Vec<&str> {
        let of_field =
            self.offered.iter().filter(|(field, value)| field == name && !value.is_empty());
        of_field.map(|(_, value)| value.as_str()).collect()
    }

    pub fn encoded(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.fields).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(html: &str, action: &str) -> Form {
        Form::find(html, action).expect("a form")
    }

    #[test]
    fn the_entry_form_sends_its_hidden_fields_and_what_is_typed() {
        let page = include_str!("fixtures/entry-empty.html");
        let mut form = form(page, "/");
        assert_eq!(form.value("csrf"), Some("c5rf"));
        assert_eq!(form.value("question"), Some("t0ken"));
        form.set("nid", "2580200606");
        form.set("serial", "883810");
        form.set("answer", "12");
        let sent = "csrf=c5rf&nid=2580200606&serial=883810&question=t0ken&answer=12";
        assert_eq!(form.encoded(), sent);
        assert_eq!(Form::find(page, "/register"), None);
    }

    #[test]
    fn the_long_form_keeps_what_was_typed_and_offers_the_rest() {
        let form = form(include_str!("fixtures/registration-chosen.html"), "/register");
        assert!(form.value("form_no").is_some() && form.value("bands").is_some());
        assert_eq!(form.value("birth_year"), Some("1369"));
        assert_eq!(form.offered("lunar").len(), 6, "five dates, and none of them");
        assert_eq!(form.offered("gender"), ["female", "male"]);
        assert_eq!(form.offered("seat"), ["84-17579", "85-17579", "86-17579"]);
        assert!(form.offered("date").iter().all(|day| day.starts_with("1396/")));
        assert!(!form.offered("gateway").is_empty());
    }

    #[test]
    fn a_seat_can_be_chosen_without_paying_twice() {
        let form = form(include_str!("fixtures/choose-credited.html"), "/choose");
        assert!(form.offered("gateway").is_empty());
    }

    #[test]
    fn confirmation_is_told_from_payment_by_its_form() {
        let paid = include_str!("fixtures/confirm-paid.html");
        let unpaid = include_str!("fixtures/confirm-unpaid.html");
        assert!(Form::find(paid, "/confirm").is_some() && Form::find(paid, "/pay").is_none());
        assert!(Form::find(unpaid, "/pay").is_some() && Form::find(unpaid, "/confirm").is_none());
    }
}
