//! What a run measures: two histograms for each step, the tester's own lag, and how citizens ended.

use crate::citizen::Outcome;
use crate::client::Timing;
use hdrhistogram::Histogram;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Latencies are kept from a microsecond to two minutes with three digits.
const LATENCY_US_MAX: u64 = 120_000_000;
const DIGITS: u8 = 3;
/// Different reasons that are told apart; further ones are counted together.
const REASONS_MAX: usize = 40;

/// One request of a citizen, by what it is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Step {
    EntryPage,
    EntryForm,
    RegistrationPage,
    LunarDates,
    Search,
    Submit,
    LeavingPage,
    BankPage,
    BankPays,
    Return,
    FailedPage,
    CheckingPage,
    ChoosePage,
    ConfirmPage,
    PayAgain,
    Confirm,
    ResultPage,
    Receipt,
}

impl Step {
    pub const ALL: [Self; 18] = [
        Self::EntryPage,
        Self::EntryForm,
        Self::RegistrationPage,
        Self::LunarDates,
        Self::Search,
        Self::Submit,
        Self::LeavingPage,
        Self::BankPage,
        Self::BankPays,
        Self::Return,
        Self::FailedPage,
        Self::CheckingPage,
        Self::ChoosePage,
        Self::ConfirmPage,
        Self::PayAgain,
        Self::Confirm,
        Self::ResultPage,
        Self::Receipt,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::EntryPage => "entry_page",
            Self::EntryForm => "entry_form",
            Self::RegistrationPage => "registration_page",
            Self::LunarDates => "lunar_dates",
            Self::Search => "search",
            Self::Submit => "submit",
            Self::LeavingPage => "leaving_page",
            Self::BankPage => "bank_page",
            Self::BankPays => "bank_pays",
            Self::Return => "return",
            Self::FailedPage => "failed_page",
            Self::CheckingPage => "checking_page",
            Self::ChoosePage => "choose_page",
            Self::ConfirmPage => "confirm_page",
            Self::PayAgain => "pay_again",
            Self::Confirm => "confirm",
            Self::ResultPage => "result_page",
            Self::Receipt => "receipt",
        }
    }

    /// Whether the server under load answers it: the sandbox's bank is nobody's result.
    pub const fn is_the_servers(self) -> bool {
        !matches!(self, Self::BankPage | Self::BankPays)
    }
}

/// One step's latencies.
#[derive(Clone, Debug)]
pub struct StepLog {
    /// From the intended start to the last byte: what a person feels.
    pub response: Histogram<u64>,
    /// From the written request to the last byte: what the server took.
    pub service: Histogram<u64>,
}

/// One second of a run.
#[derive(Clone, Copy, Default, Debug, serde::Serialize)]
pub struct Second {
    pub offered: u32,
    pub answers: u32,
    pub booked: u32,
    pub ended_otherwise: u32,
    pub troubles: u32,
}

#[derive(Debug)]
pub struct Recorder {
    began: Instant,
    steps: Vec<StepLog>,
    /// How late the tester itself was: it counts in the responses, and must stay small in them.
    pub lag: Histogram<u64>,
    pub outcomes: BTreeMap<Outcome, u64>,
    /// Why citizens ended otherwise than they wanted, and how often.
    pub reasons: BTreeMap<String, u64>,
    pub seconds: Vec<Second>,
    pub started: u64,
    pub not_started: u64,
    pub answers: u64,
    /// Requests without an answer, survived or not.
    pub troubles: u64,
}

fn histogram() -> Histogram<u64> {
    Histogram::new_with_bounds(1, LATENCY_US_MAX, DIGITS).expect("the bounds are sound")
}

fn micros(span: Duration) -> u64 {
    u64::try_from(span.as_micros()).unwrap_or(u64::MAX).max(1)
}

impl Recorder {
    pub fn new(began: Instant) -> Self {
        let log = || StepLog { response: histogram(), service: histogram() };
        Self {
            began,
            steps: Step::ALL.iter().map(|_| log()).collect(),
            lag: histogram(),
            outcomes: BTreeMap::new(),
            reasons: BTreeMap::new(),
            seconds: Vec::new(),
            started: 0,
            not_started: 0,
            answers: 0,
            troubles: 0,
        }
    }

