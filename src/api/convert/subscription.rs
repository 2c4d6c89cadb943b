//! Subscriptions.

use placard_client::v1;

use super::{
    check::{Checks, enumeration},
    timestamp,
};
use crate::domain::{
    subscription::{EventFilter, Subscription, SubscriptionChange, SubscriptionState},
    violation::Violation,
};

/// A subscription as a client sees it.
pub fn subscription(subscription: Subscription) -> v1::Subscription {
    v1::Subscription {
        subscription_id: subscription.id.to_string(),
        url: subscription.url,
        event_types: subscription.event_types,
        filter: Some(v1::SubscriptionFilter {
            template_id: subscription.filter.template.unwrap_or_default(),
            r#type: subscription.filter.data_type.unwrap_or_default(),
            metadata: subscription.filter.metadata,
        }),
        state: i32::from(match subscription.state {
            SubscriptionState::Enabled => v1::SubscriptionState::Enabled,
            SubscriptionState::Disabled => v1::SubscriptionState::Disabled,
        }),
        disable_reason: subscription.disable_reason.unwrap_or_default(),
        create_time: Some(timestamp(subscription.create_time)),
        update_time: Some(timestamp(subscription.update_time)),
    }
}

/// What a new subscription is made of.
pub struct NewSubscription {
    pub url: String,
    pub event_types: Vec<String>,
    pub filter: EventFilter,
    pub state: SubscriptionState,
}

/// What a new subscription is made of, or all that is wrong with it.
pub fn new(proto: Option<v1::Subscription>) -> Result<NewSubscription, Vec<Violation>> {
    let proto = proto.ok_or_else(|| vec![Violation::required("subscription")])?;
    let mut checks = Checks::default();
    checks.required_text("subscription.url", &proto.url, 2048);
    event_types(&mut checks, &proto.event_types);
    let filter = filter(&mut checks, proto.filter.unwrap_or_default());
    let state = state(&mut checks, proto.state).unwrap_or(SubscriptionState::Enabled);
    checks.done()?;
    Ok(NewSubscription { url: proto.url, event_types: proto.event_types, filter, state })
}

/// The change that a masked update asks for, and the id of what it is asked of.
pub fn change(request: v1::UpdateSubscriptionRequest) -> Result<(String, SubscriptionChange), Vec<Violation>> {
    let proto = request.subscription.ok_or_else(|| vec![Violation::required("subscription")])?;
    let mask = request.update_mask.unwrap_or_default();
    let mut checks = Checks::default();
    let mut change = SubscriptionChange::default();
    for path in checks.mask(&mask, ["url", "event_types", "filter", "state"]) {
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
            "state" => change.state = Some(state(&mut checks, proto.state).unwrap_or(SubscriptionState::Enabled)),
            _ => {}
        }
    }
    checks.done()?;
    Ok((proto.subscription_id, change))
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
    if !matches!(proto.r#type.as_str(), "" | "image") {
        checks.add(Violation::invalid("subscription.filter.type", "must be `image`, or empty for any"));
    }
    let metadata = checks.labels("subscription.filter.metadata", proto.metadata, 8);
    EventFilter {
        template: Some(proto.template_id).filter(|name| !name.is_empty()),
        data_type: Some(proto.r#type).filter(|name| !name.is_empty()),
        metadata,
    }
}

fn state(checks: &mut Checks, number: i32) -> Option<SubscriptionState> {
    match enumeration(checks, "subscription.state", number)? {
        v1::SubscriptionState::Unspecified => None,
        v1::SubscriptionState::Enabled => Some(SubscriptionState::Enabled),
        v1::SubscriptionState::Disabled => Some(SubscriptionState::Disabled),
    }
}
