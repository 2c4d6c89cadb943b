// Written by `make generate`.

impl Call for v1::CreateBindingRequest {
    type Response = v1::CreateBindingResponse;
    const PATH: &'static str = "/placard.v1.BindingService/CreateBinding";
    fn request_id(&mut self) -> Option<&mut String> {
        Some(&mut self.request_id)
    }
}
impl Unary for v1::CreateBindingRequest {}

impl Call for v1::GetBindingRequest {
    type Response = v1::GetBindingResponse;
    const PATH: &'static str = "/placard.v1.BindingService/GetBinding";
    const READS: bool = true;
}
impl Unary for v1::GetBindingRequest {}

impl Call for v1::ListBindingsRequest {
    type Response = v1::ListBindingsResponse;
    const PATH: &'static str = "/placard.v1.BindingService/ListBindings";
    const READS: bool = true;
}
impl Unary for v1::ListBindingsRequest {}
impl Paged for v1::ListBindingsRequest {
    type Item = v1::Binding;
    fn page_token(&mut self) -> &mut String {
        &mut self.page_token
    }
    fn items(response: v1::ListBindingsResponse) -> (Vec<v1::Binding>, String) {
        (response.bindings, response.next_page_token)
    }
}

impl Call for v1::UpdateBindingRequest {
    type Response = v1::UpdateBindingResponse;
    const PATH: &'static str = "/placard.v1.BindingService/UpdateBinding";
}
impl Unary for v1::UpdateBindingRequest {}

impl Call for v1::DeleteBindingRequest {
    type Response = v1::DeleteBindingResponse;
    const PATH: &'static str = "/placard.v1.BindingService/DeleteBinding";
}
impl Unary for v1::DeleteBindingRequest {}

impl Call for v1::RefreshBindingRequest {
    type Response = v1::RefreshBindingResponse;
    const PATH: &'static str = "/placard.v1.BindingService/RefreshBinding";
    fn request_id(&mut self) -> Option<&mut String> {
        Some(&mut self.request_id)
    }
}
impl Unary for v1::RefreshBindingRequest {}

impl Call for v1::CreateSubscriptionRequest {
    type Response = v1::CreateSubscriptionResponse;
    const PATH: &'static str = "/placard.v1.WebhookSubscriptionService/CreateSubscription";
    fn request_id(&mut self) -> Option<&mut String> {
        Some(&mut self.request_id)
    }
}
impl Unary for v1::CreateSubscriptionRequest {}

impl Call for v1::GetSubscriptionRequest {
    type Response = v1::GetSubscriptionResponse;
    const PATH: &'static str = "/placard.v1.WebhookSubscriptionService/GetSubscription";
    const READS: bool = true;
}
impl Unary for v1::GetSubscriptionRequest {}

impl Call for v1::ListSubscriptionsRequest {
    type Response = v1::ListSubscriptionsResponse;
    const PATH: &'static str = "/placard.v1.WebhookSubscriptionService/ListSubscriptions";
    const READS: bool = true;
}
impl Unary for v1::ListSubscriptionsRequest {}
impl Paged for v1::ListSubscriptionsRequest {
    type Item = v1::Subscription;
    fn page_token(&mut self) -> &mut String {
        &mut self.page_token
    }
    fn items(response: v1::ListSubscriptionsResponse) -> (Vec<v1::Subscription>, String) {
        (response.subscriptions, response.next_page_token)
    }
}

impl Call for v1::UpdateSubscriptionRequest {
    type Response = v1::UpdateSubscriptionResponse;
    const PATH: &'static str = "/placard.v1.WebhookSubscriptionService/UpdateSubscription";
}
impl Unary for v1::UpdateSubscriptionRequest {}

impl Call for v1::DeleteSubscriptionRequest {
    type Response = v1::DeleteSubscriptionResponse;
    const PATH: &'static str = "/placard.v1.WebhookSubscriptionService/DeleteSubscription";
}
impl Unary for v1::DeleteSubscriptionRequest {}

