//! WebhookSubscriptionService.

use placard_client::v1::{self, webhook_subscription_service_server::WebhookSubscriptionService};
use prost::Message;
use serde_json::Value;
use tonic::{Request, Response, Status};

use super::{
    Api,
    caller::Caller,
    convert::{
        check::Checks,
        delivery::{delivery, filter},
        event,
        page::List,
        recovery, rotation, shown,
        subscription::{change, new, subscription},
        timestamp,
        value::object_json,
    },
    idempotency,
    status::invalid,
    watch::{self, Streamed},
};
use crate::domain::access::Scope;

#[tonic::async_trait]
impl WebhookSubscriptionService for Api {
    async fn create_subscription(
        &self,
        request: Request<v1::CreateSubscriptionRequest>,
    ) -> Result<Response<v1::CreateSubscriptionResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Subscriptions)?;
        let request = request.into_inner();
        let idempotency = idempotency::of("CreateSubscription", &request.request_id, &request);
        let new = new(request).map_err(|violations| invalid(&violations))?;
        let created = self.engine.create_subscription(workspace, new, idempotency).await;
        let (created, secret) = created.map_err(|error| error.within("subscription"))?;
        let subscription = Some(subscription(created));
        Ok(Response::new(v1::CreateSubscriptionResponse { subscription, secret: shown(secret) }))
    }

    async fn get_subscription(
        &self,
        request: Request<v1::GetSubscriptionRequest>,
    ) -> Result<Response<v1::GetSubscriptionResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Read)?;
        let found = self.engine.get_subscription(workspace, &request.get_ref().subscription_id).await?;
        Ok(Response::new(v1::GetSubscriptionResponse { subscription: Some(subscription(found)) }))
    }

    async fn list_subscriptions(
        &self,
        request: Request<v1::ListSubscriptionsRequest>,
    ) -> Result<Response<v1::ListSubscriptionsResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Read)?;
        let request = request.into_inner();
        let list = List { tokens: &self.tokens, method: "ListSubscriptions", workspace, filters: Vec::new() };
        let page = list.request(request.page_size, &request.page_token).map_err(|violations| invalid(&violations))?;
        let found = self.engine.list_subscriptions(workspace, page).await?;
        let (subscriptions, next_page_token) = list.answer(found, |item| item.id.uuid(), subscription);
        Ok(Response::new(v1::ListSubscriptionsResponse { subscriptions, next_page_token }))
    }

    async fn update_subscription(
        &self,
        request: Request<v1::UpdateSubscriptionRequest>,
    ) -> Result<Response<v1::UpdateSubscriptionResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Subscriptions)?;
        let (id, change) = change(request.into_inner()).map_err(|violations| invalid(&violations))?;
        let updated = self.engine.update_subscription(workspace, &id, change).await;
        let updated = updated.map_err(|error| error.within("subscription"))?;
        Ok(Response::new(v1::UpdateSubscriptionResponse { subscription: Some(subscription(updated)) }))
    }

    async fn delete_subscription(
        &self,
        request: Request<v1::DeleteSubscriptionRequest>,
    ) -> Result<Response<v1::DeleteSubscriptionResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Subscriptions)?;
        self.engine.delete_subscription(workspace, &request.get_ref().subscription_id).await?;
        Ok(Response::new(v1::DeleteSubscriptionResponse {}))
    }

    async fn rotate_secret(
        &self,
        request: Request<v1::RotateSecretRequest>,
    ) -> Result<Response<v1::RotateSecretResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Subscriptions)?;
        let request = request.into_inner();
        let mut checks = Checks::default();
        let (secret, overlap) = rotation(&mut checks, &request.secret, request.overlap);
        checks.answer()?;
        let rotated =
            self.engine.rotate_subscription_secret(workspace, &request.subscription_id, secret, overlap).await?;
        Ok(Response::new(v1::RotateSecretResponse {
            subscription: Some(subscription(rotated.endpoint)),
            secret: rotated.secret.expose().to_owned(),
            old_secrets_expire_time: rotated.old_end.map(timestamp),
        }))
    }

    async fn list_event_types(
        &self,
        request: Request<v1::ListEventTypesRequest>,
    ) -> Result<Response<v1::ListEventTypesResponse>, Status> {
        Caller::workspace(request.extensions(), Scope::Read)?;
        let event_types = event::types(|event_type| self.engine.schema_url(event_type));
        Ok(Response::new(v1::ListEventTypesResponse { event_types }))
    }

    async fn send_test_event(
        &self,
        request: Request<v1::SendTestEventRequest>,
    ) -> Result<Response<v1::SendTestEventResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Subscriptions)?;
        let request = request.into_inner();
        let data = request.data.map(object_json).transpose().map_err(|wrong| invalid(&[wrong.within("data")]))?;
        let data = data.map(Value::Object);
        let (event, delivery) = self.engine.send_test_event(workspace, &request.subscription_id, data).await?;
        let (event_id, delivery_id) = (event.to_string(), delivery.to_string());
        Ok(Response::new(v1::SendTestEventResponse { event_id, delivery_id }))
    }

    async fn list_deliveries(
        &self,
        request: Request<v1::ListDeliveriesRequest>,
    ) -> Result<Response<v1::ListDeliveriesResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Read)?;
        let mut request = request.into_inner();
        let (size, token) = (std::mem::take(&mut request.page_size), std::mem::take(&mut request.page_token));
        let list = List { tokens: &self.tokens, method: "ListDeliveries", workspace, filters: request.encode_to_vec() };
        let mut checks = Checks::default();
        let page = checks.part("", list.request(size, &token));
        let filter = filter(&request);
        let filter = checks.part("", filter);
        checks.answer()?;
        let (page, filter) = page.zip(filter).expect("without violations there are both");
        let found = self.engine.list_deliveries(workspace, &filter, page).await?;
        let (deliveries, next_page_token) = list.answer(found, |item| item.id.uuid(), delivery);
        Ok(Response::new(v1::ListDeliveriesResponse { deliveries, next_page_token }))
    }

    async fn get_delivery(
        &self,
        request: Request<v1::GetDeliveryRequest>,
    ) -> Result<Response<v1::GetDeliveryResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Read)?;
        let found = self.engine.get_delivery(workspace, &request.get_ref().delivery_id).await?;
        Ok(Response::new(v1::GetDeliveryResponse { delivery: Some(delivery(found)) }))
    }

    async fn redeliver(
        &self,
        request: Request<v1::RedeliverRequest>,
    ) -> Result<Response<v1::RedeliverResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Subscriptions)?;
        let request = request.into_inner();
        let mut checks = Checks::default();
        checks.text("request_id", &request.request_id, 128);
        checks.answer()?;
        let idempotency = idempotency::of("Redeliver", &request.request_id, &request);
        let answered = self.engine.redeliver(workspace, &request.delivery_id, idempotency).await?;
        Ok(Response::new(v1::RedeliverResponse { delivery: Some(delivery(answered)) }))
    }

    async fn recover_deliveries(
        &self,
        request: Request<v1::RecoverDeliveriesRequest>,
    ) -> Result<Response<v1::RecoverDeliveriesResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Subscriptions)?;
        let request = request.into_inner();
        let new = recovery::new(&request).map_err(|violations| invalid(&violations))?;
        let idempotency = idempotency::of("RecoverDeliveries", &request.request_id, &request);
        let begun = self.engine.recover_deliveries(workspace, new, idempotency).await?;
        Ok(Response::new(v1::RecoverDeliveriesResponse { recovery: Some(recovery::recovery(begun)) }))
    }

    async fn get_recovery(
        &self,
        request: Request<v1::GetRecoveryRequest>,
    ) -> Result<Response<v1::GetRecoveryResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Read)?;
        let found = self.engine.get_recovery(workspace, &request.get_ref().recovery_id).await?;
        Ok(Response::new(v1::GetRecoveryResponse { recovery: Some(recovery::recovery(found)) }))
    }

    type WatchDeliveriesStream = Streamed<v1::WatchDeliveriesResponse>;

    async fn watch_deliveries(
        &self,
        request: Request<v1::WatchDeliveriesRequest>,
    ) -> Result<Response<Self::WatchDeliveriesStream>, Status> {
        let caller = Caller::allowed(request.extensions(), Scope::Read)?;
        watch::deliveries(self, caller, request.into_inner()).await.map(Response::new)
    }
}
