//! Template and variables into pixels and bytes. Pure: no network, no clock, no chance; the same input gives the same
//! bytes on the same build and with the same fonts.
//!
//! The phases: [`Library::get`] a [`Template`], [`resolve`] it with variables into a [`Scene`], fetch what
//! [`Scene::images`] names (not done here), and have a [`Renderer`] lay it out, paint and encode it.

mod backdrop;
mod background;
mod color;
mod content;
mod document;
mod draw;
mod encode;
mod expression;
mod fields;
mod filters;
mod fonts;
#[cfg(test)]
mod golden;
mod image;
mod layout;
mod library;
mod mapping;
mod markdown;
mod paint;
mod parse;
mod pool;
mod recent;
mod renderer;
mod report;
mod resolve;
mod review;
mod scene;
mod style;
mod summary;
mod svg;
mod template;
mod text;
mod upload;
mod variable;
mod wanted;

pub use fonts::{Axis, FAMILIES, Face, FontError, FontFile, Fonts, MAX_FONT_BYTES, MAX_FONTS};
pub use image::MAX_PIXELS as MAX_IMAGE_PIXELS;
pub use library::Library;
pub use mapping::{Mapping, Unmapped};
pub use parse::{NODE_KEYS, SPAN_KEYS, VARIABLE_KEYS, parse as parse_template, parse_scene};
pub use renderer::{RenderError, Rendered, Renderer};
pub use report::{Report, TextReport, Warning, WarningCode};
pub use resolve::resolve;
pub use scene::{ImageSource, Scene};
pub use style::Scalar;
pub use template::{Declaration, Source, Template};
pub use text::{LineMeasure, MeasureText, Measurement};
pub use upload::{PictureFacts, inspect_picture, read_font};
pub use variable::{Kind, MAX_URL_LENGTH, Variable};

/// Raised with every change that alters pixels or bytes: part of every cache key.
pub const ENGINE_VERSION: u32 = 8;
