//! The steps of the trait, each handed to the file that knows it.

use nobat_domain::payment::Token;
use nobat_domain::timestamp::Millis;

use super::settings::{SadadSettings, SadadUnfit};
use super::signing::SigningKey;
use super::{callback, request, response};
use crate::gateway::connector::{
    BadCallback, Callback, Gateway, Redirect, RedirectMethod, TokenOrder, WireAnswer, WireRequest,
};
use crate::gateway::integrity::{self, Expected, Mismatch};
use crate::gateway::verdict::{GatewayError, Verdict};

/// The bank's page counts down from here.
pub const PAGE_WINDOW: Millis = Millis::minutes(15);

/// A merchant of Sadad. Stateless: the same question gives the same bytes.
#[derive(Debug)]
pub struct Sadad {
    pub(super) merchant_id: String,
    pub(super) terminal_id: String,
    pub(super) key: SigningKey,
    /// Origin and path, without a slash at the end.
    pub(super) base_url: String,
    page_url: String,
}

impl Sadad {
    /// # Errors
    /// An empty identifier, an address that is none, a key that is not 24 bytes of base64.
    pub fn new(settings: SadadSettings) -> Result<Self, SadadUnfit> {
        let fit = settings.check()?;
        Ok(Self {
            merchant_id: fit.merchant_id,
            terminal_id: fit.terminal_id,
            key: fit.key,
            base_url: fit.base_url,
            page_url: fit.page_url,
        })
    }
}

impl Gateway for Sadad {
    fn name(&self) -> &'static str {
        "sadad"
    }

    fn page_window(&self) -> Millis {
        PAGE_WINDOW
    }

    fn token_request(&self, order: &TokenOrder<'_>) -> WireRequest {
        request::token(self, order)
    }

    fn token_answer(&self, answer: &WireAnswer) -> Result<Token, GatewayError> {
        response::token(answer)
    }

    fn redirect(&self, token: &Token) -> Redirect {
        Redirect {
            method: RedirectMethod::Get,
            url: format!("{}/Purchase", self.page_url),
            fields: vec![("Token", token.as_str().to_owned())],
        }
    }

    fn parse_callback(&self, body: &[u8]) -> Result<Callback, BadCallback> {
        callback::parse(body)
    }

    fn check_callback(&self, callback: &Callback, ours: &Expected<'_>) -> Result<(), Mismatch> {
        integrity::same_attempt(ours, &callback.token, callback.order)
    }

    fn verify_request(&self, ours: &Expected<'_>) -> WireRequest {
        request::verify(self, ours.token)
    }

    fn verify_answer(&self, answer: &WireAnswer, ours: &Expected<'_>) -> Verdict {
        response::verify(answer, ours)
    }
}
