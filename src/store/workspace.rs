use super::{Store, StoreError};
use crate::domain::{access::Workspace, id::WorkspaceId};
impl Store {
    pub async fn create_workspace(&self, workspace: &Workspace) -> Result<(), StoreError> {
        let _ = workspace;
        todo!()
    }
    pub async fn workspace(&self, id: WorkspaceId) -> Result<Option<Workspace>, StoreError> {
        let _ = id;
        todo!()
    }
    pub async fn first_workspace(&self) -> Result<Option<Workspace>, StoreError> {
        todo!()
    }
}
