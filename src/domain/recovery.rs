//! Recoveries: everything undelivered of a time, sent again step by step.

use super::{
    id::{DeliveryId, RecoveryId, SubscriptionId, TriggerId, WorkspaceId},
    timestamp::Timestamp,
};

/// What is sent again, and how far that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovery {
    pub id: RecoveryId,
    pub workspace_id: WorkspaceId,
    /// Whose deliveries; with neither, all of the workspace.
    pub subscription_id: Option<SubscriptionId>,
    pub trigger_id: Option<TriggerId>,
    /// Deliveries made at or after,
    pub since: Timestamp,
    /// and before.
    pub until: Timestamp,
    /// The last delivery that was looked at.
    pub reached: Option<DeliveryId>,
    /// Deliveries looked at so far.
    pub examined_count: u64,
    /// Deliveries sent again so far.
    pub recovered_count: u64,
    pub create_time: Timestamp,
    /// When the last one was looked at.
    pub finish_time: Option<Timestamp>,
}
