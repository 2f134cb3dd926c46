//! A small place with few offices and few seats, where a story happens.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::time::Duration;

use nobat_domain::ids::{Day, Period, ShiftId};
use nobat_domain::limits::HoldTerms;
use nobat_domain::office::Office;
use nobat_domain::person::AreaCode;
use nobat_engine::{EngineHandle, OpenDay, day_of};
use nobat_sandbox::country::Country;
use nobat_server::config::{MailSettings, WebhookSettings};
use nobat_server::middleware::body::FORM_DEADLINE;
use nobat_server::persian::dates;

use super::people::SEED;

/// East Azerbaijan, as the guide's citizen.
pub const AREA: &str = "041";
/// Offices that open days without saying more.
const OFFICES: usize = 3;
const DAYS: i32 = 4;
const SEATS: u32 = 20;

/// What is special about the place of a story.
#[derive(Clone)]
pub struct Town {
    pub offices: usize,
    pub days: i32,
    /// The day of the story; tomorrow where none is named.
    pub begins: Option<Day>,
    /// Seats of each shift on each day.
    pub seats: u32,
    pub mailbox: Option<usize>,
    pub fee_rial: Option<i64>,
    pub requests_per_mobile: Option<u32>,
    pub unpaid_per_network: Option<u32>,
    pub question_asked: bool,
    /// Networks of proxies that are believed.
    pub trusted_proxies: Vec<String>,
    /// Whether browsers are told that the shop is behind TLS.
    pub https: bool,
    pub terms: HoldTerms,
    pub mail: MailSettings,
    /// Who is called when requests change.
    pub webhooks: BTreeMap<String, WebhookSettings>,
    /// Whether texts go to the sandbox's carrier, and not to the outbox.
    pub carried: bool,
    /// The day's money for texts.
    pub text_rial: u64,
    /// How long a form may take to come.
    pub form_deadline: Duration,
}

impl Town {
    pub fn quiet() -> Self {
        Self {
            offices: OFFICES,
            days: DAYS,
            begins: None,
            seats: SEATS,
            mailbox: None,
            fee_rial: None,
            requests_per_mobile: None,
            unpaid_per_network: None,
            question_asked: false,
            trusted_proxies: Vec::new(),
            https: false,
            terms: HoldTerms::DEFAULT,
            mail: MailSettings::default(),
            webhooks: BTreeMap::new(),
            carried: false,
            text_rial: 1_000_000,
            form_deadline: FORM_DEADLINE,
        }
    }

    /// Behind a proxy that tells where browsers come from, with the question asked for real.
    pub fn guarded() -> Self {
        Self {
            question_asked: true,
            trusted_proxies: vec!["127.0.0.1".to_owned()],
            ..Self::quiet()
        }
    }

    /// The same, where the question takes any answer.
    pub fn guarded_without_question() -> Self {
        Self { question_asked: false, ..Self::guarded() }
    }

    /// One office with one shift and so many seats on one day, and as many on the next.
    pub fn narrow(seats: u32) -> Self {
        Self { offices: 1, days: 2, seats, ..Self::quiet() }
    }

    pub fn facts(&self) -> Vec<Office> {
        static COUNTRY: OnceLock<Country> = OnceLock::new();
        let country = COUNTRY.get_or_init(|| Country::of(SEED));
        let area = AreaCode::parse(AREA).expect("an area code");
        let offices = country.offices().iter().map(|office| &office.facts);
        offices.filter(|office| office.area == area).take(self.offices).cloned().collect()
    }

    /// In a narrow town only mornings are open.
    fn periods(&self) -> &'static [Period] {
        if self.offices == 1 { &[Period::Morning] } else { &[Period::Morning, Period::Evening] }
    }

    pub async fn build(&self, engine: &EngineHandle) {
        let offices = self.facts();
        engine.put_offices(offices.clone()).await.expect("there is room");
        let first = day_of(engine.now()).plus(1);
        let mut open = Vec::new();
        for office in &offices {
            for day in (0..self.days).map(|after| first.plus(after)) {
                for period in self.periods() {
                    let shift = ShiftId::of(office.id, *period);
                    open.push(OpenDay { shift, day, approved: self.seats, opens_at: engine.now() });
                }
            }
        }
        if !open.is_empty() {
            engine.open_days(&open).await.expect("there is room").expect("the law allows it");
        }
    }
}

/// A day as the list of dates sends it.
pub fn day_wire(day: Day) -> String {
    dates::wire(day)
}
