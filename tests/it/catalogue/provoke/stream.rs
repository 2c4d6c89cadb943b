//! Errors with which streams end.

use std::{sync::Arc, time::Duration};

use futures::StreamExt;
use placard::app::World;
use placard_client::v1;
use tonic::{Status, transport::Endpoint};

use super::Provoked;
use crate::support::{
    caller::Caller,
    clock::Ahead,
    database::TestDatabase,
    receiver::{Receiver, Reply},
    refusal::Refusal,
    sample,
    server::{Names, PATIENCE, Server},
};

/// The last thing that a stream says.
async fn end_of<T>(stream: &mut tonic::Streaming<T>) -> Status {
    let end = async {
        loop {
            if let Err(status) = stream.next().await.expect("a stream ends with an error, never with OK") {
                return status;
            }
        }
    };
    tokio::time::timeout(PATIENCE, end).await.expect("the stream ends")
}

pub async fn reader_too_slow() -> Provoked {
    let server = Server::with(&[("ingress.streams_per_key", "1")]).await;
    let caller = server.caller();
    // A connection that holds little; a client's usual window takes megabytes.
    let narrow = Endpoint::from_shared(server.url.clone()).unwrap().initial_stream_window_size(65_535).connect_lazy();
    let reader = Caller { channel: narrow, ..caller.clone() };
    let mut stream = reader.subscriptions().watch_deliveries(v1::WatchDeliveriesRequest::default()).await.unwrap();
    let receiver = Receiver::always(Reply::status(200).body(vec![b'x'; 4096])).await;
    let (subscription, _) = caller.subscribe(sample::subscription(&receiver.url, &["test"])).await;
    let sent = (0..400).map(|_| {
        let request = v1::SendTestEventRequest { subscription_id: subscription.subscription_id.clone(), data: None };
        async move { caller.subscriptions().send_test_event(request).await.unwrap() }
    });
    futures::future::join_all(sent).await;
    // Its place is free as soon as it is cut off.
    let request = v1::WatchDeliveriesRequest::default();
    let cut_off = async {
        while caller.subscriptions().watch_deliveries(request.clone()).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, cut_off).await.expect("it is cut off");
    let refusal = Refusal::read(&end_of(stream.get_mut()).await);
    Provoked::new("WatchDeliveries, by gRPC, and nobody who reads it", refusal)
}

pub async fn shutting_down() -> Provoked {
    let mut server = Server::start().await;
    let request = v1::WatchDeliveriesRequest::default();
    let mut stream = server.caller().subscriptions().watch_deliveries(request).await.unwrap().into_inner();
    server.begin_end();
    let refusal = Refusal::read(&end_of(&mut stream).await);
    server.ended().await;
    Provoked::new("WatchDeliveries, by gRPC, until the server ends", refusal)
}

pub async fn resume_token_expired() -> Provoked {
    let db = TestDatabase::sqlite();
    let mut server = Server::on(&db, Names::default().world(), &[]).await;
    let caller = server.caller();
    let receiver = Receiver::start().await;
    let (subscription, _) = caller.subscribe(sample::subscription(&receiver.url, &["test"])).await;
    let mut stream = caller.events().stream_events(v1::StreamEventsRequest::default()).await.unwrap().into_inner();
    let send = v1::SendTestEventRequest { subscription_id: subscription.subscription_id, ..Default::default() };
    let mut ids = Vec::new();
    for _ in 0..2 {
        let sent = caller.subscriptions().send_test_event(send.clone()).await.unwrap().into_inner();
        caller.delivery_in(v1::DeliveryState::Succeeded, &sent.delivery_id).await;
        ids.push(sent.event_id);
    }
    let resume_token = loop {
        let message = stream.next().await.unwrap().unwrap();
        if let Some(v1::stream_events_response::Payload::Event(_)) = message.payload {
            break message.resume_token;
        }
    };
    drop(stream);
    server.ended().await;
    // Days later all of it is past its retention.
    let world = World { clock: Arc::new(Ahead(Duration::from_secs(3 * 86_400))), ..Names::default().world() };
    let server = Server::on(&db, world, &[("retention", "1d")]).await;
    let gone = async {
        let get = v1::GetEventRequest { event_id: ids[1].clone() };
        while server.caller().events().get_event(get.clone()).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, gone).await.expect("it is deleted");
    let request = v1::StreamEventsRequest { resume_token, ..Default::default() };
    let refused = match server.caller().events().stream_events(request).await {
        Ok(stream) => end_of(&mut stream.into_inner()).await,
        Err(refused) => refused,
    };
    Provoked::new("StreamEvents, by gRPC, with a resume token of long ago", Refusal::read(&refused))
}
