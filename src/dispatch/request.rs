//! What a receiver gets: the body, and the headers that say what it is and prove whose.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::{
    domain::{
        delivery::{Claim, DeliveryBody, Destination},
        secret::Secret,
        signature,
        timestamp::Timestamp,
    },
    payload,
};

const WEBHOOK_ID: HeaderName = HeaderName::from_static("webhook-id");
const WEBHOOK_TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
const WEBHOOK_SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");
const X_WEBHOOK_ID: HeaderName = HeaderName::from_static("x-webhook-id");
const X_WEBHOOK_SECRET: HeaderName = HeaderName::from_static("x-webhook-secret");
const X_PLACARD_DELIVERY_ID: HeaderName = HeaderName::from_static("x-placard-delivery-id");
const X_PLACARD_EVENT: HeaderName = HeaderName::from_static("x-placard-event");
const X_PLACARD_ATTEMPT: HeaderName = HeaderName::from_static("x-placard-attempt");

/// The headers of an attempt made at `now`, signed over `body` with each of the claim's secrets and keys.
///
/// `None`: a secret or a header is none that can be used, which the API does not let in.
pub fn headers(claim: &Claim, body: &Bytes, now: Timestamp) -> Option<HeaderMap> {
    let id = claim.event_id.to_string();
    let timestamp = now.as_seconds();
    let symmetric = claim.secrets.iter().map(|secret| signature::sign_v1(secret.expose(), &id, timestamp, body));
    let asymmetric = claim.options.signing_keys.iter().map(|key| Some(key.sign_v1a(&id, timestamp, body)));
    let signatures = symmetric.chain(asymmetric).collect::<Option<Vec<_>>>()?.join(" ");

    let text = |text: &str| HeaderValue::try_from(text).ok();
    let delivery_id = claim.delivery_id.to_string();
    let mut headers = HeaderMap::new();
    // The subscriber's first, so that ours stand in any case.
    for (name, value) in &claim.options.headers {
        headers.insert(HeaderName::try_from(name).ok()?, sensitive(value)?);
    }
    if let (Some(scheme), Some(secret)) = (&claim.options.hmac, claim.secrets.first()) {
        // There is room for one: the newest secret's.
        let value = signature::sign_hmac(scheme, secret.expose(), timestamp, body);
        headers.insert(HeaderName::try_from(&scheme.header).ok()?, text(&value)?);
    }
    for (name, value) in payload::headers(&claim.options.shape, claim.event_type, &delivery_id) {
        headers.insert(HeaderName::from_static(name), text(&value)?);
    }
    headers.insert(WEBHOOK_ID, text(&id)?);
    headers.insert(WEBHOOK_TIMESTAMP, HeaderValue::from(timestamp));
    headers.insert(WEBHOOK_SIGNATURE, text(&signatures)?);
    headers.insert(X_PLACARD_DELIVERY_ID, text(&delivery_id)?);
    headers.insert(X_PLACARD_EVENT, text(claim.event_type.as_str())?);
    headers.insert(X_PLACARD_ATTEMPT, HeaderValue::from(claim.attempt_number));
    let content_type = match &claim.body {
        DeliveryBody::Event => "application/json",
        DeliveryBody::Artifact { content_type, .. } => content_type,
    };
    headers.insert(header::CONTENT_TYPE, text(content_type)?);
    if let Destination::Trigger(trigger) = claim.destination {
        headers.insert(X_WEBHOOK_ID, text(&trigger.to_string())?);
        headers.insert(X_WEBHOOK_SECRET, sensitive(claim.secrets.first()?)?);
    }
    Some(headers)
}

fn sensitive(secret: &Secret) -> Option<HeaderValue> {
    let mut value = HeaderValue::try_from(secret.expose()).ok()?;
    value.set_sensitive(true);
    Some(value)
}
