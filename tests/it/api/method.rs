//! Every method there is: its name, the scope it needs, and a request that is in order.

use bytes::Bytes;
use placard::domain::access::Scope;
use placard_client::v1::{self, RenderRequest, SubscriptionFilter, TriggerOverrides, render_spec::Design};
use prost::Message;
use prost_types::{FieldMask, Timestamp};

use crate::support::{caller::Caller, sample};

/// Resources that the requests speak of.
pub struct Resources {
    pub render_id: String,
    pub batch_id: String,
    pub trigger_id: String,
    pub binding_id: String,
    pub subscription_id: String,
    pub delivery_id: String,
    pub event_id: String,
    pub recovery_id: String,
    pub api_key_id: String,
    pub template_id: String,
    pub font_id: String,
    pub image_id: String,
    pub workspace_id: String,
}

/// Where the sample resources send to: a name that resolves to nothing, so nothing is ever sent.
pub const NOWHERE: &str = "https://nowhere.example/hook";

/// The same without a path.
const NOWHERE_AT_ALL: &str = "https://nowhere.example";
/// Its source is nowhere too, so it is carried out and fails.
pub const REFRESH_BINDING: &str = "BindingService/RefreshBinding";

/// A time long ago.
const SINCE: Timestamp = Timestamp { seconds: 1_700_000_000, nanos: 0 };

impl Resources {
    /// One of each kind. The subscription wants no events but tests.
    pub async fn make(caller: &Caller) -> Self {
        let (subscription, _) = caller.subscribe(sample::subscription(NOWHERE, &["test"])).await;
        let (trigger, _) = caller.create_trigger(sample::trigger(NOWHERE)).await;
        let test = v1::SendTestEventRequest { subscription_id: subscription.subscription_id.clone(), data: None };
        let test = caller.subscriptions().send_test_event(test).await.unwrap().into_inner();
        let recover = v1::RecoverDeliveriesRequest { since: Some(SINCE), ..Default::default() };
        let recovery = caller.subscriptions().recover_deliveries(recover).await.unwrap().into_inner().recovery.unwrap();
        let key = v1::ApiKey { name: "mine".into(), scopes: vec![v1::ApiKeyScope::Read.into()], ..Default::default() };
        let request = v1::CreateApiKeyRequest { api_key: Some(key), ..Default::default() };
        let key = caller.workspace().create_api_key(request).await.unwrap().into_inner().api_key.unwrap();
        let font = v1::UploadFontRequest { data: sample::FONT.into() };
        let font = caller.templates().upload_font(font).await.unwrap().into_inner().font.unwrap();
        let image = v1::UploadImageRequest { data: sample::PICTURE.into(), name: "avatar".into() };
        let image = caller.templates().upload_image(image).await.unwrap().into_inner().image.unwrap();
        let workspace = v1::Workspace { storage_target: Some(sample::bucket(NOWHERE_AT_ALL)), ..Default::default() };
        let update_mask = Some(FieldMask { paths: vec!["storage_target".to_owned()] });
        let update = v1::UpdateWorkspaceRequest { workspace: Some(workspace), update_mask };
        let workspace = caller.workspace().update_workspace(update).await.unwrap().into_inner();
        Self {
            workspace_id: workspace.workspace.unwrap().workspace_id,
            template_id: caller.create_template(sample::SOURCE).await.template_id,
            font_id: font.font_id,
            image_id: image.image_id,
            render_id: caller.render(sample::render("Resource")).await.render_id,
            batch_id: caller.ended_batch(sample::batch(&["Resource"])).await.batch_id,
            trigger_id: trigger.trigger_id,
            binding_id: caller.create_binding(sample::paused_binding(NOWHERE)).await.binding_id,
            subscription_id: subscription.subscription_id,
            delivery_id: test.delivery_id,
            event_id: test.event_id,
            recovery_id: recovery.recovery_id,
            api_key_id: key.api_key_id,
        }
    }