impl Call for v1::SendTestEventRequest {
    type Response = v1::SendTestEventResponse;
    const PATH: &'static str = "/placard.v1.WebhookSubscriptionService/SendTestEvent";
}
impl Unary for v1::SendTestEventRequest {}

impl Call for v1::RotateSecretRequest {
    type Response = v1::RotateSecretResponse;
    const PATH: &'static str = "/placard.v1.WebhookSubscriptionService/RotateSecret";
}
impl Unary for v1::RotateSecretRequest {}

impl Call for v1::ListEventTypesRequest {
    type Response = v1::ListEventTypesResponse;
    const PATH: &'static str = "/placard.v1.WebhookSubscriptionService/ListEventTypes";
    const READS: bool = true;
}
impl Unary for v1::ListEventTypesRequest {}

impl Call for v1::ListDeliveriesRequest {
    type Response = v1::ListDeliveriesResponse;
    const PATH: &'static str = "/placard.v1.WebhookSubscriptionService/ListDeliveries";
    const READS: bool = true;
}
impl Unary for v1::ListDeliveriesRequest {}
impl Paged for v1::ListDeliveriesRequest {
    type Item = v1::Delivery;
    fn page_token(&mut self) -> &mut String {
        &mut self.page_token
    }
    fn items(response: v1::ListDeliveriesResponse) -> (Vec<v1::Delivery>, String) {
        (response.deliveries, response.next_page_token)
    }
}

impl Call for v1::GetDeliveryRequest {
    type Response = v1::GetDeliveryResponse;
    const PATH: &'static str = "/placard.v1.WebhookSubscriptionService/GetDelivery";
    const READS: bool = true;
}
impl Unary for v1::GetDeliveryRequest {}

impl Call for v1::RedeliverRequest {
    type Response = v1::RedeliverResponse;
    const PATH: &'static str = "/placard.v1.WebhookSubscriptionService/Redeliver";
    fn request_id(&mut self) -> Option<&mut String> {
        Some(&mut self.request_id)
    }
}
impl Unary for v1::RedeliverRequest {}

impl Call for v1::RecoverDeliveriesRequest {
    type Response = v1::RecoverDeliveriesResponse;
    const PATH: &'static str = "/placard.v1.WebhookSubscriptionService/RecoverDeliveries";
    fn request_id(&mut self) -> Option<&mut String> {
        Some(&mut self.request_id)
    }
}
impl Unary for v1::RecoverDeliveriesRequest {}

impl Call for v1::GetRecoveryRequest {
    type Response = v1::GetRecoveryResponse;
    const PATH: &'static str = "/placard.v1.WebhookSubscriptionService/GetRecovery";
    const READS: bool = true;
}
impl Unary for v1::GetRecoveryRequest {}

impl Call for v1::WatchDeliveriesRequest {
    type Response = v1::WatchDeliveriesResponse;
    const PATH: &'static str = "/placard.v1.WebhookSubscriptionService/WatchDeliveries";
    const READS: bool = true;
}
impl Streaming for v1::WatchDeliveriesRequest {}

impl Call for v1::ListEventsRequest {
    type Response = v1::ListEventsResponse;
    const PATH: &'static str = "/placard.v1.EventService/ListEvents";
    const READS: bool = true;
}
impl Unary for v1::ListEventsRequest {}
impl Paged for v1::ListEventsRequest {
    type Item = v1::Event;
    fn page_token(&mut self) -> &mut String {
        &mut self.page_token
    }
    fn items(response: v1::ListEventsResponse) -> (Vec<v1::Event>, String) {
        (response.events, response.next_page_token)
    }
}

impl Call for v1::GetEventRequest {
    type Response = v1::GetEventResponse;
    const PATH: &'static str = "/placard.v1.EventService/GetEvent";
    const READS: bool = true;
}
impl Unary for v1::GetEventRequest {}

impl Call for v1::StreamEventsRequest {
    type Response = v1::StreamEventsResponse;
    const PATH: &'static str = "/placard.v1.EventService/StreamEvents";
    const READS: bool = true;
}
impl Streaming for v1::StreamEventsRequest {}

