//! WorkspaceService.

use placard_client::v1::{self, workspace_service_server::WorkspaceService};
use tonic::{Request, Response, Status};

use super::{
    Api,
    caller::Caller,
    convert::{
        check::Checks,
        page::List,
        shown,
        workspace::{api_key, change, new_api_key, workspace},
    },
    idempotency,
    status::invalid,
};
use crate::domain::access::Scope;

#[tonic::async_trait]
impl WorkspaceService for Api {
    async fn get_workspace(
        &self,
        request: Request<v1::GetWorkspaceRequest>,
    ) -> Result<Response<v1::GetWorkspaceResponse>, Status> {
        let id = Caller::workspace(request.extensions(), Scope::Read)?;
        let found = self.engine.get_workspace(id).await?;
        Ok(Response::new(v1::GetWorkspaceResponse { workspace: Some(workspace(found)) }))
    }

    async fn update_workspace(
        &self,
        request: Request<v1::UpdateWorkspaceRequest>,
    ) -> Result<Response<v1::UpdateWorkspaceResponse>, Status> {
        let id = Caller::workspace(request.extensions(), Scope::Workspace)?;
        let (workspace_id, change) = change(request.into_inner()).map_err(|violations| invalid(&violations))?;
        let updated = self.engine.update_workspace(id, &workspace_id, change).await;
        let updated = updated.map_err(|error| error.within("workspace"))?;
        Ok(Response::new(v1::UpdateWorkspaceResponse { workspace: Some(workspace(updated)) }))
    }

    async fn create_api_key(
        &self,
        request: Request<v1::CreateApiKeyRequest>,
    ) -> Result<Response<v1::CreateApiKeyResponse>, Status> {
        let caller = Caller::allowed(request.extensions(), Scope::Keys)?;
        let request = request.into_inner();
        let idempotency = idempotency::of("CreateApiKey", &request.request_id, &request);
        let mut checks = Checks::default();
        checks.text("request_id", &request.request_id, 128);
        let parts = checks.part("", new_api_key(request.api_key));
        checks.answer()?;
        let parts = parts.expect("without violations there are parts");
        let created = self.engine.create_api_key(&caller.0, parts, idempotency).await;
        let (created, secret) = created.map_err(|error| error.within("api_key"))?;
        Ok(Response::new(v1::CreateApiKeyResponse { api_key: Some(api_key(created)), secret: shown(secret) }))
    }

    async fn list_api_keys(
        &self,
        request: Request<v1::ListApiKeysRequest>,
    ) -> Result<Response<v1::ListApiKeysResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Read)?;
        let request = request.into_inner();
        let list = List { tokens: &self.tokens, method: "ListApiKeys", workspace, filters: Vec::new() };
        let page = list.request(request.page_size, &request.page_token).map_err(|violations| invalid(&violations))?;
        let found = self.engine.list_api_keys(workspace, page).await?;
        let (api_keys, next_page_token) = list.answer(found, |item| item.id.uuid(), api_key);
        Ok(Response::new(v1::ListApiKeysResponse { api_keys, next_page_token }))
    }

    async fn revoke_api_key(
        &self,
        request: Request<v1::RevokeApiKeyRequest>,
    ) -> Result<Response<v1::RevokeApiKeyResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Keys)?;
        let revoked = self.engine.revoke_api_key(workspace, &request.get_ref().api_key_id).await?;
        Ok(Response::new(v1::RevokeApiKeyResponse { api_key: Some(api_key(revoked)) }))
    }
}
