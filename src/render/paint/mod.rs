//! Laid-out nodes into pixels.

mod border;
mod budget;
mod clip;
mod contrast;
mod corner;
mod coverage;
mod filter;
mod gradient;
mod group;
mod ink;
mod mask;
mod pen;
mod picture;
mod shadow;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use skia_safe::{ClipOp, Color4f, Matrix, Paint, PaintStyle, RRect, Rect};

pub use self::corner::{rect, rounded};
pub use self::filter::{matrix_of, reach, sigma_of};
pub use self::gradient::{Course, course, layer_paint};
pub use self::ink::transform;
pub use self::mask::{MaskLayer, tile};
pub use self::pen::{Group, Ink, Pen, ring};
pub use self::picture::{Decoded, fitted, is_covered, target};

use self::budget::Budget;
use self::shadow::Cast;
use super::background::Layer;
use super::color::Color;
use super::content::shape::Outline;
use super::layout::Placed;
use super::report::{Warning, WarningCode};
use super::scene::SceneContent;
use super::style::{BackgroundClip, BorderStyle, Shape, Visibility};

/// Paints nodes and all within them, in logical pixels.
pub struct Painter<'a> {
    canvas: &'a dyn Pen,
    /// Of the scene's canvas, in logical pixels.
    size: (f32, f32),
    /// Device pixels per logical one.
    scale: f32,
    /// Decoded pictures by URL.
    pictures: &'a HashMap<String, Decoded>,
    budget: Budget,
    /// Layers that are open: what is painted in one can't be seen from outside before it is closed.
    layers: Cell<u32>,
    warnings: RefCell<Vec<Warning>>,
}

