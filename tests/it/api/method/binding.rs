//! Bindings.

use placard::domain::access::Scope;
use placard_client::v1;
use prost::Message;

use super::{Method, NOWHERE, PAGE_SIZE, REFRESH_BINDING, Resources, mask, method, request};
use crate::support::sample;

pub fn methods(of: &Resources) -> Vec<Method> {
    let Resources { binding_id, .. } = of;
    let changed_binding = v1::Binding { binding_id: binding_id.clone(), ..sample::binding(NOWHERE) };
    vec![
        method(
            "BindingService/CreateBinding",
            Scope::Bindings,
            None,
            request!(CreateBindingRequest { binding: sample::paused_binding(NOWHERE), request_id: "" }),
        ),
        method(
            "BindingService/GetBinding",
            Scope::Read,
            Some("binding"),
            request!(GetBindingRequest { binding_id: binding_id }),
        ),
        method(
            "BindingService/ListBindings",
            Scope::Read,
            None,
            request!(ListBindingsRequest { page_size: PAGE_SIZE, page_token: "" }),
        ),
        method(
            "BindingService/UpdateBinding",
            Scope::Bindings,
            Some("binding"),
            request!(UpdateBindingRequest { binding: changed_binding, update_mask: mask("name") }),
        ),
        method(
            REFRESH_BINDING,
            Scope::Bindings,
            Some("binding"),
            request!(RefreshBindingRequest { binding_id: binding_id, request_id: "" }),
        ),
        method(
            "BindingService/DeleteBinding",
            Scope::Bindings,
            Some("binding"),
            request!(DeleteBindingRequest { binding_id: binding_id }),
        ),
    ]
}
