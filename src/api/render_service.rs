//! RenderService.

use std::pin::Pin;

use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use placard_client::v1::{self, render_service_server::RenderService};
use prost::Message;
use tonic::{Request, Response, Status};

use super::{
    Api,
    caller::Caller,
    convert::{
        check::{Checks, enumeration},
        delivery::id as optional_id,
        optional_time,
        page::List,
        render::{asked, render, state_filter},
        spec,
    },
    idempotency, request_id,
    status::labelled_status,
    watch::{self, Streamed},
};
use crate::{
    blob::BlobError,
    domain::{access::Scope, id::RenderId, reason::Reason, render::RenderFilter},
    engine::{Error, render::RenderJob},
};

/// Largest picture that an answer carries, in bytes; well below the largest answer.
pub const MAX_INLINE: u64 = 32 * 1024 * 1024;
/// The method that takes larger messages than the others, by the path it is called by.
pub const UPLOADS: [&str; 1] = ["/placard.v1.RenderService/CreateBatch"];
/// Bytes of one message of a download.
const CHUNK: usize = 64 * 1024;

#[tonic::async_trait]
impl RenderService for Api {
    async fn render(&self, request: Request<v1::RenderRequest>) -> Result<Response<v1::RenderResponse>, Status> {
        let workspace_id = Caller::workspace(request.extensions(), Scope::Render)?;
        let call_id = request_id::of(request.metadata().as_ref());
        let request = request.into_inner();
        let idempotency = idempotency::of("Render", &request.request_id, &request);

        let mut checks = Checks::default();
        let v1::RenderRequest { metadata, webhook, cache, .. } = request;
        let asked = asked(&mut checks, &request.request_id, metadata, webhook, cache);
        let spec = checks.part("spec", spec::spec(request.spec));
        checks.answer()?;

        let job = RenderJob {
            workspace_id,
            spec: spec.expect("without violations there is a spec"),
            request_id: if request.request_id.is_empty() { call_id } else { request.request_id },
            idempotency,
            metadata: asked.metadata,
            webhook: asked.webhook,
            cache: asked.cache,
        };
        let done = self.engine.render(job).await?;
        let image = match done.artifact() {
            Some(artifact) if request.inline_image => {
                fits_inline(done.id, artifact.size_bytes)?;
                self.engine.blobs.get(&artifact.sha256).await.map_err(Error::from)?
            }
            _ => Bytes::new(),
        };
        Ok(Response::new(v1::RenderResponse { render: Some(render(&self.engine, &done)), image }))
    }

    async fn create_render(
        &self,
        request: Request<v1::CreateRenderRequest>,
    ) -> Result<Response<v1::CreateRenderResponse>, Status> {
        let workspace_id = Caller::workspace(request.extensions(), Scope::Render)?;
        let call_id = request_id::of(request.metadata().as_ref());
        let request = request.into_inner();
        let idempotency = idempotency::of("CreateRender", &request.request_id, &request);

        let mut checks = Checks::default();
        let v1::CreateRenderRequest { metadata, webhook, cache, .. } = request;
        let asked = asked(&mut checks, &request.request_id, metadata, webhook, cache);
        let spec = checks.part("spec", spec::spec(request.spec));
        checks.answer()?;

        let job = RenderJob {
            workspace_id,
            spec: spec.expect("without violations there is a spec"),
            request_id: if request.request_id.is_empty() { call_id } else { request.request_id },
            idempotency,
            metadata: asked.metadata,
            webhook: asked.webhook,
            cache: asked.cache,
        };
        let queued = self.engine.create_render(job).await?;
        Ok(Response::new(v1::CreateRenderResponse { render: Some(render(&self.engine, &queued)) }))
    }

    type WatchRenderStream = Streamed<v1::WatchRenderResponse>;

    async fn watch_render(
        &self,
        request: Request<v1::WatchRenderRequest>,
    ) -> Result<Response<Self::WatchRenderStream>, Status> {
        let caller = Caller::allowed(request.extensions(), Scope::Read)?;
        watch::render(self, caller, request.into_inner()).await.map(Response::new)
    }

    async fn create_batch(
        &self,
        request: Request<v1::CreateBatchRequest>,
    ) -> Result<Response<v1::CreateBatchResponse>, Status> {
        self.make_batch(request).await
    }

    async fn get_batch(&self, request: Request<v1::GetBatchRequest>) -> Result<Response<v1::GetBatchResponse>, Status> {
        self.one_batch(request).await
    }

    async fn list_batches(
        &self,
        request: Request<v1::ListBatchesRequest>,
    ) -> Result<Response<v1::ListBatchesResponse>, Status> {
        self.all_batches(request).await
    }

    async fn list_batch_items(
        &self,
        request: Request<v1::ListBatchItemsRequest>,
    ) -> Result<Response<v1::ListBatchItemsResponse>, Status> {
        self.batch_items(request).await
    }

    type WatchBatchStream = Streamed<v1::WatchBatchResponse>;

    async fn watch_batch(
        &self,
        request: Request<v1::WatchBatchRequest>,
    ) -> Result<Response<Self::WatchBatchStream>, Status> {
        let caller = Caller::allowed(request.extensions(), Scope::Read)?;
        watch::batch(self, caller, request.into_inner()).await.map(Response::new)
    }

