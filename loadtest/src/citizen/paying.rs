//! At the bank and back: paying, cancelling, vanishing, paying twice.

use super::script::{Citizen, Next, Outcome, form_of};
use super::temper::Temper;
use super::walker::{Payment, Trouble};
use crate::client::page;
use crate::client::{Answer, Call, Form};
use crate::recorder::Step;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;

/// What the sandbox's bank says after it was told what its customer does.
#[derive(Deserialize)]
struct Played {
    callbacks: Vec<Callback>,
}

/// What a browser would now send to the shop.
#[derive(Deserialize)]
struct Callback {
    url: String,
    fields: BTreeMap<String, String>,
}

impl Citizen<'_> {
    pub(super) async fn leaving(&mut self, path: &str) -> Result<Next, Trouble> {
        let page = self.walker.ask(Step::LeavingPage, Call::get(path)).await?;
        if let Some(next) = self.led(&page) {
            return Ok(next);
        }
        self.walker.think();
        let link = page::bank_link(&page.body);
        link.map(Next::Bank).ok_or_else(|| Trouble::strange(Step::LeavingPage, &page))
    }

    pub(super) async fn at_bank(&mut self, address: &str) -> Result<Next, Trouble> {
        let token = self.open_bank_page(address).await?;
        self.walker.think();
        match self.temper {
            Temper::VanishesUnpaid => return Ok(Next::End(Outcome::VanishedUnpaid)),
            Temper::PaysTwice if self.second.is_none() => self.open_second_tab().await?,
            _ => {}
        }
        let outcome = match self.temper {
            Temper::CancelsAndLeaves => "cancelled",
            Temper::CancelsAndPaysAfterAll if !self.has_cancelled => "cancelled",
            Temper::CardRefused => "refused",
            _ => "paid",
        };
        self.has_cancelled |= outcome == "cancelled";
        let played = self.play(&token, outcome).await?;
        if self.temper == Temper::VanishesPaid {
            return Ok(Next::End(Outcome::VanishedPaid));
        }
        self.come_back(&played).await
    }

    /// Shows the bank's page and returns the token that it is for.
    async fn open_bank_page(&mut self, address: &str) -> Result<String, Trouble> {
        let strange = |what: String| Trouble::Strange { step: Step::BankPage, what };
        let token = page::token(address).ok_or_else(|| strange(format!("led to {address}")))?;
        let path = self.walker.bank_path_of(address);
        let path = path.ok_or_else(|| strange("led to another bank".to_owned()))?.to_owned();
        if self.walker.payments.iter().all(|payment| payment.token != token) {
            self.walker.payments.push(Payment { token: token.clone(), paid: false });
        }
        let page = self.walker.insist(Step::BankPage, &Call::get(&path)).await?;
        if page.status >= 400 {
            return Err(Trouble::strange(Step::BankPage, &page));
        }
        Ok(token)
    }

    async fn play(&mut self, token: &str, outcome: &str) -> Result<Played, Trouble> {
        let order = json!({ "token": token, "outcome": outcome });
        // Known to be wanted before it is known to be done: the tester may be interrupted here.
        if outcome == "paid" {
            self.mark_paid(token);
        }
        let call = Call::json("/control/sadad/pay", &order);
        let answer = self.walker.insist(Step::BankPays, &call).await?;
        let played = serde_json::from_str(&answer.body);
        played.map_err(|_| Trouble::strange(Step::BankPays, &answer))
    }

    fn mark_paid(&mut self, token: &str) {
        for payment in self.walker.payments.iter_mut().filter(|payment| payment.token == token) {
            payment.paid = true;
        }
    }

    /// The browser goes back, once or as often as bank and citizen will have it.
    async fn come_back(&mut self, played: &Played) -> Result<Next, Trouble> {
        let mut next = Next::End(Outcome::VanishedPaid);
        for callback in &played.callbacks {
            let times = if self.temper == Temper::ReturnsTwice { 2 } else { 1 };
            for _ in 0..times {
                let answer = self.send_return(callback).await?;
                let led = self.led(&answer);
                next = led.ok_or_else(|| Trouble::strange(Step::Return, &answer))?;
            }
        }
        Ok(next)
    }

    async fn send_return(&mut self, callback: &Callback) -> Result<Answer, Trouble> {
        let path = self.walker.path_of(&callback.url).map(str::to_owned);
        let path = path.ok_or_else(|| Trouble::Strange {
            step: Step::Return,
            what: format!("the bank returns to {}", callback.url),
        })?;
        let encoded =
            form_urlencoded::Serializer::new(String::new()).extend_pairs(&callback.fields).finish();
        let call = Call::form(&path, encoded).sent_by_another_site();
        self.walker.insist(Step::Return, &call).await
    }

    pub(super) async fn failed(&mut self, path: &str) -> Result<Next, Trouble> {
        let page = self.walker.ask(Step::FailedPage, Call::get(path)).await?;
        if let Some(next) = self.led(&page) {
            return Ok(next);
        }
        if page.status != 200 {
            return Err(Trouble::strange(Step::FailedPage, &page));
        }
        self.walker.think();
        if matches!(self.temper, Temper::CancelsAndLeaves | Temper::CardRefused) {
            return Ok(Next::End(Outcome::NotPaid));
        }
        Ok(Next::Page("/confirm".to_owned()))
    }

    /// The confirmation page of somebody who has not paid yet.
    pub(super) async fn pay_again(&mut self, page: &Answer) -> Result<Next, Trouble> {
        let mut form = form_of(page, "/pay", Step::ConfirmPage)?;
        if let Some(first) = form.offered("gateway").first().map(|first| (*first).to_owned()) {
            form.set("gateway", &first);
        }
        self.walker.think();
        let answer = self.walker.ask(Step::PayAgain, Call::form("/pay", form.encoded())).await?;
        let led = self.led(&answer).or_else(|| {
            // The seat went to somebody else meanwhile: another one is to be chosen.
            let choose = Form::find(&answer.body, "/choose");
            choose.map(|_| Next::Page("/choose".to_owned()))
        });
        led.ok_or_else(|| Trouble::strange(Step::PayAgain, &answer))
    }

    /// A second payment of the same hold. Where the server offers none, the first is enough.
    async fn open_second_tab(&mut self) -> Result<(), Trouble> {
        let page = self.walker.ask(Step::ConfirmPage, Call::get("/confirm")).await?;
        let is_unpaid = Form::find(&page.body, "/pay").is_some();
        self.second = Some(String::new());
        if !is_unpaid {
            return Ok(());
        }
        let mut next = self.pay_again(&page).await?;
        if let Next::Page(path) = &next
            && path.starts_with("/pay/leaving")
        {
            next = self.leaving(&path.clone()).await?;
        }
        if let Next::Bank(address) = next {
            self.second = Some(self.open_bank_page(&address).await?);
        }
        Ok(())
    }

    /// The other tab still stands open at the bank: its citizen pays there too.
    pub(super) async fn pay_in_second_tab(&mut self) -> Result<(), Trouble> {
        let Some(token) = self.second.take().filter(|token| !token.is_empty()) else {
            return Ok(());
        };
        self.walker.think();
        let played = self.play(&token, "paid").await?;
        self.come_back(&played).await?;
        // Never a third one.
        self.second = Some(String::new());
        Ok(())
    }
}
