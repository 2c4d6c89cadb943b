//! Cases of single calls: keys, deadlines, repetitions, errors.

use std::time::Duration;

use placard_client::{Client, Error, v1};
use serde_json::{Value, json};

use crate::{
    Runner,
    check::{expect_error, message, text},
    stage::{client, client_as},
};

/// Calls a method by its name.
async fn call(client: &Client, method: &str, request: &Value) -> Result<(), Error> {
    match method {
        "GetWorkspace" => client.call(v1::GetWorkspaceRequest {}).await.map(drop),
        "GetRender" => client.call(message::<v1::GetRenderRequest>("GetRenderRequest", request)).await.map(drop),
        "ListRenders" => client.call(message::<v1::ListRendersRequest>("ListRendersRequest", request)).await.map(drop),
        "Render" => client.call(message::<v1::RenderRequest>("RenderRequest", request)).await.map(drop),
        "CreateTrigger" => {
            client.call(message::<v1::CreateTriggerRequest>("CreateTriggerRequest", request)).await.map(drop)
        }
        "FireTrigger" => client.call(message::<v1::FireTriggerRequest>("FireTriggerRequest", request)).await.map(drop),
        _ => panic!("no such method: {method}"),
    }
}

impl Runner {
    pub async fn key(&self, case: &Value) {
        let request = json!({ "api_key": case["api_key"] });
        let made = self.client.call(message::<v1::CreateApiKeyRequest>("CreateApiKeyRequest", &request)).await.unwrap();
        let key = made.api_key.unwrap();
        assert!(made.secret.starts_with("plk_"));
        assert_eq!(key.name, text(&case["api_key"]["name"]));
        let own = client_as(&Value::Null, &made.secret.into());
        let workspace = own.call(v1::GetWorkspaceRequest {}).await.unwrap().workspace.unwrap();
        assert!(workspace.workspace_id.starts_with("wsp_"));
        self.client.call(v1::RevokeApiKeyRequest { api_key_id: key.api_key_id }).await.unwrap();
        expect_error(own.call(v1::GetWorkspaceRequest {}).await, &case["after_revoke"]);
    }

    pub async fn deadline(&self, case: &Value) {
        let gate = self.stage.make("gates", case["gate"].clone()).await;
        let timeout = Duration::from_millis(case["deadline_ms"].as_u64().unwrap());
        let hurried = client(&gate["url"]).with_timeout(Some(timeout));
        expect_error(hurried.call(v1::GetWorkspaceRequest {}).await, &case["expect"]);
        let state = self.stage.ask(&gate["state"], json!({})).await;
        assert_ne!(state["timeouts"]["GetWorkspace"], "");
    }

    pub async fn retry(&self, case: &Value) {
        let gate = self.stage.make("gates", case["gate"].clone()).await;
        let answer = call(&client(&gate["url"]), text(&case["method"]), &case["request"]).await;
        if case["expect"].is_object() {
            expect_error(answer, &case["expect"])
        } else {
            answer.unwrap()
        }
        let state = self.stage.ask(&gate["state"], json!({})).await;
        for (name, value) in case["state"].as_object().unwrap() {
            assert_eq!(&state[name], value, "{state}");
        }
        if case["only_once"].is_object() {
            let request = json!({ "metadata": case["only_once"] });
            let request: v1::ListRendersRequest = message("ListRendersRequest", &request);
            assert_eq!(self.client.call(request).await.unwrap().renders.len(), 1);
        }
    }

    pub async fn error(&self, case: &Value) {
        let given = &case["client"];
        let asking =
            if given.is_object() { client_as(&given["server"], &given["api_key"]) } else { self.client.clone() };
        let mut request = case["request"].clone();
        if let Some(letters) = case["fill_description"].as_u64() {
            request["spec"]["card"]["description"] = "x".repeat(usize::try_from(letters).unwrap()).into();
        }
        let mut answer = Ok(());
        for _ in 0..case["repeat"].as_u64().unwrap_or(1) {
            answer = call(&asking, text(&case["method"]), &request).await;
            if answer.is_err() {
                break;
            }
        }
        expect_error(answer, &case["expect"]);
    }
}
