//! Credits: what a workspace has left to render with. A picture that is newly made takes one, in the transaction that
//! writes it down, so that no more pictures come to be than there were credits, however many are asked for at once.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::{
    Store, StoreError,
    entity::credit::{ActiveModel, Column, Entity, Model},
    idempotency::Taken,
    row,
    statement::is_one_of,
    transaction::Transaction,
};
use crate::domain::{
    access::Idempotency,
    id::WorkspaceId,
    render::Render,
    timestamp::Timestamp,
    workspace::{Credits, Grant, MAX_CREDITS},
};

/// What a grant came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Granted {
    /// By this request, or by the same one before.
    Yes,
    NoWorkspace,
    RequestIdReused,
}

/// What limited workspaces have left, held, and what a transaction takes of it.
struct Balances(BTreeMap<Uuid, (i64, i64)>);

impl Balances {
    /// Takes what a render costs. Whether there was as much.
    fn take(&mut self, render: &Render) -> bool {
        let cost = row::large(render.cost());
        // Who has no balance is not limited.
        let Some((left, taken)) = self.0.get_mut(&render.workspace_id.uuid()) else { return true };
        if cost > *left {
            return false;
        }
        *left -= cost;
        *taken += cost;
        true
    }
}

impl Store {
    /// What a workspace has left.
    pub async fn credits(&self, workspace: WorkspaceId) -> Result<Credits, StoreError> {
        Entity::find_by_id(workspace.uuid()).one(&self.read).await?.map_or(Ok(Credits::Unlimited), |row| credits(&row))
    }

    /// What these workspaces have left. Who is not in it is not limited.
    pub(super) async fn credits_of(
        &self,
        workspaces: impl IntoIterator<Item = Uuid>,
    ) -> Result<BTreeMap<Uuid, Credits>, StoreError> {
        let rows = Entity::find().filter(is_one_of(Column::WorkspaceId, workspaces)).all(&self.read).await?;
        rows.into_iter().map(|row| Ok((row.workspace_id, credits(&row)?))).collect()
    }

    /// Changes what a workspace has left. `by` is the workspace of who asks, whose request ids are their own.
    pub async fn grant_credits(
        &self,
        by: WorkspaceId,
        workspace: WorkspaceId,
        grant: Grant,
        idempotency: Option<Idempotency>,
        now: Timestamp,
    ) -> Result<Granted, StoreError> {
        let tx = self.begin().await?;
        if !tx.lock_workspace(workspace).await? {
            return Ok(Granted::NoWorkspace);
        }
        match tx.take_request_id(by, idempotency.as_ref(), workspace.uuid(), now).await? {
            Taken::New => {}
            Taken::Before(before) if before == workspace.uuid() => return Ok(Granted::Yes),
            Taken::Before(_) | Taken::Reused => return Ok(Granted::RequestIdReused),
        }
        tx.grant(workspace, grant).await?;
        tx.commit().await?;
        Ok(Granted::Yes)
    }
}

impl Transaction {
    /// Changes what a workspace has left.
    pub(super) async fn grant(&self, workspace: WorkspaceId, grant: Grant) -> Result<(), StoreError> {
        let amount = match grant {
            Grant::Unlimited => {
                Entity::delete_by_id(workspace.uuid()).exec(self.db()).await?;
                return Ok(());
            }
            Grant::Credits(amount) => amount,
        };
        let row = ActiveModel { workspace_id: Set(workspace.uuid()), balance: Set(Ord::max(amount, 0)) };
        let sum = "credits.balance + ";
        let within = format!(
            "CASE WHEN {sum}{amount} < 0 THEN 0 WHEN {sum}{amount} > {MAX_CREDITS} THEN {MAX_CREDITS} \
             ELSE {sum}{amount} END"
        );
        let change = OnConflict::column(Column::WorkspaceId).value(Column::Balance, Expr::cust(within)).to_owned();
        let insert = Entity::insert(row).on_conflict(change);
        self.db().execute_raw(insert.build(self.db().get_database_backend())).await?;
        Ok(())
    }

    /// Takes what these renders cost, one after the other. Answers the places of those for which nothing is left; they are
    /// not to be written, nor is what shares their picture.
    pub(super) async fn charge(&self, renders: &[&Render]) -> Result<BTreeSet<usize>, StoreError> {
        let mut balances = self.hold_balances(renders.iter().copied()).await?;
        let slug = |render: &Render| render.artifact().map(|artifact| artifact.slug.clone());
        let mut refused = BTreeSet::new();
        let (mut paid, mut unpaid) = (BTreeSet::new(), BTreeSet::new());
        for (index, render) in renders.iter().enumerate().filter(|(_, render)| render.cost() > 0) {
            if balances.take(render) {
                paid.extend(slug(render));
            } else {
                refused.insert(index);
                unpaid.extend(slug(render));
            }
        }
        if !unpaid.is_empty() {
            let shared =
                |render: &Render| slug(render).is_some_and(|slug| unpaid.contains(&slug) && !paid.contains(&slug));
            let sharing = renders.iter().enumerate().filter(|(_, render)| render.cost() == 0 && shared(render));
            refused.extend(sharing.map(|(index, _)| index));
        }
        self.spend(balances).await?;
        Ok(refused)
    }

    /// Holds what those workspaces have left whose renders cost something, until the transaction ends.
    async fn hold_balances<'a>(&self, renders: impl Iterator<Item = &'a Render>) -> Result<Balances, StoreError> {
        let mut workspaces: Vec<Uuid> =
            renders.filter(|render| render.cost() > 0).map(|render| render.workspace_id.uuid()).collect();
        workspaces.sort_unstable();
        workspaces.dedup();
        if workspaces.is_empty() {
            return Ok(Balances(BTreeMap::new()));
        }
        let limited = Entity::find()
            .filter(is_one_of(Column::WorkspaceId, workspaces))
            .order_by_asc(Column::WorkspaceId)
            .lock_exclusive();
        let rows = limited.all(self.db()).await?;
        Ok(Balances(rows.into_iter().map(|row| (row.workspace_id, (row.balance, 0))).collect()))
    }

    /// Writes down what was taken.
    async fn spend(&self, balances: Balances) -> Result<(), StoreError> {
        for (workspace, (_, taken)) in balances.0.into_iter().filter(|(_, (_, taken))| *taken > 0) {
            Entity::update_many()
                .col_expr(Column::Balance, Expr::col(Column::Balance).sub(taken))
                .filter(Column::WorkspaceId.eq(workspace))
                .exec(self.db())
                .await?;
        }
        Ok(())
    }
}

fn credits(stored: &Model) -> Result<Credits, StoreError> {
    Ok(Credits::Left(row::number("a balance", stored.balance)?))
}
