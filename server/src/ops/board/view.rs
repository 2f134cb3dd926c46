//! One second of the board, ready to be shown: every text and line under the name that the page's
//! elements carry, so that page and script need no rule of their own.

use std::collections::BTreeMap;

use nobat_domain::timestamp::Millis;
use serde_json::json;

use super::condition::{last_minute, troubles};
use super::figure::{Figure, half_of_answers_ms};
use super::history::{History, SHOWN};
use super::numbers::{NOTHING, clock, fine, megabytes, uptime};
use super::plot::{Plot, steps_until};
use super::reading::{Counts, Moment, Outcome, Reading};
use crate::persian::amounts::grouped;
use crate::persian::{Language, Value};

const MINUTE: Millis = Millis::minutes(1);
/// Sentences of the health strip; more would hide the first.
const SENTENCES_MAX: usize = 3;

/// The state of the health strip.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum State {
    /// Nothing has been measured.
    #[default]
    Starting,
    Calm,
    Trouble,
}

impl State {
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Calm => "calm",
            Self::Trouble => "trouble",
        }
    }
}

/// What the page shows.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// Counts the views of this process.
    pub number: u64,
    pub at: Moment,
    /// Whole steps of the plots so far.
    pub step: u64,
    pub state: State,
    texts: BTreeMap<String, String>,
    paths: BTreeMap<&'static str, String>,
}

impl View {
    /// The view that follows `before`; plots are drawn anew only after a whole step.
    #[must_use]
    pub fn after(before: &Self, history: &History, language: Language) -> Self {
        let Some(now) = history.latest() else { return before.clone() };
        let step = steps_until(now.at.since_start);
        let found = troubles(history);
        let mut view = Self {
            number: before.number + 1,
            at: now.at,
            step,
            state: if found.is_empty() { State::Calm } else { State::Trouble },
            texts: BTreeMap::new(),
            paths: before.paths.clone(),
        };
        let sentences = found.iter().take(SENTENCES_MAX).map(|it| it.sentence(language));
        let health = sentences.collect::<Vec<_>>().join(" ");
        let calm = || language.say("ops-calm").into_owned();
        view.put("health", if health.is_empty() { calm() } else { health });
        view.put("at", clock(now.at.wall));
        for figure in Figure::ALL {
            view.figure(figure, history, now, language);
        }
        if step == before.step && before.number > 0 {
            view.keep_plots(before);
        } else {
            view.draw(history, language);
        }
        view.notes(history, now, language);
        view.panels(history, now, language);
        view
    }

    fn put(&mut self, name: impl Into<String>, text: impl Into<String>) {
        self.texts.insert(name.into(), text.into());
    }

    fn figure(&mut self, figure: Figure, history: &History, now: &Reading, language: Language) {
        let value = figure.at(history, now);
        let key = figure.key();
        self.put(key, value.map_or_else(|| NOTHING.to_owned(), fine));
        let then = history.before(now, SHOWN);
        let minutes = now.at.since_start.0.saturating_sub(then.at.since_start.0) / MINUTE.0;
        let earlier = figure.at(history, &then);
        let change = match (value, earlier) {
            (Some(value), Some(earlier)) if minutes > 0 => {
                change(value - earlier, minutes, language)
            }
            _ => NOTHING.to_owned(),
        };
        self.put(format!("{key}-change"), change);
    }

    fn draw(&mut self, history: &History, language: Language) {
        for figure in Figure::ALL {
            let plot = Plot::of(figure, history);
            self.put(format!("{}-range", figure.key()), range(&plot, language));
            self.paths.insert(figure.key(), plot.path);
        }
    }

    fn keep_plots(&mut self, before: &Self) {
        for figure in Figure::ALL {
            let name = format!("{}-range", figure.key());
            self.put(name.as_str(), before.text(&name));
        }
    }

