//! WatchDeliveries: every change of every delivery.

use placard_client::v1::{self, watch_deliveries_response::Payload};
use prost::Message;
use tonic::Status;
use uuid::Uuid;

use super::{Begin, Source, Streamed, Stretch, beside_a_token, start};
use crate::{
    api::{
        Api,
        caller::Caller,
        convert::delivery::{delivery, filter},
        status::invalid,
    },
    domain::{
        delivery::{Delivery, DeliveryFilter},
        id::{DeliveryId, WorkspaceId},
    },
    engine::{Engine, Error},
    store::Cursor,
};

/// Starts a stream of what the request asks for.
pub async fn deliveries(
    api: &Api,
    caller: Caller,
    request: v1::WatchDeliveriesRequest,
) -> Result<Streamed<v1::WatchDeliveriesResponse>, Status> {
    let wanted = v1::ListDeliveriesRequest {
        subscription_id: request.subscription_id.clone(),
        trigger_id: request.trigger_id.clone(),
        states: request.states.clone(),
        ..Default::default()
    };
    let filter = filter(&wanted).map_err(|violations| invalid(&violations))?;
    beside_a_token(&request.resume_token, [("include_existing", request.include_existing)])?;
    let filters = v1::WatchDeliveriesRequest {
        subscription_id: request.subscription_id,
        trigger_id: request.trigger_id,
        states: request.states,
        ..Default::default()
    };
    let begin = match (request.resume_token, request.include_existing) {
        (token, false) if !token.is_empty() => Begin::Resume(token),
        (_, true) => Begin::Existing,
        (_, false) => Begin::Now,
    };
    start(api, caller, Deliveries(filter), filters.encode_to_vec(), begin).await
}

struct Deliveries(DeliveryFilter);

impl Source for Deliveries {
    const METHOD: &'static str = "WatchDeliveries";
    const SHARED: bool = true;
    type Item = Delivery;
    type Message = v1::WatchDeliveriesResponse;

    async fn end(&self, engine: &Engine) -> Result<Cursor, Error> {
        engine.changes_end().await
    }

    async fn has_expired(&self, engine: &Engine, cursor: Cursor) -> Result<bool, Error> {
        engine.has_expired(cursor).await
    }

    async fn floor(&self, _: &Engine, _: WorkspaceId, _: Cursor) -> Result<Option<Uuid>, Error> {
        Ok(None)
    }

    async fn existing(
        &self,
        engine: &Engine,
        workspace: WorkspaceId,
        at: Cursor,
        beyond: Option<Uuid>,
    ) -> Result<Vec<(Uuid, Delivery)>, Error> {
        let beyond = beyond.map(DeliveryId::from_uuid);
        let found = engine.existing_deliveries(workspace, &self.0, at, beyond).await?;
        Ok(found.into_iter().map(|delivery| (delivery.id.uuid(), delivery)).collect())
    }

    async fn after(&self, engine: &Engine, workspace: WorkspaceId, cursor: Cursor) -> Result<Stretch<Delivery>, Error> {
        let page = engine.changes_after(workspace, &self.0, cursor).await?;
        let items = page.changes.into_iter().map(|change| (change.cursor, change.delivery)).collect();
        Ok(Stretch { items, next: page.next, more: page.more, last: false })
    }

    fn message(item: Option<Delivery>, resume_token: String) -> v1::WatchDeliveriesResponse {
        let payload = Some(item.map_or(Payload::Heartbeat(v1::Heartbeat {}), |item| Payload::Delivery(delivery(item))));
        v1::WatchDeliveriesResponse { payload, resume_token }
    }
}
