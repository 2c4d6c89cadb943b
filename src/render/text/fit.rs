//! The size and the width of lines at which a text fits its box.

use super::{TextBlock, WIDE};
use crate::render::style::{TextAlign, TextFit, TextWrap};

/// How finely `fit: shrink` looks for the largest size, in parts of the range between smallest and largest.
const SHRINK_STEPS: u32 = 64;
/// A last line shorter than this part of the box is too short for `text_wrap: pretty`.
const SHORT: f32 = 0.25;
/// Widths at which `pretty` looks for a better last line, down to four fifths of the box.
const PRETTY_STEPS: u32 = 16;

impl TextBlock<'_> {
    /// Fits it to a width, and to a height where there is one: its size, then its lines. Answers its height.
    pub fn fit(&mut self, width: f32, height: Option<f32>) -> f32 {
        let room = (width.max(0.0), height);
        if self.fitted != Some(room) {
            self.fitted = Some(room);
            self.resize(room);
            self.lay_out(width);
            match self.job.style.text_wrap {
                // Justified lines are as long as the box, whatever is done.
                _ if self.job.style.text_align == TextAlign::Justify => {}
                TextWrap::Balance => self.balance(width),
                TextWrap::Pretty => self.pretty(width),
                TextWrap::Normal | TextWrap::Nowrap => {}
            }
        }
        self.paragraph().height()
    }

    fn lay_out(&mut self, width: f32) {
        let width = self.line_width(width);
        self.paragraph_mut().layout(width);
    }

    /// How wide lines may be.
    pub(super) fn line_width(&self, width: f32) -> f32 {
        if self.job.style.text_wrap == TextWrap::Nowrap {
            width.max(self.paragraph().max_intrinsic_width().ceil() + 1.0).min(WIDE)
        } else {
            width
        }
    }

    /// The largest size that fits, found by halving; the smallest one if none does.
    ///
    /// Glyphs scale with their size, so a text at half its size breaks in a box as one of full size does in one twice as
    /// wide: only the size that is chosen is shaped.
    fn resize(&mut self, room: (f32, Option<f32>)) {
        self.set_ratio(1.0);
        let least = self.smallest / self.job.largest;
        if self.job.style.fit == TextFit::None || least >= 1.0 || self.fits(1.0, room) {
            return;
        }
        let at = |step: u32| least + (1.0 - least) * step as f32 / SHRINK_STEPS as f32;
        let steps: Vec<u32> = (0..SHRINK_STEPS).collect();
        let mut step = steps.partition_point(|step| self.fits(at(*step), room)).saturating_sub(1) as u32;
        self.set_ratio(at(step));
        // Fonts with optical sizes are a little wider when small.
        while step > 0 && !self.smaller_fits(room) {
            step -= 1;
            self.set_ratio(at(step));
        }
    }

    fn set_ratio(&mut self, ratio: f32) {
        if self.ratio != ratio {
            self.ratio = ratio;
            self.smaller = (ratio < 1.0).then(|| self.job.build(ratio, self.job.style.max_lines));
        }
    }

    /// Whether at that part of its size it would be whole, with all words whole.
    fn fits(&mut self, ratio: f32, (width, height): (f32, Option<f32>)) -> bool {
        let width = (width / ratio).min(WIDE);
        let nowrap = self.job.style.text_wrap == TextWrap::Nowrap;
        self.whole.layout(if nowrap { WIDE } else { width });
        let longest = if nowrap { self.whole.max_intrinsic_width() } else { self.whole.min_intrinsic_width() };
        !self.whole.did_exceed_max_lines() && longest <= width && within(self.whole.height() * ratio, height)
    }

    fn smaller_fits(&mut self, (width, height): (f32, Option<f32>)) -> bool {
        let nowrap = self.job.style.text_wrap == TextWrap::Nowrap;
        let Some(smaller) = &mut self.smaller else { return true };
        smaller.layout(if nowrap { WIDE } else { width });
        let longest = if nowrap { smaller.max_intrinsic_width() } else { smaller.min_intrinsic_width() };
        !smaller.did_exceed_max_lines() && longest <= width && within(smaller.height(), height)
    }

    /// The narrowest width with no more lines than there are.
    fn balance(&mut self, width: f32) {
        let paragraph = self.paragraph_mut();
        let lines = paragraph.line_number();
        if lines < 2 || paragraph.did_exceed_max_lines() {
            return;
        }
        // A line is never broken inside a word for the sake of balance.
        let floor = paragraph.min_intrinsic_width().max(width * 0.5).min(width);
        let (mut narrow, mut wide) = (floor, width);
        while wide - narrow > 2.0 {
            let middle = (narrow + wide) / 2.0;
            paragraph.layout(middle);
            if paragraph.line_number() > lines || paragraph.did_exceed_max_lines() {
                narrow = middle;
            } else {
                wide = middle;
            }
        }
        paragraph.layout(wide.ceil().min(width));
    }

    /// The widest width with no more lines than there are whose last line is not too short.
    fn pretty(&mut self, width: f32) {
        let paragraph = self.paragraph_mut();
        let lines = paragraph.line_number();
        let last = |paragraph: &skia_safe::textlayout::Paragraph| {
            paragraph.get_line_metrics_at(lines - 1).map_or(width, |line| line.width as f32)
        };
        if lines < 2 || paragraph.did_exceed_max_lines() || last(paragraph) >= width * SHORT {
            return;
        }
        let floor = paragraph.min_intrinsic_width();
        for step in 1..=PRETTY_STEPS {
            let narrower = width * (1.0 - 0.2 * step as f32 / PRETTY_STEPS as f32);
            if narrower < floor {
                break;
            }
            paragraph.layout(narrower);
            if paragraph.line_number() > lines || paragraph.did_exceed_max_lines() {
                break;
            }
            if last(paragraph) >= width * SHORT {
                return;
            }
        }
        paragraph.layout(width);
    }
}

/// A pixel's fraction too high is what rounding makes of what fits.
fn within(height: f32, room: Option<f32>) -> bool {
    room.is_none_or(|room| height <= room + 0.5)
}
