//! Triggers: saved, changed, fired, and what their callback gets.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use placard_client::v1::{self, DeliveryState, FireTriggerRequest, TriggerOverrides, render_spec::Design};
use prost_types::{FieldMask, Value, value::Kind};
use sha2::Sha256;
use tonic::Code;

use crate::support::{
    caller::Caller,
    receiver::{Received, Receiver, Reply},
    refusal::Refusal,
    sample::{self, decoded},
    server::Server,
};

async fn fire(caller: &Caller, request: FireTriggerRequest) -> v1::FireTriggerResponse {
    caller.triggers().fire_trigger(request).await.expect("a trigger that fires").into_inner()
}

fn firing(trigger: &v1::Trigger) -> FireTriggerRequest {
    FireTriggerRequest { trigger_id: trigger.trigger_id.clone(), overrides: None, wait: true }
}

/// By one of its signatures, over the raw bytes; the official library takes text only.
fn is_signed(received: &Received, secret: &str) -> bool {
    let key = match secret.strip_prefix("whsec_") {
        Some(generated) => STANDARD.decode(generated).expect("base64"),
        None => secret.as_bytes().to_vec(),
    };
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    mac.update(format!("{}.{}.", received.header("webhook-id"), received.header("webhook-timestamp")).as_bytes());
    mac.update(&received.body);
    let expected = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
    received.header("webhook-signature").split(' ').any(|one| one == expected)
}

