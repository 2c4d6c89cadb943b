//! Cases of streams that do not go on.

use placard_client::{Client, v1};
use serde_json::{Value, json};

use crate::{
    Runner,
    check::{expect_error, text},
    stage::client_as,
    watch::delivery,
    webhook::{send_test, subscribe},
};

fn existing(subscription_id: &str) -> v1::WatchDeliveriesRequest {
    v1::WatchDeliveriesRequest {
        subscription_id: subscription_id.to_owned(),
        include_existing: true,
        ..Default::default()
    }
}

impl Runner {
    /// A client here is not closed: it and its watches are dropped.
    pub async fn watch_closed(&self) {
        let inbox = self.stage.inbox().await;
        let wanted = json!({ "url": inbox.url, "event_types": ["test"] });
        let (subscription_id, _) = subscribe(&self.client, wanted).await;
        send_test(&self.client, &subscription_id, &Value::Null).await;
        let own = Client::from_env().unwrap();
        let mut watch = own.watch_deliveries(existing(&subscription_id));
        drop(own);
        delivery(watch.next().await);
        drop(watch);
    }

    pub async fn watch_refused(&self, case: &Value) {
        let resume_token = text(&case["resume_token"]).to_owned();
        let request = v1::WatchDeliveriesRequest { resume_token, ..Default::default() };
        let mut watch = self.asking(case).watch_deliveries(request);
        expect_error(watch.next().await, &case["expect"]);
        assert!(watch.next().await.unwrap().is_none(), "it goes on behind its error");
    }

    pub async fn watch_expired(&self, case: &Value) {
        let own = self.stage.make("servers", json!({ "settings": case["settings"] })).await;
        let there = client_as(&own["url"], &own["api_key"]);
        let inbox = self.stage.inbox().await;
        let (subscription_id, _) = subscribe(&there, json!({ "url": inbox.url, "event_types": ["test"] })).await;
        send_test(&there, &subscription_id, &Value::Null).await;
        let mut watch = there.watch_deliveries(existing(&subscription_id));
        let mut kept = Vec::new();
        while kept.len() < 2 {
            let told = watch.next().await.unwrap().unwrap();
            let token = told.resume_token.clone();
            if delivery(Ok(Some(told))).state() != v1::DeliveryState::Succeeded {
                continue;
            }
            kept.push(token);
            if kept.len() == 1 {
                send_test(&there, &subscription_id, &Value::Null).await;
            }
        }
        drop(watch);
        self.stage.ask(&own["age"], json!({})).await;
        let late = v1::WatchDeliveriesRequest {
            subscription_id: subscription_id.clone(),
            resume_token: kept[0].clone(),
            ..Default::default()
        };
        expect_error(there.watch_deliveries(late).next().await, &case["expect"]);
        delivery(there.watch_deliveries(existing(&subscription_id)).next().await);
    }
}
