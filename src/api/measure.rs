//! How many requests there were, and how long they took to be answered.

use std::time::Instant;

use axum::{extract::Request, middleware::Next, response::Response};
use http::header;
use metrics::{counter, histogram};

/// Counts a request and its time until the answer begins: by its method, where there is one of that name, and by kind.
pub async fn measure(request: Request, next: Next) -> Response {
    let content_type = request.headers().get(header::CONTENT_TYPE);
    let is_grpc = content_type.is_some_and(|value| value.as_bytes().starts_with(b"application/grpc"));
    let path = request.uri().path().to_owned();
    let started = Instant::now();
    let response = next.run(request).await;
    let method = match path.strip_prefix('/') {
        // Whoever makes names up must not fill the memory with them. 12 is UNIMPLEMENTED.
        Some(method) if is_grpc && response.headers().get("grpc-status").is_none_or(|code| code != "12") => {
            method.to_owned()
        }
        _ if is_grpc => "unknown".to_owned(),
        _ => path.split('/').nth(1).filter(|first| KNOWN.contains(first)).unwrap_or("other").to_owned(),
    };
    let status = response.status().as_u16().to_string();
    let kind = if is_grpc { "grpc" } else { "http" };
    counter!("placard_requests_total", "kind" => kind, "method" => method.clone(), "status" => status).increment(1);
    histogram!("placard_request_seconds", "kind" => kind, "method" => method).record(started.elapsed().as_secs_f64());
    response
}

/// The plain routes, by their first part.
const KNOWN: [&str; 4] = ["i", "healthz", "readyz", "metrics"];
