//! gRPC: the only room that sees proto or tonic. Every method reads its request into domain types, asks the engine, and
//! writes the answer; the layers around them see to keys, limits and deadlines. gRPC-Web and Connect are other ways in to
//! the same.

mod batch_methods;
mod binding_service;
pub mod caller;
mod connect;
pub mod convert;
mod deadline;
mod details;
mod event_service;
mod feed;
mod idempotency;
mod ingress;
mod measure;
mod render_service;
mod request_id;
pub mod status;
mod subscription_service;
mod template_service;
pub mod token;
mod trigger_service;
mod url_methods;
mod watch;
mod workspace_service;

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::Request,
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
};
use http::{HeaderName, StatusCode, header};
use placard_client::{
    FILE_DESCRIPTOR_SET,
    v1::{
        binding_service_server::BindingServiceServer, event_service_server::EventServiceServer,
        render_service_server::RenderServiceServer, template_service_server::TemplateServiceServer,
        trigger_service_server::TriggerServiceServer,
        webhook_subscription_service_server::WebhookSubscriptionServiceServer,
        workspace_service_server::WorkspaceServiceServer,
    },
};
use tokio::sync::Semaphore;
use tonic::{codec::CompressionEncoding, service::Routes};
use tonic_health::server::HealthReporter;
use tonic_web::GrpcWebLayer;
use tower::Service;
use tower_http::{
    catch_panic::CatchPanicLayer,
    cors::{AllowHeaders, Any, CorsLayer},
};

use self::{
    connect::Connect,
    ingress::{Rates, Streams},
    status::status,
    token::Tokens,
    watch::Stretches,
};
use crate::{domain::reason::Reason, engine::Engine, shutdown::Shutdown};

/// Largest message that is taken, in bytes.
pub const MAX_MESSAGE: usize = 4 * 1024 * 1024;
/// The same of an upload.
const MAX_UPLOAD: usize = 31 * 1024 * 1024;
/// Uploads under way at once: each holds its whole message.
const UPLOADS_AT_ONCE: usize = 8;
/// Largest message that is answered, in bytes: a picture inline.
const MAX_ANSWER: usize = 64 * 1024 * 1024;
/// How long a browser may remember what CORS allows.
const CORS_AGE: Duration = Duration::from_secs(24 * 60 * 60);

/// The services.
#[derive(Clone)]
pub struct Api {
    engine: Arc<Engine>,
    tokens: Tokens,
    streams: Streams,
    stretches: Stretches,
    shutdown: Shutdown,
}

/// Limits on calls.
pub struct Limits {
    /// Of each API key.
    pub per_second: NonZeroU32,
    pub burst: NonZeroU32,
    /// Of all together.
    pub concurrency: usize,
    /// Streams, which last longer than calls: of each API key, and of all together.
    pub streams_per_key: usize,
    pub streams: usize,
}

