// Written by `make generate`.

/// Pictures of data that changes.
#[derive(Clone, Copy)]
pub struct Bindings<'a>(&'a Client);

impl Bindings<'_> {
    /// Saves a binding; it is refreshed for the first time within seconds. Needs the scope BINDINGS.
    pub async fn create_binding(&self, request: v1::CreateBindingRequest) -> Result<v1::CreateBindingResponse, Error> {
        self.0.call(request).await
    }

    /// One binding. Needs the scope READ.
    pub async fn get_binding(&self, request: v1::GetBindingRequest) -> Result<v1::GetBindingResponse, Error> {
        self.0.call(request).await
    }

    /// Bindings of the workspace, newest first. Needs the scope READ.
    pub async fn list_bindings(&self, request: v1::ListBindingsRequest) -> Result<v1::ListBindingsResponse, Error> {
        self.0.call(request).await
    }

    /// Changes the fields named by the mask. With another spec, source or mapping, or set ACTIVE again, it is refreshed at
    /// once. Needs the scope BINDINGS.
    pub async fn update_binding(&self, request: v1::UpdateBindingRequest) -> Result<v1::UpdateBindingResponse, Error> {
        self.0.call(request).await
    }

    /// Deletes a binding. Its URL serves nothing any more; its renders stay. Needs the scope BINDINGS.
    pub async fn delete_binding(&self, request: v1::DeleteBindingRequest) -> Result<v1::DeleteBindingResponse, Error> {
        self.0.call(request).await
    }

    /// Refreshes a binding now, a paused one too, and waits for the end. One that fails answers why, with the code that goes
    /// with the reason, and counts as a failed refresh like any other. Needs the scope BINDINGS.
    pub async fn refresh_binding(&self, request: v1::RefreshBindingRequest) -> Result<v1::RefreshBindingResponse, Error> {
        self.0.call(request).await
    }
}

/// Webhook endpoints, and what became of everything sent: to them, to triggers' callbacks and to renders' own webhooks.
#[derive(Clone, Copy)]
pub struct Subscriptions<'a>(&'a Client);

