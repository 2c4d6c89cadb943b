//! What an endpoint asks for besides: headers, signatures, shapes of the body.

use hmac::{Hmac, KeyInit, Mac};
use placard_client::v1::{self, DeliveryState, HmacSignature, PayloadFormat, SubscriptionSignature};
use prost_types::{Duration, FieldMask};
use serde_json::{Value, json};
use sha2::Sha256;
use standardwebhooks::Webhook;
use tonic::Code;

use crate::support::{
    caller::Caller,
    receiver::{Received, Receiver, Reply},
    refusal::Refusal,
    sample,
    server::Server,
};

/// What a receiver in another language computes: `createHmac("sha256", secret).update(text).digest("hex")`.
fn hex_hmac(secret: &str, parts: &[&[u8]]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    parts.iter().for_each(|part| mac.update(part));
    hex::encode(mac.finalize().into_bytes())
}

async fn update(caller: &Caller, subscription: v1::Subscription, paths: &[&str]) -> v1::Subscription {
    let paths = paths.iter().map(|path| (*path).to_owned()).collect();
    let request =
        v1::UpdateSubscriptionRequest { subscription: Some(subscription), update_mask: Some(FieldMask { paths }) };
    caller.subscriptions().update_subscription(request).await.unwrap().into_inner().subscription.unwrap()
}

async fn send_test(caller: &Caller, subscription: &v1::Subscription) -> v1::SendTestEventResponse {
    let request = v1::SendTestEventRequest { subscription_id: subscription.subscription_id.clone(), data: None };
    caller.subscriptions().send_test_event(request).await.unwrap().into_inner()
}

async fn rotate(caller: &Caller, subscription: &v1::Subscription, seconds: Option<i64>) -> v1::RotateSecretResponse {
    let request = v1::RotateSecretRequest {
        subscription_id: subscription.subscription_id.clone(),
        overlap: seconds.map(|seconds| Duration { seconds, nanos: 0 }),
        ..Default::default()
    };
    caller.subscriptions().rotate_secret(request).await.unwrap().into_inner()
}

