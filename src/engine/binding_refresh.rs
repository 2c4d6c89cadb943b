//! One refresh of a binding: fetch, map, compare, render, write down. A failure is the source's, the mapping's or the
//! template's; it is told and tried again, and the last good picture stays.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use sha2::{Digest, Sha256};
use tokio::time::{Instant, sleep, timeout};
use uuid::Uuid;

use super::{Engine, Error, parse_id, render::RenderJob};
use crate::{
    domain::{
        access::{Idempotency, Metadata},
        binding::{Binding, RefreshFailure, Validators},
        id::{BindingId, RenderId, WorkspaceId},
        reason::Reason,
        render::{Progress, Render, RenderFailure, RenderOutcome, RenderSource},
        spec::{RenderSpec, Variables},
        timestamp::Timestamp,
        violation::Violation,
    },
    egress::{FetchError, FetchLimits, SendError},
    render::{Mapping, Unmapped},
    store::{RefreshClaim, RefreshEnd, RefreshTurn, StoreError},
};

/// What a source may take.
const SOURCE_LIMITS: FetchLimits = FetchLimits { timeout: Duration::from_secs(10), max_bytes: 1024 * 1024 };
/// How long a refresh may take in all, and how long its claim lasts: longer, so that one that is written down late is
/// not carried out twice.
const MOST: Duration = Duration::from_secs(90);
pub(super) const LEASE: Duration = Duration::from_secs(120);
/// Claims of a binding, none of which was recorded, after which it counts as failed: whoever refreshed it died of it.
const MAX_CLAIMS: u32 = 5;
/// How long a refresh waits that could not be carried out for want of a part that the server leans on.
const COME_BACK: Duration = Duration::from_secs(5);
/// Between looks whether another one's refresh has ended, and how long somebody waits for that.
const LOOK_AGAIN: Duration = Duration::from_millis(50);
const PATIENCE: Duration = Duration::from_secs(30);
/// Between tries to write to a database that is away.
const RETRY: Duration = Duration::from_millis(500);
/// Violations that a failure tells of.
const TOLD: usize = 4;

/// A refresh that came to its end.
pub struct Refreshed {
    pub binding: Binding,
    /// Whether there is a new picture.
    pub changed: bool,
}

/// What a source answered.
enum Fetched {
    /// What it answered before.
    Same,
    Document(Bytes, Validators),
}

/// Why there is no new picture.
enum Trouble {
    Failed(RefreshFailure),
    /// A part of the server is away or busy.
    Later(Error),
}

impl From<RefreshFailure> for Trouble {
    fn from(failure: RefreshFailure) -> Self {
        Self::Failed(failure)
    }
}

impl Engine {
    /// Refreshes a binding for somebody who waits for it. One that is under way is waited for, and followed by another:
    /// the first may have asked the source before it changed.
    pub async fn refresh_binding(
        &self,
        workspace: WorkspaceId,
        binding_id: &str,
        request_id: String,
        idempotency: Option<Idempotency>,
    ) -> Result<Refreshed, Error> {
        let id: BindingId = parse_id("binding", "binding_id", binding_id)?;
        let find = async |made: Uuid| {
            let binding = self.store.binding(workspace, id).await?;
            Ok(binding.map(|binding| Refreshed { binding, changed: made != id.uuid() }))
        };
        if let Some(earlier) = self.replayed(workspace, idempotency.as_ref(), find).await? {
            return Ok(earlier);
        }
        // A task of its own: who gives up waiting leaves nothing claimed and half done.
        let (engine, name) = (self.clone(), binding_id.to_owned());
        let refresh = tokio::spawn(async move {
            let claim = engine.claim_for_somebody(workspace, id, &name).await?;
            Ok::<_, Error>(engine.carry_out_refresh(claim, request_id, idempotency.as_ref()).await?)
        });
        match refresh.await.map_err(|panic| Error::Internal(Box::new(panic)))?? {
            Ended::As(refreshed) => Ok(*refreshed),
            Ended::Failed(failure) => {
                let RefreshFailure { reason, message } = failure;
                Err(Error::Failed(RenderFailure { reason, field: None, message }))
            }
            Ended::PutBack(error) => Err(error),
            // Changed or deleted meanwhile: what it made is not wanted.
            Ended::Obsolete => match self.store.binding(workspace, id).await? {
                Some(_) => Err(Error::Overloaded),
                None => Err(Error::not_found("binding", binding_id)),
            },
        }
    }

