//! What other systems see of a request and of its changes: a shape that stays.

use std::collections::BTreeMap;

use nobat_domain::ids::{OfficeId, Period, RequestKey};
use nobat_domain::request::{ChangeKind, RequestState, Step};
use nobat_domain::staff::{Scope, Scopes};
use nobat_domain::tariff::Service;
use nobat_domain::timestamp::Timestamp;
use nobat_engine::{AskError, FeedBatch, FeedChange, FeedSpan, Snapshot};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::position;
use crate::app::App;
use crate::door::hex;
use crate::persian::gregorian::{iso, iso_moment};

/// A change of a request.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = FeedChange)]
pub struct Change {
    /// Behind which place of the feed one goes on after this change. The same change has the same
    /// position for ever: whoever sees one again has seen it before.
    #[schema(example = "1f3a9c02.0.48213")]
    pub position: String,
    /// When it happened; absent for changes older than times are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub at: Option<String>,
    /// Which kind of change: `seat.booked`, `stage.finished` and so on. There will be more kinds;
    /// one that is not known is passed over.
    #[serde(rename = "type")]
    #[schema(example = "stage.finished")]
    pub kind: String,
    /// The request as it stands when this is read: with this change, and perhaps with later ones.
    pub request: Request,
}

/// A request as another system may see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = FeedRequest)]
pub struct Request {
    /// A name of the citizen's requests that is the same for ever and says nothing of anybody.
    #[schema(example = "6aa4c5651e88fe0754c961a5466e9ff8")]
    pub id: String,
    /// Its citizen has had the data erased: there is nothing to be seen.
    pub erased: bool,
    /// The tracking code, from the first booking on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "497320167")]
    pub code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// Since when it stands at a stage after the booking.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub stage_since: Option<String>,
    /// What is asked for: `first_issue`, `first_loss`, `second_loss`, `further_loss`,
    /// `replacement`, `officers_mistake` or `signature`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appointment: Option<Appointment>,
    /// The number of the office where the card is collected, or will be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collected_at: Option<String>,
    /// Only for keys with the scope `person`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub national_id: Option<String>,
}

/// A booked seat.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = FeedAppointment)]
pub struct Appointment {
    /// The office's number on paper.
    pub office: String,
    #[schema(format = Date)]
    pub date: String,
    /// `morning` or `evening`.
    pub shift: String,
}

/// Where a request stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FeedStage)]
pub enum Stage {
    /// No seat is booked.
    Entered,
    Booked,
    Missed,
    Begun,
    Finished,
    InProduction,
    Ready,
    Delivered,
}

impl Stage {
    #[must_use]
    pub fn of(state: &RequestState) -> Self {
        match state.step() {
            _ if state.booking.is_none() => Self::Entered,
            None => Self::Booked,
            Some(step) => Self::of_step(step),
        }
    }

    #[must_use]
    pub const fn of_step(step: Step) -> Self {
        match step {
            Step::Missed => Self::Missed,
            Step::Begun { .. } => Self::Begun,
            Step::Finished => Self::Finished,
            Step::InProduction => Self::InProduction,
            Step::Ready { .. } => Self::Ready,
            Step::Delivered => Self::Delivered,
        }
    }

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Entered => "entered",
            Self::Booked => "booked",
            Self::Missed => "missed",
            Self::Begun => "begun",
            Self::Finished => "finished",
            Self::InProduction => "in_production",
            Self::Ready => "ready",
            Self::Delivered => "delivered",
        }
    }
}

/// Which kinds of changes somebody wants.
#[derive(Clone, Debug, Default)]
pub struct Wanted(Vec<ChangeKind>);

impl Wanted {
    /// Kinds by their words or by what stands before the dot, with commas between; all of them
    /// where nothing is said.
    ///
    /// # Errors
    /// The word that is no kind.
    pub fn read(words: Option<&str>) -> Result<Self, String> {
        let words = words.unwrap_or_default().split(',').map(str::trim).filter(|it| !it.is_empty());
        let mut kinds = Vec::new();
        for word in words {
            let named = |kind: &ChangeKind| {
                kind.name() == word || kind.name().split('.').next() == Some(word)
            };
            let before = kinds.len();
            kinds.extend(ChangeKind::ALL.iter().copied().filter(named));
            if kinds.len() == before {
                return Err(word.to_owned());
            }
        }
        if !kinds.is_empty() {
            // Whoever follows some kinds hears all the same that a citizen's data are gone, and
            // that there was a change that nobody can name.
            kinds.extend([ChangeKind::Erased, ChangeKind::Untold]);
        }
        Ok(Self(kinds))
    }

