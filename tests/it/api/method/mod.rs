//! Every method there is: its name, the scope it needs, and a request that is in order.

mod binding;
mod render;
mod subscription;
mod template;
mod trigger;
mod workspace;

use bytes::Bytes;
use placard::domain::access::Scope;
use placard_client::v1;
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

const PAGE_SIZE: i32 = 1;

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

/// A request of which every field is named.
macro_rules! request {
    ($message:ident { $($field:ident: $value:expr),* $(,)? }) => {
        v1::$message { $($field: $value.into()),* }.encode_to_vec()
    };
}
use request;

fn method(name: &'static str, scope: Scope, names: Option<&'static str>, request: Vec<u8>) -> Method {
    Method { name, scope, names, request: request.into() }
}

fn mask(path: &str) -> FieldMask {
    FieldMask { paths: vec![path.to_owned()] }
}

/// Every method, with requests about these resources. Every message that a request may hold is in it.
pub fn all(of: &Resources) -> Vec<Method> {
    let services = [
        render::methods,
        trigger::methods,
        binding::methods,
        subscription::methods,
        template::methods,
        workspace::methods,
    ];
    services.into_iter().flat_map(|methods| methods(of)).collect()
}
