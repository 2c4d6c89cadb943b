//! RenderService's methods of batches.

use placard_client::v1;
use prost::Message;
use tonic::{Request, Response, Status};

use super::{
    Api,
    caller::Caller,
    convert::{
        batch::{batch, batch_state_filter, item, items, place},
        check::{Checks, enumeration},
        page::List,
        render::{asked, state_filter},
    },
    idempotency, request_id,
};
use crate::{domain::access::Scope, engine::batch::NewBatch};

type Answer<T> = Result<Response<T>, Status>;

impl Api {
    pub(super) async fn make_batch(&self, request: Request<v1::CreateBatchRequest>) -> Answer<v1::CreateBatchResponse> {
        let workspace_id = Caller::workspace(request.extensions(), Scope::Render)?;
        let call_id = request_id::of(request.metadata().as_ref());
        let request = request.into_inner();
        let idempotency = idempotency::of("CreateBatch", &request.request_id, &request);

        let mut checks = Checks::default();
        let v1::CreateBatchRequest { metadata, webhook, cache, .. } = request;
        let asked = asked(&mut checks, &request.request_id, metadata, webhook, cache);
        let items = checks.part("", items(request.items));
        checks.answer()?;

        let new = NewBatch {
            workspace_id,
            items: items.expect("without violations there are items"),
            request_id: if request.request_id.is_empty() { call_id } else { request.request_id },
            idempotency,
            metadata: asked.metadata,
            webhook: asked.webhook,
            cache: asked.cache,
        };
        let made = self.engine.create_batch(new).await?;
        Ok(Response::new(v1::CreateBatchResponse { batch: Some(batch(&self.engine, made)) }))
    }

    pub(super) async fn one_batch(&self, request: Request<v1::GetBatchRequest>) -> Answer<v1::GetBatchResponse> {
        let workspace = Caller::workspace(request.extensions(), Scope::Read)?;
        let found = self.engine.get_batch(workspace, &request.get_ref().batch_id).await?;
        Ok(Response::new(v1::GetBatchResponse { batch: Some(batch(&self.engine, found)) }))
    }

    pub(super) async fn all_batches(
        &self,
        request: Request<v1::ListBatchesRequest>,
    ) -> Answer<v1::ListBatchesResponse> {
        let workspace = Caller::workspace(request.extensions(), Scope::Read)?;
        let mut request = request.into_inner();
        let (size, token) = (std::mem::take(&mut request.page_size), std::mem::take(&mut request.page_token));
        let list = List { tokens: &self.tokens, method: "ListBatches", workspace, filters: request.encode_to_vec() };
        let mut checks = Checks::default();
        let page = checks.part("", list.request(size, &token));
        let state = enumeration(&mut checks, "state", request.state).and_then(batch_state_filter);
        checks.answer()?;
        let page = page.expect("without violations there is a page");
        let found = self.engine.list_batches(workspace, state, page).await?;
        let (batches, next_page_token) = list.answer(found, |item| item.id.uuid(), |found| batch(&self.engine, found));
        Ok(Response::new(v1::ListBatchesResponse { batches, next_page_token }))
    }

    pub(super) async fn batch_items(
        &self,
        request: Request<v1::ListBatchItemsRequest>,
    ) -> Answer<v1::ListBatchItemsResponse> {
        let workspace = Caller::workspace(request.extensions(), Scope::Read)?;
        let mut request = request.into_inner();
        let (size, token) = (std::mem::take(&mut request.page_size), std::mem::take(&mut request.page_token));
        let list = List { tokens: &self.tokens, method: "ListBatchItems", workspace, filters: request.encode_to_vec() };
        let mut checks = Checks::default();
        let page = checks.part("", list.request(size, &token));
        let state = enumeration(&mut checks, "state", request.state).and_then(state_filter);
        checks.answer()?;
        let page = page.expect("without violations there is a page");
        let found = self.engine.list_batch_items(workspace, &request.batch_id, state, page).await?;
        let (items, next_page_token) = list.answer(found, place, |found| item(&self.engine, &found));
        Ok(Response::new(v1::ListBatchItemsResponse { items, next_page_token }))
    }

    pub(super) async fn take_batch_back(
        &self,
        request: Request<v1::CancelBatchRequest>,
    ) -> Answer<v1::CancelBatchResponse> {
        let workspace = Caller::workspace(request.extensions(), Scope::Render)?;
        let cancelled = self.engine.cancel_batch(workspace, &request.get_ref().batch_id).await?;
        Ok(Response::new(v1::CancelBatchResponse { batch: Some(batch(&self.engine, cancelled)) }))
    }

    pub(super) async fn retry_items(
        &self,
        request: Request<v1::RetryBatchItemsRequest>,
    ) -> Answer<v1::RetryBatchItemsResponse> {
        let workspace = Caller::workspace(request.extensions(), Scope::Render)?;
        let request = request.into_inner();
        let mut checks = Checks::default();
        checks.text("request_id", &request.request_id, 128);
        checks.answer()?;
        let idempotency = idempotency::of("RetryBatchItems", &request.request_id, &request);
        let again = self.engine.retry_batch_items(workspace, &request.batch_id, idempotency).await?;
        Ok(Response::new(v1::RetryBatchItemsResponse { batch: Some(batch(&self.engine, again)) }))
    }
}