    #[must_use]
    pub fn has(&self, kind: ChangeKind) -> bool {
        self.0.is_empty() || self.0.contains(&kind)
    }
}

/// The changes of a batch as a system with these scopes sees them.
///
/// # Errors
/// [`AskError`] if the tables cannot be read.
pub async fn changes(
    app: &App,
    span: &FeedSpan,
    scopes: Scopes,
    batch: &FeedBatch,
) -> Result<Vec<Change>, AskError> {
    let mut keys: Vec<RequestKey> = batch.changes.iter().map(|change| change.request).collect();
    keys.sort_unstable();
    keys.dedup();
    let states = app.engine.requests_by_key(keys).await?;
    let board = app.engine.board();
    let requests: BTreeMap<RequestKey, Request> = states
        .iter()
        .map(|(key, state)| (*key, request(&board, scopes, *key, state.as_deref())))
        .collect();
    let told = batch.changes.iter().filter_map(|change| {
        Some(self::change(span, change, requests.get(&change.request)?.clone()))
    });
    Ok(told.collect())
}

fn change(span: &FeedSpan, change: &FeedChange, request: Request) -> Change {
    let at = (change.time != Timestamp::default()).then(|| iso_moment(change.time));
    let position = position::write(span, change.at);
    Change { position, at, kind: change.kind.name().to_owned(), request }
}

/// A request, or what is left of one, as a system with these scopes sees it.
#[must_use]
pub fn request(
    board: &Snapshot,
    scopes: Scopes,
    key: RequestKey,
    state: Option<&RequestState>,
) -> Request {
    let nothing = Request {
        id: hex(&key.0),
        erased: state.is_none(),
        code: None,
        stage: None,
        stage_since: None,
        service: None,
        appointment: None,
        collected_at: None,
        national_id: None,
    };
    let Some(state) = state else { return nothing };
    let number = |id: OfficeId| {
        let office = board.directory().office(id);
        office.map_or_else(|| id.0.to_string(), |office| office.code.clone())
    };
    let appointment = state.booking.as_ref().map(|booking| Appointment {
        office: number(booking.choice.shift.office()),
        date: iso(booking.choice.day),
        shift: match booking.choice.shift.period() {
            Period::Morning => "morning",
            Period::Evening => "evening",
        }
        .to_owned(),
    });
    Request {
        code: state.code.map(|code| code.to_string()),
        stage: Some(Stage::of(state)),
        stage_since: state.reached.map(|reached| iso_moment(reached.at)),
        service: Some(service(state.service).to_owned()),
        appointment,
        collected_at: state.collected_at().filter(|_| state.makes_card()).map(number),
        national_id: scopes.has(Scope::Person).then(|| state.national_id.as_str().to_owned()),
        ..nothing
    }
}

const fn service(service: Service) -> &'static str {
    match service {
        Service::FirstIssue => "first_issue",
        Service::FirstLoss => "first_loss",
        Service::SecondLoss => "second_loss",
        Service::FurtherLoss => "further_loss",
        Service::Replacement => "replacement",
        Service::OfficersMistake => "officers_mistake",
        Service::Signature => "signature",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_wanted_by_word_or_by_group_and_a_slip_is_told() {
        let some = Wanted::read(Some("seat.booked, stage")).expect("two words");
        assert!(some.has(ChangeKind::SeatBooked) && some.has(ChangeKind::Ready));
        assert!(!some.has(ChangeKind::SeatHeld) && !some.has(ChangeKind::FormDrafted));
        assert!(some.has(ChangeKind::Erased) && some.has(ChangeKind::Untold));
        let all = Wanted::read(None).expect("nothing is all");
        assert!(ChangeKind::ALL.iter().all(|kind| all.has(*kind)));
        for slip in ["seat.boked", "stages", "seat."] {
            assert_eq!(Wanted::read(Some(slip)).err().as_deref(), Some(slip));
        }
    }
}
