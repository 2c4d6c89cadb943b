use super::{Created, Store, StoreError};
use crate::domain::{
    access::{ApiKey, Idempotency},
    id::{ApiKeyId, WorkspaceId},
    page::{Page, PageRequest},
    timestamp::Timestamp,
};
#[allow(unused_variables)]
impl Store {
    pub async fn create_api_key(
        &self,
        key: &ApiKey,
        hash: [u8; 32],
        idempotency: Option<Idempotency>,
    ) -> Result<Created<ApiKey>, StoreError> {
        todo!()
    }
    pub async fn api_key_by_hash(&self, hash: &[u8; 32]) -> Result<Option<ApiKey>, StoreError> {
        todo!()
    }
    pub async fn api_key(&self, workspace: WorkspaceId, id: ApiKeyId) -> Result<Option<ApiKey>, StoreError> {
        todo!()
    }
    pub async fn list_api_keys(&self, workspace: WorkspaceId, page: PageRequest) -> Result<Page<ApiKey>, StoreError> {
        todo!()
    }
    pub async fn revoke_api_key(
        &self,
        workspace: WorkspaceId,
        id: ApiKeyId,
        now: Timestamp,
    ) -> Result<Option<ApiKey>, StoreError> {
        todo!()
    }
    pub async fn count_api_keys(&self) -> Result<u64, StoreError> {
        todo!()
    }
    /// What a `request_id` made before: the request's hash, and the resource's id.
    pub async fn replayed(
        &self,
        workspace: WorkspaceId,
        method: &str,
        request_id: &str,
    ) -> Result<Option<([u8; 32], uuid::Uuid)>, StoreError> {
        todo!()
    }
}
