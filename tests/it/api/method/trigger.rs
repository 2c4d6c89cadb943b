//! Triggers.

use placard::domain::access::Scope;
use placard_client::v1;
use prost::Message;

use super::{Method, NOWHERE, PAGE_SIZE, Resources, mask, method, request};
use crate::support::sample;

pub fn methods(of: &Resources) -> Vec<Method> {
    let Resources { trigger_id, .. } = of;
    let changed_trigger = v1::Trigger { trigger_id: trigger_id.clone(), ..sample::trigger(NOWHERE) };
    let overrides = v1::TriggerOverrides { title: Some("Other".into()), ..Default::default() };
    vec![
        method(
            "TriggerService/CreateTrigger",
            Scope::Triggers,
            None,
            request!(CreateTriggerRequest { trigger: sample::trigger(NOWHERE), request_id: "" }),
        ),
        method(
            "TriggerService/GetTrigger",
            Scope::Read,
            Some("trigger"),
            request!(GetTriggerRequest { trigger_id: trigger_id }),
        ),
        method(
            "TriggerService/ListTriggers",
            Scope::Read,
            None,
            request!(ListTriggersRequest { page_size: PAGE_SIZE, page_token: "" }),
        ),
        method(
            "TriggerService/UpdateTrigger",
            Scope::Triggers,
            Some("trigger"),
            request!(UpdateTriggerRequest { trigger: changed_trigger, update_mask: mask("name") }),
        ),
        method(
            "TriggerService/RotateTriggerSecret",
            Scope::Triggers,
            Some("trigger"),
            request!(RotateTriggerSecretRequest { trigger_id: trigger_id, overlap: None, secret: "" }),
        ),
        method(
            "TriggerService/FireTrigger",
            Scope::Fire,
            Some("trigger"),
            request!(FireTriggerRequest { trigger_id: trigger_id, overrides: overrides, wait: false }),
        ),
        method(
            "TriggerService/DeleteTrigger",
            Scope::Triggers,
            Some("trigger"),
            request!(DeleteTriggerRequest { trigger_id: trigger_id }),
        ),
    ]
}
