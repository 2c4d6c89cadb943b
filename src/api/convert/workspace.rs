//! Workspaces and API keys.

use placard_client::v1;

use super::{check::Checks, optional_time, storage, timestamp};
use crate::{
    domain::{
        access::{ApiKey, Scope},
        violation::Violation,
        workspace::{Credits, Grant, MAX_CREDITS, Workspace, WorkspaceChange},
    },
    engine::workspace::NewApiKey,
};

/// A workspace as a client sees it.
pub fn workspace(workspace: Workspace) -> v1::Workspace {
    v1::Workspace {
        workspace_id: workspace.id.to_string(),
        name: workspace.name,
        create_time: Some(timestamp(workspace.create_time)),
        credits: match workspace.credits {
            Credits::Unlimited => None,
            Credits::Left(left) => Some(i64::try_from(left).unwrap_or(i64::MAX)),
        },
        storage_target: workspace.storage.map(storage::target),
        unsigned_urls: workspace.unsigned_urls,
    }
}

/// What a new workspace is made of: its name, and what it has to render with.
pub fn new(request: v1::CreateWorkspaceRequest) -> Result<(String, Credits), Vec<Violation>> {
    let proto = request.workspace.ok_or_else(|| vec![Violation::required("workspace")])?;
    let mut checks = Checks::default();
    checks.text("request_id", &request.request_id, 128);
    checks.required_text("workspace.name", &proto.name, 100);
    let credits = match proto.credits {
        None => Credits::Unlimited,
        Some(credits) => match u64::try_from(credits).ok().filter(|credits| *credits <= MAX_CREDITS.unsigned_abs()) {
            Some(credits) => Credits::Left(credits),
            None => {
                checks.add(Violation::invalid("workspace.credits", format!("must be from 0 to {MAX_CREDITS}")));
                Credits::Unlimited
            }
        },
    };
    if proto.storage_target.is_some() {
        checks.add(Violation::invalid("workspace.storage_target", "is set with UpdateWorkspace"));
    }
    checks.done()?;
    Ok((proto.name, credits))
}

/// What a grant changes.
pub fn grant(request: &v1::GrantCreditsRequest) -> Result<Grant, Vec<Violation>> {
    let mut checks = Checks::default();
    checks.text("request_id", &request.request_id, 128);
    if !(-MAX_CREDITS..=MAX_CREDITS).contains(&request.credits) {
        checks.add(Violation::invalid("credits", format!("must be from -{MAX_CREDITS} to {MAX_CREDITS}")));
    } else if request.unlimited && request.credits != 0 {
        checks.add(Violation::invalid("credits", "must be 0 where `unlimited` is set"));
    }
    checks.done()?;
    Ok(if request.unlimited { Grant::Unlimited } else { Grant::Credits(request.credits) })
}

/// The change that a masked update asks for, and the id of what it is asked of.
pub fn change(request: v1::UpdateWorkspaceRequest) -> Result<(String, WorkspaceChange), Vec<Violation>> {
    let proto = request.workspace.ok_or_else(|| vec![Violation::required("workspace")])?;
    let mask = request.update_mask.unwrap_or_default();
    let mut checks = Checks::default();
    let mut change = WorkspaceChange::default();
    for path in checks.mask(&mask, ["name", "storage_target", "unsigned_urls"]) {
        match path {
            "name" => {
                checks.required_text("workspace.name", &proto.name, 100);
                change.name = Some(proto.name.clone());
            }
            "storage_target" => {
                change.storage = match proto.storage_target.clone() {
                    None => Some(None),
                    Some(target) => checks.part("workspace.storage_target", storage::new(target)).map(Some),
                };
            }
            "unsigned_urls" => change.unsigned_urls = Some(proto.unsigned_urls),
            _ => {}
        }
    }
    checks.done()?;
    Ok((proto.workspace_id, change))
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
        Scope::Workspace => v1::ApiKeyScope::Workspace,
        Scope::Operator => v1::ApiKeyScope::Operator,
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
