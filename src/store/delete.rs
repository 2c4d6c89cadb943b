//! Deleting one row of a workspace.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::StoreError;
use crate::domain::id::WorkspaceId;

/// Deletes the row of that id, if it is the workspace's. Whether it was there.
pub(super) async fn delete<E: EntityTrait>(
    db: &impl ConnectionTrait,
    [workspace_column, id_column]: [E::Column; 2],
    workspace: WorkspaceId,
    id: Uuid,
) -> Result<bool, StoreError> {
    let deleted =
        E::delete_many().filter(workspace_column.eq(workspace.uuid())).filter(id_column.eq(id)).exec(db).await?;
    Ok(deleted.rows_affected > 0)
}
