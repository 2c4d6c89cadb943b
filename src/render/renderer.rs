//! The door to the render threads.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use super::draw::Studio;
use super::pool::{Pool, PoolError, Priority};
use super::report::Report;
use super::scene::{ImageSource, Scene};
use super::text::{MeasureText, Measurement};
use super::wanted::Wanted;
use crate::domain::output::{Format, Output};
use crate::domain::reason::Reason;

/// Renders on threads of its own, never on the async runtime's.
#[derive(Clone)]
pub struct Renderer {
    pool: Arc<Pool<Studio>>,
    priority: Priority,
}

/// A finished picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    pub bytes: Bytes,
    /// In pixels of the file.
    pub width: u32,
    pub height: u32,
    pub format: Format,
    pub report: Report,
}

/// Why there is no picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RenderError {
    /// A remote picture can't be drawn.
    Image {
        /// The variable that named it.
        field: String,
        url_host: String,
        /// IMAGE_INVALID, IMAGE_TOO_LARGE, or IMAGE_UNAVAILABLE where its bytes were not given.
        reason: Reason,
        /// Begins lower-case with a verb: "is an HTML page, not …".
        message: String,
    },
    /// No font has a character of a text that says `missing_glyph: error`.
    MissingGlyph {
        /// The node's name, or its path in the template.
        node: String,
        /// As `U+1F9FF`, each once.
        code_points: Vec<String>,
    },
    /// The file would have more bytes than the output's `max_bytes`; `smallest` is the least it could have.
    TooLarge { format: Format, smallest: usize, max_bytes: u32 },
    /// As many renders wait as may.
    Overloaded,
    /// Whoever waited for it left while it was under way.
    Abandoned,
    /// A fault of ours; the text is for the log.
    Internal(String),
}

impl RenderError {
    pub(super) fn image(source: &ImageSource, reason: Reason, message: String) -> RenderError {
        let host = url::Url::parse(&source.url).ok().and_then(|url| url.host_str().map(str::to_owned));
        RenderError::Image { field: source.field.clone(), url_host: host.unwrap_or_default(), reason, message }
    }
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RenderError::Image { field, url_host, message, .. } => {
                write!(f, "the picture of `{field}` from {url_host} {message}")
            }
            RenderError::MissingGlyph { node, code_points } => {
                write!(f, "the text `{node}` has characters that no font has: {}", code_points.join(", "))
            }
            RenderError::TooLarge { format, smallest, max_bytes } => {
                write!(f, "takes {smallest} bytes as {} at the least; {max_bytes} are allowed", format.name())
            }
            RenderError::Overloaded => f.write_str("too many renders wait already"),
            RenderError::Abandoned => f.write_str("nobody waits for the render any more"),
            RenderError::Internal(message) => write!(f, "the render failed: {message}"),
        }
    }
}

impl std::error::Error for RenderError {}

impl Renderer {
    /// `threads` render threads (one per core is best; at least one) and a queue of `queue_len` renders before them.
    pub fn new(threads: usize, queue_len: usize) -> Renderer {
        Renderer { pool: Arc::new(Pool::new(threads, queue_len, Studio::new)), priority: Priority::Foreground }
    }

    /// The same threads, for what nobody waits for: it goes behind all that somebody does. No queue limits it, so whoever
    /// hands it in does.
    pub fn in_background(&self) -> Renderer {
        Renderer { pool: self.pool.clone(), priority: Priority::Background }
    }

    /// Renders a scene with its pictures' bytes by URL. Dropping the future cancels it: before the render has begun at
    /// once, and after that when its present step is done, such as one encoding.
    pub async fn render(
        &self,
        scene: Scene,
        images: HashMap<String, Bytes>,
        output: Output,
    ) -> Result<Rendered, RenderError> {
        let wanted = Wanted::default();
        let _waiting = wanted.waiting();
        self.run(move |studio| studio.render(&scene, &images, &output, &wanted)).await?
    }

    /// Measures a text without painting it.
    pub async fn measure(&self, text: MeasureText) -> Result<Measurement, RenderError> {
        self.run(move |studio| studio.measure(&text)).await
    }

    /// Runs what takes a while on a render thread, in its turn.
    pub async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Studio) -> T + Send + 'static,
    ) -> Result<T, RenderError> {
        self.pool.run(self.priority, job).await.map_err(|error| match error {
            PoolError::Full => RenderError::Overloaded,
            PoolError::Panicked(said) => RenderError::Internal(format!("panicked: {said}")),
            PoolError::Closed => RenderError::Internal("the render threads have ended".to_owned()),
        })
    }

    /// Renders that wait for a thread.
    pub fn waiting(&self) -> usize {
        self.pool.waiting()
    }
}
