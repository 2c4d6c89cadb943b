//! Filters (Filter Effects 1) as Skia's.

use skia_safe::{BlendMode as SkBlendMode, ColorFilter, ImageFilter, Rect, TileMode, color_filters, image_filters};

use super::shadow::{MAX_SIGMA, REACH};
use crate::render::color::Color;
use crate::render::style::{BlendMode, Filter, Length};

/// The steps of a chain in turn, on a canvas of that many logical pixels and at that scale; `None` where none changes
/// anything. What lies behind a box (`within`) is as if mirrored at the box's edges.
pub fn chain(steps: &[Filter], canvas: (f32, f32), scale: f32, within: Option<Rect>) -> Option<ImageFilter> {
    let mut filter: Option<ImageFilter> = None;
    for step in steps {
        filter = match step {
            Filter::Blur(radius) => {
                let sigma = sigma(*radius, canvas, scale);
                if sigma <= 0.0 {
                    continue;
                }
                match within {
                    Some(rect) => image_filters::blur((sigma, sigma), TileMode::Mirror, filter, rect),
                    None => image_filters::blur((sigma, sigma), TileMode::Decal, filter, None),
                }
            }
            other => image_filters::color_filter(color_filter(*other)?, filter, None),
        };
    }
    filter
}

/// How far a chain spreads what it filters, in logical pixels.
pub fn reach(steps: &[Filter], canvas: (f32, f32), scale: f32) -> f32 {
    let one = |step: &Filter| match step {
        Filter::Blur(radius) => sigma(*radius, canvas, scale) * REACH,
        _ => 0.0,
    };
    steps.iter().map(one).sum()
}

/// Of a blur, the standard deviation in logical pixels.
pub fn sigma_of(step: &Filter, canvas: (f32, f32), scale: f32) -> Option<f32> {
    if let Filter::Blur(radius) = step { Some(sigma(*radius, canvas, scale)) } else { None }
}

fn sigma(radius: Length, canvas: (f32, f32), scale: f32) -> f32 {
    radius.resolve(canvas, 0.0).unwrap_or(0.0).clamp(0.0, MAX_SIGMA / scale)
}

fn color_filter(step: Filter) -> Option<ColorFilter> {
    matrix_of(step).map(|matrix| color_filters::matrix_row_major(&matrix, None))
}

/// What becomes of red, green, blue, alpha and 1, in four rows; `None` of a blur.
pub fn matrix_of(step: Filter) -> Option<[f32; 20]> {
    let rows = match step {
        Filter::Blur(_) => return None,
        Filter::Brightness(by) => linear(by, 0.0),
        Filter::Contrast(by) => linear(by, 0.5 - 0.5 * by),
        Filter::Invert(by) => linear(1.0 - 2.0 * by, by),
        Filter::Saturate(by) => saturation(by),
        Filter::Grayscale(by) => saturation(1.0 - by),
        Filter::Sepia(by) => towards(by, [[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]]),
        Filter::HueRotate(degrees) => hue(degrees),
        Filter::Duotone(dark, light) => duotone(dark, light),
    };
    let mut matrix = [0.0; 20];
    for (row, numbers) in rows.iter().enumerate() {
        matrix[row * 5..row * 5 + 3].copy_from_slice(&numbers[..3]);
        matrix[row * 5 + 4] = numbers[3];
    }
    matrix[18] = 1.0;
    Some(matrix)
}

/// Red, green and blue of what was red, green, blue and 1.
type Rows = [[f32; 4]; 3];

fn linear(slope: f32, intercept: f32) -> Rows {
    let row = |at: usize| {
        let mut row = [0.0, 0.0, 0.0, intercept];
        row[at] = slope;
        row
    };
    [row(0), row(1), row(2)]
}

/// So much of the way from unchanged to another matrix.
fn towards(by: f32, rows: [[f32; 3]; 3]) -> Rows {
    let mut mixed = linear(1.0 - by, 0.0);
    for (to, from) in mixed.iter_mut().zip(rows) {
        for (to, from) in to.iter_mut().zip(from) {
            *to += by * from;
        }
    }
    mixed
}

/// The luminance that the specification's `saturate` and `hueRotate` matrices keep.
const LUMINANCE: [f32; 3] = [0.213, 0.715, 0.072];

