//! The whole of a form before any handler runs: short enough, and soon enough.

use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;

use crate::api;
use crate::app::App;
use crate::pages::address;

/// No form of ours is longer: the longest has 20 fields and the page lets nobody type more.
pub const FORM_BYTES_MAX: usize = 64 * 1024;
/// So much of a longer one is read and thrown away. A browser that is still sending does not look
/// at an answer, and would show its own page about a broken line instead of ours.
const DRAINED_BYTES_MAX: usize = 1024 * 1024;
/// A whole form, also over a bad line. It is no time between two bytes: who sends one byte at a
/// time would never be late.
pub const FORM_DEADLINE: Duration = Duration::from_secs(10);

/// Reads the body and hands it on in one piece, or answers without the handler.
pub async fn whole(State(app): State<App>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    // A scan is no form: its own route reads it, within bounds of its own.
    let takes_scan = [address::DOCUMENTS, api::SCAN].contains(&parts.uri.path());
    let scan = takes_scan && is_multipart(&parts.headers);
    if body.is_end_stream() || scan {
        return next.run(Request::from_parts(parts, body)).await;
    }
    match tokio::time::timeout(app.form_deadline, read(body)).await {
        Ok(Ok(form)) => next.run(Request::from_parts(parts, Body::from(form))).await,
        Ok(Err(status)) => status.into_response(),
        Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}

fn is_multipart(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

async fn read(body: Body) -> Result<Bytes, StatusCode> {
    let mut form = Vec::new();
    let mut drained: usize = 0;
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        // The line broke, or what came is not HTTP.
        let piece = piece.map_err(|_| StatusCode::BAD_REQUEST)?;
        if drained == 0 && form.len() + piece.len() <= FORM_BYTES_MAX {
            form.extend_from_slice(&piece);
            continue;
        }
        drained += piece.len();
        if form.len() + drained > DRAINED_BYTES_MAX {
            break;
        }
    }
    if drained == 0 { Ok(form.into()) } else { Err(StatusCode::PAYLOAD_TOO_LARGE) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    const PIECE: usize = 1024;

    /// A body in pieces that counts how many were asked for.
    fn body(pieces: usize) -> (Body, Arc<AtomicUsize>) {
        let asked = Arc::new(AtomicUsize::new(0));
        let hand = Arc::clone(&asked);
        let stream = futures_util::stream::iter(0..pieces).map(move |_| {
            hand.fetch_add(1, Ordering::Relaxed);
            Ok::<_, Infallible>(Bytes::from(vec![b'a'; PIECE]))
        });
        (Body::from_stream(stream), asked)
    }

    #[tokio::test]
    async fn a_form_of_the_longest_allowed_is_whole_and_one_byte_more_is_too_long() {
        let (form, _) = body(FORM_BYTES_MAX / PIECE);
        assert_eq!(read(form).await.map(|form| form.len()), Ok(FORM_BYTES_MAX));
        let longer = Body::from(vec![b'a'; FORM_BYTES_MAX + 1]);
        assert_eq!(read(longer).await, Err(StatusCode::PAYLOAD_TOO_LARGE));
    }

    #[tokio::test]
    async fn too_long_a_form_is_read_to_its_end_and_an_endless_one_is_not() {
        let pieces = FORM_BYTES_MAX / PIECE + 1;
        let (form, asked) = body(pieces);
        assert_eq!(read(form).await, Err(StatusCode::PAYLOAD_TOO_LARGE));
        assert_eq!(asked.load(Ordering::Relaxed), pieces);
        let (endless, asked) = body(usize::MAX);
        assert_eq!(read(endless).await, Err(StatusCode::PAYLOAD_TOO_LARGE));
        assert_eq!(asked.load(Ordering::Relaxed), DRAINED_BYTES_MAX / PIECE + 1);
    }

    #[tokio::test]
    async fn a_form_whose_line_breaks_is_not_taken_for_a_whole_one() {
        let pieces = [Ok(Bytes::from("nid=1")), Err(std::io::Error::other("the line broke"))];
        let form = Body::from_stream(futures_util::stream::iter(pieces));
        assert_eq!(read(form).await, Err(StatusCode::BAD_REQUEST));
    }
}
