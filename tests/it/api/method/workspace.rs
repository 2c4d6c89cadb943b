//! Workspaces, keys, usage and credits.

use placard::domain::access::Scope;
use placard_client::v1;
use prost::Message;

use super::{Method, PAGE_SIZE, Resources, mask, method, request};

pub fn methods(of: &Resources) -> Vec<Method> {
    let Resources { api_key_id, workspace_id, .. } = of;
    let renamed = v1::Workspace { name: "Renamed".into(), ..Default::default() };
    let founded = v1::Workspace { credits: Some(10), ..renamed.clone() };
    let grant = v1::GrantCreditsRequest {
        workspace_id: workspace_id.clone(),
        request_id: String::new(),
        credits: 0,
        unlimited: true,
    };
    let scopes = vec![i32::from(v1::ApiKeyScope::Read)];
    let api_key = v1::ApiKey { name: "new".into(), scopes, ..Default::default() };
    vec![
        method("WorkspaceService/GetWorkspace", Scope::Read, None, v1::GetWorkspaceRequest {}.encode_to_vec()),
        method(
            "WorkspaceService/UpdateWorkspace",
            Scope::Workspace,
            None,
            request!(UpdateWorkspaceRequest { workspace: renamed, update_mask: mask("name") }),
        ),
        method(
            "WorkspaceService/TestStorageTarget",
            Scope::Workspace,
            None,
            v1::TestStorageTargetRequest {}.encode_to_vec(),
        ),
        method(
            "WorkspaceService/CreateApiKey",
            Scope::Keys,
            None,
            request!(CreateApiKeyRequest { api_key: api_key, request_id: "" }),
        ),
        method(
            "WorkspaceService/ListApiKeys",
            Scope::Read,
            None,
            request!(ListApiKeysRequest { page_size: PAGE_SIZE, page_token: "" }),
        ),
        method(
            "WorkspaceService/RevokeApiKey",
            Scope::Keys,
            Some("API key"),
            request!(RevokeApiKeyRequest { api_key_id: api_key_id }),
        ),
        method("WorkspaceService/GetUsage", Scope::Read, None, v1::GetUsageRequest::default().encode_to_vec()),
        method(
            "WorkspaceService/CreateWorkspace",
            Scope::Operator,
            None,
            request!(CreateWorkspaceRequest { workspace: founded, request_id: "" }),
        ),
        method(
            "WorkspaceService/ListWorkspaces",
            Scope::Operator,
            None,
            request!(ListWorkspacesRequest { page_size: PAGE_SIZE, page_token: "" }),
        ),
        method("WorkspaceService/GrantCredits", Scope::Operator, None, grant.encode_to_vec()),
    ]
}