impl Subscriptions<'_> {
    /// Saves a subscription. The secret is answered this once. Needs the scope SUBSCRIPTIONS.
    pub async fn create_subscription(&self, request: v1::CreateSubscriptionRequest) -> Result<v1::CreateSubscriptionResponse, Error> {
        self.0.call(request).await
    }

    /// One subscription. Needs the scope READ.
    pub async fn get_subscription(&self, request: v1::GetSubscriptionRequest) -> Result<v1::GetSubscriptionResponse, Error> {
        self.0.call(request).await
    }

    /// Subscriptions of the workspace, newest first. Needs the scope READ.
    pub async fn list_subscriptions(&self, request: v1::ListSubscriptionsRequest) -> Result<v1::ListSubscriptionsResponse, Error> {
        self.0.call(request).await
    }

    /// Changes the fields named by the mask. Needs the scope SUBSCRIPTIONS.
    pub async fn update_subscription(&self, request: v1::UpdateSubscriptionRequest) -> Result<v1::UpdateSubscriptionResponse, Error> {
        self.0.call(request).await
    }

    /// Deletes a subscription. What it has not been sent yet is CANCELLED. Needs the scope SUBSCRIPTIONS.
    pub async fn delete_subscription(&self, request: v1::DeleteSubscriptionRequest) -> Result<v1::DeleteSubscriptionResponse, Error> {
        self.0.call(request).await
    }

    /// Sends an event of the type "test" to one subscription, by the way that all events go. Needs the scope
    /// SUBSCRIPTIONS.
    pub async fn send_test_event(&self, request: v1::SendTestEventRequest) -> Result<v1::SendTestEventResponse, Error> {
        self.0.call(request).await
    }

    /// Replaces the secret. The one before signs beside it for an overlap, so that no receiver misses anything. Needs the
    /// scope SUBSCRIPTIONS.
    pub async fn rotate_secret(&self, request: v1::RotateSecretRequest) -> Result<v1::RotateSecretResponse, Error> {
        self.0.call(request).await
    }

    /// Every type of event there is, with the JSON Schema of its envelope, and every alias. Needs the scope READ.
    pub async fn list_event_types(&self, request: v1::ListEventTypesRequest) -> Result<v1::ListEventTypesResponse, Error> {
        self.0.call(request).await
    }

    /// Deliveries of the workspace, newest first, without their attempts. Needs the scope READ.
    pub async fn list_deliveries(&self, request: v1::ListDeliveriesRequest) -> Result<v1::ListDeliveriesResponse, Error> {
        self.0.call(request).await
    }

    /// One delivery with its attempts. Needs the scope READ.
    pub async fn get_delivery(&self, request: v1::GetDeliveryRequest) -> Result<v1::GetDeliveryResponse, Error> {
        self.0.call(request).await
    }

    /// Sends a delivery's event to its destination again, under the same `webhook-id` and as the same bytes. One that has
    /// come to its end is repeated as a new delivery; one that waits for its next attempt makes it now; all others are
    /// answered as they are. Needs the scope SUBSCRIPTIONS.
    pub async fn redeliver(&self, request: v1::RedeliverRequest) -> Result<v1::RedeliverResponse, Error> {
        self.0.call(request).await
    }

    /// Sends again everything since a time that never arrived: what is EXHAUSTED is repeated as a new delivery, and what is
    /// RETRYING makes its next attempt. There is no limit on how much; it is done step by step in the background, some 200
    /// deliveries a second at most, and goes on after a restart. Needs the scope SUBSCRIPTIONS.
    pub async fn recover_deliveries(&self, request: v1::RecoverDeliveriesRequest) -> Result<v1::RecoverDeliveriesResponse, Error> {
        self.0.call(request).await
    }

    /// How far a recovery is. Needs the scope READ.
    pub async fn get_recovery(&self, request: v1::GetRecoveryRequest) -> Result<v1::GetRecoveryResponse, Error> {
        self.0.call(request).await
    }

    /// Every change of every delivery, as it happens. Every message carries a `resume_token`; who comes back with it
    /// misses nothing and sees nothing twice. A heartbeat comes at least every 15 s, the first one at once, unless the stream
    /// is a resumed one. A reader that is too slow is cut off with RESOURCE_EXHAUSTED, and resumes. On shutdown the stream
    /// ends UNAVAILABLE, and when its key is revoked or expires UNAUTHENTICATED. Needs the scope READ.
    pub async fn watch_deliveries(
        &self,
        request: v1::WatchDeliveriesRequest,
    ) -> Result<impl Stream<Item = Result<v1::WatchDeliveriesResponse, Error>> + Send + Unpin + use<>, Error> {
        self.0.stream(request).await
    }
}

/// The events themselves, for those who have no public URL.
#[derive(Clone, Copy)]
pub struct Events<'a>(&'a Client);

impl Events<'_> {
    /// Events of the workspace, newest first. Needs the scope READ.
    pub async fn list_events(&self, request: v1::ListEventsRequest) -> Result<v1::ListEventsResponse, Error> {
        self.0.call(request).await
    }

    /// One event. Needs the scope READ.
    pub async fn get_event(&self, request: v1::GetEventRequest) -> Result<v1::GetEventResponse, Error> {
        self.0.call(request).await
    }

    /// Every event, as it happens. Every message carries a `resume_token`; who comes back with it misses nothing and sees
    /// nothing twice. A heartbeat comes at least every 15 s, the first one at once, unless the stream is a resumed one. A
    /// reader that is too slow is cut off with RESOURCE_EXHAUSTED, and resumes. On shutdown the stream ends UNAVAILABLE,
    /// and when its key is revoked or expires UNAUTHENTICATED. Needs the scope READ.
    pub async fn stream_events(
        &self,
        request: v1::StreamEventsRequest,
    ) -> Result<impl Stream<Item = Result<v1::StreamEventsResponse, Error>> + Send + Unpin + use<>, Error> {
        self.0.stream(request).await
    }
}

/// Turns specs into pictures, and finds them again.
#[derive(Clone, Copy)]
pub struct Renders<'a>(&'a Client);

