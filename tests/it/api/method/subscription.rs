//! Subscriptions, deliveries and events.

use placard::domain::access::Scope;
use placard_client::v1;
use prost::Message;

use super::{Method, NOWHERE, PAGE_SIZE, Resources, SINCE, mask, method, request};
use crate::support::sample;

pub fn methods(of: &Resources) -> Vec<Method> {
    let Resources { subscription_id, delivery_id, event_id, recovery_id, .. } = of;
    let subscription = v1::Subscription {
        filter: Some(v1::SubscriptionFilter { r#type: "image".into(), ..Default::default() }),
        headers: [("x-team".to_owned(), "blog".to_owned())].into(),
        signature: Some(v1::SubscriptionSignature {
            ed25519: true,
            hmac: Some(v1::HmacSignature { header: "x-signature".into(), ..Default::default() }),
            ..Default::default()
        }),
        ..sample::subscription(NOWHERE, &["*"])
    };
    let changed_subscription = v1::Subscription { subscription_id: subscription_id.clone(), ..subscription.clone() };
    vec![
        method(
            "WebhookSubscriptionService/CreateSubscription",
            Scope::Subscriptions,
            None,
            request!(CreateSubscriptionRequest { subscription: subscription, request_id: "", secret: "" }),
        ),
        method(
            "WebhookSubscriptionService/GetSubscription",
            Scope::Read,
            Some("subscription"),
            request!(GetSubscriptionRequest { subscription_id: subscription_id }),
        ),
        method(
            "WebhookSubscriptionService/ListSubscriptions",
            Scope::Read,
            None,
            request!(ListSubscriptionsRequest { page_size: PAGE_SIZE, page_token: "" }),
        ),
        method(
            "WebhookSubscriptionService/UpdateSubscription",
            Scope::Subscriptions,
            Some("subscription"),
            request!(UpdateSubscriptionRequest { subscription: changed_subscription, update_mask: mask("state") }),
        ),
        method(
            "WebhookSubscriptionService/SendTestEvent",
            Scope::Subscriptions,
            Some("subscription"),
            v1::SendTestEventRequest { subscription_id: subscription_id.clone(), data: None }.encode_to_vec(),
        ),
        method(
            "WebhookSubscriptionService/RotateSecret",
            Scope::Subscriptions,
            Some("subscription"),
            v1::RotateSecretRequest { subscription_id: subscription_id.clone(), ..Default::default() }.encode_to_vec(),
        ),
        method(
            "WebhookSubscriptionService/ListEventTypes",
            Scope::Read,
            None,
            v1::ListEventTypesRequest {}.encode_to_vec(),
        ),
        method(
            "WebhookSubscriptionService/Redeliver",
            Scope::Subscriptions,
            Some("delivery"),
            request!(RedeliverRequest { delivery_id: delivery_id, request_id: "" }),
        ),
        method(
            "WebhookSubscriptionService/RecoverDeliveries",
            Scope::Subscriptions,
            None,
            v1::RecoverDeliveriesRequest { since: Some(SINCE), ..Default::default() }.encode_to_vec(),
        ),
        method(
            "WebhookSubscriptionService/GetRecovery",
            Scope::Read,
            Some("recovery"),
            request!(GetRecoveryRequest { recovery_id: recovery_id }),
        ),
        method(
            "WebhookSubscriptionService/DeleteSubscription",
            Scope::Subscriptions,
            Some("subscription"),
            request!(DeleteSubscriptionRequest { subscription_id: subscription_id }),
        ),
        method(
            "WebhookSubscriptionService/ListDeliveries",
            Scope::Read,
            None,
            v1::ListDeliveriesRequest { page_size: PAGE_SIZE, states: vec![1], ..Default::default() }.encode_to_vec(),
        ),
        method(
            "WebhookSubscriptionService/GetDelivery",
            Scope::Read,
            Some("delivery"),
            request!(GetDeliveryRequest { delivery_id: delivery_id }),
        ),
        method(
            "WebhookSubscriptionService/WatchDeliveries",
            Scope::Read,
            None,
            v1::WatchDeliveriesRequest { include_existing: true, ..Default::default() }.encode_to_vec(),
        ),
        method(
            "EventService/ListEvents",
            Scope::Read,
            None,
            v1::ListEventsRequest { page_size: PAGE_SIZE, event_types: vec!["test".into()], ..Default::default() }
                .encode_to_vec(),
        ),
        method("EventService/GetEvent", Scope::Read, Some("event"), request!(GetEventRequest { event_id: event_id })),
        method(
            "EventService/StreamEvents",
            Scope::Read,
            None,
            v1::StreamEventsRequest { event_types: vec!["test".into()], include_existing: true, ..Default::default() }
                .encode_to_vec(),
        ),
    ]
}
