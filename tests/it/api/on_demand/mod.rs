//! `GET /r/{template}.{ext}?…`: pictures that are rendered when they are asked for, and the URLs for them.

mod picture;
mod signature;

use std::time::Duration;

use http::StatusCode;
use placard::domain::signed_url::UrlKey;
use placard_client::v1::{self, render_spec::Design};

use crate::support::{
    http::{Answer, Http},
    sample,
    server::Server,
};

fn card(title: &str) -> v1::RenderSpec {
    sample::spec(Design::Card(sample::card(title)))
}

async fn sign(server: &Server, spec: v1::RenderSpec) -> v1::SignRenderUrlResponse {
    let request = v1::SignRenderUrlRequest { spec: Some(spec), ..Default::default() };
    server.caller().renders().sign_render_url(request).await.expect("a URL").into_inner()
}

async fn get(url: &str) -> Answer {
    Http::new().get(url, &[]).await
}

/// A key of the first workspace, for signing by hand.
async fn key(server: &Server) -> UrlKey {
    let workspace = server.engine.first_workspace().await.unwrap();
    server.engine.rotate_url_key(workspace.id, Duration::from_secs(60)).await.unwrap().0
}

fn by_hand(server: &Server, key: &UrlKey, file: &str, rest: &str) -> String {
    format!("{}{}", server.url, key.sign(&format!("/r/{file}?k={}{rest}", key.id)))
}

#[track_caller]
fn told(answer: &Answer, status: StatusCode, reason: &str, said: &str) {
    let text = String::from_utf8_lossy(&answer.body);
    assert_eq!(answer.status, status, "{text}");
    assert!(text.starts_with(&format!("{reason}: ")) && text.contains(said), "{text}");
    assert_eq!(answer.header("cache-control"), "no-store", "{text}");
    assert!(answer.header("content-type").starts_with("text/plain"));
}
