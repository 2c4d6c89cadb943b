//! From a spec to a picture's bytes: the template, its images through the guard, and the renderer. No store.

use std::{collections::HashMap, sync::Arc, time::Duration};

use bytes::Bytes;
use moka::future::Cache;
use sha2::{Digest, Sha256};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{
    blob::{BlobError, Blobs},
    domain::{
        asset::{Image as Asset, REFERENCE},
        reason::Reason,
        render::RenderFailure,
        spec::{RenderSpec, Variables},
        violation::Violation,
    },
    egress::{Client, FetchError, FetchLimits, SendError},
    render::{
        self, FontFile, Fonts, Library, Mapping, MeasureText, Measurement, PictureFacts, RenderError, Rendered,
        Renderer, Report, Scene, Template, Unmapped,
    },
};

/// What a remote image may take: it is fetched while somebody waits.
const IMAGE_LIMITS: FetchLimits = FetchLimits { timeout: Duration::from_secs(10), max_bytes: 20 * 1024 * 1024 };
const ACCEPT: &str = "image/png, image/jpeg, image/webp, image/avif, image/gif, image/svg+xml";
/// KiB of images that renders under way may hold, in all.
const IMAGE_BUDGET: u32 = 1024 * 1024;
/// How long a fetched image answers for its URL, and how much of such images is held.
const IMAGE_AGE: Duration = Duration::from_secs(60);
const IMAGE_CACHE_BYTES: u64 = 64 * 1024 * 1024;

/// Why a spec did not become a picture.
#[derive(Debug)]
pub enum ComposeError {
    /// The spec says something that can't be. Paths are within the spec.
    Invalid(Vec<Violation>),
    /// The spec is sound, and still there is no picture. The field's path is within the spec.
    Failed(RenderFailure),
    /// The renderer's queue is full.
    Overloaded,
    /// An uploaded image could not be read.
    Blob(Arc<BlobError>),
    /// A fault of our own.
    Internal(RenderError),
}

impl From<RenderError> for ComposeError {
    fn from(error: RenderError) -> Self {
        match error {
            RenderError::Overloaded => Self::Overloaded,
            other => Self::Internal(other),
        }
    }
}

/// What a spec's template is, found.
#[derive(Clone)]
pub struct Design {
    pub template: Arc<Template>,
    /// 0 only for a scene.
    pub version: u32,
    /// Whether it comes with the program.
    built_in: bool,
    /// Those that it may name.
    fonts: Fonts,
}

impl Design {
    /// One of a workspace's own, or out of a file.
    pub fn of(template: Arc<Template>, version: u32) -> Self {
        Self { template, version, built_in: false, fonts: Fonts::bundled() }
    }

    /// The same with these fonts.
    #[must_use]
    pub fn with(self, fonts: Fonts) -> Self {
        Self { fonts, ..self }
    }

    /// What the spec's picture is known by, if there are no images in it.
    pub fn digest_without_images(&self, spec: &RenderSpec) -> [u8; 32] {
        self.digest(spec, std::iter::empty())
    }

    /// Of everything that decides the pixels: engine, template, variables, output, fonts and the images' bytes.
    fn digest<'a>(&self, spec: &RenderSpec, images: impl Iterator<Item = Option<&'a Bytes>>) -> [u8; 32] {
        let mut digest = Sha256::new();
        let mut part = |bytes: &[u8]| {
            // Lengths before contents, so that no two different lists of parts run together to the same bytes.
            digest.update((bytes.len() as u64).to_be_bytes());
            digest.update(bytes);
        };
        part(&render::ENGINE_VERSION.to_be_bytes());
        part(self.template.digest.as_bytes());
        part(spec.content_json().to_string().as_bytes());
        part(self.fonts.digest());
        for image in images {
            part(&image.map(Sha256::digest).unwrap_or_default());
        }
        digest.finalize().into()
    }
}