impl Call for v1::RenderRequest {
    type Response = v1::RenderResponse;
    const PATH: &'static str = "/placard.v1.RenderService/Render";
    fn request_id(&mut self) -> Option<&mut String> {
        Some(&mut self.request_id)
    }
}
impl Unary for v1::RenderRequest {}

impl Call for v1::CreateRenderRequest {
    type Response = v1::CreateRenderResponse;
    const PATH: &'static str = "/placard.v1.RenderService/CreateRender";
    fn request_id(&mut self) -> Option<&mut String> {
        Some(&mut self.request_id)
    }
}
impl Unary for v1::CreateRenderRequest {}

impl Call for v1::WatchRenderRequest {
    type Response = v1::WatchRenderResponse;
    const PATH: &'static str = "/placard.v1.RenderService/WatchRender";
    const READS: bool = true;
}
impl Streaming for v1::WatchRenderRequest {}

impl Call for v1::CreateBatchRequest {
    type Response = v1::CreateBatchResponse;
    const PATH: &'static str = "/placard.v1.RenderService/CreateBatch";
    fn request_id(&mut self) -> Option<&mut String> {
        Some(&mut self.request_id)
    }
}
impl Unary for v1::CreateBatchRequest {}

impl Call for v1::GetBatchRequest {
    type Response = v1::GetBatchResponse;
    const PATH: &'static str = "/placard.v1.RenderService/GetBatch";
    const READS: bool = true;
}
impl Unary for v1::GetBatchRequest {}

impl Call for v1::ListBatchesRequest {
    type Response = v1::ListBatchesResponse;
    const PATH: &'static str = "/placard.v1.RenderService/ListBatches";
    const READS: bool = true;
}
impl Unary for v1::ListBatchesRequest {}
impl Paged for v1::ListBatchesRequest {
    type Item = v1::Batch;
    fn page_token(&mut self) -> &mut String {
        &mut self.page_token
    }
    fn items(response: v1::ListBatchesResponse) -> (Vec<v1::Batch>, String) {
        (response.batches, response.next_page_token)
    }
}

impl Call for v1::ListBatchItemsRequest {
    type Response = v1::ListBatchItemsResponse;
    const PATH: &'static str = "/placard.v1.RenderService/ListBatchItems";
    const READS: bool = true;
}
impl Unary for v1::ListBatchItemsRequest {}
impl Paged for v1::ListBatchItemsRequest {
    type Item = v1::BatchItem;
    fn page_token(&mut self) -> &mut String {
        &mut self.page_token
    }
    fn items(response: v1::ListBatchItemsResponse) -> (Vec<v1::BatchItem>, String) {
        (response.items, response.next_page_token)
    }
}

impl Call for v1::WatchBatchRequest {
    type Response = v1::WatchBatchResponse;
    const PATH: &'static str = "/placard.v1.RenderService/WatchBatch";
    const READS: bool = true;
}
impl Streaming for v1::WatchBatchRequest {}

impl Call for v1::CancelBatchRequest {
    type Response = v1::CancelBatchResponse;
    const PATH: &'static str = "/placard.v1.RenderService/CancelBatch";
}
impl Unary for v1::CancelBatchRequest {}

impl Call for v1::RetryBatchItemsRequest {
    type Response = v1::RetryBatchItemsResponse;
    const PATH: &'static str = "/placard.v1.RenderService/RetryBatchItems";
    fn request_id(&mut self) -> Option<&mut String> {
        Some(&mut self.request_id)
    }
}
impl Unary for v1::RetryBatchItemsRequest {}

impl Call for v1::GetRenderRequest {
    type Response = v1::GetRenderResponse;
    const PATH: &'static str = "/placard.v1.RenderService/GetRender";
    const READS: bool = true;
}
impl Unary for v1::GetRenderRequest {}

