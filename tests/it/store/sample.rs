//! Values to store.

use std::time::Duration;

use placard::{
    domain::{
        access::{ApiKey, Idempotency, Scope},
        delivery::{Attempt, Claim, DeliveryBody, Destination, NextStep},
        endpoint::{OwnLimits, RateLimit, Reception},
        endpoint_options::Shape,
        event::{Audience, DirectDestination, EventFacts, EventType, NewEvent},
        id::{ApiKeyId, DeliveryId, EventId, RenderId, SubscriptionId, TriggerId, WorkspaceId},
        output::{Format, Output},
        page::PageRequest,
        render::{Artifact, Progress, Render, RenderOutcome, RenderSource},
        secret::Secret,
        spec::{RenderSpec, SpecForm, TemplateRef},
        subscription::{EventFilter, Subscription, SubscriptionState},
        timestamp::Timestamp,
        trigger::Trigger,
        workspace::Workspace,
    },
    store::{AttemptRecord, Created, Store},
};
use serde_json::json;

use crate::support::database::TestDatabase;

/// A moment to begin at, with microseconds that must not get lost.
pub const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_123_456);
pub const LEASE: Duration = Duration::from_secs(30);
pub const ALL: PageRequest = PageRequest { size: PageRequest::MAX_SIZE, after: None };

pub fn later(seconds: u64) -> Timestamp {
    NOW.plus(Duration::from_secs(seconds))
}

pub fn secret() -> Secret {
    Secret::new("whsec_c2VjcmV0IHNlY3JldCBzZWNyZXQ=")
}

/// A database with one workspace in it.
pub struct World {
    pub db: TestDatabase,
    pub store: Store,
    pub workspace: WorkspaceId,
}

impl World {
    pub async fn new(db: TestDatabase) -> Self {
        let store = db.store().await;
        let workspace = another_workspace(&db, &store).await;
        Self { db, store, workspace }
    }

    pub fn api_key(&self) -> ApiKey {
        ApiKey {
            id: ApiKeyId::from_uuid(self.db.new_id(NOW)),
            workspace_id: self.workspace,
            name: "für die Website 🔑".into(),
            scopes: vec![Scope::Render, Scope::Read],
            hint: "plk_abcd".into(),
            create_time: NOW,
            expire_time: Some(later(60)),
            revoke_time: None,
        }
    }

    pub fn artifact(&self, seed: u8) -> Artifact {
        Artifact {
            slug: format!("slug{seed}"),
            workspace_id: self.workspace,
            sha256: [seed; 32],
            spec_digest: [seed ^ 0xff; 32],
            format: Format::Webp,
            width: 1200,
            height: 630,
            size_bytes: 5_000_000_000,
            report: json!({ "lines": [1, 2], "warnings": ["ü"] }),
            create_time: NOW,
            stored: None,
        }
    }

    pub fn render(&self, artifact: Artifact) -> Render {
        Render {
            id: RenderId::from_uuid(self.db.new_id(NOW)),
            workspace_id: self.workspace,
            source: RenderSource::Api,
            request_id: "req-1".into(),
            spec: spec(),
            template_version: 3,
            metadata: [("team", "blog"), ("env", "prod")].map(|(k, v)| (k.to_owned(), v.to_owned())).into(),
            progress: Progress::Ended {
                outcome: RenderOutcome::Succeeded { artifact, cached: false },
                finish_time: NOW.plus(Duration::from_millis(87)),
            },
            create_time: NOW,
        }
    }

    pub fn trigger(&self) -> Trigger {
        Trigger {
            id: TriggerId::from_uuid(self.db.new_id(NOW)),
            workspace_id: self.workspace,
            name: "on deploy".into(),
            url: "https://example.com/callback".into(),
            spec: spec(),
            public_key: None,
            create_time: NOW,
            update_time: NOW,
        }
    }

    pub async fn stored_trigger(&self) -> Trigger {
        let trigger = self.trigger();
        assert_eq!(
            self.store.create_trigger(&trigger, &secret().into(), None).await.unwrap(),
            Created::New(trigger.clone())
        );
        trigger
    }

    pub fn subscription(&self, event_types: &[&str]) -> Subscription {
        Subscription {
            id: SubscriptionId::from_uuid(self.db.new_id(NOW)),
            workspace_id: self.workspace,
            url: "https://example.com/hook".into(),
            event_types: event_types.iter().map(|t| (*t).to_owned()).collect(),
            filter: EventFilter::default(),
            headers: Vec::new(),
            public_key: None,
            hmac: None,
            shape: Shape::Standard,
            state: SubscriptionState::Enabled,
            limits: OwnLimits::default(),
            disable_reason: None,
            create_time: NOW,
            update_time: NOW,
        }
    }

