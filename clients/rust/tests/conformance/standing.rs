//! Cases of what is followed until it has ended: renders and batches.

use futures_util::TryStreamExt;
use placard_client::v1::{self, watch_batch_response, watch_render_response};
use serde_json::{Value, json};

use crate::{
    Runner,
    check::{expect_error, message, text},
    stage::client,
};

/// The request, in which `DOOR` is the door's URL.
fn behind_door(request: &Value, door: &Value) -> Value {
    serde_json::from_str(&request.to_string().replace("DOOR", text(&door["url"]))).unwrap()
}

impl Runner {
    pub async fn watch_render(&self, case: &Value) {
        let door = self.stage.make("doors", json!({})).await;
        let request = message("CreateRenderRequest", &behind_door(&case["request"], &door));
        let render_id = self.client.renders().create_render(request).await.unwrap().render.unwrap().render_id;
        let gate = self.stage.make("gates", case["gate"].clone()).await;
        let request = v1::WatchRenderRequest { render_id: render_id.clone(), ..Default::default() };
        let mut watch = client(&gate["url"]).watch_render(request.clone());
        let (mut states, mut last) = (Vec::new(), String::new());
        while let Some(told) = watch.next().await.unwrap() {
            let Some(watch_render_response::Payload::Render(render)) = told.payload else {
                panic!("a message that tells nothing");
            };
            assert!(!states.contains(&render.state()), "{:?} twice", render.state());
            states.push(render.state());
            last = told.resume_token;
            if states.len() == 1 {
                let file = tempfile::tempdir().unwrap();
                let early = self.client.download_render(&render_id, file.path().join("picture")).await;
                expect_error(early, &case["too_early"]);
                assert_eq!(std::fs::read_dir(file.path()).unwrap().count(), 0);
                self.stage.ask(&gate["cut"], case["cut"].clone()).await;
                self.stage.ask(&door["open"], json!({})).await;
            }
        }
        assert_eq!(states.last(), Some(&v1::RenderState::Succeeded));
        self.expect_state(&gate, case).await;
        let mut behind = self.client.watch_render(v1::WatchRenderRequest { resume_token: last, ..request });
        assert!(behind.next().await.unwrap().is_none());
    }

    pub async fn watch_batch(&self, case: &Value) {
        let door = self.stage.make("doors", json!({})).await;
        let request = message("CreateBatchRequest", &behind_door(&case["request"], &door));
        let batch_id = self.client.renders().create_batch(request).await.unwrap().batch.unwrap().batch_id;
        let gate = self.stage.make("gates", case["gate"].clone()).await;
        let request = v1::WatchBatchRequest { batch_id: batch_id.clone(), ..Default::default() };
        let mut watch = client(&gate["url"]).watch_batch(request.clone());
        let (mut changes, mut last) = (Vec::new(), String::new());
        while let Some(told) = watch.next().await.unwrap() {
            let Some(watch_batch_response::Payload::Progress(progress)) = told.payload else {
                panic!("a message that tells nothing");
            };
            changes.push(progress);
            last = told.resume_token;
            if changes.len() == 1 {
                let retry = v1::RetryBatchItemsRequest { batch_id: batch_id.clone(), ..Default::default() };
                expect_error(self.client.renders().retry_batch_items(retry).await, &case["too_early"]);
                self.stage.ask(&gate["cut"], case["cut"].clone()).await;
                self.stage.ask(&door["open"], json!({})).await;
            }
        }
        assert!(changes.is_sorted_by_key(|progress| progress.done_count), "{changes:?}");
        let progress = changes.last().unwrap();
        assert_eq!(json!([progress.done_count, progress.total_count]), json!([case["items"], case["items"]]));
        assert_eq!(progress.batch.as_ref().unwrap().state(), v1::BatchState::Completed);
        self.expect_state(&gate, case).await;
        let mut behind = self.client.watch_batch(v1::WatchBatchRequest { resume_token: last, ..request });
        assert!(behind.next().await.unwrap().is_none());

        let list = v1::ListBatchItemsRequest { batch_id, page_size: 2, ..Default::default() };
        let items: Vec<v1::BatchItem> = self.client.pages(list).try_collect().await.unwrap();
        assert!(items.iter().all(|item| item.state() == v1::RenderState::Succeeded));
        let indexes: Vec<_> = items.iter().map(|item| u64::try_from(item.index).unwrap()).collect();
        assert_eq!(indexes, (0..case["items"].as_u64().unwrap()).collect::<Vec<_>>());
    }
}