impl Renders<'_> {
    /// Renders a spec and waits for it. Needs the scope RENDER. A spec that was rendered before is answered from then
    /// (`cached`). A render that fails is kept, told to subscribers and answered as an error with `metadata.render_id`.
    pub async fn render(&self, request: v1::RenderRequest) -> Result<v1::RenderResponse, Error> {
        self.0.call(request).await
    }

    /// The same, queued: answers at once, in the state QUEUED. A spec that is wrong in itself is refused at once too; whatever
    /// else goes wrong is the render's end, as of Render. The queue survives restarts, and goes round workspaces and batches;
    /// whoever waits for a Render goes before it. Needs the scope RENDER.
    pub async fn create_render(&self, request: v1::CreateRenderRequest) -> Result<v1::CreateRenderResponse, Error> {
        self.0.call(request).await
    }

    /// How a render stands, and every change of it until it has ended; then the stream ends. States that were left again
    /// before they could be told are not. Every message carries a `resume_token`; who comes back with it misses nothing and
    /// sees nothing twice. A heartbeat comes at least every 15 s. On shutdown the stream ends UNAVAILABLE. Needs the scope
    /// READ.
    pub async fn watch_render(
        &self,
        request: v1::WatchRenderRequest,
    ) -> Result<impl Stream<Item = Result<v1::WatchRenderResponse, Error>> + Send + Unpin + use<>, Error> {
        self.0.stream(request).await
    }

    /// Asks for many renders at once: one design with many rows, or, as a collection, many specs. Each item is a render of
    /// its own, queued as by CreateRender and told as such; a row that is wrong fails its item, and the others go on. The
    /// message may have 31 MiB. When the last item has ended, `batch.completed` or `collection.completed` says so, once, and
    /// once more after each retry. Needs the scope RENDER.
    pub async fn create_batch(&self, request: v1::CreateBatchRequest) -> Result<v1::CreateBatchResponse, Error> {
        self.0.call(request).await
    }

    /// One batch. Needs the scope READ.
    pub async fn get_batch(&self, request: v1::GetBatchRequest) -> Result<v1::GetBatchResponse, Error> {
        self.0.call(request).await
    }

    /// Batches of the workspace, newest first. Needs the scope READ.
    pub async fn list_batches(&self, request: v1::ListBatchesRequest) -> Result<v1::ListBatchesResponse, Error> {
        self.0.call(request).await
    }

    /// Items of a batch, in the order in which they were given. Needs the scope READ.
    pub async fn list_batch_items(&self, request: v1::ListBatchItemsRequest) -> Result<v1::ListBatchItemsResponse, Error> {
        self.0.call(request).await
    }

    /// How far a batch is, and again whenever items end, until all have; then the stream ends. Every message carries a
    /// `resume_token`; who comes back with it is told what changed since. A heartbeat comes at least every 15 s. On shutdown
    /// the stream ends UNAVAILABLE. Needs the scope READ.
    pub async fn watch_batch(
        &self,
        request: v1::WatchBatchRequest,
    ) -> Result<impl Stream<Item = Result<v1::WatchBatchResponse, Error>> + Send + Unpin + use<>, Error> {
        self.0.stream(request).await
    }

    /// Takes back what has not begun. A batch that has ended stays as it is. Needs the scope RENDER.
    pub async fn cancel_batch(&self, request: v1::CancelBatchRequest) -> Result<v1::CancelBatchResponse, Error> {
        self.0.call(request).await
    }

    /// Renders the items that failed again, as new renders in their places. Rows that were none (INVALID_ROW) stay failed. A
    /// batch that has not ended yet: FAILED_PRECONDITION. Needs the scope RENDER.
    pub async fn retry_batch_items(&self, request: v1::RetryBatchItemsRequest) -> Result<v1::RetryBatchItemsResponse, Error> {
        self.0.call(request).await
    }

    /// One render. Needs the scope READ.
    pub async fn get_render(&self, request: v1::GetRenderRequest) -> Result<v1::GetRenderResponse, Error> {
        self.0.call(request).await
    }

    /// Renders of the workspace, newest first. Needs the scope READ.
    pub async fn list_renders(&self, request: v1::ListRendersRequest) -> Result<v1::ListRendersResponse, Error> {
        self.0.call(request).await
    }

    /// The picture's bytes, in chunks of at most 64 kB. Needs the scope READ.
    pub async fn download_render(
        &self,
        request: v1::DownloadRenderRequest,
    ) -> Result<impl Stream<Item = Result<v1::DownloadRenderResponse, Error>> + Send + Unpin + use<>, Error> {
        self.0.stream(request).await
    }

    /// Makes a URL under which a spec's picture is rendered when it is asked for, `GET /r/…`, for `og:image` and its kin. The
    /// spec is judged as if it were rendered now. docs/signed-urls.md says how to make such URLs without a call. Needs the
    /// scope RENDER.
    pub async fn sign_render_url(&self, request: v1::SignRenderUrlRequest) -> Result<v1::SignRenderUrlResponse, Error> {
        self.0.call(request).await
    }

    /// Makes a new key the one that signs such URLs, and answers its secret this once, for signing without a call. URLs that
    /// the keys before have signed are good for `overlap`. Needs the scope KEYS.
    pub async fn rotate_signing_key(&self, request: v1::RotateSigningKeyRequest) -> Result<v1::RotateSigningKeyResponse, Error> {
        self.0.call(request).await
    }
}

