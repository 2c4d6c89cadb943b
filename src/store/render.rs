use super::{Created, Store, StoreError};
use crate::domain::{
    access::Idempotency,
    event::NewEvent,
    id::{RenderId, WorkspaceId},
    page::{Page, PageRequest},
    render::{Render, RenderFilter},
};
/// A render that has ended, and what is to be told of it.
pub struct RenderRecord<'a> {
    pub render: &'a Render,
    pub events: Vec<NewEvent>,
    pub idempotency: Option<Idempotency>,
}
#[allow(unused_variables)]
impl Store {
    pub async fn finish_render(&self, record: RenderRecord<'_>) -> Result<Created<Render>, StoreError> {
        todo!()
    }
    pub async fn render(&self, workspace: WorkspaceId, id: RenderId) -> Result<Option<Render>, StoreError> {
        todo!()
    }
    pub async fn list_renders(
        &self,
        workspace: WorkspaceId,
        filter: &RenderFilter,
        page: PageRequest,
    ) -> Result<Page<Render>, StoreError> {
        todo!()
    }
}
