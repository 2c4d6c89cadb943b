//! A workspace's own storage.

use placard_client::v1::{self, storage_target::Place};

use super::check::Checks;
use crate::domain::{
    secret::Secret,
    storage::{BucketPlace, NewStorageTarget, StoragePlace, StorageTarget, UploadState},
    violation::Violation,
};

/// A storage as a client sees it: without its secret.
pub fn target(target: StorageTarget) -> v1::StorageTarget {
    let place = match target.place {
        StoragePlace::Bucket(place) => Place::Bucket(v1::StorageBucket {
            endpoint: place.endpoint,
            bucket: place.bucket,
            region: place.region,
            prefix: place.prefix,
            access_key_id: place.access_key_id,
            secret_access_key: String::new(),
            virtual_hosted: place.virtual_hosted,
        }),
        StoragePlace::Folder { prefix } => Place::Folder(v1::StorageFolder { prefix }),
    };
    v1::StorageTarget { place: Some(place), public_base_url: target.public_base_url.unwrap_or_default() }
}

/// The storage that is asked for. Paths of fields are within it.
pub fn new(proto: v1::StorageTarget) -> Result<NewStorageTarget, Vec<Violation>> {
    let mut checks = Checks::default();
    let public_base_url = base_url(&mut checks, "public_base_url", &proto.public_base_url);
    let (place, secret) = match proto.place {
        None => return Err(vec![Violation::required("place")]),
        Some(Place::Bucket(proto)) => {
            let secret = proto.secret_access_key.clone();
            visible(&mut checks, "bucket.secret_access_key", &secret, 0..=256);
            let secret = Some(secret).filter(|secret| !secret.is_empty()).map(Secret::new);
            (StoragePlace::Bucket(bucket(&mut checks, proto)), secret)
        }
        Some(Place::Folder(proto)) => {
            if public_base_url.is_none() {
                checks.add(Violation::required("public_base_url"));
            }
            (StoragePlace::Folder { prefix: prefix(&mut checks, "folder.prefix", &proto.prefix) }, None)
        }
    };
    checks.done()?;
    Ok(NewStorageTarget { place, public_base_url, secret })
}

fn bucket(checks: &mut Checks, proto: v1::StorageBucket) -> BucketPlace {
    let name = |text: &str| {
        let edge = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-');
        (3..=63).contains(&text.len())
            && text.bytes().all(inner)
            && edge(text.bytes().next())
            && edge(text.bytes().last())
            && !text.contains("..")
    };
    let endpoint = proto.endpoint.trim_end_matches('/').to_owned();
    if endpoint.is_empty() {
        checks.add(Violation::required("bucket.endpoint"));
    } else if endpoint.chars().count() > 512 {
        checks.text("bucket.endpoint", &endpoint, 512);
    } else if endpoint.split_once("://").is_none_or(|(_, rest)| rest.contains(['/', '?', '#'])) {
        let message = "must be scheme, host and port, as in https://s3.eu-central-1.amazonaws.com";
        checks.add(Violation::invalid("bucket.endpoint", message));
    }
    if proto.bucket.is_empty() {
        checks.add(Violation::required("bucket.bucket"));
    } else if !name(&proto.bucket) {
        let message = "must be 3 to 63 lower-case letters, digits, `.` or `-`, with a letter or digit at each end";
        checks.add(Violation::invalid("bucket.bucket", message));
    }
    let region = if proto.region.is_empty() { "us-east-1".to_owned() } else { proto.region };
    let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if region.len() > 64 || !region.bytes().all(known) {
        checks.add(Violation::invalid("bucket.region", "must be at most 64 letters, digits, `-` or `_`"));
    }
    if proto.access_key_id.is_empty() {
        checks.add(Violation::required("bucket.access_key_id"));
    } else {
        visible(checks, "bucket.access_key_id", &proto.access_key_id, 1..=128);
    }
    BucketPlace {
        endpoint,
        region,
        prefix: prefix(checks, "bucket.prefix", &proto.prefix),
        bucket: proto.bucket,
        virtual_hosted: proto.virtual_hosted,
        access_key_id: proto.access_key_id,
    }
}

/// What goes into a signature: ASCII that can be seen.
fn visible(checks: &mut Checks, field: &str, text: &str, length: std::ops::RangeInclusive<usize>) {
    if !length.contains(&text.len()) || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        let message = format!("must be at most {} visible ASCII characters", length.end());
        checks.add(Violation::invalid(field, message));
    }
}

/// A prefix without slashes at its ends.
fn prefix(checks: &mut Checks, field: &str, text: &str) -> String {
    let text = text.trim_matches('/');
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'/');
    let hidden = |part: &str| part.is_empty() || part == "." || part == "..";
    if text.len() > 256 || !text.bytes().all(plain) || (!text.is_empty() && text.split('/').any(hidden)) {
        let message =
            "must be at most 256 letters, digits, `.`, `_`, `-` and `/`, and no part of it empty, `.` or `..`";
        checks.add(Violation::invalid(field, message));
    }
    text.to_owned()
}

/// What links begin with, without a slash at the end.
fn base_url(checks: &mut Checks, field: &str, text: &str) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    let is_base = |text: &str| {
        let url = url::Url::parse(text).ok();
        url.is_some_and(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.has_host()
                && url.query().is_none()
                && url.fragment().is_none()
                && url.username().is_empty()
                && url.password().is_none()
        })
    };
    if text.chars().count() > 1024 {
        checks.text(field, text, 1024);
    } else if !is_base(text) || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        let message = "must be an http or https URL without query or fragment, as in https://cdn.example.com/og";
        checks.add(Violation::invalid(field, message));
    }
    Some(text.trim_end_matches('/').to_owned())
}

/// A state as a client sees it.
pub fn state(state: UploadState) -> v1::StorageState {
    match state {
        UploadState::Pending => v1::StorageState::Pending,
        UploadState::Stored => v1::StorageState::Stored,
        UploadState::Failed => v1::StorageState::Failed,
        UploadState::Cancelled => v1::StorageState::Cancelled,
    }
}