impl Call for v1::ListRendersRequest {
    type Response = v1::ListRendersResponse;
    const PATH: &'static str = "/placard.v1.RenderService/ListRenders";
    const READS: bool = true;
}
impl Unary for v1::ListRendersRequest {}
impl Paged for v1::ListRendersRequest {
    type Item = v1::Render;
    fn page_token(&mut self) -> &mut String {
        &mut self.page_token
    }
    fn items(response: v1::ListRendersResponse) -> (Vec<v1::Render>, String) {
        (response.renders, response.next_page_token)
    }
}

impl Call for v1::DownloadRenderRequest {
    type Response = v1::DownloadRenderResponse;
    const PATH: &'static str = "/placard.v1.RenderService/DownloadRender";
    const READS: bool = true;
}
impl Streaming for v1::DownloadRenderRequest {}

impl Call for v1::SignRenderUrlRequest {
    type Response = v1::SignRenderUrlResponse;
    const PATH: &'static str = "/placard.v1.RenderService/SignRenderUrl";
}
impl Unary for v1::SignRenderUrlRequest {}

impl Call for v1::RotateSigningKeyRequest {
    type Response = v1::RotateSigningKeyResponse;
    const PATH: &'static str = "/placard.v1.RenderService/RotateSigningKey";
}
impl Unary for v1::RotateSigningKeyRequest {}

impl Call for v1::CreateTemplateRequest {
    type Response = v1::CreateTemplateResponse;
    const PATH: &'static str = "/placard.v1.TemplateService/CreateTemplate";
    fn request_id(&mut self) -> Option<&mut String> {
        Some(&mut self.request_id)
    }
}
impl Unary for v1::CreateTemplateRequest {}

impl Call for v1::GetTemplateRequest {
    type Response = v1::GetTemplateResponse;
    const PATH: &'static str = "/placard.v1.TemplateService/GetTemplate";
    const READS: bool = true;
}
impl Unary for v1::GetTemplateRequest {}

impl Call for v1::ListTemplatesRequest {
    type Response = v1::ListTemplatesResponse;
    const PATH: &'static str = "/placard.v1.TemplateService/ListTemplates";
    const READS: bool = true;
}
impl Unary for v1::ListTemplatesRequest {}
impl Paged for v1::ListTemplatesRequest {
    type Item = v1::Template;
    fn page_token(&mut self) -> &mut String {
        &mut self.page_token
    }
    fn items(response: v1::ListTemplatesResponse) -> (Vec<v1::Template>, String) {
        (response.templates, response.next_page_token)
    }
}

impl Call for v1::UpdateTemplateRequest {
    type Response = v1::UpdateTemplateResponse;
    const PATH: &'static str = "/placard.v1.TemplateService/UpdateTemplate";
}
impl Unary for v1::UpdateTemplateRequest {}

impl Call for v1::DeleteTemplateRequest {
    type Response = v1::DeleteTemplateResponse;
    const PATH: &'static str = "/placard.v1.TemplateService/DeleteTemplate";
}
impl Unary for v1::DeleteTemplateRequest {}

impl Call for v1::ListTemplateVersionsRequest {
    type Response = v1::ListTemplateVersionsResponse;
    const PATH: &'static str = "/placard.v1.TemplateService/ListTemplateVersions";
    const READS: bool = true;
}
impl Unary for v1::ListTemplateVersionsRequest {}
impl Paged for v1::ListTemplateVersionsRequest {
    type Item = v1::TemplateVersion;
    fn page_token(&mut self) -> &mut String {
        &mut self.page_token
    }
    fn items(response: v1::ListTemplateVersionsResponse) -> (Vec<v1::TemplateVersion>, String) {
        (response.versions, response.next_page_token)
    }
}

impl Call for v1::ValidateTemplateRequest {
    type Response = v1::ValidateTemplateResponse;
    const PATH: &'static str = "/placard.v1.TemplateService/ValidateTemplate";
    const READS: bool = true;
}
impl Unary for v1::ValidateTemplateRequest {}

impl Call for v1::PreviewTemplateRequest {
    type Response = v1::PreviewTemplateResponse;
    const PATH: &'static str = "/placard.v1.TemplateService/PreviewTemplate";
    const READS: bool = true;
}
impl Unary for v1::PreviewTemplateRequest {}

