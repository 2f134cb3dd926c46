//! The messages to citizens: what waits, what became of the others, and what they cost.

use askama::Template;
use nobat_domain::message::{Channel, Kind};
use nobat_domain::money::Rial;
use nobat_domain::staff::Role;
use nobat_engine::messages::{Count, Figures, Line};

use super::address;
use super::frame::CounterFrame;
use crate::pages::assets;
use crate::persian::digits::persian;
use crate::persian::{Language, Value};

#[derive(Template, Debug)]
#[template(path = "counter/messages.html")]
pub struct Messages {
    pub frame: CounterFrame,
    pub figures: Figures,
}

/// Key of the words for a kind.
const fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Booked => "ops-message-booked",
        Kind::Moved => "ops-message-moved",
        Kind::GivenBack => "ops-message-given-back",
        Kind::Credited => "ops-message-credited",
        Kind::DayClosed => "ops-message-day-closed",
        Kind::Reminder => "ops-message-reminder",
        Kind::Offer => "ops-message-offer",
        Kind::NumberLeft => "ops-message-number-left",
        Kind::NumberTaken => "ops-message-number-taken",
        Kind::Missed => "ops-message-missed",
        Kind::Finished => "ops-message-finished",
        Kind::InProduction => "ops-message-in-production",
        Kind::CardReady => "ops-message-card-ready",
        Kind::Delivered => "ops-message-delivered",
        Kind::Receipt => "ops-message-receipt",
    }
}

/// What a channel has cost.
struct Cost {
    name: &'static str,
    today: String,
    ever: String,
}

/// A kind in figures: what stands, what became of today's, and of all.
struct Row {
    key: &'static str,
    cells: [String; 11],
}

impl Messages {
    fn costs(&self) -> [Cost; 2] {
        let rials = |rial: u64| {
            let rial = i64::try_from(rial).ok().and_then(Rial::new);
            rial.map_or_else(|| "–".to_owned(), |rial| Language::Persian.rials(rial))
        };
        [(Channel::Sms, "ops-messages-texts"), (Channel::Mail, "ops-messages-letters")].map(
            |(channel, name)| {
                let (today, ever) = self.figures.cost(channel);
                Cost { name, today: rials(today), ever: rials(ever) }
            },
        )
    }

    fn waiting(&self) -> String {
        let count = self.figures.lines.iter().map(|line| line.waits + line.sending).sum();
        self.frame.with("ops-messages-waiting", "count", Value::count(count))
    }

    fn failed(&self) -> Option<String> {
        let lost = |line: &Line| line.today.failed + line.today.undelivered + line.today.unknown;
        let count: u64 = self.figures.lines.iter().map(lost).sum();
        let words = || self.frame.with("ops-messages-failed", "count", Value::count(count));
        (count > 0).then(words)
    }

    /// Only kinds of which there ever was one.
    fn rows(&self) -> Vec<Row> {
        let lines = self.figures.lines.iter().filter(|line| line.ever != Count::default());
        let row = |line: &Line| {
            let today = line.today;
            let dropped = today.overtaken + today.late + today.capped;
            let cells = [
                line.waits,
                line.sending,
                line.unreported,
                today.made,
                today.taken,
                today.delivered,
                today.undelivered + today.failed,
                today.unknown,
                dropped,
                today.parts,
                line.ever.taken,
            ];
            Row { key: kind_key(line.kind), cells: cells.map(persian) }
        };
        lines.map(row).collect()
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let page = |lines: Vec<Line>, behind| Self {
            frame: CounterFrame::sample(Role::Operator),
            figures: Figures { lines, behind },
        };
        let busy = Kind::ALL.map(|kind| {
            let number = u64::from(kind.number());
            let today = Count {
                made: 9_000 * number,
                taken: 8_000 * number,
                delivered: 7_000 * number,
                failed: number,
                unknown: 1,
                late: 2,
                parts: 16_000 * number,
                rial: 14_400_000 * number,
                ..Count::default()
            };
            Line { kind, waits: number, sending: 64, unreported: 900, today, ever: today }
        });
        vec![("none", page(Vec::new(), false)), ("busy", page(busy.into(), true))]
    }
}