    /// Waits until nobody else is at it, for so long as somebody waits for that.
    async fn claim_for_somebody(
        &self,
        workspace: WorkspaceId,
        id: BindingId,
        name: &str,
    ) -> Result<RefreshClaim, Error> {
        let begun = Instant::now();
        loop {
            match self.store.claim_refresh(workspace, id, self.now(), LEASE).await? {
                RefreshTurn::Ours(claim) => return Ok(*claim),
                RefreshTurn::Missing => return Err(Error::not_found("binding", name)),
                RefreshTurn::UnderWay if begun.elapsed() > PATIENCE => return Err(Error::Overloaded),
                RefreshTurn::UnderWay => sleep(LOOK_AGAIN).await,
            }
        }
    }

    /// Refreshes what was claimed, and writes down how it ended.
    pub(super) async fn carry_out_refresh(
        &self,
        claim: RefreshClaim,
        request_id: String,
        idempotency: Option<&Idempotency>,
    ) -> Result<Ended, StoreError> {
        let outcome = match claim.claims > MAX_CLAIMS {
            true => {
                let message = "the server ended each time it refreshed this";
                Err(RefreshFailure::new(Reason::Internal, message).into())
            }
            false => timeout(MOST, self.refreshed(&claim, &request_id)).await.unwrap_or_else(|_| {
                Err(RefreshFailure::new(Reason::DeadlineExceeded, "it took longer than a refresh may").into())
            }),
        };
        let now = self.now();
        let RefreshClaim { binding, attempt, .. } = &claim;
        let next = match binding.paused {
            true => None,
            false => binding.schedule.next(now),
        };
        let failed = |failure: RefreshFailure| {
            let next = next.map(|_| binding.schedule.retry(binding.retry_count + 1, now, self.random.chance()));
            let event = self.failed_event(binding, &failure, next, now);
            let end = RefreshEnd::Failed { failure: failure.clone(), events: vec![event] };
            (end, next, Some(Trouble::Failed(failure)))
        };
        let (end, next, mut trouble) = match outcome {
            Ok(end) => (end, next, None),
            Err(Trouble::Failed(failure)) => failed(failure),
            Err(Trouble::Later(error)) => {
                logged(&error, "a binding's refresh has to wait");
                // One that is paused was asked for by somebody, who is told.
                let again = next.map(|_| now.plus(COME_BACK));
                (RefreshEnd::PutBack, again, Some(Trouble::Later(error)))
            }
        };
        let changed = matches!(end, RefreshEnd::Changed { .. });
        let written = match self.write_down_refresh(binding.id, *attempt, end, idempotency, (next, now)).await {
            // Spent by others since the look beforehand.
            Err(StoreError::CreditsExhausted) => {
                let (end, next, why) = failed(out_of_credits());
                trouble = why;
                self.write_down_refresh(binding.id, *attempt, end, None, (next, now)).await?
            }
            written => written?,
        };
        Ok(match (written, trouble) {
            (None, _) => Ended::Obsolete,
            (Some(binding), None) => Ended::As(Box::new(Refreshed { binding, changed })),
            (Some(_), Some(Trouble::Failed(failure))) => Ended::Failed(failure),
            (Some(_), Some(Trouble::Later(error))) => Ended::PutBack(error),
        })
    }

