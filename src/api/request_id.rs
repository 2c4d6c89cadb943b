//! `x-request-id`: kept where it came, made where it didn't, answered always, and on every line of the log.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderName, HeaderValue};
use tracing::Instrument;

use crate::engine::Engine;

/// The header's name.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Longer ones are replaced: they end in logs and in the database.
const MAX_LEN: usize = 128;

/// Gives every request its id.
pub async fn assign(State(engine): State<Arc<Engine>>, mut request: Request, next: Next) -> Response {
    let id = match request.headers().get(&X_REQUEST_ID).filter(|id| acceptable(id)) {
        Some(id) => id.clone(),
        None => HeaderValue::try_from(engine.request_id()).expect("a UUID is a header's value"),
    };
    request.headers_mut().insert(X_REQUEST_ID, id.clone());
    let span = tracing::info_span!("request", id = id.to_str().unwrap_or_default(), path = request.uri().path());
    let mut response = next.run(request).instrument(span).await;
    response.headers_mut().insert(X_REQUEST_ID, id);
    response
}

fn acceptable(id: &HeaderValue) -> bool {
    (1..=MAX_LEN).contains(&id.len()) && id.as_bytes().iter().all(u8::is_ascii_graphic)
}

/// The id that [`assign`] gave.
pub fn of(headers: &HeaderMap) -> String {
    headers.get(X_REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default().to_owned()
}
