//! Errors as a client gets them: one exhaustive match from the engine's errors to gRPC statuses.

use std::{collections::HashMap, time::Duration};

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

use crate::{
    domain::{excerpt::shorten, reason::Reason, render::RenderFailure, violation::Violation},
    engine::Error,
};

/// The `domain` of every ErrorInfo.
pub const DOMAIN: &str = "placard";
/// After how long to come back to a server that is busy or has lost a part.
const COME_BACK: Duration = Duration::from_secs(1);

/// Violations that an answer tells at most. A status travels in headers, twice: as text, and as base64 with its details.
/// Clients take 8 to 16 kB of headers; with these bounds a status has about 6 kB at most.
pub const MAX_TOLD: usize = 16;
const MAX_MESSAGE: usize = 600;
const MAX_FIELD: usize = 200;
/// Of all violations' fields and descriptions together.
const MAX_VIOLATIONS: usize = 2400;

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
        | Reason::InvalidRow
        | Reason::MalformedMessage => Code::InvalidArgument,
        Reason::ResumeTokenExpired => Code::OutOfRange,
        Reason::CredentialsMissing | Reason::CredentialsInvalid => Code::Unauthenticated,
        Reason::ScopeMissing | Reason::SignatureInvalid | Reason::UrlExpired => Code::PermissionDenied,
        Reason::ResourceNotFound => Code::NotFound,
        Reason::RequestIdReused => Code::AlreadyExists,
        Reason::ImageUnavailable
        | Reason::ImageTooLarge
        | Reason::ImageInvalid
        | Reason::QuotaReached
        | Reason::RenderNotEnded
        | Reason::RenderCancelled
        | Reason::BatchNotEnded
        | Reason::OutputTooLarge
        | Reason::StorageNotSet
        | Reason::BindingSourceUnavailable
        | Reason::BindingSourceInvalid
        | Reason::MappingFailed
        | Reason::MissingGlyph => Code::FailedPrecondition,
        Reason::RateLimited
        | Reason::Overloaded
        | Reason::ReaderTooSlow
        | Reason::MessageTooLarge
        | Reason::CreditsExhausted => Code::ResourceExhausted,
        Reason::DeadlineExceeded => Code::DeadlineExceeded,
        Reason::ShuttingDown | Reason::BackendUnavailable => Code::Unavailable,
        Reason::MethodNotFound | Reason::UnsupportedMediaType | Reason::HttpMethodNotAllowed => Code::Unimplemented,
        Reason::Internal => Code::Internal,
    }
}

/// A status with its reason and nothing else to say.
pub fn status(reason: Reason, message: impl Into<String>) -> Status {
    with_details(reason, message, HashMap::new(), |_| {})
}

/// A status with its reason and one thing more for machines.
pub fn labelled_status(reason: Reason, message: impl Into<String>, key: &str, value: impl ToString) -> Status {
    with_details(reason, message, labelled(key, value), |_| {})
}

/// RESOURCE_EXHAUSTED or UNAVAILABLE, and when to come back.
pub fn retry(reason: Reason, message: impl Into<String>, after: Duration) -> Status {
    with_details(reason, message, HashMap::new(), |details| {
        details.set_retry_info(Some(after));
    })
}

/// INVALID_ARGUMENT, all violations at once, or the first ones of very many. The first one gives the reason.
pub fn invalid(violations: &[Violation]) -> Status {
    let reason = violations.first().map_or(Reason::InvalidField, |first| first.reason);
    let mut told: Vec<(String, String)> = Vec::new();
    let mut message = String::new();
    let mut bytes = 0;
    for violation in violations.iter().take(MAX_TOLD) {
        let (field, what) = (shorten(&violation.field, MAX_FIELD), shorten(&violation.message, MAX_MESSAGE));
        bytes += field.len() + what.len();
        if bytes > MAX_VIOLATIONS {
            break;
        }
        if !message.is_empty() {
            message.push_str("; ");
        }
        message.push_str(&violation.to_string());
        told.push((field, what));
    }
    let more = violations.len() > told.len();
    if more {
        let rest = format!("; and more: these are the first {}", told.len());
        message = shorten(&message, MAX_MESSAGE - rest.len()) + &rest;
        told.push((String::new(), rest.trim_start_matches("; ").to_owned()));
    }
    let detail = violations.first().and_then(|first| first.detail);
    let metadata = detail.map(|(key, value)| labelled(key, value)).unwrap_or_default();
    with_details(reason, message, metadata, |details| {
        for (field, what) in told {
            details.add_bad_request_violation(field, what);
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
    Status::with_error_details(code(reason), shorten(&message.into(), MAX_MESSAGE), details)
}

fn labelled(key: &str, value: impl ToString) -> HashMap<String, String> {
    HashMap::from([(key.to_owned(), value.to_string())])
}

fn failed(failure: &RenderFailure, metadata: HashMap<String, String>) -> Status {
    with_details(failure.reason, &failure.message, metadata, |details| {
        if let Some(field) = &failure.field {
            details.add_bad_request_violation(shorten(field, MAX_FIELD), shorten(&failure.message, MAX_MESSAGE));
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
            Error::RenderFailed { render_id, failure } => failed(failure, labelled("render_id", render_id)),
            Error::RenderNotEnded(id) => labelled_status(Reason::RenderNotEnded, error.to_string(), "render_id", id),
            Error::RenderCancelled(id) => labelled_status(Reason::RenderCancelled, error.to_string(), "render_id", id),
            Error::BatchNotEnded(id) => labelled_status(Reason::BatchNotEnded, error.to_string(), "batch_id", id),
            Error::Failed(failure) => failed(failure, HashMap::new()),
            Error::QuotaReached { quota, .. } => {
                labelled_status(Reason::QuotaReached, error.to_string(), "quota", quota.as_str())
            }
            Error::ScopeMissing(scope) => {
                labelled_status(Reason::ScopeMissing, error.to_string(), "scope", scope.as_str())
            }
            Error::NoStorage => status(Reason::StorageNotSet, error.to_string()),
            Error::CreditsExhausted => status(Reason::CreditsExhausted, error.to_string()),
            Error::SignatureInvalid(_) => status(Reason::SignatureInvalid, error.to_string()),
            Error::UrlExpired(_) => status(Reason::UrlExpired, error.to_string()),
            Error::Overloaded => retry(Reason::Overloaded, error.to_string(), COME_BACK),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What a status takes in headers.
    fn size(status: &Status) -> usize {
        let headers = status.clone().into_http::<tonic::body::Body>().headers().clone();
        headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum()
    }

    #[test]
    fn whatever_is_wrong_fits_into_headers() {
        let violation = |field: &str, message: &str| Violation::invalid(field.repeat(3_000), message.repeat(3_000));
        for (field, message) in [("f", "m"), ("\u{20ac}", "\u{1f600}"), ("f", "\u{20ac}")] {
            for count in [1, 2, 16, 17, 10_000] {
                let status = invalid(&vec![violation(field, message); count]);
                assert!(size(&status) < 6_500, "{count} of {field}, {message}: {} bytes", size(&status));
            }
        }
        let ordinary = Violation::invalid("spec.output.width", "must be from 1 to 8192 pixels");
        let told = |count| invalid(&vec![ordinary.clone(); count]).get_error_details().bad_request().unwrap().clone();
        assert_eq!(told(16).field_violations.len(), 16);
        let many = told(40).field_violations;
        assert_eq!((many.len(), many[16].description.as_str()), (17, "and more: these are the first 16"));
    }
}
