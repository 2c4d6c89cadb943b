//! Rendering, from a request to an artifact in the books.

use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use super::{
    Engine, Error,
    compose::{ComposeError, Prepared},
    flight::{Painted, Painting},
    parse_id,
};
use crate::{
    blob::BlobStream,
    domain::{
        access::{Idempotency, Metadata},
        delivery::{DeliveryBody, Destination},
        event::{DirectDestination, NewEvent},
        id::{DeliveryId, RenderId, WorkspaceId},
        page::{Page, PageRequest},
        render::{Artifact, Progress, Render, RenderFailure, RenderFilter, RenderOutcome, RenderSource, RenderWebhook},
        spec::RenderSpec,
        storage::Stored,
        timestamp::Timestamp,
        trigger::Trigger,
    },
    store::{Created, RenderRecord, StoreError},
};

/// Characters of a slug: 62 to the 16th is 95 bits, too many to guess.
const SLUG_LEN: usize = 16;
const SLUG_ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// What to render, for whom, and whom to tell.
#[derive(Debug, Clone)]
pub struct RenderJob {
    pub workspace_id: WorkspaceId,
    pub spec: RenderSpec,
    /// Kept with the render: the caller's, or the one made for the call.
    pub request_id: String,
    pub idempotency: Option<Idempotency>,
    pub metadata: Metadata,
    pub webhook: Option<RenderWebhook>,
    /// Whether an earlier render of the same spec will do.
    pub cache: bool,
}

impl Engine {
    /// Renders for a caller of the API.
    pub async fn render(&self, job: RenderJob) -> Result<Render, Error> {
        let find = async |id| self.store.render(job.workspace_id, RenderId::from_uuid(id)).await;
        let outcome = match self.replayed(job.workspace_id, job.idempotency.as_ref(), find).await? {
            Some(earlier) => earlier_outcome(earlier),
            None => {
                if let Some(webhook) = &job.webhook {
                    self.admit("webhook.url", &webhook.url).await?;
                }
                self.perform(job, None).await
            }
        };
        outcome.map_err(|error| error.within("spec"))
    }

    /// Renders and writes it down, its events and their deliveries with it, in one transaction. Errors have the paths
    /// of fields within the spec.
    ///
    /// `fired` is the trigger that asked, and the id for the delivery of its picture.
    pub(super) async fn perform(&self, job: RenderJob, fired: Option<(&Trigger, DeliveryId)>) -> Result<Render, Error> {
        self.check_credits(job.workspace_id).await?;
        let create_time = self.now();
        let (outcome, version) = self.outcome(&job, create_time).await?;
        let source = fired.map_or(RenderSource::Api, |(trigger, _)| RenderSource::Trigger(trigger.id));
        self.record(job, source, outcome, version, create_time, fired).await
    }

    /// Writes a render down that has ended.
    pub(super) async fn record(
        &self,
        job: RenderJob,
        source: RenderSource,
        outcome: RenderOutcome,
        template_version: u32,
        create_time: Timestamp,
        fired: Option<(&Trigger, DeliveryId)>,
    ) -> Result<Render, Error> {
        let finish_time = self.now().max(create_time);
        let render = Render {
            id: RenderId::from_uuid(self.id(create_time)),
            workspace_id: job.workspace_id,
            source,
            request_id: job.request_id,
            spec: job.spec,
            template_version,
            metadata: job.metadata,
            progress: Progress::Ended { outcome, finish_time },
            create_time,
        };

        let mut events = self.news(&render, job.webhook);
        events.extend(fired.and_then(|(trigger, delivery)| self.trigger_event(trigger, &render, delivery)));

        let record = RenderRecord { render: render.clone(), events, idempotency: job.idempotency };
        match self.store.finish_render(record).await {
            Ok(Created::New(render) | Created::Existing(render)) => earlier_outcome(render),
            Ok(Created::RequestIdReused) => Err(Error::RequestIdReused),
            Err(error) => {
                if let StoreError::CreditsExhausted = error {
                    self.flights.forget(&render).await;
                }
                Err(error.into())
            }
        }
    }

