//! Subscriptions: saved, changed, tried out.

use std::{collections::BTreeMap, time::Duration};

use serde_json::{Value, json};

use super::{Engine, Error, Rotated, parse_id};
use crate::{
    domain::{
        access::Idempotency,
        endpoint::OwnLimits,
        endpoint_options::{EndpointSecrets, HmacScheme, Shape},
        event::{Audience, EventFacts, EventType, NewEvent},
        event_type::{selectable, selected_by},
        id::{DeliveryId, EventId, SubscriptionId, WorkspaceId},
        page::{Page, PageRequest},
        secret::Secret,
        signature::SigningKey,
        subscription::{EventFilter, Subscription, SubscriptionChange, SubscriptionState},
        violation::{Violation, suggestion},
    },
    payload,
    store::Created,
};

/// Largest `data` of a test event, as JSON, in bytes.
const MAX_TEST_DATA: usize = 64 * 1024;
const DISABLED_BY_OWNER: &str = "disabled by its owner";

/// What a new subscription is made of.
#[derive(Debug, Clone)]
pub struct NewSubscription {
    pub url: String,
    pub event_types: Vec<String>,
    pub filter: EventFilter,
    pub limits: OwnLimits,
    pub headers: BTreeMap<String, Secret>,
    pub ed25519: bool,
    pub hmac: Option<HmacScheme>,
    pub shape: Shape,
    pub state: SubscriptionState,
    /// The caller's choice; a new one otherwise.
    pub secret: Option<Secret>,
}

/// What an update changes.
#[derive(Debug, Clone, Default)]
pub struct SubscriptionUpdate {
    /// Whether there are ed25519 signatures; the key is made here.
    pub ed25519: Option<bool>,
    pub rest: SubscriptionChange,
}

impl Engine {
    /// Saves a subscription; answers its secret, unless the same request made it before.
    pub async fn create_subscription(
        &self,
        workspace_id: WorkspaceId,
        new: NewSubscription,
        idempotency: Option<Idempotency>,
    ) -> Result<(Subscription, Option<Secret>), Error> {
        let find = async |id| self.store.subscription(workspace_id, SubscriptionId::from_uuid(id)).await;
        if let Some(earlier) = self.replayed(workspace_id, idempotency.as_ref(), find).await? {
            return Ok((earlier, None));
        }
        let NewSubscription { url, event_types, filter, limits, headers, ed25519, hmac, shape, state, secret } = new;
        check_selection(&event_types, &filter)?;
        if let Some(template) = &filter.template {
            self.check_template(workspace_id, "filter.template_id", template).await?;
        }
        check_shape(&shape, &event_types)?;
        check_names(headers.keys(), hmac.as_ref(), &shape)?;
        self.admit("url", &url).await?;
        let now = self.now();
        let secrets = EndpointSecrets {
            secret: secret.unwrap_or_else(|| self.signing_secret()),
            signing_key: ed25519.then(|| self.signing_key()),
            headers,
        };
        let subscription = Subscription {
            id: SubscriptionId::from_uuid(self.id(now)),
            workspace_id,
            url,
            event_types,
            filter,
            headers: secrets.headers.keys().cloned().collect(),
            public_key: secrets.signing_key.as_ref().map(SigningKey::public),
            hmac,
            shape,
            limits,
            state,
            disable_reason: disable_reason(state),
            create_time: now,
            update_time: now,
        };
        match self.store.create_subscription(&subscription, &secrets, idempotency).await? {
            Created::New(subscription) => Ok((subscription, Some(secrets.secret))),
            Created::Existing(subscription) => Ok((subscription, None)),
            Created::RequestIdReused => Err(Error::RequestIdReused),
        }
    }

    /// One subscription of the workspace.
    pub async fn get_subscription(&self, workspace: WorkspaceId, subscription_id: &str) -> Result<Subscription, Error> {
        let id = parse_id("subscription", "subscription_id", subscription_id)?;
        let found = self.store.subscription(workspace, id).await?;
        found.ok_or_else(|| Error::not_found("subscription", subscription_id))
    }

    /// Subscriptions of the workspace, newest first.
    pub async fn list_subscriptions(
        &self,
        workspace: WorkspaceId,
        page: PageRequest,
    ) -> Result<Page<Subscription>, Error> {
        Ok(self.store.list_subscriptions(workspace, page).await?)
    }

    /// Changes what `change` names. Disabled, its deliveries are held; enabled again, they are due.
    pub async fn update_subscription(
        &self,
        workspace: WorkspaceId,
        subscription_id: &str,
        change: SubscriptionUpdate,
    ) -> Result<Subscription, Error> {
        let change = SubscriptionChange {
            signing_key: change.ed25519.map(|wanted| wanted.then(|| self.signing_key())),
            ..change.rest
        };
        let before = self.get_subscription(workspace, subscription_id).await?;
        check_change(&before, &change)?;
        let template = change.filter.as_ref().and_then(|filter| filter.template.as_ref());
        // One that it filtered by before may have been deleted since; that is no reason against another change.
        if let Some(template) = template.filter(|template| before.filter.template.as_ref() != Some(*template)) {
            self.check_template(workspace, "filter.template_id", template).await?;
        }
        if let Some(url) = &change.url {
            self.admit("url", url).await?;
        }
        let id = before.id;
        let reason = change.state.and_then(disable_reason);
        let updated = self.store.update_subscription(workspace, id, change, reason, self.now()).await?;
        updated.ok_or_else(|| Error::not_found("subscription", subscription_id))
    }

