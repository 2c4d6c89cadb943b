//! Cases of single calls: keys, deadlines, repetitions, errors, usage.

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
        "GetWorkspace" => client.workspace().get_workspace(v1::GetWorkspaceRequest {}).await.map(drop),
        "GetRender" => client.renders().get_render(message("GetRenderRequest", request)).await.map(drop),
        "ListRenders" => client.renders().list_renders(message("ListRendersRequest", request)).await.map(drop),
        "Render" => client.renders().render(message("RenderRequest", request)).await.map(drop),
        "CreateTrigger" => client.triggers().create_trigger(message("CreateTriggerRequest", request)).await.map(drop),
        "FireTrigger" => client.triggers().fire_trigger(message("FireTriggerRequest", request)).await.map(drop),
        "CreateTemplate" => {
            client.templates().create_template(message("CreateTemplateRequest", request)).await.map(drop)
        }
        "CreateBatch" => client.renders().create_batch(message("CreateBatchRequest", request)).await.map(drop),
        // It is one of those that a caller may make without its service too.
        "TestStorageTarget" => client.call(v1::TestStorageTargetRequest {}).await.map(drop),
        _ => panic!("no such method: {method}"),
    }
}

impl Runner {
    /// The client that a case wants.
    pub fn asking(&self, case: &Value) -> Client {
        let given = &case["client"];
        if given.is_object() { client_as(&given["server"], &given["api_key"]) } else { self.client.clone() }
    }

    /// Has the gate seen what the case says?
    pub async fn expect_state(&self, gate: &Value, case: &Value) {
        let state = self.stage.ask(&gate["state"], json!({})).await;
        for (name, value) in case["state"].as_object().unwrap() {
            assert_eq!(&state[name], value, "{state}");
        }
    }

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
        self.expect_state(&gate, case).await;
        if case["only_once"].is_object() {
            let request = json!({ "metadata": case["only_once"] });
            let request: v1::ListRendersRequest = message("ListRendersRequest", &request);
            assert_eq!(self.client.call(request).await.unwrap().renders.len(), 1);
        }
    }

    pub async fn error(&self, case: &Value) {
        let asking = self.asking(case);
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

    pub async fn usage(&self, case: &Value) {
        let request = message("CreateWorkspaceRequest", &json!({ "workspace": case["workspace"] }));
        let made = self.client.workspace().create_workspace(request).await.unwrap();
        let own = client_as(&Value::Null, &made.secret.into());
        let render = |json: &Value| message::<v1::RenderRequest>("RenderRequest", json);
        for request in case["requests"].as_array().unwrap() {
            own.renders().render(render(request)).await.unwrap();
        }
        let one_more = render(&case["one_more"]);
        expect_error(own.renders().render(one_more.clone()).await, &case["expect"]);
        let used = own.workspace().get_usage(v1::GetUsageRequest::default()).await.unwrap();
        assert_eq!(json!(used.days.len()), case["days"]);
        let total = |usage: v1::Usage| {
            json!({
                "renders": usage.renders,
                "cached_renders": usage.cached_renders,
                "credits": usage.credits,
            })
        };
        assert_eq!(total(used.total.unwrap()), case["total"]);
        assert_eq!(total(used.days.last().unwrap().usage.unwrap()), case["total"]);
        let workspace_id = made.workspace.unwrap().workspace_id;
        let grant = v1::GrantCreditsRequest { workspace_id, credits: 1, ..Default::default() };
        self.client.workspace().grant_credits(grant).await.unwrap();
        own.renders().render(one_more).await.unwrap();
    }
}
