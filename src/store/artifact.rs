use super::{Store, StoreError};
use crate::domain::{id::WorkspaceId, render::Artifact};
#[allow(unused_variables)]
impl Store {
    pub async fn artifact_by_spec(
        &self,
        workspace: WorkspaceId,
        digest: &[u8; 32],
    ) -> Result<Option<Artifact>, StoreError> {
        todo!()
    }
    pub async fn artifact_by_slug(&self, slug: &str) -> Result<Option<Artifact>, StoreError> {
        todo!()
    }
}
