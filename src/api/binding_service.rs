//! BindingService.

use placard_client::v1::{self, binding_service_server::BindingService};
use tonic::{Request, Response, Status};

use super::{
    Api,
    caller::Caller,
    convert::{
        binding::{binding, change, new},
        check::Checks,
        page::List,
    },
    idempotency, request_id,
    status::invalid,
};
use crate::domain::access::Scope;

#[tonic::async_trait]
impl BindingService for Api {
    async fn create_binding(
        &self,
        request: Request<v1::CreateBindingRequest>,
    ) -> Result<Response<v1::CreateBindingResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Bindings)?;
        let request = request.into_inner();
        let idempotency = idempotency::of("CreateBinding", &request.request_id, &request);
        let new = new(request).map_err(|violations| invalid(&violations))?;
        let created = self.engine.create_binding(workspace, new, idempotency).await;
        let created = created.map_err(|error| error.within("binding"))?;
        Ok(Response::new(v1::CreateBindingResponse { binding: Some(binding(&self.engine, created)) }))
    }

    async fn get_binding(
        &self,
        request: Request<v1::GetBindingRequest>,
    ) -> Result<Response<v1::GetBindingResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Read)?;
        let found = self.engine.get_binding(workspace, &request.get_ref().binding_id).await?;
        Ok(Response::new(v1::GetBindingResponse { binding: Some(binding(&self.engine, found)) }))
    }

    async fn list_bindings(
        &self,
        request: Request<v1::ListBindingsRequest>,
    ) -> Result<Response<v1::ListBindingsResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Read)?;
        let request = request.into_inner();
        let list = List { tokens: &self.tokens, method: "ListBindings", workspace, filters: Vec::new() };
        let page = list.request(request.page_size, &request.page_token).map_err(|violations| invalid(&violations))?;
        let found = self.engine.list_bindings(workspace, page).await?;
        let (bindings, next_page_token) = list.answer(found, |item| item.id.uuid(), |item| binding(&self.engine, item));
        Ok(Response::new(v1::ListBindingsResponse { bindings, next_page_token }))
    }

    async fn update_binding(
        &self,
        request: Request<v1::UpdateBindingRequest>,
    ) -> Result<Response<v1::UpdateBindingResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Bindings)?;
        let (id, change) = change(request.into_inner()).map_err(|violations| invalid(&violations))?;
        let updated = self.engine.update_binding(workspace, &id, change).await;
        let updated = updated.map_err(|error| error.within("binding"))?;
        Ok(Response::new(v1::UpdateBindingResponse { binding: Some(binding(&self.engine, updated)) }))
    }

    async fn delete_binding(
        &self,
        request: Request<v1::DeleteBindingRequest>,
    ) -> Result<Response<v1::DeleteBindingResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Bindings)?;
        self.engine.delete_binding(workspace, &request.get_ref().binding_id).await?;
        Ok(Response::new(v1::DeleteBindingResponse {}))
    }

    async fn refresh_binding(
        &self,
        request: Request<v1::RefreshBindingRequest>,
    ) -> Result<Response<v1::RefreshBindingResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Bindings)?;
        let call_id = request_id::of(request.metadata().as_ref());
        let request = request.into_inner();
        let mut checks = Checks::default();
        checks.text("request_id", &request.request_id, 128);
        checks.answer()?;
        let idempotency = idempotency::of("RefreshBinding", &request.request_id, &request);
        let request_id = if request.request_id.is_empty() { call_id } else { request.request_id };
        let refreshed = self.engine.refresh_binding(workspace, &request.binding_id, request_id, idempotency).await?;
        Ok(Response::new(v1::RefreshBindingResponse {
            changed: refreshed.changed,
            binding: Some(binding(&self.engine, refreshed.binding)),
        }))
    }
}
