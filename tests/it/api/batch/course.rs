//! What becomes of a batch, and who is told.

use futures::StreamExt;
use placard_client::v1::{
    self, BatchState, CreateBatchRequest, RenderState, WatchBatchRequest, watch_batch_response::Payload,
};
use tonic::Code;

use super::{csv, of_titles, refused, with};
use crate::support::{
    http::Http,
    receiver::{Receiver, Reply},
    refusal::Refusal,
    sample,
    server::{PATIENCE, Server},
};

#[tokio::test(flavor = "multi_thread")]
async fn its_end_is_told_once_to_subscribers_and_to_its_own_webhook() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut subscribed = Receiver::start().await;
    let mut own = Receiver::start().await;
    caller.subscribe(sample::subscription(&subscribed.url, &["batch.completed"])).await;
    let webhook = Some(v1::RenderWebhook { url: own.url.clone(), secret: "sixteen letters!".into() });
    let request = CreateBatchRequest { webhook, ..csv("title,accent\nA,\nB,no colour\nC,#fff\n") };
    let ended = caller.ended_batch(request).await;
    for receiver in [&mut subscribed, &mut own] {
        let told = receiver.next().await.json();
        let data = &told["data"];
        assert_eq!((&told["type"], &data["batch_id"]), (&"batch.completed".into(), &ended.batch_id.as_str().into()));
        let counts = ["total_count", "completed_count", "failed_count", "cancelled_count"];
        assert_eq!(counts.map(|name| data[name].as_u64().unwrap()), [3, 2, 1, 0]);
        assert_eq!((&data["status"], &data["template_id"]), (&"completed".into(), &"card".into()));
        let schema = Http::new().get(&format!("{}/schemas/events/batch.completed.json", server.url), &[]).await;
        let schema: serde_json::Value = serde_json::from_slice(&schema.body).unwrap();
        assert!(jsonschema::is_valid(&schema, &told), "{told}");
    }
    // Each item was told by itself as well, by the schema, and the batch once.
    let events = v1::ListEventsRequest::default();
    let events = caller.events().list_events(events).await.unwrap().into_inner().events;
    let mut types: Vec<&str> = events.iter().map(|event| event.event_type.as_str()).collect();
    types.sort_unstable();
    assert_eq!(types, ["batch.completed", "render.completed", "render.completed", "render.failed"]);
    for event in &events {
        let url = format!("{}/schemas/events/{}.json", server.url, event.event_type);
        let schema: serde_json::Value = serde_json::from_slice(&Http::new().get(&url, &[]).await.body).unwrap();
        let told = serde_json::from_slice(&event.payload).unwrap();
        assert!(jsonschema::is_valid(&schema, &told), "{told}");
    }
    assert!(subscribed.so_far().is_empty() && own.so_far().is_empty());
    let of_batch = v1::ListDeliveriesRequest { batch_id: ended.batch_id.clone(), ..Default::default() };
    let destinations: Vec<_> =
        caller.deliveries(of_batch).await.into_iter().map(|delivery| delivery.destination).collect();
    assert_eq!(destinations, [Some(v1::delivery::Destination::BatchId(ended.batch_id))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelled_it_stops_what_has_not_begun() {
    let server = Server::with(&[("render_threads", "1")]).await;
    let caller = server.caller();
    let mut told = Receiver::start().await;
    caller.subscribe(sample::subscription(&told.url, &["batch.completed"])).await;
    // Avatars that hang: what has begun goes on until they go.
    let mut hanging = Receiver::always(Reply::never()).await;
    let request = with(of_titles(100), |rows| {
        rows.spec.as_mut().unwrap().variables.insert("avatar_url".into(), sample::text(&hanging.url));
    });
    let batch = caller.create_batch(request).await;
    hanging.next().await;
    let request = v1::CancelBatchRequest { batch_id: batch.batch_id.clone() };
    let cancelled = caller.renders().cancel_batch(request.clone()).await.unwrap().into_inner().batch.unwrap();
    assert_eq!(cancelled.state(), BatchState::Cancelling);
    assert!((1..100).contains(&cancelled.cancelled_count), "{cancelled:?}");
    let retry = v1::RetryBatchItemsRequest { batch_id: batch.batch_id.clone(), ..Default::default() };
    let refusal = Refusal::of(caller.renders().retry_batch_items(retry).await);
    refusal.must_be(Code::FailedPrecondition, "BATCH_NOT_ENDED", &[]);
    drop(hanging);
    let ended = caller.end_of_batch(&batch.batch_id).await;
    assert_eq!(ended.state(), BatchState::Cancelled);
    assert_eq!(ended.cancelled_count, cancelled.cancelled_count, "nothing began after it");
    assert_eq!(ended.failed_count + ended.cancelled_count, 100);
    let items = caller.batch_items(&batch.batch_id).await;
    let cancelled = items.iter().filter(|item| item.state() == RenderState::Cancelled);
    assert_eq!(cancelled.count(), ended.cancelled_count as usize);
    let event = told.next().await.json();
    assert_eq!((&event["data"]["status"], &event["data"]["total_count"]), (&"cancelled".into(), &100.into()));
    // Again, it changes nothing and tells nobody.
    let again = caller.renders().cancel_batch(request).await.unwrap().into_inner().batch.unwrap();
    assert_eq!(again, ended);
    assert!(told.so_far().is_empty());
    let taken_back = items.iter().find(|item| item.state() == RenderState::Cancelled).unwrap();
    let request = v1::DownloadRenderRequest { render_id: taken_back.render.as_ref().unwrap().render_id.clone() };
    let refusal = Refusal::of(caller.renders().download_render(request).await);
    refusal.must_be(Code::FailedPrecondition, "RENDER_CANCELLED", &[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_is_rendered_again_in_its_place() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut told = Receiver::start().await;
    caller.subscribe(sample::subscription(&told.url, &["batch.completed"])).await;
    // Away at first, and there later.
    let picture = Reply::status(200).header("content-type", "image/png").body(sample::PICTURE);
    let pictures = Receiver::replying([Reply::status(500), picture]).await;
    let rows = format!("title,avatar_url\nA,\nB,{}\nC,\nD\n", pictures.url);
    let first = caller.ended_batch(csv(&rows)).await;
    assert_eq!((first.completed_count, first.failed_count), (2, 2));
    assert_eq!(told.next().await.json()["data"]["failed_count"], 2);
    let before = caller.batch_items(&first.batch_id).await;
    let request = v1::RetryBatchItemsRequest { batch_id: first.batch_id.clone(), request_id: "again".into() };
    let again = caller.renders().retry_batch_items(request.clone()).await.unwrap().into_inner().batch.unwrap();
    assert_eq!((again.state(), again.failed_count, again.finish_time), (BatchState::Running, 1, None));
    let second = caller.end_of_batch(&first.batch_id).await;
    assert_eq!((second.completed_count, second.failed_count), (3, 1));
    assert_eq!(told.next().await.json()["data"]["failed_count"], 1);
    // The same request retries once.
    caller.renders().retry_batch_items(request).await.unwrap();
    assert_eq!(caller.end_of_batch(&first.batch_id).await, second);
    assert!(told.so_far().is_empty());

    let after = caller.batch_items(&first.batch_id).await;
    let ids = |items: &[v1::BatchItem]| -> Vec<String> {
        items.iter().map(|item| item.render.as_ref().unwrap().render_id.clone()).collect()
    };
    let (before, after) = (ids(&before), ids(&after));
    assert_eq!([&before[0], &before[2], &before[3]], [&after[0], &after[2], &after[3]], "the row that is none stays");
    assert_ne!(before[1], after[1]);
    let request = v1::GetRenderRequest { render_id: before[1].clone() };
    let replaced = caller.renders().get_render(request).await.unwrap().into_inner().render.unwrap();
    assert_eq!((replaced.batch_id, replaced.batch_index), (first.batch_id.clone(), None));
    let all = caller.all_renders(v1::ListRendersRequest { batch_id: first.batch_id, ..Default::default() }).await;
    assert_eq!(all.len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn its_progress_is_told_until_its_end_and_resumed() {
    let server = Server::start().await;
    let caller = server.caller();
    let batch = caller.create_batch(of_titles(150)).await;
    let watch = async |resume_token: &str| {
        let request = WatchBatchRequest { batch_id: batch.batch_id.clone(), resume_token: resume_token.to_owned() };
        caller.renders().watch_batch(request).await.unwrap().into_inner()
    };
    let mut stream = watch("").await;
    let (mut last, mut seen) = (-1, 0);
    let all = async {
        while let Some(message) = stream.next().await {
            let message = message.unwrap();
            let Some(Payload::Progress(progress)) = message.payload else { continue };
            assert!(progress.done_count > last || progress.done_count == last && seen == 1, "it goes on: {progress:?}");
            assert_eq!((progress.total_count, progress.failed_count), (150, 0));
            assert!(progress.rate_per_second >= 0.0 && progress.rate_per_second.is_finite());
            assert_eq!(progress.time_left.is_some(), progress.done_count > 0, "{progress:?}");
            last = progress.done_count;
            seen += 1;
            // Cut off after each message, and taken up again.
            stream = watch(&message.resume_token).await;
        }
    };
    tokio::time::timeout(3 * PATIENCE, all).await.expect("an end in time");
    assert_eq!(last, 150);
    assert!(seen > 3, "only {seen} messages");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_is_one_batch() {
    let server = Server::start().await;
    let caller = server.caller();
    let request = CreateBatchRequest { request_id: "b-1".into(), ..of_titles(20) };
    let batches = futures::future::join_all((0..6).map(|_| caller.create_batch(request.clone()))).await;
    assert!(batches.iter().all(|batch| batch.batch_id == batches[0].batch_id));
    assert_eq!(caller.end_of_batch(&batches[0].batch_id).await.request_id, "b-1");
    let other = CreateBatchRequest { request_id: "b-1".into(), ..of_titles(2) };
    refused(caller, other).await.must_be(Code::AlreadyExists, "REQUEST_ID_REUSED", &["request_id"]);
    assert_eq!(caller.all_renders(v1::ListRendersRequest { page_size: 1_000, ..Default::default() }).await.len(), 20);
    let listed = caller.renders().list_batches(v1::ListBatchesRequest::default()).await.unwrap().into_inner();
    assert_eq!(listed.batches.len(), 1);
    let running = v1::ListBatchesRequest { state: BatchState::Running.into(), ..Default::default() };
    assert_eq!(caller.renders().list_batches(running).await.unwrap().into_inner().batches, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_behind_a_large_batch() {
    let server = Server::with(&[("render_threads", "1")]).await;
    let caller = server.caller();
    let large = caller.create_batch(of_titles(1_000)).await;
    // Who waits for a render, a queued one of the same workspace, and a stranger's batch all end before it does.
    caller.render(sample::render("At once")).await;
    let small = caller.ended_batch(of_titles(3)).await;
    let stranger = server.stranger().await.ended_batch(of_titles(3)).await;
    let request = v1::GetBatchRequest { batch_id: large.batch_id.clone() };
    let large = caller.renders().get_batch(request).await.unwrap().into_inner().batch.unwrap();
    assert_eq!((small.completed_count, stranger.completed_count), (3, 3));
    assert_eq!(large.state(), BatchState::Running, "{large:?}");
    let cancel = v1::CancelBatchRequest { batch_id: large.batch_id };
    caller.renders().cancel_batch(cancel).await.unwrap();
}
