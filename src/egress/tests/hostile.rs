//! Receivers that mean harm, or are beyond help.

use std::io::Write as _;

use bytes::Bytes;
use http::HeaderMap;
use tokio::io::AsyncWriteExt as _;

use super::receivers::{BRIEF, PLENTY, Receiver, admit, client, read_request};
use crate::egress::{Limits, SendError, Stage};

async fn post(url: &str, limits: Limits) -> Result<crate::egress::Answer, SendError> {
    let client = client();
    client.post(&admit(&client, url), HeaderMap::new(), Bytes::from_static(b"{}"), limits).await
}

#[tokio::test]
async fn a_gzip_bomb_is_not_unpacked() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..64 {
        packed.write_all(&[0; 1024 * 1024]).unwrap();
    }
    let bomb = packed.finish().unwrap();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n", bomb.len());
    let receiver = Receiver::answering([head.as_bytes(), &bomb].concat()).await;
    let answer = post(&receiver.url(), PLENTY).await.unwrap();
    assert_eq!(answer.body, bomb[..PLENTY.keep_max]);
    assert!(answer.accepted() && answer.truncated);
}

#[tokio::test]
async fn ten_gigabytes_are_not_fetched() {
    let receiver = Receiver::start(|mut stream| async move {
        read_request(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\n").await;
        // Until the client hangs up.
        while stream.write_all(&[b'x'; 64 * 1024]).await.is_ok() {}
    })
    .await;
    let answer = post(&receiver.url(), PLENTY).await.unwrap();
    assert_eq!((answer.status, answer.body.len(), answer.accepted()), (200, PLENTY.keep_max, true));
}

#[tokio::test]
async fn interim_answers_for_ever_are_no_answer() {
    for interim in ["HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n"] {
        let receiver = Receiver::start(move |mut stream| async move {
            read_request(&mut stream).await;
            while stream.write_all(interim.as_bytes()).await.is_ok() {
                tokio::task::yield_now().await;
            }
        })
        .await;
        assert_eq!(post(&receiver.url(), BRIEF).await, Err(SendError::Timeout(Stage::Waiting)), "{interim}");
    }
}

#[tokio::test]
async fn a_receiver_that_closes_every_connection_is_tried_once() {
    let receiver = Receiver::start(|mut stream| async move {
        read_request(&mut stream).await;
    })
    .await;
    assert_eq!(post(&receiver.url(), PLENTY).await, Err(SendError::Reset));
    assert_eq!(receiver.connections(), 1);
}

#[tokio::test]
async fn a_redirect_to_the_metadata_service_is_an_answer() {
    let answer = "HTTP/1.1 307 Temporary Redirect\r\n\
                  location: http://169.254.169.254/latest/meta-data/\r\ncontent-length: 0\r\n\r\n";
    let receiver = Receiver::answering(answer).await;
    let answer = post(&receiver.url(), PLENTY).await.unwrap();
    assert_eq!((answer.status, answer.accepted()), (307, false));
    assert_eq!(receiver.connections(), 1);
}