    /// As long as the lease lasts, if the database is away. After that it is anybody's.
    async fn write_down_refresh(
        &self,
        id: BindingId,
        attempt: u32,
        end: RefreshEnd,
        idempotency: Option<&Idempotency>,
        (next, now): (Option<Timestamp>, Timestamp),
    ) -> Result<Option<Binding>, StoreError> {
        let writing = async {
            loop {
                match self.store.finish_refresh(id, attempt, end.clone(), idempotency, (next, now)).await {
                    Err(error @ StoreError::Unavailable(_)) => {
                        logged(&error, "the end of a refresh is not written down yet");
                        sleep(RETRY).await;
                    }
                    written => return written,
                }
            }
        };
        timeout(LEASE - MOST, writing).await.unwrap_or(Ok(None))
    }

    /// All of it but the writing down.
    async fn refreshed(&self, claim: &RefreshClaim, request_id: &str) -> Result<RefreshEnd, Trouble> {
        let binding = &claim.binding;
        let (data, validators) = match (self.fetch_source(claim).await?, &binding.image) {
            (Fetched::Document(document, validators), _) => (self.mapped(binding, document).await?, validators),
            (Fetched::Same, Some(image)) => (image.data.clone(), claim.validators.clone()),
            (Fetched::Same, None) => {
                let message = "the source says that nothing changed since a fetch that there was not";
                return Err(RefreshFailure::new(Reason::BindingSourceInvalid, message).into());
            }
        };
        let spec = binding.filled(&data);
        let design = self.design(binding.workspace_id, &spec).await.map_err(|error| trouble(binding, &data, error))?;
        let image_digest = image_digest(&design.template.digest, &spec);
        if binding.image.is_some() && claim.image_digest == Some(image_digest) {
            return Ok(RefreshEnd::Unchanged(validators));
        }
        let render =
            self.bound_render(binding, spec, request_id).await.map_err(|error| trouble(binding, &data, error))?;
        let mut events = self.news(&render, None);
        events.push(self.updated_event(binding, &data, &render));
        Ok(RefreshEnd::Changed { render: Box::new(render), data, image_digest, validators, events })
    }

    async fn fetch_source(&self, claim: &RefreshClaim) -> Result<Fetched, Trouble> {
        let source = &claim.binding.source;
        let mut headers = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static("application/json"))]);
        for (name, value) in &claim.headers {
            // Both were checked when they were saved.
            let name = HeaderName::try_from(name.as_str());
            let value = HeaderValue::try_from(value.expose());
            if let (Ok(name), Ok(mut value)) = (name, value) {
                value.set_sensitive(true);
                headers.insert(name, value);
            }
        }
        // Only while what it would stand for is there.
        let known = claim.binding.image.is_some().then_some(&claim.validators);
        let mut condition = |name, value: Option<&String>| {
            if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
                headers.insert(name, value);
            }
        };
        condition(header::IF_NONE_MATCH, known.and_then(|known| known.etag.as_ref()));
        condition(header::IF_MODIFIED_SINCE, known.and_then(|known| known.last_modified.as_ref()));
        let is_conditional = known.is_some_and(|known| *known != Validators::default());

        let unavailable = |error: FetchError| {
            let message = format!("the source is not to be had: {error}");
            Trouble::from(RefreshFailure::new(Reason::BindingSourceUnavailable, message))
        };
        let refused = |refusal| unavailable(SendError::Refused(refusal).into());
        let url = self.client.guard().judge_url(&source.url).map_err(refused)?;
        match self.client.fetch(&url, headers, SOURCE_LIMITS).await {
            Ok(fetched) => {
                let validators = Validators { etag: fetched.etag, last_modified: fetched.last_modified };
                Ok(Fetched::Document(fetched.bytes, validators))
            }
            Err(FetchError::Status(304)) if is_conditional => Ok(Fetched::Same),
            Err(error @ FetchError::TooLarge { .. }) => {
                let message = format!("the source's answer cannot be used: {error}");
                Err(RefreshFailure::new(Reason::BindingSourceInvalid, message).into())
            }
            Err(error) => Err(unavailable(error)),
        }
    }

    async fn mapped(&self, binding: &Binding, document: Bytes) -> Result<Variables, Trouble> {
        let failed = |violations: Vec<Violation>| RefreshFailure::new(Reason::MappingFailed, told(&violations));
        let mapping = Mapping::parse(&binding.mapping).map_err(failed)?;
        let mapped = self.composer.map(mapping, document).await.map_err(|error| Trouble::Later(error.into()))?;
        Ok(mapped.map_err(|error| match error {
            Unmapped::NoJson(message) => {
                RefreshFailure::new(Reason::BindingSourceInvalid, format!("the source's answer {message}"))
            }
            Unmapped::Failed(violation) => failed(vec![violation]),
        })?)
    }

    /// The new picture, not yet in the books.
    async fn bound_render(&self, binding: &Binding, spec: RenderSpec, request_id: &str) -> Result<Render, Error> {
        self.check_credits(binding.workspace_id).await?;
        let create_time = self.now();
        let job = RenderJob {
            workspace_id: binding.workspace_id,
            spec,
            request_id: request_id.to_owned(),
            idempotency: None,
            metadata: Metadata::new(),
            webhook: None,
            cache: true,
        };
        let (outcome, template_version) = self.outcome(&job, create_time).await?;
        if let RenderOutcome::Failed(failure) = outcome {
            return Err(Error::Failed(failure));
        }
        let finish_time = self.now().max(create_time);
        Ok(Render {
            id: RenderId::from_uuid(self.id(create_time)),
            workspace_id: binding.workspace_id,
            source: RenderSource::Binding(binding.id),
            request_id: job.request_id,
            spec: job.spec,
            template_version,
            metadata: job.metadata,
            progress: Progress::Ended { outcome, finish_time },
            create_time,
        })
    }
}

