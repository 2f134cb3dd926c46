//! The sandbox bank, told what to do through its control addresses.

use serde_json::{Value, json};

use super::shop::Shop;

/// A payment page that a visitor was sent to.
#[derive(Clone, Debug)]
pub struct Ticket {
    pub token: String,
}

/// The form with which a bank sends a browser back.
#[derive(Clone, Debug)]
pub struct Return {
    pub url: String,
    pub fields: Vec<(String, String)>,
}

impl Return {
    /// The same with one field changed.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(field, _)| field != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }
}

#[derive(Clone, Copy)]
pub struct Bank<'a> {
    shop: &'a Shop,
}

impl<'a> Bank<'a> {
    pub fn of(shop: &'a Shop) -> Self {
        Self { shop }
    }

    pub async fn pay(self, ticket: &Ticket) -> Return {
        self.play(ticket, "paid").await
    }

    pub async fn cancel(self, ticket: &Ticket) -> Return {
        self.play(ticket, "cancelled").await
    }

    /// As many refused cards as close the page.
    pub async fn refuse(self, ticket: &Ticket) -> Return {
        self.play(ticket, "refused").await
    }

    /// Takes the money, says that it failed, and gives it back: the password 33333.
    pub async fn give_back(self, ticket: &Ticket) -> Return {
        self.play(ticket, "given_back").await
    }

    async fn play(self, ticket: &Ticket, outcome: &str) -> Return {
        let asked = json!({ "token": ticket.token, "outcome": outcome });
        let answer = self.shop.control("POST", "/control/sadad/pay", Some(asked)).await;
        let callback = &answer["callbacks"][0];
        let fields = callback["fields"].as_object().expect("a page that is closed sends back");
        let text = |value: &Value| value.as_str().expect("fields are texts").to_owned();
        Return {
            url: text(&callback["url"]),
            fields: fields.iter().map(|(name, value)| (name.clone(), text(value))).collect(),
        }
    }

    /// Misbehaves from now on as described; `{}` is an honest bank.
    pub async fn misbehave(self, faults: Value) {
        self.shop.control("PUT", "/control/sadad/faults", Some(faults)).await;
    }

    /// Every payment that the bank knows: its state by its token.
    pub async fn standing(self, ticket: &Ticket) -> String {
        let ledger = self.shop.control("GET", "/control/sadad/ledger", None).await;
        let payments = ledger["payments"].as_array().expect("a list").clone();
        let mine = payments.iter().find(|payment| payment["token"] == ticket.token.as_str());
        mine.expect("the bank gave this token")["state"].as_str().expect("a word").to_owned()
    }
}
