//! From the long form to a held seat: birth dates, answers, a day, an office.

use super::script::{Citizen, Next, Outcome, form_of};
use super::temper::Temper;
use super::walker::Trouble;
use crate::client::page::{self, Card};
use crate::client::{Answer, Call, Form};
use crate::recorder::Step;
use nobat_domain::person::Gender;

/// How often somebody searches anew: a full day, or a seat that another was quicker to take.
const SEARCHES_MAX: u32 = 6;
/// People look at the first rows of a list.
const ROWS_LOOKED_AT: usize = 5;
/// Most people want one of the first days.
const DAYS_LOOKED_AT: usize = 10;
/// For each of the questions that need an office with equipment.
const NEEDS_EQUIPMENT_PERMILLE: u64 = 15;

/// A page with a search in it: the long form, or the one for choosing again.
struct Search {
    page: Answer,
    action: &'static str,
    offices: &'static str,
}

impl Citizen<'_> {
    pub(super) async fn register(&mut self) -> Result<Next, Trouble> {
        let page = self.walker.ask(Step::RegistrationPage, Call::get("/register")).await?;
        if let Some(next) = self.led(&page) {
            return Ok(next);
        }
        let mut form = form_of(&page, "/register", Step::RegistrationPage)?;
        let birth = self.walker.who.birth;
        form.set("birth_day", &birth.day().to_string());
        form.set("birth_month", &birth.month().to_string());
        form.set("birth_year", &birth.year().to_string());
        self.walker.think();
        let call = Call::form("/register/lunar", form.encoded());
        let page = self.walker.ask(Step::LunarDates, call).await?;
        if let Some(next) = self.led(&page) {
            return Ok(next);
        }
        self.search(Search { page, action: "/register", offices: "/register/offices" }).await
    }

    pub(super) async fn choose_again(&mut self) -> Result<Next, Trouble> {
        let page = self.walker.ask(Step::ChoosePage, Call::get("/choose")).await?;
        if let Some(next) = self.led(&page) {
            return Ok(next);
        }
        if page.status == 200 && Form::find(&page.body, "/choose").is_none() {
            // Too many seats were left unpaid: the page says from when, and that is too late.
            return Ok(Next::End(Outcome::NotPaid));
        }
        let form = form_of(&page, "/choose", Step::ChoosePage)?;
        // Whose former seat is still free is offered it before any search.
        if !form.offered("seat").is_empty() {
            self.walker.think();
            let answer = self.submit(form, "/choose").await?;
            if let Some(next) = self.led(&answer) {
                return Ok(next);
            }
        }
        self.search(Search { page, action: "/choose", offices: "/choose/offices" }).await
    }

    /// Searches and sends the choice, until the server leads on or there is nothing to choose.
    async fn search(&mut self, search: Search) -> Result<Next, Trouble> {
        let Search { mut page, action, offices } = search;
        let home = self.walker.run.towns.home(&mut self.walker.chance);
        for _ in 0..SEARCHES_MAX {
            let mut form = form_of(&page, action, Step::Search)?;
            self.fill(&mut form);
            let days = form.offered("date");
            if days.is_empty() {
                return Err(Trouble::strange(Step::Search, &page));
            }
            let day = days[self.walker.chance.place(days.len().min(DAYS_LOOKED_AT))].to_owned();
            form.set("date", &day);
            form.set("area", &home.area);
            form.set("phone", &home.phone);
            self.walker.think();
            page = self.walker.ask(Step::Search, Call::form(offices, form.encoded())).await?;
            if let Some(next) = self.led(&page) {
                return Ok(next);
            }
            let cards = page::cards(&page.body);
            if cards.is_empty() {
                continue;
            }
            self.walker.think();
            if self.temper == Temper::GivesUp {
                return Ok(Next::End(Outcome::GaveUp));
            }
            let card = cards[self.walker.chance.place(cards.len().min(ROWS_LOOKED_AT))].clone();
            page = self.send_choice(&page, action, card).await?;
            if let Some(next) = self.led(&page) {
                return Ok(next);
            }
            // Anything but a seat that has gone is a fault that right papers do not have.
            if !page::faults(&page.body).iter().all(|field| field == "seat") {
                return Err(Trouble::strange(Step::Submit, &page));
            }
        }
        Ok(Next::End(Outcome::SoldOut))
    }

    async fn send_choice(
        &mut self,
        page: &Answer,
        action: &str,
        card: Card,
    ) -> Result<Answer, Trouble> {
        let mut form = form_of(page, action, Step::Submit)?;
        self.fill(&mut form);
        form.set("seat", &card.seat);
        self.walker.wanted.push(card);
        self.submit(form, action).await
    }

    async fn submit(&mut self, mut form: Form, action: &str) -> Result<Answer, Trouble> {
        for field in ["gateway", "seat"] {
            if form.value(field).unwrap_or_default().is_empty()
                && let Some(first) = form.offered(field).first().map(|first| (*first).to_owned())
            {
                form.set(field, &first);
            }
        }
        self.walker.ask(Step::Submit, Call::form(action, form.encoded())).await
    }

    /// The personal part and the four questions, where the page has them and they stand empty.
    fn fill(&mut self, form: &mut Form) {
        let lunar = form.offered("lunar");
        let lunar: Vec<String> =
            lunar.into_iter().filter(|date| *date != "missing").map(str::to_owned).collect();
        if let Some(middle) = lunar.get(lunar.len() / 2) {
            form.set("lunar", middle);
        }
        if form.offered("gender").is_empty() {
            return;
        }
        let who = self.walker.who;
        form.set("gender", if who.gender == Gender::Female { "female" } else { "male" });
        form.set("religion", "islam");
        form.set("mother", who.mother_name);
        let tail = &who.national_id.as_str()[2..];
        form.set("mobile", &format!("091{tail}"));
        if form.value("q1").is_none() {
            form.set("q1", "yes");
            for question in ["q2", "q3", "q4"] {
                let needs = self.walker.chance.permille(NEEDS_EQUIPMENT_PERMILLE);
                form.set(question, if needs { "no" } else { "yes" });
            }
        }
    }
}
