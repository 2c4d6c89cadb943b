//! Subscriptions.

use placard_client::v1;

use super::{
    check::{Checks, enumeration},
    endpoint::{self, MASK},
    timestamp,
};
use crate::{
    domain::{
        endpoint::{OwnLimits, RateLimit},
        event_type::DATA_TYPES,
        secret::Secret,
        subscription::{EventFilter, Subscription, SubscriptionChange, SubscriptionState},
        violation::Violation,
    },
    engine::subscription::{NewSubscription, SubscriptionUpdate},
};

const HEADERS: &str = "subscription.headers";

/// A subscription as a client sees it.
pub fn subscription(subscription: Subscription) -> v1::Subscription {
    let (payload_format, payload_template) = endpoint::shape_proto(subscription.shape);
    v1::Subscription {
        subscription_id: subscription.id.to_string(),
        url: subscription.url,
        event_types: subscription.event_types,
        filter: Some(v1::SubscriptionFilter {
            template_id: subscription.filter.template.unwrap_or_default(),
            r#type: subscription.filter.data_type.unwrap_or_default(),
            metadata: subscription.filter.metadata,
        }),
        headers: subscription.headers.into_iter().map(|name| (name, MASK.to_owned())).collect(),
        signature: Some(endpoint::signature_proto(subscription.public_key, subscription.hmac)),
        payload_format: payload_format.into(),
        payload_template,
        rate_limit: subscription
            .limits
            .rate
            .map(|rate| v1::RateLimit { per_second: number(rate.per_second), burst: number(rate.burst) }),
        max_concurrency: subscription.limits.max_concurrency.map_or(0, number),
        state: i32::from(match subscription.state {
            SubscriptionState::Enabled => v1::SubscriptionState::Enabled,
            SubscriptionState::Disabled => v1::SubscriptionState::Disabled,
        }),
        disable_reason: subscription.disable_reason.unwrap_or_default(),
        create_time: Some(timestamp(subscription.create_time)),
        update_time: Some(timestamp(subscription.update_time)),
    }
}

/// Limits are far below where an `int32` ends.
fn number(limit: u32) -> i32 {
    i32::try_from(limit).unwrap_or(i32::MAX)
}

/// What a new subscription is made of, or all that is wrong with it.
pub fn new(request: v1::CreateSubscriptionRequest) -> Result<NewSubscription, Vec<Violation>> {
    let proto = request.subscription.ok_or_else(|| vec![Violation::required("subscription")])?;
    let mut checks = Checks::default();
    checks.text("request_id", &request.request_id, 128);
    let secret = optional_secret(&mut checks, &request.secret);
    checks.required_text("subscription.url", &proto.url, 2048);
    event_types(&mut checks, &proto.event_types);
    let filter = filter(&mut checks, proto.filter.unwrap_or_default());
    let headers = endpoint::new_headers(&mut checks, HEADERS, &proto.headers);
    let signature = proto.signature.unwrap_or_default();
    let hmac = endpoint::hmac(&mut checks, signature.hmac);
    let shape = endpoint::shape(&mut checks, proto.payload_format, &proto.payload_template);
    let state = state(&mut checks, proto.state).unwrap_or(SubscriptionState::Enabled);
    let rate = rate(&mut checks, proto.rate_limit);
    let limits = OwnLimits { rate, max_concurrency: max_concurrency(&mut checks, proto.max_concurrency) };
    checks.done()?;
    Ok(NewSubscription {
        url: proto.url,
        event_types: proto.event_types,
        filter,
        limits,
        headers,
        ed25519: signature.ed25519,
        hmac,
        shape,
        state,
        secret,
    })
}

/// A secret of the caller's choosing, if there is one.
pub(super) fn optional_secret(checks: &mut Checks, text: &str) -> Option<Secret> {
    (!text.is_empty()).then(|| checks.secret("secret", text))
}