    /// What there is to tell of a render that has ended, and to whom besides the subscriptions.
    pub(super) fn news(&self, render: &Render, webhook: Option<RenderWebhook>) -> Vec<NewEvent> {
        let Some(mut event) = self.render_event(render) else { return Vec::new() };
        event.direct.extend(webhook.map(|webhook| DirectDestination {
            delivery_id: DeliveryId::from_uuid(self.id(event.create_time)),
            destination: Destination::Render(render.id),
            url: webhook.url,
            secret: Some(webhook.secret),
            body: DeliveryBody::Event,
        }));
        vec![event]
    }

    /// The picture, or why there is none. What is wrong with the request itself is an error: nothing is kept of it.
    pub(super) async fn outcome(&self, job: &RenderJob, now: Timestamp) -> Result<(RenderOutcome, u32), Error> {
        let design = self.design(job.workspace_id, &job.spec).await?;
        let version = design.version;
        // A picture that is there is that of a sound spec: without images nothing needs to be worked out to know it again.
        let bare_digest = design.digest_without_images(&job.spec);
        if job.cache
            && let Some(outcome) = self.painted_before(job.workspace_id, &bare_digest).await?
        {
            return Ok((outcome, version));
        }
        let resolved = self.filled(job.workspace_id, design, &job.spec).await?;
        let prepared = match self.composer.gather(&job.spec, resolved, !job.cache).await {
            Ok(prepared) => prepared,
            Err(error) => return Ok((RenderOutcome::Failed(failure(error)?), version)),
        };
        let spec_digest = prepared.digest;
        if job.cache
            && spec_digest != bare_digest
            && let Some(outcome) = self.painted_before(job.workspace_id, &spec_digest).await?
        {
            return Ok((outcome, version));
        }
        let painting = self.painting(&job.spec, prepared);
        let (painting, own) = match job.cache {
            true => self.flights.join((job.workspace_id, job.spec.form, spec_digest), painting).await?,
            false => (painting.await?, true),
        };
        let painted = match painting {
            Ok(painted) => painted,
            Err(failure) => return Ok((RenderOutcome::Failed(failure), version)),
        };
        let mut artifact = Artifact {
            slug: self.slug(job.workspace_id, &spec_digest),
            workspace_id: job.workspace_id,
            sha256: painted.sha256,
            spec_digest,
            format: painted.format,
            width: painted.width,
            height: painted.height,
            size_bytes: painted.size_bytes,
            report: painted.report,
            create_time: now,
            stored: None,
        };
        self.bind_for_storage(&mut artifact).await?;
        Ok((RenderOutcome::Succeeded { artifact, cached: !own }, version))
    }

    /// The picture that a spec with this digest had, if there is one.
    async fn painted_before(
        &self,
        workspace: WorkspaceId,
        spec_digest: &[u8; 32],
    ) -> Result<Option<RenderOutcome>, Error> {
        let Some(mut artifact) = self.store.artifact_by_spec(workspace, spec_digest).await? else { return Ok(None) };
        self.bind_for_storage(&mut artifact).await?;
        Ok(Some(RenderOutcome::Succeeded { artifact, cached: true }))
    }

    /// Where the workspace has storage of its own, the picture goes there too, once it is in the books.
    async fn bind_for_storage(&self, artifact: &mut Artifact) -> Result<(), Error> {
        let settings = self.settings(artifact.workspace_id).await?;
        artifact.stored =
            settings.storage.as_ref().map(|target| Box::new(Stored::pending(target, &artifact.file_name())));
        Ok(())
    }