/// A spec that is sound.
pub struct Resolved {
    design: Design,
    scene: Scene,
    /// The uploaded images that it names, by what stands for them.
    assets: HashMap<String, Asset>,
}

impl Resolved {
    /// The uploaded images that it names: where in the spec, and what stands for them.
    pub fn assets<'a>(&'a self, spec: &'a RenderSpec) -> impl Iterator<Item = (String, String)> + 'a {
        let named = self.scene.images().iter().filter(|image| image.url.starts_with(REFERENCE));
        named.map(|image| (spec.field_path(&image.field), image.url.clone()))
    }

    /// The same with these images at hand.
    #[must_use]
    pub fn with(self, assets: HashMap<String, Asset>) -> Self {
        Self { assets, ..self }
    }
}

/// A spec with everything at hand that its picture needs.
pub struct Prepared {
    scene: Scene,
    images: HashMap<String, Bytes>,
    /// The images' part of the budget, given back when the picture is painted.
    held: OwnedSemaphorePermit,
    /// Of everything that decides the pixels; see [`Design`].
    pub digest: [u8; 32],
}

/// Turns specs into pictures.
#[derive(Clone)]
pub struct Composer {
    library: &'static Library,
    renderer: Renderer,
    client: Client,
    images: Cache<String, Bytes>,
    /// Where uploaded images are.
    blobs: Option<Blobs>,
    budget: Arc<Semaphore>,
}

impl Composer {
    /// Without `blobs` there are no uploaded images.
    pub fn new(renderer: Renderer, client: Client, blobs: Option<Blobs>) -> Self {
        let images = Cache::builder()
            .max_capacity(IMAGE_CACHE_BYTES)
            .weigher(|_, bytes: &Bytes| u32::try_from(bytes.len()).unwrap_or(u32::MAX))
            .time_to_live(IMAGE_AGE)
            .build();
        let budget = Arc::new(Semaphore::new(IMAGE_BUDGET as usize));
        Self { library: Library::built_in(), renderer, client, images, blobs, budget }
    }

    /// The same, for what nobody waits for. Its images have a budget of their own.
    pub fn in_background(&self) -> Self {
        let budget = Arc::new(Semaphore::new(IMAGE_BUDGET as usize / 4));
        Self { renderer: self.renderer.in_background(), budget, ..self.clone() }
    }

    /// The built-in design of a spec.
    pub fn built_in(&self, spec: &RenderSpec) -> Result<Design, Vec<Violation>> {
        let template = self.library.get(&spec.template).map_err(|mut violation| {
            violation.field = spec.template_path(&violation.field).to_owned();
            vec![violation]
        })?;
        Ok(Design { version: template.version, template, built_in: true, fonts: Fonts::bundled() })
    }

    /// The design that a spec brings along.
    pub async fn brought(&self, scene: &serde_json::Value) -> Result<Design, ComposeError> {
        let scene = scene.clone();
        let parsed = self.renderer.run(move |_| render::parse_scene(&scene)).await?;
        let within = |violations: Vec<Violation>| violations.into_iter().map(|v| v.within("scene")).collect();
        Ok(Design::of(Arc::new(parsed.map_err(|violations| ComposeError::Invalid(within(violations)))?), 0))
    }

    /// A template's source, parsed. Somebody's source may be large and odd: it is not read on the threads that serve.
    pub async fn parse(&self, source: String) -> Result<Template, ComposeError> {
        let parsed = self.renderer.run(move |_| render::parse_template(&source)).await.map_err(ComposeError::from)?;
        parsed.map_err(ComposeError::Invalid)
    }

