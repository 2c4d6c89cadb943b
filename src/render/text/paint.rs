//! A text's glyphs into pixels: what lies behind them, their shadows, their outline, themselves.

use skia_safe::{ClipOp, PaintJoin, PaintStyle, Point, RRect, Rect};

use super::decoration::{self, Stretch, Stripe};
use super::glyphs::{Run, Set};
use super::{Job, TextBlock, WIDE};
use crate::render::layout::Area;
use crate::render::paint::{Ink, Pen, fill};
use crate::render::style::{BackgroundClip, Shadow, Style, TextOverflow, TextWrap};

impl TextBlock<'_> {
    /// Paints it into a box that begins there and is as large as it was set for. `area` is the node's whole box: what a
    /// background refers to that fills the letters.
    pub fn paint(&self, canvas: &dyn Pen, origin: (f32, f32), area: Area) {
        let Some(set) = &self.set else { return };
        let area = Area { x: area.x - origin.0, y: area.y - origin.1, ..area };
        canvas.save();
        canvas.translate(origin);
        let cut = self.job.style.text_wrap == TextWrap::Nowrap && self.job.style.text_overflow == TextOverflow::Clip;
        if cut {
            canvas.clip_rect(Rect::new(0.0, -WIDE, set.width, WIDE), ClipOp::Intersect);
        }
        let painter = Painter { canvas, job: &self.job, ratio: self.ratio, set, area };
        painter.highlights();
        painter.shadows();
        painter.strokes();
        painter.letters();
        canvas.restore();
    }
}

struct Painter<'a> {
    canvas: &'a dyn Pen,
    job: &'a Job<'a>,
    ratio: f32,
    set: &'a Set,
    area: Area,
}

