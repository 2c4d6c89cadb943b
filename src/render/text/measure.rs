//! How large a text would be, without painting it.

use super::{TextBlock, Typesetter};
use crate::domain::excerpt::Excerpt;
use crate::domain::reason::Reason;
use crate::domain::violation::{Violation, suggestion};
use crate::render::fonts::Fonts;
use crate::render::report::code_point;
use crate::render::scene::Span;
use crate::render::style::{LETTERS, Scalar, Style, TEXT};

/// A text to be measured.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasureText {
    spans: Vec<Span>,
    style: Style,
    /// What percents of the canvas refer to.
    canvas: (f32, f32),
    width: Option<f32>,
    height: Option<f32>,
    fonts: Fonts,
}

/// What became of it. Lengths are logical pixels, from the text's top left.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Measurement {
    pub lines: Vec<LineMeasure>,
    pub width: f32,
    pub height: f32,
    /// After shrinking.
    pub font_size: f32,
    /// Whether there was more than fits.
    pub truncated: bool,
    /// Families that were really used.
    pub fonts: Vec<String>,
    /// As `U+1F9FF`, each once.
    pub missing_glyphs: Vec<String>,
}

/// A line of a measured text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LineMeasure {
    pub text: String,
    pub left: f32,
    pub top: f32,
    pub width: f32,
    pub height: f32,
    /// Of its letters, from the text's top.
    pub baseline: f32,
}

impl MeasureText {
    /// A text with properties of a text node by name, in a width and a height where they are bounded. All that is wrong
    /// is told at once; fields are `style.` and the property's name.
    pub fn new<'p>(
        text: String,
        properties: impl IntoIterator<Item = (&'p str, &'p Scalar)>,
        canvas: (f32, f32),
        width: Option<f32>,
        height: Option<f32>,
        fonts: Fonts,
    ) -> Result<MeasureText, Vec<Violation>> {
        let mut style = Style::default();
        let mut violations = Vec::new();
        for (name, value) in properties {
            let field = format!("style.{}", Excerpt(name));
            let known = || LETTERS.iter().chain(TEXT).copied();
            if !known().any(|property| property == name) {
                let hint = suggestion(name, known());
                violations.push(Violation::new(
                    field,
                    Reason::InvalidField,
                    format!("is no property of a text: {hint}"),
                ));
            } else if let Err(message) = style.set(name, value) {
                violations.push(Violation::new(field, Reason::InvalidField, message));
            } else if name == "font_family"
                && let Some(unknown) = style.font_family.iter().find(|family| fonts.family(family).is_none())
            {
                let hint = suggestion(unknown, fonts.families());
                let message = format!("has no family `{}`: {hint}", Excerpt(unknown));
                violations.push(Violation::new(field, Reason::UnknownFont, message));
            }
        }
        if violations.is_empty() {
            Ok(MeasureText { spans: vec![Span { text, style: None }], style, canvas, width, height, fonts })
        } else {
            Err(violations)
        }
    }

    /// Shapes and lays it out.
    pub(in crate::render) fn measure(&self, typesetter: &Typesetter) -> Measurement {
        typesetter.trim(&self.fonts);
        let mut block = TextBlock::new(&self.spans, &self.style, self.canvas, &self.fonts, typesetter);
        let width = self.width.filter(|width| width.is_finite()).unwrap_or(block.intrinsic_widths().1);
        block.set(width, self.height);
        let missing_glyphs = block.missing().iter().copied().map(code_point).collect();
        let lines = block.line_measures();
        Measurement {
            width: lines.iter().map(|line| line.width).fold(0.0, f32::max),
            height: lines.last().map_or(0.0, |line| line.top + line.height),
            font_size: block.size(),
            truncated: block.truncated(),
            fonts: block.fonts(),
            missing_glyphs,
            lines,
        }
    }
}

impl TextBlock<'_> {
    fn line_measures(&self) -> Vec<LineMeasure> {
        let lines = self.set.iter().flat_map(|set| &set.lines);
        lines
            .map(|line| LineMeasure {
                text: line.text.clone(),
                left: line.left,
                top: line.top,
                width: line.width,
                height: line.height,
                baseline: line.baseline,
            })
            .collect()
    }
}
