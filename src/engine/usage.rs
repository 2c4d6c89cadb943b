//! What workspaces use, and whether they may go on.

use std::sync::Arc;

use super::{Engine, Error, parse_id};
use crate::domain::{
    access::{ApiKey, Scope},
    id::WorkspaceId,
    storage::StorageTarget,
    usage::{Day, Days, Usage},
    violation::Violation,
    workspace::Credits,
};

/// The days that somebody asks for, as far as they said.
#[derive(Debug, Clone, Copy, Default)]
pub struct AskedDays {
    pub first: Option<Day>,
    pub last: Option<Day>,
}

/// What a workspace has set, as far as its renders ask.
pub struct Settings {
    /// Whether its credits are counted.
    pub limited: bool,
    /// Where its pictures go besides the server's.
    pub storage: Option<StorageTarget>,
}

impl Engine {
    /// What a workspace used on each of these days: the caller's own, or with the operator's scope any.
    pub async fn usage(
        &self,
        caller: &ApiKey,
        workspace_id: &str,
        asked: AskedDays,
    ) -> Result<Vec<(Day, Usage)>, Error> {
        let days = self.days(asked)?;
        let workspace = self.accountable(caller, workspace_id).await?;
        let used = self.store.usage(workspace, days).await?;
        Ok(days.iter().map(|day| (day, used.get(&day).copied().unwrap_or_default())).collect())
    }

    async fn accountable(&self, caller: &ApiKey, workspace_id: &str) -> Result<WorkspaceId, Error> {
        if workspace_id.is_empty() {
            return Ok(caller.workspace_id);
        }
        let id = parse_id("workspace", "workspace_id", workspace_id)?;
        if id == caller.workspace_id {
            return Ok(id);
        }
        // Whether there is one is for the operator to know.
        if !caller.allows(Scope::Operator) {
            return Err(Error::not_found("workspace", workspace_id));
        }
        self.get_workspace(id).await.map(|workspace| workspace.id)
    }

    fn days(&self, asked: AskedDays) -> Result<Days, Error> {
        let last = asked.last.unwrap_or_else(|| Day::of(self.now()));
        let first = asked.first.unwrap_or_else(|| last.earlier(Days::DEFAULT - 1));
        if first > last {
            return Err(Error::invalid(Violation::invalid("first_day", "must not be after `last_day`")));
        }
        if last.earlier(Days::MAX - 1) > first {
            let message = format!("must be at most {} days before `last_day`", Days::MAX - 1);
            return Err(Error::invalid(Violation::invalid("first_day", message)));
        }
        Ok(Days { first, last })
    }

    /// What a workspace has set, as it was a moment ago.
    pub(super) async fn settings(&self, workspace: WorkspaceId) -> Result<Arc<Settings>, Error> {
        if let Some(known) = self.workspaces.get(&workspace) {
            return Ok(known);
        }
        let limited = self.store.credits(workspace).await? != Credits::Unlimited;
        let storage = self.store.storage_target(workspace).await?;
        let settings = Arc::new(Settings { limited, storage });
        self.workspaces.add(workspace, settings.clone());
        Ok(settings)
    }

    /// Refuses work for a workspace that has no credits left. What is let through is judged again when it is written
    /// down, and then to the credit.
    pub(super) async fn check_credits(&self, workspace: WorkspaceId) -> Result<(), Error> {
        if self.settings(workspace).await?.limited && self.store.credits(workspace).await? == Credits::Left(0) {
            return Err(Error::CreditsExhausted);
        }
        Ok(())
    }
}
