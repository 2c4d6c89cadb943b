//! Whoever calls: the clients of all services, with one API key.

use futures::StreamExt;
use placard_client::v1::{
    self, DeliveryState, WatchDeliveriesRequest, binding_service_client::BindingServiceClient,
    event_service_client::EventServiceClient, render_service_client::RenderServiceClient,
    template_service_client::TemplateServiceClient, trigger_service_client::TriggerServiceClient,
    watch_batch_response::Payload as Progress, watch_deliveries_response::Payload,
    watch_render_response::Payload as State, webhook_subscription_service_client::WebhookSubscriptionServiceClient,
    workspace_service_client::WorkspaceServiceClient,
};
use tonic::{
    Request, Status,
    metadata::{Ascii, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
    transport::{Channel, Endpoint},
};

use super::{refusal::Refusal, sample, server::PATIENCE};

/// Puts the key on every call.
#[derive(Clone)]
pub struct Keyed(MetadataValue<Ascii>);

impl Interceptor for Keyed {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.metadata_mut().insert("authorization", self.0.clone());
        Ok(request)
    }
}

pub type Line = InterceptedService<Channel, Keyed>;

#[derive(Clone)]
pub struct Caller {
    pub key: String,
    pub channel: Channel,
}

impl Caller {
    /// Connects with the first call.
    pub fn new(url: &str, key: &str) -> Self {
        let channel = Endpoint::from_shared(url.to_owned()).expect("a server's URL").connect_lazy();
        Self { key: key.to_owned(), channel }
    }

    pub fn line(&self) -> Line {
        let header = format!("Bearer {}", self.key).parse().expect("a key is a header's value");
        InterceptedService::new(self.channel.clone(), Keyed(header))
    }

    pub fn renders(&self) -> RenderServiceClient<Line> {
        RenderServiceClient::new(self.line()).max_decoding_message_size(64 * 1024 * 1024)
    }

    pub fn templates(&self) -> TemplateServiceClient<Line> {
        TemplateServiceClient::new(self.line()).max_decoding_message_size(64 * 1024 * 1024)
    }

    pub fn triggers(&self) -> TriggerServiceClient<Line> {
        TriggerServiceClient::new(self.line())
    }

    pub fn bindings(&self) -> BindingServiceClient<Line> {
        BindingServiceClient::new(self.line())
    }

    pub fn subscriptions(&self) -> WebhookSubscriptionServiceClient<Line> {
        WebhookSubscriptionServiceClient::new(self.line())
    }

    pub fn events(&self) -> EventServiceClient<Line> {
        EventServiceClient::new(self.line())
    }

    pub fn workspace(&self) -> WorkspaceServiceClient<Line> {
        WorkspaceServiceClient::new(self.line())
    }

    /// Renders, and expects that it succeeds.
    pub async fn render(&self, request: v1::RenderRequest) -> v1::Render {
        let answer = self.renders().render(request).await.expect("a render that succeeds");
        answer.into_inner().render.expect("an answer has its render")
    }

    /// Renders, and expects that it does not succeed.
    pub async fn refused(&self, request: v1::RenderRequest) -> Refusal {
        Refusal::of(self.renders().render(request).await)
    }

    /// Begins a batch.
    pub async fn create_batch(&self, request: v1::CreateBatchRequest) -> v1::Batch {
        let answer = self.renders().create_batch(request).await.expect("a batch").into_inner();
        answer.batch.expect("an answer has its batch")
    }

    /// Waits until a render has ended.
    pub async fn ended_render(&self, render_id: &str) -> v1::Render {
        let request = v1::WatchRenderRequest { render_id: render_id.to_owned(), ..Default::default() };
        let mut stream = self.renders().watch_render(request).await.expect("a stream").into_inner();
        let mut last = None;
        let all = async {
            while let Some(message) = stream.next().await {
                if let Some(State::Render(render)) = message.expect("a stream that lasts").payload {
                    last = Some(render);
                }
            }
        };
        tokio::time::timeout(PATIENCE, all).await.expect("a render that ends");
        last.expect("a stream begins with how it stands")
    }

    /// Begins a batch and waits until all of it has ended.
    pub async fn ended_batch(&self, request: v1::CreateBatchRequest) -> v1::Batch {
        let batch = self.create_batch(request).await;
        self.end_of_batch(&batch.batch_id).await
    }

    /// Waits until all of a batch has ended.
    pub async fn end_of_batch(&self, batch_id: &str) -> v1::Batch {
        let request = v1::WatchBatchRequest { batch_id: batch_id.to_owned(), ..Default::default() };
        let mut stream = self.renders().watch_batch(request).await.expect("a stream").into_inner();
        let mut last = None;
        let all = async {
            while let Some(message) = stream.next().await {
                if let Some(Progress::Progress(progress)) = message.expect("a stream that lasts").payload {
                    last = progress.batch;
                }
            }
        };
        tokio::time::timeout(6 * PATIENCE, all).await.expect("a batch that ends");
        last.expect("a stream begins with how it stands")
    }

    /// All items of a batch, page by page.
    pub async fn batch_items(&self, batch_id: &str) -> Vec<v1::BatchItem> {
        let mut request = v1::ListBatchItemsRequest { batch_id: batch_id.to_owned(), ..Default::default() };
        request.page_size = 1_000;
        let mut items = Vec::new();
        loop {
            let page = self.renders().list_batch_items(request.clone()).await.expect("a page").into_inner();
            items.extend(page.items);
            if page.next_page_token.is_empty() {
                return items;
            }
            request.page_token = page.next_page_token;
        }
    }

