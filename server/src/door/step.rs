//! A step after the booking, told by whoever plays the rest of the world: completion, production
//! and delivery happen elsewhere, and a demo has no elsewhere.

use nobat_domain::request::{RequestCommand, Step};
use nobat_domain::tracking_code::TrackingCode;
use nobat_engine::{Answered, AskError, EngineHandle};
use serde_json::{Value, json};

/// Tells the step to the request of a tracking code, as the place would that it happens at.
pub async fn tell(engine: &EngineHandle, code: &str, step: &str) -> Value {
    match told(engine, code, step).await {
        Ok(Ok(())) => json!({ "code": code, "step": step }),
        Ok(Err(why)) => json!({ "error": why }),
        Err(error) => json!({ "error": error.to_string() }),
    }
}

async fn told(
    engine: &EngineHandle,
    code: &str,
    step: &str,
) -> Result<Result<(), String>, AskError> {
    let nobody = || Ok(Err("no booked request has this code".to_owned()));
    let Ok(code) = TrackingCode::parse(code) else { return nobody() };
    let Some(key) = engine.find_code(code).await? else { return nobody() };
    let Answered::Is(state) = engine.ask(key, RequestCommand::View).await? else {
        return nobody();
    };
    let (Some(booking), Some(place)) = (&state.booking, state.collected_at()) else {
        return nobody();
    };
    let step = match step {
        "missed" => Step::Missed,
        "begun" => Step::Begun { office: booking.choice.shift.office() },
        "finished" => Step::Finished,
        "production" => Step::InProduction,
        "ready" => Step::Ready { place },
        "delivered" => Step::Delivered,
        _ => {
            let steps = "missed, begun, finished, production, ready or delivered";
            return Ok(Err(format!("a step is {steps}")));
        }
    };
    Ok(match engine.ask(key, RequestCommand::Advance { step }).await? {
        Answered::Is(_) => Ok(()),
        Answered::Nobody => Err("the request has gone".to_owned()),
        Answered::Refused(why, _) => Err(format!("the step is refused: {why:?}")),
    })
}
