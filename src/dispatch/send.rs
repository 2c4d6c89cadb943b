//! One attempt: from the claim to what came of it. A receiver's failure is data, never an error of ours.

use std::time::{Duration, Instant};

use bytes::Bytes;

use super::{Dispatcher, request};
use crate::{
    domain::{
        delivery::{Attempt, Claim, DeliveryBody},
        schedule::AttemptEnd,
        timestamp::Timestamp,
    },
    egress::{Answer, Limits, SendError},
    payload,
};

/// Bytes of an answer that are read, and that are kept.
const READ_MAX: usize = 64 * 1024;
const KEEP_MAX: usize = 4 * 1024;

/// Attempts that may begin without an end, as when the process dies, before a delivery is given up.
const UNENDED: u32 = 10;

/// An attempt, ended, before it is written down.
pub struct Ending {
    pub claim: Claim,
    pub attempt: Attempt,
    pub end: AttemptEnd,
}

impl Dispatcher {
    /// Makes the attempt that a claim is the right to.
    pub async fn attempt(&self, claim: Claim) -> Ending {
        let start_time = self.clock.now();
        let started = Instant::now();
        let outcome = if claim.attempt_number > self.schedule.attempts() + UNENDED {
            Err("it was begun many times, and each time this server ended before the attempt did".to_owned())
        } else {
            self.send(&claim, start_time).await
        };
        let mut attempt = Attempt {
            number: claim.attempt_number,
            start_time,
            duration: started.elapsed(),
            response_status: None,
            response_headers: Vec::new(),
            response_body: Vec::new(),
            error: None,
        };
        let mut end = AttemptEnd { status: None, retry_after: None };
        match outcome {
            Ok(answer) => {
                attempt.error = explain(&answer);
                // A receiver that says 2xx and never ends has not taken it, whatever its status.
                end.status = Some(answer.status).filter(|status| answer.accepted() || !(200..300).contains(status));
                end.retry_after = answer.retry_after.as_deref().and_then(|text| retry_after(text, start_time));
                attempt.response_status = Some(answer.status);
                attempt.response_headers = answer.headers;
                attempt.response_body = answer.body.to_vec();
            }
            Err(error) => attempt.error = Some(error),
        }
        Ending { claim, attempt, end }
    }

    async fn send(&self, claim: &Claim, now: Timestamp) -> Result<Answer, String> {
        // One time for all of it: were reading the picture outside of it, the lease could end before the attempt does.
        let started = Instant::now();
        let body = tokio::time::timeout(self.timeout, self.body(claim)).await;
        let body = body.unwrap_or_else(|_| Err("the blob store did not answer in time".to_owned()))?;
        let timeout = self.timeout.saturating_sub(started.elapsed());
        let headers = request::headers(claim, &body, now).ok_or("the secret cannot be signed with")?;
        let limits = Limits { timeout, read_max: READ_MAX, keep_max: KEEP_MAX };
        let send = async {
            let url = self.client.guard().judge_url(&claim.url)?;
            self.client.post(&url, headers, body, limits).await
        };
        send.await.map_err(|error: SendError| error.to_string())
    }

    async fn body(&self, claim: &Claim) -> Result<Bytes, String> {
        match &claim.body {
            DeliveryBody::Event if claim.shaped => Ok(Bytes::from(claim.payload.clone())),
            DeliveryBody::Event => self.shaped(claim).await,
            DeliveryBody::Artifact { sha256, .. } => self.blobs.get(sha256).await.map_err(|error| {
                tracing::error!(error = &error as &dyn std::error::Error, "a picture to deliver could not be read");
                "the picture could not be read from the blob store".to_owned()
            }),
        }
    }
}

impl Dispatcher {
    /// The event in the endpoint's shape. It is made once and kept before it is sent, so that all attempts send the same
    /// bytes, whatever becomes of the subscription's template meanwhile.
    async fn shaped(&self, claim: &Claim) -> Result<Bytes, String> {
        let (shape, envelope) = (claim.options.shape.clone(), claim.payload.clone());
        let body = tokio::task::spawn_blocking(move || payload::body(&shape, &envelope)).await;
        let body = match body {
            Ok(body) => body.map_err(|error| format!("the payload's template {error}"))?,
            Err(panic) => {
                tracing::error!(%panic, "a body could not be made");
                return Err("the body could not be made".to_owned());
            }
        };
        match self.store.keep_body(claim.delivery_id, claim.attempt_number, &body).await {
            Ok(true) => Ok(Bytes::from(body)),
            Ok(false) => Err("the attempt was taken over by another server".to_owned()),
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "a body could not be kept");
                Err("the body could not be kept in the database".to_owned())
            }
        }
    }
}

/// What is wrong with an answer; `None` if nothing is.
fn explain(answer: &Answer) -> Option<String> {
    match (answer.status, answer.body_error) {
        _ if answer.accepted() => None,
        (200..=299, Some(error)) => Some(error.to_string()),
        (status @ 300..=399, _) => {
            Some(format!("the receiver answered {status}, a redirect, and redirects are not followed"))
        }
        (status, _) => Some(format!("the receiver answered {status}")),
    }
}

/// `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date.
fn retry_after(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(Timestamp::EPOCH.plus(date).since(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = Timestamp::from_micros(784_111_767_000_000);
        assert_eq!(retry_after(" 120 ", now), Some(Duration::from_secs(120)));
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now), Some(Duration::from_secs(10)));
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:49:00 GMT", now), Some(Duration::ZERO));
        for wrong in ["", "soon", "-1", "1.5"] {
            assert_eq!(retry_after(wrong, now), None, "{wrong}");
        }
    }
}
