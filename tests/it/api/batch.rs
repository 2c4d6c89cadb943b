//! Batches and collections: many renders asked for at once.

use std::collections::BTreeSet;

use futures::StreamExt;
use placard_client::v1::{
    self, BatchState, CreateBatchRequest, RenderState, WatchBatchRequest, batch_rows::Source,
    create_batch_request::Items, render_spec::Design, watch_batch_response::Payload,
};
use tonic::Code;

use crate::support::{
    caller::Caller,
    http::Http,
    receiver::{Receiver, Reply},
    refusal::Refusal,
    sample,
    server::{PATIENCE, Server},
};

fn titles(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("Title {number}")).collect()
}

fn of_titles(count: usize) -> CreateBatchRequest {
    sample::batch(&titles(count).iter().map(String::as_str).collect::<Vec<_>>())
}

fn csv(text: &str) -> CreateBatchRequest {
    sample::of_rows(Source::Csv(text.to_owned().into()))
}

/// The same with other words about its rows.
fn with(request: CreateBatchRequest, change: impl FnOnce(&mut v1::BatchRows)) -> CreateBatchRequest {
    let Some(Items::Rows(mut rows)) = request.items else { panic!("rows") };
    change(&mut rows);
    CreateBatchRequest { items: Some(Items::Rows(rows)), ..request }
}

async fn refused(caller: &Caller, request: CreateBatchRequest) -> Refusal {
    Refusal::of(caller.renders().create_batch(request).await)
}

fn states(items: &[v1::BatchItem]) -> Vec<RenderState> {
    items.iter().map(v1::BatchItem::state).collect()
}

