//! Fetching what a URL leads to.

use std::time::Duration;

use axum::{Router, http::HeaderMap, routing};

use super::receivers::{BRIEF, PLENTY, Receiver, admit, client};
use crate::egress::{FetchError, FetchLimits, Fetched, SendError, Stage};

const MEGABYTE: usize = 1 << 20;

async fn get(url: &str, max_bytes: usize, timeout: Duration) -> Result<Fetched, FetchError> {
    let client = client();
    client.get(&admit(&client, url), "image/*", FetchLimits { timeout, max_bytes }).await
}

async fn of(answer: String, max_bytes: usize) -> Result<Fetched, FetchError> {
    let receiver = Receiver::answering(answer).await;
    get(&receiver.url(), max_bytes, PLENTY.timeout).await
}

#[tokio::test]
async fn what_is_there_comes_whole() {
    let router = Router::new().route(
        "/",
        routing::get(|headers: HeaderMap| async move {
            assert_eq!(headers["accept"], "image/*");
            assert!(!headers.contains_key("accept-encoding") && !headers.contains_key("referer"));
            ([("content-type", "image/png"), ("content-encoding", "gzip")], vec![7_u8; MEGABYTE])
        }),
    );
    let receiver = Receiver::serving(router).await;
    let fetched = get(&receiver.url(), MEGABYTE, PLENTY.timeout).await.unwrap();
    // Nothing is decompressed: a few bytes can't become a gigabyte here.
    assert_eq!((fetched.bytes.len(), fetched.content_type.as_deref()), (MEGABYTE, Some("image/png")));
}

#[tokio::test]
async fn only_a_2xx_is_an_answer() {
    for (status, expected) in [
        (301, FetchError::Redirect(301)),
        (302, FetchError::Redirect(302)),
        (308, FetchError::Redirect(308)),
        (304, FetchError::Status(304)),
        (404, FetchError::Status(404)),
        (500, FetchError::Status(500)),
    ] {
        let answer = format!("HTTP/1.1 {status} X\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n");
        assert_eq!(of(answer, MEGABYTE).await, Err(expected));
    }
}

#[tokio::test]
async fn the_size_is_held_at_the_limit() {
    let limit = 1000;
    for (length, fits) in [(0, true), (999, true), (1000, true), (1001, false)] {
        let body = "x".repeat(length);
        let counted = of(format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}"), limit).await;
        let until_closed = of(format!("HTTP/1.1 200 OK\r\n\r\n{body}"), limit).await;
        for fetched in [counted, until_closed] {
            match fetched {
                Ok(fetched) => assert!(fits && fetched.bytes.len() == length, "{length}"),
                Err(error) => assert!(!fits && error == FetchError::TooLarge { limit }, "{length}: {error}"),
            }
        }
    }
}

#[tokio::test]
async fn a_length_over_the_limit_is_refused_unread() {
    // Had it been read, it would have timed out: the body never comes.
    let receiver = Receiver::hanging_after("HTTP/1.1 200 OK\r\ncontent-length: 1048577\r\n\r\n").await;
    let refused = get(&receiver.url(), MEGABYTE, PLENTY.timeout).await;
    assert_eq!(refused, Err(FetchError::TooLarge { limit: MEGABYTE }));
}

#[tokio::test]
async fn half_an_image_is_none() {
    let broken = of("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc".to_owned(), MEGABYTE).await;
    assert_eq!(broken, Err(SendError::Reset.into()));
    let receiver = Receiver::hanging_after("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc").await;
    let slow = get(&receiver.url(), MEGABYTE, BRIEF.timeout).await;
    assert_eq!(slow, Err(SendError::Timeout(Stage::Reading).into()));
}