/// Filter Effects 1, section 9.6, `saturate`; `grayscale` is its reverse.
fn saturation(by: f32) -> Rows {
    towards(1.0 - by, [LUMINANCE; 3])
}

/// Filter Effects 1, section 9.6, `hueRotate`.
fn hue(degrees: f32) -> Rows {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let [r, g, b] = LUMINANCE;
    [
        [r + cos * (1.0 - r) - sin * r, g - cos * g - sin * g, b - cos * b + sin * (1.0 - b), 0.0],
        [r - cos * r + sin * 0.143, g + cos * (1.0 - g) + sin * 0.140, b - cos * b - sin * 0.283, 0.0],
        [r - cos * r - sin * (1.0 - r), g - cos * g + sin * g, b + cos * (1.0 - b) + sin * b, 0.0],
    ]
}

/// By luminance (Rec. 709) from the one to the other.
fn duotone(dark: Color, light: Color) -> Rows {
    let row = |dark: f32, light: f32| {
        let range = light - dark;
        [0.2126 * range, 0.7152 * range, 0.0722 * range, dark]
    };
    [row(dark.r, light.r), row(dark.g, light.g), row(dark.b, light.b)]
}

pub fn blend(mode: BlendMode) -> SkBlendMode {
    match mode {
        BlendMode::Normal => SkBlendMode::SrcOver,
        BlendMode::Multiply => SkBlendMode::Multiply,
        BlendMode::Screen => SkBlendMode::Screen,
        BlendMode::Overlay => SkBlendMode::Overlay,
        BlendMode::Darken => SkBlendMode::Darken,
        BlendMode::Lighten => SkBlendMode::Lighten,
        BlendMode::ColorDodge => SkBlendMode::ColorDodge,
        BlendMode::ColorBurn => SkBlendMode::ColorBurn,
        BlendMode::HardLight => SkBlendMode::HardLight,
        BlendMode::SoftLight => SkBlendMode::SoftLight,
        BlendMode::Difference => SkBlendMode::Difference,
        BlendMode::Exclusion => SkBlendMode::Exclusion,
        BlendMode::Hue => SkBlendMode::Hue,
        BlendMode::Saturation => SkBlendMode::Saturation,
        BlendMode::Color => SkBlendMode::Color,
        BlendMode::Luminosity => SkBlendMode::Luminosity,
        BlendMode::PlusLighter => SkBlendMode::Plus,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What becomes of a colour, in 255ths.
    fn filtered(step: Filter, color: &str) -> [u8; 3] {
        let mut paint = super::super::fill(Color::parse(color).unwrap());
        paint.set_color_filter(color_filter(step));
        let mut surface = skia_safe::surfaces::raster_n32_premul((1, 1)).unwrap();
        surface.canvas().draw_paint(&paint);
        let made = surface.peek_pixels().unwrap().get_color((0, 0));
        [made.r(), made.g(), made.b()]
    }

    #[test]
    fn colours_come_out_as_in_chromium() {
        // Expected values: pixels of a `div` of that colour and filter in headless Chromium.
        for (step, expected) in [
            (Filter::Brightness(1.5), [102, 204, 255]),
            (Filter::Contrast(0.5), [98, 132, 166]),
            (Filter::Saturate(2.0), [10, 146, 255]),
            (Filter::Grayscale(1.0), [126, 126, 126]),
            (Filter::Sepia(1.0), [170, 151, 118]),
            (Filter::Invert(1.0), [187, 119, 51]),
            (Filter::HueRotate(90.0), [204, 97, 185]),
        ] {
            let made = filtered(step, "#4488cc");
            let near = made.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 1);
            assert!(near, "{step:?}: {made:?}, not {expected:?}");
        }
    }

    #[test]
    fn two_tones_are_those_of_black_and_white() {
        let colors = ["#1e1b4b", "#f5d0fe"].map(|color| Color::parse(color).unwrap());
        let step = Filter::Duotone(colors[0], colors[1]);
        assert_eq!(filtered(step, "black"), [0x1e, 0x1b, 0x4b]);
        assert_eq!(filtered(step, "white"), [0xf5, 0xd0, 0xfe]);
    }

    #[test]
    fn what_changes_nothing_is_no_filter() {
        assert!(chain(&[], (1.0, 1.0), 1.0, None).is_none());
        assert!(chain(&[Filter::Blur(Length::Px(0.0))], (1.0, 1.0), 1.0, None).is_none());
    }
}