macro_rules! reflection {
    ($build:ident) => {
        tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(FILE_DESCRIPTOR_SET)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
            // What errors carry, so that tools which know us by reflection can show it.
            .register_encoded_file_descriptor_set(tonic_types::pb::FILE_DESCRIPTOR_SET)
            .$build()
            .expect("the descriptors are those the code was generated from; a test starts this")
    };
}
/// Everything that speaks gRPC or gRPC-Web. `http` answers all other requests.
pub fn router(
    engine: Arc<Engine>,
    token_key: [u8; 32],
    limits: &Limits,
    shutdown: Shutdown,
    http: Router,
) -> (Router, HealthReporter) {
    let rates = Rates::new(limits.per_second, limits.burst);
    let token = shutdown.token();
    let sweep = rates.clone().sweep();
    shutdown.spawn(async move {
        token.run_until_cancelled(sweep).await;
    });

    let streams = Streams::new(limits.streams_per_key, limits.streams);
    let api = Api {
        engine: engine.clone(),
        tokens: Tokens::new(token_key),
        streams,
        stretches: Stretches::default(),
        shutdown,
    };
    macro_rules! service {
        ($server:ident) => {
            service!($server, MAX_MESSAGE)
        };
        ($server:ident, $largest:ident) => {
            $server::new(api.clone())
                .max_decoding_message_size($largest)
                .max_encoding_message_size(MAX_ANSWER)
                .accept_compressed(CompressionEncoding::Gzip)
                .send_compressed(CompressionEncoding::Gzip)
        };
    }
    let guarded = Routes::new(service!(RenderServiceServer))
        .add_service(service!(BindingServiceServer))
        .add_service(service!(EventServiceServer))
        .add_service(service!(TemplateServiceServer))
        .add_service(service!(TriggerServiceServer))
        .add_service(service!(WebhookSubscriptionServiceServer))
        .add_service(service!(WorkspaceServiceServer))
        .into_axum_router()
        .merge(uploads(service!(TemplateServiceServer, MAX_UPLOAD), service!(RenderServiceServer, MAX_UPLOAD)))
        .fallback(unknown_method)
        // The last one added is the outermost: a call passes them from the bottom of this list to its top.
        .layer(from_fn(details::explain))
        .layer(from_fn_with_state(rates, ingress::rate))
        .layer(from_fn_with_state(engine.clone(), caller::authenticate));

    let (health, health_service) = tonic_health::server::health_reporter();
    let open = Routes::new(health_service)
        .add_service(reflection!(build_v1))
        .add_service(reflection!(build_v1alpha))
        .into_axum_router();

    // Before the key is looked at: who has none costs a slot and a bounded time as well. Health has slots of its own, so
    // that a busy server does not look like a sick one.
    let bounded = |router: Router| {
        let slots = Arc::new(Semaphore::new(limits.concurrency));
        router.layer(from_fn(deadline::enforce)).layer(from_fn_with_state(slots, ingress::slot))
    };
    // A panic is caught inside gRPC-Web, else a browser would see no answer at all.
    let guarded = bounded(guarded).layer(CatchPanicLayer::custom(panicked));
    let connect = Connect::new(guarded.clone());
    let open = bounded(open).layer(CatchPanicLayer::custom(panicked));
    let (open, guarded) = (open.layer(GrpcWebLayer::new()), guarded.layer(GrpcWebLayer::new()));

    // gRPC-Web's layer answers 400 to whatever else comes over HTTP/1.1, so only what is gRPC gets to it.
    let router = http
        .fallback(move |request: Request| {
            let mut grpc = if request.uri().path().starts_with("/grpc.") { open.clone() } else { guarded.clone() };
            let connect = connect.clone();
            async move {
                if is_grpc(&request) {
                    grpc.call(request).await.into_response()
                } else if Connect::takes(request.uri().path()) {
                    connect.call(request).await
                } else {
                    (StatusCode::NOT_FOUND, "there is nothing here\n").into_response()
                }
            }
        })
        .layer(cors())
        .layer(from_fn_with_state(engine, request_id::assign))
        .layer(from_fn(measure::measure));
    (router, health)
}

/// gRPC or gRPC-Web.
fn is_grpc(request: &Request) -> bool {
    let content_type = request.headers().get(header::CONTENT_TYPE);
    content_type.is_some_and(|value| value.as_bytes().starts_with(b"application/grpc"))
}

/// Bytes of the largest message that a method takes, by its path.
fn largest_message(path: &str) -> usize {
    let is_upload = template_service::UPLOADS.contains(&path) || render_service::UPLOADS.contains(&path);
    if is_upload { MAX_UPLOAD } else { MAX_MESSAGE }
}

/// The methods that take larger messages, few at a time.
fn uploads(templates: TemplateServiceServer<Api>, renders: RenderServiceServer<Api>) -> Router {
    let slots = Arc::new(Semaphore::new(UPLOADS_AT_ONCE));
    let mut router = Router::new();
    for path in template_service::UPLOADS {
        router = router.route_service(path, templates.clone());
    }
    for path in render_service::UPLOADS {
        router = router.route_service(path, renders.clone());
    }
    router.layer(from_fn_with_state(slots, ingress::slot))
}

/// Any page may call: what protects is the key, which no browser sends by itself.
fn cors() -> CorsLayer {
    let exposed = ["grpc-status", "grpc-message", "grpc-status-details-bin", "x-request-id", "etag"];
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([http::Method::GET, http::Method::HEAD, http::Method::POST])
        // Named one by one: by the Fetch standard a wildcard does not cover `authorization`.
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers(exposed.map(HeaderName::from_static))
        .max_age(CORS_AGE)
}

async fn unknown_method() -> Response {
    status(Reason::MethodNotFound, "there is no such service or method").into_http()
}

fn panicked(panic: Box<dyn std::any::Any + Send>) -> http::Response<tonic::body::Body> {
    let message = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!(panic = message.unwrap_or("of unknown content"), "a call panicked");
    status(Reason::Internal, "the server is at fault; its log has more under this call's x-request-id").into_http()
}
