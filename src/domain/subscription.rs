//! Subscriptions: webhook endpoints, and which events they want.

use std::collections::BTreeMap;

use super::{
    access::Metadata,
    endpoint::{OwnLimits, RateLimit},
    endpoint_options::{HmacScheme, Shape},
    event::{EventFacts, EventType},
    event_type::{self, Fact, selected_by},
    id::{SubscriptionId, WorkspaceId},
    named::named_enum,
    secret::Secret,
    signature::SigningKey,
    timestamp::Timestamp,
};

/// Why a subscription was disabled, where its owner did not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisableReason {
    /// Its endpoint answered 410.
    Gone,
    /// Its endpoint has taken nothing for days.
    Failing,
}

impl DisableReason {
    /// For people: shown with the subscription, and told in the event.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gone => "the endpoint answered 410 Gone",
            Self::Failing => "the endpoint has only failed for days",
        }
    }
}

named_enum! {
    /// Whether events go to the endpoint.
    SubscriptionState {
        Enabled = "enabled",
        /// Its deliveries are held, not dropped.
        Disabled = "disabled",
    }
}

/// Narrows the events down; what is not set matches all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFilter {
    pub template: Option<String>,
    pub data_type: Option<String>,
    /// All of these labels, each with this value.
    pub metadata: Metadata,
}

impl EventFilter {
    fn accepts(&self, facts: &EventFacts) -> bool {
        let same = |wanted: &Option<String>, have: &Option<String>| wanted.is_none() || wanted == have;
        same(&self.template, &facts.template)
            && same(&self.data_type, &facts.data_type)
            && self.metadata.iter().all(|(key, value)| facts.metadata.get(key) == Some(value))
    }

    /// Why no event that `name` selects can ever pass; `None` if one can, or if the name is none.
    pub fn shuts_out(&self, name: &str) -> Option<String> {
        let asked = [
            (Fact::Template, self.template.is_some()),
            (Fact::DataType, self.data_type.is_some()),
            (Fact::Metadata, !self.metadata.is_empty()),
        ];
        let missing = |event_type: EventType| {
            asked.iter().find(|(fact, asked)| *asked && !event_type.facts().contains(fact)).map(|(fact, _)| *fact)
        };
        let mut reason = None;
        for (event_type, data_type) in selected_by(name) {
            // A test is sent to one endpoint by name, whatever its filter.
            if event_type == EventType::Test && name != event_type::ALL {
                return None;
            }
            let other = data_type.filter(|is| self.data_type.as_deref().is_some_and(|wanted| wanted != *is));
            reason = Some(match (missing(event_type), other) {
                (None, None) => return None,
                (Some(fact), _) => format!("never passes the filter: its events have no `{}`", fact.as_str()),
                (None, Some(is)) => format!("never passes the filter: its `type` is always `{is}`"),
            });
        }
        reason
    }
}

/// A webhook endpoint. Its secret is kept apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    pub id: SubscriptionId,
    pub workspace_id: WorkspaceId,
    pub url: String,
    /// Types, aliases or `*`; at least one.
    pub event_types: Vec<String>,
    pub filter: EventFilter,
    /// Names of the headers that are sent along; their values are kept apart.
    pub headers: Vec<String>,
    /// What verifies the ed25519 signatures, where they are asked for.
    pub public_key: Option<String>,
    /// A signature in a header of its own, where one was chosen.
    pub hmac: Option<HmacScheme>,
    pub shape: Shape,
    pub state: SubscriptionState,
    /// What its endpoint may be sent.
    pub limits: OwnLimits,
    /// Why it is disabled, where it is: `disabled by its owner`, `the endpoint answered 410 Gone`.
    pub disable_reason: Option<String>,
    pub create_time: Timestamp,
    pub update_time: Timestamp,
}

impl Subscription {
    /// Whether an event of this type with these facts is one the endpoint asked for.
    pub fn wants(&self, event_type: EventType, facts: &EventFacts) -> bool {
        let selected = self.event_types.iter().any(|name| {
            selected_by(name).into_iter().any(|(selected, data_type)| {
                selected == event_type && (data_type.is_none() || data_type == facts.data_type.as_deref())
            })
        });
        // A test is sent to one endpoint by name, never to whoever asked for everything.
        selected && event_type != EventType::Test && self.filter.accepts(facts)
    }
}

