//! Charts: bars, lines, areas, sparklines and donuts.

use skia_safe::{PaintCap, PaintJoin, PaintStyle, PathBuilder, Point, RRect, Rect};

use super::{Drawing, Natural, curve};
use crate::render::background::{Direction, Layer, Ramp, Space, Stop};
use crate::render::color::Color;
use crate::render::fonts::Fonts;
use crate::render::layout::Area;
use crate::render::paint::{Pen, fill};
use crate::render::scene::Span;
use crate::render::style::{ChartKind, Length, Style, TextAlign};
use crate::render::text::{TextBlock, Typesetter};

/// Lines behind the values, the lowest one included.
const GRID_LINES: u16 = 5;
/// How opaque an area is right below its line.
const AREA_ALPHA: f32 = 0.35;
/// Between a donut's parts, in parts of its ring's width.
const DONUT_GAP: f32 = 0.08;

struct Chart<'a> {
    style: &'a Style,
    /// Of the scene's canvas, in logical pixels.
    size: (f32, f32),
    /// For labels.
    fonts: &'a Fonts,
    typesetter: Typesetter,
}

/// A chart on a canvas of that many logical pixels.
pub fn drawing<'a>(
    style: &'a Style,
    size: (f32, f32),
    fonts: &'a Fonts,
    typesetter: &Typesetter,
) -> Box<dyn Drawing + 'a> {
    Box::new(Chart { style, size, fonts, typesetter: typesetter.clone() })
}

impl Drawing for Chart<'_> {
    fn natural(&self) -> Natural {
        // What a browser gives to what has no size of its own (CSS Images 3, section 5.1).
        Natural { width: 300.0, height: 150.0, keeps_ratio: false }
    }

    fn paint(&self, canvas: &dyn Pen, area: Area) {
        if self.style.values.is_empty() || area.width <= 0.0 || area.height <= 0.0 {
            return;
        }
        let label = self.length(self.style.label_size);
        let labelled = matches!(self.style.chart, ChartKind::Bar | ChartKind::Line | ChartKind::Area)
            && label > 0.0
            && self.style.labels.iter().any(|text| !text.is_empty());
        let plot = Area { height: area.height - if labelled { label * 1.7 } else { 0.0 }, ..area };
        if plot.height <= 0.0 {
            return;
        }
        match self.style.chart {
            ChartKind::Bar => self.bars(canvas, plot),
            ChartKind::Line | ChartKind::Area | ChartKind::Sparkline => self.line(canvas, plot),
            ChartKind::Donut => self.donut(canvas, area),
        }
        if labelled {
            let below = Area { y: area.y + plot.height + label * 0.4, height: label * 1.3, ..area };
            self.labels(canvas, below, label);
        }
    }
}

