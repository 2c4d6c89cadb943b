//! How many requests there were, and how long they took to be answered.

use std::time::Instant;

use axum::{extract::Request, middleware::Next, response::Response};
use http::StatusCode;
use metrics::{counter, histogram};

use super::{connect::Connect, is_grpc};

/// Counts a request and its time until the answer begins: by its method, where there is one of that name, and by kind.
pub async fn measure(request: Request, next: Next) -> Response {
    let is_grpc = is_grpc(&request);
    let path = request.uri().path().to_owned();
    let is_connect = !is_grpc && Connect::takes(&path);
    let started = Instant::now();
    let response = next.run(request).await;
    let method = match path.strip_prefix('/') {
        // Whoever makes names up must not fill the memory with them. 12 is UNIMPLEMENTED.
        Some(method) if is_grpc && response.headers().get("grpc-status").is_none_or(|code| code != "12") => {
            method.to_owned()
        }
        Some(method) if is_connect && response.status() != StatusCode::NOT_IMPLEMENTED => method.to_owned(),
        _ if is_grpc || is_connect => "unknown".to_owned(),
        _ => path.split('/').nth(1).filter(|first| KNOWN.contains(first)).unwrap_or("other").to_owned(),
    };
    let status = response.status().as_u16().to_string();
    let kind = if is_grpc {
        "grpc"
    } else if is_connect {
        "connect"
    } else {
        "http"
    };
    counter!("placard_requests_total", "kind" => kind, "method" => method.clone(), "status" => status).increment(1);
    histogram!("placard_request_seconds", "kind" => kind, "method" => method).record(started.elapsed().as_secs_f64());
    response
}

/// The plain routes, by their first part.
const KNOWN: [&str; 5] = ["i", "r", "healthz", "readyz", "metrics"];