    pub async fn stored_subscription(&self, event_types: &[&str]) -> Subscription {
        let subscription = self.subscription(event_types);
        self.store.create_subscription(&subscription, &secret().into(), None).await.unwrap();
        subscription
    }

    pub async fn limited(&self, rate: Option<(u32, u32)>, max_concurrency: Option<u32>) -> Subscription {
        let rate = rate.map(|(per_second, burst)| RateLimit { per_second, burst });
        let limits = OwnLimits { rate, max_concurrency };
        let subscription = Subscription { limits, ..self.subscription(&["test"]) };
        self.store.create_subscription(&subscription, &secret().into(), None).await.unwrap();
        subscription
    }

    pub fn event(&self, event_type: EventType) -> NewEvent {
        let facts = EventFacts {
            template: Some("card".into()),
            data_type: Some("image".into()),
            metadata: [("team".to_owned(), "blog".to_owned())].into(),
        };
        let id = EventId::from_uuid(self.db.new_id(NOW));
        NewEvent::new(id, self.workspace, event_type, NOW, facts, json!({ "a": "ü" }))
    }

    /// A test event for one subscription.
    pub fn test_event(&self, id: SubscriptionId) -> NewEvent {
        NewEvent { audience: Audience::Only(id), ..self.event(EventType::Test) }
    }

    pub fn direct(&self, destination: Destination, body: DeliveryBody, secret: Option<Secret>) -> DirectDestination {
        DirectDestination {
            delivery_id: DeliveryId::from_uuid(self.db.new_id(NOW)),
            destination,
            url: "https://example.com/direct".into(),
            secret,
            body,
        }
    }

    /// Publishes `count` test events for one subscription.
    pub async fn publish(&self, id: SubscriptionId, count: usize) -> Vec<DeliveryId> {
        let deliveries = self.store.publish((0..count).map(|_| self.test_event(id)).collect()).await.unwrap();
        assert_eq!(deliveries.len(), count);
        deliveries
    }

    /// The only delivery due at `now`, claimed.
    pub async fn claim_one(&self, now: Timestamp) -> Claim {
        let mut claims = self.store.claim_due(now, LEASE, 10).await.unwrap();
        assert_eq!(claims.len(), 1, "{claims:?}");
        claims.remove(0)
    }

    pub async fn record_one(&self, claim: &Claim, next: NextStep, now: Timestamp) -> bool {
        let took = self.store.record_attempts(vec![record(claim, next)], now).await.unwrap();
        assert_eq!(took.len(), 1);
        took[0]
    }
}

pub async fn another_workspace(db: &TestDatabase, store: &Store) -> WorkspaceId {
    let id = WorkspaceId::from_uuid(db.new_id(NOW));
    store.create_workspace(&Workspace::new(id, "a workspace", NOW)).await.unwrap();
    id
}

pub fn spec() -> RenderSpec {
    RenderSpec {
        form: SpecForm::Card,
        template: TemplateRef { name: "card".into(), version: 0 },
        scene: None,
        modifications: Vec::new(),
        variables: [("title".to_owned(), json!("Hé 👋 \"quoted\"\n")), ("n".to_owned(), json!(1.5))].into(),
        output: Output { scale: 1.1, ..Output::default() },
    }
}

pub fn idempotency(request_id: &str, hash: u8) -> Option<Idempotency> {
    Some(Idempotency { method: "/a.B/Create", request_id: request_id.into(), request_hash: [hash; 32] })
}

pub fn attempt(number: u32, status: Option<u16>) -> Attempt {
    Attempt {
        number,
        start_time: NOW,
        duration: Duration::from_micros(12_345),
        response_status: status,
        response_headers: vec![("content-type".into(), "text/plain".into()), ("x".into(), "ü".into())],
        response_body: b"\0\xff body".to_vec(),
        error: status.is_none().then(|| "no answer within 15 s".to_owned()),
    }
}

pub fn record(claim: &Claim, next: NextStep) -> AttemptRecord {
    let status = if next == NextStep::Succeed { Some(204) } else { None };
    AttemptRecord {
        delivery_id: claim.delivery_id,
        destination: claim.destination,
        url: claim.url.clone(),
        attempt: attempt(claim.attempt_number, status),
        reception: match next {
            NextStep::Succeed => Reception::Taken,
            NextStep::PutBack(_) => Reception::NotAsked,
            _ => Reception::Refused { slow_down: false, pause_until: None },
        },
        next,
        events: Vec::new(),
    }
}
