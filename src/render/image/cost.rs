//! What drawing an SVG may cost: a few hundred bytes of nested layers and filters can keep a core busy for hours, and
//! resvg can't be stopped half-way. Rough, and rather too much than too little.

use resvg::usvg::filter::Kind;
use resvg::usvg::{ClipPath, Group, Mask, Node, Paint, Path, Rect, Size, Tree};

/// Layers are cut to this multiple of the picture's area.
const LAYER: f32 = 25.0;
/// Lengths in pixels depend on how large it is drawn; taken to be this long.
const SIDE: f32 = 2048.0;
/// Segments of outlines, or dashes, that take as long as going over the picture once.
const SEGMENTS: f32 = 10_000.0;
/// Most dashes that are drawn along an outline.
const MAX_DASHES: f32 = 1e6;

/// In multiples of the picture's own area.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Cost {
    /// What drawing goes over, in all.
    pub passes: f32,
    /// The layers that are open at once, at most.
    pub open: f32,
    /// Pixels of pictures within, each as often as it is decoded: as often as it is drawn. Not a multiple of anything.
    pub decoded: f32,
}

impl Cost {
    /// Both one after the other.
    fn then(self, other: Cost) -> Cost {
        Cost {
            passes: self.passes + other.passes,
            open: self.open.max(other.open),
            decoded: self.decoded + other.decoded,
        }
    }

    /// Within a layer of that area.
    fn within(self, area: f32) -> Cost {
        Cost { passes: self.passes + area, open: self.open + area, ..self }
    }
}

/// What drawing all of it costs.
pub fn of(tree: &Tree) -> Cost {
    Picture(tree.size()).group(tree.root())
}

struct Picture(Size);

impl Picture {
    fn area(&self) -> f32 {
        self.0.width() * self.0.height()
    }

    /// How much of the picture a box covers, at most so often.
    fn part(&self, bounds: Rect, most: f32) -> f32 {
        let part = bounds.width() * bounds.height() / self.area();
        if part.is_finite() { part.min(most) } else { most }
    }

    fn group(&self, group: &Group) -> Cost {
        let inside = group.children().iter().map(|node| self.node(node)).fold(Cost::default(), Cost::then);
        if !group.should_isolate() {
            return inside;
        }
        let area = self.part(group.abs_layer_bounding_box().to_rect(), LAYER);
        let mut cost = inside.within(area);
        for primitive in group.filters().iter().flat_map(|filter| filter.primitives()) {
            let (times, drawn) = self.primitive(primitive.kind());
            // Its inputs and its result are layers, too.
            cost = cost.then(drawn.within(area * 3.0));
            cost.passes += area * times;
        }
        if let Some(clip) = group.clip_path() {
            cost = cost.then(self.clip(clip, area).within(area));
        }
        if let Some(mask) = group.mask() {
            cost = cost.then(self.mask(mask, area).within(area));
        }
        cost
    }

    fn clip(&self, clip: &ClipPath, area: f32) -> Cost {
        let cost = self.group(clip.root()).within(area);
        clip.clip_path().map_or(cost, |next| cost.then(self.clip(next, area).within(area)))
    }

    fn mask(&self, mask: &Mask, area: f32) -> Cost {
        let cost = self.group(mask.root()).within(area);
        mask.mask().map_or(cost, |next| cost.then(self.mask(next, area).within(area)))
    }

    fn node(&self, node: &Node) -> Cost {
        match node {
            Node::Group(group) => self.group(group),
            Node::Path(path) => self.path(path),
            Node::Text(text) => self.group(text.flattened()),
            // As a picture in PNG: no other kind gets through the reader. Each pixel is worked out of sixteen.
            Node::Image(image) => Cost {
                passes: 4.0 * self.part(image.abs_bounding_box(), 1.0),
                decoded: image.size().width() * image.size().height(),
                ..Cost::default()
            },
        }
    }

    fn path(&self, path: &Path) -> Cost {
        let bounds = path.abs_stroke_bounding_box();
        let outline = path.data().len() as f32 / SEGMENTS;
        let area = self.part(bounds, 1.0);
        let mut cost = Cost::default();
        if let Some(fill) = path.fill() {
            cost.passes += area + outline;
            cost = cost.then(self.paint(fill.paint()));
        }
        if let Some(stroke) = path.stroke() {
            let own = path.bounding_box();
            let around = (own.width() + own.height()) * 2.0;
            let dashes = stroke.dasharray().map_or(0.0, |dashes| {
                let period = dashes.iter().sum::<f32>() / dashes.len().max(1) as f32;
                (around.max(1.0) * (1.0 + path.data().len() as f32 / 4.0) / period.max(1e-6)).min(MAX_DASHES)
            });
            cost.passes += area + 2.0 * outline + dashes / SEGMENTS;
            cost = cost.then(self.paint(stroke.paint()));
        }
        cost
    }

    /// A pattern is drawn as large as it is, however much of it is shown.
    fn paint(&self, paint: &Paint) -> Cost {
        match paint {
            Paint::Pattern(pattern) => self.group(pattern.root()).within(self.part(pattern.rect().to_rect(), f32::MAX)),
            Paint::Color(_) | Paint::LinearGradient(_) | Paint::RadialGradient(_) => Cost::default(),
        }
    }

    /// How often a filter's step goes over its layer, and what it draws besides.
    fn primitive(&self, kind: &Kind) -> (f32, Cost) {
        let times = match kind {
            Kind::GaussianBlur(_) => 8.0,
            Kind::DropShadow(_) => 10.0,
            Kind::Turbulence(turbulence) => 12.0 * (turbulence.num_octaves() as f32).clamp(1.0, 1e6),
            Kind::ConvolveMatrix(convolve) => convolve.matrix().columns() as f32 * convolve.matrix().rows() as f32,
            Kind::Morphology(morphology) => {
                let across = |radius: f32, of: f32| (radius / of * SIDE * 2.0 + 1.0).clamp(1.0, 2.0 * SIDE);
                across(morphology.radius_x().get(), self.0.width())
                    * across(morphology.radius_y().get(), self.0.height())
            }
            Kind::DiffuseLighting(_) | Kind::SpecularLighting(_) => 6.0,
            Kind::DisplacementMap(_) => 4.0,
            Kind::Merge(merge) => merge.inputs().len() as f32,
            Kind::Image(image) => return (1.0, self.group(image.root())),
            _ => 2.0,
        };
        (times, Cost::default())
    }
}
