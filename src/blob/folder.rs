//! Folders below the one that the operator has set aside for workspaces' own pictures.

use std::{path::Path, sync::Arc};

use bytes::Bytes;
use object_store::{ObjectStoreExt, PutPayload, local::LocalFileSystem, path::Path as BlobPath};

use super::{BlobError, open_folder};
use crate::domain::id::WorkspaceId;

/// The folder that was set aside. Each workspace has one of its own in it.
#[derive(Debug, Clone)]
pub struct Folder(Arc<LocalFileSystem>);

impl Folder {
    /// Opens it; it is made if it is not there.
    pub fn open(folder: &Path) -> Result<Self, BlobError> {
        open_folder(folder).map(|store| Self(Arc::new(store)))
    }

    /// Writes a file of a workspace's, whole or not at all.
    pub async fn put(&self, workspace: WorkspaceId, key: &str, bytes: Bytes) -> Result<(), BlobError> {
        let key = BlobPath::parse(format!("{workspace}/{key}"));
        let key = key.map_err(|error| BlobError::Misconfigured(error.to_string()))?;
        self.0.put(&key, PutPayload::from_bytes(bytes)).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[tokio::test]
    async fn files_stay_below_their_workspaces_folder() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::open(&root.path().join("pictures")).unwrap();
        let workspace = WorkspaceId::from_uuid(Uuid::nil());
        folder.put(workspace, "og/a.png", Bytes::from_static(b"a picture")).await.unwrap();
        let path = root.path().join(format!("pictures/{workspace}/og/a.png"));
        assert_eq!(std::fs::read(path).unwrap(), b"a picture");
        for key in ["../a.png", "og/../../../a.png", "./a.png", "og//a.png"] {
            let refused = folder.put(workspace, key, Bytes::from_static(b"x")).await;
            assert!(matches!(refused, Err(BlobError::Misconfigured(_))), "{key}");
        }
    }
}
