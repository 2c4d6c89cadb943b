//! Sending again what was sent, and what never arrived.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::{Engine, Error, parse_id};
use crate::{
    domain::{
        access::Idempotency,
        delivery::Delivery,
        id::{RecoveryId, SubscriptionId, TriggerId, WorkspaceId},
        recovery::Recovery,
        timestamp::Timestamp,
    },
    store::Created,
};

/// Between two looks for a step that is due.
const POLL: Duration = Duration::from_millis(500);

/// What is to be sent again.
#[derive(Debug, Clone)]
pub struct NewRecovery {
    pub subscription_id: Option<SubscriptionId>,
    pub trigger_id: Option<TriggerId>,
    pub since: Timestamp,
    /// Now, if there is none.
    pub until: Option<Timestamp>,
}

impl Engine {
    /// Sends a delivery again; answers the one that is on its way now.
    pub async fn redeliver(
        &self,
        workspace: WorkspaceId,
        delivery_id: &str,
        idempotency: Option<Idempotency>,
    ) -> Result<Delivery, Error> {
        let id = parse_id("delivery", "delivery_id", delivery_id)?;
        match self.store.redeliver(workspace, id, idempotency, self.now()).await? {
            Some(Created::New(delivery) | Created::Existing(delivery)) => Ok(delivery),
            Some(Created::RequestIdReused) => Err(Error::RequestIdReused),
            None => {
                let known = self.get_delivery(workspace, delivery_id).await?;
                Err(Error::not_found("destination of the delivery", known.id))
            }
        }
    }

    /// Begins to send again everything of a time that never arrived.
    pub async fn recover_deliveries(
        &self,
        workspace_id: WorkspaceId,
        new: NewRecovery,
        idempotency: Option<Idempotency>,
    ) -> Result<Recovery, Error> {
        let find = async |id| self.store.recovery(workspace_id, RecoveryId::from_uuid(id)).await;
        if let Some(earlier) = self.replayed(workspace_id, idempotency.as_ref(), find).await? {
            return Ok(earlier);
        }
        let NewRecovery { subscription_id, trigger_id, since, until } = new;
        if let Some(id) = subscription_id {
            self.get_subscription(workspace_id, &id.to_string()).await?;
        }
        if let Some(id) = trigger_id {
            self.get_trigger(workspace_id, &id.to_string()).await?;
        }
        let now = self.now();
        let recovery = Recovery {
            id: RecoveryId::from_uuid(self.id(now)),
            workspace_id,
            subscription_id,
            trigger_id,
            since,
            until: until.map_or(now, |until| until.min(now)),
            reached: None,
            examined_count: 0,
            recovered_count: 0,
            create_time: now,
            finish_time: None,
        };
        match self.store.create_recovery(&recovery, idempotency).await? {
            Created::New(recovery) | Created::Existing(recovery) => Ok(recovery),
            Created::RequestIdReused => Err(Error::RequestIdReused),
        }
    }

    /// How far a recovery is.
    pub async fn get_recovery(&self, workspace: WorkspaceId, recovery_id: &str) -> Result<Recovery, Error> {
        let id = parse_id("recovery", "recovery_id", recovery_id)?;
        self.store.recovery(workspace, id).await?.ok_or_else(|| Error::not_found("recovery", recovery_id))
    }

    /// Takes the steps of all recoveries as they come due, until the token is cancelled.
    pub async fn carry_out_recoveries(&self, shutdown: CancellationToken) {
        while !shutdown.is_cancelled() {
            let stepped = self.store.step_recovery(self.now()).await.unwrap_or_else(|error| {
                tracing::error!(error = &error as &dyn std::error::Error, "a recovery could not go on");
                false
            });
            if !stepped {
                shutdown.run_until_cancelled(tokio::time::sleep(POLL)).await;
            }
        }
    }
}
