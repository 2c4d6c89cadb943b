//! Endpoints that turn out otherwise, or change, between saving and sending.

use placard_client::v1::{self, DeliveryState};
use prost_types::FieldMask;
use standardwebhooks::Webhook;

use crate::support::{
    receiver::{Receiver, Reply},
    sample,
    server::{Names, Server},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_changes_its_mind_gains_nothing() {
    // Well at first, and loopback when it is dialled.
    let names = Names::default().answer("rebind.example", &["93.184.216.34", "127.0.0.1"]);
    let server = Server::within(names.world(), &[("egress.allow", ""), ("retry_schedule", "50ms")]).await;
    let caller = server.caller();
    let mut behind = Receiver::start().await;
    let url = format!("http://rebind.example:{}/hook", behind.address.port());
    let (subscription, _) = caller.subscribe(sample::subscription(&url, &["test"])).await;
    let request = v1::SendTestEventRequest { subscription_id: subscription.subscription_id, data: None };
    let sent = caller.subscriptions().send_test_event(request).await.unwrap().into_inner();
    let delivery = caller.delivery_in(DeliveryState::Exhausted, &sent.delivery_id).await;
    for attempt in &delivery.attempts {
        assert_eq!(
            attempt.error,
            "the URL points at a loopback address, which requests are not sent to (rule `loopback`)"
        );
        assert_eq!(attempt.response_status, 0);
    }
    assert_eq!(behind.so_far().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_goes_where_the_subscription_points_by_then() {
    let server = Server::with(&[("retry_schedule", "1s")]).await;
    let caller = server.caller();
    let (mut old, mut new) = (Receiver::always(Reply::status(500)).await, Receiver::start().await);
    let (subscription, secret) = caller.subscribe(sample::subscription(&old.url, &["test"])).await;
    let request = v1::SendTestEventRequest { subscription_id: subscription.subscription_id.clone(), data: None };
    caller.subscriptions().send_test_event(request).await.unwrap();
    let first = old.next().await;
    let update = v1::UpdateSubscriptionRequest {
        subscription: Some(v1::Subscription { url: new.url.clone(), ..subscription }),
        update_mask: Some(FieldMask { paths: vec!["url".to_owned()] }),
    };
    caller.subscriptions().update_subscription(update).await.unwrap();
    let second = new.next().await;
    assert_eq!(second.header("webhook-id"), first.header("webhook-id"));
    assert_eq!(second.header("x-placard-attempt"), "2");
    Webhook::new(&secret).unwrap().verify(&second.body, &second.headers).unwrap();
    assert_eq!(old.so_far().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_receiver_that_hangs_holds_up_no_other() {
    let server = Server::start().await;
    let caller = server.caller();
    let hanging = Receiver::always(Reply::never()).await;
    let mut healthy = Receiver::start().await;
    for _ in 0..3 {
        caller.subscribe(sample::subscription(&hanging.url, &["render.completed"])).await;
    }
    caller.subscribe(sample::subscription(&healthy.url, &["render.completed"])).await;
    for n in 0..30 {
        caller.render(sample::render("One")).await;
        let received = tokio::time::timeout(std::time::Duration::from_secs(5), healthy.next()).await;
        received.unwrap_or_else(|_| panic!("number {n} is held up"));
    }
}
