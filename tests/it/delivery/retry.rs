//! What becomes of a delivery whose receiver fails.

use std::time::Duration;

use placard_client::v1::{self, DeliveryState, SubscriptionState};

use crate::support::{
    caller::Caller,
    receiver::{Received, Receiver, Reply},
    sample,
    server::Server,
};

/// Sends a test event to a new subscription; answers the delivery's id.
async fn send(caller: &Caller, url: &str) -> String {
    let (subscription, _) = caller.subscribe(sample::subscription(url, &["test"])).await;
    let request = v1::SendTestEventRequest { subscription_id: subscription.subscription_id, data: None };
    caller.subscriptions().send_test_event(request).await.unwrap().into_inner().delivery_id
}

fn duration(duration: Option<prost_types::Duration>) -> Duration {
    duration.expect("a duration").try_into().expect("a positive duration")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_attempt_is_made_at_its_time_and_recorded() {
    let server = Server::start().await;
    let caller = server.caller();
    let long = vec![b'y'; 10_000];
    let mut receiver =
        Receiver::replying([Reply::status(500).header("x-trace", "abc").body("oops"), Reply::status(404).body(long)])
            .await;
    let delivery_id = send(caller, &receiver.url).await;
    let received: [Received; 3] = [receiver.next().await, receiver.next().await, receiver.next().await];
    for (number, request) in received.iter().enumerate() {
        assert_eq!(request.header("x-placard-attempt"), (number + 1).to_string());
        assert_eq!(request.header("x-placard-delivery-id"), delivery_id);
        assert_eq!(request.header("webhook-id"), received[0].header("webhook-id"));
        assert_eq!(request.body, received[0].body, "the same bytes on every attempt");
    }
    // With a jitter of ten percent.
    for (pair, wait) in received.windows(2).zip([100, 200]) {
        let waited = pair[1].at - pair[0].at;
        assert!(waited >= Duration::from_millis(wait * 9 / 10), "{waited:?} instead of {wait} ms");
    }
    let delivery = caller.delivery_in(DeliveryState::Succeeded, &delivery_id).await;
    assert_eq!(delivery.attempt_count, 3);
    let [first, second, third] = &delivery.attempts[..] else { panic!("three attempts: {delivery:?}") };
    assert_eq!([first.number, second.number, third.number], [1, 2, 3]);
    assert_eq!([first.response_status, second.response_status, third.response_status], [500, 404, 200]);
    assert_eq!(first.response_body, "oops");
    assert!(first.response_headers.iter().any(|header| header.name == "x-trace" && header.value == "abc"));
    assert_eq!(first.error, "the receiver answered 500");
    assert_eq!((second.response_body.len(), second.error.as_str()), (4096, "the receiver answered 404"));
    assert_eq!(third.error, "");
    assert!(delivery.attempts.iter().all(|attempt| attempt.start_time.is_some()));
    // Lists leave attempts out.
    assert_eq!(caller.deliveries(Default::default()).await[0].attempts, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_last_attempt_it_is_exhausted_and_that_is_told() {
    let server = Server::start().await;
    let caller = server.caller();
    let (failing, mut news) = (Receiver::always(Reply::status(503)).await, Receiver::start().await);
    caller.subscribe(sample::subscription(&news.url, &["delivery.exhausted"])).await;
    let delivery_id = send(caller, &failing.url).await;
    let told = news.next().await.json();
    let delivery = caller.delivery_in(DeliveryState::Exhausted, &delivery_id).await;
    assert_eq!((delivery.attempt_count, delivery.attempts.len()), (4, 4), "one more than there are waits");
    assert!(delivery.finish_time.is_some() && delivery.next_attempt_time.is_none());
    assert_eq!(told["type"], "delivery.exhausted");
    assert_eq!(
        told["data"],
        serde_json::json!({
            "delivery_id": delivery_id,
            "event_id": delivery.event_id,
            "event_type": "test",
            "attempt_count": 4,
            "error": "the receiver answered 503",
        })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn news_of_exhaustion_that_is_exhausted_is_no_news() {
    let server = Server::with(&[("retry_schedule", "50ms")]).await;
    let caller = server.caller();
    let failing = Receiver::always(Reply::status(500)).await;
    let url = &failing.url;
    caller.subscribe(sample::subscription(url, &["delivery.exhausted"])).await;
    send(caller, url).await;
    let exhausted = |event: &'static str| {
        move |delivery: &v1::Delivery| delivery.state() == DeliveryState::Exhausted && delivery.event_type == event
    };
    caller.first_delivery(exhausted("delivery.exhausted")).await;
    assert_eq!(caller.deliveries(Default::default()).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn gone_disables_the_subscription_and_holds_what_is_for_it() {
    let server = Server::start().await;
    let caller = server.caller();
    let (gone, mut news) = (Receiver::always(Reply::status(410)).await, Receiver::start().await);
    caller.subscribe(sample::subscription(&news.url, &["subscription.disabled"])).await;
    let (subscription, _) = caller.subscribe(sample::subscription(&gone.url, &["render.completed"])).await;
    caller.render(sample::render("Gone")).await;
    let told = news.next().await.json();
    assert_eq!(told["data"]["subscription_id"], subscription.subscription_id);

    let held = caller.first_delivery(|delivery| delivery.state() == DeliveryState::Held).await;
    let held = caller.delivery(&held.delivery_id).await;
    assert_eq!((held.attempts.len(), held.attempts[0].response_status), (1, 410));
    let request = v1::GetSubscriptionRequest { subscription_id: subscription.subscription_id };
    let now = caller.subscriptions().get_subscription(request).await.unwrap().into_inner().subscription.unwrap();
    assert_eq!(now.state(), SubscriptionState::Disabled);
    assert_eq!(now.disable_reason, "the endpoint answered 410 Gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn retry_after_lengthens_the_wait() {
    let server = Server::start().await;
    let caller = server.caller();
    for status in [429, 503] {
        let mut receiver = Receiver::replying([Reply::status(status).header("retry-after", "2")]).await;
        let delivery_id = send(caller, &receiver.url).await;
        let (first, second) = (receiver.next().await, receiver.next().await);
        let waited = second.at - first.at;
        assert!(waited >= Duration::from_millis(1_950), "{waited:?} after {status}");
        caller.delivery_in(DeliveryState::Succeeded, &delivery_id).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_a_failure_and_not_followed() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut elsewhere = Receiver::start().await;
    for status in [301, 302, 303, 307, 308] {
        let redirect = Reply::status(status).header("location", &elsewhere.url);
        let receiver = Receiver::replying([redirect]).await;
        let delivery_id = send(caller, &receiver.url).await;
        let delivery = caller.delivery_in(DeliveryState::Succeeded, &delivery_id).await;
        assert_eq!(delivery.attempts[0].response_status, i32::from(status));
        let error = &delivery.attempts[0].error;
        assert_eq!(*error, format!("the receiver answered {status}, a redirect, and redirects are not followed"));
    }
    assert_eq!(elsewhere.so_far().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_is_slow_has_failed() {
    let server = Server::with(&[("delivery_timeout", "1")]).await;
    let caller = server.caller();
    let receiver = Receiver::replying([Reply::never()]).await;
    let delivery_id = send(caller, &receiver.url).await;
    let delivery = caller.delivery_in(DeliveryState::Succeeded, &delivery_id).await;
    let slow = &delivery.attempts[0];
    assert_eq!((slow.response_status, slow.error.as_str()), (0, "the receiver did not answer within the time allowed"));
    assert!(duration(slow.duration) >= Duration::from_secs(1), "{slow:?}");
    assert!(duration(slow.duration) < Duration::from_secs(10), "{slow:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_is_not_there_has_failed() {
    let server = Server::with(&[("retry_schedule", "50ms")]).await;
    let caller = server.caller();
    for (url, error) in [
        ("http://127.0.0.1:1024/", "the receiver refused the connection"),
        ("http://nowhere.example/", "the host's name does not resolve"),
    ] {
        let delivery_id = send(caller, url).await;
        let delivery = caller.delivery_in(DeliveryState::Exhausted, &delivery_id).await;
        assert_eq!(delivery.attempts.iter().map(|attempt| attempt.error.as_str()).collect::<Vec<_>>(), [error, error]);
        assert!(delivery.attempts.iter().all(|attempt| attempt.response_status == 0));
    }
}
