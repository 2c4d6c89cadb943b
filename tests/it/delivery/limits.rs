//! What endpoints are spared: pauses they ask for, rates, and news that nobody takes.

use std::time::Duration;

use http::Method;
use placard_client::v1::{self, DeliveryState, SubscriptionState};
use prost_types::FieldMask;

use crate::support::{
    caller::Caller,
    http::Http,
    receiver::{Receiver, Reply},
    sample,
    server::{PATIENCE, Server},
};

async fn send(caller: &Caller, subscription_id: &str) -> v1::SendTestEventResponse {
    let request = v1::SendTestEventRequest { subscription_id: subscription_id.to_owned(), ..Default::default() };
    caller.subscriptions().send_test_event(request).await.unwrap().into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_a_pause_is_left_alone() {
    let server = Server::start().await;
    let caller = server.caller();
    let busy = Reply::status(429).header("retry-after", "2");
    let mut receiver = Receiver::replying([busy]).await;
    let (subscription, _) = caller.subscribe(sample::subscription(&receiver.url, &["test"])).await;
    let first = send(caller, &subscription.subscription_id).await;
    let asked = receiver.next().await;
    caller.delivery_in(DeliveryState::Retrying, &first.delivery_id).await;
    // Another one, which nobody has refused.
    send(caller, &subscription.subscription_id).await;
    for _ in 0..2 {
        let came = receiver.next().await;
        assert!(came.at.duration_since(asked.at) >= Duration::from_millis(1_900), "{:?}", came.at - asked.at);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rate_of_a_subscription_is_kept() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut receiver = Receiver::start().await;
    let subscription = v1::Subscription {
        rate_limit: Some(v1::RateLimit { per_second: 20, burst: 5 }),
        ..sample::subscription(&receiver.url, &["test"])
    };
    let (subscription, _) = caller.subscribe(subscription).await;
    assert_eq!(subscription.rate_limit, Some(v1::RateLimit { per_second: 20, burst: 5 }));
    for _ in 0..25 {
        send(caller, &subscription.subscription_id).await;
    }
    let mut times = Vec::new();
    for _ in 0..25 {
        times.push(receiver.next().await.at);
    }
    times.sort();
    // Five at once, and the other twenty at one in 50 ms. A machine that stalls makes it longer, never shorter.
    assert!(times[24] - times[0] >= Duration::from_millis(950), "{:?}", times[24] - times[0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backlog_of_an_endpoint_that_takes_one_at_a_time_flows() {
    const BACKLOG: usize = 100;
    let server = Server::start().await;
    let caller = server.caller();
    let mut receiver = Receiver::start().await;
    let subscription = v1::Subscription {
        max_concurrency: 1,
        state: SubscriptionState::Disabled.into(),
        ..sample::subscription(&receiver.url, &["test"])
    };
    let (subscription, _) = caller.subscribe(subscription).await;
    for _ in 0..BACKLOG {
        send(caller, &subscription.subscription_id).await;
    }
    let enable = v1::UpdateSubscriptionRequest {
        subscription: Some(v1::Subscription { state: SubscriptionState::Enabled.into(), ..subscription }),
        update_mask: Some(FieldMask { paths: vec!["state".to_owned()] }),
    };
    caller.subscriptions().update_subscription(enable).await.unwrap();
    // Each is sent when the one before has ended, and not at the next look of a second: that would take 100 s.
    let all = async {
        for _ in 0..BACKLOG {
            receiver.next().await;
        }
    };
    tokio::time::timeout(PATIENCE, all).await.expect("the backlog flows");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_only_fails_is_disabled_and_what_it_missed_is_kept() {
    let server = Server::with(&[("endpoint.disable_after", "300ms"), ("retry_schedule", "200ms,200ms,200ms,1h")]).await;
    let caller = server.caller();
    let failing = Receiver::always(Reply::status(500)).await;
    let mut told = Receiver::start().await;
    caller.subscribe(sample::subscription(&told.url, &["subscription.disabled"])).await;
    let (subscription, _) = caller.subscribe(sample::subscription(&failing.url, &["test"])).await;
    let sent = send(caller, &subscription.subscription_id).await;
    let news = told.next().await.json();
    assert_eq!(news["type"], "subscription.disabled");
    assert_eq!(news["data"]["subscription_id"], subscription.subscription_id);
    assert_eq!(news["data"]["reason"], "the endpoint has only failed for days");
    caller.delivery_in(DeliveryState::Held, &sent.delivery_id).await;
    let request = v1::GetSubscriptionRequest { subscription_id: subscription.subscription_id };
    let shown = caller.subscriptions().get_subscription(request).await.unwrap().into_inner().subscription.unwrap();
    assert_eq!(shown.state(), SubscriptionState::Disabled);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_and_the_attempts_are_measured() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut receiver = Receiver::start().await;
    let (subscription, _) = caller.subscribe(sample::subscription(&receiver.url, &["test"])).await;
    let sent = send(caller, &subscription.subscription_id).await;
    receiver.next().await;
    caller.delivery_in(DeliveryState::Succeeded, &sent.delivery_id).await;
    // Each queue is measured for the first time when the server has started, and not all at the same moment.
    let measured = async {
        loop {
            let answer = Http::new().ask(Method::GET, &format!("{}/metrics", server.url), &[], Vec::new()).await;
            let text = String::from_utf8(answer.body.to_vec()).unwrap();
            if text.contains("placard_binding_oldest_due_seconds") {
                return text;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let text = tokio::time::timeout(PATIENCE, measured).await.expect("measurements");
    for expected in [
        "placard_delivery_attempts_total{outcome=\"success\",lane=\"first\"}",
        "placard_delivery_first_attempt_delay_seconds_bucket",
        "placard_deliveries{state=\"pending\"}",
        "placard_delivery_oldest_due_seconds{lane=\"retry\"}",
        "placard_renders{state=\"queued\"}",
        "placard_renders{state=\"running\"}",
        "placard_render_oldest_due_seconds",
        "placard_uploads{state=\"due\"}",
        "placard_uploads{state=\"later\"}",
        "placard_upload_oldest_due_seconds",
        "placard_bindings_due",
        "method=\"placard.v1.WebhookSubscriptionService/SendTestEvent\"",
    ] {
        assert!(text.contains(expected), "no {expected} in:\n{text}");
    }
}
