//! A place in the feed as systems keep it: which data, restored how often, behind which change. It
//! is no secret and opens nothing, so it is not sealed; what it claims is looked at each time.

use axum::response::{IntoResponse, Response};
use nobat_domain::ids::Sequence;
use nobat_engine::FeedSpan;

use super::refusal::Refusal;
use crate::api::problem::Problem;

/// Bytes of the data's identity that a position carries.
const COUNTRY_BYTES: usize = 4;

/// Why nobody can go on from there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Misplaced {
    /// It is none of ours.
    Unread,
    /// Nobody was ever so far.
    Ahead,
    /// Of other data, or of before a restore: what followed it there is not what follows here.
    Elsewhere,
    /// What follows it is not kept any more.
    Behind,
}

/// The place as a word.
#[must_use]
pub fn write(span: &FeedSpan, at: Sequence) -> String {
    format!("{}.{}.{}", country(span), span.epoch, at.0)
}

/// The place that a word names, if one can go on from there.
///
/// # Errors
/// [`Misplaced`] says why not.
pub fn read(span: &FeedSpan, word: &str) -> Result<Sequence, Misplaced> {
    let parts: Vec<&str> = word.split('.').collect();
    let [country, epoch, at] = parts[..] else { return Err(Misplaced::Unread) };
    let plain = |text: &str| text == "0" || !text.starts_with(['0', '+']);
    let (Ok(epoch), Ok(at)) = (epoch.parse::<u8>(), at.parse::<u64>()) else {
        return Err(Misplaced::Unread);
    };
    let is_country = country.len() == 2 * COUNTRY_BYTES
        && country.bytes().all(|it| it.is_ascii_digit() || (b'a'..=b'f').contains(&it));
    if !is_country || !plain(parts[1]) || !plain(parts[2]) {
        return Err(Misplaced::Unread);
    }
    if country != self::country(span) || epoch != span.epoch {
        return Err(Misplaced::Elsewhere);
    }
    match Sequence(at) {
        at if at > span.newest => Err(Misplaced::Ahead),
        at if at < span.oldest => Err(Misplaced::Behind),
        at => Ok(at),
    }
}

fn country(span: &FeedSpan) -> String {
    crate::door::hex(&span.cluster[..COUNTRY_BYTES])
}

impl Misplaced {
    /// What is said of it, with the first place that one could go on from.
    #[must_use]
    pub fn problem(self, span: &FeedSpan) -> Problem {
        let oldest = write(span, span.oldest);
        match self {
            Self::Unread => Refusal::Position.problem(),
            Self::Ahead => Refusal::PositionAhead.problem(),
            Self::Elsewhere => Problem { oldest: Some(oldest), ..Refusal::PositionLost.problem() },
            Self::Behind => Problem { oldest: Some(oldest), ..Refusal::PositionBehind.problem() },
        }
    }

    #[must_use]
    pub fn answer(self, span: &FeedSpan) -> Response {
        self.problem(span).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPAN: FeedSpan =
        FeedSpan { cluster: [0x1f; 16], epoch: 2, oldest: Sequence(10), newest: Sequence(20) };

    #[test]
    fn only_a_place_within_these_data_is_gone_on_from() {
        for at in 10..=20 {
            let word = write(&SPAN, Sequence(at));
            assert_eq!(read(&SPAN, &word), Ok(Sequence(at)));
        }
        let table = [
            ("", Misplaced::Unread),
            ("15", Misplaced::Unread),
            ("1f1f1f1f.2", Misplaced::Unread),
            ("1f1f1f1f.2.15.1", Misplaced::Unread),
            ("1f1f1f1f.2.-1", Misplaced::Unread),
            ("1f1f1f1f.2.+15", Misplaced::Unread),
            ("1f1f1f1f.2.015", Misplaced::Unread),
            ("1f1f1f1f.256.15", Misplaced::Unread),
            ("1F1F1F1F.2.15", Misplaced::Unread),
            ("1f1f1f1f.2.21", Misplaced::Ahead),
            ("1f1f1f1f.2.18446744073709551615", Misplaced::Ahead),
            ("1f1f1f1f.2.9", Misplaced::Behind),
            ("1f1f1f1f.1.15", Misplaced::Elsewhere),
            ("1f1f1f1f.3.15", Misplaced::Elsewhere),
            ("2e2e2e2e.2.15", Misplaced::Elsewhere),
        ];
        for (word, why) in table {
            assert_eq!(read(&SPAN, word), Err(why), "{word}");
        }
    }
}
