//! Leaves that draw themselves: each kind is a file here, and [`drawing`] is where they are told apart.

mod barcode;
mod chart;
mod curve;
mod qr_code;
mod rating;
pub mod shape;
mod svg;

use super::fonts::Fonts;
use super::image::svg::Svg;
use super::layout::Area;
use super::paint::Pen;
use super::scene::{SceneContent, SceneNode};
use super::style::Style;
use super::text::Typesetter;

/// What a leaf draws into its box, above its background and below its border.
pub trait Drawing {
    /// How large it is by itself.
    fn natural(&self) -> Natural;

    /// Draws it into that box.
    fn paint(&self, canvas: &dyn Pen, area: Area);
}

/// How large something is by itself, in logical pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Natural {
    pub width: f32,
    pub height: f32,
    /// Whether its height follows from its width.
    pub keeps_ratio: bool,
}

/// What a node draws, on a canvas of that many logical pixels; `None` where all of it is its background.
pub fn drawing<'a>(
    node: &'a SceneNode,
    canvas: (f32, f32),
    fonts: &'a Fonts,
    typesetter: &Typesetter,
) -> Option<Box<dyn Drawing + 'a>> {
    let style = &node.style;
    match &node.content {
        SceneContent::Shape => shape::drawing(style, canvas),
        SceneContent::Svg => svg::drawing(style, canvas),
        SceneContent::QrCode => qr_code::drawing(style),
        SceneContent::Barcode => barcode::drawing(style),
        SceneContent::Rating => Some(rating::drawing(style, canvas)),
        SceneContent::Chart => Some(chart::drawing(style, canvas, fonts, typesetter)),
        SceneContent::Frame(_) | SceneContent::Text(_) | SceneContent::Image { .. } => None,
    }
}

/// Whether what a node is to draw can be drawn; else the property that says otherwise, and what is wrong with it.
pub fn check(content: &SceneContent, style: &Style) -> Result<(), (&'static str, String)> {
    match content {
        SceneContent::Svg => Svg::read(style.svg.as_bytes()).map(drop).map_err(|error| ("svg", error.to_string())),
        SceneContent::QrCode => qr_code::encode(style).map(drop).map_err(|message| ("value", message)),
        SceneContent::Barcode => barcode::encode(style).map(drop).map_err(|message| ("value", message)),
        _ => Ok(()),
    }
}