    /// The spec's scene, without anything fetched: all that can be wrong with the spec itself, at once.
    pub async fn resolve(&self, design: Design, spec: &RenderSpec) -> Result<Resolved, ComposeError> {
        let template = design.template.clone();
        let scene = if design.built_in {
            render::resolve(&template, &spec.variables, &spec.modifications, &spec.output, &design.fonts)
        } else {
            // The same goes for what somebody's expressions may cost.
            let (variables, modifications) = (spec.variables.clone(), spec.modifications.clone());
            let (output, fonts) = (spec.output, design.fonts.clone());
            let resolve = move |_: &mut _| render::resolve(&template, &variables, &modifications, &output, &fonts);
            self.renderer.run(resolve).await.map_err(ComposeError::from)?
        };
        let at_its_path = |mut violation: Violation| {
            violation.field = spec.field_path(&violation.field);
            violation
        };
        let scene = scene
            .map_err(|violations| ComposeError::Invalid(violations.into_iter().map(at_its_path).collect::<Vec<_>>()))?;
        let refused: Vec<Violation> = scene
            .images()
            .iter()
            .filter(|image| !image.url.starts_with(REFERENCE))
            .filter_map(|image| {
                let refusal = self.client.guard().judge_url(&image.url).err()?;
                Some(refusal.violation(spec.field_path(&image.field)))
            })
            .collect();
        if !refused.is_empty() {
            return Err(ComposeError::Invalid(refused));
        }
        Ok(Resolved { design, scene, assets: HashMap::new() })
    }

    /// What becomes of a resolved spec, without fetching anything and without painting it.
    pub async fn lay_out(&self, resolved: Resolved) -> Result<Report, ComposeError> {
        let Resolved { scene, assets, .. } = resolved;
        let sizes = assets.into_iter().map(|(url, asset)| (url, (asset.width, asset.height))).collect();
        Ok(self.renderer.run(move |studio| studio.lay_out(&scene, &sizes)).await??)
    }

    /// How a text comes out.
    pub async fn measure(&self, text: MeasureText) -> Result<Measurement, ComposeError> {
        Ok(self.renderer.measure(text).await?)
    }

    /// The values that a mapping makes of a source's document, read and worked out on a render thread.
    pub async fn map(&self, mapping: Mapping, document: Bytes) -> Result<Result<Variables, Unmapped>, ComposeError> {
        Ok(self.renderer.run(move |_| mapping.apply(&document)).await?)
    }

    /// A font's file, read on a render thread; or why it is none.
    pub async fn read_font(&self, bytes: Bytes) -> Result<Result<FontFile, String>, ComposeError> {
        Ok(self.renderer.run(move |_| render::read_font(bytes)).await?)
    }

    /// What a picture's file is, looked at on a render thread; or why it is none that can be drawn.
    pub async fn inspect(&self, bytes: Bytes) -> Result<Result<PictureFacts, String>, ComposeError> {
        Ok(self.renderer.run(move |_| render::inspect_picture(&bytes)).await?)
    }

    /// Gathers what the picture of a resolved spec needs. `fresh` fetches images anew, even those fetched a moment ago.
    pub async fn gather(&self, spec: &RenderSpec, resolved: Resolved, fresh: bool) -> Result<Prepared, ComposeError> {
        let Resolved { design, scene, assets } = resolved;
        // As much as the images may have before it is known what they do, and all at once: renders that each held a part
        // and waited for the rest would wait for each other.
        let most = kib(IMAGE_LIMITS.max_bytes).saturating_mul(scene.images().len() as u32).min(IMAGE_BUDGET / 4);
        let reserved = self.budget.clone().acquire_many_owned(most).await;
        let mut reserved = reserved.expect("the budget is never closed");
        let fetches = scene.images().iter().map(|image| async {
            let field = spec.field_path(&image.field);
            let bytes = if image.url.starts_with(REFERENCE) {
                self.uploaded(assets.get(&image.url), field).await
            } else {
                let fetched = self.image(&image.url, fresh).await;
                fetched.map_err(|error| explain(error, field, &image.url))
            };
            match bytes {
                Ok(bytes) => Ok(Some((image.url.clone(), bytes))),
                // The template can do without it: the render tells.
                Err(ComposeError::Failed(_)) if !image.required => Ok(None),
                Err(error) => Err(error),
            }
        });
        let fetched = futures::future::try_join_all(fetches).await?;
        let images: HashMap<String, Bytes> = fetched.into_iter().flatten().collect();

        let size = images.values().map(|bytes| kib(bytes.len())).sum::<u32>().min(most);
        let held = reserved.split(size as usize).expect("no more than was reserved");
        drop(reserved);

        // Without its image it is another picture.
        let digest = design.digest(spec, scene.images().iter().map(|image| images.get(&image.url)));
        Ok(Prepared { scene, images, held, digest })
    }

