//! `GET /schemas/events/{type}.json`: what an event's envelope looks like.

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};

use crate::domain::event::EventType;

/// A schema may gain fields with a new version of the server.
const AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// Answers the JSON Schema of a type.
pub async fn serve(Path(file): Path<String>) -> Response {
    match file.strip_suffix(".json").and_then(EventType::from_name) {
        Some(event_type) => {
            let headers = [
                (header::CONTENT_TYPE, HeaderValue::from_static("application/schema+json")),
                (header::CACHE_CONTROL, AN_HOUR),
            ];
            (headers, event_type.json_schema()).into_response()
        }
        None => (StatusCode::NOT_FOUND, "there is no such type of event\n").into_response(),
    }
}
