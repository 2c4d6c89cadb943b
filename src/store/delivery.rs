use super::{Store, StoreError};
use crate::domain::{
    delivery::{Delivery, DeliveryFilter},
    id::{DeliveryId, WorkspaceId},
    page::{Page, PageRequest},
};
#[allow(unused_variables)]
impl Store {
    pub async fn list_deliveries(
        &self,
        workspace: WorkspaceId,
        filter: &DeliveryFilter,
        page: PageRequest,
    ) -> Result<Page<Delivery>, StoreError> {
        todo!()
    }
    pub async fn delivery(&self, workspace: WorkspaceId, id: DeliveryId) -> Result<Option<Delivery>, StoreError> {
        todo!()
    }
}
