//! Pictures that are rendered when their URL is asked for.
//!
//! The first one who asks waits; whoever asks next gets the same picture from memory. When the template has a new version
//! since, or remote images may have changed, they get the last picture once more, and the next one is made meanwhile.

use std::time::Duration;

use moka::sync::Cache;
use sha2::{Digest, Sha256};

use super::{Engine, Error, render::RenderJob, rows};
use crate::{
    domain::{
        access::Metadata,
        id::WorkspaceId,
        output::{Effort, Format, Output, OutputRequest},
        render::{Artifact, RenderFailure, RenderOutcome, RenderSource},
        signed_url::{UrlRequest, parameter},
        spec::{RenderSpec, TemplateRef, Variables},
        timestamp::Timestamp,
    },
    render::Library,
};

/// How long a picture answers for its URL before it is looked at anew: remote images may change.
const FRESH: Duration = Duration::from_secs(60);
/// How long a failure does: nobody shall have a broken URL rendered again and again.
const FAILURE_AGE: Duration = Duration::from_secs(30);
/// Between two attempts to make a picture anew.
const REFRESH: Duration = Duration::from_secs(10);
/// URLs whose pictures are known. A picture itself is not held.
const CAPACITY: u64 = 16_384;

/// How long others may keep a picture of a URL that names a version, and of one that doesn't.
const MAX_AGE_OF_VERSION: Duration = Duration::from_secs(24 * 60 * 60);
const MAX_AGE: Duration = Duration::from_secs(5 * 60);
/// And how long they may show it beyond that while they ask for a new one.
const STALE: Duration = Duration::from_secs(24 * 60 * 60);

type Key = [u8; 32];

/// What was shown for URLs.
#[derive(Clone)]
pub struct Shown {
    pictures: Cache<Key, Picture>,
    failures: Cache<Key, RenderFailure>,
    /// Of which a new picture was asked for a moment ago.
    refreshed: Cache<Key, ()>,
}

impl Default for Shown {
    fn default() -> Self {
        Self {
            pictures: Cache::builder().max_capacity(CAPACITY).build(),
            failures: Cache::builder().max_capacity(CAPACITY).time_to_live(FAILURE_AGE).build(),
            refreshed: Cache::builder().max_capacity(CAPACITY).time_to_live(REFRESH).build(),
        }
    }
}

#[derive(Clone)]
struct Picture {
    artifact: Artifact,
    template_version: u32,
    /// When it was made or found.
    time: Timestamp,
}

/// A URL, as it came.
pub struct Asked<'a> {
    /// `{template}.{ext}`
    pub file: &'a str,
    pub query: &'a str,
    /// The format where the URL leaves it to the reader.
    pub preferred: Format,
    pub request_id: String,
}

/// A picture for a URL, and how it may be kept.
pub struct OnDemand {
    pub artifact: Artifact,
    pub max_age: Duration,
    /// How long after that it may be shown while a new one is asked for.
    pub stale: Duration,
    /// Whether the reader's headers decided the format.
    pub negotiated: bool,
}

/// A URL that was vouched for, read.
struct Wanted {
    workspace: WorkspaceId,
    template: TemplateRef,
    variables: Vec<(String, String)>,
    output: Output,
}

impl Engine {
    /// The picture of a URL. Nothing is done for one that nobody vouches for. Fields are told by the URL's parameters.
    pub async fn on_demand(&self, asked: Asked<'_>) -> Result<OnDemand, Error> {
        let workspace = self.vouched(asked.file, asked.query).await?;
        let request = UrlRequest::read(asked.file, asked.query).map_err(Error::Invalid)?;
        let now = self.now();
        if let Some(end) = request.expire_time.filter(|end| *end <= now) {
            return Err(Error::UrlExpired(end));
        }
        self.shown(workspace, &request, &asked, now).await.map_err(|error| error.renamed(parameter))
    }