impl Painter<'_> {
    fn style(&self, piece: usize) -> &Style {
        self.job.pieces.get(piece).map_or(self.job.style, |piece| piece.style)
    }

    /// Backgrounds of spans, as high as their font (CSS 2.2, section 10.6.1).
    fn highlights(&self) {
        for (i, area) in &self.set.areas {
            let style = self.style(*i);
            if !self.job.pieces.get(*i).is_some_and(|piece| piece.highlighted(self.job.style)) {
                continue;
            }
            let Some(stretch) = self.stretch(*i, *area) else { continue };
            let (top, bottom) = (stretch.baseline - stretch.ascent, stretch.baseline + self.descent(*i));
            let area = Area { x: area.left, y: top, width: area.width(), height: bottom - top };
            let own = style.border_radius != self.job.style.border_radius;
            let radius = if own { self.job.length(style.border_radius[0], area.height) } else { 0.0 };
            let shape = RRect::new_rect_xy(Rect::from_xywh(area.x, area.y, area.width, area.height), radius, radius);
            for layer in style.background.iter().rev() {
                self.canvas.fill_rrect(&shape, layer, area, self.job.canvas);
            }
        }
    }

    /// Of all pieces before anything else: no shadow falls on a letter. The first of a list lies on top.
    fn shadows(&self) {
        for (i, piece) in self.job.pieces.iter().enumerate() {
            for shadow in piece.style.text_shadow.iter().rev() {
                self.shadow(i, shadow);
            }
        }
    }

    fn shadow(&self, piece: usize, shadow: &Shadow) {
        let length = |length| self.job.length(length, 0.0) * self.ratio;
        let offset = Point::new(length(shadow.x), length(shadow.y));
        // CSS's blur is twice a Gaussian's standard deviation.
        let sigma = (length(shadow.blur) / 2.0).max(0.0);
        let ink = Ink::Blurred(shadow.color, sigma);
        let decoration = self.style(piece).text_decoration;
        self.stripes(piece, decoration::below(&decoration), &ink, offset);
        self.runs(piece).for_each(|run| self.draw(run, &ink, offset));
        if decoration.line_through {
            self.stripes(piece, [Stripe::Through].into_iter(), &ink, offset);
        }
    }

    /// Of all pieces before any letter, so that an outline eats nothing of its own letter nor of the next.
    fn strokes(&self) {
        for (i, piece) in self.job.pieces.iter().enumerate() {
            let Some(stroke) = &piece.style.text_stroke else { continue };
            let mut paint = fill(stroke.color);
            paint.set_style(PaintStyle::Stroke);
            // Half of it lies under the letter.
            paint.set_stroke_width(self.job.length(stroke.width, self.job.largest).max(0.0) * self.ratio);
            paint.set_stroke_join(PaintJoin::Round);
            if paint.stroke_width() > 0.0 {
                let ink = Ink::Plain(paint);
                self.runs(i).filter(|run| !run.color).for_each(|run| self.draw(run, &ink, Point::default()));
            }
        }
    }

    fn letters(&self) {
        for i in 0..self.job.pieces.len() {
            let style = self.style(i);
            let inks = self.inks(i);
            let own: Vec<Ink> = style.text_decoration.color.map(|color| Ink::Plain(fill(color))).into_iter().collect();
            let line_inks = if own.is_empty() { &inks } else { &own };
            for ink in line_inks {
                self.stripes(i, decoration::below(&style.text_decoration), ink, Point::default());
            }
            for run in self.runs(i) {
                if run.color {
                    // Pictures keep their colours; only how much one sees through them is the text's.
                    let opaque = crate::render::color::Color { a: style.color.a, ..crate::render::color::Color::BLACK };
                    self.draw(run, &Ink::Plain(fill(opaque)), Point::default());
                } else {
                    inks.iter().for_each(|ink| self.draw(run, ink, Point::default()));
                }
            }
            if style.text_decoration.line_through {
                for ink in line_inks {
                    self.stripes(i, [Stripe::Through].into_iter(), ink, Point::default());
                }
            }
        }
    }

    /// What a piece's letters are filled with, the lowest first: the node's background where that is cut to its text,
    /// unless a span has a colour of its own.
    fn inks(&self, piece: usize) -> Vec<Ink<'_>> {
        let (node, style) = (self.job.style, self.style(piece));
        let filled = node.background_clip == BackgroundClip::Text && !node.background.is_empty();
        if !filled || style.color != node.color {
            return vec![Ink::Plain(fill(style.color))];
        }
        node.background.iter().rev().map(|layer| Ink::Layer(layer, self.area)).collect()
    }

    fn runs(&self, piece: usize) -> impl Iterator<Item = &Run> {
        self.set.runs.iter().filter(move |run| run.piece == piece)
    }

    fn draw(&self, run: &Run, ink: &Ink, offset: Point) {
        self.canvas.glyphs(run, ink, offset, self.job.canvas);
    }

    fn stripes(&self, piece: usize, stripes: impl Iterator<Item = Stripe>, ink: &Ink, offset: Point) {
        for stripe in stripes {
            for (_, area) in self.set.areas.iter().filter(|(of, _)| *of == piece) {
                if let Some(stretch) = self.stretch(piece, *area) {
                    stretch.draw(self.canvas, stripe, ink, offset, self.job.canvas);
                }
            }
        }
    }

    fn stretch(&self, piece: usize, area: Rect) -> Option<Stretch<'_>> {
        let line = self.set.lines.iter().find(|line| area.center_y() < line.top + line.height)?;
        let run = self.runs(piece).find(|run| !run.color).or_else(|| self.runs(piece).next())?;
        let decoration = &self.style(piece).text_decoration;
        let style = self.style(piece);
        let shift = self.job.length(style.baseline_shift, run.font.size()) * self.ratio;
        Some(Stretch {
            set: self.set,
            piece,
            area,
            baseline: line.baseline - shift,
            ascent: -run.font.metrics().1.ascent,
            size: run.font.size(),
            thickness: decoration.thickness.map(|thickness| thickness * self.ratio),
            style: decoration.style,
        })
    }

    fn descent(&self, piece: usize) -> f32 {
        let run = self.runs(piece).find(|run| !run.color).or_else(|| self.runs(piece).next());
        run.map_or(0.0, |run| run.font.metrics().1.descent)
    }
}
