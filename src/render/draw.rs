//! One render on one thread: scene and pictures in, bytes and report out.

use std::collections::HashMap;

use bytes::Bytes;
use skia_safe::{ISize, Image, Surface, surfaces};

use super::encode::{Encoder, Pixels};
use super::image::{Picture, PictureError};
use super::layout::{Area, Placed, lay_out};
use super::paint::Painter;
use super::renderer::{RenderError, Rendered};
use super::report::{Report, TextReport, Warning, WarningCode, code_point};
use super::scene::{Scene, SceneContent};
use super::style::ObjectFit;
use super::text::{MeasureText, Measurement, Typesetter};
use super::{backdrop, summary};
use crate::domain::output::Output;
use crate::domain::reason::Reason;

/// What a render thread keeps between renders.
pub struct Studio {
    typesetter: Typesetter,
    encoder: Encoder,
    /// The last render's pixels, painted over by the next of the same size.
    surface: Option<Surface>,
}

impl Studio {
    pub fn new() -> Studio {
        Studio { typesetter: Typesetter::default(), encoder: Encoder::default(), surface: None }
    }

    /// Lays out, paints and encodes.
    pub fn render(
        &mut self,
        scene: &Scene,
        images: &HashMap<String, Bytes>,
        output: &Output,
    ) -> Result<Rendered, RenderError> {
        let headers = headers(scene, images)?;
        let size = |url: &str| headers.get(url).map(|picture| (picture.width as f32, picture.height as f32));
        let mut placed = lay_out(scene, &self.typesetter, size)
            .map_err(|error| RenderError::Internal(format!("layout: {error}")))?;
        let pictures = decode(scene, &headers, &placed, output.scale)?;

        let (width, height) = output.pixel_size();
        let mut surface = self.surface(width, height)?;
        let canvas = surface.canvas();
        canvas.clear(skia_safe::Color::TRANSPARENT);
        backdrop::paint(canvas, &scene.root.style.background, scene.canvas, (width, height));
        canvas.save();
        canvas.scale((width as f32 / scene.canvas.0, height as f32 / scene.canvas.1));
        Painter { canvas, size: scene.canvas, scale: output.scale, pictures: &pictures }.content(&placed);
        canvas.restore();

        let mut report = report(&mut placed, scene.canvas);
        let opaque = scene.root.style.background.last().is_some_and(super::background::Layer::is_opaque);
        let pixmap = surface.peek_pixels().ok_or_else(|| RenderError::Internal("pixels out of reach".to_owned()))?;
        let bgra = pixmap.bytes().ok_or_else(|| RenderError::Internal("pixels out of reach".to_owned()))?;
        let pixels = Pixels { bgra, width, height, opaque };
        let grid = summary::Grid::of(&pixels);
        report.dominant_color = grid.dominant_color();
        report.thumb_hash = grid.thumb_hash();
        report.alt_text = summary::alt_text(&scene.texts());
        let encoded = self.encoder.encode(&pixels, output.format, output.quality, output.effort);
        let bytes = encoded.map_err(RenderError::Internal)?;
        if width as usize * height as usize * 4 <= KEPT_BYTES {
            self.surface = Some(surface);
        }
        self.typesetter.reset(&scene.fonts);
        Ok(Rendered { bytes: bytes.into(), width, height, format: output.format, report })
    }

    /// Lays out and looks, without painting. `sizes` are pictures' by their URLs, in their own pixels; one without takes no
    /// room of its own.
    pub fn lay_out(&mut self, scene: &Scene, sizes: &HashMap<String, (u32, u32)>) -> Result<Report, RenderError> {
        let size = |url: &str| sizes.get(url).map(|(width, height)| (*width as f32, *height as f32));
        let mut placed = lay_out(scene, &self.typesetter, size)
            .map_err(|error| RenderError::Internal(format!("layout: {error}")))?;
        let report = report(&mut placed, scene.canvas);
        self.typesetter.reset(&scene.fonts);
        Ok(report)
    }

    /// Measures a text without painting it.
    pub fn measure(&mut self, text: &MeasureText) -> Measurement {
        text.measure(&self.typesetter)
    }

    /// A surface of that many pixels, with whatever was on it.
    fn surface(&mut self, width: u32, height: u32) -> Result<Surface, RenderError> {
        let side =
            |side: u32| i32::try_from(side).map_err(|_| RenderError::Internal(format!("a side of {side} pixels")));
        let size = ISize::new(side(width)?, side(height)?);
        let kept = self.surface.take().filter(|surface| surface.image_info().dimensions() == size);
        kept.or_else(|| surfaces::raster_n32_premul(size))
            .ok_or_else(|| RenderError::Internal(format!("no surface of {width}x{height} pixels")))
    }
}