fn verifies(secret: &str, received: &Received) -> bool {
    Webhook::new(secret).unwrap().verify(&received.body, &received.headers).is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_of_the_subscribers_are_sent_and_never_shown() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut receiver = Receiver::start().await;
    let wanted = v1::Subscription {
        headers: [("Authorization", "Bearer s3cret"), ("X-Team", "blog")].map(|(k, v)| (k.into(), v.into())).into(),
        ..sample::subscription(&receiver.url, &["test"])
    };
    let (subscription, _) = caller.subscribe(wanted).await;
    let masked = [("authorization", "[secret]"), ("x-team", "[secret]")].map(|(k, v)| (k.to_owned(), v.to_owned()));
    assert_eq!(subscription.headers, masked.into());
    send_test(caller, &subscription).await;
    let received = receiver.next().await;
    assert_eq!((received.header("authorization"), received.header("x-team")), ("Bearer s3cret", "blog"));

    // Read, changed and written back: what was masked stays.
    let mut changed = subscription.clone();
    changed.headers.remove("x-team");
    changed.headers.insert("x-new".into(), "1".into());
    let changed = update(caller, changed, &["headers"]).await;
    assert_eq!(changed.headers.keys().collect::<Vec<_>>(), ["authorization", "x-new"]);
    send_test(caller, &subscription).await;
    let received = receiver.next().await;
    assert_eq!((received.header("authorization"), received.header("x-new")), ("Bearer s3cret", "1"));
    assert!(received.headers.get("x-team").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_signature_that_was_asked_for_verifies_and_a_rotation_misses_nobody() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut receiver = Receiver::start().await;
    let hmac = HmacSignature { header: "X-Hub-Signature-256".into(), prefix: "sha256=".into(), timestamped: false };
    let wanted = v1::Subscription {
        signature: Some(SubscriptionSignature { ed25519: true, hmac: Some(hmac), ..Default::default() }),
        ..sample::subscription(&receiver.url, &["test"])
    };
    let (subscription, secret) = caller.subscribe(wanted).await;
    let key = subscription.signature.clone().unwrap().public_key;
    send_test(caller, &subscription).await;
    let received = receiver.next().await;
    assert!(verifies(&secret, &received) && received.is_signed_v1a(&key));
    let expected = format!("sha256={}", hex_hmac(&secret, &[&received.body]));
    assert_eq!(received.header("x-hub-signature-256"), expected);

    // By default a day.
    let rotated = rotate(caller, &subscription, None).await;
    let left = rotated.old_secrets_expire_time.unwrap().seconds - server.engine.clock.now().as_seconds();
    assert!((86_000..=86_400).contains(&left), "{left}");
    let new_key = rotated.subscription.unwrap().signature.unwrap().public_key;
    assert_ne!((&rotated.secret, &new_key), (&secret, &key));
    send_test(caller, &subscription).await;
    let received = receiver.next().await;
    for (secret, key) in [(&secret, &key), (&rotated.secret, &new_key)] {
        assert!(verifies(secret, &received) && received.is_signed_v1a(key));
    }
    assert_eq!(received.header("webhook-signature").split(' ').count(), 4);
    let newest = format!("sha256={}", hex_hmac(&rotated.secret, &[&received.body]));
    assert_eq!(received.header("x-hub-signature-256"), newest);

    // At once: none of those before signs any more.
    let last = rotate(caller, &subscription, Some(0)).await;
    assert_eq!(last.old_secrets_expire_time, None);
    send_test(caller, &subscription).await;
    let received = receiver.next().await;
    assert!(verifies(&last.secret, &received));
    assert!(!verifies(&secret, &received) && !verifies(&rotated.secret, &received));
    assert!(!received.is_signed_v1a(&key) && !received.is_signed_v1a(&new_key));

    // Without ed25519 there is none.
    let plain = v1::Subscription { signature: None, ..subscription };
    let plain = update(caller, plain, &["signature"]).await;
    assert_eq!(plain.signature, Some(SubscriptionSignature::default()));
    send_test(caller, &plain).await;
    let received = receiver.next().await;
    assert!(!received.header("webhook-signature").contains("v1a,"));
    assert!(received.headers.get("x-hub-signature-256").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn receivers_of_other_services_get_what_they_know() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut receiver = Receiver::start().await;
    let secret = "the secret that it has already";
    for format in [PayloadFormat::Ogmint, PayloadFormat::Pictify, PayloadFormat::Imtegrate] {
        let subscription = v1::Subscription {
            payload_format: format.into(),
            ..sample::subscription(&receiver.url, &["render.completed"])
        };
        let subscription = Some(subscription);
        let request = v1::CreateSubscriptionRequest { subscription, secret: secret.into(), ..Default::default() };
        let created = caller.subscriptions().create_subscription(request).await.unwrap().into_inner();
        assert_eq!(created.secret, secret);
        let render = caller.render(sample::render(&format!("{format:?}"))).await;
        let received = receiver.next().await;
        let body = received.json();
        let plain = hex_hmac(secret, &[&received.body]);
        match format {
            PayloadFormat::Ogmint => {
                assert_eq!(received.header("x-ogmint-signature"), plain);
                assert_eq!(body["event"], "render.completed");
                assert_eq!((&body["data"]["url"], &body["data"]["slug"]), (&json!(render.url), &json!(render.slug)));
            }
            PayloadFormat::Pictify => {
                let (time, digits) = received.header("x-pictify-signature").split_once(",v1=").unwrap();
                let time = time.strip_prefix("t=").unwrap();
                assert_eq!(time, received.header("webhook-timestamp"));
                assert_eq!(digits, hex_hmac(secret, &[time.as_bytes(), b".", &received.body]));
                assert_eq!(received.header("x-pictify-event"), "render.completed");
                let delivery_id = received.header("x-placard-delivery-id");
                assert_eq!(received.header("x-pictify-delivery-id"), delivery_id);
                assert_eq!(body["data"]["imageId"], json!(render.render_id));
            }
            _ => {
                assert_eq!(received.header("x-imtegrate-signature"), plain);
                assert_eq!((&body["type"], &body["data"]["status"]), (&json!("image.completed"), &json!("completed")));
                assert_eq!(body["data"]["result_url"], json!(render.url));
            }
        }
        // And Standard Webhooks' signature is over these very bytes.
        let webhook = Webhook::from_bytes(secret.as_bytes().to_vec()).unwrap();
        webhook.verify(&received.body, &received.headers).unwrap();
        let id = created.subscription.unwrap().subscription_id;
        let delete = v1::DeleteSubscriptionRequest { subscription_id: id };
        caller.subscriptions().delete_subscription(delete).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_custom_body_is_made_once_and_sent_the_same_on_every_attempt() {
    let server = Server::with(&[("retry_schedule", "1s,1s")]).await;
    let caller = server.caller();
    let mut receiver = Receiver::replying([Reply::status(500)]).await;
    let template =
        |mark: &str| format!("{{\"{mark}\": {{{{ type ~ \" of \" ~ data.message }}}}, \"all\": {{{{ data }}}}}}");
    let wanted = v1::Subscription {
        payload_format: PayloadFormat::Custom.into(),
        payload_template: template("first"),
        ..sample::subscription(&receiver.url, &["test"])
    };
    let (subscription, secret) = caller.subscribe(wanted).await;
    let sent = send_test(caller, &subscription).await;
    let first = receiver.next().await;
    assert_eq!(first.json()["first"], "test of This is a test event from Placard.");
    assert!(verifies(&secret, &first));
    let changed = v1::Subscription { payload_template: template("second"), ..subscription };
    let subscription = update(caller, changed, &["payload_template"]).await;
    let second = receiver.next().await;
    assert_eq!(second.header("x-placard-attempt"), "2");
    assert_eq!(first.body, second.body);
    caller.delivery_in(DeliveryState::Succeeded, &sent.delivery_id).await;
    // The next event has the new one; and sent once more, the first one is what it was.
    send_test(caller, &subscription).await;
    assert!(receiver.next().await.json()["second"].is_string());
    let again = v1::RedeliverRequest { delivery_id: sent.delivery_id, ..Default::default() };
    caller.subscriptions().redeliver(again).await.unwrap();
    assert_eq!(receiver.next().await.body, first.body);

    // What an example did not show fails as an attempt that says why, and is tried again with what is then saved.
    let only = v1::Subscription { payload_template: "{\"m\": {{ data.a.b }}}".into(), ..subscription.clone() };
    let request = v1::UpdateSubscriptionRequest {
        subscription: Some(only),
        update_mask: Some(FieldMask { paths: vec!["payload_template".into()] }),
    };
    let refusal = Refusal::of(caller.subscriptions().update_subscription(request).await);
    refusal.must_be(Code::InvalidArgument, "INVALID_TEMPLATE", &["subscription.payload_template"]);
    let data: Value = json!({ "message": "x".repeat(60_000) });
    let big = v1::Subscription {
        payload_template:
            "[{% for c in data.message %}{% if not loop.first %},{% endif %}{{ data.message }}{% endfor %}]".into(),
        ..subscription
    };
    let big = update(caller, big, &["payload_template"]).await;
    let fields = data.as_object().unwrap().iter().map(|(k, v)| (k.clone(), sample::text(v.as_str().unwrap())));
    let request = v1::SendTestEventRequest {
        subscription_id: big.subscription_id,
        data: Some(prost_types::Struct { fields: fields.collect() }),
    };
    let sent = caller.subscriptions().send_test_event(request).await.unwrap().into_inner();
    let failed = caller.delivery_in(DeliveryState::Exhausted, &sent.delivery_id).await;
    assert!(failed.attempts[0].error.contains("writes more than"), "{failed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_sent_is_refused_when_it_is_saved() {
    let server = Server::start().await;
    let caller = server.caller();
    let plain = || sample::subscription("http://127.0.0.1:1024/", &["render.completed"]);
    let headers =
        |name: &str, value: &str| v1::Subscription { headers: [(name.to_owned(), value.to_owned())].into(), ..plain() };
    let hmac = |header: &str, prefix: &str, timestamped| v1::Subscription {
        signature: Some(SubscriptionSignature {
            hmac: Some(HmacSignature { header: header.into(), prefix: prefix.into(), timestamped }),
            ..Default::default()
        }),
        ..plain()
    };
    let custom = |template: &str| v1::Subscription {
        payload_format: PayloadFormat::Custom.into(),
        payload_template: template.to_owned(),
        ..plain()
    };
    let filtered = |types: &[&str], kind: &str| v1::Subscription {
        filter: Some(v1::SubscriptionFilter { r#type: kind.into(), ..Default::default() }),
        ..sample::subscription("http://127.0.0.1:1024/", types)
    };
    let endless = "{% for a in data %}".repeat(12) + "1" + &"{% endfor %}".repeat(12);
    let cases = [
        (headers("Content-Type", "text/plain"), "headers[\"Content-Type\"]", "set by the server"),
        (headers("content-length", "1"), "headers[\"content-length\"]", "set by the server"),
        (headers("Host", "x"), "headers[\"Host\"]", "set by the server"),
        (headers("Webhook-Id", "x"), "headers[\"Webhook-Id\"]", "set by the server"),
        (headers("X-Placard-Attempt", "x"), "headers[\"X-Placard-Attempt\"]", "set by the server"),
        (headers("Transfer-Encoding", "chunked"), "headers[\"Transfer-Encoding\"]", "set by the server"),
        (headers("x-a", "b\r\nx-evil: 1"), "headers[\"x-a\"]", "printable ASCII"),
        (headers("x-a", "b\nc"), "headers[\"x-a\"]", "printable ASCII"),
        (headers("x a", "b"), "headers[\"x a\"]", "no name of a header"),
        (headers("x-a", "[secret]"), "headers[\"x-a\"]", "must be a value"),
        (hmac("webhook-signature", "", false), "signature.hmac.header", "set by the server"),
        (hmac("x-a\r\nb", "", false), "signature.hmac.header", "no name of a header"),
        (hmac("x-a", "a\n", false), "signature.hmac.prefix", "printable ASCII"),
        (hmac("x-a", "a", true), "signature.hmac.prefix", "timestamped"),
        (custom(""), "payload_template", "is required"),
        (custom("hello"), "payload_template", "yields no JSON"),
        (custom("{\"a\": \"{{ data.url }}\"}"), "payload_template", "comes with its quotes"),
        (custom("{{ data.nothing.of.this }}"), "payload_template", "render.completed"),
        (custom("{% set a = 1 %}{}"), "payload_template", "block `set`"),
        (custom(&endless), "payload_template", "steps"),
        (custom("{{ 'x' * 1000000 }}"), "payload_template", "not available"),
        (v1::Subscription { payload_template: "{}".into(), ..plain() }, "payload_template", "CUSTOM"),
        (filtered(&["render.complete"], ""), "event_types[0]", "did you mean `render.completed`?"),
        (filtered(&["image.completed", "video.completed"], "image"), "event_types[1]", "always `video`"),
        (filtered(&["delivery.exhausted"], "image"), "event_types[0]", "no `type`"),
    ];
    for (subscription, field, complaint) in cases {
        let shown = format!("{field} {complaint}");
        let request = v1::CreateSubscriptionRequest { subscription: Some(subscription), ..Default::default() };
        let refusal = Refusal::of(caller.subscriptions().create_subscription(request).await);
        assert_eq!(refusal.code, Code::InvalidArgument, "{shown}: {refusal:#?}");
        assert_eq!(refusal.fields(), [format!("subscription.{field}")], "{shown}: {refusal:#?}");
        assert!(refusal.message.contains(complaint), "{shown}: {}", refusal.message);
    }
    // The header of the signature is not for anything else.
    let both = v1::Subscription {
        headers: [("X-Ogmint-Signature".to_owned(), "x".to_owned())].into(),
        payload_format: PayloadFormat::Ogmint.into(),
        ..plain()
    };
    let request = v1::CreateSubscriptionRequest { subscription: Some(both), ..Default::default() };
    let refusal = Refusal::of(caller.subscriptions().create_subscription(request).await);
    refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["subscription.headers[\"x-ogmint-signature\"]"]);
    let long = v1::RotateSecretRequest {
        subscription_id: "sub_01h455vb4pex5vsknk084sn02q".into(),
        overlap: Some(Duration { seconds: 31 * 86_400, nanos: 0 }),
        secret: "short".into(),
    };
    let refusal = Refusal::of(caller.subscriptions().rotate_secret(long).await);
    refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["overlap", "secret"]);
}
