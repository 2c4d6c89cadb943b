//! What was used, day by day.

use futures::future::join_all;
use placard_client::v1::{self, CacheMode, DeliveryState, RenderRequest};
use tonic::{Code, Response, Status};

use crate::support::{
    caller::Caller,
    database::{TestDatabase, on_both_engines},
    receiver::{Receiver, Reply},
    refusal::Refusal,
    sample,
    server::{Names, Server},
};

on_both_engines! {
    everything_counts_once,
    a_batch_counts_each_of_its_ends,
}

async fn ask(caller: &Caller, first_day: &str, last_day: &str) -> Result<Response<v1::GetUsageResponse>, Status> {
    let request =
        v1::GetUsageRequest { first_day: first_day.into(), last_day: last_day.into(), workspace_id: String::new() };
    caller.workspace().get_usage(request).await
}

/// What was used today, which is all there is. A test that runs at midnight counts both days.
async fn total(caller: &Caller) -> v1::Usage {
    ask(caller, "", "").await.unwrap().into_inner().total.unwrap()
}

async fn everything_counts_once(db: TestDatabase) {
    let server = Server::on(&db, Names::default().world(), &[]).await;
    let (caller, stranger) = (server.caller(), server.stranger().await);
    assert_eq!(total(caller).await, v1::Usage::default());

    let first = caller.render(sample::render("One")).await;
    let again = caller.render(sample::render("One")).await;
    assert!(again.cached && !first.cached);
    let fresh = RenderRequest { cache: CacheMode::Bypass.into(), ..sample::render("One") };
    let anew = caller.render(fresh).await;
    // The same request again is the same render, which has counted.
    let named = RenderRequest { request_id: "once".into(), ..sample::render("Two") };
    let two = caller.render(named.clone()).await;
    assert_eq!(caller.render(named).await.render_id, two.render_id);
    // Refused: not a render at all.
    caller.refused(sample::render("")).await;
    // Carried out, and without a picture.
    let broken = Receiver::always(Reply::status(404)).await;
    caller.refused(sample::failing("Three", &broken.url)).await;

    let expected = v1::Usage {
        renders: 4,
        cached_renders: 1,
        failed_renders: 1,
        picture_bytes: first.size_bytes + anew.size_bytes + two.size_bytes,
        credits: 3,
        ..Default::default()
    };
    assert_eq!(total(caller).await, expected);
    assert_eq!(total(&stranger).await, v1::Usage::default());

    // Many at once, in as few transactions as may be, none lost and none twice.
    let renders = (0..40).map(|number| {
        let title = format!("Many {}", number % 20);
        async move { caller.render(sample::render(&title)).await }
    });
    let cached = join_all(renders).await.into_iter().filter(|render| render.cached).count();
    let after = total(caller).await;
    assert_eq!(after.renders, 44);
    assert_eq!(after.cached_renders, 1 + i64::try_from(cached).unwrap());
    assert_eq!(after.credits, after.renders - after.cached_renders);

    // An attempt that fails, one that does not.
    let receiver = Receiver::replying([Reply::status(500)]).await;
    let (subscription, _) = caller.subscribe(sample::subscription(&receiver.url, &["test"])).await;
    let test = v1::SendTestEventRequest { subscription_id: subscription.subscription_id, data: None };
    let sent = caller.subscriptions().send_test_event(test).await.unwrap().into_inner();
    caller.delivery_in(DeliveryState::Succeeded, &sent.delivery_id).await;
    let used = total(caller).await;
    assert_eq!((used.delivery_attempts, used.deliveries), (2, 1));
    assert_eq!(v1::Usage { delivery_attempts: 0, deliveries: 0, ..used }, after);
}

