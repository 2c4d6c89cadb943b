//! The workspace, and the keys that open it.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use super::{Engine, Error, parse_id};
use crate::{
    domain::{
        access::{ApiKey, Idempotency, KEY_PREFIX, Scope, is_key},
        id::{ApiKeyId, WorkspaceId},
        page::{Page, PageRequest},
        secret::Secret,
        timestamp::Timestamp,
        violation::Violation,
        workspace::{Workspace, WorkspaceChange},
    },
    store::Created,
};

/// How much of a key is kept in the clear, to tell keys apart.
const HINT_LEN: usize = 8;

/// A key about to be made.
#[derive(Debug, Clone)]
pub struct NewApiKey {
    pub name: String,
    pub scopes: Vec<Scope>,
    pub expire_time: Option<Timestamp>,
}

impl Engine {
    /// The first workspace, made if there is none yet.
    pub async fn first_workspace(&self) -> Result<Workspace, Error> {
        if let Some(workspace) = self.store.first_workspace().await? {
            return Ok(workspace);
        }
        let now = self.now();
        let workspace = Workspace::new(WorkspaceId::from_uuid(self.id(now)), "default", now);
        Ok(self.store.first_workspace_or(&workspace).await?)
    }

    /// Makes a key that may do everything, for a database that has no key; `None` if it has one. `secret` is the
    /// configured one, if one is.
    pub async fn first_api_key(&self, secret: Option<Secret>) -> Result<Option<Secret>, Error> {
        let workspace = self.first_workspace().await?;
        if self.store.count_api_keys().await? > 0 {
            return Ok(None);
        }
        let new = NewApiKey { name: "bootstrap".to_owned(), scopes: Scope::ALL.to_vec(), expire_time: None };
        let secret = secret.unwrap_or_else(|| self.new_key());
        let key = self.key(workspace.id, new, &secret);
        let made = self.store.create_first_api_key(&key, key_hash(secret.expose())).await?;
        Ok(made.then_some(secret))
    }

    /// The workspace of that id.
    pub async fn get_workspace(&self, id: WorkspaceId) -> Result<Workspace, Error> {
        self.store.workspace(id).await?.ok_or_else(|| Error::not_found("workspace", id))
    }

    /// Changes the caller's workspace. `workspace_id` is what the caller wrote, if anything.
    pub async fn update_workspace(
        &self,
        id: WorkspaceId,
        workspace_id: &str,
        change: WorkspaceChange,
    ) -> Result<Workspace, Error> {
        if !workspace_id.is_empty() && workspace_id.parse() != Ok(id) {
            return Err(Error::not_found("workspace", workspace_id));
        }
        if let Some(Some(storage)) = &change.storage {
            self.judge_storage(id, storage).await.map_err(|error| error.within("storage_target"))?;
        }
        let updated = self.store.update_workspace(id, change, self.now()).await?;
        self.workspaces.forget(&id);
        self.vouchers.forget();
        updated.ok_or_else(|| Error::not_found("workspace", id))
    }

    /// Who bears this secret, if it opens anything now.
    pub async fn authenticate(&self, secret: &str) -> Result<Option<Arc<ApiKey>>, Error> {
        // What can be no key is not looked up: whoever has none shall cost little.
        if !is_key(secret) {
            return Ok(None);
        }
        let hash = key_hash(secret);
        let key = match self.keys.get(&hash) {
            Some(known) => Some(known),
            None => {
                let found = self.store.api_key_by_hash(&hash).await?.map(Arc::new);
                found.inspect(|key| self.keys.add(hash, key.clone()))
            }
        };
        Ok(key.filter(|key| key.is_active(self.now())))
    }

    /// Whether a key that opened this still does.
    pub async fn still_opens(&self, key: &ApiKey, scope: Scope) -> Result<bool, Error> {
        let key = self.store.api_key(key.workspace_id, key.id).await?;
        Ok(key.is_some_and(|key| key.is_active(self.now()) && key.allows(scope)))
    }

    /// Makes a key for a caller, who can give no scope that they lack; answers its secret, unless the same request made
    /// it before.
    pub async fn create_api_key(
        &self,
        caller: &ApiKey,
        new: NewApiKey,
        idempotency: Option<Idempotency>,
    ) -> Result<(ApiKey, Option<Secret>), Error> {
        let find = async |id| self.store.api_key(caller.workspace_id, ApiKeyId::from_uuid(id)).await;
        if let Some(earlier) = self.replayed(caller.workspace_id, idempotency.as_ref(), find).await? {
            return Ok((earlier, None));
        }
        if let Some(scope) = new.scopes.iter().find(|scope| !caller.allows(**scope)) {
            return Err(Error::ScopeMissing(*scope));
        }
        if new.expire_time.is_some_and(|at| at <= self.now()) {
            return Err(Error::invalid(Violation::invalid("expire_time", "must be in the future")));
        }
        let secret = self.new_key();
        self.save_api_key(caller.workspace_id, new, secret, idempotency).await
    }

    /// Makes a key for the operator, who may do everything.
    pub async fn issue_api_key(&self, workspace_id: WorkspaceId, new: NewApiKey) -> Result<(ApiKey, Secret), Error> {
        let secret = self.new_key();
        let (key, _) = self.save_api_key(workspace_id, new, secret.clone(), None).await?;
        Ok((key, secret))
    }

    pub(super) fn new_key(&self) -> Secret {
        Secret::new(format!("{KEY_PREFIX}{}", URL_SAFE_NO_PAD.encode(self.random.bytes())))
    }

    pub(super) fn key(&self, workspace_id: WorkspaceId, new: NewApiKey, secret: &Secret) -> ApiKey {
        let now = self.now();
        let mut scopes = new.scopes;
        scopes.sort_unstable();
        scopes.dedup();
        ApiKey {
            id: ApiKeyId::from_uuid(self.id(now)),
            workspace_id,
            name: new.name,
            scopes,
            hint: secret.expose().chars().take(HINT_LEN).collect(),
            create_time: now,
            expire_time: new.expire_time,
            revoke_time: None,
        }
    }

    async fn save_api_key(
        &self,
        workspace_id: WorkspaceId,
        new: NewApiKey,
        secret: Secret,
        idempotency: Option<Idempotency>,
    ) -> Result<(ApiKey, Option<Secret>), Error> {
        let key = self.key(workspace_id, new, &secret);
        match self.store.create_api_key(&key, key_hash(secret.expose()), idempotency).await? {
            Created::New(key) => Ok((key, Some(secret))),
            Created::Existing(key) => Ok((key, None)),
            Created::RequestIdReused => Err(Error::RequestIdReused),
        }
    }

    /// Keys of the workspace, newest first, revoked ones too.
    pub async fn list_api_keys(&self, workspace: WorkspaceId, page: PageRequest) -> Result<Page<ApiKey>, Error> {
        Ok(self.store.list_api_keys(workspace, page).await?)
    }

    /// Ends a key for good: at once in this process, within a second in others.
    pub async fn revoke_api_key(&self, workspace: WorkspaceId, api_key_id: &str) -> Result<ApiKey, Error> {
        let id = parse_id("API key", "api_key_id", api_key_id)?;
        let revoked = self.store.revoke_api_key(workspace, id, self.now()).await?;
        self.keys.forget_all();
        revoked.ok_or_else(|| Error::not_found("API key", api_key_id))
    }
}

/// Keys are 256 random bits, so a plain hash keeps them as safe as a slow one would.
pub(super) fn key_hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}
