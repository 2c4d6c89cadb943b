//! What ended longer ago than the operator wants to know is forgotten, and its pictures are still shown.

use std::{sync::Arc, time::Duration};

use http::StatusCode;
use placard::app::World;
use placard_client::v1;
use tonic::Code;

use crate::support::{
    clock::Ahead,
    database::{TestDatabase, on_both_engines},
    http::Http,
    refusal::Refusal,
    sample,
    server::{Names, PATIENCE, Server},
};

on_both_engines! {
    renders_and_batches_are_forgotten,
}

async fn renders_and_batches_are_forgotten(db: TestDatabase) {
    let folder = tempfile::tempdir().unwrap();
    let blobs = format!("file://{}", folder.path().display());
    let mut server = Server::on(&db, Names::default().world(), &[("blob_url", &blobs)]).await;
    let caller = server.caller();
    let render = caller.render(sample::render("Long ago")).await;
    let batch = caller.ended_batch(sample::batch(&["One", "Two"])).await;
    let picture = render.url.strip_prefix(&server.url).unwrap().to_owned();
    let archive = batch.results_url.strip_prefix(&server.url).unwrap().to_owned();
    server.ended().await;

    // Without a word from the operator nothing is.
    let later = |days: u64| {
        let ahead = Arc::new(Ahead(Duration::from_secs(days * 86_400)));
        World { clock: ahead, ..Names::default().world() }
    };
    let mut server = Server::on(&db, later(400), &[("blob_url", &blobs)]).await;
    assert_eq!(server.caller().all_renders(Default::default()).await.len(), 3);
    server.ended().await;

    let server = Server::on(&db, later(3), &[("blob_url", &blobs), ("render_retention", "2d")]).await;
    let caller = server.caller();
    let get = v1::GetBatchRequest { batch_id: batch.batch_id.clone() };
    let forgotten = async {
        while caller.renders().get_batch(get.clone()).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, forgotten).await.expect("it is deleted");
    Refusal::of(caller.renders().get_batch(get.clone()).await).must_be(Code::NotFound, "RESOURCE_NOT_FOUND", &[]);
    // What is out of sight first is gone as well soon after.
    let forgotten = async {
        while !caller.all_renders(Default::default()).await.is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, forgotten).await.expect("they are deleted");
    let http = Http::new();
    assert_eq!(http.get(&format!("{}{archive}", server.url), &[]).await.status, StatusCode::NOT_FOUND);
    let shown = http.get(&format!("{}{picture}", server.url), &[]).await;
    assert_eq!((shown.status, sample::decoded(&shown.body).0), (StatusCode::OK, "png"));
    // Made from what there is, and in the books anew.
    let again = caller.render(sample::render("Long ago")).await;
    assert!(again.cached && again.sha256 == render.sha256);
    assert_eq!(caller.all_renders(Default::default()).await.len(), 1);
}
