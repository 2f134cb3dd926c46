//! A demo has no offices at work and no production line: whoever tries it says when a card was
//! delivered.

use nobat_domain::request::{RequestCommand, Step};
use nobat_domain::tracking_code::TrackingCode;
use nobat_engine::{Answered, AskError, EngineHandle};
use serde_json::{Value, json};

/// Tells of every step from the counter to the owner's hand, as far as the request has them.
pub async fn deliver(engine: &EngineHandle, code: &str) -> Value {
    match steps(engine, code).await {
        Ok(Some(told)) => json!({ "steps": told }),
        Ok(None) => json!({ "error": "no booked request has this tracking code" }),
        Err(error) => json!({ "error": error.to_string() }),
    }
}

async fn steps(engine: &EngineHandle, code: &str) -> Result<Option<usize>, AskError> {
    let Ok(code) = TrackingCode::parse(code) else { return Ok(None) };
    let Some(key) = engine.find_code(code).await? else { return Ok(None) };
    let Answered::Is(state) = engine.ask(key, RequestCommand::View).await? else { return Ok(None) };
    let Some(booking) = &state.booking else { return Ok(None) };
    let begun = Step::Begun { office: booking.choice.shift.office() };
    let mut told = 0;
    for step in [begun, Step::Finished, Step::InProduction, Step::Delivered] {
        let answer = engine.ask(key, RequestCommand::Advance { step }).await?;
        told += usize::from(matches!(answer, Answered::Is(_)));
    }
    Ok(Some(told))
}
