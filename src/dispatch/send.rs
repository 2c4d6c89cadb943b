//! One attempt: from the claim to what came of it. A receiver's failure is data, never an error of ours.

use std::{
    borrow::Cow,
    time::{Duration, Instant},
};

use bytes::Bytes;
use tokio::sync::OwnedSemaphorePermit;

use super::{BODIES, Dispatcher, request};
use crate::{
    blob::BlobError,
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

/// Until an attempt is tried again that could not be made for a reason of ours.
const LATER: Duration = Duration::from_secs(5);

/// An attempt, ended, before it is written down.
pub struct Ending {
    pub claim: Claim,
    pub attempt: Attempt,
    pub outcome: Outcome,
}

/// What came of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The receiver was asked.
    Asked(AttemptEnd),
    /// It was not, and cannot be: what is wrong lies with the delivery.
    Impossible,
    /// It was not, and may be later.
    NotMade { again: Timestamp },
}

/// Why a claim did not come to an answer.
enum Fault {
    Send(SendError),
    Impossible(Cow<'static, str>),
    Later(&'static str),
}

fn impossible(error: impl Into<Cow<'static, str>>) -> Fault {
    Fault::Impossible(error.into())
}

impl Dispatcher {
    /// Makes the attempt that a claim is the right to.
    pub async fn attempt(&self, claim: Claim) -> Ending {
        let start_time = self.clock.now();
        let started = Instant::now();
        let outcome = if claim.attempt_number > self.schedule.attempts() + UNENDED {
            Err(impossible("it was begun many times, and each time this server ended before the attempt did"))
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
        let unanswered = |timed_out| Outcome::Asked(AttemptEnd { status: None, retry_after: None, timed_out });
        let outcome = match outcome {
            Ok(answer) => {
                attempt.error = explain(&answer);
                let retry_after = answer.retry_after.as_deref().and_then(|text| retry_after(text, start_time));
                // A receiver that says 2xx and never ends has not taken it, whatever its status.
                let status = Some(answer.status).filter(|status| answer.accepted() || !(200..300).contains(status));
                let timed_out = matches!(answer.body_error, Some(SendError::Timeout(_)));
                attempt.response_status = Some(answer.status);
                attempt.response_headers = answer.headers;
                attempt.response_body = answer.body.to_vec();
                Outcome::Asked(AttemptEnd { status, retry_after, timed_out })
            }
            Err(Fault::Send(error)) => {
                attempt.error = Some(error.to_string());
                match error {
                    SendError::Local => Outcome::NotMade { again: start_time.plus(LATER) },
                    other => unanswered(other.is_no_answer()),
                }
            }
            Err(Fault::Impossible(error)) => {
                attempt.error = Some(error.into_owned());
                Outcome::Impossible
            }
            Err(Fault::Later(error)) => {
                attempt.error = Some(error.to_owned());
                Outcome::NotMade { again: start_time.plus(LATER) }
            }
        };
        Ending { claim, attempt, outcome }
    }

    async fn send(&self, claim: &Claim, now: Timestamp) -> Result<Answer, Fault> {
        // One time for all of it: were reading the picture outside of it, the lease could end before the attempt does.
        let started = Instant::now();
        let body = tokio::time::timeout(self.timeout, self.body(claim)).await;
        let (body, _held) = body.unwrap_or(Err(Fault::Later("the blob store did not answer in time")))?;
        let timeout = self.timeout.saturating_sub(started.elapsed());
        let headers = request::headers(claim, &body, now);
        let headers = headers.ok_or_else(|| impossible("the secret cannot be signed with"))?;
        let limits = Limits { timeout, read_max: READ_MAX, keep_max: KEEP_MAX };
        let send = async {
            let url = self.client.guard().judge_url(&claim.url)?;
            self.client.post(&url, headers, body, limits).await
        };
        send.await.map_err(Fault::Send)
    }

    /// What is posted, and its part of what bodies may take of the memory.
    async fn body(&self, claim: &Claim) -> Result<(Bytes, Option<OwnedSemaphorePermit>), Fault> {
        match &claim.body {
            DeliveryBody::Event if claim.shaped => Ok((claim.payload.clone(), None)),
            DeliveryBody::Event => Ok((self.shaped(claim).await?, None)),
            DeliveryBody::Artifact { sha256, .. } => self.picture(sha256).await,
        }
    }

    async fn picture(&self, sha256: &[u8; 32]) -> Result<(Bytes, Option<OwnedSemaphorePermit>), Fault> {
        let unreadable = |error: BlobError| {
            tracing::error!(error = &error as &dyn std::error::Error, "a picture to deliver could not be read");
            match error {
                BlobError::Missing => impossible("the picture is not in the blob store any more"),
                _ => Fault::Later("the picture could not be read from the blob store"),
            }
        };
        let size = self.blobs.size(sha256).await.map_err(unreadable)?;
        let kib = u32::try_from(size.div_ceil(1024)).unwrap_or(u32::MAX).min(BODIES);
        // Not waited for: the lease runs, and others could be sent meanwhile.
        let held = self.bodies.clone().try_acquire_many_owned(kib);
        let held = held.map_err(|_| Fault::Later("too many pictures are being posted at this moment"))?;
        Ok((self.blobs.get(sha256).await.map_err(unreadable)?, Some(held)))
    }

    /// The event in the endpoint's shape. It is made once and kept before it is sent, so that all attempts send the same
    /// bytes, whatever becomes of the subscription's template meanwhile.
    async fn shaped(&self, claim: &Claim) -> Result<Bytes, Fault> {
        let (shape, envelope) = (claim.options.shape.clone(), claim.payload.clone());
        let body = tokio::task::spawn_blocking(move || payload::body(&shape, &envelope)).await;
        let body = match body {
            Ok(body) => body.map_err(|error| impossible(format!("the payload's template {error}")))?,
            Err(panic) => {
                tracing::error!(%panic, "a body could not be made");
                return Err(impossible("the body could not be made"));
            }
        };
        match self.store.keep_body(claim.delivery_id, claim.attempt_number, &body).await {
            Ok(true) => Ok(Bytes::from(body)),
            Ok(false) => Err(Fault::Later("the attempt was taken over by another server")),
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "a body could not be kept");
                Err(Fault::Later("the body could not be kept in the database"))
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
