//! Events on their way to receivers: signed, filtered, held.

use placard_client::v1::{self, DeliveryState, RenderRequest, RenderWebhook, SubscriptionFilter, SubscriptionState};
use prost_types::FieldMask;
use serde_json::json;
use standardwebhooks::Webhook;

use crate::support::{
    receiver::{Received, Receiver},
    sample,
    server::Server,
};

fn verified(secret: &str, received: &Received) {
    let webhook = Webhook::new(secret).expect("a secret that the official library takes");
    webhook.verify(&received.body, &received.headers).expect("a signature that the official library takes");
    let mut altered = received.body.to_vec();
    altered[0] ^= 1;
    webhook.verify(&altered, &received.headers).expect_err("another body has another signature");
}

fn labelled(title: &str, key: &str, value: &str) -> RenderRequest {
    RenderRequest { metadata: [(key.to_owned(), value.to_owned())].into(), ..sample::render(title) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_completed_render_is_told_signed_and_whole() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut receiver = Receiver::start().await;
    let (subscription, secret) = caller.subscribe(sample::subscription(&receiver.url, &["render.completed"])).await;
    assert!(secret.starts_with("whsec_"));
    let request = RenderRequest { request_id: "req-1".into(), ..labelled("Told", "team", "blog") };
    let render = caller.render(request).await;

    let received = receiver.next().await;
    verified(&secret, &received);
    let delivery = caller.delivery_in(DeliveryState::Succeeded, received.header("x-placard-delivery-id")).await;
    assert_eq!(received.path, "/hook");
    assert_eq!(received.header("content-type"), "application/json");
    assert_eq!(received.header("webhook-id"), delivery.event_id);
    assert_eq!(received.header("x-placard-event"), "render.completed");
    assert_eq!(received.header("x-placard-attempt"), "1");
    assert_eq!(received.header("user-agent"), format!("Placard/{}", env!("CARGO_PKG_VERSION")));
    assert!(received.headers.get("x-webhook-secret").is_none());

    let event = received.json();
    let workspace = caller.workspace().get_workspace(v1::GetWorkspaceRequest {}).await.unwrap().into_inner();
    assert_eq!(event["id"], delivery.event_id);
    assert_eq!(event["type"], "render.completed");
    assert_eq!(event["workspace_id"], workspace.workspace.unwrap().workspace_id);
    let data = &event["data"];
    for (field, expected) in [
        ("render_id", json!(render.render_id)),
        ("type", json!("image")),
        ("source", json!("api")),
        ("url", json!(render.url)),
        ("slug", json!(render.slug)),
        ("storage_url", json!(null)),
        ("width", json!(render.width)),
        ("height", json!(render.height)),
        ("format", json!("png")),
        ("bytes", json!(render.size_bytes)),
        ("sha256", json!(render.sha256)),
        ("template_id", json!("card")),
        ("template_version", json!(1)),
        ("variables", json!({ "title": "Told" })),
        ("metadata", json!({ "team": "blog" })),
        ("cached", json!(false)),
        ("request_id", json!("req-1")),
    ] {
        assert_eq!(data[field], expected, "{field}");
    }
    for field in ["duration_ms", "created_time", "finished_time"] {
        assert!(!data[field].is_null(), "{field}");
    }

    assert_eq!(
        delivery.destination,
        Some(v1::delivery::Destination::SubscriptionId(subscription.subscription_id.clone()))
    );
    assert_eq!((delivery.url.as_str(), delivery.attempt_count), (receiver.url.as_str(), 1));
    assert!(delivery.finish_time.is_some() && delivery.next_attempt_time.is_none());
    let [attempt] = &delivery.attempts[..] else { panic!("one attempt: {delivery:?}") };
    assert_eq!((attempt.number, attempt.response_status, attempt.error.as_str()), (1, 200, ""));
    // Secrets are answered once.
    let got = v1::GetSubscriptionRequest { subscription_id: subscription.subscription_id.clone() };
    let got = caller.subscriptions().get_subscription(got).await.unwrap().into_inner().subscription.unwrap();
    assert_eq!(got, subscription);
    assert!(!format!("{got:?}").contains(&secret["whsec_".len()..]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renders_own_webhook_is_signed_with_its_own_secret() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut receiver = Receiver::start().await;
    for secret in ["any sixteen letters or more", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
        let webhook = RenderWebhook { url: receiver.url.clone(), secret: secret.to_owned() };
        let render = caller.render(RenderRequest { webhook: Some(webhook), ..sample::render("Own") }).await;
        let received = receiver.next().await;
        match secret.strip_prefix("whsec_") {
            Some(_) => verified(secret, &received),
            None => {
                let webhook = Webhook::from_bytes(secret.as_bytes().to_vec()).unwrap();
                webhook.verify(&received.body, &received.headers).expect("the text's bytes are the key");
            }
        }
        assert_eq!(received.json()["data"]["render_id"], render.render_id);
        let delivery = caller.delivery_in(DeliveryState::Succeeded, received.header("x-placard-delivery-id")).await;
        assert_eq!(delivery.destination, Some(v1::delivery::Destination::RenderId(render.render_id.clone())));
        let request = v1::ListDeliveriesRequest { render_id: render.render_id, ..Default::default() };
        assert_eq!(caller.deliveries(request).await.len(), 1);
    }
    // A failure is told the same way, and a repetition of the request is not told again.
    let webhook = RenderWebhook { url: receiver.url.clone(), secret: "any sixteen letters or more".to_owned() };
    let failing = sample::failing("Own", "http://127.0.0.1:1024/x.png");
    let request = RenderRequest { webhook: Some(webhook), request_id: "once".into(), ..failing };
    let refusal = caller.refused(request.clone()).await;
    caller.refused(request).await;
    let received = receiver.next().await.json();
    assert_eq!(
        (&received["type"], &received["data"]["render_id"]),
        (&json!("render.failed"), &json!(refusal.metadata["render_id"]),)
    );
    assert_eq!(caller.deliveries(Default::default()).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn subscriptions_get_what_they_asked_for_and_nothing_else() {
    let server = Server::start().await;
    let caller = server.caller();
    let receiver = Receiver::start().await;
    let filter = |filter| move |s: v1::Subscription| v1::Subscription { filter: Some(filter), ..s };
    let subscribe = |name: &str, types: &[&str], change: &dyn Fn(v1::Subscription) -> v1::Subscription| {
        let url = format!("{}/{name}", receiver.url);
        caller.subscribe(change(sample::subscription(&url, types)))
    };
    let same = |s| s;
    subscribe("all", &["*"], &same).await;
    subscribe("completed", &["render.completed"], &same).await;
    subscribe("failed", &["render.failed"], &same).await;
    subscribe("image-completed", &["image.completed"], &same).await;
    subscribe("image-failed", &["image.failed"], &same).await;
    subscribe("both", &["render.completed", "image.completed"], &same).await;
    subscribe("test", &["test"], &same).await;
    let team = || SubscriptionFilter { metadata: [("team".into(), "blog".into())].into(), ..Default::default() };
    let (blog, card, other, image) = (
        filter(team()),
        filter(SubscriptionFilter { template_id: "card".into(), ..Default::default() }),
        filter(SubscriptionFilter { template_id: "blog".into(), ..Default::default() }),
        filter(SubscriptionFilter { r#type: "image".into(), ..team() }),
    );
    subscribe("team", &["*"], &|s| blog.clone()(s)).await;
    subscribe("card", &["*"], &|s| card.clone()(s)).await;
    subscribe("other-template", &["*"], &|s| other.clone()(s)).await;
    subscribe("image-of-team", &["image.completed"], &|s| image.clone()(s)).await;
    let stranger = server.stranger().await;
    stranger.subscribe(sample::subscription(&format!("{}/stranger", receiver.url), &["*"])).await;

    let told = async |render_id: &str| {
        let deliveries = caller.deliveries(v1::ListDeliveriesRequest { page_size: 1000, ..Default::default() }).await;
        let mut names = Vec::new();
        for delivery in deliveries {
            let delivery = caller.delivery_in(DeliveryState::Succeeded, &delivery.delivery_id).await;
            names.push((delivery.url.rsplit_once('/').unwrap().1.to_owned(), delivery.event_id));
        }
        // The newest event's receivers.
        let newest = names[0].1.clone();
        let mut names: Vec<_> = names.into_iter().filter(|(_, event)| *event == newest).map(|(name, _)| name).collect();
        names.sort_unstable();
        assert!(!render_id.is_empty());
        names
    };
    let render = caller.render(labelled("1", "team", "blog")).await;
    assert_eq!(
        told(&render.render_id).await,
        ["all", "both", "card", "completed", "image-completed", "image-of-team", "team"]
    );
    let render = caller.render(labelled("2", "team", "shop")).await;
    assert_eq!(told(&render.render_id).await, ["all", "both", "card", "completed", "image-completed"]);
    let failed = caller.refused(sample::failing("3", "http://127.0.0.1:1024/x.png")).await;
    assert_eq!(told(&failed.metadata["render_id"]).await, ["all", "card", "failed", "image-failed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_disabled_subscription_misses_is_held_and_sent_when_it_is_enabled() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut receiver = Receiver::start().await;
    let disabled = SubscriptionState::Disabled;
    let asleep = v1::Subscription { state: disabled.into(), ..sample::subscription(&receiver.url, &["*"]) };
    let (subscription, _) = caller.subscribe(asleep).await;
    assert_eq!(subscription.disable_reason, "disabled by its owner");
    let render = caller.render(sample::render("Held")).await;
    let request = v1::ListDeliveriesRequest {
        subscription_id: subscription.subscription_id.clone(),
        states: vec![DeliveryState::Held.into()],
        ..Default::default()
    };
    let held = caller.deliveries(request).await;
    let [held] = &held[..] else { panic!("one delivery is held: {held:?}") };
    assert!(held.next_attempt_time.is_none() && held.finish_time.is_none());
    // A test event, too, waits.
    let test = v1::SendTestEventRequest { subscription_id: subscription.subscription_id.clone(), data: None };
    let test = caller.subscriptions().send_test_event(test).await.unwrap().into_inner();
    caller.delivery_in(DeliveryState::Held, &test.delivery_id).await;
    assert_eq!(receiver.so_far().len(), 0);

    let update = v1::UpdateSubscriptionRequest {
        subscription: Some(v1::Subscription { state: SubscriptionState::Enabled.into(), ..subscription }),
        update_mask: Some(FieldMask { paths: vec!["state".to_owned()] }),
    };
    let enabled = caller.subscriptions().update_subscription(update).await.unwrap().into_inner().subscription.unwrap();
    assert_eq!((enabled.state(), enabled.disable_reason.as_str()), (SubscriptionState::Enabled, ""));
    let mut received = [receiver.next().await.json(), receiver.next().await.json()];
    received.sort_by_key(|event| event["type"].to_string());
    assert_eq!(received[0]["data"]["render_id"], render.render_id);
    assert_eq!(received[1]["id"], test.event_id);
    caller.delivery_in(DeliveryState::Succeeded, &held.delivery_id).await;
    caller.delivery_in(DeliveryState::Succeeded, &test.delivery_id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_subscription_is_sent_nothing_more() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut receiver = Receiver::start().await;
    let disabled = SubscriptionState::Disabled;
    let asleep = v1::Subscription { state: disabled.into(), ..sample::subscription(&receiver.url, &["*"]) };
    let (subscription, _) = caller.subscribe(asleep).await;
    caller.render(sample::render("Cancelled")).await;
    let held = caller.first_delivery(|delivery| delivery.state() == DeliveryState::Held).await;
    let delete = v1::DeleteSubscriptionRequest { subscription_id: subscription.subscription_id };
    caller.subscriptions().delete_subscription(delete).await.unwrap();
    let cancelled = caller.delivery_in(DeliveryState::Cancelled, &held.delivery_id).await;
    assert!(cancelled.finish_time.is_some());
    caller.render(sample::render("Nobody hears")).await;
    assert_eq!(caller.deliveries(Default::default()).await.len(), 1);
    assert_eq!(receiver.so_far().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_event_says_what_the_caller_wants() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut receiver = Receiver::start().await;
    // It goes to the one, whatever the types and the filter say; and to no other.
    let (subscription, secret) = caller.subscribe(sample::subscription(&receiver.url, &["render.failed"])).await;
    let mut other = Receiver::start().await;
    caller.subscribe(sample::subscription(&other.url, &["*"])).await;
    let fields = [("n".to_owned(), sample::number(3.0)), ("t".to_owned(), sample::text("Grüße 👋"))];
    for (data, expected) in [
        (None, json!({ "message": "This is a test event from Placard." })),
        (Some(fields), json!({ "n": 3, "t": "Grüße 👋" })),
    ] {
        let request = v1::SendTestEventRequest {
            subscription_id: subscription.subscription_id.clone(),
            data: data.map(|fields| prost_types::Struct { fields: fields.into() }),
        };
        let sent = caller.subscriptions().send_test_event(request).await.unwrap().into_inner();
        let received = receiver.next().await;
        verified(&secret, &received);
        assert_eq!(received.header("webhook-id"), sent.event_id);
        assert_eq!(received.header("x-placard-delivery-id"), sent.delivery_id);
        assert_eq!(received.json()["type"], "test");
        assert_eq!(received.json()["data"], expected);
    }
    assert_eq!(other.so_far().len(), 0);
    let large = [("t".to_owned(), sample::text(&"x".repeat(64 * 1024)))];
    let request = v1::SendTestEventRequest {
        subscription_id: subscription.subscription_id,
        data: Some(prost_types::Struct { fields: large.into() }),
    };
    let refusal = crate::support::refusal::Refusal::of(caller.subscriptions().send_test_event(request).await);
    refusal.must_be(tonic::Code::InvalidArgument, "INVALID_FIELD", &["data"]);
}