/// Designs of the workspace.
#[derive(Clone, Copy)]
pub struct Templates<'a>(&'a Client);

impl Templates<'_> {
    /// Saves a template, as its version 1. Needs the scope TEMPLATES. A workspace has at most 1,000, unless the server is
    /// configured otherwise: one more is FAILED_PRECONDITION with the reason QUOTA_REACHED.
    pub async fn create_template(&self, request: v1::CreateTemplateRequest) -> Result<v1::CreateTemplateResponse, Error> {
        self.0.call(request).await
    }

    /// One template, with its source, in its newest or any other version. Built-ins are found by their name. Needs the
    /// scope READ.
    pub async fn get_template(&self, request: v1::GetTemplateRequest) -> Result<v1::GetTemplateResponse, Error> {
        self.0.call(request).await
    }

    /// Templates, without their sources. Needs the scope READ.
    pub async fn list_templates(&self, request: v1::ListTemplatesRequest) -> Result<v1::ListTemplatesResponse, Error> {
        self.0.call(request).await
    }

    /// Changes the fields named by the mask. A source that differs from the newest makes a new version; all versions can
    /// still be rendered. A template has at most 1,000 versions, unless the server is configured otherwise. Needs the scope
    /// TEMPLATES.
    pub async fn update_template(&self, request: v1::UpdateTemplateRequest) -> Result<v1::UpdateTemplateResponse, Error> {
        self.0.call(request).await
    }

    /// Deletes a template, all its versions with it. Pictures that were made with it stay; to render it or to fire a
    /// trigger of it is INVALID_ARGUMENT from then on, with the reason UNKNOWN_TEMPLATE. Needs the scope TEMPLATES.
    pub async fn delete_template(&self, request: v1::DeleteTemplateRequest) -> Result<v1::DeleteTemplateResponse, Error> {
        self.0.call(request).await
    }

    /// Versions of one template, newest first. Needs the scope READ.
    pub async fn list_template_versions(&self, request: v1::ListTemplateVersionsRequest) -> Result<v1::ListTemplateVersionsResponse, Error> {
        self.0.call(request).await
    }

    /// Tells all that is wrong with a template at once, each with its path. With variables it is filled and laid out too,
    /// without being painted: how texts come out, and what deserves a look. Nothing is kept. What is wrong with the template
    /// or its variables is the answer; an error is only what is wrong with the request itself. Needs the scope READ.
    pub async fn validate_template(&self, request: v1::ValidateTemplateRequest) -> Result<v1::ValidateTemplateResponse, Error> {
        self.0.call(request).await
    }

    /// Renders a template without keeping anything: no render in the books, no event, no picture in the store. Remote images
    /// are fetched as for a render. Needs the scope RENDER.
    pub async fn preview_template(&self, request: v1::PreviewTemplateRequest) -> Result<v1::PreviewTemplateResponse, Error> {
        self.0.call(request).await
    }

    /// How a text comes out, without painting it. Needs the scope READ.
    pub async fn measure_text(&self, request: v1::MeasureTextRequest) -> Result<v1::MeasureTextResponse, Error> {
        self.0.call(request).await
    }

    /// Keeps a font for the workspace's templates: TTF, OTF, TTC, WOFF or WOFF2. The same font again answers the one that is
    /// there. This method takes messages of 31 MiB, and the server few of them at a time. Needs the scope
    /// TEMPLATES.
    pub async fn upload_font(&self, request: v1::UploadFontRequest) -> Result<v1::UploadFontResponse, Error> {
        self.0.call(request).await
    }

    /// Fonts that the workspace's templates can name: first its own, newest first, then those that come with the server, by
    /// name, all on one page. Needs the scope READ.
    pub async fn list_fonts(&self, request: v1::ListFontsRequest) -> Result<v1::ListFontsResponse, Error> {
        self.0.call(request).await
    }

    /// Deletes a font of the workspace's. Pictures that were made with it stay. Needs the scope TEMPLATES.
    pub async fn delete_font(&self, request: v1::DeleteFontRequest) -> Result<v1::DeleteFontResponse, Error> {
        self.0.call(request).await
    }

    /// Keeps a picture for the workspace: PNG, JPEG, WebP, AVIF, GIF or SVG. Its `reference` stands wherever a picture's URL may. The
    /// same bytes again answer the image that is there, under its first name. This method takes messages of 31 MiB, and the
    /// server few of them at a time. Needs the scope TEMPLATES.
    pub async fn upload_image(&self, request: v1::UploadImageRequest) -> Result<v1::UploadImageResponse, Error> {
        self.0.call(request).await
    }

    /// Images of the workspace, newest first. Needs the scope READ.
    pub async fn list_images(&self, request: v1::ListImagesRequest) -> Result<v1::ListImagesResponse, Error> {
        self.0.call(request).await
    }

    /// Deletes an image. Pictures that were made with it stay; to render with it is INVALID_ARGUMENT from then on. Needs the
    /// scope TEMPLATES.
    pub async fn delete_image(&self, request: v1::DeleteImageRequest) -> Result<v1::DeleteImageResponse, Error> {
        self.0.call(request).await
    }
}