impl<'a> Painter<'a> {
    /// For a canvas of `size` logical pixels, each of them `scale` device pixels.
    pub fn new(
        canvas: &'a dyn Pen,
        size: (f32, f32),
        scale: f32,
        pictures: &'a HashMap<String, Decoded>,
    ) -> Painter<'a> {
        let pixels = f64::from(size.0) * f64::from(size.1) * f64::from(scale) * f64::from(scale);
        Painter {
            canvas,
            size,
            scale,
            pictures,
            budget: Budget::new(pixels),
            layers: Cell::new(0),
            warnings: RefCell::default(),
        }
    }

    /// What was noticed on the way.
    pub fn into_warnings(self) -> Vec<Warning> {
        self.warnings.into_inner()
    }

    /// A node with all its effects.
    pub fn node(&self, placed: &Placed) {
        let style = &placed.node.style;
        if style.visibility == Visibility::Hidden || style.opacity <= 0.0 {
            return;
        }
        self.canvas.save();
        if let Some(matrix) = transform(style, placed.area, self.size) {
            self.canvas.concat(&matrix);
        }
        if let Some(path) = &style.clip_path {
            self.canvas.clip(&clip::path(path, placed.area, self.size), ClipOp::Intersect);
        }
        self.backdrop(placed);
        self.grouped(placed, || {
            self.box_of(placed);
            self.content(placed);
        });
        self.canvas.restore();
    }

    /// The canvas' border and its children, but for so many of the lowest ones.
    pub fn root(&self, placed: &Placed, painted: usize) {
        self.border(placed);
        placed.painting_order().into_iter().skip(painted).for_each(|child| self.node(child));
    }

    /// Border, content and children, without the node's own box and effects.
    fn content(&self, placed: &Placed) {
        let style = &placed.node.style;
        self.border(placed);
        match &placed.node.content {
            SceneContent::Frame(_) => {
                if style.clip {
                    self.canvas.save();
                    let inner = corner::within(&self.rounded(placed), placed.border);
                    self.canvas.clip_rrect(&inner, ClipOp::Intersect);
                }
                placed.painting_order().into_iter().for_each(|child| self.node(child));
                if style.clip {
                    self.canvas.restore();
                }
            }
            SceneContent::Text(_) => self.text(placed),
            SceneContent::Image { url } => {
                if let Some(picture) = self.pictures.get(url) {
                    let target = target(style, picture.size, placed.inner, self.size);
                    let outline = corner::within(&self.rounded(placed), placed.border);
                    picture::paint(self.canvas, picture, target, &outline, self.scale);
                }
            }
            SceneContent::Shape
            | SceneContent::Svg
            | SceneContent::QrCode
            | SceneContent::Barcode
            | SceneContent::Rating
            | SceneContent::Chart => {
                if let Some(drawing) = &placed.drawing {
                    drawing.paint(self.canvas, placed.inner);
                }
            }
        }
    }

    fn text(&self, placed: &Placed) {
        let Some(text) = &placed.text else { return };
        let style = &placed.node.style;
        let plain = style.background_clip == BackgroundClip::BorderBox && style.text_stroke.is_none();
        let on_top = self.layers.get() == 0 && plain;
        if on_top
            && let Some(behind) = self.canvas.behind(corner::rect(placed.inner))
            && let Some((contrast, wanted)) = contrast::shortfall(style, text.size(), behind)
        {
            let message = format!(
                "has a contrast of {contrast:.1}:1 against what lies behind it, {}; WCAG asks for {wanted}:1",
                &behind.to_string()[..7]
            );
            self.warn(placed, WarningCode::LowContrast, message);
        }
        text.paint(self.canvas, (placed.inner.x, placed.inner.y), placed.area);
    }

    /// Shadows and background.
    fn box_of(&self, placed: &Placed) {
        let style = &placed.node.style;
        if style.background.is_empty() && style.box_shadow.is_empty() {
            return;
        }
        let outline = self.outline(placed);
        for shadow in style.box_shadow.iter().rev().filter(|shadow| !shadow.inset) {
            let cast = Cast::of(shadow, self.size, self.scale);
            let [left, top, right, bottom] = cast.reach();
            let mut bounds = corner::rect(placed.area);
            (bounds.left, bounds.top) = (bounds.left - left, bounds.top - top);
            (bounds.right, bounds.bottom) = (bounds.right + right, bounds.bottom + bottom);
            if self.afford(placed, bounds, 1.0) {
                cast.around(self.canvas, &outline);
            }
        }
        let is_fill =
            !matches!(placed.node.content, SceneContent::Text(_)) || style.background_clip != BackgroundClip::Text;
        if is_fill {
            self.background(placed, &outline);
        }
        for shadow in style.box_shadow.iter().rev().filter(|shadow| shadow.inset) {
            let Outline::Box(rrect) = &outline else { continue };
            if self.afford(placed, corner::rect(placed.area), 1.0) {
                let inner = corner::within(rrect, placed.border);
                Cast::of(shadow, self.size, self.scale).inside(self.canvas, &inner);
            }
        }
    }

    fn background(&self, placed: &Placed, outline: &Outline) {
        let style = &placed.node.style;
        // Gradients are as large as the box within the border (CSS's `background-origin`).
        let area = match outline {
            Outline::Box(_) => placed.area.inset(placed.border),
            Outline::Path(_) => placed.area,
        };
        let hidden_edge = style.border_style == BorderStyle::Solid
            && style.border_color.is_opaque()
            && placed.border.iter().all(|width| *width > 0.0);
        for layer in style.background.iter().rev() {
            let gradient = !matches!(layer, Layer::Solid(_));
            if gradient && !self.afford(placed, corner::rect(placed.area), 1.0) {
                continue;
            }
            match outline {
                // Half under the border, or its smoothed edge would be seen around the border's own.
                Outline::Box(rrect) if hidden_edge => {
                    let inner = corner::within(rrect, placed.border.map(|width| width / 2.0));
                    self.canvas.fill_rrect(&inner, layer, area, self.size);
                }
                Outline::Box(rrect) => {
                    self.canvas.fill_rrect(rrect, layer, area, self.size);
                }
                Outline::Path(path) => {
                    self.canvas.fill(path, layer, area, self.size);
                }
            }
        }
    }

    fn border(&self, placed: &Placed) {
        if placed.border.iter().any(|width| *width > 0.0) {
            border::paint(self.canvas, &placed.node.style, &self.rounded(placed), placed.border);
        }
    }

    fn outline(&self, placed: &Placed) -> Outline {
        match placed.node.content {
            SceneContent::Shape => Outline::of(&placed.node.style, placed.area, self.size),
            _ => Outline::Box(rounded(placed.area, &placed.node.style, self.size)),
        }
    }

    fn rounded(&self, placed: &Placed) -> RRect {
        match placed.node.content {
            SceneContent::Shape if placed.node.style.shape == Shape::Ellipse => {
                RRect::new_oval(corner::rect(placed.area))
            }
            _ => rounded(placed.area, &placed.node.style, self.size),
        }
    }

    /// Whether going over a rectangle so many times is within the budget; warns if not.
    fn afford(&self, placed: &Placed, bounds: Rect, times: f64) -> bool {
        self.budget.spend(self.canvas.seen(bounds) * times) || self.omitted(placed)
    }

    /// Says that an effect is left out: always `false`.
    fn omitted(&self, placed: &Placed) -> bool {
        self.warn(
            placed,
            WarningCode::EffectOmitted,
            "has an effect that would cost more than a render may".to_owned(),
        );
        false
    }

    /// Once for each node and kind.
    fn warn(&self, placed: &Placed, code: WarningCode, message: String) {
        let node = &placed.node.name;
        let mut warnings = self.warnings.borrow_mut();
        if !warnings.iter().any(|known| known.code == code && known.node == *node) {
            warnings.push(Warning { code, node: node.clone(), message });
        }
    }
}

/// A smooth-edged fill.
pub fn fill(color: Color) -> Paint {
    let mut paint = Paint::new(color4f(color), None);
    paint.set_anti_alias(true);
    paint.set_style(PaintStyle::Fill);
    paint
}

pub fn color4f(color: Color) -> Color4f {
    Color4f::new(color.r, color.g, color.b, color.a)
}

/// The matrix from logical to device pixels.
pub fn to_device(size: (f32, f32), pixels: (u32, u32)) -> Matrix {
    Matrix::scale((pixels.0 as f32 / size.0, pixels.1 as f32 / size.1))
}
