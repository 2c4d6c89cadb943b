//! Subscriptions: saved, changed, tried out.

use serde_json::{Value, json};

use super::{Engine, Error, parse_id};
use crate::{
    domain::{
        access::Idempotency,
        event::{Audience, EventFacts, EventType, NewEvent},
        id::{DeliveryId, EventId, SubscriptionId, WorkspaceId},
        page::{Page, PageRequest},
        secret::Secret,
        subscription::{NewSubscription, Subscription, SubscriptionChange, SubscriptionState, selectable_types},
        violation::{Violation, suggestion},
    },
    store::Created,
};

/// Largest `data` of a test event, as JSON, in bytes.
const MAX_TEST_DATA: usize = 64 * 1024;
const DISABLED_BY_OWNER: &str = "disabled by its owner";

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
        self.check_subscription(Some(&new.url), Some(&new.event_types)).await?;
        let NewSubscription { url, event_types, filter, limits, state } = new;
        let now = self.now();
        let subscription = Subscription {
            id: SubscriptionId::from_uuid(self.id(now)),
            workspace_id,
            url,
            event_types,
            filter,
            limits,
            state,
            disable_reason: disable_reason(state),
            create_time: now,
            update_time: now,
        };
        let secret = self.signing_secret();
        match self.store.create_subscription(&subscription, &secret, idempotency).await? {
            Created::New(subscription) => Ok((subscription, Some(secret))),
            Created::Existing(subscription) => Ok((subscription, None)),
            Created::RequestIdReused => Err(Error::RequestIdReused),
        }
    }

    async fn check_subscription(&self, url: Option<&str>, event_types: Option<&[String]>) -> Result<(), Error> {
        let mut violations = Vec::new();
        for (index, name) in event_types.unwrap_or_default().iter().enumerate() {
            if !selectable_types().any(|known| known == name) {
                let hint = suggestion(name, selectable_types());
                violations
                    .push(Violation::invalid(format!("event_types[{index}]"), format!("is no event type: {hint}")));
            }
        }
        if !violations.is_empty() {
            return Err(Error::Invalid(violations));
        }
        match url {
            Some(url) => self.admit("url", url).await,
            None => Ok(()),
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
        change: SubscriptionChange,
    ) -> Result<Subscription, Error> {
        let id = parse_id("subscription", "subscription_id", subscription_id)?;
        self.check_subscription(change.url.as_deref(), change.event_types.as_deref()).await?;
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

    /// Sends one subscription an event of the type `test`, by the way that all events go.
    pub async fn send_test_event(
        &self,
        workspace: WorkspaceId,
        subscription_id: &str,
        data: Option<Value>,
    ) -> Result<(EventId, DeliveryId), Error> {
        let subscription = self.get_subscription(workspace, subscription_id).await?;
        let data = data.unwrap_or_else(|| json!({ "message": "This is a test event from Placard." }));
        if data.to_string().len() > MAX_TEST_DATA {
            let message = format!("must be at most {MAX_TEST_DATA} bytes as JSON");
            return Err(Error::invalid(Violation::invalid("data", message)));
        }
        let now = self.now();
        let id = EventId::from_uuid(self.id(now));
        let mut event = NewEvent::new(id, workspace, EventType::Test, now, EventFacts::default(), data);
        event.audience = Audience::Only(subscription.id);
        let deliveries = self.store.publish(vec![event]).await?;
        // None: the subscription was deleted between the look and the write.
        let delivery = deliveries.first().ok_or_else(|| Error::not_found("subscription", subscription_id))?;
        Ok((id, *delivery))
    }
}

fn disable_reason(state: SubscriptionState) -> Option<String> {
    (state == SubscriptionState::Disabled).then(|| DISABLED_BY_OWNER.to_owned())
}
