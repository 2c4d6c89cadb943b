//! A refresh whose process dies is made again soon, and recorded once.

use placard_client::v1;
use serde_json::json;

use crate::support::{
    database::{TestDatabase, on_both_engines},
    process::Process,
    receiver::{Receiver, Reply},
    sample,
    server::PATIENCE,
};

on_both_engines! {
    killed_in_the_middle_of_a_refresh_it_is_made_again_soon,
}

async fn killed_in_the_middle_of_a_refresh_it_is_made_again_soon(db: TestDatabase) {
    let data = tempfile::tempdir().unwrap();
    let settings = [("PLACARD_DATABASE_URL", db.url.as_str())];
    let process = Process::start(data.path(), &settings).await;
    let answer = Reply::status(200).body(json!({ "title": "After all" }).to_string());
    let mut source = Receiver::replying([Reply::never(), answer]).await;
    let id = process.caller().create_binding(sample::binding(&source.url)).await.binding_id;
    source.next().await;
    process.kill().await;

    // Long before the lease of two minutes ends.
    let process = Process::start(data.path(), &settings).await;
    source.next().await;
    let caller = process.caller();
    let refreshed = async {
        loop {
            let binding = caller.binding(&id).await;
            if binding.last_success_time.is_some() {
                return binding;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    let binding = tokio::time::timeout(PATIENCE, refreshed).await.expect("a refresh");
    assert_eq!(binding.data.unwrap().fields["title"], sample::text("After all"));
    assert_eq!(caller.all_renders(v1::ListRendersRequest::default()).await.len(), 1);
    assert_eq!(source.so_far().len(), 0);
}
