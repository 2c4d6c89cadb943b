//! Cases of webhooks, real ones and made ones.

use placard_client::{
    Client, v1,
    webhook::{verify_hex, verify_webhook},
};
use serde_json::{Value, json};

use crate::{
    Runner,
    check::{message, refused, text},
    stage::{bytes, headers},
};

pub fn verify(case: &Value) {
    let given = &case["message"];
    let answer = verify_webhook(&bytes(&given["body"]), &headers(&given["headers"]), text(&given["secret"]));
    match text(&case["reason"]) {
        "" => assert_eq!(answer.unwrap().kind, "test"),
        reason => refused(answer, reason),
    }
}

pub fn verify_hexadecimal(case: &Value) {
    let given = &case["message"];
    let answer = verify_hex(&bytes(&given["body"]), text(&given["signature"]), text(&given["secret"]), "");
    refused(answer, text(&case["reason"]));
}

/// Answers the id and the secret.
pub async fn subscribe(client: &Client, subscription: Value) -> (String, String) {
    let request: v1::CreateSubscriptionRequest =
        message("CreateSubscriptionRequest", &json!({ "subscription": subscription }));
    let made = client.call(request).await.unwrap();
    (made.subscription.unwrap().subscription_id, made.secret)
}

/// Answers the delivery's id.
pub async fn send_test(client: &Client, subscription_id: &str, data: &Value) -> String {
    let request = json!({ "subscription_id": subscription_id, "data": data });
    let request: v1::SendTestEventRequest = message("SendTestEventRequest", &request);
    client.call(request).await.unwrap().delivery_id
}

fn altered(body: &[u8]) -> Vec<u8> {
    let mut other = body.to_vec();
    other[20] ^= 1;
    other
}

impl Runner {
    pub async fn webhook(&self, case: &Value) {
        let inbox = self.stage.inbox().await;
        let wanted = json!({
            "url": inbox.url,
            "event_types": case["event_types"],
            "filter": { "metadata": case["metadata_filter"] },
        });
        let (subscription_id, secret) = subscribe(&self.client, wanted).await;
        let render = self.render_once(&case["request"]).await;
        let (headers, body) = self.stage.take(&inbox).await;
        let event = verify_webhook(&body, &headers, &secret).unwrap();
        assert_eq!((&*event.kind, event.id.as_bytes()), ("render.completed", headers["webhook-id"].as_bytes()));
        assert!(event.workspace_id.starts_with("wsp_"));
        assert_eq!((text(&event.data["render_id"]), text(&event.data["url"])), (&*render.render_id, &*render.url));
        assert_eq!(event.data["metadata"], case["request"]["metadata"]);
        refused(verify_webhook(&altered(&body), &headers, &secret), "SIGNATURE");
        refused(verify_webhook(&[&*body, b" "].concat(), &headers, &secret), "SIGNATURE");
        refused(verify_webhook(&body, &headers, text(&case["other_secret"])), "SIGNATURE");
        self.client.call(v1::DeleteSubscriptionRequest { subscription_id }).await.unwrap();
    }

    pub async fn hex(&self, case: &Value) {
        let inbox = self.stage.inbox().await;
        let wanted = json!({ "url": inbox.url, "event_types": ["test"], "signature": case["signature"] });
        let (subscription_id, secret) = subscribe(&self.client, wanted).await;
        send_test(&self.client, &subscription_id, &case["data"]).await;
        let (headers, body) = self.stage.take(&inbox).await;
        let (value, prefix) = (headers["x-card-signature"].to_str().unwrap(), text(&case["prefix"]));
        assert_eq!(verify_hex(&body, value, &secret, prefix).unwrap()["data"], case["data"]);
        refused(verify_hex(&altered(&body), value, &secret, prefix), "SIGNATURE");
        refused(verify_hex(&body, value, text(&case["other_secret"]), prefix), "SIGNATURE");
        refused(verify_hex(&body, &value[..value.len() - 1], &secret, prefix), "SIGNATURE");
    }

    pub async fn unicode(&self, case: &Value) {
        let inbox = self.stage.inbox().await;
        let wanted = json!({ "url": inbox.url, "event_types": ["test"] });
        let (subscription_id, secret) = subscribe(&self.client, wanted).await;
        send_test(&self.client, &subscription_id, &case["data"]).await;
        let (headers, body) = self.stage.take(&inbox).await;
        let event = verify_webhook(&body, &headers, &secret).unwrap();
        assert_eq!(Value::Object(event.data), case["data"]);
        let render_id = self.render_once(&case["request"]).await.render_id;
        let render = self.client.call(v1::GetRenderRequest { render_id }).await.unwrap().render.unwrap();
        assert_eq!(json!(render.metadata), case["request"]["metadata"]);
        assert!(render.alt_text.contains(text(&case["title"])), "{}", render.alt_text);
    }
}