impl Call for v1::MeasureTextRequest {
    type Response = v1::MeasureTextResponse;
    const PATH: &'static str = "/placard.v1.TemplateService/MeasureText";
    const READS: bool = true;
}
impl Unary for v1::MeasureTextRequest {}

impl Call for v1::UploadFontRequest {
    type Response = v1::UploadFontResponse;
    const PATH: &'static str = "/placard.v1.TemplateService/UploadFont";
}
impl Unary for v1::UploadFontRequest {}

impl Call for v1::ListFontsRequest {
    type Response = v1::ListFontsResponse;
    const PATH: &'static str = "/placard.v1.TemplateService/ListFonts";
    const READS: bool = true;
}
impl Unary for v1::ListFontsRequest {}

impl Call for v1::DeleteFontRequest {
    type Response = v1::DeleteFontResponse;
    const PATH: &'static str = "/placard.v1.TemplateService/DeleteFont";
}
impl Unary for v1::DeleteFontRequest {}

impl Call for v1::UploadImageRequest {
    type Response = v1::UploadImageResponse;
    const PATH: &'static str = "/placard.v1.TemplateService/UploadImage";
}
impl Unary for v1::UploadImageRequest {}

impl Call for v1::ListImagesRequest {
    type Response = v1::ListImagesResponse;
    const PATH: &'static str = "/placard.v1.TemplateService/ListImages";
    const READS: bool = true;
}
impl Unary for v1::ListImagesRequest {}
impl Paged for v1::ListImagesRequest {
    type Item = v1::Image;
    fn page_token(&mut self) -> &mut String {
        &mut self.page_token
    }
    fn items(response: v1::ListImagesResponse) -> (Vec<v1::Image>, String) {
        (response.images, response.next_page_token)
    }
}

impl Call for v1::DeleteImageRequest {
    type Response = v1::DeleteImageResponse;
    const PATH: &'static str = "/placard.v1.TemplateService/DeleteImage";
}
impl Unary for v1::DeleteImageRequest {}

impl Call for v1::CreateTriggerRequest {
    type Response = v1::CreateTriggerResponse;
    const PATH: &'static str = "/placard.v1.TriggerService/CreateTrigger";
    fn request_id(&mut self) -> Option<&mut String> {
        Some(&mut self.request_id)
    }
}
impl Unary for v1::CreateTriggerRequest {}

impl Call for v1::GetTriggerRequest {
    type Response = v1::GetTriggerResponse;
    const PATH: &'static str = "/placard.v1.TriggerService/GetTrigger";
    const READS: bool = true;
}
impl Unary for v1::GetTriggerRequest {}

impl Call for v1::ListTriggersRequest {
    type Response = v1::ListTriggersResponse;
    const PATH: &'static str = "/placard.v1.TriggerService/ListTriggers";
    const READS: bool = true;
}
impl Unary for v1::ListTriggersRequest {}
impl Paged for v1::ListTriggersRequest {
    type Item = v1::Trigger;
    fn page_token(&mut self) -> &mut String {
        &mut self.page_token
    }
    fn items(response: v1::ListTriggersResponse) -> (Vec<v1::Trigger>, String) {
        (response.triggers, response.next_page_token)
    }
}

impl Call for v1::UpdateTriggerRequest {
    type Response = v1::UpdateTriggerResponse;
    const PATH: &'static str = "/placard.v1.TriggerService/UpdateTrigger";
}
impl Unary for v1::UpdateTriggerRequest {}

impl Call for v1::DeleteTriggerRequest {
    type Response = v1::DeleteTriggerResponse;
    const PATH: &'static str = "/placard.v1.TriggerService/DeleteTrigger";
}
impl Unary for v1::DeleteTriggerRequest {}

impl Call for v1::RotateTriggerSecretRequest {
    type Response = v1::RotateTriggerSecretResponse;
    const PATH: &'static str = "/placard.v1.TriggerService/RotateTriggerSecret";
}
impl Unary for v1::RotateTriggerSecretRequest {}