    /// All of it: from the design and its spec to the picture.
    pub async fn compose(&self, design: Design, spec: &RenderSpec) -> Result<Rendered, ComposeError> {
        let resolved = self.resolve(design, spec).await?;
        self.paint(spec, self.gather(spec, resolved, true).await?).await
    }

    /// Paints and encodes.
    pub async fn paint(&self, spec: &RenderSpec, prepared: Prepared) -> Result<Rendered, ComposeError> {
        let Prepared { scene, images, held, .. } = prepared;
        let rendered = self.renderer.render(scene, images, spec.output).await;
        drop(held);
        rendered.map_err(|error| match error {
            RenderError::Image { field, url_host, reason, message } => ComposeError::Failed(RenderFailure {
                reason,
                field: Some(spec.field_path(&field)),
                message: format!("the image from {url_host} {message}"),
            }),
            error @ RenderError::MissingGlyph { .. } => ComposeError::Failed(RenderFailure {
                reason: Reason::MissingGlyph,
                field: None,
                message: error.to_string(),
            }),
            error @ RenderError::TooLarge { .. } => ComposeError::Failed(RenderFailure {
                reason: Reason::OutputTooLarge,
                field: Some("output.max_bytes".to_owned()),
                message: format!("the picture {error}: allow more, fewer pixels, or another format"),
            }),
            other => other.into(),
        })
    }

    async fn uploaded(&self, asset: Option<&Asset>, field: String) -> Result<Bytes, ComposeError> {
        let (Some(asset), Some(blobs)) = (asset, &self.blobs) else {
            let message = "names an uploaded image, and there are none here";
            return Err(ComposeError::Invalid(vec![Violation::invalid(field, message)]));
        };
        // By its content, so that it is good for ever, and beside the URLs of others.
        let read = blobs.get(&asset.sha256);
        let bytes = self.images.try_get_with(format!("{REFERENCE}{}", hex::encode(asset.sha256)), read).await;
        bytes.map_err(ComposeError::Blob)
    }

    async fn image(&self, url: &str, fresh: bool) -> Result<Bytes, FetchError> {
        let fetch = async {
            let url = self.client.guard().judge_url(url).map_err(SendError::from)?;
            self.client.get(&url, ACCEPT, IMAGE_LIMITS).await.map(|fetched| fetched.bytes)
        };
        if fresh {
            let bytes = fetch.await?;
            self.images.insert(url.to_owned(), bytes.clone()).await;
            return Ok(bytes);
        }
        // Many renders that want the same image at once fetch it once.
        self.images.try_get_with_by_ref(url, fetch).await.map_err(|shared| *shared)
    }
}

fn kib(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX)
}

/// What a fetch that failed means for the render that wanted the image.
fn explain(error: FetchError, field: String, url: &str) -> ComposeError {
    let host = url::Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    let failed = |reason, what: String| {
        ComposeError::Failed(RenderFailure { reason, field: Some(field.clone()), message: what })
    };
    match error {
        // Judged sound when read, and yet refused when dialled: the name resolves to where nothing is to be sent.
        FetchError::Send(SendError::Refused(refusal)) => ComposeError::Invalid(vec![refusal.violation(field.clone())]),
        FetchError::TooLarge { .. } => {
            failed(Reason::ImageTooLarge, format!("the image from {} is too large: {error}", host))
        }
        other => failed(Reason::ImageUnavailable, format!("the image from {} is not to be had: {other}", host)),
    }
}
