use std::{collections::BTreeMap, error::Error as StdError, fmt, ops::Deref, time::Duration};

use tonic::{Code, Status};
use tonic_types::StatusExt;

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field's path in the request, for instance "spec.card.style.font".
    pub path: String,
    /// For people.
    pub message: String,
}

/// What isn't there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// For instance "render".
    pub kind: String,
    /// Its id, as it was asked for.
    pub name: String,
}

/// A failed call. What there is to say stands in its fields, which are those of [`Problem`].
#[derive(Debug)]
pub struct Error(Box<Problem>);

/// What a failed call says.
#[derive(Debug)]
#[non_exhaustive]
pub struct Problem {
    /// The gRPC code.
    pub code: Code,
    /// For people.
    pub message: String,
    /// For machines: a name out of `ErrorReason` without its prefix, for instance "UNKNOWN_FONT". Empty if it was not the
    /// server that spoke: it was not reached, the deadline passed here, or something else answered in its place.
    pub reason: String,
    /// The fields of the request that are at fault.
    pub fields: Vec<FieldProblem>,
    /// What else there is for machines, for instance `render_id` of a render that failed.
    pub metadata: BTreeMap<String, String>,
    /// What isn't there, with `NotFound`.
    pub resource: Option<Resource>,
    /// After how long to come back, where the server says it.
    pub retry_delay: Option<Duration>,
    /// The call's id in the server's log; empty if the server was not reached.
    pub request_id: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// One that no server told.
    pub(crate) fn own(code: Code, message: impl Into<String>) -> Self {
        Self(Box::new(Problem {
            code,
            message: message.into(),
            reason: String::new(),
            fields: Vec::new(),
            metadata: BTreeMap::new(),
            resource: None,
            retry_delay: None,
            request_id: String::new(),
            source: None,
        }))
    }

    /// One with what was behind it.
    pub(crate) fn because(
        code: Code,
        message: impl Into<String>,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        let mut error = Self::own(code, message);
        error.0.source = Some(source.into());
        error
    }
}

impl From<Status> for Error {
    fn from(status: Status) -> Self {
        let details = status.get_error_details();
        let info = details.error_info().filter(|info| info.domain == "placard");
        let violations = details.bad_request().map(|request| request.field_violations.as_slice()).unwrap_or_default();
        let problem = |one: &tonic_types::FieldViolation| FieldProblem {
            path: one.field.clone(),
            message: one.description.clone(),
        };
        let request_id = status.metadata().get("x-request-id").and_then(|id| id.to_str().ok());
        Self(Box::new(Problem {
            code: if broken(&status) { Code::Unavailable } else { status.code() },
            message: status.message().to_owned(),
            reason: info.map(|info| info.reason.clone()).unwrap_or_default(),
            fields: violations.iter().map(problem).collect(),
            metadata: info.map(|info| info.metadata.clone().into_iter().collect()).unwrap_or_default(),
            resource: details
                .resource_info()
                .map(|info| Resource { kind: info.resource_type.clone(), name: info.resource_name.clone() }),
            retry_delay: details.retry_info().and_then(|info| info.retry_delay),
            request_id: request_id.unwrap_or_default().to_owned(),
            source: Some(status.into()),
        }))
    }
}

impl Deref for Error {
    type Target = Problem;

    fn deref(&self) -> &Problem {
        &self.0
    }
}

/// Whether the connection broke, or was never made. What tonic makes of that has one of several codes, and the error of the
/// transport behind it; what the server says has none.
fn broken(status: &Status) -> bool {
    let codes = [Code::Unknown, Code::Internal, Code::Cancelled];
    codes.contains(&status.code()) && status.source().is_some()
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.code)?;
        if !self.reason.is_empty() {
            write!(f, " {}", self.reason)?;
        }
        write!(f, ": {}", self.message)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
