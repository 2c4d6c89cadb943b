//! TemplateService.

use placard_client::v1::{self, template_service_server::TemplateService};
use prost::Message;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::{
    Api,
    caller::Caller,
    convert::{
        check::{Checks, enumeration},
        page::List,
        template::{change, new, template, version, wanted_version},
    },
    idempotency,
    status::invalid,
};
use crate::domain::{access::Scope, id::TemplateId, template::TemplateView};

#[tonic::async_trait]
impl TemplateService for Api {
    async fn create_template(
        &self,
        request: Request<v1::CreateTemplateRequest>,
    ) -> Result<Response<v1::CreateTemplateResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Templates)?;
        let request = request.into_inner();
        let idempotency = idempotency::of("CreateTemplate", &request.request_id, &request);
        let mut checks = Checks::default();
        checks.text("request_id", &request.request_id, 128);
        let new = checks.part("", new(request.template));
        checks.answer()?;
        let new = new.expect("without violations there is a template");
        let created = self.engine.create_template(workspace, new, idempotency).await;
        let created = created.map_err(|error| error.within("template"))?;
        Ok(Response::new(v1::CreateTemplateResponse { template: Some(template(created)) }))
    }

    async fn get_template(
        &self,
        request: Request<v1::GetTemplateRequest>,
    ) -> Result<Response<v1::GetTemplateResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Read)?;
        let request = request.into_inner();
        let mut checks = Checks::default();
        let version = wanted_version(&mut checks, "version", request.version);
        checks.answer()?;
        let found = self.engine.get_template(workspace, &request.template_id, version).await?;
        Ok(Response::new(v1::GetTemplateResponse { template: Some(template(found)) }))
    }

    async fn list_templates(
        &self,
        request: Request<v1::ListTemplatesRequest>,
    ) -> Result<Response<v1::ListTemplatesResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Read)?;
        let mut request = request.into_inner();
        let (size, token) = (std::mem::take(&mut request.page_size), std::mem::take(&mut request.page_token));
        let list = List { tokens: &self.tokens, method: "ListTemplates", workspace, filters: request.encode_to_vec() };
        let mut checks = Checks::default();
        let page = checks.part("", list.request(size, &token));
        let origin = enumeration(&mut checks, "origin", request.origin);
        checks.answer()?;
        if origin == Some(v1::TemplateOrigin::BuiltIn) {
            let templates = self.engine.list_built_in_templates().into_iter().map(template).collect();
            return Ok(Response::new(v1::ListTemplatesResponse { templates, next_page_token: String::new() }));
        }
        let page = page.expect("without violations there is a page");
        let found = self.engine.list_templates(workspace, page).await?;
        let (templates, next_page_token) = list.answer(found, place, template);
        Ok(Response::new(v1::ListTemplatesResponse { templates, next_page_token }))
    }

    async fn update_template(
        &self,
        request: Request<v1::UpdateTemplateRequest>,
    ) -> Result<Response<v1::UpdateTemplateResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Templates)?;
        let (id, change) = change(request.into_inner()).map_err(|violations| invalid(&violations))?;
        let updated = self.engine.update_template(workspace, &id, change).await;
        let updated = updated.map_err(|error| error.within("template"))?;
        Ok(Response::new(v1::UpdateTemplateResponse { template: Some(template(updated)) }))
    }

    async fn delete_template(
        &self,
        request: Request<v1::DeleteTemplateRequest>,
    ) -> Result<Response<v1::DeleteTemplateResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Templates)?;
        self.engine.delete_template(workspace, &request.get_ref().template_id).await?;
        Ok(Response::new(v1::DeleteTemplateResponse {}))
    }

    async fn list_template_versions(
        &self,
        request: Request<v1::ListTemplateVersionsRequest>,
    ) -> Result<Response<v1::ListTemplateVersionsResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Read)?;
        let request = request.into_inner();
        let filters = request.template_id.clone().into_bytes();
        let list = List { tokens: &self.tokens, method: "ListTemplateVersions", workspace, filters };
        let page = list.request(request.page_size, &request.page_token).map_err(|violations| invalid(&violations))?;
        let found = self.engine.list_template_versions(workspace, &request.template_id, page).await?;
        let (versions, next_page_token) = list.answer(found, |item| item.place(), version);
        Ok(Response::new(v1::ListTemplateVersionsResponse { versions, next_page_token }))
    }
}

/// Only saved templates are listed by page.
fn place(view: &TemplateView) -> Uuid {
    view.id.parse::<TemplateId>().map_or(Uuid::nil(), TemplateId::uuid)
}