    /// Saves a template of this source.
    pub async fn create_template(&self, source: &str) -> v1::Template {
        let request = v1::CreateTemplateRequest { template: Some(sample::template(source)), ..Default::default() };
        let answer = self.templates().create_template(request).await.expect("a template").into_inner();
        answer.template.expect("an answer has its template")
    }

    /// Saves a subscription; answers it and its secret.
    pub async fn subscribe(&self, subscription: v1::Subscription) -> (v1::Subscription, String) {
        let request = v1::CreateSubscriptionRequest { subscription: Some(subscription), ..Default::default() };
        let answer = self.subscriptions().create_subscription(request).await.expect("a subscription").into_inner();
        (answer.subscription.expect("an answer has its subscription"), answer.secret)
    }

    /// Saves a trigger; answers it and its secret.
    pub async fn create_trigger(&self, trigger: v1::Trigger) -> (v1::Trigger, String) {
        let request = v1::CreateTriggerRequest { trigger: Some(trigger), ..Default::default() };
        let answer = self.triggers().create_trigger(request).await.expect("a trigger").into_inner();
        (answer.trigger.expect("an answer has its trigger"), answer.secret)
    }

    /// Saves a binding.
    pub async fn create_binding(&self, binding: v1::Binding) -> v1::Binding {
        let request = v1::CreateBindingRequest { binding: Some(binding), ..Default::default() };
        let answer = self.bindings().create_binding(request).await.expect("a binding").into_inner();
        answer.binding.expect("an answer has its binding")
    }

    pub async fn binding(&self, binding_id: &str) -> v1::Binding {
        let request = v1::GetBindingRequest { binding_id: binding_id.to_owned() };
        let answer = self.bindings().get_binding(request).await.expect("the binding").into_inner();
        answer.binding.expect("an answer has its binding")
    }

    /// Changes fields of a binding.
    pub async fn update_binding(
        &self,
        binding: v1::Binding,
        fields: &[&str],
    ) -> Result<tonic::Response<v1::UpdateBindingResponse>, Status> {
        let paths = fields.iter().map(|field| (*field).to_owned()).collect();
        let update_mask = Some(prost_types::FieldMask { paths });
        self.bindings().update_binding(v1::UpdateBindingRequest { binding: Some(binding), update_mask }).await
    }

    /// Refreshes a binding; answers it and whether there is a new picture.
    pub async fn refresh(&self, binding_id: &str) -> Result<(v1::Binding, bool), Status> {
        let request = v1::RefreshBindingRequest { binding_id: binding_id.to_owned(), ..Default::default() };
        let answer = self.bindings().refresh_binding(request).await?.into_inner();
        Ok((answer.binding.expect("an answer has its binding"), answer.changed))
    }

    /// All renders of the workspace that fit the request, page by page.
    pub async fn all_renders(&self, mut request: v1::ListRendersRequest) -> Vec<v1::Render> {
        let mut renders = Vec::new();
        loop {
            let page = self.renders().list_renders(request.clone()).await.expect("a page").into_inner();
            renders.extend(page.renders);
            if page.next_page_token.is_empty() {
                return renders;
            }
            request.page_token = page.next_page_token;
        }
    }

    /// Deliveries of the workspace, newest first.
    pub async fn deliveries(&self, request: v1::ListDeliveriesRequest) -> Vec<v1::Delivery> {
        self.subscriptions().list_deliveries(request).await.expect("a page").into_inner().deliveries
    }

    pub async fn delivery(&self, delivery_id: &str) -> v1::Delivery {
        let request = v1::GetDeliveryRequest { delivery_id: delivery_id.to_owned() };
        let answer = self.subscriptions().get_delivery(request).await.expect("the delivery").into_inner();
        answer.delivery.expect("an answer has its delivery")
    }

    /// Waits until a delivery has reached a state, and answers it as it is then, attempts and all.
    pub async fn delivery_in(&self, state: DeliveryState, delivery_id: &str) -> v1::Delivery {
        let wanted = |delivery: &v1::Delivery| delivery.delivery_id == delivery_id && delivery.state() == state;
        self.first_delivery(wanted).await;
        self.delivery(delivery_id).await
    }

    /// Waits for a delivery that `wanted` holds for, now or later.
    pub async fn first_delivery(&self, wanted: impl Fn(&v1::Delivery) -> bool) -> v1::Delivery {
        let request = WatchDeliveriesRequest { include_existing: true, ..Default::default() };
        let mut changes = self.subscriptions().watch_deliveries(request).await.expect("a stream").into_inner();
        let mut seen = Vec::new();
        let found = tokio::time::timeout(PATIENCE, async {
            while let Some(change) = changes.next().await {
                if let Some(Payload::Delivery(delivery)) = change.expect("a stream that lasts").payload {
                    if wanted(&delivery) {
                        return delivery;
                    }
                    seen.push(format!("{} {:?} {}", delivery.delivery_id, delivery.state(), delivery.event_type));
                }
            }
            panic!("the stream ended");
        });
        let found = found.await;
        found.unwrap_or_else(|_| panic!("no such delivery came; there were only {seen:#?}"))
    }
}
