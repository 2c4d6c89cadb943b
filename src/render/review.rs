//! What a reader of a finished picture would notice: texts that end early, what can't be seen, what is missing.

use std::collections::HashMap;

use super::background::Layer;
use super::layout::{Area, Placed};
use super::paint::{Decoded, is_covered, target, transform};
use super::report::{Report, TextReport, Warning, WarningCode, code_point};
use super::scene::SceneContent;
use super::style::{BlendMode, Length, Shape, Visibility};

/// Tells of a painted scene; `warnings` were noticed on the way.
pub fn report(
    placed: &mut Placed,
    canvas: (f32, f32),
    pictures: &HashMap<String, Decoded>,
    warnings: Vec<Warning>,
) -> Report {
    let mut report = Report { warnings, ..Report::default() };
    tell(placed, &mut report);
    let mut seen = Seen { canvas, pictures, leaves: Vec::new(), covers: Vec::new(), order: 0 };
    let whole = Area { x: 0.0, y: 0.0, width: canvas.0, height: canvas.1 };
    seen.walk(placed, whole);
    seen.warn(&mut report.warnings);
    report.fonts.sort();
    report.fonts.dedup();
    report.missing_glyphs.sort();
    report.missing_glyphs.dedup();
    report
}

/// Of each text by itself.
fn tell(placed: &mut Placed, report: &mut Report) {
    let node = &placed.node.name;
    if let Some(text) = &mut placed.text {
        report.texts.push(TextReport {
            node: node.clone(),
            lines: text.lines(),
            truncated: text.truncated(),
            font_size_hundredths: (text.size() * 100.0).round() as u32,
            shrunk_percent: (text.shrunk() * 100.0).round() as u32,
        });
        report.fonts.extend(text.fonts());
        let mut warn = |code, message: String| report.warnings.push(Warning { code, node: node.clone(), message });
        if text.truncated() {
            warn(WarningCode::TextTruncated, format!("has more than is drawn: it ends after {} lines", text.lines()));
        }
        let missing = text.missing();
        if !missing.is_empty() {
            let points: Vec<String> = missing.iter().copied().map(code_point).collect();
            warn(WarningCode::MissingGlyph, format!("has characters that no font has: {}", points.join(", ")));
            report.missing_glyphs.extend(points);
        }
    }
    placed.children.iter_mut().for_each(|child| tell(child, report));
}

/// What can be seen, in the order of painting. Of what is turned, moved, scaled or cut nothing is told: decoration is.
struct Seen<'a> {
    canvas: (f32, f32),
    pictures: &'a HashMap<String, Decoded>,
    leaves: Vec<Leaf<'a>>,
    /// Boxes that nothing is seen through, with their places in the order.
    covers: Vec<(usize, Area)>,
    order: usize,
}

/// Something to look at or read.
struct Leaf<'a> {
    placed: &'a Placed<'a>,
    order: usize,
    /// What the canvas and the frames that clip leave to be seen.
    window: Area,
}

impl<'a> Seen<'a> {
    fn walk(&mut self, placed: &'a Placed<'a>, window: Area) {
        let style = &placed.node.style;
        if style.visibility == Visibility::Hidden
            || style.opacity <= 0.0
            || style.clip_path.is_some()
            || !style.mask_image.is_empty()
            || transform(style, placed.area, self.canvas).is_some()
        {
            return;
        }
        self.order += 1;
        let order = self.order;
        if !matches!(placed.node.content, SceneContent::Frame(_) | SceneContent::Shape) {
            self.leaves.push(Leaf { placed, order, window });
        }
        // What blends or is filtered may let through what is below it.
        let solid = style.opacity >= 1.0 && style.mix_blend_mode == BlendMode::Normal && style.filter.is_empty();
        if !solid {
            let known = self.covers.len();
            self.within(placed, window);
            self.covers.truncate(known);
            return;
        }
        if let Some(area) = self.opaque(placed) {
            self.covers.push((order, intersection(area, window)));
        }
        self.within(placed, window);
    }

    fn within(&mut self, placed: &'a Placed<'a>, window: Area) {
        let inside = placed.area.inset(placed.border);
        let window = if placed.node.style.clip { intersection(window, inside) } else { window };
        placed.painting_order().into_iter().for_each(|child| self.walk(child, window));
    }

    /// The part of a node's box that nothing is seen through: less what round corners leave out.
    fn opaque(&self, placed: &Placed) -> Option<Area> {
        let style = &placed.node.style;
        let filled = style.background.iter().any(Layer::is_opaque);
        let area = match &placed.node.content {
            SceneContent::Frame(_) if filled => placed.area,
            SceneContent::Shape if filled && style.shape == Shape::Rect => placed.area,
            SceneContent::Image { url } => {
                let picture = self.pictures.get(url)?;
                let covers = is_covered(target(style, picture.size, placed.inner, self.canvas), placed.inner);
                (covers && picture.image.is_opaque()).then_some(placed.inner)?
            }
            _ => return None,
        };
        let radius = style.border_radius.iter().map(|radius| self.length(*radius, area)).fold(0.0, f32::max);
        // A square within the corner's circle.
        Some(area.inset([radius * (1.0 - std::f32::consts::FRAC_1_SQRT_2); 4]))
    }

    fn length(&self, length: Length, area: Area) -> f32 {
        length.resolve(self.canvas, area.width.max(area.height)).unwrap_or(0.0)
    }

    fn warn(&self, warnings: &mut Vec<Warning>) {
        for leaf in &self.leaves {
            let placed = leaf.placed;
            let is_text = placed.text.is_some();
            let area = if is_text { placed.inner } else { placed.area };
            if area.width <= 0.0 || area.height <= 0.0 {
                continue;
            }
            let mut warn = |code, message: &str| {
                warnings.push(Warning { code, node: placed.node.name.clone(), message: message.to_owned() });
            };
            if !inside(area, leaf.window) {
                let code = if is_text { WarningCode::TextClipped } else { WarningCode::NodeClipped };
                warn(code, "ends beyond the edge of the canvas, or of a frame that clips");
            }
            let shown = intersection(area, leaf.window);
            if self.covers.iter().any(|(order, cover)| *order > leaf.order && inside(shown, *cover)) {
                let code = if is_text { WarningCode::TextCovered } else { WarningCode::NodeCovered };
                warn(code, "lies wholly under something that nothing is seen through");
            }
        }
    }
}

/// But for a pixel, which rounding can make.
fn inside(area: Area, window: Area) -> bool {
    area.x >= window.x - 1.0
        && area.y >= window.y - 1.0
        && area.x + area.width <= window.x + window.width + 1.0
        && area.y + area.height <= window.y + window.height + 1.0
}

fn intersection(a: Area, b: Area) -> Area {
    let (x, y) = (a.x.max(b.x), a.y.max(b.y));
    let (right, bottom) = ((a.x + a.width).min(b.x + b.width), (a.y + a.height).min(b.y + b.height));
    Area { x, y, width: (right - x).max(0.0), height: (bottom - y).max(0.0) }
}