#[tokio::test(flavor = "multi_thread")]
async fn firing_posts_the_picture_itself() {
    let server = Server::start().await;
    let caller = server.caller();
    let (mut receiver, mut news) = (Receiver::start().await, Receiver::start().await);
    caller.subscribe(sample::subscription(&news.url, &["trigger.fired"])).await;
    let (trigger, secret) = caller.create_trigger(sample::trigger(&receiver.url)).await;
    assert!(!format!("{trigger:?}").contains(&secret));
    let fired = fire(caller, firing(&trigger)).await;
    assert_eq!((fired.triggered, fired.delivery_status()), (true, DeliveryState::Succeeded));

    let received = receiver.next().await;
    assert_eq!(decoded(&received.body), ("png", sample::WIDTH, sample::HEIGHT));
    assert_eq!(fired.image_size, received.body.len() as i64);
    assert_eq!((fired.content_type.as_str(), received.header("content-type")), ("image/png", "image/png"));
    assert_eq!(received.header("x-webhook-id"), trigger.trigger_id);
    assert_eq!(received.header("x-webhook-secret"), secret);
    assert_eq!(received.header("x-placard-event"), "trigger.fired");
    assert_eq!(received.header("x-placard-delivery-id"), fired.delivery_id);
    assert!(is_signed(&received, &secret));

    let request = v1::GetRenderRequest { render_id: fired.render_id.clone() };
    let render = caller.renders().get_render(request).await.unwrap().into_inner().render.unwrap();
    assert_eq!((render.trigger_id.as_str(), render.size_bytes), (trigger.trigger_id.as_str(), fired.image_size));
    let delivery = caller.delivery(&fired.delivery_id).await;
    assert_eq!(delivery.destination, Some(v1::delivery::Destination::TriggerId(trigger.trigger_id.clone())));
    let told = news.next().await;
    assert!(told.headers.get("x-webhook-secret").is_none());
    assert_eq!(told.json()["id"], received.header("webhook-id"));
    assert_eq!(
        told.json()["data"],
        serde_json::json!({
            "trigger_id": trigger.trigger_id,
            "render_id": fired.render_id,
            "delivery_id": fired.delivery_id,
            "type": "image",
            "url": render.url,
            "image_size": fired.image_size,
            "content_type": "image/png",
        })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_picture_is_signed_with_a_key_that_receivers_cannot_forge_where_that_is_asked_for() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut receiver = Receiver::start().await;
    let wanted = v1::TriggerSignature { ed25519: true, public_key: "of the server's making".into() };
    let wanted = v1::Trigger { signature: Some(wanted), ..sample::trigger(&receiver.url) };
    let (trigger, secret) = caller.create_trigger(wanted).await;
    let key_of = |trigger: &v1::Trigger| trigger.signature.clone().expect("signatures").public_key;
    let key = key_of(&trigger);
    fire(caller, firing(&trigger)).await;
    let received = receiver.next().await;
    assert_eq!(decoded(&received.body), ("png", sample::WIDTH, sample::HEIGHT));
    assert!(is_signed(&received, &secret) && received.is_signed_v1a(&key));
    let altered = Received { body: [&received.body[..], b"x"].concat().into(), ..received };
    assert!(!altered.is_signed_v1a(&key));

    // Its key changes with the secret, and the one before signs beside it as long.
    let rotate = async |overlap: Option<i64>| {
        let overlap = overlap.map(|seconds| prost_types::Duration { seconds, nanos: 0 });
        let trigger_id = trigger.trigger_id.clone();
        let request = v1::RotateTriggerSecretRequest { trigger_id, overlap, secret: String::new() };
        caller.triggers().rotate_trigger_secret(request).await.unwrap().into_inner()
    };
    let rotated = rotate(None).await;
    let new_key = key_of(&rotated.trigger.unwrap());
    assert_ne!(new_key, key);
    fire(caller, firing(&trigger)).await;
    let received = receiver.next().await;
    assert!(received.is_signed_v1a(&key) && received.is_signed_v1a(&new_key));
    assert_eq!(received.header("webhook-signature").split(' ').count(), 4);
    let last_key = key_of(&rotate(Some(0)).await.trigger.unwrap());
    fire(caller, firing(&trigger)).await;
    let received = receiver.next().await;
    assert!(received.is_signed_v1a(&last_key));
    assert!(!received.is_signed_v1a(&key) && !received.is_signed_v1a(&new_key));

    // Asked for again it stays the same key; given up, there is none, and asked for anew it is another.
    let update = async |signature: Option<v1::TriggerSignature>| {
        let changed = v1::Trigger { trigger_id: trigger.trigger_id.clone(), signature, ..Default::default() };
        let update_mask = Some(FieldMask { paths: vec!["signature".to_owned()] });
        let request = v1::UpdateTriggerRequest { trigger: Some(changed), update_mask };
        caller.triggers().update_trigger(request).await.unwrap().into_inner().trigger.unwrap()
    };
    let wanted = || Some(v1::TriggerSignature { ed25519: true, ..Default::default() });
    assert_eq!(key_of(&update(wanted()).await), last_key);
    assert_eq!(update(None).await.signature, Some(v1::TriggerSignature::default()));
    fire(caller, firing(&trigger)).await;
    assert!(!receiver.next().await.header("webhook-signature").contains("v1a,"));
    let anew = update(wanted()).await;
    assert_ne!(key_of(&anew), last_key);
    let found = v1::GetTriggerRequest { trigger_id: trigger.trigger_id.clone() };
    assert_eq!(caller.triggers().get_trigger(found).await.unwrap().into_inner().trigger.unwrap(), anew);
    fire(caller, firing(&trigger)).await;
    assert!(receiver.next().await.is_signed_v1a(&key_of(&anew)));
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_is_for_the_first_attempt_only() {
    let server = Server::with(&[("retry_schedule", "1h")]).await;
    let caller = server.caller();
    let failing = Receiver::always(Reply::status(500)).await;
    let (trigger, _) = caller.create_trigger(sample::trigger(&failing.url)).await;
    let fired = fire(caller, firing(&trigger)).await;
    assert_eq!((fired.triggered, fired.delivery_status()), (true, DeliveryState::Retrying));

    let hanging = Receiver::always(Reply::never()).await;
    let (trigger, _) = caller.create_trigger(sample::trigger(&hanging.url)).await;
    let at_once = fire(caller, FireTriggerRequest { wait: false, ..firing(&trigger) }).await;
    assert_eq!(at_once.delivery_status(), DeliveryState::Pending);
    caller.delivery_in(DeliveryState::InFlight, &at_once.delivery_id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn overrides_change_one_firing() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut receiver = Receiver::start().await;
    let card = v1::Card { tag: "News".into(), ..sample::card("Saved") };
    let spec = sample::spec(Design::Card(card.clone()));
    let saved = v1::Trigger { spec: Some(spec), ..sample::trigger(&receiver.url) };
    let (trigger, _) = caller.create_trigger(saved).await;
    let variable = |name: &str, value: Value| [(name.to_owned(), value)].into();
    let null = Value { kind: Some(Kind::NullValue(0)) };
    for (overrides, expected) in [
        (TriggerOverrides::default(), card.clone()),
        (
            TriggerOverrides { title: Some("New".into()), ..Default::default() },
            v1::Card { title: "New".into(), ..card.clone() },
        ),
        (
            TriggerOverrides { tag: Some(String::new()), ..Default::default() },
            v1::Card { tag: String::new(), ..card.clone() },
        ),
        (
            TriggerOverrides { author: Some("Ada".into()), ..Default::default() },
            v1::Card { author: "Ada".into(), ..card.clone() },
        ),
        (
            TriggerOverrides { variables: variable("description", sample::text("More")), ..Default::default() },
            v1::Card { description: "More".into(), ..card.clone() },
        ),
        (
            TriggerOverrides { variables: variable("tag", null), ..Default::default() },
            v1::Card { tag: String::new(), ..card.clone() },
        ),
    ] {
        let fired = fire(caller, FireTriggerRequest { overrides: Some(overrides.clone()), ..firing(&trigger) }).await;
        let received = receiver.next().await;
        let same = caller.render(sample::of(sample::spec(Design::Card(expected)))).await;
        assert_eq!(same.sha256, hex::encode(<Sha256 as sha2::Digest>::digest(&received.body)), "{overrides:?}");
        assert_eq!(fired.image_size, same.size_bytes);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn overrides_that_cannot_be_are_refused_where_they_stand() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut receiver = Receiver::start().await;
    let (trigger, _) = caller.create_trigger(sample::trigger(&receiver.url)).await;
    let variable = |name: &str, value: Value| TriggerOverrides {
        variables: [(name.to_owned(), value)].into(),
        ..Default::default()
    };
    let twice = TriggerOverrides { tag: Some("a".into()), ..variable("tag", sample::text("b")) };
    for (overrides, reason, field) in [
        (TriggerOverrides { title: Some(String::new()), ..Default::default() }, "FIELD_REQUIRED", "overrides.title"),
        (TriggerOverrides { tag: Some("t".repeat(101)), ..Default::default() }, "INVALID_FIELD", "overrides.tag"),
        (variable("titel", sample::text("x")), "UNKNOWN_VARIABLE", "overrides.variables[\"titel\"]"),
        (variable("theme", sample::text("pink")), "INVALID_FIELD", "overrides.variables[\"theme\"]"),
        (variable("n", sample::number(f64::NAN)), "INVALID_FIELD", "overrides.variables[\"n\"]"),
        (
            variable("avatar_url", sample::text("http://10.0.0.1/")),
            "URL_REFUSED",
            "overrides.variables[\"avatar_url\"]",
        ),
        (twice, "INVALID_FIELD", "overrides.tag"),
    ] {
        let request = FireTriggerRequest { overrides: Some(overrides), ..firing(&trigger) };
        Refusal::of(caller.triggers().fire_trigger(request).await).must_be(Code::InvalidArgument, reason, &[field]);
    }
    assert_eq!(caller.all_renders(Default::default()).await, []);
    // An image that is not there fails the render, and nothing is posted.
    let overrides = variable("avatar_url", sample::text("http://127.0.0.1:1024/x.png"));
    let request = FireTriggerRequest { overrides: Some(overrides), ..firing(&trigger) };
    let refusal = Refusal::of(caller.triggers().fire_trigger(request).await);
    refusal.must_be(Code::FailedPrecondition, "IMAGE_UNAVAILABLE", &["overrides.variables[\"avatar_url\"]"]);
    assert!(refusal.metadata["render_id"].starts_with("rnd_"));
    assert_eq!(caller.all_renders(Default::default()).await.len(), 1);
    assert_eq!(caller.deliveries(Default::default()).await, []);
    assert_eq!(receiver.so_far().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trigger_can_be_changed_its_secret_rotated_and_deleted() {
    let server = Server::start().await;
    let caller = server.caller();
    let (mut first, mut second) = (Receiver::start().await, Receiver::start().await);
    let (trigger, secret) = caller.create_trigger(sample::trigger(&first.url)).await;
    fire(caller, firing(&trigger)).await;
    first.next().await;

    let spec = sample::spec(Design::Card(sample::card("Changed")));
    let changed = v1::Trigger { url: second.url.clone(), spec: Some(spec.clone()), ..trigger.clone() };
    let paths = ["url", "spec"].map(str::to_owned).into();
    let update = v1::UpdateTriggerRequest { trigger: Some(changed), update_mask: Some(FieldMask { paths }) };
    let updated = caller.triggers().update_trigger(update).await.unwrap().into_inner().trigger.unwrap();
    assert_eq!((&updated.url, &updated.name), (&second.url, &trigger.name));
    fire(caller, firing(&trigger)).await;
    let received = second.next().await;
    assert!(is_signed(&received, &secret));
    let expected = caller.render(sample::of(spec)).await;
    assert_eq!(hex::encode(<Sha256 as sha2::Digest>::digest(&received.body)), expected.sha256);

    let rotate = async |overlap: Option<i64>, chosen: &str| {
        let overlap = overlap.map(|seconds| prost_types::Duration { seconds, nanos: 0 });
        let trigger_id = trigger.trigger_id.clone();
        let request = v1::RotateTriggerSecretRequest { trigger_id, overlap, secret: chosen.to_owned() };
        caller.triggers().rotate_trigger_secret(request).await
    };
    // By default those before sign beside it for a day.
    let rotated = rotate(None, "").await.unwrap().into_inner();
    let left = rotated.old_secrets_expire_time.unwrap().seconds - server.engine.clock.now().as_seconds();
    assert!((86_000..=86_400).contains(&left), "{left}");
    assert_ne!(rotated.secret, secret);
    let chosen = rotate(Some(3600), "chosen-by-the-receiver").await.unwrap().into_inner();
    assert_eq!(chosen.secret, "chosen-by-the-receiver");
    fire(caller, firing(&trigger)).await;
    let received = second.next().await;
    for secret in [&secret, &rotated.secret, &chosen.secret] {
        assert!(is_signed(&received, secret), "{secret}");
    }
    assert_eq!(received.header("webhook-signature").split(' ').count(), 3);
    assert_eq!(received.header("x-webhook-secret"), chosen.secret);
    // At once: none of those before signs any more.
    let last = rotate(Some(0), "").await.unwrap().into_inner();
    assert_eq!(last.old_secrets_expire_time, None);
    fire(caller, firing(&trigger)).await;
    let received = second.next().await;
    assert!(is_signed(&received, &last.secret));
    assert!([&secret, &rotated.secret, &chosen.secret].iter().all(|secret| !is_signed(&received, secret)));
    assert_eq!(received.header("x-webhook-secret"), last.secret);
    let refusal = Refusal::of(rotate(Some(31 * 86_400), "short").await);
    refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["overlap", "secret"]);
    // It stands in a header.
    let refusal = Refusal::of(rotate(None, "sécret of 16 letters").await);
    refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["secret"]);

    let delete = v1::DeleteTriggerRequest { trigger_id: trigger.trigger_id.clone() };
    caller.triggers().delete_trigger(delete.clone()).await.unwrap();
    let again = Refusal::of(caller.triggers().delete_trigger(delete).await);
    again.must_be(Code::NotFound, "RESOURCE_NOT_FOUND", &[]);
    let fired = Refusal::of(caller.triggers().fire_trigger(firing(&trigger)).await);
    fired.must_be(Code::NotFound, "RESOURCE_NOT_FOUND", &[]);
    // What became of it stays in the books.
    let request = v1::ListDeliveriesRequest { trigger_id: trigger.trigger_id, ..Default::default() };
    assert_eq!(caller.deliveries(request).await.len(), 4);
}
