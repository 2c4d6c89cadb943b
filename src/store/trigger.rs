use super::{Created, Store, StoreError};
use crate::domain::{
    access::Idempotency,
    id::{TriggerId, WorkspaceId},
    page::{Page, PageRequest},
    secret::Secret,
    timestamp::Timestamp,
    trigger::{Trigger, TriggerChange},
};
#[allow(unused_variables)]
impl Store {
    pub async fn create_trigger(
        &self,
        trigger: &Trigger,
        secret: &Secret,
        idempotency: Option<Idempotency>,
    ) -> Result<Created<Trigger>, StoreError> {
        todo!()
    }
    pub async fn trigger(&self, workspace: WorkspaceId, id: TriggerId) -> Result<Option<Trigger>, StoreError> {
        todo!()
    }
    pub async fn trigger_with_secret(
        &self,
        workspace: WorkspaceId,
        id: TriggerId,
    ) -> Result<Option<(Trigger, Secret)>, StoreError> {
        todo!()
    }
    pub async fn list_triggers(&self, workspace: WorkspaceId, page: PageRequest) -> Result<Page<Trigger>, StoreError> {
        todo!()
    }
    pub async fn update_trigger(
        &self,
        workspace: WorkspaceId,
        id: TriggerId,
        change: TriggerChange,
        now: Timestamp,
    ) -> Result<Option<Trigger>, StoreError> {
        todo!()
    }
    pub async fn rotate_trigger_secret(
        &self,
        workspace: WorkspaceId,
        id: TriggerId,
        secret: &Secret,
        now: Timestamp,
    ) -> Result<Option<Trigger>, StoreError> {
        todo!()
    }
    pub async fn delete_trigger(
        &self,
        workspace: WorkspaceId,
        id: TriggerId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        todo!()
    }
}
