//! A batch that is interrupted goes on, and each of its items ends once.

use std::collections::{BTreeMap, BTreeSet};

use futures::StreamExt;
use placard_client::v1::{self, BatchState, RenderState, WatchBatchRequest, watch_batch_response::Payload};

use crate::support::{process::Process, receiver::Receiver, sample, server::PATIENCE};

const ITEMS: usize = 1_000;

/// Follows a batch until so many have ended, or all; the last progress and where to go on.
async fn until(process: &Process, batch_id: &str, token: String, done: i32) -> (v1::BatchProgress, String) {
    let request = WatchBatchRequest { batch_id: batch_id.to_owned(), resume_token: token.clone() };
    let mut stream = process.caller().renders().watch_batch(request).await.unwrap().into_inner();
    let mut last = (v1::BatchProgress::default(), token);
    let far = async {
        while let Some(message) = stream.next().await {
            let message = message.unwrap();
            if let Some(Payload::Progress(progress)) = message.payload {
                assert!(progress.done_count >= last.0.done_count, "it never goes back");
                last = (progress, message.resume_token);
                if last.0.done_count >= done {
                    return;
                }
            }
        }
    };
    tokio::time::timeout(6 * PATIENCE, far).await.expect("it goes on");
    last
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_middle_of_a_batch_it_completes_each_item_once() {
    let data = tempfile::tempdir().unwrap();
    let process = Process::start(data.path(), &[]).await;
    let mut receiver = Receiver::start().await;
    process.caller().subscribe(sample::subscription(&receiver.url, &["render.completed", "batch.completed"])).await;
    let titles: Vec<String> = (0..ITEMS).map(|number| format!("Title {number}")).collect();
    let batch = sample::batch(&titles.iter().map(String::as_str).collect::<Vec<_>>());
    let batch_id = process.caller().create_batch(batch).await.batch_id;
    let (first, token) = until(&process, &batch_id, String::new(), 100).await;
    assert!((100..ITEMS as i32).contains(&first.done_count), "it is in the middle: {first:?}");
    process.kill().await;

    let process = Process::start(data.path(), &[]).await;
    // The stream goes on where it was, and again in the middle of everything.
    let (second, token) = until(&process, &batch_id, token, 400).await;
    assert!(second.done_count >= first.done_count);
    process.kill().await;
    let process = Process::start(data.path(), &[]).await;
    let (last, _) = until(&process, &batch_id, token, ITEMS as i32).await;
    let batch = last.batch.unwrap();
    let counts = (batch.completed_count, batch.failed_count, batch.cancelled_count);
    assert_eq!((batch.state(), counts), (BatchState::Completed, (ITEMS as i32, 0, 0)));

    let caller = process.caller();
    let items = caller.batch_items(&batch_id).await;
    let urls: BTreeSet<String> = items.iter().map(|item| item.render.as_ref().unwrap().url.clone()).collect();
    assert_eq!((items.len(), urls.len()), (ITEMS, ITEMS));
    assert!(items.iter().all(|item| item.state() == RenderState::Succeeded));
    // Each was told of once, by one event, however often it was sent; and the batch once.
    let mut events: BTreeMap<String, (String, String)> = BTreeMap::new();
    let all = async {
        while events.len() < ITEMS + 1 {
            let request = receiver.next().await;
            let told = request.json();
            let of = told["data"]["render_id"].as_str().unwrap_or("batch").to_owned();
            events.insert(request.header("webhook-id").to_owned(), (told["type"].as_str().unwrap().to_owned(), of));
        }
    };
    tokio::time::timeout(3 * PATIENCE, all).await.expect("all of it is told");
    let subjects: BTreeSet<&String> = events.values().map(|(_, of)| of).collect();
    assert_eq!(subjects.len(), ITEMS + 1, "no subject has two events");
    let request =
        v1::ListEventsRequest { event_types: vec!["batch.completed".into()], page_size: 10, ..Default::default() };
    assert_eq!(caller.events().list_events(request).await.unwrap().into_inner().events.len(), 1);
}
