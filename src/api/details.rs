//! The statuses that tonic answers by itself, with the details that all of ours have.

use axum::{extract::Request, middleware::Next, response::Response};
use tonic::{Code, Status};

use super::status::status;
use crate::domain::reason::Reason;

/// Gives a status without details, which only tonic makes, its reason.
///
/// tonic answers these before a handler runs: INTERNAL for a message that cannot be read, OUT_OF_RANGE (compressed:
/// RESOURCE_EXHAUSTED) for one that is too large, UNIMPLEMENTED for a method or an encoding that there isn't. Our own
/// handlers never answer without details, so what has none is known by its code.
pub async fn explain(request: Request, next: Next) -> Response {
    let largest = super::largest_message(request.uri().path());
    let response = next.run(request).await;
    let Some(bare) = Status::from_header_map(response.headers()).filter(|status| status.details().is_empty()) else {
        return response;
    };
    match bare.code() {
        Code::Ok => response,
        Code::Internal => {
            status(Reason::MalformedMessage, "the bytes of the message are not a message of this method").into_http()
        }
        Code::OutOfRange | Code::ResourceExhausted => {
            let message = format!("the message is larger than the {largest} bytes that the server takes");
            status(Reason::MessageTooLarge, message).into_http()
        }
        Code::Unimplemented => {
            status(Reason::MethodNotFound, "there is no such method, or the message's encoding is not supported")
                .into_http()
        }
        _ => response,
    }
}