fn message(item: &v1::BatchItem) -> &str {
    item.error.as_ref().map(|error| error.message.as_str()).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_becomes_a_picture() {
    let server = Server::start().await;
    let caller = server.caller();
    let labels = [("campaign".to_owned(), "spring".to_owned())].into();
    let begun = caller.create_batch(CreateBatchRequest { metadata: labels, ..of_titles(25) }).await;
    assert_eq!((begun.state(), begun.kind()), (BatchState::Running, v1::BatchKind::Rows));
    assert_eq!((begun.total_count, begun.template_id.as_str()), (25, "card"));
    let ended = caller.end_of_batch(&begun.batch_id).await;
    assert_eq!(ended.state(), BatchState::Completed);
    assert_eq!((ended.completed_count, ended.failed_count, ended.cancelled_count), (25, 0, 0));
    assert!(ended.finish_time.is_some() && ended.duration.is_some());

    let items = caller.batch_items(&begun.batch_id).await;
    assert_eq!(items.iter().map(|item| item.index).collect::<Vec<_>>(), (0..25).collect::<Vec<_>>());
    let renders: Vec<v1::Render> = items.into_iter().map(|item| item.render.unwrap()).collect();
    assert!(renders.iter().all(|render| render.state() == RenderState::Succeeded && render.metadata == ended.metadata));
    assert_eq!(renders[7].alt_text, "Title 7");
    let urls: BTreeSet<&str> = renders.iter().map(|render| render.url.as_str()).collect();
    assert_eq!(urls.len(), 25);
    let picture = Http::new().get(&renders[24].url, &[]).await;
    assert_eq!(sample::decoded(&picture.body), ("png", sample::WIDTH, sample::HEIGHT));
    // They are renders like all others.
    let mut listed =
        caller.all_renders(v1::ListRendersRequest { batch_id: begun.batch_id.clone(), ..Default::default() }).await;
    listed.reverse();
    assert_eq!(listed, renders);
    let labelled = v1::ListRendersRequest { metadata: ended.metadata.clone(), ..Default::default() };
    assert_eq!(caller.all_renders(labelled).await.len(), 25);
}

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
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_row_fails_alone_with_its_number_and_reason() {
    let server = Server::start().await;
    let caller = server.caller();
    let template = caller.create_template(sample::SOURCE).await;
    let text = "\u{feff}title;price\nA;1.5\n;2\n\"B;b\";much\nC\nD;3\n";
    let request = with(csv(text), |rows| {
        let design = v1::TemplateRef { template_id: template.template_id.clone(), version: 0 };
        rows.spec = Some(sample::spec(Design::Template(design)));
    });
    let ended = caller.ended_batch(request).await;
    assert_eq!((ended.completed_count, ended.failed_count), (2, 3));
    assert_eq!(ended.template_id, template.template_id);
    let items = caller.batch_items(&ended.batch_id).await;
    use RenderState::{Failed, Succeeded};
    assert_eq!(states(&items), [Succeeded, Failed, Failed, Failed, Succeeded]);
    let error = |index: usize| items[index].error.as_ref().unwrap();
    assert_eq!((error(1).reason(), error(1).field.as_str()), (v1::ErrorReason::FieldRequired, "variables[\"title\"]"));
    assert_eq!(message(&items[1]), "row 2: variables[\"title\"] is required");
    assert!(message(&items[2]).starts_with("row 3: variables[\"price\"] must be a number"), "{}", message(&items[2]));
    assert_eq!(error(3).reason(), v1::ErrorReason::InvalidRow);
    assert_eq!(message(&items[3]), "row 4 (line 5) has 1 fields, and the header has 2");
    // Only those that failed, a page at a time.
    let request = v1::ListBatchItemsRequest {
        batch_id: ended.batch_id.clone(),
        state: Failed.into(),
        page_size: 2,
        ..Default::default()
    };
    let page = caller.renders().list_batch_items(request.clone()).await.unwrap().into_inner();
    assert_eq!(page.items.iter().map(|item| item.index).collect::<Vec<_>>(), [1, 2]);
    let request = v1::ListBatchItemsRequest { page_token: page.next_page_token, ..request };
    let page = caller.renders().list_batch_items(request).await.unwrap().into_inner();
    assert_eq!((page.items[0].index, page.items.len(), page.next_page_token.as_str()), (3, 1, ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_of_json_are_rows_too() {
    let server = Server::start().await;
    let caller = server.caller();
    let lines =
        "{\"title\": \"A\"}\n{\"title\": 7}\n\n{\"titel\": \"B\"}\nnot json\n{\"title\": \"C\", \"tag\": null}\n";
    let ended = caller.ended_batch(sample::of_rows(Source::JsonLines(lines.into()))).await;
    let items = caller.batch_items(&ended.batch_id).await;
    use RenderState::{Failed, Succeeded};
    assert_eq!(states(&items), [Succeeded, Failed, Failed, Failed, Succeeded]);
    assert!(message(&items[2]).contains("did you mean `title`?"), "{}", message(&items[2]));
    assert!(message(&items[3]).starts_with("row 4 (line 5) is not JSON"), "{}", message(&items[3]));
    let ignoring = with(sample::of_rows(Source::JsonLines("{\"title\": \"B\", \"id\": 1}".into())), |rows| {
        rows.ignore_unknown_columns = true;
    });
    assert_eq!(caller.ended_batch(ignoring).await.completed_count, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_all_rows_is_refused_at_once() {
    let server = Server::start().await;
    let caller = server.caller();
    let many = |rows: usize| csv(&["title\n".to_owned(), "x\n".repeat(rows)].concat());
    for (request, field, reason, words) in [
        (
            with(csv("title;tag\nA;b\n"), |rows| rows.delimiter = ",".into()),
            "rows.csv",
            "INVALID_FIELD",
            "separated by `;`",
        ),
        (csv("titel\nA\n"), "rows.csv", "UNKNOWN_VARIABLE", "did you mean `title`?"),
        (csv("title\n\"A\nB\n"), "rows.csv", "INVALID_FIELD", "never closed"),
        (csv("title\n"), "rows.csv", "FIELD_REQUIRED", "has no rows"),
        (many(10_001), "rows.csv", "INVALID_FIELD", "more than 10000 rows"),
        (
            with(csv("title\nA\n"), |rows| rows.delimiter = "x".into()),
            "rows.delimiter",
            "INVALID_FIELD",
            "must be one of",
        ),
        (sample::of_rows(Source::JsonLines("[{}]".into())), "rows.json_lines", "INVALID_FIELD", "is a JSON array"),
        (sample::of_rows(Source::JsonLines("<p>".into())), "rows.json_lines", "INVALID_ROW", "no row that is one"),
        (sample::batch(&[]), "rows.list.rows", "FIELD_REQUIRED", "is required"),
        (CreateBatchRequest::default(), "items", "FIELD_REQUIRED", "give `rows` or `specs`"),
        (
            with(of_titles(1), |rows| {
                let design = v1::TemplateRef { template_id: "crad".into(), version: 0 };
                rows.spec = Some(sample::spec(Design::Template(design)));
            }),
            "rows.spec.template.template_id",
            "UNKNOWN_TEMPLATE",
            "did you mean `card`?",
        ),
        (
            with(of_titles(1), |rows| {
                drop(rows.spec.as_mut().unwrap().variables.insert("x".into(), sample::text("y")))
            }),
            "rows.spec.variables[\"x\"]",
            "UNKNOWN_VARIABLE",
            "is no variable",
        ),
    ] {
        let refusal = refused(caller, request).await;
        refusal.must_be(Code::InvalidArgument, reason, &[field]);
        assert!(refusal.violations[0].1.contains(words), "{refusal:?}");
    }
    let none = caller.renders().list_batches(v1::ListBatchesRequest::default()).await.unwrap().into_inner();
    assert_eq!(none.batches, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn large_messages_are_taken_and_bounded() {
    let server = Server::start().await;
    let caller = server.caller();
    // 5 MB, more than other methods take: long fields that the template has no variable for.
    let text = ["title,note\n".to_owned(), format!("A,{}\n", "n".repeat(1_000)).repeat(5_000)].concat();
    let request = with(csv(&text), |rows| rows.ignore_unknown_columns = true);
    let batch = caller.create_batch(request).await;
    assert_eq!(batch.total_count, 5_000);
    let cancel = v1::CancelBatchRequest { batch_id: batch.batch_id.clone() };
    caller.renders().cancel_batch(cancel).await.unwrap();
    // Each row would be kept with the whole of what they have in common.
    let large = with(of_titles(1_000), |rows| {
        rows.spec.as_mut().unwrap().variables.insert("description".into(), sample::text(&"d".repeat(100_000)));
    });
    let refusal = refused(caller, large).await;
    refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["rows.list.rows"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collection_is_told_with_its_pictures() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut receiver = Receiver::start().await;
    caller.subscribe(sample::subscription(&receiver.url, &["collection.completed"])).await;
    let of_width = |width| {
        let output = v1::Output { width: Some(width), height: Some(100), ..Default::default() };
        v1::RenderSpec { output: Some(output), ..sample::spec(Design::Card(sample::card("One subject"))) }
    };
    let unknown = sample::of_template("nothing", 0, &[]).spec.unwrap();
    let specs = vec![of_width(200), of_width(300), unknown];
    let items = Some(Items::Specs(v1::BatchSpecs { specs }));
    let ended = caller.ended_batch(CreateBatchRequest { items, ..Default::default() }).await;
    assert_eq!((ended.kind(), ended.completed_count, ended.failed_count), (v1::BatchKind::Collection, 2, 1));
    assert_eq!(ended.template_id, "", "they have several");
    let told = receiver.next().await.json();
    let schema = Http::new().get(&format!("{}/schemas/events/collection.completed.json", server.url), &[]).await;
    let schema: serde_json::Value = serde_json::from_slice(&schema.body).unwrap();
    assert!(jsonschema::is_valid(&schema, &told), "{told}");
    let items = told["data"]["items"].as_array().unwrap();
    assert_eq!((items.len(), &items[0]["width"], &items[1]["width"]), (3, &200.into(), &300.into()));
    let picture = Http::new().get(items[1]["url"].as_str().unwrap(), &[]).await;
    assert_eq!(sample::decoded(&picture.body), ("png", 300, 100));
    assert_eq!((&items[2]["status"], &items[2]["error"]["reason"]), (&"failed".into(), &"UNKNOWN_TEMPLATE".into()));
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