/// What an update changes; `None` leaves it as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SubscriptionChange {
    pub url: Option<String>,
    pub event_types: Option<Vec<String>>,
    pub filter: Option<EventFilter>,
    /// All of them; one without a value keeps the one it has.
    pub headers: Option<BTreeMap<String, Option<Secret>>>,
    /// Whether there are ed25519 signatures, and if so the key, for when there is none yet.
    pub signing_key: Option<Option<SigningKey>>,
    pub hmac: Option<Option<HmacScheme>>,
    pub shape: Option<Shape>,
    pub state: Option<SubscriptionState>,
    /// `Some(None)`: the server's default.
    pub rate: Option<Option<RateLimit>>,
    pub max_concurrency: Option<Option<u32>>,
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn subscription(event_types: &[&str], filter: EventFilter) -> Subscription {
        Subscription {
            id: SubscriptionId::from_uuid(Uuid::nil()),
            workspace_id: WorkspaceId::from_uuid(Uuid::nil()),
            url: "https://example.com/hook".into(),
            event_types: event_types.iter().map(|t| (*t).to_owned()).collect(),
            filter,
            headers: Vec::new(),
            public_key: None,
            hmac: None,
            shape: Shape::Standard,
            state: SubscriptionState::Enabled,
            limits: OwnLimits::default(),
            disable_reason: None,
            create_time: Timestamp::EPOCH,
            update_time: Timestamp::EPOCH,
        }
    }

    #[test]
    fn types_aliases_and_the_star_select() {
        let image = EventFacts { data_type: Some("image".into()), ..Default::default() };
        let wants = |types: &[&str], event| subscription(types, EventFilter::default()).wants(event, &image);
        assert!(wants(&["render.failed", "render.completed"], EventType::RenderCompleted));
        assert!(!wants(&["render.failed"], EventType::RenderCompleted));
        assert!(wants(&["*"], EventType::TriggerFired));
        assert!(!wants(&["*"], EventType::Test));
        assert!(wants(&["image.completed"], EventType::RenderCompleted));
        assert!(!wants(&["image.completed"], EventType::RenderFailed));
        let other = EventFacts { data_type: Some("video".into()), ..Default::default() };
        assert!(!subscription(&["image.completed"], EventFilter::default()).wants(EventType::RenderCompleted, &other));
    }

    #[test]
    fn every_condition_of_a_filter_must_hold() {
        let facts = EventFacts {
            template: Some("card".into()),
            data_type: Some("image".into()),
            metadata: [("team".to_owned(), "blog".to_owned()), ("env".to_owned(), "prod".to_owned())].into(),
        };
        let with = |template: Option<&str>, label: Option<(&str, &str)>| {
            let metadata = label.map(|(k, v)| (k.to_owned(), v.to_owned())).into_iter().collect();
            let filter = EventFilter { template: template.map(str::to_owned), data_type: None, metadata };
            subscription(&["*"], filter).wants(EventType::RenderCompleted, &facts)
        };
        assert!(with(None, None));
        assert!(with(Some("card"), Some(("team", "blog"))));
        assert!(!with(Some("blog"), Some(("team", "blog"))));
        assert!(!with(Some("card"), Some(("team", "shop"))));
        assert!(!with(None, Some(("missing", "x"))));
    }

    #[test]
    fn a_filter_shuts_out_what_can_never_pass() {
        let of_type = |data_type: &str| EventFilter { data_type: Some(data_type.into()), ..Default::default() };
        for name in ["*", "render.completed", "trigger.fired", "image.completed", "test"] {
            assert_eq!(of_type("image").shuts_out(name), None, "{name}");
        }
        assert_eq!(EventFilter::default().shuts_out("delivery.exhausted"), None);
        assert!(of_type("image").shuts_out("video.completed").unwrap().contains("always `video`"));
        assert!(of_type("video").shuts_out("batch.completed").unwrap().contains("no `type`"));
        let labelled = EventFilter { metadata: [("a".into(), "b".into())].into(), ..Default::default() };
        assert!(labelled.shuts_out("delivery.exhausted").unwrap().contains("no `metadata`"));
        assert_eq!(labelled.shuts_out("batch.completed"), None);
    }
}
