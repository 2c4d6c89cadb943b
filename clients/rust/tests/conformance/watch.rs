//! Cases of streams that are cut.

use std::collections::BTreeSet;

use placard_client::{Client, Error, v1};
use serde_json::{Value, json};

use crate::{
    Runner,
    check::message,
    stage::{client, client_as},
    webhook::{send_test, subscribe},
};

/// What a watch tells of.
pub fn delivery(next: Result<Option<v1::WatchDeliveriesResponse>, Error>) -> v1::Delivery {
    match next.unwrap().expect("it goes on for ever").payload {
        Some(v1::watch_deliveries_response::Payload::Delivery(delivery)) => delivery,
        other => panic!("a message that tells nothing: {other:?}"),
    }
}

impl Runner {
    pub async fn watch_cut(&self, case: &Value) {
        let gate = self.stage.make("gates", json!({ "kind": "tcp" })).await;
        let watcher = client(&gate["url"]);
        self.watch_through(&self.client, &watcher, case, &gate["cut"], json!({ "refuse": 2 })).await;
        assert_eq!(self.stage.ask(&gate["state"], json!({})).await["refused"], 2);
    }

    pub async fn watch_restart(&self, case: &Value) {
        let own = self.stage.make("servers", json!({})).await;
        let there = client_as(&own["url"], &own["api_key"]);
        self.watch_through(&there, &there, case, &own["restart"], json!({})).await;
    }

    /// Watches one subscription while something is done in the middle; `client` isn't hit by it, `watcher` is.
    async fn watch_through(&self, client: &Client, watcher: &Client, case: &Value, disturb: &Value, how: Value) {
        let inbox = self.stage.inbox().await;
        let (subscription_id, _) = subscribe(client, json!({ "url": inbox.url, "event_types": ["test"] })).await;
        let number = |name: &str| usize::try_from(case[name].as_u64().unwrap()).unwrap();
        let (before, after) = (number("before"), number("after"));
        for _ in 0..before {
            send_test(client, &subscription_id, &Value::Null).await;
        }
        let (mut late, mut changes, mut succeeded) = (Vec::new(), Vec::new(), BTreeSet::new());
        let request = v1::WatchDeliveriesRequest {
            subscription_id: subscription_id.clone(),
            include_existing: true,
            ..Default::default()
        };
        let mut watch = watcher.watch_deliveries(request);
        while succeeded.len() < before + after {
            let delivery = delivery(watch.next().await);
            changes.push((delivery.delivery_id.clone(), delivery.state()));
            if delivery.state() != v1::DeliveryState::Succeeded {
                continue;
            }
            succeeded.insert(delivery.delivery_id);
            if late.is_empty() {
                self.stage.ask(disturb, how.clone()).await;
                for _ in 0..after {
                    late.push(send_test(client, &subscription_id, &Value::Null).await);
                }
            }
        }
        let different: BTreeSet<_> = changes.iter().map(|(id, state)| (id, *state as i32)).collect();
        assert_eq!(different.len(), changes.len(), "twice: {changes:?}");
        for id in late {
            let states: Vec<_> = changes.iter().filter(|(one, _)| *one == id).map(|(_, state)| *state).collect();
            use v1::DeliveryState::{InFlight, Pending, Succeeded};
            assert_eq!(states, [Pending, InFlight, Succeeded]);
        }
    }

    pub async fn events_cut(&self, case: &Value) {
        let gate = self.stage.make("gates", json!({ "kind": "tcp" })).await;
        self.render_once(&case["request"]).await;
        let asked = json!({ "event_types": case["event_types"], "include_existing": true });
        let asked: v1::StreamEventsRequest = message("StreamEventsRequest", &asked);
        let mut stream = client(&gate["url"]).stream_events(asked);
        let (mut seen, mut mine) = (Vec::new(), Vec::new());
        while mine.len() < 2 {
            let told = stream.next().await.unwrap().expect("it goes on for ever");
            let Some(v1::stream_events_response::Payload::Event(event)) = told.payload else {
                panic!("a message that tells nothing");
            };
            seen.push(event.event_id);
            let payload: Value = serde_json::from_slice(&event.payload).unwrap();
            let labels = payload["data"]["metadata"].clone();
            if labels != case["request"]["metadata"] && labels != case["second"] {
                continue;
            }
            mine.push(labels);
            if mine.len() == 1 {
                self.stage.ask(&gate["cut"], json!({ "refuse": 1 })).await;
                let mut second = case["request"].clone();
                second["metadata"] = case["second"].clone();
                self.render_once(&second).await;
            }
        }
        assert_eq!(mine, [case["request"]["metadata"].clone(), case["second"].clone()]);
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), seen.len());
    }
}