    /// Ids of the right form that name nothing.
    pub fn missing() -> Self {
        let id = |prefix: &str| format!("{prefix}_01h455vb4pex5vsknk084sn02q");
        Self {
            render_id: id("rnd"),
            batch_id: id("bat"),
            trigger_id: id("trg"),
            binding_id: id("bnd"),
            subscription_id: id("sub"),
            delivery_id: id("dlv"),
            event_id: id("evt"),
            recovery_id: id("rcv"),
            api_key_id: id("key"),
            template_id: id("tpl"),
            font_id: id("fnt"),
            image_id: id("img"),
            workspace_id: id("wsp"),
        }
    }
}

/// A method of `placard.v1`.
pub struct Method {
    /// `Service/Method`.
    pub name: &'static str,
    pub scope: Scope,
    /// What kind of resource the request names by its id.
    pub names: Option<&'static str>,
    pub request: Bytes,
}

/// Every method, with requests about these resources. Every message that a request may hold is in it.
pub fn all(of: &Resources) -> Vec<Method> {
    let Resources {
        render_id,
        batch_id,
        trigger_id,
        binding_id,
        subscription_id,
        delivery_id,
        event_id,
        recovery_id,
        api_key_id,
        template_id,
        font_id,
        image_id,
        workspace_id,
    } = of;
    let method = |name, scope, names, request: Vec<u8>| Method { name, scope, names, request: request.into() };
    macro_rules! request {
        ($message:ident { $($field:ident: $value:expr),* $(,)? }) => {
            v1::$message { $($field: $value.into()),* }.encode_to_vec()
        };
    }
    let renders = |name, scope, names, request| method(name, scope, names, request);
    let mask = |path: &str| FieldMask { paths: vec![path.to_owned()] };
    let subscription = v1::Subscription {
        filter: Some(SubscriptionFilter { r#type: "image".into(), ..Default::default() }),
        headers: [("x-team".to_owned(), "blog".to_owned())].into(),
        signature: Some(v1::SubscriptionSignature {
            ed25519: true,
            hmac: Some(v1::HmacSignature { header: "x-signature".into(), ..Default::default() }),
            ..Default::default()
        }),
        ..sample::subscription(NOWHERE, &["*"])
    };
    let changed_subscription = v1::Subscription { subscription_id: subscription_id.clone(), ..subscription.clone() };
    let changed_trigger = v1::Trigger { trigger_id: trigger_id.clone(), ..sample::trigger(NOWHERE) };
    let changed_binding = v1::Binding { binding_id: binding_id.clone(), ..sample::binding(NOWHERE) };
    let scopes = vec![i32::from(v1::ApiKeyScope::Read)];
    let api_key = v1::ApiKey { name: "new".into(), scopes, ..Default::default() };
    let webhook = v1::RenderWebhook { url: NOWHERE.into(), secret: "sixteen letters!".into() };
    let card = v1::Card { style: Some(v1::CardStyle::default()), ..sample::card("Sample") };
    let render = RenderRequest { webhook: Some(webhook), ..sample::of(sample::spec(Design::Card(card))) };
    let queued =
        v1::CreateRenderRequest { spec: render.spec.clone(), webhook: render.webhook.clone(), ..Default::default() };
    let batch = v1::CreateBatchRequest { webhook: render.webhook.clone(), ..sample::batch(&["One", "Two"]) };
    let overrides = TriggerOverrides { title: Some("Other".into()), ..Default::default() };
    let page_size = 1;
    let validate = v1::ValidateTemplateRequest {
        design: Some(v1::validate_template_request::Design::Source(sample::SOURCE.into())),
        output: Some(sample::output()),
        ..Default::default()
    };
    let preview = v1::PreviewTemplateRequest {
        design: Some(v1::preview_template_request::Design::Source(sample::SOURCE.into())),
        output: Some(sample::output()),
        ..Default::default()
    };
    let measure = v1::MeasureTextRequest { text: "How long".into(), ..Default::default() };
    let changed_template =
        v1::Template { template_id: template_id.clone(), name: "Renamed".into(), ..sample::template(sample::SOURCE) };
    let renamed = v1::Workspace { name: "Renamed".into(), ..Default::default() };
    let founded = v1::Workspace { credits: Some(10), ..renamed.clone() };
    let grant = v1::GrantCreditsRequest {
        workspace_id: workspace_id.clone(),
        request_id: String::new(),
        credits: 0,
        unlimited: true,
    };
    use Scope::{Bindings, Fire, Keys, Operator, Read, Render, Subscriptions, Templates, Triggers, Workspace};
    vec![
        renders("RenderService/Render", Render, None, render.encode_to_vec()),
        renders("RenderService/CreateRender", Render, None, queued.encode_to_vec()),
        renders("RenderService/CreateBatch", Render, None, batch.encode_to_vec()),
        renders("RenderService/GetBatch", Read, Some("batch"), request!(GetBatchRequest { batch_id: batch_id })),
        renders(
            "RenderService/ListBatches",
            Read,
            None,
            v1::ListBatchesRequest { page_size, ..Default::default() }.encode_to_vec(),
        ),
        renders(
            "RenderService/ListBatchItems",
            Read,
            Some("batch"),
            v1::ListBatchItemsRequest { page_size, batch_id: batch_id.clone(), ..Default::default() }.encode_to_vec(),
        ),
        renders(
            "RenderService/WatchBatch",
            Read,
            Some("batch"),
            request!(WatchBatchRequest { batch_id: batch_id, resume_token: "" }),
        ),
        renders(
            "RenderService/CancelBatch",
            Render,
            Some("batch"),
            request!(CancelBatchRequest { batch_id: batch_id }),
        ),
        renders(
            "RenderService/RetryBatchItems",
            Render,
            Some("batch"),
            request!(RetryBatchItemsRequest { batch_id: batch_id, request_id: "" }),
        ),
        renders(
            "RenderService/WatchRender",
            Read,
            Some("render"),
            request!(WatchRenderRequest { render_id: render_id, resume_token: "" }),
        ),
        renders("RenderService/GetRender", Read, Some("render"), request!(GetRenderRequest { render_id: render_id })),
        renders(
            "RenderService/ListRenders",
            Read,
            None,
            v1::ListRendersRequest { page_size, ..Default::default() }.encode_to_vec(),
        ),
        renders(
            "RenderService/DownloadRender",
            Read,
            Some("render"),
            request!(DownloadRenderRequest { render_id: render_id }),
        ),
        renders(
            "RenderService/SignRenderUrl",
            Render,
            None,
            request!(SignRenderUrlRequest { spec: render.spec.clone(), expire_time: None, ttl: None }),
        ),
        renders("RenderService/RotateSigningKey", Keys, None, request!(RotateSigningKeyRequest { overlap: None })),
        method(
            "TriggerService/CreateTrigger",
            Triggers,
            None,
            request!(CreateTriggerRequest { trigger: sample::trigger(NOWHERE), request_id: "" }),
        ),
        method(
            "TriggerService/GetTrigger",
            Read,
            Some("trigger"),
            request!(GetTriggerRequest { trigger_id: trigger_id }),
        ),
        method(
            "TriggerService/ListTriggers",
            Read,
            None,
            request!(ListTriggersRequest { page_size: page_size, page_token: "" }),
        ),
        method(
            "TriggerService/UpdateTrigger",
            Triggers,
            Some("trigger"),
            request!(UpdateTriggerRequest { trigger: changed_trigger, update_mask: mask("name") }),
        ),
        method(
            "TriggerService/RotateTriggerSecret",
            Triggers,
            Some("trigger"),
            request!(RotateTriggerSecretRequest { trigger_id: trigger_id, overlap: None, secret: "" }),
        ),
        method(
            "TriggerService/FireTrigger",
            Fire,
            Some("trigger"),
            request!(FireTriggerRequest { trigger_id: trigger_id, overrides: overrides, wait: false }),
        ),
        method(
            "TriggerService/DeleteTrigger",
            Triggers,
            Some("trigger"),
            request!(DeleteTriggerRequest { trigger_id: trigger_id }),
        ),
        method(
            "BindingService/CreateBinding",
            Bindings,
            None,
            request!(CreateBindingRequest { binding: sample::paused_binding(NOWHERE), request_id: "" }),
        ),
        method(
            "BindingService/GetBinding",
            Read,
            Some("binding"),
            request!(GetBindingRequest { binding_id: binding_id }),
        ),
        method(
            "BindingService/ListBindings",
            Read,
            None,
            request!(ListBindingsRequest { page_size: page_size, page_token: "" }),
        ),
        method(
            "BindingService/UpdateBinding",
            Bindings,
            Some("binding"),
            request!(UpdateBindingRequest { binding: changed_binding, update_mask: mask("name") }),
        ),
        method(REFRESH_BINDING, Bindings, Some("binding"), request!(RefreshBindingRequest { binding_id: binding_id })),
        method(
            "BindingService/DeleteBinding",
            Bindings,
            Some("binding"),
            request!(DeleteBindingRequest { binding_id: binding_id }),
        ),
        method(
            "WebhookSubscriptionService/CreateSubscription",
            Subscriptions,
            None,
            request!(CreateSubscriptionRequest { subscription: subscription, request_id: "", secret: "" }),
        ),
        method(
            "WebhookSubscriptionService/GetSubscription",
            Read,
            Some("subscription"),
            request!(GetSubscriptionRequest { subscription_id: subscription_id }),
        ),
        method(
            "WebhookSubscriptionService/ListSubscriptions",
            Read,
            None,
            request!(ListSubscriptionsRequest { page_size: page_size, page_token: "" }),
        ),
        method(
            "WebhookSubscriptionService/UpdateSubscription",
            Subscriptions,
            Some("subscription"),
            request!(UpdateSubscriptionRequest { subscription: changed_subscription, update_mask: mask("state") }),
        ),
        method(
            "WebhookSubscriptionService/SendTestEvent",
            Subscriptions,
            Some("subscription"),
            v1::SendTestEventRequest { subscription_id: subscription_id.clone(), data: None }.encode_to_vec(),
        ),
        method(
            "WebhookSubscriptionService/RotateSecret",
            Subscriptions,
            Some("subscription"),
            v1::RotateSecretRequest { subscription_id: subscription_id.clone(), ..Default::default() }.encode_to_vec(),
        ),
        method("WebhookSubscriptionService/ListEventTypes", Read, None, v1::ListEventTypesRequest {}.encode_to_vec()),
        method(
            "WebhookSubscriptionService/Redeliver",
            Subscriptions,
            Some("delivery"),
            request!(RedeliverRequest { delivery_id: delivery_id, request_id: "" }),
        ),
        method(
            "WebhookSubscriptionService/RecoverDeliveries",
            Subscriptions,
            None,
            v1::RecoverDeliveriesRequest { since: Some(SINCE), ..Default::default() }.encode_to_vec(),
        ),
        method(
            "WebhookSubscriptionService/GetRecovery",
            Read,
            Some("recovery"),
            request!(GetRecoveryRequest { recovery_id: recovery_id }),
        ),
        method(
            "WebhookSubscriptionService/DeleteSubscription",
            Subscriptions,
            Some("subscription"),
            request!(DeleteSubscriptionRequest { subscription_id: subscription_id }),
        ),
        method(
            "WebhookSubscriptionService/ListDeliveries",
            Read,
            None,
            v1::ListDeliveriesRequest { page_size, states: vec![1], ..Default::default() }.encode_to_vec(),
        ),
        method(
            "WebhookSubscriptionService/GetDelivery",
            Read,
            Some("delivery"),
            request!(GetDeliveryRequest { delivery_id: delivery_id }),
        ),
        method(
            "WebhookSubscriptionService/WatchDeliveries",
            Read,
            None,
            v1::WatchDeliveriesRequest { include_existing: true, ..Default::default() }.encode_to_vec(),
        ),
        method(
            "EventService/ListEvents",
            Read,
            None,
            v1::ListEventsRequest { page_size, event_types: vec!["test".into()], ..Default::default() }.encode_to_vec(),
        ),
        method("EventService/GetEvent", Read, Some("event"), request!(GetEventRequest { event_id: event_id })),
        method(
            "EventService/StreamEvents",
            Read,
            None,
            v1::StreamEventsRequest { event_types: vec!["test".into()], include_existing: true, ..Default::default() }
                .encode_to_vec(),
        ),
        method(
            "TemplateService/CreateTemplate",
            Templates,
            None,
            request!(CreateTemplateRequest { template: sample::template(sample::SOURCE), request_id: "" }),
        ),
        method(
            "TemplateService/GetTemplate",
            Read,
            Some("template"),
            request!(GetTemplateRequest { template_id: template_id, version: 0 }),
        ),
        method(
            "TemplateService/ListTemplates",
            Read,
            None,
            request!(ListTemplatesRequest { page_size: page_size, page_token: "", origin: 0 }),
        ),
        method(
            "TemplateService/ListTemplateVersions",
            Read,
            Some("template"),
            request!(ListTemplateVersionsRequest { template_id: template_id, page_size: page_size, page_token: "" }),
        ),
        method(
            "TemplateService/UpdateTemplate",
            Templates,
            Some("template"),
            request!(UpdateTemplateRequest { template: changed_template, update_mask: mask("name") }),
        ),
        method(
            "TemplateService/DeleteTemplate",
            Templates,
            Some("template"),
            request!(DeleteTemplateRequest { template_id: template_id }),
        ),
        method("TemplateService/ValidateTemplate", Read, None, validate.encode_to_vec()),
        method("TemplateService/PreviewTemplate", Render, None, preview.encode_to_vec()),
        method("TemplateService/MeasureText", Read, None, measure.encode_to_vec()),
        method("TemplateService/UploadFont", Templates, None, request!(UploadFontRequest { data: sample::FONT })),
        method("TemplateService/ListFonts", Read, None, v1::ListFontsRequest {}.encode_to_vec()),
        method("TemplateService/DeleteFont", Templates, Some("font"), request!(DeleteFontRequest { font_id: font_id })),
        method(
            "TemplateService/UploadImage",
            Templates,
            None,
            request!(UploadImageRequest { data: sample::PICTURE, name: "" }),
        ),
        method(
            "TemplateService/ListImages",
            Read,
            None,
            request!(ListImagesRequest { page_size: page_size, page_token: "" }),
        ),
        method(
            "TemplateService/DeleteImage",
            Templates,
            Some("image"),
            request!(DeleteImageRequest { image_id: image_id }),
        ),
        method("WorkspaceService/GetWorkspace", Read, None, v1::GetWorkspaceRequest {}.encode_to_vec()),
        method(
            "WorkspaceService/UpdateWorkspace",
            Workspace,
            None,
            request!(UpdateWorkspaceRequest { workspace: renamed, update_mask: mask("name") }),
        ),
        method("WorkspaceService/TestStorageTarget", Workspace, None, v1::TestStorageTargetRequest {}.encode_to_vec()),
        method(
            "WorkspaceService/CreateApiKey",
            Keys,
            None,
            request!(CreateApiKeyRequest { api_key: api_key, request_id: "" }),
        ),
        method(
            "WorkspaceService/ListApiKeys",
            Read,
            None,
            request!(ListApiKeysRequest { page_size: page_size, page_token: "" }),
        ),
        method(
            "WorkspaceService/RevokeApiKey",
            Keys,
            Some("API key"),
            request!(RevokeApiKeyRequest { api_key_id: api_key_id }),
        ),
        method("WorkspaceService/GetUsage", Read, None, v1::GetUsageRequest::default().encode_to_vec()),
        method(
            "WorkspaceService/CreateWorkspace",
            Operator,
            None,
            request!(CreateWorkspaceRequest { workspace: founded, request_id: "" }),
        ),
        method(
            "WorkspaceService/ListWorkspaces",
            Operator,
            None,
            request!(ListWorkspacesRequest { page_size: page_size, page_token: "" }),
        ),
        method("WorkspaceService/GrantCredits", Operator, None, grant.encode_to_vec()),
    ]
}
