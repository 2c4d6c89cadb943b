//! What is for who runs the server: workspaces, and what they may use.

use super::{Engine, Error, parse_id};
use crate::{
    domain::{
        access::{ApiKey, Idempotency, Scope},
        id::WorkspaceId,
        page::{Page, PageRequest},
        secret::Secret,
        workspace::{Credits, Grant, Workspace},
    },
    engine::workspace::{NewApiKey, key_hash},
    store::{Created, Granted},
};

impl Engine {
    /// Makes a workspace and its first key; answers the key and its secret, unless the same request made it before. `by`
    /// is the workspace of who asks.
    pub async fn create_workspace(
        &self,
        by: WorkspaceId,
        name: String,
        credits: Credits,
        idempotency: Option<Idempotency>,
    ) -> Result<(Workspace, Option<(ApiKey, Secret)>), Error> {
        let find = async |id| self.store.workspace(WorkspaceId::from_uuid(id)).await;
        if let Some(earlier) = self.replayed(by, idempotency.as_ref(), find).await? {
            return Ok((earlier, None));
        }
        let now = self.now();
        let new = Workspace { credits, ..Workspace::new(WorkspaceId::from_uuid(self.id(now)), name, now) };
        let secret = self.new_key();
        let key = NewApiKey { name: "first".to_owned(), scopes: Scope::of_workspace(), expire_time: None };
        let key = self.key(new.id, key, &secret);
        match self.store.found_workspace(by, &new, (&key, key_hash(secret.expose())), idempotency).await? {
            Created::New(made) => Ok((made, Some((key, secret)))),
            Created::Existing(made) => Ok((made, None)),
            Created::RequestIdReused => Err(Error::RequestIdReused),
        }
    }

    /// All workspaces, newest first.
    pub async fn list_workspaces(&self, page: PageRequest) -> Result<Page<Workspace>, Error> {
        Ok(self.store.list_workspaces(page).await?)
    }

    /// Changes what a workspace has left; answers it as it is then. `by` is the workspace of who asks.
    pub async fn grant_credits(
        &self,
        by: WorkspaceId,
        workspace_id: &str,
        grant: Grant,
        idempotency: Option<Idempotency>,
    ) -> Result<Workspace, Error> {
        let id = parse_id("workspace", "workspace_id", workspace_id)?;
        let granted = self.store.grant_credits(by, id, grant, idempotency, self.now()).await?;
        self.workspaces.forget(&id);
        match granted {
            Granted::Yes => self.get_workspace(id).await,
            Granted::NoWorkspace => Err(Error::not_found("workspace", workspace_id)),
            Granted::RequestIdReused => Err(Error::RequestIdReused),
        }
    }
}