async fn a_batch_counts_each_of_its_ends(db: TestDatabase) {
    let server = Server::on(&db, Names::default().world(), &[]).await;
    let caller = server.caller();
    let missing = Receiver::always(Reply::status(404)).await;
    let mut request = sample::batch(&["A", "B", "C"]);
    let Some(v1::create_batch_request::Items::Rows(rows)) = &mut request.items else { panic!("rows") };
    let Some(v1::batch_rows::Source::List(list)) = &mut rows.source else { panic!("a list") };
    list.rows[1].variables.insert("avatar_url".into(), sample::text(&missing.url));
    let batch = caller.ended_batch(request).await;
    let used = total(caller).await;
    assert_eq!((used.renders, used.failed_renders, used.credits), (2, 1, 2), "{batch:?}");

    // What failed is rendered once more, and fails once more; what succeeded is left alone.
    let retry = v1::RetryBatchItemsRequest { batch_id: batch.batch_id.clone(), request_id: String::new() };
    caller.renders().retry_batch_items(retry).await.unwrap();
    caller.end_of_batch(&batch.batch_id).await;
    let used = total(caller).await;
    assert_eq!((used.renders, used.failed_renders, used.credits), (2, 2, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn days_are_asked_for_by_their_names() {
    let server = Server::start().await;
    let caller = server.caller();
    caller.render(sample::render("Today")).await;
    let all = ask(caller, "", "").await.unwrap().into_inner();
    assert_eq!(all.days.len(), 30);
    assert!(all.days.windows(2).all(|pair| pair[0].day < pair[1].day));
    assert_eq!(all.total.unwrap().renders, 1);
    assert_eq!(all.days.iter().map(|day| day.usage.unwrap().renders).sum::<i64>(), 1);
    let past = ask(caller, "2024-02-28", "2024-03-01").await.unwrap().into_inner();
    let days: Vec<&str> = past.days.iter().map(|day| day.day.as_str()).collect();
    assert_eq!(days, ["2024-02-28", "2024-02-29", "2024-03-01"]);
    assert_eq!(past.total.unwrap(), v1::Usage::default());
    assert_eq!(ask(caller, "2024-01-01", "2024-12-31").await.unwrap().into_inner().days.len(), 366);

    for (first, last, field) in [
        ("2024-01-01", "2025-01-01", "first_day"),
        ("2024-03-02", "2024-03-01", "first_day"),
        ("yesterday", "", "first_day"),
        ("2023-02-29", "", "first_day"),
        ("", "2024-1-1", "last_day"),
        ("", "2024-01-01T00:00:00Z", "last_day"),
    ] {
        let refusal = Refusal::of(ask(caller, first, last).await);
        refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &[field]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_operator_sees_what_others_use() {
    let server = Server::start().await;
    let (operator, stranger) = (server.caller(), server.stranger().await);
    stranger.render(sample::render("Theirs")).await;
    let id = |answer: Response<v1::GetWorkspaceResponse>| answer.into_inner().workspace.unwrap().workspace_id;
    let mine = id(operator.workspace().get_workspace(v1::GetWorkspaceRequest {}).await.unwrap());
    let theirs = id(stranger.workspace().get_workspace(v1::GetWorkspaceRequest {}).await.unwrap());
    let of = |workspace_id: &str| v1::GetUsageRequest { workspace_id: workspace_id.into(), ..Default::default() };
    let used = operator.workspace().get_usage(of(&theirs)).await.unwrap().into_inner().total.unwrap();
    assert_eq!((used.renders, used.credits), (1, 1));
    let own = stranger.workspace().get_usage(of(&theirs)).await.unwrap().into_inner().total.unwrap();
    assert_eq!(own, used);
    for id in [mine.as_str(), "wsp_01h455vb4pex5vsknk084sn02q", "x"] {
        let refusal = Refusal::of(stranger.workspace().get_usage(of(id)).await);
        refusal.must_be(Code::NotFound, "RESOURCE_NOT_FOUND", &[]);
    }
    let missing = Refusal::of(operator.workspace().get_usage(of("wsp_01h455vb4pex5vsknk084sn02q")).await);
    missing.must_be(Code::NotFound, "RESOURCE_NOT_FOUND", &[]);
}
