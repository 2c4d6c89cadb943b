//! What came back, within bounds.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderName, header};
use tokio::time::{Instant, timeout_at};

use super::failure::{SendError, Stage, classify};

/// How many headers of an answer are kept.
const MAX_HEADERS: usize = 64;
/// How many bytes of an answer's headers are kept, names and values together.
const MAX_HEADER_BYTES: usize = 4096;

/// The bounds of one [`Client::post`](super::Client::post).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For the whole attempt, from resolving the name to the last byte of the answer.
    pub timeout: Duration,
    /// After how many bytes of the answer's body reading stops. The buffer in hand then is counted, not kept.
    pub read_max: usize,
    /// How many bytes of the answer's body are kept.
    pub keep_max: usize,
}

/// The bounds of one [`Client::get`](super::Client::get).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FetchLimits {
    /// From resolving the name to the last byte of the answer.
    pub timeout: Duration,
    /// The largest answer there may be, in bytes.
    pub max_bytes: usize,
}

/// What a receiver answered. Its status came; the rest may not have come in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers in the order they came, at most 64 and 4 kB of them. What is not UTF-8 in a value is replaced.
    pub headers: Vec<(String, String)>,
    /// The value of `Retry-After` as it was sent, even where it came behind the headers that are kept.
    pub retry_after: Option<String>,
    /// The beginning of the body, at most `keep_max` bytes.
    pub body: Bytes,
    /// There was more of the body than is kept.
    pub truncated: bool,
    /// Why the body ended before its end, when it did and the cause was not a limit of size.
    pub body_error: Option<SendError>,
    /// From the beginning of the attempt to the end of reading.
    pub duration: Duration,
}

impl Answer {
    /// Whether the receiver took the request: it said 2xx, and within the time.
    ///
    /// A body that is too long, or that breaks off, takes nothing back from a 2xx: the receiver has spoken, its body is
    /// not used for anything, and sending again would only make a duplicate. One that never ends is another matter: the
    /// time is for the whole attempt, and a receiver that hangs must not look healthy.
    pub fn accepted(&self) -> bool {
        (200..300).contains(&self.status) && !matches!(self.body_error, Some(SendError::Timeout(_)))
    }
}

/// What was fetched, in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    pub bytes: Bytes,
    /// The `Content-Type` as it was sent.
    pub content_type: Option<String>,
    /// The `ETag` and the `Last-Modified` as they were sent, by which the next fetch may ask for a change.
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

/// The first headers, up to the bounds. The first that doesn't fit ends the list, so what is kept is what came first.
pub(super) fn bounded_headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let mut room = MAX_HEADER_BYTES;
    let mut kept = Vec::new();
    for (name, value) in headers.iter().take(MAX_HEADERS) {
        let value = String::from_utf8_lossy(value.as_bytes());
        let Some(left) = room.checked_sub(name.as_str().len() + value.len()) else { break };
        room = left;
        kept.push((name.as_str().to_owned(), value.into_owned()));
    }
    kept
}

/// A header's value as text, when it is text of at most `MAX_HEADER_BYTES`.
pub(super) fn text_header(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().filter(|value| value.len() <= MAX_HEADER_BYTES).map(str::to_owned)
}

pub(super) fn retry_after(headers: &HeaderMap) -> Option<String> {
    text_header(headers, header::RETRY_AFTER)
}

/// A body as far as it was read.
pub(super) struct Read {
    pub kept: Bytes,
    /// There was more than `keep_max`.
    pub truncated: bool,
    pub error: Option<SendError>,
}

/// Reads at most `read_max` bytes of the body and keeps `keep_max`. Dropping the answer with bytes unread closes its
/// connection, or its stream over HTTP/2, so the rest is never sent for.
pub(super) async fn read(mut response: reqwest::Response, deadline: Instant, read_max: usize, keep_max: usize) -> Read {
    let mut kept = BytesMut::new();
    let mut seen: usize = 0;
    let error = loop {
        match timeout_at(deadline, response.chunk()).await {
            Err(_) => break Some(SendError::Timeout(Stage::Reading)),
            Ok(Err(error)) => {
                let found = classify(&error, Stage::Reading);
                tracing::debug!(error = &error.without_url() as &dyn std::error::Error, "an answer broke off");
                break Some(found);
            }
            Ok(Ok(None)) => break None,
            Ok(Ok(Some(chunk))) => {
                let room = keep_max.min(read_max).saturating_sub(kept.len());
                kept.extend_from_slice(&chunk[..chunk.len().min(room)]);
                seen = seen.saturating_add(chunk.len());
                if seen > read_max {
                    break None;
                }
            }
        }
    };
    Read { truncated: seen > kept.len(), kept: kept.freeze(), error }
}
