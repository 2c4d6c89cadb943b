//! What is past its retention is gone, and whoever would go on before it is told so.

use std::{sync::Arc, time::Duration};

use futures::StreamExt as _;
use placard::app::World;
use placard_client::v1::{
    self, DeliveryState, StreamEventsRequest, WatchDeliveriesRequest, stream_events_response, watch_deliveries_response,
};
use tonic::Code;

use crate::support::{
    caller::Caller,
    clock::Ahead,
    database::{TestDatabase, on_both_engines},
    receiver::Receiver,
    refusal::Refusal,
    sample,
    server::{Names, PATIENCE, Server},
};

on_both_engines! {
    a_token_from_before_what_is_gone_has_expired,
}

async fn next_event(caller: &Caller, resume_token: &str) -> Result<(v1::Event, String), tonic::Status> {
    let request = StreamEventsRequest { resume_token: resume_token.to_owned(), ..Default::default() };
    let mut stream = caller.events().stream_events(request).await?.into_inner();
    let event = async {
        loop {
            let message = stream.next().await.expect("a stream that lasts")?;
            if let Some(stream_events_response::Payload::Event(event)) = message.payload {
                return Ok((event, message.resume_token));
            }
        }
    };
    tokio::time::timeout(PATIENCE, event).await.expect("an event, or a refusal")
}

async fn a_token_from_before_what_is_gone_has_expired(db: TestDatabase) {
    let receiver = Receiver::start().await;
    let mut server = Server::on(&db, Names::default().world(), &[]).await;
    let caller = server.caller();
    let (subscription, _) = caller.subscribe(sample::subscription(&receiver.url, &["test"])).await;
    let send = async |caller: &Caller| {
        let subscription_id = subscription.subscription_id.clone();
        let request = v1::SendTestEventRequest { subscription_id, ..Default::default() };
        caller.subscriptions().send_test_event(request).await.unwrap().into_inner()
    };
    let mut events = caller.events().stream_events(StreamEventsRequest::default()).await.unwrap().into_inner();
    let mut changes =
        caller.subscriptions().watch_deliveries(WatchDeliveriesRequest::default()).await.unwrap().into_inner();
    let sent = send(caller).await;
    let first = loop {
        let message = events.next().await.unwrap().unwrap();
        if let Some(stream_events_response::Payload::Event(event)) = message.payload {
            assert_eq!(event.event_id, sent.event_id);
            break message.resume_token;
        }
    };
    let first_change = loop {
        let message = changes.next().await.unwrap().unwrap();
        if let Some(watch_deliveries_response::Payload::Delivery(_)) = message.payload {
            break message.resume_token;
        }
    };
    // A second one, which who holds those tokens has not seen.
    let second = send(caller).await;
    let (event, last) = next_event(caller, &first).await.unwrap();
    assert_eq!(event.event_id, second.event_id);
    for sent in [&sent, &second] {
        caller.delivery_in(DeliveryState::Succeeded, &sent.delivery_id).await;
    }
    drop((events, changes));
    server.ended().await;

    // The next start is days later, when all of it is past its retention.
    let world = World { clock: Arc::new(Ahead(Duration::from_secs(3 * 86_400))), ..Names::default().world() };
    let server = Server::on(&db, world, &[("retention", "1d")]).await;
    let caller = server.caller();
    let gone = async {
        let get = v1::GetEventRequest { event_id: second.event_id.clone() };
        while caller.events().get_event(get.clone()).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, gone).await.expect("it is deleted");
    Refusal::read(&next_event(caller, &first).await.unwrap_err()).must_be(
        Code::OutOfRange,
        "RESUME_TOKEN_EXPIRED",
        &[],
    );
    let request = WatchDeliveriesRequest { resume_token: first_change, ..Default::default() };
    let mut watch = match caller.subscriptions().watch_deliveries(request).await {
        Ok(stream) => stream.into_inner(),
        Err(refused) => return Refusal::read(&refused).must_be(Code::OutOfRange, "RESUME_TOKEN_EXPIRED", &[]),
    };
    let refused = tokio::time::timeout(PATIENCE, watch.next()).await.unwrap().unwrap().unwrap_err();
    Refusal::read(&refused).must_be(Code::OutOfRange, "RESUME_TOKEN_EXPIRED", &[]);

    // Who had seen all that went has missed nothing.
    let sent = send(caller).await;
    assert_eq!(next_event(caller, &last).await.unwrap().0.event_id, sent.event_id);
}
