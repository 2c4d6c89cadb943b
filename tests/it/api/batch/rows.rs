//! What a batch is made of.

use std::collections::BTreeSet;

use placard_client::v1::{
    self, BatchState, CreateBatchRequest, RenderState, batch_rows::Source, create_batch_request::Items,
    render_spec::Design,
};
use tonic::Code;

use super::{csv, message, of_titles, refused, states, with};
use crate::support::{http::Http, receiver::Receiver, sample, server::Server};

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
