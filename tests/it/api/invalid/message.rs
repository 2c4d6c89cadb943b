//! Messages that are none, or too large, or wrong in more ways than are told.

use placard_client::v1::{self, RenderRequest};
use prost::Message;
use prost_types::FieldMask;
use tonic::{Code, Response};

use crate::{
    api::method::{Resources, all},
    support::{refusal::Refusal, sample, server::Server},
};

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_message_are_malformed() {
    let server = Server::start().await;
    for method in all(&Resources::missing()) {
        // Field 1 as a length that the message does not have.
        let answer = server.caller().call_raw(method.name, &b"\x0a\xff\xff\xff\xff\x0f"[..]).await;
        let refusal = Refusal::of(answer.map(Response::new));
        refusal.must_be(Code::InvalidArgument, "MALFORMED_MESSAGE", &[]);
    }
    let not_unicode = b"\x0a\x02\xff\xfe";
    let answer = server.caller().call_raw("RenderService/GetRender", &not_unicode[..]).await;
    Refusal::of(answer.map(Response::new)).must_be(Code::InvalidArgument, "MALFORMED_MESSAGE", &[]);
    // A field that a later version may have is no fault.
    let mut later = v1::ListRendersRequest::default().encode_to_vec();
    later.extend(b"\xfa\x3f\x03abc");
    server.caller().call_raw("RenderService/ListRenders", later).await.expect("unknown fields are passed over");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_there_is_not_is_unimplemented() {
    let server = Server::start().await;
    for method in ["RenderService/Paint", "PaintService/Paint", "RenderService", "renderservice/Render", "../etc"] {
        let refusal = Refusal::of(server.caller().call_raw(method, Vec::new()).await.map(Response::new));
        refusal.must_be(Code::Unimplemented, "METHOD_NOT_FOUND", &[]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_has_a_largest_size() {
    let server = Server::start().await;
    let caller = server.caller();
    let of_size = |size: usize| sample::render(&"t".repeat(size));
    let refusal = caller.refused(of_size(4 * 1024 * 1024)).await;
    refusal.must_be(Code::ResourceExhausted, "MESSAGE_TOO_LARGE", &[]);
    // Just below it is read, and refused for what it says.
    let refusal = caller.refused(of_size(4 * 1024 * 1024 - 1024)).await;
    refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["spec.card.title"]);
    // Small on the way, large when unpacked.
    let mut renders = caller.renders().send_compressed(tonic::codec::CompressionEncoding::Gzip);
    let refusal = Refusal::of(renders.render(of_size(32 * 1024 * 1024)).await);
    refusal.must_be(Code::ResourceExhausted, "MESSAGE_TOO_LARGE", &[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn however_much_is_wrong_the_answer_is_short() {
    let server = Server::start().await;
    let caller = server.caller();
    let (made, _) = caller.create_trigger(sample::trigger("http://127.0.0.1:1024/")).await;
    let update = |paths: Vec<String>| v1::UpdateTriggerRequest {
        trigger: Some(made.clone()),
        update_mask: Some(FieldMask { paths }),
    };
    let long_key =
        RenderRequest { metadata: [("\u{1f600}".repeat(100_000), "v".repeat(513))].into(), ..sample::render("T") };
    let many = (0..32).map(|n| (format!("{n}{}", "k".repeat(64)), "v".repeat(513))).collect();
    let scopes = v1::ApiKey { name: "k".into(), scopes: vec![99; 500_000], ..Default::default() };
    let refusals = [
        Refusal::of(caller.triggers().update_trigger(update(vec!["ab".to_owned(); 500_000])).await),
        Refusal::of(caller.triggers().update_trigger(update(vec!["x".repeat(1_000_000)])).await),
        caller.refused(long_key).await,
        caller.refused(RenderRequest { metadata: many, ..sample::render("T") }).await,
        Refusal::of(
            caller
                .workspace()
                .create_api_key(v1::CreateApiKeyRequest { api_key: Some(scopes), ..Default::default() })
                .await,
        ),
    ];
    for refusal in &refusals {
        assert_eq!(refusal.code, Code::InvalidArgument, "{refusal:#?}");
        assert!(refusal.violations.len() <= 17 && refusal.message.len() <= 600, "{refusal:#?}");
    }
    let request = v1::GetRenderRequest { render_id: "r".repeat(100_000) };
    let refusal = Refusal::of(caller.renders().get_render(request).await);
    assert_eq!((refusal.code, refusal.message.len() < 200), (Code::NotFound, true), "{refusal:#?}");
    // Named more than once is named once.
    caller.triggers().update_trigger(update(vec!["name".to_owned(); 3])).await.expect("a mask may repeat itself");
}
