//! Keys that sign URLs of pictures on demand: made, replaced, and known again when a URL names one.

use std::{sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use moka::future::Cache;
use serde_json::Value;

use super::{Engine, Error, flight::shared};
use crate::domain::{
    id::{UrlKeyId, WorkspaceId},
    secret::Secret,
    signed_url::{self, UrlKey, Voucher},
    spec::{RenderSpec, SpecForm},
    timestamp::Timestamp,
    violation::Violation,
};

/// What every secret of such a key begins with.
const SECRET_PREFIX: &str = "urs_";
/// How long a key that another process has replaced may still be good, and a workspace's word hold.
const AGE: Duration = Duration::from_secs(5);
const CAPACITY: u64 = 4_096;
/// Bytes of a URL at most: caches and crawlers take 8,192 and less.
const MAX_URL: usize = 8_000;

/// What URLs name, seen a moment ago: also what they name that there is not, so that guessing asks the database little.
#[derive(Clone)]
pub struct Vouchers {
    keys: Cache<UrlKeyId, Option<Arc<UrlKey>>>,
    /// Workspaces, and whether their URLs need no signature.
    unsigned: Cache<WorkspaceId, bool>,
}

impl Default for Vouchers {
    fn default() -> Self {
        Self {
            keys: Cache::builder().max_capacity(CAPACITY).time_to_live(AGE).build(),
            unsigned: Cache::builder().max_capacity(CAPACITY).time_to_live(AGE).build(),
        }
    }
}

impl Vouchers {
    /// For when a workspace's keys or its word have changed.
    pub fn forget(&self) {
        self.keys.invalidate_all();
        self.unsigned.invalidate_all();
    }
}

/// A URL that is good until then, or for as long as its key.
pub struct SignedUrl {
    pub url: String,
    pub key: UrlKeyId,
    pub expire_time: Option<Timestamp>,
}

impl Engine {
    /// Makes a new key the one that signs. Those before are good for `overlap`; answers when the last of them ends.
    pub async fn rotate_url_key(
        &self,
        workspace: WorkspaceId,
        overlap: Duration,
    ) -> Result<(UrlKey, Option<Timestamp>), Error> {
        let now = self.now();
        let key = UrlKey {
            id: UrlKeyId::from_uuid(self.id(now)),
            workspace_id: workspace,
            secret: Secret::new(format!("{SECRET_PREFIX}{}", URL_SAFE_NO_PAD.encode(self.random.bytes()))),
            expire_time: None,
            create_time: now,
        };
        let old_end = self.store.replace_url_key(&key, now.plus(overlap)).await?;
        self.vouchers.forget();
        Ok((key, old_end.filter(|end| *end > now)))
    }

    /// Signs a URL for a spec, which is judged as if it were rendered now. Paths are within the spec.
    pub async fn sign_url(
        &self,
        workspace: WorkspaceId,
        spec: &RenderSpec,
        expire_time: Option<Timestamp>,
    ) -> Result<SignedUrl, Error> {
        let mut problems: Vec<Violation> =
            signed_url::misplaced(&spec.output).into_iter().map(|problem| problem.within("output")).collect();
        if spec.form == SpecForm::Scene {
            problems.push(Violation::invalid("scene", "has no place in a URL: save it as a template"));
        }
        if !spec.modifications.is_empty() {
            problems.push(Violation::invalid("modifications", "have no place in a URL: make them variables"));
        }
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        self.resolve(workspace, spec).await?;
        let key = match self.store.newest_url_key(workspace).await? {
            Some(key) => key,
            // Two who are the first at once leave two keys, both good.
            None => self.rotate_url_key(workspace, AGE).await?.0,
        };
        let variables = spec.variables.iter().map(|(name, value)| (name.clone(), text(value)));
        let target = signed_url::target(key.id, &spec.template, variables, &spec.output, expire_time);
        let url = format!("{}{}", self.public_url, key.sign(&target));
        if url.len() > MAX_URL {
            let message = format!("make a URL of {} bytes; at most {MAX_URL} are sure to arrive", url.len());
            return Err(Error::invalid(Violation::invalid("variables", message)));
        }
        Ok(SignedUrl { url, key: key.id, expire_time })
    }

    /// The workspace whose key has signed a URL, or that does without.
    pub(super) async fn vouched(&self, file: &str, query: &str) -> Result<WorkspaceId, Error> {
        match Voucher::of(query) {
            Voucher::Key { id, signed, signature } => {
                let key = match id.parse() {
                    Ok(id) => self.url_key(id).await?,
                    Err(_) => None,
                };
                let key = key.filter(|key| key.expire_time.is_none_or(|end| self.now() < end));
                let Some(key) = key else {
                    return Err(Error::SignatureInvalid("its key `k` is unknown or was replaced"));
                };
                if !key.has_signed(&format!("{}{file}?{signed}", signed_url::PATH), signature) {
                    return Err(Error::SignatureInvalid(
                        "its `sig` is not that of the bytes before it: it stands last, and nothing is changed after signing",
                    ));
                }
                Ok(key.workspace_id)
            }
            Voucher::Workspace(id) => {
                let id = id.parse().ok();
                match id {
                    Some(id) if self.takes_unsigned(id).await? => Ok(id),
                    _ => Err(Error::SignatureInvalid("it has no `sig`, and the workspace takes signed ones only")),
                }
            }
            Voucher::Missing => {
                Err(Error::SignatureInvalid("it needs the key `k` and the signature `sig`, which stands last"))
            }
        }
    }

    async fn url_key(&self, id: UrlKeyId) -> Result<Option<Arc<UrlKey>>, Error> {
        let find = async { Ok::<_, Error>(self.store.url_key(id).await?.map(Arc::new)) };
        self.vouchers.keys.try_get_with(id, find).await.map_err(shared)
    }

    async fn takes_unsigned(&self, id: WorkspaceId) -> Result<bool, Error> {
        let find = async {
            let workspace = self.store.workspace(id).await?;
            Ok::<_, Error>(workspace.is_some_and(|workspace| workspace.unsigned_urls))
        };
        self.vouchers.unsigned.try_get_with(id, find).await.map_err(shared)
    }
}

/// A value as a parameter says it: lists as JSON.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
