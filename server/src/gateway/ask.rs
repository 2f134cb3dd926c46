//! The two questions to a bank: translate, send, translate back. Everything that can go wrong on
//! the way is already one of the words of `verdict`.

use nobat_domain::ids::BankId;
use nobat_domain::payment::Token;

use super::connector::{Gateway, TokenOrder};
use super::integrity::Expected;
use super::transport::{SendError, Transport};
use super::verdict::{GatewayError, UnknownWhy, Verdict};

/// Asks a bank for a token.
///
/// # Errors
/// See [`GatewayError`]: only `NotSent` may be tried again with the same order number.
pub async fn token(
    transport: &Transport,
    bank: BankId,
    gateway: &dyn Gateway,
    order: &TokenOrder<'_>,
) -> Result<Token, GatewayError> {
    let request = gateway.token_request(order);
    match transport.send(bank, &request).await {
        Ok(answer) => gateway.token_answer(&answer),
        Err(SendError::NotSent(why)) => Err(GatewayError::NotSent(why)),
        Err(SendError::Unknown(why)) => Err(GatewayError::Unknown(why)),
    }
}

/// Asks a bank whether an attempt is paid. May be repeated without harm.
///
/// The verdict knows nothing of time: whether a "not paid" is final is for the law to say.
pub async fn verify(
    transport: &Transport,
    bank: BankId,
    gateway: &dyn Gateway,
    ours: &Expected<'_>,
) -> Verdict {
    let request = gateway.verify_request(ours);
    match transport.send(bank, &request).await {
        Ok(answer) => gateway.verify_answer(&answer, ours),
        Err(SendError::NotSent(why)) => Verdict::Unknown { why: UnknownWhy::NotAsked(why) },
        Err(SendError::Unknown(why)) => Verdict::Unknown { why },
    }
}