impl Chart<'_> {
    fn length(&self, length: Length) -> f32 {
        length.resolve(self.size, 0.0).unwrap_or(0.0).max(0.0)
    }

    fn color(&self, i: usize) -> Color {
        let colors = &self.style.colors;
        if colors.is_empty() { self.style.color } else { colors[i % colors.len()] }
    }

    /// The values at the bottom and at the top, the one below the other.
    fn bounds(&self) -> (f32, f32) {
        let least = self.style.values.iter().copied().fold(f32::INFINITY, f32::min);
        let greatest = self.style.values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        // What is filled is compared by its size, which a bottom other than 0 would falsify.
        let filled = matches!(self.style.chart, ChartKind::Bar | ChartKind::Area);
        let bottom = self.style.min_value.unwrap_or(if filled { least.min(0.0) } else { least });
        let top = self.style.max_value.unwrap_or(if filled { greatest.max(0.0) } else { greatest });
        if top > bottom { (bottom, top) } else { (bottom - 0.5, bottom + 0.5) }
    }

    /// Where a value lies, from the top.
    fn height_of(&self, value: f32, plot: Area) -> f32 {
        let (bottom, top) = self.bounds();
        // In 64 bits: the bounds may lie as far apart as numbers go.
        let part = (f64::from(value) - f64::from(bottom)) / (f64::from(top) - f64::from(bottom));
        plot.y + plot.height * (1.0 - part.clamp(0.0, 1.0) as f32)
    }

    fn grid(&self, canvas: &dyn Pen, plot: Area) {
        if self.style.grid_color.a <= 0.0 {
            return;
        }
        let paint = fill(self.style.grid_color);
        for i in 0..GRID_LINES {
            let y = plot.y + plot.height * f32::from(i) / f32::from(GRID_LINES - 1);
            canvas.draw_rect(Rect::from_xywh(plot.x, y - 0.5, plot.width, 1.0), &paint);
        }
    }

    fn bars(&self, canvas: &dyn Pen, plot: Area) {
        self.grid(canvas, plot);
        let place = plot.width / self.style.values.len() as f32;
        let width = place * (1.0 - self.style.bar_gap);
        let zero = self.height_of(0.0, plot);
        let radius = self.length(self.style.bar_radius).min(width / 2.0);
        for (i, value) in self.style.values.iter().enumerate() {
            let (left, end) = (plot.x + place * i as f32 + (place - width) / 2.0, self.height_of(*value, plot));
            let bar = Rect::new(left, zero.min(end), left + width, zero.max(end));
            // Round only where the value ends.
            let round = Point::new(radius, radius);
            let square = Point::default();
            let corners = if *value >= 0.0 { [round, round, square, square] } else { [square, square, round, round] };
            canvas.draw_rrect(&RRect::new_rect_radii(bar, &corners), &fill(self.color(i)));
        }
    }

    fn line(&self, canvas: &dyn Pen, plot: Area) {
        let width = self.length(self.style.line_width);
        // The line's own width stays within the box.
        let inner = Area { y: plot.y + width / 2.0, height: (plot.height - width).max(0.0), ..plot };
        let sparkline = self.style.chart == ChartKind::Sparkline;
        let dot = if sparkline { width * 1.4 } else { width / 2.0 };
        self.grid(canvas, inner);
        let count = self.style.values.len();
        let step = if count > 1 { (inner.width - 2.0 * dot) / (count - 1) as f32 } else { 0.0 };
        let place =
            |(i, value): (usize, &f32)| Point::new(inner.x + dot + step * i as f32, self.height_of(*value, inner));
        let points: Vec<Point> = self.style.values.iter().enumerate().map(place).collect();
        let (Some(first), Some(last)) = (points.first().copied(), points.last().copied()) else { return };
        let mut path = PathBuilder::new();
        path.move_to(first);
        if self.style.smooth {
            curve::smooth(&mut path, &points);
        } else {
            points[1..].iter().for_each(|point| {
                path.line_to(*point);
            });
        }
        let color = self.color(0);
        if self.style.chart == ChartKind::Area {
            let line = path.snapshot();
            let mut under = PathBuilder::new_path(&line);
            let zero = self.height_of(0.0, inner);
            under.line_to((last.x, zero)).line_to((first.x, zero)).close();
            let stop = |color| Stop { color, at: None, hint: None };
            let stops = vec![stop(color.fade(AREA_ALPHA)), stop(color.fade(0.0))];
            let ramp = Ramp { space: Space::Srgb, repeats: false, stops };
            let down = Layer::Linear { direction: Direction::Angle(180.0), ramp };
            canvas.fill(&under.detach(), &down, inner, self.size);
        }
        let mut paint = fill(color);
        paint.set_style(PaintStyle::Stroke);
        paint.set_stroke_width(width);
        paint.set_stroke_cap(PaintCap::Round);
        paint.set_stroke_join(PaintJoin::Round);
        canvas.draw_path(&path.detach(), &paint);
        if sparkline || count == 1 {
            canvas.draw_circle(last, dot.max(width), &fill(color));
        }
    }

    /// Clockwise from the top.
    fn donut(&self, canvas: &dyn Pen, area: Area) {
        let shares: Vec<f32> = self.style.values.iter().map(|value| value.max(0.0)).collect();
        let whole: f32 = shares.iter().sum();
        let side = area.width.min(area.height);
        let width = self.length(self.style.line_width).min(side / 2.0);
        if whole <= 0.0 || !whole.is_finite() || width <= 0.0 {
            return;
        }
        let radius = (side - width) / 2.0;
        let center = Point::new(area.x + area.width / 2.0, area.y + area.height / 2.0);
        let oval = Rect::new(center.x - radius, center.y - radius, center.x + radius, center.y + radius);
        let parts = shares.iter().filter(|share| **share > 0.0).count();
        let gap = if parts > 1 { (DONUT_GAP * width / radius).to_degrees() } else { 0.0 };
        let mut from = -90.0;
        for (i, share) in shares.iter().enumerate() {
            let sweep = share / whole * 360.0;
            let mut paint = fill(self.color(i));
            if self.style.colors.is_empty() {
                // One colour for all: told apart by how strong it is.
                paint = fill(self.style.color.fade(1.0 - 0.8 * i as f32 / shares.len() as f32));
            }
            paint.set_style(PaintStyle::Stroke);
            paint.set_stroke_width(width);
            if sweep > gap {
                canvas.draw_arc(oval, from + gap / 2.0, sweep - gap, &paint);
            }
            from += sweep;
        }
    }

    fn labels(&self, canvas: &dyn Pen, area: Area, size: f32) {
        let count = self.style.values.len();
        let lines = self.style.chart != ChartKind::Bar;
        // A line's first and last value lie at the edges, a bar's in the middle of its place.
        let place = if lines { area.width / (count.max(2) - 1) as f32 } else { area.width / count as f32 };
        for (i, label) in self.style.labels.iter().take(count).enumerate().filter(|(_, label)| !label.is_empty()) {
            let text_align = match i {
                0 if lines => TextAlign::Left,
                last if lines && last == count - 1 => TextAlign::Right,
                _ => TextAlign::Center,
            };
            let left = match text_align {
                TextAlign::Left => area.x,
                TextAlign::Right => area.x + area.width - place,
                _ if lines => area.x + place * (i as f32 - 0.5),
                _ => area.x + place * i as f32,
            };
            let spans = [Span { text: label.clone(), style: None }];
            let look = Style {
                color: self.style.label_color,
                font_size: Length::Px(size),
                max_lines: Some(1),
                text_align,
                ..Style::default()
            };
            let mut text = TextBlock::new(&spans, &look, self.size, self.fonts, &self.typesetter);
            text.set(place, None);
            text.paint(canvas, (left, area.y), Area { x: left, width: place, ..area });
        }
    }
}
