//! Bindings: a picture of data that changes, and the news of it.

mod failures;
mod kept;
mod refresh;
mod schedule;
mod served;

use std::collections::BTreeMap;

use futures::StreamExt;
use placard_client::v1::{self, StreamEventsRequest, StreamEventsResponse, stream_events_response::Payload};
use serde_json::{Value, json};
use tonic::Streaming;

use crate::support::{caller::Caller, receiver::Reply, server::PATIENCE};

/// A source's answer.
fn says(title: &str) -> Reply {
    Reply::status(200).body(json!({ "title": title }).to_string())
}

fn mapping(entries: &[(&str, &str)]) -> BTreeMap<String, String> {
    entries.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

/// The events of bindings as they happen, each held to its schema.
struct News(Streaming<StreamEventsResponse>);

impl News {
    async fn of(caller: &Caller) -> Self {
        let event_types = ["binding.updated", "binding.failed"].map(str::to_owned).to_vec();
        let request = StreamEventsRequest { event_types, ..Default::default() };
        Self(caller.events().stream_events(request).await.expect("a stream").into_inner())
    }

    /// The next one's type and data.
    async fn next(&mut self) -> (String, Value) {
        let event: v1::Event = tokio::time::timeout(PATIENCE, async {
            loop {
                let message = self.0.next().await.expect("a stream that lasts").expect("a message");
                if let Some(Payload::Event(event)) = message.payload {
                    return event;
                }
            }
        })
        .await
        .expect("an event");
        let envelope: Value = serde_json::from_slice(&event.payload).unwrap();
        let known = placard::domain::event::EventType::from_name(&event.event_type).unwrap();
        let schema: Value = serde_json::from_str(known.json_schema()).unwrap();
        let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
        let wrong: Vec<String> = validator.iter_errors(&envelope).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{envelope:#}: {wrong:#?}");
        (event.event_type, envelope["data"].clone())
    }
}
