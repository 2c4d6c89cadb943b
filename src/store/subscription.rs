use super::{Created, Store, StoreError};
use crate::domain::{
    access::Idempotency,
    id::{SubscriptionId, WorkspaceId},
    page::{Page, PageRequest},
    secret::Secret,
    subscription::{Subscription, SubscriptionChange},
    timestamp::Timestamp,
};
#[allow(unused_variables)]
impl Store {
    pub async fn create_subscription(
        &self,
        subscription: &Subscription,
        secret: &Secret,
        idempotency: Option<Idempotency>,
    ) -> Result<Created<Subscription>, StoreError> {
        todo!()
    }
    pub async fn subscription(
        &self,
        workspace: WorkspaceId,
        id: SubscriptionId,
    ) -> Result<Option<Subscription>, StoreError> {
        todo!()
    }
    pub async fn subscription_with_secret(
        &self,
        workspace: WorkspaceId,
        id: SubscriptionId,
    ) -> Result<Option<(Subscription, Secret)>, StoreError> {
        todo!()
    }
    pub async fn list_subscriptions(
        &self,
        workspace: WorkspaceId,
        page: PageRequest,
    ) -> Result<Page<Subscription>, StoreError> {
        todo!()
    }
    pub async fn update_subscription(
        &self,
        workspace: WorkspaceId,
        id: SubscriptionId,
        change: SubscriptionChange,
        disable_reason: Option<String>,
        now: Timestamp,
    ) -> Result<Option<Subscription>, StoreError> {
        todo!()
    }
    pub async fn rotate_subscription_secret(
        &self,
        workspace: WorkspaceId,
        id: SubscriptionId,
        secret: &Secret,
        now: Timestamp,
    ) -> Result<Option<Subscription>, StoreError> {
        todo!()
    }
    pub async fn delete_subscription(
        &self,
        workspace: WorkspaceId,
        id: SubscriptionId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        todo!()
    }
}
