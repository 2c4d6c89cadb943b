//! Workspaces and API keys.

use placard_client::v1;

use super::{check::Checks, optional_time, timestamp};
use crate::{
    domain::{
        access::{ApiKey, Scope, Workspace},
        violation::Violation,
    },
    engine::workspace::NewApiKey,
};

/// A workspace as a client sees it.
pub fn workspace(workspace: Workspace) -> v1::Workspace {
    v1::Workspace {
        workspace_id: workspace.id.to_string(),
        name: workspace.name,
        create_time: Some(timestamp(workspace.create_time)),
    }
}

/// A key as a client sees it, without its secret.
pub fn api_key(key: ApiKey) -> v1::ApiKey {
    v1::ApiKey {
        api_key_id: key.id.to_string(),
        name: key.name,
        scopes: key.scopes.into_iter().map(|known| i32::from(scope(known))).collect(),
        expire_time: key.expire_time.map(timestamp),
        hint: key.hint,
        create_time: Some(timestamp(key.create_time)),
        revoke_time: key.revoke_time.map(timestamp),
    }
}

fn scope(scope: Scope) -> v1::ApiKeyScope {
    match scope {
        Scope::Read => v1::ApiKeyScope::Read,
        Scope::Render => v1::ApiKeyScope::Render,
        Scope::Triggers => v1::ApiKeyScope::Triggers,
        Scope::Fire => v1::ApiKeyScope::Fire,
        Scope::Subscriptions => v1::ApiKeyScope::Subscriptions,
        Scope::Keys => v1::ApiKeyScope::Keys,
        Scope::Templates => v1::ApiKeyScope::Templates,
        Scope::Bindings => v1::ApiKeyScope::Bindings,
    }
}

/// What a new key is made of, or all that is wrong with it.
pub fn new_api_key(proto: Option<v1::ApiKey>) -> Result<NewApiKey, Vec<Violation>> {
    let proto = proto.ok_or_else(|| vec![Violation::required("api_key")])?;
    let mut checks = Checks::default();
    checks.required_text("api_key.name", &proto.name, 100);
    if proto.scopes.is_empty() {
        checks.add(Violation::required("api_key.scopes"));
    }
    let mut scopes = Vec::new();
    for (index, number) in proto.scopes.iter().enumerate() {
        if checks.is_full() {
            break;
        }
        let known = v1::ApiKeyScope::try_from(*number).ok();
        match Scope::ALL.iter().find(|candidate| known == Some(scope(**candidate))) {
            Some(found) => scopes.push(*found),
            None => {
                checks.add(Violation::invalid(format!("api_key.scopes[{index}]"), format!("is no scope: {number}")))
            }
        }
    }
    let expire_time = optional_time(&mut checks, "api_key.expire_time", proto.expire_time);
    checks.done()?;
    Ok(NewApiKey { name: proto.name, scopes, expire_time })
}
