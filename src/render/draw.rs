//! One render on one thread: scene and pictures in, bytes and report out.

use std::collections::HashMap;

use bytes::Bytes;
use skia_safe::{ISize, Surface, surfaces};

use super::backdrop;
use super::encode::{Encoder, Pixels};
use super::image::{Picture, PictureError};
use super::layout::{Placed, lay_out};
use super::paint::{Decoded, Painter, fitted, tile, to_device};
use super::renderer::{RenderError, Rendered};
use super::report::{Report, Warning, WarningCode, code_point};
use super::scene::{ImageSource, Scene, SceneContent, SceneNode};
use super::style::{Mask, MissingGlyph, Style};
use super::text::{MeasureText, Measurement, Typesetter};
use super::wanted::Wanted;
use super::{review, summary, svg};
use crate::domain::output::{Format, Output};
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

    /// Lays out, paints and encodes, as long as it is wanted.
    pub fn render(
        &mut self,
        scene: &Scene,
        images: &HashMap<String, Bytes>,
        output: &Output,
        wanted: &Wanted,
    ) -> Result<Rendered, RenderError> {
        self.typesetter.trim(&scene.fonts);
        let mut warnings = Vec::new();
        let mut headers = headers(scene, images, &mut warnings)?;
        let (mut placed, pictures) = loop {
            let size = |url: &str| headers.get(url).map(|picture| picture.size);
            let mut placed = lay_out(scene, &self.typesetter, size)
                .map_err(|error| RenderError::Internal(format!("layout: {error}")))?;
            whole(&placed)?;
            placed.snap(output.scale);
            match decode(scene, &headers, &placed, output.scale) {
                Ok(pictures) => break (placed, pictures),
                Err((url, error)) => {
                    // Its header promised more than the rest keeps; some nodes go when their picture does.
                    missing(scene, &url, error, &mut warnings)?;
                    headers.remove(&url);
                }
            }
        };

        wanted.check()?;
        let (width, height) = output.pixel_size();
        let mut surface = self.surface(width, height)?;
        let canvas = surface.canvas();
        let plain = is_plain(&scene.root.style);
        let painted = if plain {
            backdrop::paint(canvas, &placed, scene.canvas, (width, height))
        } else {
            canvas.clear(skia_safe::Color::TRANSPARENT);
            0
        };
        canvas.save();
        canvas.concat(&to_device(scene.canvas, (width, height)));
        let painter = Painter::new(canvas, scene.canvas, output.scale, &pictures);
        if plain {
            painter.root(&placed, painted)
        } else {
            painter.node(&placed)
        }
        warnings.extend(painter.into_warnings());
        canvas.restore();

        let mut report = review::report(&mut placed, scene.canvas, &pictures, warnings);
        let opaque = plain && scene.root.style.background.last().is_some_and(super::background::Layer::is_opaque);
        let pixmap = surface.peek_pixels().ok_or_else(|| RenderError::Internal("pixels out of reach".to_owned()))?;
        let bgra = pixmap.bytes().ok_or_else(|| RenderError::Internal("pixels out of reach".to_owned()))?;
        let pixels = Pixels { bgra, width, height, opaque };
        let grid = summary::Grid::of(&pixels);
        report.dominant_color = grid.dominant_color();
        report.thumb_hash = grid.thumb_hash();
        report.alt_text = summary::alt_text(&scene.texts());
        let (bytes, format) = if output.format == Format::Svg.into() {
            let (bytes, omitted) = vectors(scene, &placed, &pictures, output, &report.alt_text)?;
            let news = omitted.into_iter().filter(|warning| !report.warnings.contains(warning));
            let news: Vec<Warning> = news.collect();
            report.warnings.extend(news);
            (bytes, Format::Svg)
        } else {
            self.encoder.encode_within(&pixels, output, wanted)?
        };
        if width as usize * height as usize * 4 <= KEPT_BYTES {
            self.surface = Some(surface);
        }
        Ok(Rendered { bytes: bytes.into(), width, height, format, report })
    }

    /// Lays out and looks, without painting. `sizes` are pictures' by their URLs, in their own pixels; one without takes no
    /// room of its own.
    pub fn lay_out(&mut self, scene: &Scene, sizes: &HashMap<String, (u32, u32)>) -> Result<Report, RenderError> {
        self.typesetter.trim(&scene.fonts);
        let size = |url: &str| sizes.get(url).map(|(width, height)| (*width as f32, *height as f32));
        let mut placed = lay_out(scene, &self.typesetter, size)
            .map_err(|error| RenderError::Internal(format!("layout: {error}")))?;
        whole(&placed)?;
        let report = review::report(&mut placed, scene.canvas, &HashMap::new(), Vec::new());
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

/// The scene as SVG, and what could not be said in it.
fn vectors(
    scene: &Scene,
    placed: &Placed,
    pictures: &HashMap<String, Decoded>,
    output: &Output,
    alt: &str,
) -> Result<(Vec<u8>, Vec<Warning>), RenderError> {
    let (markup, omitted) = svg::write(placed, scene.canvas, output.pixel_size(), pictures, alt);
    match output.max_bytes {
        Some(max_bytes) if markup.len() > max_bytes as usize => {
            Err(RenderError::TooLarge { format: Format::Svg, smallest: markup.len(), max_bytes })
        }
        _ => Ok((markup.into_bytes(), omitted)),
    }
}

/// A surface larger than this is given back after its render.
const KEPT_BYTES: usize = 12_000_000;

/// Whether the canvas is nothing but a filled rectangle, so that its background can be copied from an earlier one.
fn is_plain(canvas: &Style) -> bool {
    let none = Style::default();
    canvas.opacity == none.opacity
        && canvas.visibility == none.visibility
        && canvas.mix_blend_mode == none.mix_blend_mode
        && canvas.filter.is_empty()
        && canvas.backdrop_filter.is_empty()
        && canvas.mask_image.is_empty()
        && canvas.clip_path.is_none()
        && canvas.box_shadow.is_empty()
        && canvas.border_radius == none.border_radius
        && (canvas.rotate, canvas.scale, canvas.translate) == (none.rotate, none.scale, none.translate)
}

/// Every wanted picture's header, but of those that can be done without and are no pictures.
fn headers<'a>(
    scene: &Scene,
    images: &'a HashMap<String, Bytes>,
    warnings: &mut Vec<Warning>,
) -> Result<HashMap<String, Picture<'a>>, RenderError> {
    let mut headers = HashMap::new();
    for source in &scene.images {
        let picture = match images.get(&source.url) {
            Some(bytes) => Picture::read(bytes).map_err(|error| picture_error(source, &error)),
            None => Err(RenderError::image(
                source,
                Reason::ImageUnavailable,
                "was not fetched before the render".to_owned(),
            )),
        };
        match picture {
            Ok(picture) => {
                headers.insert(source.url.clone(), picture);
            }
            Err(error) => missing(scene, &source.url, error, warnings)?,
        }
    }
    Ok(headers)
}

