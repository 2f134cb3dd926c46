//! A fresh entry, to see where a citizen stands now.

use crate::client::page::{self, Seen};
use crate::client::{Answer, Browser, Call, Form, Target};
use crate::clock;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// An entry leads to its page in a few steps.
const PAGES_MAX: u32 = 8;
const PAUSE: Duration = Duration::from_millis(200);

/// Where a citizen stands, by the page that an entry leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Standing {
    Booked(Seen),
    /// Chooses again without paying.
    Credited,
    /// Has paid nothing that counts yet.
    Unpaid,
    /// The bank is being asked.
    Asking,
    /// No request, or one without a seat and payment.
    Fresh,
    Other(String),
    /// No answer within the patience.
    Unanswered,
}

impl Standing {
    pub fn words(&self) -> String {
        match self {
            Self::Booked(_) => "booked".to_owned(),
            Self::Credited => "credited".to_owned(),
            Self::Unpaid => "unpaid".to_owned(),
            Self::Asking => "the bank is being asked".to_owned(),
            Self::Fresh => "the registration form".to_owned(),
            Self::Other(what) => what.clone(),
            Self::Unanswered => "no answer".to_owned(),
        }
    }
}

/// Who looks: a browser for each citizen, and patience.
#[derive(Clone, Debug)]
pub struct Looker {
    pub target: Arc<Target>,
    pub patience: Duration,
}

/// Nobody answered, or not in a way that says anything: worth another try.
struct Again;

impl Looker {
    /// Enters as this citizen and follows to the page that it leads to. A booking that was never
    /// confirmed by its citizen is confirmed here: only then a code is shown.
    pub async fn look(&self, n: u64, national_id: &str, serial: &str) -> Standing {
        let give_up = clock::now() + self.patience;
        loop {
            let mut browser = Browser::new(self.target.clone(), self.target.source(n));
            match enter(&mut browser, national_id, serial).await {
                Ok(Standing::Asking) if clock::now() < give_up => {}
                Ok(standing) => return standing,
                Err(Again) if clock::now() < give_up => {}
                Err(Again) => return Standing::Unanswered,
            }
            pause(clock::now() + PAUSE).await;
        }
    }
}

async fn pause(until: Instant) {
    tokio::time::sleep_until(until.into()).await;
}

async fn ask(browser: &mut Browser, call: Call) -> Result<Answer, Again> {
    let answer = browser.send(call).await.map_err(|_| Again)?;
    if matches!(answer.status, 429 | 503) { Err(Again) } else { Ok(answer) }
}

async fn enter(browser: &mut Browser, nid: &str, serial: &str) -> Result<Standing, Again> {
    let page = ask(browser, Call::get("/")).await?;
    let Some(mut form) = Form::find(&page.body, "/") else {
        return Ok(other(&page));
    };
    form.set("nid", nid);
    form.set("serial", serial);
    form.set("answer", "7");
    let mut answer = ask(browser, Call::form("/", form.encoded())).await?;
    for _ in 0..PAGES_MAX {
        let Some(path) = led(browser, &answer) else { return Ok(other(&answer)) };
        let page = ask(browser, Call::get(&path)).await?;
        if led(browser, &page).is_some() {
            answer = page;
            continue;
        }
        match standing(&path, &page) {
            Some(standing) => return Ok(standing),
            None => {
                let Some(form) = Form::find(&page.body, "/confirm") else {
                    return Ok(other(&page));
                };
                answer = ask(browser, Call::form("/confirm", form.encoded())).await?;
            }
        }
    }
    Ok(Standing::Other("led in circles".to_owned()))
}

fn led(browser: &Browser, answer: &Answer) -> Option<String> {
    let location = answer.location.as_deref().filter(|_| (300..400).contains(&answer.status))?;
    browser.target().path_of(location).map(str::to_owned)
}

/// What a page says; nothing where a booking waits for its citizen's last word.
fn standing(path: &str, page: &Answer) -> Option<Standing> {
    if page.status != 200 {
        return Some(other(page));
    }
    let standing = match path.split('?').next().unwrap_or(path) {
        "/result" => match page::booking(&page.body).filter(|seen| seen.code.is_some()) {
            Some(seen) => Standing::Booked(seen),
            None => other(page),
        },
        "/confirm" if Form::find(&page.body, "/confirm").is_some() => return None,
        "/confirm" | "/pay/failed" => Standing::Unpaid,
        "/choose" => match Form::find(&page.body, "/choose") {
            Some(form) if form.offered("gateway").is_empty() => Standing::Credited,
            Some(_) => Standing::Unpaid,
            None => other(page),
        },
        "/pay/checking" => Standing::Asking,
        "/register" => Standing::Fresh,
        _ => other(page),
    };
    Some(standing)
}

fn other(page: &Answer) -> Standing {
    let faults = page::faults(&page.body).join(", ");
    let words = format!("{} «{}» {faults}", page.status, page::title(&page.body));
    Standing::Other(words.trim_end().to_owned())
}