    /// The second line of each figure at the head.
    fn notes(&mut self, history: &History, now: &Reading, language: Language) {
        let minute = |count: fn(&Counts) -> u64| last_minute(history, now, count);
        let count = |name, count| (name, Value::Plain(grouped(count)));
        let say = |key, values: &[(&'static str, Value)]| language.fill(key, values);
        let half = half_of_answers_ms(history, now);
        let half = Value::Plain(half.map_or_else(|| NOTHING.to_owned(), fine));
        let counts = &now.counts;
        let notes = [
            ("free-note", say("ops-approved", &[count("count", now.seats.approved)])),
            ("held-note", say("ops-taken", &[count("count", minute(|counts| counts.held))])),
            ("bookings-note", say("ops-since", &[count("count", counts.booked)])),
            ("expiries-note", say("ops-since", &[count("count", counts.expired)])),
            (
                "refusals-note",
                say(
                    "ops-refused",
                    &[
                        count("refusals", minute(|counts| counts.refusals)),
                        count("busy", minute(|counts| counts.busy)),
                    ],
                ),
            ),
            ("latency-note", say("ops-half", &[("time", half)])),
        ];
        for (name, note) in notes {
            self.put(name, note);
        }
    }

    fn panels(&mut self, history: &History, now: &Reading, language: Language) {
        let minute = |count: fn(&Counts) -> u64| last_minute(history, now, count);
        let syncs = minute(|counts| counts.syncs);
        let records = minute(|counts| counts.synced_records);
        let per_sync =
            if syncs == 0 { NOTHING.to_owned() } else { fine(records as f64 / syncs as f64) };
        self.put("durable", grouped(now.positions.durable));
        self.put("applied", grouped(now.positions.applied));
        self.put("per-sync", per_sync);
        self.put("syncs", grouped(syncs));
        self.put("backlog", megabytes(now.positions.backlog_bytes, language));
        self.put("in-flight", grouped(now.in_flight));
        self.put("problems", grouped(minute(|counts| counts.problems)));
        self.put("booked", grouped(now.seats.booked_about()));
        self.put("offices", grouped(now.seats.offices));
        self.put("uptime", uptime(now.at.since_start, language));
        let before = history.before(now, MINUTE).counts;
        for outcome in Outcome::ALL {
            let [total, earlier] =
                [now.counts, before].map(|counts| counts.verdicts[outcome as usize]);
            self.put(format!("{}-total", outcome.label()), grouped(total));
            let fresh = grouped(total.saturating_sub(earlier));
            self.put(format!("{}-minute", outcome.label()), fresh);
        }
    }

    /// The text of that name.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or(NOTHING, String::as_str)
    }

    /// The line of a figure's plot.
    #[must_use]
    pub fn path(&self, figure: Figure) -> &str {
        self.paths.get(figure.key()).map_or("", String::as_str)
    }

    /// Everything, as the script takes it.
    #[must_use]
    pub fn whole(&self) -> String {
        json!({ "s": self.state.key(), "t": self.texts, "p": self.paths }).to_string()
    }

    /// Only the texts that are not as they were in `before`.
    #[must_use]
    pub fn changed_since(&self, before: &Self) -> String {
        let texts: BTreeMap<&String, &String> = self
            .texts
            .iter()
            .filter(|(name, text)| before.texts.get(*name) != Some(*text))
            .collect();
        json!({ "s": self.state.key(), "t": texts }).to_string()
    }
}

fn change(by: f64, minutes: u64, language: Language) -> String {
    let written = fine(by.abs());
    let key = match by {
        _ if written == fine(0.0) => "ops-change-none",
        by if by > 0.0 => "ops-change-more",
        _ => "ops-change-less",
    };
    let minutes = ("minutes", Value::count(minutes));
    language.fill(key, &[("count", Value::Plain(written)), minutes])
}

/// What the lower and the upper edge of a plot stand for.
fn range(plot: &Plot, language: Language) -> String {
    let edges = [fine(plot.low), fine(plot.high)];
    match edges {
        _ if plot.path.is_empty() => NOTHING.to_owned(),
        [low, high] if low == high => language.say("ops-range-flat").into_owned(),
        [low, high] => {
            language.fill("ops-range", &[("low", Value::Plain(low)), ("high", Value::Plain(high))])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::board::seats::Seats;
    use nobat_domain::timestamp::Timestamp;

    const FA: Language = Language::Persian;

    fn second(second: u64, booked: u64) -> Reading {
        let at = Moment {
            since_start: Millis::seconds(second),
            wall: Timestamp(Millis::seconds(second).0),
        };
        let seats = Seats { free: 1_000 - booked, held: 2, approved: 1_000, offices: 5 };
        let counts = Counts { booked, ..Counts::default() };
        Reading { at, seats, counts, ..Reading::default() }
    }

    #[test]
    fn a_booking_moves_the_figures() {
        let mut history = History::new();
        history.push(second(0, 0));
        let first = View::after(&View::default(), &history, FA);
        assert_eq!((first.text("free"), first.text("bookings")), ("۱٬۰۰۰", "–"));
        assert_eq!(first.text("bookings-note"), "۰ از آغاز کار");
        history.push(second(10, 30));
        let next = View::after(&first, &history, FA);
        assert_eq!((next.text("free"), next.text("bookings")), ("۹۷۰", "۳"));
        assert_eq!(next.text("free-change"), "–", "a minute has not passed");
        history.push(second(120, 30));
        let later = View::after(&next, &history, FA);
        assert_eq!(later.text("free-change"), "۳۰ کمتر از ۲ دقیقه پیش");
        assert_eq!(later.text("held-change"), "مانند ۲ دقیقه پیش");
        assert_eq!(later.text("bookings"), "۰");
    }

    #[test]
    fn only_what_changed_is_sent_and_plots_move_by_whole_steps() {
        let mut history = History::new();
        history.push(second(6, 0));
        let first = View::after(&View::default(), &history, FA);
        history.push(second(7, 0));
        let next = View::after(&first, &history, FA);
        let sent = next.changed_since(&first);
        assert!(sent.contains("\"at\"") && !sent.contains("\"free\""), "{sent}");
        assert_eq!(first.step, next.step);
        history.push(second(12, 0));
        let drawn = View::after(&next, &history, FA);
        assert_eq!(drawn.step, next.step + 1);
        assert!(drawn.path(Figure::Held).starts_with('M'));
        assert!(drawn.whole().contains("\"p\":{"));
    }
}