impl Call for v1::FireTriggerRequest {
    type Response = v1::FireTriggerResponse;
    const PATH: &'static str = "/placard.v1.TriggerService/FireTrigger";
}
impl Unary for v1::FireTriggerRequest {}

impl Call for v1::GetWorkspaceRequest {
    type Response = v1::GetWorkspaceResponse;
    const PATH: &'static str = "/placard.v1.WorkspaceService/GetWorkspace";
    const READS: bool = true;
}
impl Unary for v1::GetWorkspaceRequest {}

impl Call for v1::UpdateWorkspaceRequest {
    type Response = v1::UpdateWorkspaceResponse;
    const PATH: &'static str = "/placard.v1.WorkspaceService/UpdateWorkspace";
}
impl Unary for v1::UpdateWorkspaceRequest {}

impl Call for v1::TestStorageTargetRequest {
    type Response = v1::TestStorageTargetResponse;
    const PATH: &'static str = "/placard.v1.WorkspaceService/TestStorageTarget";
}
impl Unary for v1::TestStorageTargetRequest {}

impl Call for v1::CreateApiKeyRequest {
    type Response = v1::CreateApiKeyResponse;
    const PATH: &'static str = "/placard.v1.WorkspaceService/CreateApiKey";
    fn request_id(&mut self) -> Option<&mut String> {
        Some(&mut self.request_id)
    }
}
impl Unary for v1::CreateApiKeyRequest {}

impl Call for v1::ListApiKeysRequest {
    type Response = v1::ListApiKeysResponse;
    const PATH: &'static str = "/placard.v1.WorkspaceService/ListApiKeys";
    const READS: bool = true;
}
impl Unary for v1::ListApiKeysRequest {}
impl Paged for v1::ListApiKeysRequest {
    type Item = v1::ApiKey;
    fn page_token(&mut self) -> &mut String {
        &mut self.page_token
    }
    fn items(response: v1::ListApiKeysResponse) -> (Vec<v1::ApiKey>, String) {
        (response.api_keys, response.next_page_token)
    }
}

impl Call for v1::RevokeApiKeyRequest {
    type Response = v1::RevokeApiKeyResponse;
    const PATH: &'static str = "/placard.v1.WorkspaceService/RevokeApiKey";
}
impl Unary for v1::RevokeApiKeyRequest {}

impl Call for v1::GetUsageRequest {
    type Response = v1::GetUsageResponse;
    const PATH: &'static str = "/placard.v1.WorkspaceService/GetUsage";
    const READS: bool = true;
}
impl Unary for v1::GetUsageRequest {}

impl Call for v1::CreateWorkspaceRequest {
    type Response = v1::CreateWorkspaceResponse;
    const PATH: &'static str = "/placard.v1.WorkspaceService/CreateWorkspace";
    fn request_id(&mut self) -> Option<&mut String> {
        Some(&mut self.request_id)
    }
}
impl Unary for v1::CreateWorkspaceRequest {}

impl Call for v1::ListWorkspacesRequest {
    type Response = v1::ListWorkspacesResponse;
    const PATH: &'static str = "/placard.v1.WorkspaceService/ListWorkspaces";
    const READS: bool = true;
}
impl Unary for v1::ListWorkspacesRequest {}
impl Paged for v1::ListWorkspacesRequest {
    type Item = v1::Workspace;
    fn page_token(&mut self) -> &mut String {
        &mut self.page_token
    }
    fn items(response: v1::ListWorkspacesResponse) -> (Vec<v1::Workspace>, String) {
        (response.workspaces, response.next_page_token)
    }
}

impl Call for v1::GrantCreditsRequest {
    type Response = v1::GrantCreditsResponse;
    const PATH: &'static str = "/placard.v1.WorkspaceService/GrantCredits";
    fn request_id(&mut self) -> Option<&mut String> {
        Some(&mut self.request_id)
    }
}
impl Unary for v1::GrantCreditsRequest {}