/// A surface larger than this is given back after its render.
const KEPT_BYTES: usize = 12_000_000;

/// Every wanted picture's header.
fn headers<'a>(scene: &Scene, images: &'a HashMap<String, Bytes>) -> Result<HashMap<String, Picture<'a>>, RenderError> {
    let mut headers = HashMap::new();
    for source in &scene.images {
        let bytes = images.get(&source.url).ok_or_else(|| {
            RenderError::image(source, Reason::ImageUnavailable, "was not fetched before the render".to_owned())
        })?;
        let picture = Picture::read(bytes).map_err(|error| picture_error(scene, &source.url, &error))?;
        headers.insert(source.url.clone(), picture);
    }
    Ok(headers)
}

/// Every picture, decoded as large as its largest place asks for.
fn decode(
    scene: &Scene,
    headers: &HashMap<String, Picture>,
    placed: &Placed,
    scale: f32,
) -> Result<HashMap<String, Image>, RenderError> {
    let mut scales: HashMap<&str, f32> = HashMap::new();
    largest(placed, headers, &mut scales);
    let mut pictures = HashMap::new();
    for (url, picture) in headers {
        let wanted = scales.get(url.as_str()).copied().unwrap_or(1.0) * scale;
        let image = picture.decode(wanted).map_err(|error| picture_error(scene, url, &error))?;
        pictures.insert(url.clone(), image);
    }
    Ok(pictures)
}

fn largest<'a>(placed: &Placed<'a>, headers: &HashMap<String, Picture>, scales: &mut HashMap<&'a str, f32>) {
    if let SceneContent::Image { url } = &placed.node.content
        && let Some(picture) = headers.get(url)
    {
        let across = placed.area.width / picture.width as f32;
        let down = placed.area.height / picture.height as f32;
        let scale =
            if placed.node.style.object_fit == ObjectFit::Contain { across.min(down) } else { across.max(down) };
        let known = scales.entry(url).or_insert(0.0);
        *known = known.max(scale);
    }
    placed.children.iter().for_each(|child| largest(child, headers, scales));
}

fn picture_error(scene: &Scene, url: &str, error: &PictureError) -> RenderError {
    let reason = match error {
        PictureError::Invalid(_) => Reason::ImageInvalid,
        PictureError::TooLarge(_) => Reason::ImageTooLarge,
    };
    match scene.images.iter().find(|source| source.url == url) {
        Some(source) => RenderError::image(source, reason, error.to_string()),
        None => RenderError::Internal(format!("a picture that no node wants {error}")),
    }
}

fn report(placed: &mut Placed, canvas: (f32, f32)) -> Report {
    let mut report = Report::default();
    tell(placed, canvas, &mut report);
    report.fonts.sort();
    report.fonts.dedup();
    report.missing_glyphs.sort();
    report.missing_glyphs.dedup();
    report
}

fn tell(placed: &mut Placed, canvas: (f32, f32), report: &mut Report) {
    let node = &placed.node.name;
    if let Some(text) = &mut placed.text {
        report.texts.push(TextReport {
            node: node.clone(),
            lines: text.lines(),
            truncated: text.truncated(),
            font_size_hundredths: (text.size() * 100.0).round() as u32,
        });
        report.fonts.extend(text.fonts());
        let mut warn = |code, message: String| report.warnings.push(Warning { code, node: node.clone(), message });
        if text.truncated() {
            warn(WarningCode::TextTruncated, format!("ends in an ellipsis after {} lines", text.lines()));
        }
        if outside(placed.inner, canvas) {
            warn(WarningCode::TextClipped, "ends beyond the canvas' edge".to_owned());
        }
        let missing = text.missing();
        if !missing.is_empty() {
            let points: Vec<String> = missing.iter().copied().map(code_point).collect();
            warn(WarningCode::MissingGlyph, format!("has characters that no font has: {}", points.join(", ")));
            report.missing_glyphs.extend(points);
        }
    }
    placed.children.iter_mut().for_each(|child| tell(child, canvas, report));
}

/// By more than a pixel, which rounding can make.
fn outside(area: Area, canvas: (f32, f32)) -> bool {
    area.x < -1.0 || area.y < -1.0 || area.x + area.width > canvas.0 + 1.0 || area.y + area.height > canvas.1 + 1.0
}
