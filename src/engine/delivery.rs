//! What became of everything sent.

use crate::{
    domain::{
        delivery::{Delivery, DeliveryFilter},
        id::{DeliveryId, WorkspaceId},
        page::{Page, PageRequest},
    },
    engine::{Engine, Error, parse_id},
    store::{ChangePage, Cursor},
};

/// How many deliveries a stream that begins with what there is begins with.
const EXISTING: u32 = PageRequest::MAX_SIZE;
/// How many changes are read at a time.
const CHANGES_AT_A_TIME: u32 = 256;

impl Engine {
    /// Deliveries of the workspace, newest first, without their attempts.
    pub async fn list_deliveries(
        &self,
        workspace: WorkspaceId,
        filter: &DeliveryFilter,
        page: PageRequest,
    ) -> Result<Page<Delivery>, Error> {
        Ok(self.store.list_deliveries(workspace, filter, page).await?)
    }

    /// One delivery of the workspace, with its attempts.
    pub async fn get_delivery(&self, workspace: WorkspaceId, delivery_id: &str) -> Result<Delivery, Error> {
        let id = parse_id("delivery", "delivery_id", delivery_id)?;
        self.store.delivery(workspace, id).await?.ok_or_else(|| Error::not_found("delivery", delivery_id))
    }

    /// How the latest deliveries stand, oldest first, as of a place in the log: those that changed after it are not among
    /// them, since their changes tell of them. With `beyond`, what comes after that one.
    pub async fn existing_deliveries(
        &self,
        workspace: WorkspaceId,
        filter: &DeliveryFilter,
        at: Cursor,
        beyond: Option<DeliveryId>,
    ) -> Result<Vec<Delivery>, Error> {
        Ok(self.store.deliveries_unchanged_since(workspace, filter, at, beyond, EXISTING).await?)
    }

    /// The end of the log of changes, as it is now.
    pub async fn changes_end(&self) -> Result<Cursor, Error> {
        Ok(self.store.changes_end().await?)
    }

    /// Whether what lies behind a place in the log is past its retention.
    pub async fn has_expired(&self, cursor: Cursor) -> Result<bool, Error> {
        Ok(cursor < self.store.oldest_change_cursor().await?)
    }

    /// What changed after a place in the log.
    pub async fn changes_after(
        &self,
        workspace: WorkspaceId,
        filter: &DeliveryFilter,
        cursor: Cursor,
    ) -> Result<ChangePage, Error> {
        Ok(self.store.changes_after(workspace, filter, cursor, CHANGES_AT_A_TIME).await?)
    }
}
