//! The pictures' bytes, by what they are: `sha256/ab/cdef…`.
//!
//! Content-addressed, so writing twice is writing once, and a row that names a blob can be written after it.

mod bucket;
mod folder;

use std::{fmt, ops::Range, path::Path, sync::Arc};

use bytes::Bytes;
use futures::stream::BoxStream;
use moka::sync::Cache;
use object_store::{
    GetOptions, GetRange, ObjectStore, ObjectStoreExt, PutPayload, aws::AmazonS3Builder, local::LocalFileSystem,
    path::Path as BlobPath,
};
use sha2::{Digest, Sha256};
use url::Url;

pub use self::{bucket::Bucket, folder::Folder};

/// Bytes of blobs that are kept in memory, in all: what was just rendered is fetched, posted and looked at right after.
const RECENT: u64 = 16 << 20;
/// A blob larger than this is not kept: few of them would push out all others.
const RECENT_EACH: usize = 1 << 20;

/// The store of blobs: a folder, or an S3-compatible bucket.
#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    prefix: BlobPath,
    /// A name means the same bytes for ever, so that nothing here is ever out of date.
    recent: Cache<[u8; 32], Bytes>,
}

/// A blob could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// The database names a blob that is not there.
    #[error("a stored picture is missing")]
    Missing,
    /// The store doesn't answer, or refuses.
    #[error("the blob store does not answer")]
    Unavailable(#[source] object_store::Error),
    /// The configuration names no blob store.
    #[error("{0}")]
    Misconfigured(String),
}

impl From<object_store::Error> for BlobError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => BlobError::Missing,
            other => BlobError::Unavailable(other),
        }
    }
}

/// The SHA-256 of some bytes: a blob's name.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// A part of a blob, as it is read.
pub type BlobStream = BoxStream<'static, Result<Bytes, object_store::Error>>;

impl Blobs {
    /// Opens `file:///folder` (made if it is not there) or `s3://bucket/prefix`, whose credentials, region and endpoint
    /// come from the usual `AWS_*` variables.
    pub fn open(url: &str) -> Result<Blobs, BlobError> {
        let wrong = |why: &dyn fmt::Display| BlobError::Misconfigured(format!("the blob store cannot be used: {why}"));
        let parsed = Url::parse(url).map_err(|error| wrong(&error))?;
        match parsed.scheme() {
            "file" => {
                let folder = parsed.to_file_path().map_err(|()| wrong(&"a `file` URL needs an absolute path"))?;
                Self::folder(&folder)
            }
            "s3" => {
                let bucket =
                    parsed.host_str().ok_or_else(|| wrong(&"an `s3` URL needs a bucket: s3://bucket/prefix"))?;
                // Its HTTP client takes the process' provider of cryptography. Somebody else may have named it already.
                let _ = rustls::crypto::ring::default_provider().install_default();
                let store =
                    AmazonS3Builder::from_env().with_bucket_name(bucket).build().map_err(|error| wrong(&error))?;
                let prefix = BlobPath::parse(parsed.path().trim_matches('/')).map_err(|error| wrong(&error))?;
                Ok(Blobs { store: Arc::new(store), prefix, recent: recent() })
            }
            other => Err(wrong(&format!("`{other}` is neither `file` nor `s3`"))),
        }
    }

    fn folder(folder: &Path) -> Result<Blobs, BlobError> {
        Ok(Blobs { store: Arc::new(open_folder(folder)?), prefix: BlobPath::default(), recent: recent() })
    }

    fn path(&self, sha256: &[u8; 32]) -> BlobPath {
        let name = hex::encode(sha256);
        let (first, rest) = name.split_at(2);
        self.prefix.clone().join("sha256").join(first).join(rest)
    }

    /// Writes bytes and answers their name.
    pub async fn put(&self, bytes: Bytes) -> Result<[u8; 32], BlobError> {
        let name = sha256(&bytes);
        self.store.put(&self.path(&name), PutPayload::from_bytes(bytes.clone())).await?;
        self.keep(name, &bytes);
        Ok(name)
    }

    /// All of a blob.
    pub async fn get(&self, sha256: &[u8; 32]) -> Result<Bytes, BlobError> {
        if let Some(bytes) = self.recent.get(sha256) {
            return Ok(bytes);
        }
        let bytes = self.store.get(&self.path(sha256)).await?.bytes().await?;
        self.keep(*sha256, &bytes);
        Ok(bytes)
    }

    fn keep(&self, name: [u8; 32], bytes: &Bytes) {
        if bytes.len() <= RECENT_EACH {
            self.recent.insert(name, bytes.clone());
        }
    }

    /// How long a blob is, in bytes.
    pub async fn size(&self, sha256: &[u8; 32]) -> Result<u64, BlobError> {
        match self.recent.get(sha256) {
            Some(bytes) => Ok(bytes.len() as u64),
            None => Ok(self.store.head(&self.path(sha256)).await?.size),
        }
    }

