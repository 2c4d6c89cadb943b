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
        page::List,
        shown,
        subscription::{change, new, subscription},
        value::object_json,
    },
    idempotency,
    status::invalid,
    watch::{self, DeliveryStream},
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
        let mut checks = Checks::default();
        checks.text("request_id", &request.request_id, 128);
        let parts = checks.part("", new(request.subscription));
        checks.answer()?;
        let parts = parts.expect("without violations there are parts");
        let created = self.engine.create_subscription(workspace, parts, idempotency).await;
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
        let filter = filter(&request.subscription_id, &request.trigger_id, &request.render_id, &request.states);
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

    type WatchDeliveriesStream = DeliveryStream;

    async fn watch_deliveries(
        &self,
        request: Request<v1::WatchDeliveriesRequest>,
    ) -> Result<Response<DeliveryStream>, Status> {
        let caller = Caller::allowed(request.extensions(), Scope::Read)?;
        watch::deliveries(self, caller, request.into_inner()).await.map(Response::new)
    }
}
