//! gRPC-Web over HTTP/1.1, taken apart by hand: what a browser sends, and what it sees.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use tonic::{Code, Status};

use super::http::{Answer, Http};

/// A message in its frame: a byte of flags, four of length.
pub fn framed(message: &[u8]) -> Vec<u8> {
    let len = u32::try_from(message.len()).expect("a small message");
    [&[0], len.to_be_bytes().as_slice(), message].concat()
}

/// Posts a message as a browser's client does; answers what came, headers and all.
pub async fn post(url: &str, key: &str, headers: &[(&'static str, &str)], message: &[u8]) -> Answer {
    let bearer = format!("Bearer {key}");
    let mut all = vec![(header::CONTENT_TYPE, "application/grpc-web+proto"), (header::AUTHORIZATION, bearer.as_str())];
    all.extend(headers.iter().map(|(name, value)| (HeaderName::from_static(name), *value)));
    Http::new().ask(Method::POST, url, &all, framed(message)).await
}

/// The same, read as a client reads it: the message, or the status of an error.
pub async fn call(url: &str, key: &str, headers: &[(&'static str, &str)], message: &[u8]) -> Result<Bytes, Status> {
    read(&post(url, key, headers, message).await)
}

/// An answer's message and status, from its frames or, where there are none, from its headers.
pub fn read(answer: &Answer) -> Result<Bytes, Status> {
    assert_eq!(answer.status, StatusCode::OK, "gRPC's errors are not HTTP's: {answer:?}");
    if let Some(status) = Status::from_header_map(&answer.headers) {
        return Err(status);
    }
    let (mut message, mut rest) = (None, answer.body.clone());
    loop {
        let flags = rest[0];
        let len = u32::from_be_bytes(rest[1..5].try_into().expect("four bytes")) as usize;
        let content = rest.slice(5..5 + len);
        rest = rest.slice(5 + len..);
        if flags & 0x80 == 0 {
            message = Some(content);
            continue;
        }
        assert!(rest.is_empty(), "the trailers come last");
        let status = Status::from_header_map(&trailers(&content)).expect("trailers have a status");
        return if status.code() == Code::Ok { Ok(message.expect("a message")) } else { Err(status) };
    }
}

fn trailers(frame: &[u8]) -> HeaderMap {
    let text = std::str::from_utf8(frame).expect("trailers of ASCII");
    let pairs = text.split("\r\n").filter_map(|line| line.split_once(':'));
    pairs
        .map(|(name, value)| {
            let name: HeaderName = name.trim().parse().expect("a trailer's name");
            (name, HeaderValue::from_str(value.trim()).expect("a trailer's value"))
        })
        .collect()
}
