//! The facts of an office, by itself: what is missing there costs it citizens.

use axum::response::{IntoResponse, Response};
use nobat_domain::office::Capability;
use nobat_domain::staff::Power;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::json::{Answer, Sent};
use crate::api::office::{Clerk, at_fields};
use crate::api::problem::{Kind, Problem};
use crate::api::wire::Office;
use crate::app::App;
use crate::office::facts::{self, Unsaved};
use crate::pages::counter::office_facts::Facts;
use crate::staff::Inside;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(look, save))
}

/// What an office can do for whom it is hard to come.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ability {
    NoStairs,
    Pupil,
    Finger,
    HomeVisit,
}

impl From<Capability> for Ability {
    fn from(capability: Capability) -> Self {
        match capability {
            Capability::NoStairs => Self::NoStairs,
            Capability::Pupil => Self::Pupil,
            Capability::Finger => Self::Finger,
            Capability::HomeVisit => Self::HomeVisit,
        }
    }
}

impl From<Ability> for Capability {
    fn from(ability: Ability) -> Self {
        match ability {
            Ability::NoStairs => Self::NoStairs,
            Ability::Pupil => Self::Pupil,
            Ability::Finger => Self::Finger,
            Ability::HomeVisit => Self::HomeVisit,
        }
    }
}

/// The own office.
#[derive(Debug, Serialize, ToSchema)]
pub struct Profile {
    pub office: Office,
    pub abilities: Vec<Ability>,
    /// How many facts and abilities are missing, each of which costs it citizens.
    pub gaps: usize,
    /// Goes back with changes: whoever has changed it meanwhile is not overruled.
    pub seen: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProfile {
    pub address: String,
    /// Empty where there is none.
    pub phone: String,
    pub abilities: Vec<Ability>,
    pub seen: String,
}

fn told(app: &App, inside: &Inside) -> Result<Profile, Response> {
    if !inside.account.role.may(Power::KeepOwnOffice) {
        return Err(inside.of_another_role());
    }
    let id = inside.office()?;
    let board = app.engine.board();
    let nowhere = || Problem::new(Kind::Nowhere).into_response();
    let facts = board.directory().office(id).ok_or_else(nowhere)?;
    Ok(Profile {
        office: Office::of(facts),
        abilities: facts.capabilities.iter().map(Ability::from).collect(),
        gaps: facts.gaps().count(),
        seen: facts::mark(facts),
    })
}

/// The facts of the own office.
#[utoipa::path(get, path = "/office/profile", tag = "office", security(("staff" = [])),
    responses(
    (status = 200, body = Profile),
    (status = 403, body = Problem, content_type = "application/problem+json",
        description = "The account is of no office."),
    (status = 404, body = Problem, content_type = "application/problem+json",
        description = "The office has left the directory.")))]
async fn look(Clerk(app, inside): Clerk) -> Result<Answer<Profile>, Response> {
    Ok(Answer(told(&app, &inside)?))
}

/// Change them, all at once.
#[utoipa::path(put, path = "/office/profile", tag = "office", security(("staff" = [])),
    request_body = NewProfile, responses(
    (status = 200, body = Profile),
    (status = 403, body = Problem, content_type = "application/problem+json",
        description = "The account is of no office."),
    (status = 404, body = Problem, content_type = "application/problem+json",
        description = "The office has left the directory.")))]
async fn save(
    Clerk(app, inside): Clerk,
    Sent(new): Sent<NewProfile>,
) -> Result<Answer<Profile>, Response> {
    told(&app, &inside)?;
    let mut abilities = Vec::new();
    for ability in new.abilities.into_iter().map(Capability::from) {
        if !abilities.contains(&ability) {
            abilities.push(ability);
        }
    }
    let (address, phone) = (new.address.trim().to_owned(), new.phone.trim().to_owned());
    let facts = Facts { address, phone, abilities, seen: new.seen };
    match facts::keep(&app, &inside, inside.office()?, &facts).await {
        Ok(()) => Ok(Answer(told(&app, &inside)?)),
        Err(Unsaved::Faulty(_, faults)) => Err(at_fields(faults)),
        Err(Unsaved::Answered(response)) => Err(*response),
    }
}