/// A picture that can't be had: an error where it is required, a warning for each of its nodes where not.
fn missing(scene: &Scene, url: &str, error: RenderError, warnings: &mut Vec<Warning>) -> Result<(), RenderError> {
    if !scene.images.iter().any(|source| source.url == url && !source.required) {
        return Err(error);
    }
    fn nodes<'a>(node: &'a SceneNode, url: &str, found: &mut Vec<&'a str>) {
        match &node.content {
            SceneContent::Image { url: own } if own == url => found.push(&node.name),
            SceneContent::Frame(children) => children.iter().for_each(|child| nodes(child, url, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    nodes(&scene.root, url, &mut found);
    let warning = |node: &str| Warning {
        code: WarningCode::ImageUnavailable,
        node: node.to_owned(),
        message: format!("goes without its picture: {error}"),
    };
    warnings.extend(found.into_iter().map(warning));
    Ok(())
}

/// Every picture, decoded as large as its largest place asks for; or the URL of one that can't be.
fn decode(
    scene: &Scene,
    headers: &HashMap<String, Picture>,
    placed: &Placed,
    scale: f32,
) -> Result<HashMap<String, Decoded>, (String, RenderError)> {
    let mut scales: HashMap<&str, f32> = HashMap::new();
    largest(placed, scene.canvas, headers, &mut scales);
    let mut pictures = HashMap::new();
    for source in &scene.images {
        let Some(picture) = headers.get(&source.url) else { continue };
        // No node shows it.
        let Some(wanted) = scales.get(source.url.as_str()) else { continue };
        let image =
            picture.decode(wanted * scale).map_err(|error| (source.url.clone(), picture_error(source, &error)))?;
        pictures.insert(source.url.clone(), Decoded { image, size: picture.size });
    }
    Ok(pictures)
}

fn largest<'a>(
    placed: &Placed<'a>,
    canvas: (f32, f32),
    headers: &HashMap<String, Picture>,
    scales: &mut HashMap<&'a str, f32>,
) {
    if let SceneContent::Image { url } = &placed.node.content
        && let Some(picture) = headers.get(url)
    {
        let size = picture.size;
        let (width, height) = fitted(placed.node.style.object_fit, size, placed.inner);
        let known = scales.entry(url).or_insert(0.0);
        *known = known.max(width / size.0).max(height / size.1);
    }
    for mask in &placed.node.style.mask_image {
        if let Mask::Picture(url) = mask
            && let Some(picture) = headers.get(url)
        {
            let size = picture.size;
            let tile = tile(&placed.node.style, size, placed.area, canvas);
            let known = scales.entry(url).or_insert(0.0);
            *known = known.max(tile.width() / size.0).max(tile.height() / size.1);
        }
    }
    placed.children.iter().for_each(|child| largest(child, canvas, headers, scales));
}

fn picture_error(source: &ImageSource, error: &PictureError) -> RenderError {
    let reason = match error {
        PictureError::Invalid(_) => Reason::ImageInvalid,
        PictureError::TooLarge(_) => Reason::ImageTooLarge,
    };
    RenderError::image(source, reason, error.to_string())
}

/// Refuses what a text says it can't do without.
fn whole(placed: &Placed) -> Result<(), RenderError> {
    if let Some(text) = &placed.text
        && placed.node.style.missing_glyph == MissingGlyph::Error
        && !text.missing().is_empty()
    {
        let code_points = text.missing().iter().copied().map(code_point).collect();
        return Err(RenderError::MissingGlyph { node: placed.node.name.clone(), code_points });
    }
    placed.children.iter().try_for_each(whole)
}
