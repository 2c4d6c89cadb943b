//! What a person sees who opens a URL that answers no picture.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

use crate::domain::reason::Reason;

/// The reason and a message, as text. Nobody keeps it: the next one may have better luck.
pub fn explain(status: StatusCode, reason: Reason, message: &str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (status, headers, format!("{}: {message}\n", reason.as_str())).into_response()
}