    async fn cancel_batch(
        &self,
        request: Request<v1::CancelBatchRequest>,
    ) -> Result<Response<v1::CancelBatchResponse>, Status> {
        self.take_batch_back(request).await
    }

    async fn retry_batch_items(
        &self,
        request: Request<v1::RetryBatchItemsRequest>,
    ) -> Result<Response<v1::RetryBatchItemsResponse>, Status> {
        self.retry_items(request).await
    }

    async fn get_render(
        &self,
        request: Request<v1::GetRenderRequest>,
    ) -> Result<Response<v1::GetRenderResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Read)?;
        let found = self.engine.get_render(workspace, &request.get_ref().render_id).await?;
        Ok(Response::new(v1::GetRenderResponse { render: Some(render(&self.engine, &found)) }))
    }

    async fn list_renders(
        &self,
        request: Request<v1::ListRendersRequest>,
    ) -> Result<Response<v1::ListRendersResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Read)?;
        let mut request = request.into_inner();
        let (size, token) = (std::mem::take(&mut request.page_size), std::mem::take(&mut request.page_token));
        let list = List { tokens: &self.tokens, method: "ListRenders", workspace, filters: request.encode_to_vec() };

        let mut checks = Checks::default();
        let page = checks.part("", list.request(size, &token));
        checks.text("template_id", &request.template_id, 64);
        checks.text("request_id", &request.request_id, 128);
        let metadata = checks.labels("metadata", request.metadata, 8);
        let from = optional_time(&mut checks, "from_time", request.from_time);
        let until = optional_time(&mut checks, "until_time", request.until_time);
        let state = enumeration(&mut checks, "state", request.state).and_then(state_filter);
        let batch = optional_id(&mut checks, "batch_id", &request.batch_id);
        checks.answer()?;

        let named = |text: String| Some(text).filter(|text| !text.is_empty());
        let filter = RenderFilter {
            state,
            template: named(request.template_id),
            request_id: named(request.request_id),
            batch,
            metadata,
            from,
            until,
        };
        let page = page.expect("without violations there is a page");
        let found = self.engine.list_renders(workspace, &filter, page).await?;
        let (renders, next_page_token) = list.answer(found, |item| item.id.uuid(), |item| render(&self.engine, &item));
        Ok(Response::new(v1::ListRendersResponse { renders, next_page_token }))
    }

    async fn sign_render_url(
        &self,
        request: Request<v1::SignRenderUrlRequest>,
    ) -> Result<Response<v1::SignRenderUrlResponse>, Status> {
        self.sign_url(request).await
    }

    async fn rotate_signing_key(
        &self,
        request: Request<v1::RotateSigningKeyRequest>,
    ) -> Result<Response<v1::RotateSigningKeyResponse>, Status> {
        self.rotate_url_key(request).await
    }

    type DownloadRenderStream = Pin<Box<dyn Stream<Item = Result<v1::DownloadRenderResponse, Status>> + Send>>;

    async fn download_render(
        &self,
        request: Request<v1::DownloadRenderRequest>,
    ) -> Result<Response<Self::DownloadRenderStream>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Read)?;
        let (artifact, bytes) = self.engine.download(workspace, &request.get_ref().render_id).await?;
        let head = v1::DownloadRenderResponse {
            data: Bytes::new(),
            content_type: artifact.format.content_type().to_owned(),
            size_bytes: i64::try_from(artifact.size_bytes).unwrap_or(i64::MAX),
        };
        let chunks = bytes.flat_map(|part| {
            let messages = match part {
                Ok(bytes) => {
                    split(bytes).map(|data| Ok(v1::DownloadRenderResponse { data, ..Default::default() })).collect()
                }
                Err(error) => vec![Err(Status::from(Error::from(BlobError::from(error))))],
            };
            stream::iter(messages)
        });
        Ok(Response::new(Box::pin(stream::iter([Ok(head)]).chain(chunks))))
    }
}

/// tonic would answer without a reason, after the render is in the books.
fn fits_inline(render_id: RenderId, size_bytes: u64) -> Result<(), Status> {
    if size_bytes <= MAX_INLINE {
        return Ok(());
    }
    let message = format!(
        "the picture has {size_bytes} bytes, and an answer carries {MAX_INLINE} at most; the render is kept: get its \
         bytes with DownloadRender, by `metadata.render_id`"
    );
    Err(labelled_status(Reason::MessageTooLarge, message, "render_id", render_id))
}

/// Bytes in pieces of at most [`CHUNK`], without copying them.
fn split(bytes: Bytes) -> impl Iterator<Item = Bytes> {
    (0..bytes.len()).step_by(CHUNK).map(move |from| bytes.slice(from..bytes.len().min(from + CHUNK)))
}

#[cfg(test)]
mod tests {
    use tonic_types::StatusExt;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_picture_too_large_for_an_answer_is_still_to_be_had() {
        let id = RenderId::from_uuid(Uuid::nil());
        assert!(fits_inline(id, MAX_INLINE).is_ok());
        let refused = fits_inline(id, MAX_INLINE + 1).unwrap_err();
        assert_eq!(refused.code(), tonic::Code::ResourceExhausted);
        let info = refused.get_error_details().error_info().unwrap().clone();
        assert_eq!((info.reason.as_str(), &info.metadata["render_id"]), ("MESSAGE_TOO_LARGE", &id.to_string()));
    }
}