    async fn shown(
        &self,
        workspace: WorkspaceId,
        request: &UrlRequest,
        asked: &Asked<'_>,
        now: Timestamp,
    ) -> Result<OnDemand, Error> {
        let format = request.format.unwrap_or(asked.preferred);
        // AVIF takes seconds otherwise, and somebody waits.
        let effort = (format == Format::Avif).then_some(Effort::Fast);
        let output = OutputRequest { format: Some(format.into()), effort, ..request.output.clone() };
        let output = output.validate().map_err(|problems| Error::Invalid(problems).within("output"))?;
        let key = Sha256::new().chain_update(workspace.as_bytes()).chain_update(format.extension());
        let key: Key = key.chain_update([0u8]).chain_update(request.content()).finalize().into();
        let current = self.current_version(workspace, &request.template).await?;
        let wanted =
            Wanted { workspace, template: request.template.clone(), variables: request.variables.clone(), output };

        let (picture, fresh) = match self.shown.pictures.get(&key) {
            Some(picture) => {
                let fresh = picture.template_version == current && now.since(picture.time) < FRESH;
                if !fresh && self.shown.refreshed.entry(key).or_insert(()).is_fresh() {
                    self.refresh(key, wanted, asked.request_id.clone());
                }
                (picture, fresh)
            }
            None => match self.shown.failures.get(&key) {
                Some(failure) => return Err(Error::Failed(failure)),
                None => (self.show(key, wanted, asked.request_id.clone()).await?, true),
            },
        };
        let most = if request.template.version > 0 { MAX_AGE_OF_VERSION } else { MAX_AGE };
        let left = request.expire_time.map_or(Duration::MAX, |end| end.since(now));
        let max_age = if fresh { most.min(left) } else { Duration::ZERO };
        Ok(OnDemand {
            artifact: picture.artifact,
            max_age,
            stale: STALE.min(left.saturating_sub(max_age)),
            negotiated: request.format.is_none(),
        })
    }

    /// The version that a URL means now.
    async fn current_version(&self, workspace: WorkspaceId, template: &TemplateRef) -> Result<u32, Error> {
        if template.version > 0 {
            return Ok(template.version);
        }
        if let Ok(id) = template.name.parse()
            && let Some(saved) = self.store.template(workspace, id).await?
        {
            return Ok(saved.latest_version);
        }
        // A built-in one, or none at all, which is told as it would be without a URL.
        self.check_template(workspace, "template", &template.name).await?;
        Ok(Library::built_in().get(template).map_or(0, |template| template.version))
    }

    /// Makes the picture anew while the last one is shown.
    fn refresh(&self, key: Key, wanted: Wanted, request_id: String) {
        let engine = self.in_background();
        tokio::spawn(async move {
            match engine.show(key, wanted, request_id).await {
                Ok(_) => {}
                Err(Error::Overloaded) => engine.shown.refreshed.invalidate(&key),
                // What it was made of is gone: the next one who asks is told so.
                Err(Error::Invalid(_)) => engine.shown.pictures.invalidate(&key),
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "a picture could not be made anew");
                }
            }
        });
    }

    /// Finds the picture or makes it. What was made goes into the books; what was there is only looked at, and so is no
    /// render.
    async fn show(&self, key: Key, wanted: Wanted, request_id: String) -> Result<Picture, Error> {
        let Wanted { workspace, template, variables, output } = wanted;
        let mut spec = RenderSpec::of_template(template, Variables::new(), output);
        let design = self.design(workspace, &spec).await?;
        for (name, text) in variables {
            let declared = design.template.variables.iter().find(|declared| declared.variable.name == name);
            let value = match declared {
                Some(declared) => rows::value(&text, &declared.variable.kind),
                // Which is told by the template.
                None => text.into(),
            };
            spec.variables.insert(name, value);
        }
        let job = RenderJob {
            workspace_id: workspace,
            spec,
            request_id,
            idempotency: None,
            metadata: Metadata::new(),
            webhook: None,
            cache: true,
        };
        let create_time = self.now();
        let (outcome, template_version) = self.outcome(&job, create_time).await?;
        let artifact = match outcome {
            RenderOutcome::Succeeded { artifact, cached: true } => artifact,
            outcome => {
                let recorded = self.record(job, RenderSource::Url, outcome, template_version, create_time, None).await;
                if let Err(Error::RenderFailed { failure, .. }) = &recorded {
                    self.shown.failures.insert(key, failure.clone());
                }
                let render = recorded?;
                render
                    .artifact()
                    .cloned()
                    .ok_or_else(|| Error::Internal("a render that ended without an end".into()))?
            }
        };
        let picture = Picture { artifact, template_version, time: create_time };
        self.shown.pictures.insert(key, picture.clone());
        Ok(picture)
    }
}
