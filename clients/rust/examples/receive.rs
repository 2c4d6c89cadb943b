use axum::{Router, body::Bytes, http::HeaderMap, http::StatusCode, routing::post};
use placard_client::webhook::verify_webhook;

async fn receive(headers: HeaderMap, body: Bytes) -> StatusCode {
    let secret = std::env::var("PLACARD_WEBHOOK_SECRET").unwrap_or_default();
    match verify_webhook(&body, &headers, &secret) {
        Ok(event) => {
            println!("verified {} {} {}", event.kind, event.id, event.data["url"]);
            StatusCode::NO_CONTENT
        }
        Err(error) => {
            println!("refused {:?} {error}", error.reason);
            StatusCode::BAD_REQUEST
        }
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let port = std::env::var("PORT").unwrap_or("9000".into());
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    axum::serve(listener, Router::new().route("/", post(receive))).await
}
