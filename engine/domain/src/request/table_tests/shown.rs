//! How events, stages and debts are written in a picture.

use super::picture::START;
use crate::request::{Choice, Owed, Pay, RequestEvent, Stage, Step};
use crate::shift::{Ask, Purpose, ShiftCommand};
use crate::timestamp::Timestamp;

pub fn events(events: &[RequestEvent]) -> String {
    joined(events.iter().map(event))
}

pub fn owed(list: &[Owed]) -> String {
    joined(list.iter().map(|owed| {
        let ShiftCommand::Seat { hold, ask, .. } = owed.command else { panic!("only seats") };
        let till = match ask {
            Ask::Extend { deadline, .. } | Ask::Secure { deadline, .. } => {
                format!(" till {}", since_start(deadline))
            }
            _ => String::new(),
        };
        format!("{} {}{till}", verb(&ask), hold.0)
    }))
}

pub const fn verb(ask: &Ask) -> &'static str {
    match ask {
        Ask::Hold { .. } => "hold",
        Ask::Holding { .. } => "holding",
        Ask::Extend { .. } => "extend",
        Ask::Secure { .. } => "secure",
        Ask::Book { .. } => "book",
        Ask::Release { .. } => "release",
        Ask::GiveBack { .. } => "back",
    }
}

pub fn stage(stage: &Stage) -> String {
    match stage {
        Stage::Unpaid { hold, deadline } => {
            format!("Unpaid {} till {}", hold.0, since_start(*deadline))
        }
        Stage::NotPaid(last) => format!("NotPaid {}", place(last.choice)),
        Stage::ChooseAgain(last) => format!("ChooseAgain {}", place(last.choice)),
        plain => format!("{plain:?}"),
    }
}

fn event(event: &RequestEvent) -> String {
    match event {
        RequestEvent::Entered { .. } => "entered".to_owned(),
        RequestEvent::Drafted { .. } => "drafted".to_owned(),
        RequestEvent::Intended { hold, choice, purpose, pay, .. } => {
            let pay = match pay {
                Pay::Bank { .. } => "bank",
                Pay::Credit => "credit",
                Pay::Nothing => "nothing",
            };
            let why = match purpose {
                Purpose::Pay => "",
                Purpose::Move => " move",
                Purpose::Retake => " retake",
                Purpose::Offer => " offer",
                Purpose::Cooling => " other",
            };
            format!("intend {} {} {pay}{why}", hold.0, place(*choice))
        }
        RequestEvent::Refused { hold, why } => format!("refused {} {why:?}", hold.0),
        RequestEvent::Taken { hold, seat, .. } => format!("taken {} seat {}", hold.0, seat.0),
        RequestEvent::AttemptOpened { attempt, hold, .. } => {
            format!("opened {} for {}", attempt.0, hold.0)
        }
        RequestEvent::Tokened { attempt, .. } => format!("tokened {}", attempt.0),
        RequestEvent::AttemptClosed { attempt, why, ask_again } => {
            let again = ask_again.map(|at| format!(" again {}", since_start(at)));
            format!("closed {} {why:?}{}", attempt.0, again.unwrap_or_default())
        }
        RequestEvent::Verifying { attempt, .. } => format!("asking {}", attempt.0),
        RequestEvent::Verified { attempt, .. } => format!("verified {}", attempt.0),
        RequestEvent::Ending { hold, why } => format!("ending {} {why:?}", hold.0),
        RequestEvent::Ended { hold, why } => format!("ended {} {why:?}", hold.0),
        RequestEvent::Booked { hold, .. } => format!("booked {}", hold.0),
        RequestEvent::GivenBack { .. } => "given back".to_owned(),
        RequestEvent::SeatBack { hold } => format!("seat back {}", hold.0),
        RequestEvent::Edited { .. } => "edited".to_owned(),
        RequestEvent::MobileChanged { .. } => "mobile changed".to_owned(),
        RequestEvent::Excused => "excused".to_owned(),
        RequestEvent::DeliveryChanged { office } => format!("delivery at {}", office.0),
        RequestEvent::Advanced { step } => self::step(*step),
        RequestEvent::Undone { step } => format!("no more {}", self::step(*step)),
        RequestEvent::WaitBegan { .. } => "waits".to_owned(),
        RequestEvent::WaitEnded => "waits no more".to_owned(),
        RequestEvent::Imported { paid, been, .. } => {
            let paid = if paid.is_some() { " paid" } else { "" };
            let been = been.map(|been| format!(" {}", self::step(been.visited.step)));
            format!("imported{paid}{}", been.unwrap_or_default())
        }
        RequestEvent::OfferAccepted { hold } => format!("accepted {}", hold.0),
        RequestEvent::Opened { service } => format!("asks {service:?}"),
        RequestEvent::MistakeFound => "mistake found".to_owned(),
        RequestEvent::ScanKept { scan } => format!("scan {}", scan.no),
        RequestEvent::Reversed { order, reference } => {
            format!("reversed {} as {}", order.counter(), reference.as_str())
        }
    }
}

fn step(step: Step) -> String {
    match step {
        Step::Missed => "missed".to_owned(),
        Step::Begun { office } => format!("begun at {}", office.0),
        Step::Finished => "finished".to_owned(),
        Step::InProduction => "in production".to_owned(),
        Step::Ready { place } => format!("ready at {}", place.0),
        Step::Delivered => "delivered".to_owned(),
    }
}

fn place(choice: Choice) -> String {
    let shift = char::from_u32(choice.shift.0).unwrap_or('?');
    match choice.day.0 - 20_000 {
        0 => shift.to_string(),
        days => format!("{shift}{days:+}"),
    }
}

fn since_start(at: Timestamp) -> u64 {
    at.since(START).0 / 1_000
}

fn joined(words: impl Iterator<Item = String>) -> String {
    let words: Vec<String> = words.collect();
    if words.is_empty() { "-".to_owned() } else { words.join(", ") }
}