/// The change that a masked update asks for, and the id of what it is asked of.
pub fn change(request: v1::UpdateSubscriptionRequest) -> Result<(String, SubscriptionUpdate), Vec<Violation>> {
    let proto = request.subscription.ok_or_else(|| vec![Violation::required("subscription")])?;
    let mask = request.update_mask.unwrap_or_default();
    let mut checks = Checks::default();
    let mut update = SubscriptionUpdate::default();
    let known = [
        "url",
        "event_types",
        "filter",
        "rate_limit",
        "max_concurrency",
        "headers",
        "signature",
        "payload_format",
        "payload_template",
        "state",
    ];
    for path in checks.mask(&mask, known) {
        let change: &mut SubscriptionChange = &mut update.rest;
        match path {
            "url" => {
                checks.required_text("subscription.url", &proto.url, 2048);
                change.url = Some(proto.url.clone());
            }
            "event_types" => {
                event_types(&mut checks, &proto.event_types);
                change.event_types = Some(proto.event_types.clone());
            }
            "filter" => change.filter = Some(filter(&mut checks, proto.filter.clone().unwrap_or_default())),
            "rate_limit" => change.rate = Some(rate(&mut checks, proto.rate_limit)),
            "max_concurrency" => {
                change.max_concurrency = Some(max_concurrency(&mut checks, proto.max_concurrency));
            }
            "headers" => change.headers = Some(endpoint::headers(&mut checks, HEADERS, &proto.headers)),
            "signature" => {
                let signature = proto.signature.clone().unwrap_or_default();
                update.ed25519 = Some(signature.ed25519);
                change.hmac = Some(endpoint::hmac(&mut checks, signature.hmac));
            }
            // One goes with the other, so a change of either is a change of both.
            "payload_format" | "payload_template" if change.shape.is_none() => {
                let shape = endpoint::shape(&mut checks, proto.payload_format, &proto.payload_template);
                change.shape = Some(shape);
            }
            "state" => change.state = Some(state(&mut checks, proto.state).unwrap_or(SubscriptionState::Enabled)),
            _ => {}
        }
    }
    checks.done()?;
    Ok((proto.subscription_id, update))
}

fn event_types(checks: &mut Checks, names: &[String]) {
    match names.len() {
        0 => checks.add(Violation::required("subscription.event_types")),
        1..=32 => {}
        _ => checks.add(Violation::invalid("subscription.event_types", "must be at most 32")),
    }
}

fn filter(checks: &mut Checks, proto: v1::SubscriptionFilter) -> EventFilter {
    checks.text("subscription.filter.template_id", &proto.template_id, 64);
    if !proto.r#type.is_empty() && !DATA_TYPES.contains(&proto.r#type.as_str()) {
        let known = DATA_TYPES.map(|name| format!("`{name}`")).join(", ");
        checks.add(Violation::invalid("subscription.filter.type", format!("must be one of {known}, or empty for any")));
    }
    let metadata = checks.labels("subscription.filter.metadata", proto.metadata, 8);
    EventFilter {
        template: Some(proto.template_id).filter(|name| !name.is_empty()),
        data_type: Some(proto.r#type).filter(|name| !name.is_empty()),
        metadata,
    }
}

fn rate(checks: &mut Checks, proto: Option<v1::RateLimit>) -> Option<RateLimit> {
    let v1::RateLimit { per_second, burst } = proto?;
    let within = |number: i32, min: u32, max: u32| u32::try_from(number).ok().filter(|n| (min..=max).contains(n));
    let per_second = within(per_second, 1, OwnLimits::MAX_PER_SECOND).or_else(|| {
        let message = format!("must be from 1 to {}", OwnLimits::MAX_PER_SECOND);
        checks.add(Violation::invalid("subscription.rate_limit.per_second", message));
        None
    });
    let burst = within(burst, 0, OwnLimits::MAX_BURST).or_else(|| {
        let message = format!("must be from 1 to {}, or 0 for the default", OwnLimits::MAX_BURST);
        checks.add(Violation::invalid("subscription.rate_limit.burst", message));
        None
    });
    let (per_second, burst) = (per_second?, burst?);
    let burst = if burst == 0 { (2 * per_second).min(OwnLimits::MAX_BURST) } else { burst };
    Some(RateLimit { per_second, burst })
}

fn max_concurrency(checks: &mut Checks, number: i32) -> Option<u32> {
    match u32::try_from(number) {
        Ok(0) => None,
        Ok(limit) if limit <= OwnLimits::MAX_CONCURRENCY => Some(limit),
        _ => {
            let message = format!("must be from 1 to {}, or 0 for the default", OwnLimits::MAX_CONCURRENCY);
            checks.add(Violation::invalid("subscription.max_concurrency", message));
            None
        }
    }
}

fn state(checks: &mut Checks, number: i32) -> Option<SubscriptionState> {
    match enumeration(checks, "subscription.state", number)? {
        v1::SubscriptionState::Unspecified => None,
        v1::SubscriptionState::Enabled => Some(SubscriptionState::Enabled),
        v1::SubscriptionState::Disabled => Some(SubscriptionState::Disabled),
    }
}
