//! What every error answer must be, whatever it is about.

use std::{collections::HashMap, fmt::Debug, time::Duration};

use placard_client::v1::ErrorReason;
use tonic::{Code, Status};
use tonic_types::StatusExt;

/// An error answer, taken apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    pub code: Code,
    pub reason: String,
    pub message: String,
    pub metadata: HashMap<String, String>,
    /// Fields and what is wrong with them.
    pub violations: Vec<(String, String)>,
    pub retry_after: Option<Duration>,
    /// Kind and name.
    pub resource: Option<(String, String)>,
}

impl Refusal {
    /// Of a call that must have failed.
    pub fn of<T: Debug>(result: Result<tonic::Response<T>, Status>) -> Self {
        Self::read(&result.expect_err("a call that fails"))
    }

    /// Takes the error apart, and holds it to what all errors must be.
    pub fn read(status: &Status) -> Self {
        let details = status.get_error_details();
        let info = details.error_info().unwrap_or_else(|| panic!("no ErrorInfo: {status:?}"));
        assert_eq!(info.domain, "placard", "{status:?}");
        let reason = ErrorReason::from_str_name(&format!("ERROR_REASON_{}", info.reason));
        assert!(reason.is_some_and(|known| known != ErrorReason::Unspecified), "no such reason: {status:?}");
        keeps_to_itself(&format!("{} {details:?}", status.message()));

        let retry_after = details.retry_info().and_then(|info| info.retry_delay);
        // A message that is too large is so at any time, and credits don't come back by themselves.
        let for_good = ["MESSAGE_TOO_LARGE", "CREDITS_EXHAUSTED"].contains(&info.reason.as_str());
        let comes_back = matches!(status.code(), Code::Unavailable | Code::ResourceExhausted) && !for_good;
        assert_eq!(retry_after.is_some(), comes_back, "when to come back: {status:?}");
        let resource = details.resource_info().map(|r| (r.resource_type.clone(), r.resource_name.clone()));
        assert_eq!(resource.is_some(), status.code() == Code::NotFound, "which resource: {status:?}");
        let violations = details.bad_request().map(|bad| bad.field_violations.clone()).unwrap_or_default();
        let violations: Vec<_> = violations.into_iter().map(|v| (v.field, v.description)).collect();
        assert!(violations.iter().all(|(_, what)| !what.is_empty()), "{status:?}");
        Self {
            code: status.code(),
            reason: info.reason.clone(),
            message: status.message().to_owned(),
            metadata: info.metadata.clone(),
            violations,
            retry_after,
            resource,
        }
    }

    /// The paths of the fields that are wrong.
    pub fn fields(&self) -> Vec<&str> {
        self.violations.iter().map(|(field, _)| field.as_str()).collect()
    }

    /// Code, reason and fields at once.
    #[track_caller]
    pub fn must_be(&self, code: Code, reason: &str, fields: &[&str]) {
        assert_eq!((self.code, self.reason.as_str(), self.fields()), (code, reason, fields.to_vec()), "{self:#?}");
    }
}

/// No path of this machine, no driver's words, no secret.
fn keeps_to_itself(text: &str) {
    let lower = text.to_lowercase();
    let temporary = std::env::temp_dir().display().to_string();
    for inner in [temporary.as_str(), "sqlx", "sea_orm", "sql", "panicked", ".rs:", "object_store", "reqwest"] {
        assert!(!lower.contains(inner), "an error says `{inner}`: {text}");
    }
    for prefix in ["plk_", "whsec_"] {
        for (at, _) in text.match_indices(prefix) {
            let rest = text[at + prefix.len()..].chars().take_while(|c| c.is_ascii_alphanumeric()).count();
            assert!(rest < 6, "an error holds a secret: {text}");
        }
    }
}
