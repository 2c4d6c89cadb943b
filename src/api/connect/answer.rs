//! gRPC's answer as Connect's: a bare message, or an error as JSON under the status of HTTP that goes with its code.

use std::{io, sync::Arc, time::Duration};

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_body_util::BodyExt;
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor, SerializeOptions};
use serde_json::{Value, json, ser::Formatter};
use tonic::{Code, Status};
use tonic_types::StatusExt;

use super::{
    Codec,
    read::DEEP,
    request::{FRAME_HEAD, Sent},
};
use crate::{api::status::status, domain::reason::Reason};

/// Answers are written on the serving threads up to this size, in bytes of the message.
const SMALL: usize = 64 * 1024;

/// The messages that errors carry.
#[derive(Clone)]
pub struct Details(Arc<DescriptorPool>);

impl Details {
    pub fn new() -> Self {
        let pool = DescriptorPool::decode(tonic_types::pb::FILE_DESCRIPTOR_SET);
        Self(Arc::new(pool.expect("the descriptors that came with their code")))
    }

    /// One of them as JSON; `None` if it is not known.
    fn debug(&self, name: &str, bytes: &[u8]) -> Option<Value> {
        let message = DynamicMessage::decode(self.0.get_message_by_name(name)?, bytes).ok()?;
        serde_json::to_value(&message).ok()
    }
}

/// What a call's answer is to its caller.
pub async fn respond(
    details: &Details,
    response: Response,
    output: &MessageDescriptor,
    codec: Codec,
    sent: &Sent,
) -> Response {
    match message(response).await {
        Err(failed) => refuse(details, &deep(failed, codec, sent)),
        Ok(message) => match written(message, output, codec).await {
            Ok(body) => {
                let headers = [
                    (header::CONTENT_TYPE, codec.content_type()),
                    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
                ];
                (headers, body).into_response()
            }
            Err(failed) => refuse(details, &failed),
        },
    }
}

/// The one message of an answer.
async fn message(response: Response) -> Result<Bytes, Status> {
    succeeded(response.headers())?;
    let collected = response.into_body().collect().await.map_err(|error| at_fault(&error))?;
    if let Some(trailers) = collected.trailers() {
        succeeded(trailers)?;
    }
    let body = collected.to_bytes();
    if body.len() < FRAME_HEAD || body[0] != 0 {
        return Err(at_fault(&io::Error::other("an answer that is no frame")));
    }
    Ok(body.slice(FRAME_HEAD..))
}

fn succeeded(headers: &HeaderMap) -> Result<(), Status> {
    match Status::from_header_map(headers) {
        Some(status) if status.code() != Code::Ok => Err(status),
        _ => Ok(()),
    }
}

/// JSON that was sound makes a message that can be read, unless it lies too deep for that.
fn deep(failed: Status, codec: Codec, sent: &Sent) -> Status {
    let malformed = |info: &tonic_types::ErrorInfo| info.reason == Reason::MalformedMessage.as_str();
    if codec == Codec::Json && sent.get() && failed.get_details_error_info().as_ref().is_some_and(malformed) {
        return status(Reason::MalformedMessage, format!("the message {DEEP}"));
    }
    failed
}

async fn written(message: Bytes, output: &MessageDescriptor, codec: Codec) -> Result<Body, Status> {
    if codec == Codec::Proto {
        return Ok(message.into());
    }
    let output = output.clone();
    let json = if message.len() <= SMALL {
        json_of(&message, output)
    } else {
        let written = tokio::task::spawn_blocking(move || json_of(&message, output)).await;
        written.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
    };
    json.map(Body::from)
}

fn json_of(message: &[u8], output: MessageDescriptor) -> Result<Vec<u8>, Status> {
    let message = DynamicMessage::decode(output, message).map_err(|error| at_fault(&error))?;
    let mut serializer = serde_json::Serializer::with_formatter(Vec::new(), Whole);
    let options = SerializeOptions::new();
    message.serialize_with_options(&mut serializer, &options).map_err(|error| at_fault(&error))?;
    let mut json = serializer.into_inner();
    json.push(b'\n');
    Ok(json)
}

/// Writes whole numbers without `.0`: a variable that is 3 is 3 in the answer.
struct Whole;

impl Formatter for Whole {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, number: f64) -> io::Result<()> {
        if number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 {
            write!(writer, "{}", number as i64)
        } else {
            serde_json::ser::CompactFormatter.write_f64(writer, number)
        }
    }
}

fn at_fault(error: &(dyn std::error::Error + 'static)) -> Status {
    tracing::error!(error, "an answer could not be written as JSON");
    status(Reason::Internal, "the server is at fault; its log has more under this call's x-request-id")
}

/// An error, with its details both for machines and, as `debug`, for people.
pub fn refuse(details: &Details, failed: &Status) -> Response {
    let carried = tonic_types::pb::Status::decode(failed.details()).unwrap_or_default().details;
    let mut shown: Vec<Value> = carried
        .iter()
        .map(|detail| {
            let name = detail.type_url.rsplit('/').next().unwrap_or_default();
            let mut shown = json!({ "type": name, "value": STANDARD_NO_PAD.encode(&detail.value) });
            if let Some(debug) = details.debug(name, &detail.value) {
                shown["debug"] = debug;
            }
            shown
        })
        .collect();
    // The reason first: it is what a person looks for.
    shown.sort_by_key(|detail| detail["type"] != "google.rpc.ErrorInfo");
    let (code, http) = named(failed.code());
    let body = json!({ "code": code, "message": failed.message(), "details": shown });

    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if http == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if let Some(wait) = failed.get_details_retry_info().and_then(|info| info.retry_delay) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds(wait)));
    }
    (http, headers, format!("{body}\n")).into_response()
}

/// Whole seconds, rounded up: who comes back earlier comes in vain.
fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

/// A code's name in Connect, and the status of HTTP that goes with it ("Error Codes" of the protocol).
fn named(code: Code) -> (&'static str, StatusCode) {
    let status = |status| StatusCode::from_u16(status).expect("a status of three digits");
    match code {
        Code::Cancelled => ("canceled", status(499)),
        Code::InvalidArgument => ("invalid_argument", StatusCode::BAD_REQUEST),
        Code::DeadlineExceeded => ("deadline_exceeded", StatusCode::GATEWAY_TIMEOUT),
        Code::NotFound => ("not_found", StatusCode::NOT_FOUND),
        Code::AlreadyExists => ("already_exists", StatusCode::CONFLICT),
        Code::PermissionDenied => ("permission_denied", StatusCode::FORBIDDEN),
        Code::ResourceExhausted => ("resource_exhausted", StatusCode::TOO_MANY_REQUESTS),
        Code::FailedPrecondition => ("failed_precondition", StatusCode::BAD_REQUEST),
        Code::Aborted => ("aborted", StatusCode::CONFLICT),
        Code::OutOfRange => ("out_of_range", StatusCode::BAD_REQUEST),
        Code::Unimplemented => ("unimplemented", StatusCode::NOT_IMPLEMENTED),
        Code::Internal => ("internal", StatusCode::INTERNAL_SERVER_ERROR),
        Code::Unavailable => ("unavailable", StatusCode::SERVICE_UNAVAILABLE),
        Code::DataLoss => ("data_loss", StatusCode::INTERNAL_SERVER_ERROR),
        Code::Unauthenticated => ("unauthenticated", StatusCode::UNAUTHORIZED),
        Code::Ok | Code::Unknown => ("unknown", StatusCode::INTERNAL_SERVER_ERROR),
    }
}
