//! How a node looks and lies: CSS properties, by their CSS names with `_` for `-`.

mod clip;
mod effect;
mod grid;
mod keyword;
mod length;
mod mask;
mod scalar;
mod shadow;
#[cfg(test)]
mod tests;
mod typography;

pub use clip::ClipPath;
pub use effect::Filter;
pub use grid::{Bound, Line, Placement, Track};
pub use keyword::*;
pub use length::{Four, Length};
pub use mask::{Mask, MaskSize};
pub use scalar::Scalar;
pub use shadow::Shadow;
pub use typography::{Decoration, DecorationStyle, FontSetting, Spacing, Stroke};

use super::background::{self, Layer};
use super::color::Color;
use super::content::shape;
use crate::domain::excerpt::Excerpt;
use length::four;

/// The longest text a property takes that is drawn itself: a code's value, a path's data.
const MAX_VALUE_LENGTH: usize = 64 * 1024;
/// Numbers in a chart.
const MAX_CHART_VALUES: usize = 1_000;

/// Properties that are lists: texts with commas between the items, or lists of them.
pub const LISTS: &[&str] = &["font_family", "stroke_dasharray", "values", "labels", "colors"];

macro_rules! style {
    ($($(#[$doc:meta])* $list:ident { $($(#[$pdoc:meta])* $name:ident: $type:ty = $default:expr, $parse:expr;)* })*) => {
        /// Every property of a node, at its default where nothing is said.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Style { $($($(#[$pdoc])* pub $name: $type,)*)* }

        impl Default for Style {
            fn default() -> Self { Self { $($($name: $default,)*)* } }
        }

        $($(#[$doc])* pub const $list: &[&str] = &[$(stringify!($name)),*];)*

        /// Every list of properties.
        #[cfg(test)]
        pub const ALL: &[&[&str]] = &[$($list),*];

        impl Style {
            /// Sets a property. The error begins with a verb: it is told after the property's path.
            ///
            /// # Panics
            /// If there is no property of that name: names are checked against the lists when a template is parsed.
            pub fn set(&mut self, property: &str, scalar: &Scalar) -> Result<(), String> {
                match property {
                    $($(stringify!($name) => self.$name = ($parse)(scalar)?,)*)*
                    _ => unreachable!("the parser lets only listed properties through"),
                }
                Ok(())
            }
        }
    };
}

fn length(scalar: &Scalar) -> Result<Length, String> {
    scalar.length()
}

fn gap(scalar: &Scalar) -> Result<[Length; 2], String> {
    match four(scalar)? {
        [row, column, r, c] if row == r && column == c => Ok([row, column]),
        _ => Err("takes one or two lengths: between rows, between columns".to_owned()),
    }
}

fn layers(scalar: &Scalar) -> Result<Vec<Layer>, String> {
    let text = scalar.text();
    if text.trim() == "none" { Ok(Vec::new()) } else { background::parse(&text) }
}

fn place(scalar: &Scalar) -> Result<[Length; 2], String> {
    background::position(&background::split(scalar.text().trim(), ' '))
}

fn families(scalar: &Scalar) -> Result<Vec<String>, String> {
    let family = |item: &Scalar| item.text().trim().trim_matches(['"', '\'']).trim().to_owned();
    let families: Vec<String> = scalar.items().iter().map(family).collect();
    if !(1..=8).contains(&families.len()) || families.iter().any(String::is_empty) {
        return Err("takes 1 to 8 families with commas between, as in `Inter, Source Serif 4`".to_owned());
    }
    Ok(families)
}

/// A text that is drawn or parsed later, bounded.
fn value(scalar: &Scalar) -> Result<String, String> {
    let text = scalar.text();
    match text.len() {
        0..=MAX_VALUE_LENGTH => Ok(text),
        length => Err(format!("has {length} bytes; at most {MAX_VALUE_LENGTH} are taken")),
    }
}

fn path(scalar: &Scalar) -> Result<String, String> {
    let data = value(scalar)?;
    shape::path(&data).map(|_| data)
}

/// Numbers with commas between, or a list of them.
fn numbers(scalar: &Scalar) -> Result<Vec<f32>, String> {
    items(scalar)?.iter().map(Scalar::finite).collect()
}

fn words(scalar: &Scalar) -> Result<Vec<String>, String> {
    Ok(items(scalar)?.iter().map(Scalar::text).collect())
}

fn colors(scalar: &Scalar) -> Result<Vec<Color>, String> {
    items(scalar)?.iter().map(Scalar::color).collect()
}

fn items(scalar: &Scalar) -> Result<Vec<Scalar>, String> {
    let items = scalar.items();
    match items.len() {
        0..=MAX_CHART_VALUES => Ok(items),
        count => Err(format!("has {count} values; at most {MAX_CHART_VALUES} are drawn")),
    }
}

/// Lengths of dashes and gaps: none below 0, and not all of them 0.
fn dashes(scalar: &Scalar) -> Result<Vec<f32>, String> {
    if scalar.text().trim() == "none" {
        return Ok(Vec::new());
    }
    let dashes: Vec<f32> = items(scalar)?.iter().map(|item| item.number_in(0.0..=1e6)).collect::<Result<_, _>>()?;
    if dashes.is_empty() || dashes.iter().sum::<f32>() > 0.0 {
        Ok(dashes)
    } else {
        Err("is all 0; dashes are like `12, 6`".to_owned())
    }
}

fn view_box(scalar: &Scalar) -> Result<Option<[f32; 4]>, String> {
    let text = scalar.text();
    let numbers: Vec<f32> = text
        .split([' ', ','])
        .filter(|word| !word.is_empty())
        .map(|word| Scalar::Text(word.to_owned()).number())
        .collect::<Result<_, _>>()?;
    match numbers.as_slice() {
        [x, y, width, height] if *width > 0.0 && *height > 0.0 => Ok(Some([*x, *y, *width, *height])),
        _ => Err(format!("is not a view box: `{}`; a view box is like `0 0 24 24`", Excerpt(&text))),
    }
}

style! {
    /// What every node has.
    COMMON {
        width: Length = Length::Auto, length;
        height: Length = Length::Auto, length;
        min_width: Length = Length::Auto, length;
        min_height: Length = Length::Auto, length;
        max_width: Length = Length::Auto, length;
        max_height: Length = Length::Auto, length;
        /// Width by height.
        aspect_ratio: Option<f32> = None, |s: &Scalar| s.number_in(0.001..=1000.0).map(Some);
        margin: Four = [Length::Px(0.0); 4], four;
        grow: f32 = 0.0, |s: &Scalar| s.number_in(0.0..=1e6);
        shrink: f32 = 1.0, |s: &Scalar| s.number_in(0.0..=1e6);
        basis: Length = Length::Auto, length;
        align_self: Option<Align> = None, |s: &Scalar| s.one_of(Align::KNOWN).map(Some);
        justify_self: Option<Align> = None, |s: &Scalar| s.one_of(Align::KNOWN).map(Some);
        grid_column: Placement = Placement::default(), grid::placement;
        grid_row: Placement = Placement::default(), grid::placement;
        position: Position = Position::Relative, |s: &Scalar| s.one_of(Position::KNOWN);
        top: Length = Length::Auto, length;
        right: Length = Length::Auto, length;
        bottom: Length = Length::Auto, length;
        left: Length = Length::Auto, length;
        /// Among its siblings: higher ones are painted over lower ones, equal ones in the order of the file.
        z_index: i32 = 0, |s: &Scalar| s.number_in(-1000.0..=1000.0).map(|n| n as i32);
        visibility: Visibility = Visibility::Visible, |s: &Scalar| s.one_of(Visibility::KNOWN);
        background: Vec<Layer> = Vec::new(), layers;
        border_width: Four = [Length::Px(0.0); 4], four;
        border_color: Color = Color::BLACK, Scalar::color;
        border_style: BorderStyle = BorderStyle::Solid, |s: &Scalar| s.one_of(BorderStyle::KNOWN);
        border_radius: Four = [Length::Px(0.0); 4], four;
        box_shadow: Vec<Shadow> = Vec::new(), shadow::of_box;
        opacity: f32 = 1.0, |s: &Scalar| s.number_in(0.0..=1.0);
        mix_blend_mode: BlendMode = BlendMode::Normal, |s: &Scalar| s.one_of(BlendMode::KNOWN);
        filter: Vec<Filter> = Vec::new(), effect::filters;
        /// Of what lies behind the node.
        backdrop_filter: Vec<Filter> = Vec::new(), effect::filters;
        /// Degrees clockwise.
        rotate: f32 = 0.0, effect::rotate;
        scale: [f32; 2] = [1.0, 1.0], effect::scale;
        /// Percents are of the node's own box.
        translate: [Length; 2] = [Length::Px(0.0); 2], effect::translate;
        /// Of the node's box.
        transform_origin: [Length; 2] = [Length::Percent(50.0); 2], place;
        clip_path: Option<ClipPath> = None, clip::parse;
        /// Where all of these are transparent, so is the node.
        mask_image: Vec<Mask> = Vec::new(), mask::images;
        /// Of the mask's pictures.
        mask_size: MaskSize = MaskSize::Lengths([Length::Auto; 2]), mask::size;
        /// Of the mask's pictures; percents are of what the box and the picture differ by.
        mask_position: [Length; 2] = [Length::Percent(0.0); 2], place;
        /// Whether the mask's pictures fill the box over and over.
        mask_repeat: bool = true, |s: &Scalar| s.one_of(&[("repeat", true), ("no-repeat", false)]);
    }
    /// What a frame has beyond that.
    FRAME {
        display: Display = Display::Flex, |s: &Scalar| s.one_of(Display::KNOWN);
        direction: Axis = Axis::Row, |s: &Scalar| s.one_of(Axis::KNOWN);
        flex_wrap: bool = false, |s: &Scalar| s.one_of(&[("wrap", true), ("nowrap", false)]);
        /// Between rows, between columns.
        gap: [Length; 2] = [Length::Px(0.0); 2], gap;
        padding: Four = [Length::Px(0.0); 4], four;
        align: Align = Align::Stretch, |s: &Scalar| s.one_of(Align::KNOWN);
        align_content: Option<Justify> = None, |s: &Scalar| s.one_of(Justify::KNOWN).map(Some);
        justify: Justify = Justify::Start, |s: &Scalar| s.one_of(Justify::KNOWN);
        justify_items: Align = Align::Stretch, |s: &Scalar| s.one_of(Align::KNOWN);
        grid_template_columns: Vec<Track> = Vec::new(), grid::tracks;
        grid_template_rows: Vec<Track> = Vec::new(), grid::tracks;
        grid_auto_columns: Vec<Track> = Vec::new(), grid::tracks;
        grid_auto_rows: Vec<Track> = Vec::new(), grid::tracks;
        grid_auto_flow: GridFlow = GridFlow::Row, |s: &Scalar| s.one_of(GridFlow::KNOWN);
        /// Whether children end at the frame's edge.
        clip: bool = false, Scalar::bool;
    }
    /// How letters look: what a text and each of its spans have.
    LETTERS {
        color: Color = Color::BLACK, Scalar::color;
        /// The first that has a character draws it.
        font_family: Vec<String> = vec![String::from("Inter")], families;
        font_size: Length = Length::Px(32.0), length;
        /// 1 to 1000.
        font_weight: f32 = 400.0, |s: &Scalar| s.number_in(1.0..=1000.0);
        font_style: FontSlant = FontSlant::Normal, |s: &Scalar| s.one_of(FontSlant::KNOWN);
        font_feature_settings: Vec<FontSetting> = Vec::new(), typography::features;
        font_variation_settings: Vec<FontSetting> = Vec::new(), typography::variations;
        letter_spacing: Spacing = Spacing::Px(0.0), Spacing::parse;
        word_spacing: Spacing = Spacing::Px(0.0), Spacing::parse;
        text_decoration: Decoration = Decoration::NONE, Decoration::parse;
        text_shadow: Vec<Shadow> = Vec::new(), shadow::of_text;
        text_stroke: Option<Stroke> = None, Stroke::parse;
        text_transform: TextTransform = TextTransform::None, |s: &Scalar| s.one_of(TextTransform::KNOWN);
        /// In logical pixels, upwards.
        baseline_shift: Length = Length::Px(0.0), length;
        /// BCP 47: decides between the forms that one character has in several languages. Empty: unknown.
        lang: String = String::new(), value;
    }
    /// What a text has beyond that.
    TEXT {
        background_clip: BackgroundClip = BackgroundClip::BorderBox, |s: &Scalar| s.one_of(BackgroundClip::KNOWN);
        min_font_size: Length = Length::Auto, length;
        /// Of the font's size.
        line_height: f32 = 1.3, |s: &Scalar| s.number_in(0.5..=4.0);
        text_align: TextAlign = TextAlign::Start, |s: &Scalar| s.one_of(TextAlign::KNOWN);
        text_wrap: TextWrap = TextWrap::Normal, |s: &Scalar| s.one_of(TextWrap::KNOWN);
        text_overflow: TextOverflow = TextOverflow::Ellipsis, |s: &Scalar| s.one_of(TextOverflow::KNOWN);
        text_direction: TextDirection = TextDirection::Auto, |s: &Scalar| s.one_of(TextDirection::KNOWN);
        fit: TextFit = TextFit::None, |s: &Scalar| s.one_of(TextFit::KNOWN);
        /// Beyond it the text ends; `None` is no bound.
        max_lines: Option<usize> = None, |s: &Scalar| s.number_in(1.0..=1000.0).map(|n| Some(n as usize));
        missing_glyph: MissingGlyph = MissingGlyph::Notdef, |s: &Scalar| s.one_of(MissingGlyph::KNOWN);
        /// Whether `**bold**`, `*italic*`, `~~struck~~` and `` `code` `` are read as such.
        markdown: bool = false, Scalar::bool;
        /// Whether it only adorns: what the picture says is told without it.
        decorative: bool = false, Scalar::bool;
    }
    /// What an image has beyond the common.
    IMAGE {
        object_fit: ObjectFit = ObjectFit::Cover, |s: &Scalar| s.one_of(ObjectFit::KNOWN);
        /// Percents are of what the box and the picture differ by.
        object_position: [Length; 2] = [Length::Percent(50.0); 2], place;
        on_error: OnError = OnError::Fail, |s: &Scalar| s.one_of(OnError::KNOWN);
    }
    /// What a shape has beyond the common: `background` fills it.
    SHAPE {
        shape: Shape = Shape::Rect, |s: &Scalar| s.one_of(Shape::KNOWN);
        /// SVG path data, for `shape: path`.
        path: String = String::new(), path;
        /// The part of the path's own coordinates that fills the node's box; the path's bounds where `None`.
        view_box: Option<[f32; 4]> = None, view_box;
        stroke: Option<Stroke> = None, Stroke::parse;
        stroke_linecap: LineCap = LineCap::Butt, |s: &Scalar| s.one_of(LineCap::KNOWN);
        stroke_linejoin: LineJoin = LineJoin::Miter, |s: &Scalar| s.one_of(LineJoin::KNOWN);
        /// Lengths of dashes and gaps in turn, in logical pixels.
        stroke_dasharray: Vec<f32> = Vec::new(), dashes;
    }
    /// What an SVG has beyond the common. `color` is its `currentColor`.
    SVG {
        /// The markup.
        svg: String = String::new(), value;
    }
    /// What a QR code has beyond the common. `color` is its dark modules'.
    QR_CODE {
        error_correction: ErrorCorrection = ErrorCorrection::Medium, |s: &Scalar| s.one_of(ErrorCorrection::KNOWN);
        module_shape: ModuleShape = ModuleShape::Square, |s: &Scalar| s.one_of(ModuleShape::KNOWN);
        /// Empty modules around it; ISO/IEC 18004 asks for 4.
        quiet_zone: f32 = 4.0, |s: &Scalar| s.number_in(0.0..=20.0).map(f32::trunc);
    }
    /// What a barcode has beyond the common. `color` is its bars'.
    BARCODE {
        symbology: Symbology = Symbology::Code128, |s: &Scalar| s.one_of(Symbology::KNOWN);
    }
    /// What a QR code and a barcode say.
    CODE {
        value: String = String::new(), value;
    }
    /// What a rating has beyond the common. `color` is that of what is reached.
    RATING {
        /// How many icons are filled; parts of one, too.
        rating: f32 = 0.0, |s: &Scalar| s.number_in(0.0..=100.0);
        /// How many icons there are.
        max_rating: usize = 5, |s: &Scalar| s.number_in(1.0..=100.0).map(|n| n as usize);
        icon: RatingIcon = RatingIcon::Star, |s: &Scalar| s.one_of(RatingIcon::KNOWN);
        empty_color: Color = Color { r: 0.58, g: 0.64, b: 0.72, a: 0.4 }, Scalar::color;
        /// Between icons.
        icon_gap: Length = Length::Px(4.0), length;
    }
    /// What a chart has beyond the common.
    CHART {
        chart: ChartKind = ChartKind::Bar, |s: &Scalar| s.one_of(ChartKind::KNOWN);
        /// Numbers with commas between, or a list.
        values: Vec<f32> = Vec::new(), numbers;
        /// What stands below each value, with commas between, or a list.
        labels: Vec<String> = Vec::new(), words;
        label_size: Length = Length::Px(16.0), length;
        label_color: Color = Color { r: 0.58, g: 0.64, b: 0.72, a: 1.0 }, Scalar::color;
        /// Of bars or parts in turn; `color` where there are none.
        colors: Vec<Color> = Vec::new(), colors;
        /// What lies at the bottom and at the top; by default 0 or the least value, and the greatest.
        min_value: Option<f32> = None, |s: &Scalar| s.finite().map(Some);
        max_value: Option<f32> = None, |s: &Scalar| s.finite().map(Some);
        /// Of lines and of a donut's ring.
        line_width: Length = Length::Px(4.0), length;
        /// Between bars, as a part of a bar's place, 0 to 0.9.
        bar_gap: f32 = 0.25, |s: &Scalar| s.number_in(0.0..=0.9);
        /// Of bars' upper corners.
        bar_radius: Length = Length::Px(4.0), length;
        /// Whether lines go through the values in curves.
        smooth: bool = false, Scalar::bool;
        /// Of the lines behind the values; none where transparent.
        grid_color: Color = Color::TRANSPARENT, Scalar::color;
    }
}
