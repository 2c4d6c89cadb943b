//! Errors as a client gets them: one exhaustive match from the engine's errors to gRPC statuses.

use std::{collections::HashMap, time::Duration};

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

use crate::{
    domain::{reason::Reason, render::RenderFailure, violation::Violation},
    engine::Error,
};

/// The `domain` of every ErrorInfo.
pub const DOMAIN: &str = "placard";
/// After how long to come back to a server that is busy or has lost a part.
const COME_BACK: Duration = Duration::from_secs(1);

/// The code that goes with a reason. `error_reason.proto` says the same to readers.
pub fn code(reason: Reason) -> Code {
    match reason {
        Reason::InvalidField
        | Reason::FieldRequired
        | Reason::InvalidPageToken
        | Reason::InvalidResumeToken
        | Reason::UnknownTemplate
        | Reason::UnknownFont
        | Reason::UnknownVariable
        | Reason::InvalidTemplate
        | Reason::UrlRefused
        | Reason::MalformedMessage => Code::InvalidArgument,
        Reason::ResumeTokenExpired | Reason::MessageTooLarge => Code::OutOfRange,
        Reason::CredentialsMissing | Reason::CredentialsInvalid => Code::Unauthenticated,
        Reason::ScopeMissing => Code::PermissionDenied,
        Reason::ResourceNotFound => Code::NotFound,
        Reason::RequestIdReused => Code::AlreadyExists,
        Reason::ImageUnavailable | Reason::ImageTooLarge | Reason::ImageInvalid => Code::FailedPrecondition,
        Reason::RateLimited | Reason::Overloaded | Reason::ReaderTooSlow => Code::ResourceExhausted,
        Reason::DeadlineExceeded => Code::DeadlineExceeded,
        Reason::ShuttingDown | Reason::BackendUnavailable => Code::Unavailable,
        Reason::MethodNotFound => Code::Unimplemented,
        Reason::Internal => Code::Internal,
    }
}

/// A status with its reason and nothing else to say.
pub fn status(reason: Reason, message: impl Into<String>) -> Status {
    with_details(reason, message, HashMap::new(), |_| {})
}

/// RESOURCE_EXHAUSTED or UNAVAILABLE, and when to come back.
pub fn retry(reason: Reason, message: impl Into<String>, after: Duration) -> Status {
    with_details(reason, message, HashMap::new(), |details| {
        details.set_retry_info(Some(after));
    })
}

/// INVALID_ARGUMENT, all violations at once. The first one gives the reason.
pub fn invalid(violations: &[Violation]) -> Status {
    let reason = violations.first().map_or(Reason::InvalidField, |first| first.reason);
    let message = match violations {
        [one] => one.to_string(),
        many => many.iter().map(Violation::to_string).collect::<Vec<_>>().join("; "),
    };
    let detail = violations.first().and_then(|first| first.detail);
    let metadata = detail.map(|(key, value)| labelled(key, value)).unwrap_or_default();
    with_details(reason, message, metadata, |details| {
        for violation in violations {
            details.add_bad_request_violation(&violation.field, &violation.message);
        }
    })
}

fn with_details(
    reason: Reason,
    message: impl Into<String>,
    metadata: HashMap<String, String>,
    more: impl FnOnce(&mut ErrorDetails),
) -> Status {
    let mut details = ErrorDetails::with_error_info(reason.as_str(), DOMAIN, metadata);
    more(&mut details);
    Status::with_error_details(code(reason), message, details)
}

fn labelled(key: &str, value: impl ToString) -> HashMap<String, String> {
    HashMap::from([(key.to_owned(), value.to_string())])
}

fn render_failed(render_id: impl ToString, failure: &RenderFailure) -> Status {
    with_details(failure.reason, &failure.message, labelled("render_id", render_id), |details| {
        if let Some(field) = &failure.field {
            details.add_bad_request_violation(field, &failure.message);
        }
    })
}

impl From<Error> for Status {
    fn from(error: Error) -> Self {
        match &error {
            Error::Invalid(violations) => invalid(violations),
            Error::NotFound { kind, id } => {
                with_details(Reason::ResourceNotFound, error.to_string(), HashMap::new(), |details| {
                    details.set_resource_info(*kind, id.as_str(), "", "");
                })
            }
            Error::RequestIdReused => {
                with_details(Reason::RequestIdReused, error.to_string(), HashMap::new(), |details| {
                    details.add_bad_request_violation("request_id", "was used before, for another request");
                })
            }
            Error::RenderFailed { render_id, failure } => render_failed(render_id, failure),
            Error::ScopeMissing(scope) => {
                with_details(Reason::ScopeMissing, error.to_string(), labelled("scope", scope.as_str()), |_| {})
            }
            Error::Overloaded => retry(Reason::Overloaded, error.to_string(), COME_BACK),
            Error::Token { reason, message } => status(*reason, *message),
            Error::Unavailable(source) => {
                tracing::error!(error = &**source as &dyn std::error::Error, "a part is not available");
                retry(Reason::BackendUnavailable, error.to_string(), COME_BACK)
            }
            Error::Internal(source) => {
                tracing::error!(error = &**source as &dyn std::error::Error, "a call failed by our own fault");
                status(Reason::Internal, "the server is at fault; its log has more under this call's x-request-id")
            }
        }
    }
}