/// Saved specs that render and post their picture when fired.
#[derive(Clone, Copy)]
pub struct Triggers<'a>(&'a Client);

impl Triggers<'_> {
    /// Saves a trigger. The secret is answered this once. Needs the scope TRIGGERS.
    pub async fn create_trigger(&self, request: v1::CreateTriggerRequest) -> Result<v1::CreateTriggerResponse, Error> {
        self.0.call(request).await
    }

    /// One trigger. Needs the scope READ.
    pub async fn get_trigger(&self, request: v1::GetTriggerRequest) -> Result<v1::GetTriggerResponse, Error> {
        self.0.call(request).await
    }

    /// Triggers of the workspace, newest first. Needs the scope READ.
    pub async fn list_triggers(&self, request: v1::ListTriggersRequest) -> Result<v1::ListTriggersResponse, Error> {
        self.0.call(request).await
    }

    /// Changes the fields named by the mask. Needs the scope TRIGGERS.
    pub async fn update_trigger(&self, request: v1::UpdateTriggerRequest) -> Result<v1::UpdateTriggerResponse, Error> {
        self.0.call(request).await
    }

    /// Deletes a trigger. What it has not delivered yet is CANCELLED. Needs the scope TRIGGERS.
    pub async fn delete_trigger(&self, request: v1::DeleteTriggerRequest) -> Result<v1::DeleteTriggerResponse, Error> {
        self.0.call(request).await
    }

    /// Replaces the secret, and answers the new one this once. The old one signs beside it for the overlap. Needs the scope
    /// TRIGGERS.
    pub async fn rotate_trigger_secret(&self, request: v1::RotateTriggerSecretRequest) -> Result<v1::RotateTriggerSecretResponse, Error> {
        self.0.call(request).await
    }

    /// Renders the trigger's spec anew, with overrides, and posts the picture to its URL: the bytes themselves, with
    /// `Content-Type`, `X-Webhook-Id`, `X-Webhook-Secret` and the Standard Webhooks headers. Needs the scope FIRE.
    pub async fn fire_trigger(&self, request: v1::FireTriggerRequest) -> Result<v1::FireTriggerResponse, Error> {
        self.0.call(request).await
    }
}

