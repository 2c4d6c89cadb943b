use super::{Store, StoreError};
use crate::domain::{
    event::NewEvent,
    id::{DeliveryId, EventId, WorkspaceId},
};
#[allow(unused_variables)]
impl Store {
    pub async fn publish(&self, events: Vec<NewEvent>) -> Result<Vec<DeliveryId>, StoreError> {
        todo!()
    }
    pub async fn event_payload(&self, workspace: WorkspaceId, id: EventId) -> Result<Option<Vec<u8>>, StoreError> {
        todo!()
    }
}