    /// The bytes within `range` of a blob of that length, if it is in memory or small enough to be from now on.
    pub async fn at_hand(&self, sha256: &[u8; 32], size: u64, range: Range<u64>) -> Result<Option<Bytes>, BlobError> {
        if size > RECENT_EACH as u64 {
            return Ok(None);
        }
        let bytes = self.get(sha256).await?;
        let part = bytes.get(range.start as usize..range.end as usize).ok_or(BlobError::Missing)?;
        Ok(Some(bytes.slice_ref(part)))
    }

    /// A blob, or the bytes of it within `range`, as they are read.
    pub async fn stream(&self, sha256: &[u8; 32], range: Option<Range<u64>>) -> Result<BlobStream, BlobError> {
        let options = GetOptions { range: range.map(GetRange::Bounded), ..Default::default() };
        Ok(self.store.get_opts(&self.path(sha256), options).await?.into_stream())
    }

    /// Whether the store can be read: the check of readiness. What it reads is written where it is not there yet.
    pub async fn can_read(&self) -> Result<(), BlobError> {
        let bytes = Bytes::from_static(b"placard");
        let path = self.path(&sha256(&bytes));
        if self.store.head(&path).await.is_err() {
            self.store.put(&path, PutPayload::from_bytes(bytes)).await?;
        }
        self.store.get(&path).await?.bytes().await?;
        Ok(())
    }

    /// Whether the store can be written, read and cleared: the check of `doctor`. `name` is one that nothing else has.
    pub async fn check(&self, name: &str) -> Result<(), BlobError> {
        let path = self.prefix.clone().join("check").join(name);
        self.store.put(&path, PutPayload::from_static(b"placard")).await?;
        self.store.get(&path).await?.bytes().await?;
        self.store.delete(&path).await?;
        Ok(())
    }
}

fn recent() -> Cache<[u8; 32], Bytes> {
    let weight = |_: &[u8; 32], bytes: &Bytes| u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    Cache::builder().max_capacity(RECENT).weigher(weight).build()
}

/// Opens a folder, which is made if it is not there.
fn open_folder(folder: &Path) -> Result<LocalFileSystem, BlobError> {
    let wrong = |error: &dyn fmt::Display| {
        BlobError::Misconfigured(format!("the folder {} cannot be used: {error}", folder.display()))
    };
    std::fs::create_dir_all(folder).map_err(|error| wrong(&error))?;
    // Flushed to disk before the row that names it is written: an answered picture survives a power cut.
    Ok(LocalFileSystem::new_with_prefix(folder).map_err(|error| wrong(&error))?.with_fsync(true))
}

#[cfg(test)]
mod tests {
    use futures::TryStreamExt;

    use super::*;

    #[tokio::test]
    async fn what_is_put_can_be_read_whole_and_in_part() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(&format!("file://{}", folder.path().display())).unwrap();
        let name = blobs.put(Bytes::from_static(b"a picture")).await.unwrap();
        assert_eq!(blobs.put(Bytes::from_static(b"a picture")).await.unwrap(), name);
        assert_eq!(blobs.get(&name).await.unwrap(), "a picture");
        let part: Vec<Bytes> = blobs.stream(&name, Some(2..5)).await.unwrap().try_collect().await.unwrap();
        assert_eq!(part.concat(), b"pic");
        assert!(matches!(blobs.get(&[0; 32]).await, Err(BlobError::Missing)));
    }

    #[tokio::test]
    async fn a_torn_blob_is_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(&format!("file://{}", folder.path().display())).unwrap();
        let name = blobs.put(Bytes::from_static(b"a picture")).await.unwrap();
        let path = folder.path().join(blobs.path(&name).as_ref());
        std::fs::write(&path, b"a pic").unwrap();
        blobs.put(Bytes::from_static(b"a picture")).await.unwrap();
        assert_eq!(blobs.get(&name).await.unwrap(), "a picture");
    }

    #[tokio::test]
    async fn a_check_writes_every_time_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(&format!("file://{}", folder.path().display())).unwrap();
        for _ in 0..2 {
            blobs.can_read().await.unwrap();
            blobs.check("name").await.unwrap();
            assert!(!folder.path().join("check/name").exists());
        }
        // A store that cannot be written any more: a file stands where the folder was.
        let _ = std::fs::remove_dir_all(folder.path().join("check"));
        std::fs::write(folder.path().join("check"), b"").unwrap();
        blobs.can_read().await.unwrap();
        assert!(matches!(blobs.check("name").await, Err(BlobError::Unavailable(_))));
    }

    #[test]
    fn other_places_are_refused() {
        for url in ["", "folder", "ftp://host/x", "s3:///x", "file://relative"] {
            assert!(matches!(Blobs::open(url), Err(BlobError::Misconfigured(_))), "{url}");
        }
    }
}
