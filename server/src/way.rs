//! Where a citizen is led: one page for each stage of a request, and no menu.

use axum::response::{IntoResponse, Redirect, Response};
use nobat_domain::request::{RequestState, Stage};

use crate::pages::address;

/// The page of the stage.
#[must_use]
pub fn on(state: &RequestState) -> &'static str {
    match Stage::of(state) {
        Stage::Booked => address::RESULT,
        Stage::Booking | Stage::Asking | Stage::Deciding => address::PAY_CHECKING,
        Stage::Credit | Stage::ChooseAgain(_) => address::CHOOSE,
        Stage::Unpaid { .. } | Stage::NotPaid(_) => address::CONFIRM,
        Stage::Between => address::NEW_REQUEST,
        Stage::Filled | Stage::Form => address::REGISTER,
    }
}

#[must_use]
pub fn to(address: &str) -> Response {
    Redirect::to(address).into_response()
}
