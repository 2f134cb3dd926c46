//! Long lists in pieces: a piece names where the next one begins, in a word that only we read.

use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::problem::{Kind, Problem};

/// Items of a piece where nobody says how many.
pub const LIMIT: u16 = 20;
/// And at most.
pub const LIMIT_MAX: u16 = 100;

/// Which piece.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Piece {
    /// How many items at most; 20 where it is not said.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u16>,
    /// `next` of the piece before.
    pub cursor: Option<String>,
}

/// One piece of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// The `cursor` of the next piece; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl Piece {
    /// How many items, and where to begin.
    ///
    /// # Errors
    /// The problem that answers instead.
    pub fn read<C: DeserializeOwned>(&self) -> Result<(usize, Option<C>), Response> {
        let limit = self.limit.unwrap_or(LIMIT);
        if !(1..=LIMIT_MAX).contains(&limit) {
            return Err(Problem::new(Kind::Cursor).into_response());
        }
        let cursor = self.cursor.as_deref().map(|text| read(text)).transpose();
        let cursor = cursor.map_err(|NoCursor| Problem::new(Kind::Cursor).into_response())?;
        Ok((usize::from(limit), cursor))
    }
}

struct NoCursor;

fn read<C: DeserializeOwned>(text: &str) -> Result<C, NoCursor> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| NoCursor)?;
    serde_json::from_slice(&bytes).map_err(|_| NoCursor)
}

/// A place in a list, as [`Piece::read`] takes it back.
#[must_use]
pub fn cursor<C: Serialize>(place: &C) -> String {
    let bytes = serde_json::to_vec(place).expect("our own types are always JSON");
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_and_anything_else_is_refused() {
        let piece = |cursor: &str| Piece { limit: Some(7), cursor: Some(cursor.to_owned()) };
        let read = piece(&cursor(&(3_u64, "b"))).read::<(u64, String)>().expect("it is ours");
        assert_eq!(read, (7, Some((3, "b".to_owned()))));
        for wrong in ["", "a", "%", "bm90IGpzb24"] {
            assert!(piece(wrong).read::<(u64, String)>().is_err(), "{wrong}");
        }
        let many = Piece { limit: Some(LIMIT_MAX + 1), cursor: None };
        assert!(many.read::<u64>().is_err());
    }
}
