//! Subscriptions: webhook endpoints, and which events they want.

use super::{
    access::Metadata,
    endpoint::{OwnLimits, RateLimit},
    event::{EventFacts, EventType},
    id::{SubscriptionId, WorkspaceId},
    named::named_enum,
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

/// What a subscription may name in `event_types` besides the types themselves: (alias, event, data type).
const ALIASES: [(&str, EventType, &str); 2] =
    [("image.completed", EventType::RenderCompleted, "image"), ("image.failed", EventType::RenderFailed, "image")];

/// Every name that `event_types` takes.
pub fn selectable_types() -> impl Iterator<Item = &'static str> + Clone {
    ["*"].into_iter().chain(EventType::ALL.iter().map(|t| t.as_str())).chain(ALIASES.iter().map(|(alias, ..)| *alias))
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
        let selected = self.event_types.iter().any(|wanted| {
            wanted == "*"
                || wanted == event_type.as_str()
                || ALIASES.iter().any(|(alias, aliased, data_type)| {
                    wanted == alias && *aliased == event_type && facts.data_type.as_deref() == Some(data_type)
                })
        });
        // A test is sent to one endpoint by name, never to whoever asked for everything.
        selected && event_type != EventType::Test && self.filter.accepts(facts)
    }
}

/// What a new subscription is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSubscription {
    pub url: String,
    pub event_types: Vec<String>,
    pub filter: EventFilter,
    pub limits: OwnLimits,
    pub state: SubscriptionState,
}

/// What an update changes; `None` leaves it as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SubscriptionChange {
    pub url: Option<String>,
    pub event_types: Option<Vec<String>>,
    pub filter: Option<EventFilter>,
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
}
