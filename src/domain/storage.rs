//! A workspace's own storage: where its pictures go besides the server's.

use uuid::Uuid;

use super::{named::named_enum, secret::Secret};

/// Where a workspace's pictures go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoragePlace {
    /// A bucket of an S3-compatible service.
    Bucket(BucketPlace),
    /// A folder below the one that the operator has set aside for this.
    Folder { prefix: String },
}

/// Where a bucket is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketPlace {
    /// Scheme, host and port; no slash at the end.
    pub endpoint: String,
    pub bucket: String,
    pub region: String,
    /// Before the names of pictures, without slashes at its ends; may be empty.
    pub prefix: String,
    /// Whether the bucket's name stands in the host's, and so in `endpoint`, and not in the path.
    pub virtual_hosted: bool,
    /// Who signs.
    pub access_key_id: String,
}

/// A workspace's storage, but for the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorageTarget {
    /// Another one for every other place: what went to one place has not gone to another.
    pub place_id: Uuid,
    pub place: StoragePlace,
    /// What links to pictures there begin with, without a slash at the end.
    pub public_base_url: Option<String>,
}

/// A workspace's storage as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStorageTarget {
    pub place: StoragePlace,
    pub public_base_url: Option<String>,
    /// `None` keeps the one that is there.
    pub secret: Option<Secret>,
}

impl StoragePlace {
    /// Where in it a picture of this name goes.
    pub fn key(&self, name: &str) -> String {
        let (Self::Bucket(BucketPlace { prefix, .. }) | Self::Folder { prefix }) = self;
        if prefix.is_empty() { name.to_owned() } else { format!("{prefix}/{name}") }
    }

    /// Whether what went to the one is at the other: the same bucket and prefix, whoever signs.
    pub fn is_same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Bucket(one), Self::Bucket(other)) => {
                let other = BucketPlace { access_key_id: one.access_key_id.clone(), ..other.clone() };
                *one == other
            }
            _ => self == other,
        }
    }
}

impl StorageTarget {
    /// Where a picture of this name can be had from.
    pub fn url(&self, name: &str) -> String {
        match (&self.public_base_url, &self.place) {
            (Some(base), _) => format!("{base}/{name}"),
            (None, StoragePlace::Bucket(BucketPlace { endpoint, bucket, virtual_hosted, .. })) => {
                let key = self.place.key(name);
                if *virtual_hosted { format!("{endpoint}/{key}") } else { format!("{endpoint}/{bucket}/{key}") }
            }
            // None is saved without.
            (None, StoragePlace::Folder { .. }) => String::new(),
        }
    }
}

named_enum! {
    /// How a picture's way to its workspace's storage stands.
    UploadState {
        /// It waits, or is on its way, for the first time or again.
        Pending = "pending",
        /// It is there.
        Stored = "stored",
        /// The last attempt failed.
        Failed = "failed",
        /// The storage was taken away before it went.
        Cancelled = "cancelled",
    }
}

/// A picture's place in its workspace's storage, and whether it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    pub place_id: Uuid,
    /// Where it can be had from, once it is there.
    pub url: String,
    pub state: UploadState,
    /// What went wrong the last time.
    pub error: Option<String>,
}

impl Stored {
    /// A picture that is about to go there.
    pub fn pending(target: &StorageTarget, name: &str) -> Self {
        Self { place_id: target.place_id, url: target.url(name), state: UploadState::Pending, error: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket() -> BucketPlace {
        BucketPlace {
            endpoint: "https://s3.example".into(),
            bucket: "pictures".into(),
            region: "auto".into(),
            prefix: "og/2026".into(),
            virtual_hosted: false,
            access_key_id: "AK".into(),
        }
    }

    #[test]
    fn links_say_where_a_picture_is() {
        let url = |place: BucketPlace, base: Option<&str>| {
            let public_base_url = base.map(str::to_owned);
            StorageTarget { place_id: Uuid::nil(), place: StoragePlace::Bucket(place), public_base_url }.url("a.png")
        };
        assert_eq!(url(bucket(), None), "https://s3.example/pictures/og/2026/a.png");
        assert_eq!(url(BucketPlace { prefix: String::new(), ..bucket() }, None), "https://s3.example/pictures/a.png");
        let hosted = BucketPlace { endpoint: "https://pictures.s3.example".into(), virtual_hosted: true, ..bucket() };
        assert_eq!(url(hosted, None), "https://pictures.s3.example/og/2026/a.png");
        assert_eq!(url(bucket(), Some("https://cdn.example/x")), "https://cdn.example/x/a.png");
    }

    #[test]
    fn who_signs_does_not_make_another_place() {
        let place = |bucket| StoragePlace::Bucket(bucket);
        assert!(place(bucket()).is_same_as(&place(BucketPlace { access_key_id: "other".into(), ..bucket() })));
        assert!(!place(bucket()).is_same_as(&place(BucketPlace { prefix: String::new(), ..bucket() })));
        assert!(!place(bucket()).is_same_as(&StoragePlace::Folder { prefix: "og/2026".into() }));
    }
}
