//! Deadlines: the caller's `grpc-timeout`, within a limit of ours.

use std::time::Duration;

use axum::{extract::Request, middleware::Next, response::Response};

use super::status::{invalid, status};
use crate::domain::{reason::Reason, violation::Violation};

/// For callers who name none, and at most for those who do.
const LONGEST: Duration = Duration::from_secs(60);

/// Answers DEADLINE_EXCEEDED when the time is up. tonic's own timeout would answer CANCELLED.
pub async fn enforce(request: Request, next: Next) -> Response {
    let timeout = match request.headers().get("grpc-timeout").map(|value| value.to_str().ok().and_then(parse)) {
        None => LONGEST,
        Some(Some(timeout)) => timeout.min(LONGEST),
        Some(None) => {
            let wrong = Violation::invalid("grpc-timeout", "must be 1 to 8 digits and one of H, M, S, m, u, n");
            return invalid(&[wrong]).into_http();
        }
    };
    match tokio::time::timeout(timeout, next.run(request)).await {
        Ok(response) => response,
        Err(_) => status(Reason::DeadlineExceeded, "the deadline passed before the work was done").into_http(),
    }
}

/// `TimeoutValue TimeoutUnit` of the gRPC protocol over HTTP/2.
fn parse(text: &str) -> Option<Duration> {
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if !(1..=8).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let value: u64 = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(value * 3600)),
        "M" => Some(Duration::from_secs(value * 60)),
        "S" => Some(Duration::from_secs(value)),
        "m" => Some(Duration::from_millis(value)),
        "u" => Some(Duration::from_micros(value)),
        "n" => Some(Duration::from_nanos(value)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeouts_are_read_as_the_protocol_has_them() {
        assert_eq!(parse("1S"), Some(Duration::from_secs(1)));
        assert_eq!(parse("99999999H"), Some(Duration::from_secs(99_999_999 * 3600)));
        assert_eq!(parse("250m"), Some(Duration::from_millis(250)));
        for wrong in ["", "S", "1", "123456789S", "-1S", "+1S", "1.5S", "1s", "é", "1é"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