    /// Deletes a subscription; what it has not been sent yet is cancelled.
    pub async fn delete_subscription(&self, workspace: WorkspaceId, subscription_id: &str) -> Result<(), Error> {
        let id = parse_id("subscription", "subscription_id", subscription_id)?;
        let deleted = self.store.delete_subscription(workspace, id, self.now()).await?;
        if deleted { Ok(()) } else { Err(Error::not_found("subscription", subscription_id)) }
    }

    /// Replaces the secret, by the caller's choice or a new one. Those before sign beside it for `overlap`.
    pub async fn rotate_subscription_secret(
        &self,
        workspace: WorkspaceId,
        subscription_id: &str,
        secret: Option<Secret>,
        overlap: Duration,
    ) -> Result<Rotated<Subscription>, Error> {
        let id = parse_id("subscription", "subscription_id", subscription_id)?;
        let (secret, key, now) = (secret.unwrap_or_else(|| self.signing_secret()), self.signing_key(), self.now());
        let old_end = now.plus(overlap);
        let rotated = self.store.rotate_subscription_secret(workspace, id, (&secret, &key), old_end, now).await?;
        let (subscription, old_end) = rotated.ok_or_else(|| Error::not_found("subscription", subscription_id))?;
        Ok(Rotated { endpoint: subscription, secret, old_end })
    }

    /// Sends one subscription an event of the type `test`, by the way that all events go.
    pub async fn send_test_event(
        &self,
        workspace: WorkspaceId,
        subscription_id: &str,
        data: Option<Value>,
    ) -> Result<(EventId, DeliveryId), Error> {
        let subscription = parse_id("subscription", "subscription_id", subscription_id)?;
        let data = data.unwrap_or_else(|| json!({ "message": "This is a test event from Placard." }));
        if data.to_string().len() > MAX_TEST_DATA {
            let message = format!("must be at most {MAX_TEST_DATA} bytes as JSON");
            return Err(Error::invalid(Violation::invalid("data", message)));
        }
        let now = self.now();
        let id = EventId::from_uuid(self.id(now));
        let mut event = NewEvent::new(id, workspace, EventType::Test, now, EventFacts::default(), data);
        event.audience = Audience::Only(subscription);
        let deliveries = self.store.publish(vec![event]).await?;
        // Without its subscription there is no event either.
        let delivery = deliveries.first().ok_or_else(|| Error::not_found("subscription", subscription_id))?;
        Ok((id, *delivery))
    }
}

/// What a change makes of a subscription must hold together, the unchanged part included.
fn check_change(before: &Subscription, change: &SubscriptionChange) -> Result<(), Error> {
    let event_types = change.event_types.as_ref().unwrap_or(&before.event_types);
    let shape = change.shape.as_ref().unwrap_or(&before.shape);
    let hmac = change.hmac.as_ref().unwrap_or(&before.hmac);
    if change.event_types.is_some() || change.filter.is_some() {
        check_selection(event_types, change.filter.as_ref().unwrap_or(&before.filter))?;
    }
    if change.event_types.is_some() || change.shape.is_some() {
        check_shape(shape, event_types)?;
    }
    let Some(headers) = &change.headers else { return check_names(before.headers.iter(), hmac.as_ref(), shape) };
    let unknown = headers.iter().filter(|(name, value)| value.is_none() && !before.headers.contains(name));
    let wrong = |(name, _): (&String, _)| {
        Violation::invalid(
            format!("headers[\"{name}\"]"),
            "has no value that could stay: `[secret]` stands for the one it has",
        )
    };
    let violations: Vec<_> = unknown.map(wrong).collect();
    if !violations.is_empty() {
        return Err(Error::Invalid(violations));
    }
    check_names(headers.keys(), hmac.as_ref(), shape)
}

/// The types are ones that there are, and the filter lets each of them through.
fn check_selection(event_types: &[String], filter: &EventFilter) -> Result<(), Error> {
    let wrong = |(index, name): (usize, &String)| {
        let message = if selected_by(name).is_empty() {
            format!("is no event type: {}", suggestion(name, selectable()))
        } else {
            filter.shuts_out(name)?
        };
        Some(Violation::invalid(format!("event_types[{index}]"), message))
    };
    let violations: Vec<_> = event_types.iter().enumerate().filter_map(wrong).collect();
    if violations.is_empty() { Ok(()) } else { Err(Error::Invalid(violations)) }
}

fn check_shape(shape: &Shape, event_types: &[String]) -> Result<(), Error> {
    payload::check(shape, event_types).map_err(Error::invalid)
}

/// No header is also the one that a signature goes by.
fn check_names<'a>(
    mut headers: impl Iterator<Item = &'a String>,
    hmac: Option<&HmacScheme>,
    shape: &Shape,
) -> Result<(), Error> {
    let customary = shape.customary_scheme();
    let Some(scheme) = hmac.or(customary.as_ref()) else { return Ok(()) };
    if headers.any(|name| *name == scheme.header) {
        let message = "is the header of the signature";
        return Err(Error::invalid(Violation::invalid(format!("headers[\"{}\"]", scheme.header), message)));
    }
    Ok(())
}

fn disable_reason(state: SubscriptionState) -> Option<String> {
    (state == SubscriptionState::Disabled).then(|| DISABLED_BY_OWNER.to_owned())
}