/// The workspace itself, the keys that open it, and what it uses; and, for who runs the server, all workspaces.
#[derive(Clone, Copy)]
pub struct Workspaces<'a>(&'a Client);

impl Workspaces<'_> {
    /// The workspace of the asking key. Needs the scope READ.
    pub async fn get_workspace(&self, request: v1::GetWorkspaceRequest) -> Result<v1::GetWorkspaceResponse, Error> {
        self.0.call(request).await
    }

    /// Changes the workspace of the asking key. Needs the scope WORKSPACE.
    pub async fn update_workspace(&self, request: v1::UpdateWorkspaceRequest) -> Result<v1::UpdateWorkspaceResponse, Error> {
        self.0.call(request).await
    }

    /// Writes a small file, `placard-check.txt`, to the workspace's own storage, and tells what came of it. Needs the scope
    /// WORKSPACE.
    pub async fn test_storage_target(&self, request: v1::TestStorageTargetRequest) -> Result<v1::TestStorageTargetResponse, Error> {
        self.0.call(request).await
    }

    /// Makes an API key. Its secret is answered this once. Needs the scope KEYS, and every scope the new key gets.
    pub async fn create_api_key(&self, request: v1::CreateApiKeyRequest) -> Result<v1::CreateApiKeyResponse, Error> {
        self.0.call(request).await
    }

    /// Keys of the workspace, newest first, revoked ones too. Needs the scope READ.
    pub async fn list_api_keys(&self, request: v1::ListApiKeysRequest) -> Result<v1::ListApiKeysResponse, Error> {
        self.0.call(request).await
    }

    /// Ends a key at once, and for good. Needs the scope KEYS.
    pub async fn revoke_api_key(&self, request: v1::RevokeApiKeyRequest) -> Result<v1::RevokeApiKeyResponse, Error> {
        self.0.call(request).await
    }

    /// What the workspace used, day by day. Needs the scope READ; of another workspace OPERATOR as well.
    pub async fn get_usage(&self, request: v1::GetUsageRequest) -> Result<v1::GetUsageResponse, Error> {
        self.0.call(request).await
    }

    /// Makes a workspace and its first key, whose secret is answered this once. Needs the scope OPERATOR.
    pub async fn create_workspace(&self, request: v1::CreateWorkspaceRequest) -> Result<v1::CreateWorkspaceResponse, Error> {
        self.0.call(request).await
    }

    /// All workspaces, newest first. Needs the scope OPERATOR.
    pub async fn list_workspaces(&self, request: v1::ListWorkspacesRequest) -> Result<v1::ListWorkspacesResponse, Error> {
        self.0.call(request).await
    }

    /// Gives a workspace credits, or takes some. Needs the scope OPERATOR.
    pub async fn grant_credits(&self, request: v1::GrantCreditsRequest) -> Result<v1::GrantCreditsResponse, Error> {
        self.0.call(request).await
    }
}

impl Client {
    /// Pictures of data that changes.
    pub fn bindings(&self) -> Bindings<'_> {
        Bindings(self)
    }

    /// Webhook endpoints, and what became of everything sent: to them, to triggers' callbacks and to renders' own webhooks.
    pub fn subscriptions(&self) -> Subscriptions<'_> {
        Subscriptions(self)
    }

    /// The events themselves, for those who have no public URL.
    pub fn events(&self) -> Events<'_> {
        Events(self)
    }

    /// Turns specs into pictures, and finds them again.
    pub fn renders(&self) -> Renders<'_> {
        Renders(self)
    }

    /// Designs of the workspace.
    pub fn templates(&self) -> Templates<'_> {
        Templates(self)
    }

    /// Saved specs that render and post their picture when fired.
    pub fn triggers(&self) -> Triggers<'_> {
        Triggers(self)
    }

    /// The workspace itself, the keys that open it, and what it uses; and, for who runs the server, all workspaces.
    pub fn workspace(&self) -> Workspaces<'_> {
        Workspaces(self)
    }
}
