//! Cases of pictures: rendered, listed, downloaded, posted by triggers.

use futures_util::TryStreamExt;
use placard_client::{v1, webhook::verify_picture};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    Runner,
    check::{expect_error, message, refused, text},
    stage::client,
};

fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

pub fn request(json: &Value) -> v1::RenderRequest {
    message("RenderRequest", json)
}

impl Runner {
    pub async fn render_once(&self, json: &Value) -> v1::Render {
        self.client.call(request(json)).await.unwrap().render.unwrap()
    }

    pub async fn render(&self, case: &Value) {
        let answer = self.client.call(request(&case["request"])).await.unwrap();
        let (render, expect) = (answer.render.unwrap(), &case["expect"]);
        assert_eq!(render.state(), v1::RenderState::Succeeded);
        assert_eq!(json!([render.width, render.height]), json!([expect["width"], expect["height"]]));
        assert_eq!(render.content_type, text(&expect["content_type"]));
        assert_eq!(render.size_bytes, i64::try_from(answer.image.len()).unwrap());
        assert_eq!(render.sha256, sha256(&answer.image));
        let read = self.client.call(v1::GetRenderRequest { render_id: render.render_id.clone() }).await.unwrap();
        assert_eq!(read.render.unwrap().render_id, render.render_id);
    }

    pub async fn render_large(&self, case: &Value) {
        let answer = self.client.call(request(&case["request"])).await.unwrap();
        assert_eq!(json!(answer.image.len()), case["size_bytes"]);
        assert_eq!(sha256(&answer.image), text(&case["sha256"]));
    }

    pub async fn render_twice(&self, case: &Value) {
        let message = request(&case["request"]);
        let first = self.client.call(message.clone()).await.unwrap().render.unwrap();
        let second = self.client.call(message).await.unwrap().render.unwrap();
        assert_ne!(first.render_id, second.render_id);
    }

    pub async fn pages(&self, case: &Value) {
        let count = case["count"].as_u64().unwrap();
        for number in 1..=count {
            let mut one = case["request"].clone();
            one["metadata"]["number"] = number.to_string().into();
            self.render_once(&one).await;
        }
        let gate = self.stage.make("gates", json!({ "kind": "calls" })).await;
        let asked = json!({ "metadata": case["metadata"], "page_size": case["page_size"] });
        let through = client(&gate["url"]);
        let renders = through.pages(message::<v1::ListRendersRequest>("ListRendersRequest", &asked));
        let numbers: Vec<u64> =
            renders.map_ok(|render| render.metadata["number"].parse::<u64>().unwrap()).try_collect().await.unwrap();
        assert_eq!(numbers, (1..=count).rev().collect::<Vec<_>>());
        let state = self.stage.ask(&gate["state"], json!({})).await;
        assert_eq!(state["calls"]["ListRenders"], case["calls"]);
    }

    pub async fn download(&self, case: &Value) {
        let folder = tempfile::tempdir().unwrap();
        let files = || {
            let names = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
            names.collect::<Vec<_>>()
        };
        let gate = match &case["gate"] {
            Value::Null => None,
            gate => Some(self.stage.make("gates", gate.clone()).await),
        };
        let through = gate.as_ref().map_or_else(|| self.asking(case), |gate| client(&gate["url"]));
        let path = folder.path().join("picture");
        let answer = through.download_render(text(&case["render_id"]), &path).await;
        if case["expect"].is_object() {
            expect_error(answer, &case["expect"]);
            assert!(files().is_empty());
            return;
        }
        assert_eq!(json!(answer.unwrap().size_bytes), case["size_bytes"]);
        let picture = std::fs::read(&path).unwrap();
        assert_eq!(json!(picture.len()), case["size_bytes"]);
        assert_eq!(sha256(&picture), text(&case["sha256"]));
        assert_eq!(files(), ["picture"]);
        if let Some(gate) = gate {
            assert_eq!(self.stage.ask(&gate["state"], json!({})).await["cut"], 1);
        }
    }

    pub async fn trigger(&self, case: &Value) {
        let inbox = self.stage.inbox().await;
        let mut trigger = case["trigger"].clone();
        trigger["url"] = inbox.url.clone().into();
        let create: v1::CreateTriggerRequest = message("CreateTriggerRequest", &json!({ "trigger": trigger }));
        let made = self.client.call(create).await.unwrap();
        let trigger_id = made.trigger.unwrap().trigger_id;
        let fire = json!({ "trigger_id": trigger_id, "overrides": case["overrides"], "wait": true });
        let fire: v1::FireTriggerRequest = message("FireTriggerRequest", &fire);
        let fired = self.client.call(fire).await.unwrap();
        assert_eq!(fired.delivery_status(), v1::DeliveryState::Succeeded);
        assert_eq!(fired.content_type, "image/png");
        let (headers, mut body) = self.stage.take(&inbox).await;
        assert_eq!(fired.image_size, i64::try_from(body.len()).unwrap());
        verify_picture(&body, &headers, &made.secret).unwrap();
        *body.last_mut().unwrap() ^= 1;
        refused(verify_picture(&body, &headers, &made.secret), "SIGNATURE");
        self.client.call(v1::DeleteTriggerRequest { trigger_id: trigger_id.clone() }).await.unwrap();
        let again = v1::FireTriggerRequest { trigger_id, ..Default::default() };
        expect_error(self.client.call(again).await, &case["after_delete"]);
    }
}
