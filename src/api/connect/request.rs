//! A Connect request as the gRPC call that it stands for.

use std::{
    io::Read,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{body::Body, extract::Request};
use bytes::{BufMut, Bytes, BytesMut};
use flate2::read::MultiGzDecoder;
use futures::stream;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use prost::Message;
use prost_reflect::MessageDescriptor;
use tonic::Status;

use super::{Codec, read, tree};
use crate::{
    api::{
        largest_message,
        status::{invalid, status},
    },
    domain::{excerpt::Excerpt, reason::Reason, violation::Violation},
};

const TIMEOUT: HeaderName = HeaderName::from_static("connect-timeout-ms");
const GRPC_TIMEOUT: HeaderName = HeaderName::from_static("grpc-timeout");
/// What is read on the serving threads; more is read on others.
const SMALL: usize = 64 * 1024;
/// A byte of flags and four of length (gRPC over HTTP/2, "Length-Prefixed-Message").
pub const FRAME_HEAD: usize = 5;

/// Whether the message was read, and handed on.
#[derive(Clone, Default)]
pub struct Sent(Arc<AtomicBool>);

impl Sent {
    pub fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How a body is read.
struct Reading {
    codec: Codec,
    gzip: bool,
    input: MessageDescriptor,
    /// Bytes of a message, at most.
    largest: usize,
}

/// The call. Its body is read when a handler asks for it.
pub fn grpc(request: Request, input: MessageDescriptor, codec: Codec) -> Result<(Request, Sent), Status> {
    let (mut parts, body) = request.into_parts();
    let gzip = gzip(&parts.headers)?;
    let timeout = timeout(&parts.headers)?;
    let headers = &mut parts.headers;
    for name in [header::CONTENT_LENGTH, header::CONTENT_ENCODING, header::ACCEPT_ENCODING, TIMEOUT, GRPC_TIMEOUT] {
        headers.remove(name);
    }
    // Neither compressed: the answer is taken apart here.
    headers.remove("grpc-encoding");
    headers.remove("grpc-accept-encoding");
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
    headers.insert(header::TE, HeaderValue::from_static("trailers"));
    if let Some(timeout) = timeout {
        headers.insert(GRPC_TIMEOUT, timeout);
    }
    let reading = Reading { codec, gzip, input, largest: largest_message(parts.uri.path()) };
    let sent = Sent::default();
    let done = sent.clone();
    let message = async move {
        let message = reading.read(body).await?;
        done.0.store(true, Ordering::Relaxed);
        Ok::<Bytes, Status>(message)
    };
    Ok((Request::from_parts(parts, Body::from_stream(stream::once(message))), sent))
}

fn gzip(headers: &HeaderMap) -> Result<bool, Status> {
    match headers.get(header::CONTENT_ENCODING).map(HeaderValue::as_bytes) {
        None | Some(b"identity") => Ok(false),
        Some(b"gzip") => Ok(true),
        Some(other) => {
            let other = String::from_utf8_lossy(other);
            let message = format!("the content-encoding `{}` is none of gzip and identity", Excerpt(&other));
            Err(status(Reason::UnsupportedMediaType, message))
        }
    }
}

/// `Timeout-Milliseconds` of the Connect protocol, as `grpc-timeout`.
fn timeout(headers: &HeaderMap) -> Result<Option<HeaderValue>, Status> {
    let Some(value) = headers.get(TIMEOUT) else { return Ok(None) };
    let digits = value.to_str().ok().filter(|text| (1..=10).contains(&text.len()));
    let digits = digits.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    let Some(millis) = digits.and_then(|digits| digits.parse::<u64>().ok()) else {
        let wrong = Violation::invalid(TIMEOUT.as_str(), "must be milliseconds: 1 to 10 digits");
        return Err(invalid(&[wrong]));
    };
    // gRPC takes eight digits. That is a day and more, and far beyond what the server grants.
    let timeout = HeaderValue::try_from(format!("{}m", millis.min(99_999_999)));
    Ok(Some(timeout.expect("digits and a letter")))
}

impl Reading {
    /// The body as one frame of gRPC.
    async fn read(self, body: Body) -> Result<Bytes, Status> {
        // Four characters of base64 for three bytes.
        let most = match self.codec {
            Codec::Json => self.largest / 3 * 4,
            Codec::Proto => self.largest,
        };
        let raw = match Limited::new(body, most).collect().await {
            Ok(collected) => collected.to_bytes(),
            Err(error) if error.is::<LengthLimitError>() => return Err(too_large(most)),
            Err(error) => {
                tracing::debug!(error = &*error as &dyn std::error::Error, "a request's body broke off");
                return Err(status(Reason::MalformedMessage, "the body broke off"));
            }
        };
        if raw.len() <= SMALL && !self.gzip {
            return self.frame(&raw, most);
        }
        let read = tokio::task::spawn_blocking(move || self.frame(&raw, most)).await;
        read.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
    }

    fn frame(&self, raw: &Bytes, most: usize) -> Result<Bytes, Status> {
        // By the protocol, nothing is never compressed.
        let text = if self.gzip && !raw.is_empty() { inflate(raw, most)? } else { raw.clone() };
        let message = match self.codec {
            Codec::Proto => text,
            Codec::Json => self.encode(&text)?,
        };
        let length = u32::try_from(message.len()).map_err(|_| too_large(most))?;
        let mut frame = BytesMut::with_capacity(FRAME_HEAD + message.len());
        frame.put_u8(0);
        frame.put_u32(length);
        frame.put(message);
        Ok(frame.freeze())
    }

    fn encode(&self, text: &[u8]) -> Result<Bytes, Status> {
        if text.is_empty() {
            return Err(status(Reason::MalformedMessage, "the body is empty: send a JSON object, `{}` at least"));
        }
        let value = tree::parse(text)
            .map_err(|error| status(Reason::MalformedMessage, format!("the body is not JSON: {error}")))?;
        let message = read::message(&self.input, value).map_err(|violations| invalid(&violations))?;
        Ok(message.encode_to_vec().into())
    }
}

fn inflate(raw: &[u8], most: usize) -> Result<Bytes, Status> {
    let mut text = Vec::new();
    let one_more = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    MultiGzDecoder::new(raw)
        .take(one_more)
        .read_to_end(&mut text)
        .map_err(|_| status(Reason::MalformedMessage, "the body is not gzip, whatever its content-encoding says"))?;
    if text.len() > most { Err(too_large(most)) } else { Ok(text.into()) }
}

fn too_large(most: usize) -> Status {
    status(Reason::MessageTooLarge, format!("the body is larger than the {most} bytes that the server takes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeouts_are_read_as_the_protocol_has_them() {
        let of = |text: &str| {
            let headers = HeaderMap::from_iter([(TIMEOUT, HeaderValue::try_from(text).unwrap())]);
            timeout(&headers).map(|timeout| timeout.unwrap().to_str().unwrap().to_owned()).ok()
        };
        assert_eq!(of("1").as_deref(), Some("1m"));
        assert_eq!(of("0").as_deref(), Some("0m"));
        assert_eq!(of("9999999999").as_deref(), Some("99999999m"));
        for wrong in ["", "-1", "+1", "1.5", "1s", "12345678901", " 1", "ten"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
        assert!(timeout(&HeaderMap::new()).unwrap().is_none());
    }
}
