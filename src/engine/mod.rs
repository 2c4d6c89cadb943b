//! The use cases: what the API, the HTTP routes and the command line ask for, whatever way they were asked.

mod archive;
pub mod asset;
mod backlog;
pub mod batch;
pub mod binding;
mod binding_queue;
pub mod binding_refresh;
pub mod compose;
pub mod delivery;
mod error;
pub mod event;
mod events;
mod flight;
pub mod font;
pub mod known;
pub mod measure;
pub mod on_demand;
pub mod operator;
pub mod preview;
pub mod queue;
pub mod recovery;
pub mod render;
mod retention;
pub mod rows;
pub mod storage;
pub mod subscription;
pub mod template;
pub mod trigger;
pub mod upload;
pub mod url_key;
pub mod usage;
pub mod workspace;

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use uuid::Uuid;

pub use self::error::Error;
pub use self::flight::Flights;
pub use self::on_demand::Shown;
pub use self::url_key::Vouchers;
use self::{
    compose::Composer,
    font::FontShelf,
    known::{KnownArtifacts, KnownKeys, KnownWorkspaces},
    template::Templates,
};
use crate::{
    blob::{Blobs, Folder},
    clock::{Clock, Random},
    domain::{
        access::Idempotency,
        id::{UuidSource, WorkspaceId},
        quota::Quotas,
        secret::Secret,
        signature::SigningKey,
        timestamp::Timestamp,
        violation::Violation,
    },
    egress::{Client, Refusal},
    store::{Store, StoreError},
};

/// Everything a use case leans on.
#[derive(Clone)]
pub struct Engine {
    pub store: Store,
    pub blobs: Blobs,
    /// What the operator has set aside for workspaces that keep their pictures in folders.
    pub storage_folder: Option<Folder>,
    pub composer: Composer,
    pub templates: Templates,
    pub shelf: FontShelf,
    pub quotas: Quotas,
    pub flights: Flights,
    pub keys: KnownKeys,
    pub artifacts: KnownArtifacts,
    pub workspaces: KnownWorkspaces,
    pub vouchers: Vouchers,
    pub shown: Shown,
    pub client: Client,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub ids: Arc<dyn UuidSource>,
    /// What links to pictures begin with, without a slash at the end.
    pub public_url: String,
    /// Keys the names of pictures, so that nobody can work them out from a spec.
    pub slug_key: [u8; 32],
}

/// An endpoint whose secret was replaced.
pub struct Rotated<T> {
    pub endpoint: T,
    pub secret: Secret,
    /// When the last of the secrets before ends to sign, if any does.
    pub old_end: Option<Timestamp>,
}

impl Engine {
    /// The same, for work that nobody waits for.
    fn in_background(&self) -> Engine {
        Engine { composer: self.composer.in_background(), ..self.clone() }
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn id(&self, now: Timestamp) -> Uuid {
        self.ids.next(now)
    }

    /// An id for a call whose caller named none.
    pub fn request_id(&self) -> String {
        self.id(self.now()).to_string()
    }

    /// A signing secret in the form that Standard Webhooks libraries take: `whsec_` and the base64 of 32 bytes.
    fn signing_secret(&self) -> Secret {
        Secret::new(format!("whsec_{}", STANDARD.encode(self.random.bytes())))
    }

    /// A key for ed25519 signatures.
    fn signing_key(&self) -> SigningKey {
        SigningKey::new(self.random.bytes())
    }

    /// Judges a URL that is about to be saved: as it is written, and by what its name resolves to now.
    async fn admit(&self, field: &str, url: &str) -> Result<(), Error> {
        let refused = |refusal: Refusal| Error::invalid(refusal.violation(field));
        let guard = self.client.guard();
        let admitted = guard.judge_url(url).map_err(refused)?;
        guard.judge_now(&admitted).await.map_err(refused)
    }
}

impl Engine {
    /// What the same request made before, if it names an id and has made something. Looked up before anything is judged:
    /// what was in order then is answered again, whatever has become of names and times since.
    async fn replayed<T>(
        &self,
        workspace: WorkspaceId,
        idempotency: Option<&Idempotency>,
        find: impl AsyncFnOnce(Uuid) -> Result<Option<T>, StoreError>,
    ) -> Result<Option<T>, Error> {
        let Some(Idempotency { method, request_id, request_hash }) = idempotency else { return Ok(None) };
        match self.store.replayed(workspace, method, request_id).await? {
            None => Ok(None),
            Some((hash, id)) if hash == *request_hash => find(id).await?.map(Some).ok_or(Error::RequestIdReused),
            Some(_) => Err(Error::RequestIdReused),
        }
    }
}

/// An id as a caller wrote it; what isn't one names nothing.
fn parse_id<T: std::str::FromStr>(kind: &'static str, field: &str, text: &str) -> Result<T, Error> {
    if text.is_empty() {
        return Err(Error::invalid(Violation::required(field)));
    }
    text.parse().map_err(|_| Error::not_found(kind, text))
}
