//! The form with the file: read piece by piece, never more of it than may be kept.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, StatusCode, header};
use futures_util::StreamExt;

use crate::pages::fault::SCAN_MEGABYTES_MAX;

/// The longest file that is taken.
pub const FILE_BYTES_MAX: usize = (SCAN_MEGABYTES_MAX as usize) << 20;
/// Around the file: the token, names, boundaries.
const AROUND_BYTES_MAX: usize = 16 << 10;
const TOKEN_BYTES_MAX: usize = 256;
/// So much of a longer one is read and thrown away: a browser that is still sending does not look
/// at an answer.
const DRAINED_BYTES_MAX: usize = 32 << 20;
/// A whole upload over a bad line.
pub const UPLOAD_DEADLINE: Duration = Duration::from_secs(180);

/// What came.
#[derive(Debug, Default)]
pub struct Upload {
    pub csrf: String,
    /// Empty where no file was chosen.
    pub file: Vec<u8>,
}

/// Why nothing came.
#[derive(Debug, PartialEq, Eq)]
pub enum UploadFault {
    Large,
    Late,
    /// No form of ours, or the line broke.
    Unreadable,
}

/// Whether the browser says beforehand that it is too long.
#[must_use]
pub fn is_announced_large(headers: &HeaderMap) -> bool {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|it| it.to_str().ok());
    let length = length.and_then(|it| it.parse::<u64>().ok());
    length.is_some_and(|bytes| bytes > (FILE_BYTES_MAX + AROUND_BYTES_MAX) as u64)
}

/// Reads a form of a file within its bounds and its time.
///
/// # Errors
/// [`UploadFault`].
pub async fn read(request: Request, deadline: Duration) -> Result<Upload, UploadFault> {
    let large = is_announced_large(request.headers());
    let reading = async {
        if large {
            drain(request.into_body()).await;
            return Err(UploadFault::Large);
        }
        parts(request).await
    };
    tokio::time::timeout(deadline, reading).await.unwrap_or(Err(UploadFault::Late))
}

/// Reads on what will not be kept, so that a browser that is still sending sees the answer.
pub async fn spill(body: Body, deadline: Duration) {
    // Whoever is later than that has seen enough.
    let _ = tokio::time::timeout(deadline, drain(body)).await;
}

async fn drain(body: Body) {
    let mut pieces = body.into_data_stream();
    let mut drained = 0;
    while let Some(Ok(piece)) = pieces.next().await {
        drained += piece.len();
        if drained > DRAINED_BYTES_MAX {
            return;
        }
    }
}

async fn parts(request: Request) -> Result<Upload, UploadFault> {
    let form = Multipart::from_request(request, &()).await;
    let mut form = form.map_err(|_| UploadFault::Unreadable)?;
    let mut upload = Upload::default();
    let mut large = false;
    let mut seen: usize = 0;
    while let Some(mut field) = form.next_field().await.map_err(unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        let most = if name == "scan" { FILE_BYTES_MAX } else { TOKEN_BYTES_MAX };
        let mut bytes = Vec::new();
        while let Some(piece) = field.chunk().await.map_err(unreadable)? {
            seen += piece.len();
            if seen > DRAINED_BYTES_MAX {
                return Err(UploadFault::Large);
            }
            if bytes.len() + piece.len() <= most {
                bytes.extend_from_slice(&piece);
            } else {
                large = true;
            }
        }
        match name.as_str() {
            "csrf" => upload.csrf = String::from_utf8_lossy(&bytes).into_owned(),
            "scan" => upload.file = bytes,
            _ => {}
        }
    }
    if large { Err(UploadFault::Large) } else { Ok(upload) }
}

fn unreadable(error: axum::extract::multipart::MultipartError) -> UploadFault {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => UploadFault::Large,
        _ => UploadFault::Unreadable,
    }
}
