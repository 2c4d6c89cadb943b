//! TemplateService.

use placard_client::v1::{self, template_service_server::TemplateService};
use prost::Message;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::{
    Api,
    caller::Caller,
    convert::{
        asset,
        check::{Checks, enumeration},
        page::List,
        preview,
        render::report,
        template::{change, new, template, version, wanted_version},
    },
    idempotency,
    render_service::MAX_INLINE,
    status::{invalid, status},
};
use crate::domain::{access::Scope, id::TemplateId, reason::Reason, template::TemplateView};

/// Largest uploads, in bytes.
const MAX_FONT: usize = 30 * 1024 * 1024;
const MAX_IMAGE: usize = 20 * 1024 * 1024;
/// The methods that take larger messages than the others, by the paths they are called by.
pub const UPLOADS: [&str; 2] = ["/placard.v1.TemplateService/UploadFont", "/placard.v1.TemplateService/UploadImage"];

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

    async fn validate_template(
        &self,
        request: Request<v1::ValidateTemplateRequest>,
    ) -> Result<Response<v1::ValidateTemplateResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Read)?;
        let (tried, fill, output) = preview::validation(request.into_inner()).map_err(|wrong| invalid(&wrong))?;
        let validation = self.engine.validate_template(workspace, tried, fill, output).await?;
        Ok(Response::new(preview::validated(validation)))
    }

    async fn preview_template(
        &self,
        request: Request<v1::PreviewTemplateRequest>,
    ) -> Result<Response<v1::PreviewTemplateResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Render)?;
        let (tried, variables, output) = preview::preview(request.into_inner()).map_err(|wrong| invalid(&wrong))?;
        let drawn = self.engine.preview_template(workspace, tried, variables, output).await?;
        if drawn.bytes.len() as u64 > MAX_INLINE {
            let message = format!("the picture has {} bytes, and an answer carries {MAX_INLINE}", drawn.bytes.len());
            return Err(status(Reason::MessageTooLarge, message));
        }
        Ok(Response::new(v1::PreviewTemplateResponse {
            image: drawn.bytes,
            content_type: drawn.format.content_type().to_owned(),
            width: i32::try_from(drawn.width).unwrap_or(i32::MAX),
            height: i32::try_from(drawn.height).unwrap_or(i32::MAX),
            report: Some(report(drawn.report)),
        }))
    }

    async fn measure_text(
        &self,
        request: Request<v1::MeasureTextRequest>,
    ) -> Result<Response<v1::MeasureTextResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Read)?;
        let text = preview::text(request.into_inner()).map_err(|wrong| invalid(&wrong))?;
        Ok(Response::new(preview::measured(self.engine.measure_text(workspace, text).await?)))
    }

    async fn upload_font(
        &self,
        request: Request<v1::UploadFontRequest>,
    ) -> Result<Response<v1::UploadFontResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Templates)?;
        let v1::UploadFontRequest { data } = request.into_inner();
        let mut checks = Checks::default();
        asset::data(&mut checks, &data, MAX_FONT);
        checks.answer()?;
        let kept = self.engine.upload_font(workspace, data).await?;
        Ok(Response::new(v1::UploadFontResponse { font: Some(asset::font(kept)) }))
    }

    async fn list_fonts(
        &self,
        request: Request<v1::ListFontsRequest>,
    ) -> Result<Response<v1::ListFontsResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Read)?;
        let own = self.engine.list_fonts(workspace).await?.into_iter().map(asset::font);
        let fonts = own.chain(self.engine.bundled_fonts().into_iter().map(asset::bundled)).collect();
        Ok(Response::new(v1::ListFontsResponse { fonts }))
    }

    async fn delete_font(
        &self,
        request: Request<v1::DeleteFontRequest>,
    ) -> Result<Response<v1::DeleteFontResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Templates)?;
        self.engine.delete_font(workspace, &request.get_ref().font_id).await?;
        Ok(Response::new(v1::DeleteFontResponse {}))
    }

    async fn upload_image(
        &self,
        request: Request<v1::UploadImageRequest>,
    ) -> Result<Response<v1::UploadImageResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Templates)?;
        let v1::UploadImageRequest { data, name } = request.into_inner();
        let mut checks = Checks::default();
        asset::data(&mut checks, &data, MAX_IMAGE);
        checks.text("name", &name, 200);
        checks.answer()?;
        let kept = self.engine.upload_image(workspace, name, data).await?;
        Ok(Response::new(v1::UploadImageResponse { image: Some(asset::image(kept)) }))
    }

    async fn list_images(
        &self,
        request: Request<v1::ListImagesRequest>,
    ) -> Result<Response<v1::ListImagesResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Read)?;
        let request = request.into_inner();
        let list = List { tokens: &self.tokens, method: "ListImages", workspace, filters: Vec::new() };
        let page = list.request(request.page_size, &request.page_token).map_err(|violations| invalid(&violations))?;
        let found = self.engine.list_images(workspace, page).await?;
        let (images, next_page_token) = list.answer(found, |item| item.id.uuid(), asset::image);
        Ok(Response::new(v1::ListImagesResponse { images, next_page_token }))
    }

    async fn delete_image(
        &self,
        request: Request<v1::DeleteImageRequest>,
    ) -> Result<Response<v1::DeleteImageResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Templates)?;
        self.engine.delete_image(workspace, &request.get_ref().image_id).await?;
        Ok(Response::new(v1::DeleteImageResponse {}))
    }
}

/// Only saved templates are listed by page.
fn place(view: &TemplateView) -> Uuid {
    view.id.parse::<TemplateId>().map_or(Uuid::nil(), TemplateId::uuid)
}
