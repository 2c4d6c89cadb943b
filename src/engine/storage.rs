//! A workspace's own storage: judged when it is saved, tried out when somebody asks for it, and written to.

use std::time::Duration;

use bytes::Bytes;

use super::{Engine, Error};
use crate::{
    blob::{BlobError, Bucket},
    domain::{
        id::WorkspaceId,
        secret::Secret,
        storage::{BucketPlace, NewStorageTarget, StoragePlace, StorageTarget},
        violation::Violation,
    },
    egress::Limits,
};

/// What is written to try a storage out.
const CHECK: &str = "placard-check.txt";
/// For that, all in all.
const CHECK_PATIENCE: Duration = Duration::from_secs(10);
/// How much of a bucket's answer is read: an error is a few hundred bytes.
const ANSWER: usize = 16 * 1024;

impl Engine {
    /// Judges a storage that is about to be saved. Paths of fields are within `storage_target`.
    pub(super) async fn judge_storage(&self, workspace: WorkspaceId, new: &NewStorageTarget) -> Result<(), Error> {
        match &new.place {
            StoragePlace::Bucket(BucketPlace { endpoint, .. }) => {
                self.admit("bucket.endpoint", endpoint).await?;
                let known = || async { Ok::<_, Error>(self.store.storage_access(workspace).await?) };
                if new.secret.is_none() && known().await?.and_then(|(_, secret)| secret).is_none() {
                    return Err(Error::invalid(Violation::required("bucket.secret_access_key")));
                }
            }
            StoragePlace::Folder { .. } => {
                if self.storage_folder.is_none() {
                    let message = "is not to be had here: the server's configuration names no `storage_folder`";
                    return Err(Error::invalid(Violation::invalid("folder", message)));
                }
            }
        }
        Ok(())
    }

    /// Writes a small file to the workspace's storage. Answers the URL that it should be had from, and what went wrong.
    pub async fn test_storage(&self, workspace: WorkspaceId) -> Result<(String, Result<(), String>), Error> {
        let access = self.store.storage_access(workspace).await?;
        let (target, secret) = access.ok_or(Error::NoStorage)?;
        let bytes = Bytes::from_static(b"Placard can write here.\n");
        let content_type = "text/plain; charset=utf-8";
        let written =
            self.write_to(workspace, &target, secret.as_ref(), (CHECK, content_type, bytes), CHECK_PATIENCE).await;
        Ok((target.url(CHECK), written))
    }

    /// Writes a file to a workspace's storage. What goes wrong is told for its owner to read: without addresses, paths or
    /// secrets.
    pub(super) async fn write_to(
        &self,
        workspace: WorkspaceId,
        target: &StorageTarget,
        secret: Option<&Secret>,
        (name, content_type, bytes): (&str, &'static str, Bytes),
        timeout: Duration,
    ) -> Result<(), String> {
        let key = target.place.key(name);
        let place = match &target.place {
            StoragePlace::Bucket(place) => place,
            StoragePlace::Folder { .. } => {
                let folder = self.storage_folder.as_ref();
                let folder = folder.ok_or("the server's configuration names no `storage_folder` any more")?;
                return folder.put(workspace, &key, bytes).await.map_err(|error| ours(&error));
            }
        };
        let secret = secret.ok_or("there is no secret access key")?;
        let signed = async { Bucket::new(place, secret)?.write_request(&key, content_type, 2 * timeout).await };
        let (url, headers) = signed.await.map_err(|error| ours(&error))?;
        let url = self.client.guard().judge_url(&url).map_err(|refusal| refusal.to_string())?;
        let limits = Limits { timeout, read_max: ANSWER, keep_max: ANSWER };
        let answer = self.client.put(&url, headers, bytes, limits).await.map_err(|error| error.to_string())?;
        if answer.accepted() {
            return Ok(());
        }
        Err(match (answer.status, s3_code(&answer.body)) {
            (301 | 307 | 308, _) => {
                format!("the bucket answered {}: it is in another region, or at another endpoint", answer.status)
            }
            (status, Some(code)) => format!("the bucket answered {status} ({code})"),
            (status, None) => format!("the bucket answered {status}"),
        })
    }
}

/// A fault of the server's own, whose words are for its log.
fn ours(error: &BlobError) -> String {
    tracing::error!(error = error as &dyn std::error::Error, "a file could not be written to a workspace's storage");
    "the server could not carry the file there; its log has more".to_owned()
}

/// The code of an S3 error, which is XML with a `Code` in it (Amazon S3 API Reference, "Error responses").
fn s3_code(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let (_, rest) = text.split_once("<Code>")?;
    let (code, _) = rest.split_once("</Code>")?;
    let plain = (1..=64).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    plain.then(|| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_and_nothing_else() {
        let body = b"<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>No</Message></Error>";
        assert_eq!(s3_code(body).as_deref(), Some("AccessDenied"));
        for odd in ["", "<Code></Code>", "<Code><script></Code>", "<Code>Never ends", "no XML", "<Code>a b</Code>"] {
            assert_eq!(s3_code(odd.as_bytes()), None, "{odd}");
        }
    }
}
