//! Who calls: the API key behind the `authorization` header.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderValue, header::AUTHORIZATION};
use tonic::{Extensions, Status};

use super::status::status;
use crate::{
    domain::{
        access::{ApiKey, Scope},
        id::WorkspaceId,
        reason::Reason,
    },
    engine::{Engine, Error},
};

/// The key that a call was made with; in the extensions of every call to `placard.v1`.
#[derive(Clone)]
pub struct Caller(pub Arc<ApiKey>);

impl Caller {
    /// The caller's workspace, if their key opens this.
    pub fn workspace(extensions: &Extensions, scope: Scope) -> Result<WorkspaceId, Status> {
        Self::allowed(extensions, scope).map(|caller| caller.0.workspace_id)
    }

    /// The caller, if their key opens this.
    pub fn allowed(extensions: &Extensions, scope: Scope) -> Result<Caller, Status> {
        let caller = extensions.get::<Caller>().ok_or_else(missing)?;
        if caller.0.allows(scope) { Ok(caller.clone()) } else { Err(Error::ScopeMissing(scope).into()) }
    }
}

fn missing() -> Status {
    status(Reason::CredentialsMissing, "send an API key, as `authorization: Bearer plk_…`")
}

/// For a key that opens nothing, or no longer.
pub fn invalid() -> Status {
    status(Reason::CredentialsInvalid, "the API key is unknown, revoked or expired")
}

/// Lets calls with a good key through.
pub async fn authenticate(State(engine): State<Arc<Engine>>, mut request: Request, next: Next) -> Response {
    let header = request.headers().get(AUTHORIZATION).cloned();
    match caller(&engine, header).await {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(status) => status.into_http(),
    }
}

async fn caller(engine: &Engine, header: Option<HeaderValue>) -> Result<Caller, Status> {
    let header = header.ok_or_else(missing)?;
    // The scheme's name is case-insensitive (RFC 9110, section 11.1).
    let secret = header
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, secret)| secret.trim())
        .ok_or_else(missing)?;
    match engine.authenticate(secret).await? {
        Some(key) => Ok(Caller(key)),
        None => Err(invalid()),
    }
}