/// How a claimed refresh came out.
pub(super) enum Ended {
    As(Box<Refreshed>),
    Failed(RefreshFailure),
    PutBack(Error),
    /// The binding was changed or deleted meanwhile, or the lease lost.
    Obsolete,
}

/// Of everything that decides what a picture shows, but for remote images: where it is the same, so is the picture.
fn image_digest(template: &str, spec: &RenderSpec) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in [template, &spec.content_json().to_string()] {
        // Lengths before contents, so that no two different lists of parts run together to the same bytes.
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest.finalize().into()
}

fn out_of_credits() -> RefreshFailure {
    RefreshFailure::new(Reason::CreditsExhausted, Error::CreditsExhausted.to_string())
}

/// What became of a render, as what became of the refresh. Faults with mapped values are the mapping's.
fn trouble(binding: &Binding, data: &Variables, error: Error) -> Trouble {
    let mapped: Vec<(String, &String)> = data.keys().map(|name| (binding.spec.variable_path(name), name)).collect();
    let place = |field: &str| {
        let of = mapped.iter().find(|(path, _)| {
            field.strip_prefix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '.']))
        });
        of.map(|(path, name)| format!("mapping[\"{name}\"]{}", &field[path.len()..]))
    };
    match error {
        Error::Invalid(mut violations) => {
            let mut reason = violations.first().map_or(Reason::InvalidField, |first| first.reason);
            for violation in &mut violations {
                match place(&violation.field) {
                    Some(field) => (violation.field, reason) = (field, Reason::MappingFailed),
                    None => violation.field = format!("spec.{}", violation.field),
                }
            }
            RefreshFailure::new(reason, told(&violations)).into()
        }
        Error::Failed(failure) => {
            let field = failure.field.map(|field| place(&field).unwrap_or_else(|| format!("spec.{field}")));
            let message = match field {
                Some(field) => format!("{field}: {}", failure.message),
                None => failure.message,
            };
            RefreshFailure::new(failure.reason, message).into()
        }
        error @ (Error::Unavailable(_) | Error::Overloaded) => Trouble::Later(error),
        Error::CreditsExhausted => out_of_credits().into(),
        error => {
            logged(&error, "a binding's refresh failed by our own fault");
            RefreshFailure::new(Reason::Internal, "the server is at fault; its log has more").into()
        }
    }
}

/// The first of what is wrong.
fn told(violations: &[Violation]) -> String {
    violations.iter().take(TOLD).map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

fn logged(error: &(dyn std::error::Error + 'static), what: &str) {
    tracing::error!(error, "{what}");
}