    /// Paints, and puts the bytes where they can be had: before the row that names them, which never points at nothing.
    async fn painting(&self, spec: &RenderSpec, prepared: Prepared) -> Result<Painting, Error> {
        let rendered = match self.composer.paint(spec, prepared).await {
            Ok(rendered) => rendered,
            Err(error) => return failure(error).map(Err),
        };
        Ok(Ok(Painted {
            format: rendered.format,
            width: rendered.width,
            height: rendered.height,
            size_bytes: rendered.bytes.len() as u64,
            report: serde_json::to_value(&rendered.report).unwrap_or(Value::Null),
            sha256: self.blobs.put(rendered.bytes).await?,
        }))
    }

    /// The same spec has the same slug, so that two renders at once agree on it; the key keeps it from being guessed.
    fn slug(&self, workspace: WorkspaceId, spec_digest: &[u8; 32]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.slug_key).expect("HMAC takes a key of any length");
        mac.update(workspace.uuid().as_bytes());
        mac.update(spec_digest);
        let digest = mac.finalize().into_bytes();
        let (number, _) = digest.split_at(16);
        let mut number = u128::from_be_bytes(number.try_into().expect("split at 16"));
        let mut slug = String::with_capacity(SLUG_LEN);
        for _ in 0..SLUG_LEN {
            slug.push(char::from(SLUG_ALPHABET[(number % 62) as usize]));
            number /= 62;
        }
        slug
    }

    /// One render of the workspace.
    pub async fn get_render(&self, workspace: WorkspaceId, render_id: &str) -> Result<Render, Error> {
        let id = parse_id("render", "render_id", render_id)?;
        self.store.render(workspace, id).await?.ok_or_else(|| Error::not_found("render", render_id))
    }

    /// Renders of the workspace, newest first.
    pub async fn list_renders(
        &self,
        workspace: WorkspaceId,
        filter: &RenderFilter,
        page: PageRequest,
    ) -> Result<Page<Render>, Error> {
        Ok(self.store.list_renders(workspace, filter, page).await?)
    }

    /// The picture of that name, in whatever workspace: the name is the key.
    pub async fn artifact(&self, slug: &str) -> Result<Option<Arc<Artifact>>, Error> {
        if !is_slug(slug) {
            return Ok(None);
        }
        if let Some(known) = self.artifacts.get(slug) {
            return Ok(Some(known));
        }
        let found = self.store.artifact_by_slug(slug).await?.map(Arc::new);
        if let Some(found) = &found {
            self.artifacts.add(found.slug.clone(), found.clone());
        }
        Ok(found)
    }

    /// A render's picture, as it is read.
    pub async fn download(&self, workspace: WorkspaceId, render_id: &str) -> Result<(Artifact, BlobStream), Error> {
        let render = self.get_render(workspace, render_id).await?;
        match render.progress {
            Progress::Ended { outcome: RenderOutcome::Succeeded { artifact, .. }, .. } => {
                let stream = self.blobs.stream(&artifact.sha256, None).await?;
                Ok((artifact, stream))
            }
            // The field at fault stood in another request than this one.
            Progress::Ended { outcome: RenderOutcome::Failed(failure), .. } => {
                Err(Error::RenderFailed { render_id: render.id, failure: RenderFailure { field: None, ..failure } })
            }
            Progress::Ended { outcome: RenderOutcome::Cancelled, .. } => Err(Error::RenderCancelled(render.id)),
            Progress::Queued | Progress::Running => Err(Error::RenderNotEnded(render.id)),
        }
    }
}

/// Whether a text has the form of a slug. What has another one names nothing.
fn is_slug(text: &str) -> bool {
    text.len() == SLUG_LEN && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A render in the books, as the answer to whoever asked for it.
fn earlier_outcome(render: Render) -> Result<Render, Error> {
    match render.outcome() {
        Some(RenderOutcome::Failed(failure)) => {
            Err(Error::RenderFailed { render_id: render.id, failure: failure.clone() })
        }
        _ => Ok(render),
    }
}

/// A failure that is the render's own and goes into the books; any other is an error of the call.
fn failure(error: ComposeError) -> Result<RenderFailure, Error> {
    match error.into() {
        Error::Failed(failure) => Ok(failure),
        other => Err(other),
    }
}
