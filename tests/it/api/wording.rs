//! What errors say: read by people, so looked at as a whole.

use placard_client::v1::{self, Card, CardStyle, Output, RenderRequest, render_spec::Design};
use tonic::{Response, Status};

use crate::support::{caller::Caller, refusal::Refusal, sample, server::Server};

fn said<T: std::fmt::Debug>(answer: Result<Response<T>, Status>) -> String {
    let refusal = Refusal::of(answer);
    format!("{:?} {}: {}", refusal.code, refusal.reason, refusal.message)
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_say_what_is_wrong_and_what_would_be_right() {
    let server = Server::with(&[("egress.allow", "")]).await;
    let caller = server.caller();
    let render = |request: RenderRequest| async { said(caller.renders().render(request).await) };
    let mut odd = sample::render("");
    odd.spec.as_mut().unwrap().output = Some(Output { width: Some(0), height: Some(9000), ..Default::default() });
    let style = CardStyle { font: "Intr".into(), accent: "#12".into(), ..Default::default() };
    let styled = sample::of(sample::spec(Design::Card(Card { style: Some(style), ..sample::card("T") })));
    let id = "rnd_01h455vb4pex5vsknk084sn02q".to_owned();
    let missing = v1::GetRenderRequest { render_id: id };
    let local = v1::CreateSubscriptionRequest {
        subscription: Some(sample::subscription("http://127.0.0.1/", &["*"])),
        ..Default::default()
    };
    let subscription = sample::subscription("https://nowhere.example/", &["rendr.completed"]);
    let unknown = v1::CreateSubscriptionRequest { subscription: Some(subscription), ..Default::default() };
    let nobody = Caller::new(&server.url, "plk_unknown");
    let said = [
        render(RenderRequest::default()).await,
        render(odd).await,
        render(styled).await,
        said(caller.renders().get_render(missing).await),
        said(caller.subscriptions().create_subscription(local).await),
        said(caller.subscriptions().create_subscription(unknown).await),
        said(nobody.workspace().get_workspace(v1::GetWorkspaceRequest {}).await),
        said(caller.call_raw("RenderService/Paint", Vec::new()).await.map(Response::new)),
        said(caller.call_raw("RenderService/Render", &b"\x0a\xff"[..]).await.map(Response::new)),
    ];
    insta::assert_snapshot!(said.join("\n"), @r#"
    InvalidArgument FIELD_REQUIRED: spec is required
    InvalidArgument INVALID_FIELD: spec.output.width must be from 1 to 8192 pixels; spec.output.height must be from 1 to 8192 pixels; spec.card.title is required
    InvalidArgument INVALID_FIELD: spec.card.style.accent is not a colour: `#12`; a colour is like `#67e8f9`, `rgb(103 232 249)`, `oklch(0.87 0.12 207)` or `teal`; spec.card.style.font names no font family that is here: did you mean `Inter`?
    NotFound RESOURCE_NOT_FOUND: there is no render `rnd_01h455vb4pex5vsknk084sn02q`
    InvalidArgument URL_REFUSED: subscription.url points at a loopback address, which requests are not sent to
    InvalidArgument INVALID_FIELD: subscription.event_types[0] is no event type: did you mean `render.completed`?
    Unauthenticated CREDENTIALS_INVALID: the API key is unknown, revoked or expired
    Unimplemented METHOD_NOT_FOUND: there is no such method, or the message's encoding is not supported
    InvalidArgument MALFORMED_MESSAGE: the bytes of the message are not a message of this method
    "#);
}
