//! Who is shown where a request stands: its tracking code is looked for, or the pair of the entry,
//! and whoever guesses is held up. Pages and phones find a request here and by no other way.

use nobat_domain::person::{BookletSerial, NationalId};
use nobat_domain::request::{RequestCommand, RequestState};
use nobat_domain::timestamp::Timestamp;
use nobat_domain::tracking_code::TrackingCode;
use nobat_engine::{Answered, AskError};

use crate::app::App;
use crate::guessing::{Attempt, Guesses, Leave, Named, NoTurn, Who};
use crate::metric_names::GUESSES;
use crate::question::Level;

/// So many of the mobile's last digits are the second fact.
pub const LAST_DIGITS: usize = 4;

pub type LastFour = [u8; LAST_DIGITS];

/// Why nothing is looked up now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Held {
    Locked { until: Timestamp },
    Paced { until: Timestamp },
    Crowded,
}

impl Held {
    /// Seconds until the next look-up of a network that is paced, at least one.
    #[must_use]
    pub fn seconds(until: Timestamp, now: Timestamp) -> u64 {
        until.since(now).0.div_ceil(1_000).max(1)
    }
}

/// Asks for leave to look something up that may be a guess. There is no question here that could be
/// harder: who walks over what is not known waits instead, and what is guessed at from everywhere
/// rests. A code alone is no secret and never rests.
///
/// # Errors
/// [`Held`] says why not, and until when.
pub fn leave(guesses: &Guesses, who: Who, now: Timestamp) -> Result<Attempt<'_>, Held> {
    let paced = guesses.pace(who.network, now);
    paced.map_err(|NoTurn { until }| counted(Held::Paced { until }))?;
    let rests = matches!(who.named, Named::Owner(_) | Named::Citizen(_));
    if let Some(until) = guesses.besieged(who.named, now).filter(|_| rests) {
        return Err(counted(Held::Locked { until }));
    }
    admit(guesses, who, now)
}

/// The same for a guess that was weighed already and comes once more: it has a lock against it like
/// any other, takes no turn, and counts for nothing.
///
/// # Errors
/// As [`leave`], but for the pace.
pub fn once_more(guesses: &Guesses, who: Who, now: Timestamp) -> Result<(), Held> {
    // Given up without a word, an attempt is as if it had not been.
    admit(guesses, who, now).map(drop)
}

fn admit(guesses: &Guesses, who: Who, now: Timestamp) -> Result<Attempt<'_>, Held> {
    match guesses.admit(who, Level::Harder, now) {
        Leave::Given(attempt) => Ok(attempt),
        Leave::Locked { until } => Err(counted(Held::Locked { until })),
        Leave::Harder | Leave::Crowded => Err(Held::Crowded),
    }
}

/// Counts what is held up, and hands it on.
pub fn counted(held: Held) -> Held {
    let how = match held {
        Held::Locked { .. } => "track-locked",
        Held::Paced { .. } => "track-paced",
        Held::Crowded => return held,
    };
    metrics::counter!(GUESSES, "how" => how).increment(1);
    held
}

/// The request of a tracking code, as its owner has it now.
///
/// # Errors
/// [`AskError`] if the engine has no answer of the law.
pub async fn by_code(app: &App, code: TrackingCode) -> Result<Option<Box<RequestState>>, AskError> {
    let Some(key) = app.engine.find_code(code).await? else { return Ok(None) };
    Ok(is(app.engine.ask(key, RequestCommand::View).await?))
}

/// The request of whoever knows its national ID and the serial that it was last entered with.
///
/// # Errors
/// [`AskError`] if the engine has no answer of the law.
pub async fn by_pair(
    app: &App,
    national_id: &NationalId,
    serial: BookletSerial,
) -> Result<Option<Box<RequestState>>, AskError> {
    let key = app.engine.request_key(national_id);
    let state = is(app.engine.ask(key, RequestCommand::View).await?);
    Ok(state.filter(|state| state.serial == serial))
}

fn is(answered: Answered) -> Option<Box<RequestState>> {
    match answered {
        Answered::Is(state) => Some(state),
        Answered::Nobody | Answered::Refused(..) => None,
    }
}

/// Whether these are the last digits of the request's mobile.
#[must_use]
pub fn is_of(state: &RequestState, last: LastFour) -> bool {
    let mobile = state.reached_by().map(|mobile| mobile.to_national());
    mobile.is_some_and(|mobile| mobile.as_bytes().ends_with(&last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guessing::Network;
    use nobat_domain::timestamp::Millis;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);
    /// As many wrong ones of one thing from everywhere make it rest.
    const EVERYWHERE: u64 = 20;

    fn code() -> TrackingCode {
        TrackingCode::new(497_320_167).expect("nine digits")
    }

    fn citizen() -> Named {
        Named::Citizen(NationalId::parse("0499370899").expect("a right one"))
    }

    fn fail(guesses: &Guesses, named: Named, line: u64) {
        let who = Who { named, network: Network::of_line(line) };
        let attempt = leave(guesses, who, NOW);
        let _until = attempt.unwrap_or_else(|held| panic!("{held:?}")).failed();
    }

    #[test]
    fn what_is_guessed_at_from_every_line_rests_and_a_code_alone_never_does() {
        for (named, rests) in
            [(Named::Owner(code()), true), (citizen(), true), (Named::Code(code()), false)]
        {
            let guesses = Guesses::with_buckets(1_024);
            for line in 0..EVERYWHERE {
                fail(&guesses, named, line);
            }
            let who = Who { named, network: Network::of_line(99) };
            assert_eq!(leave(&guesses, who, NOW).is_err(), rests, "{named:?}");
            assert!(leave(&guesses, who, NOW.plus(Millis::hours(1))).is_ok());
        }
    }

    #[test]
    fn once_more_counts_for_nothing_and_meets_a_lock_like_any_other() {
        let guesses = Guesses::with_buckets(1_024);
        let named = Named::Owner(code());
        let who = Who { named, network: Network::of_line(1) };
        for _ in 0..5 {
            fail(&guesses, named, 1);
            for _ in 0..10 {
                assert_eq!(once_more(&guesses, who, NOW), Ok(()));
            }
        }
        fail(&guesses, named, 1);
        let locked = Held::Locked { until: NOW.plus(Millis::minutes(15)) };
        assert_eq!(once_more(&guesses, who, NOW), Err(locked));
        assert!(leave(&guesses, Who { network: Network::of_line(2), ..who }, NOW).is_ok());
    }
}