    /// An answer: `intended` is when it should have been asked for, `begun` when the tester was
    /// there to ask.
    pub fn answered(&mut self, step: Step, intended: Instant, begun: Instant, timing: Timing) {
        let log = &mut self.steps[step as usize];
        log.response.saturating_record(micros(timing.done.duration_since(intended)));
        log.service.saturating_record(micros(timing.done.duration_since(timing.written)));
        self.lag.saturating_record(micros(begun.duration_since(intended)));
        self.answers += 1;
        self.second(timing.done).answers += 1;
    }

    pub fn trouble(&mut self, at: Instant) {
        self.troubles += 1;
        self.second(at).troubles += 1;
    }

    pub fn offered(&mut self, at: Instant, started: bool) {
        if started {
            self.started += 1;
        } else {
            self.not_started += 1;
        }
        self.second(at).offered += 1;
    }

    pub fn ended(&mut self, at: Instant, outcome: Outcome, reason: Option<String>) {
        *self.outcomes.entry(outcome).or_default() += 1;
        let second = self.second(at);
        if outcome == Outcome::Booked {
            second.booked += 1;
        } else {
            second.ended_otherwise += 1;
        }
        if let Some(reason) = reason {
            let room = self.reasons.len() < REASONS_MAX || self.reasons.contains_key(&reason);
            let reason = if room { reason } else { "further reasons".to_owned() };
            *self.reasons.entry(reason).or_default() += 1;
        }
    }

    fn second(&mut self, at: Instant) -> &mut Second {
        let second = at.saturating_duration_since(self.began).as_secs();
        let second = usize::try_from(second).unwrap_or(0);
        if self.seconds.len() <= second {
            self.seconds.resize(second + 1, Second::default());
        }
        &mut self.seconds[second]
    }

    pub fn step(&self, step: Step) -> &StepLog {
        &self.steps[step as usize]
    }

    pub fn count(&self, outcome: Outcome) -> u64 {
        self.outcomes.get(&outcome).copied().unwrap_or(0)
    }

    pub fn ended_count(&self) -> u64 {
        self.outcomes.values().sum()
    }

    /// The server's step with the highest 99th percentile of the response.
    pub fn slowest(&self) -> Option<(Step, u64)> {
        let seen = Step::ALL.into_iter().filter(|step| step.is_the_servers());
        let seen = seen.filter(|step| !self.step(*step).response.is_empty());
        seen.map(|step| (step, self.step(step).response.value_at_quantile(0.99)))
            .max_by_key(|(_, p99)| *p99)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    #[test]
    fn percentiles_are_counted_from_the_intended_start() {
        let began = clock::now();
        let mut recorder = Recorder::new(began);
        let ms = |n: u64| began + Duration::from_millis(n);
        for n in 1..=100 {
            let timing = Timing { written: ms(n + 20), done: ms(n + 20 + n) };
            recorder.answered(Step::Search, ms(n), ms(n + 5), timing);
        }
        let log = recorder.step(Step::Search);
        let close = |found: u64, ms: u64| found.abs_diff(ms * 1_000) <= ms * 2 + 1;
        assert!(close(log.service.value_at_quantile(0.5), 50));
        assert!(close(log.service.value_at_quantile(0.99), 99));
        assert!(close(log.response.value_at_quantile(0.99), 119), "the wait of 20 ms counts");
        assert!(close(recorder.lag.value_at_quantile(0.99), 5));
        assert_eq!((log.response.len(), recorder.answers), (100, 100));
        assert_eq!(recorder.slowest().map(|(step, _)| step), Some(Step::Search));
        assert_eq!(recorder.step(Step::Submit).response.len(), 0);
    }

    #[test]
    fn steps_stand_in_the_list_where_their_number_says() {
        for (at, step) in Step::ALL.into_iter().enumerate() {
            assert_eq!(step as usize, at, "{}", step.name());
        }
    }

    #[test]
    fn reasons_are_counted_and_bounded() {
        let began = clock::now();
        let mut recorder = Recorder::new(began);
        for n in 0..2 * REASONS_MAX {
            recorder.ended(began, Outcome::Failed, Some(format!("reason {n}")));
        }
        assert_eq!(recorder.reasons.len(), REASONS_MAX + 1);
        assert_eq!(recorder.reasons.values().sum::<u64>(), 2 * REASONS_MAX as u64);
        assert_eq!(recorder.count(Outcome::Failed), 2 * REASONS_MAX as u64);
    }
}
