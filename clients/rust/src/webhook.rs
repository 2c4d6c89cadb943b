//! Whether a webhook is Placard's.

use std::{error::Error as StdError, fmt};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::Sha256;
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook};
use time::OffsetDateTime;

/// Seconds that a webhook's time may be off; the libraries of Standard Webhooks say five minutes too.
const TOLERANCE: i64 = 300;
const PREFIX: &str = "whsec_";

/// Why a webhook is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookProblem {
    /// A header is missing or malformed.
    Headers,
    /// It was signed more than five minutes ago, or ahead: it is a repetition, or a clock is wrong.
    Timestamp,
    /// Whoever signed it did not have the secret, or it was altered on its way.
    Signature,
    /// The secret is none: behind `whsec_` there is base64.
    Secret,
    /// It is Placard's, but not what it was taken for.
    Body,
}

/// A webhook that is not believed. Answer it with 400.
#[derive(Debug)]
pub struct WebhookError {
    /// For machines.
    pub reason: WebhookProblem,
    /// For people.
    pub message: String,
}

impl WebhookError {
    fn new(reason: WebhookProblem, message: impl Into<String>) -> Self {
        Self { reason, message: message.into() }
    }

    fn signature() -> Self {
        Self::new(WebhookProblem::Signature, "no signature is one of this body by this secret")
    }
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for WebhookError {}

/// What a webhook tells.
#[derive(Debug, Clone, Deserialize)]
pub struct WebhookEvent {
    /// `evt_…`, the same each time it comes: remember it, for a webhook comes at least once.
    pub id: String,
    /// For instance "render.completed".
    #[serde(rename = "type")]
    pub kind: String,
    /// When it happened.
    #[serde(with = "time::serde::rfc3339")]
    pub timestamp: OffsetDateTime,
    /// `wsp_…`
    pub workspace_id: String,
    /// What there is to say, by the JSON Schema of its type.
    pub data: Map<String, Value>,
}

/// The event of a webhook in the format STANDARD, if it is Placard's. `body` is the bytes as they came, before anything
/// parsed them; `secret` is what CreateSubscription answered.
pub fn verify_webhook(body: &[u8], headers: &HeaderMap, secret: &str) -> Result<WebhookEvent, WebhookError> {
    signature_headers(headers)?;
    if std::str::from_utf8(body).is_err() {
        let told = "the body is no text; verify_picture is for pictures";
        return Err(WebhookError::new(WebhookProblem::Body, told));
    }
    let webhook = Webhook::from_bytes(key(secret)?).map_err(|_| no_secret())?;
    webhook.verify(body, headers).map_err(|_| WebhookError::signature())?;
    let no_event = |_| WebhookError::new(WebhookProblem::Body, "the body is no event in the format STANDARD");
    serde_json::from_slice(body).map_err(no_event)
}

/// Whether a body is Placard's, whatever it holds: what a trigger posts is the picture itself, which is no text. `secret` is
/// what CreateTrigger answered.
pub fn verify_picture(body: &[u8], headers: &HeaderMap, secret: &str) -> Result<(), WebhookError> {
    let [id, timestamp, signatures] = signature_headers(headers)?;
    let before = format!("{id}.{timestamp}.");
    let mac = mac(&key(secret)?, &[before.as_bytes(), body]);
    let given = signatures.split(' ').filter_map(|one| STANDARD.decode(one.strip_prefix("v1,")?).ok());
    // Compared in constant time.
    let known = given.into_iter().any(|signature| mac.clone().verify_slice(&signature).is_ok());
    known.then_some(()).ok_or_else(WebhookError::signature)
}

/// The JSON of a webhook that is signed with an HMAC-SHA256 in hexadecimal, if it is Placard's. `signature` is the value of
/// the header that the subscription names, `prefix` what stands before the digits there, for instance "sha256=". If the
/// signature has a time (`t=…,v1=…`), that is looked at; one without can be sent again by anyone who saw it.
pub fn verify_hex(body: &[u8], signature: &str, secret: &str, prefix: &str) -> Result<Value, WebhookError> {
    if secret.is_empty() {
        return Err(no_secret());
    }
    let timestamped = signature.strip_prefix("t=").and_then(|rest| rest.split_once(",v1="));
    let (before, digits) = match timestamped {
        Some((seconds, digits)) => {
            check_time(seconds)?;
            (format!("{seconds}."), digits)
        }
        None => (String::new(), signature.strip_prefix(prefix).ok_or_else(WebhookError::signature)?),
    };
    let given = hex::decode(digits).map_err(|_| WebhookError::signature())?;
    let mac = mac(secret.as_bytes(), &[before.as_bytes(), body]);
    mac.verify_slice(&given).map_err(|_| WebhookError::signature())?;
    serde_json::from_slice(body).map_err(|_| WebhookError::new(WebhookProblem::Body, "the body is no JSON"))
}

fn signature_headers(headers: &HeaderMap) -> Result<[&str; 3], WebhookError> {
    let header = |name: &str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok()).filter(|value| !value.is_empty());
        value.ok_or_else(|| WebhookError::new(WebhookProblem::Headers, format!("there is no {name}")))
    };
    let found = [header(HEADER_WEBHOOK_ID)?, header(HEADER_WEBHOOK_TIMESTAMP)?, header(HEADER_WEBHOOK_SIGNATURE)?];
    check_time(found[1])?;
    Ok(found)
}

#[expect(clippy::disallowed_methods, reason = "the program that verifies has no other clock")]
fn check_time(seconds: &str) -> Result<(), WebhookError> {
    let no_number = |_| WebhookError::new(WebhookProblem::Headers, "the webhook's time is no number of seconds");
    let off = OffsetDateTime::now_utc().unix_timestamp().saturating_sub(seconds.parse().map_err(no_number)?);
    if off.saturating_abs() <= TOLERANCE {
        return Ok(());
    }
    let what = if off > 0 { "ago" } else { "ahead" };
    let told = format!("it was signed {} s {what}: more than {TOLERANCE}", off.saturating_abs());
    Err(WebhookError::new(WebhookProblem::Timestamp, told))
}

fn key(secret: &str) -> Result<Vec<u8>, WebhookError> {
    let key = match secret.strip_prefix(PREFIX) {
        Some(encoded) => STANDARD.decode(encoded).map_err(|_| no_secret())?,
        None => secret.as_bytes().to_vec(),
    };
    if key.is_empty() { Err(no_secret()) } else { Ok(key) }
}

fn no_secret() -> WebhookError {
    WebhookError::new(WebhookProblem::Secret, "the secret is none: behind `whsec_` there is base64")
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(part);
    }
    mac
}
