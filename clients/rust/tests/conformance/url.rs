//! Cases of pictures behind URLs that stay: those of bindings, and signed ones.

use futures_util::TryStreamExt;
use placard_client::v1;
use serde_json::{Value, json};

use crate::{
    Runner,
    check::{expect_error, message, text},
    stage::bytes,
};

/// A struct of strings, as JSON.
fn texts(data: &prost_types::Struct) -> Value {
    let text = |value: &prost_types::Value| match &value.kind {
        Some(prost_types::value::Kind::StringValue(text)) => text.clone(),
        other => panic!("no text: {other:?}"),
    };
    data.fields.iter().map(|(name, value)| (name.clone(), Value::String(text(value)))).collect()
}

impl Runner {
    pub async fn binding(&self, case: &Value) {
        let bindings = self.client.bindings();
        let feed = self.stage.make("feeds", json!({})).await;
        let mut binding = case["binding"].clone();
        binding["source"] = json!({ "url": feed["url"] });
        let request = message("CreateBindingRequest", &json!({ "binding": binding }));
        let made = bindings.create_binding(request).await.unwrap().binding.unwrap();
        let (binding_id, url) = (made.binding_id, made.image_url);
        let mut before = Value::Null;
        for refresh in case["refreshes"].as_array().unwrap() {
            self.stage.ask(&feed["set"], refresh["feed"].clone()).await;
            let answer = bindings.refresh_binding(v1::RefreshBindingRequest { binding_id: binding_id.clone() }).await;
            if refresh["expect"].is_object() {
                expect_error(answer, &refresh["expect"]);
            } else {
                let answer = answer.unwrap();
                assert_eq!(answer.changed, refresh["changed"]);
                let binding = answer.binding.unwrap();
                assert_eq!(texts(&binding.data.unwrap()), refresh["data"]);
                assert_eq!(binding.image_url, url);
            }
            let picture = self.fetch(&url).await;
            assert_eq!(json!([picture["status"], picture["content_type"]]), json!([200, "image/png"]));
            assert_eq!(picture["body"] != before, refresh["changed"] == true);
            before = picture["body"].clone();
        }
        let all = self.client.pages(v1::ListBindingsRequest::default());
        let ids: Vec<_> = all.map_ok(|one| one.binding_id).try_collect().await.unwrap();
        assert!(ids.contains(&binding_id));
        bindings.delete_binding(v1::DeleteBindingRequest { binding_id: binding_id.clone() }).await.unwrap();
        assert_eq!(self.fetch(&url).await["status"], 404);
        let gone = bindings.get_binding(v1::GetBindingRequest { binding_id }).await;
        expect_error(gone, &case["after_delete"]);
    }

    pub async fn sign_url(&self, case: &Value) {
        let request = message("SignRenderUrlRequest", &case["request"]);
        let signed = self.client.renders().sign_render_url(request).await.unwrap();
        assert!(signed.expire_time.is_some());
        let picture = self.fetch(&signed.url).await;
        for name in ["status", "content_type"] {
            assert_eq!(picture[name], case["expect"][name]);
        }
        let [from, to] = [&case["replace"][0], &case["replace"][1]].map(text);
        assert!(signed.url.contains(from), "{}", signed.url);
        let refusal = self.fetch(&signed.url.replacen(from, to, 1)).await;
        assert_eq!(refusal["status"], case["altered"]["status"]);
        let body = bytes(&refusal["body"]);
        assert!(body.starts_with(text(&case["altered"]["begins"]).as_bytes()));
    }

    /// What a URL answers, as the stage sees it.
    pub async fn fetch(&self, url: &str) -> Value {
        self.stage.make("fetches", json!({ "url": url })).await
    }
}
