//! What a receiver gets: the body, and the headers that say what it is and prove whose.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::domain::{
    delivery::{Claim, DeliveryBody, Destination},
    secret::Secret,
    signature,
    timestamp::Timestamp,
};

const WEBHOOK_ID: HeaderName = HeaderName::from_static("webhook-id");
const WEBHOOK_TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
const WEBHOOK_SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");
const X_WEBHOOK_ID: HeaderName = HeaderName::from_static("x-webhook-id");
const X_WEBHOOK_SECRET: HeaderName = HeaderName::from_static("x-webhook-secret");
const X_PLACARD_DELIVERY_ID: HeaderName = HeaderName::from_static("x-placard-delivery-id");
const X_PLACARD_EVENT: HeaderName = HeaderName::from_static("x-placard-event");
const X_PLACARD_ATTEMPT: HeaderName = HeaderName::from_static("x-placard-attempt");

/// The headers of an attempt made at `now`, signed over `body` with each of the claim's secrets.
///
/// `None`: a secret is none that can be signed with, which the API does not let in.
pub fn headers(claim: &Claim, body: &Bytes, now: Timestamp) -> Option<HeaderMap> {
    let id = claim.event_id.to_string();
    let timestamp = now.as_seconds();
    let sign = |secret: &Secret| signature::sign_v1(secret.expose(), &id, timestamp, body);
    let signatures = claim.secrets.iter().map(sign).collect::<Option<Vec<_>>>()?.join(" ");

    let text = |text: &str| HeaderValue::try_from(text).ok();
    let mut headers = HeaderMap::new();
    headers.insert(WEBHOOK_ID, text(&id)?);
    headers.insert(WEBHOOK_TIMESTAMP, HeaderValue::from(timestamp));
    headers.insert(WEBHOOK_SIGNATURE, text(&signatures)?);
    headers.insert(X_PLACARD_DELIVERY_ID, text(&claim.delivery_id.to_string())?);
    headers.insert(X_PLACARD_EVENT, text(claim.event_type.as_str())?);
    headers.insert(X_PLACARD_ATTEMPT, HeaderValue::from(claim.attempt_number));
    let content_type = match &claim.body {
        DeliveryBody::Event => "application/json",
        DeliveryBody::Artifact { content_type, .. } => content_type,
    };
    headers.insert(header::CONTENT_TYPE, text(content_type)?);
    if let Destination::Trigger(trigger) = claim.destination {
        headers.insert(X_WEBHOOK_ID, text(&trigger.to_string())?);
        let mut secret = text(claim.secrets.first()?.expose())?;
        secret.set_sensitive(true);
        headers.insert(X_WEBHOOK_SECRET, secret);
    }
    Some(headers)
}
