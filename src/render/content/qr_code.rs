//! QR codes (ISO/IEC 18004).

use qrcode::{EcLevel, QrCode, types::QrError};
use skia_safe::{Path, PathBuilder, Point, RRect, Rect};

use super::{Drawing, Natural};
use crate::render::layout::Area;
use crate::render::paint::{Pen, fill};
use crate::render::style::{ErrorCorrection, ModuleShape, Style};

/// Logical pixels of a module where the style says nothing.
const NATURAL_MODULE: f32 = 8.0;
/// Modules of a finder pattern's side.
const FINDER: usize = 7;
/// Of the circles that stand for modules, in parts of a module.
const DOT: f32 = 0.9;

/// Dark and light modules.
pub struct Matrix {
    side: usize,
    dark: Vec<bool>,
    /// Those that scanners find their way by, rather than data.
    functional: Vec<bool>,
}

impl Matrix {
    fn is_dark(&self, x: isize, y: isize) -> bool {
        let within = |at: isize| usize::try_from(at).ok().filter(|at| *at < self.side);
        within(x).zip(within(y)).is_some_and(|(x, y)| self.dark[y * self.side + x])
    }

    /// Whether a module belongs to one of the three squares that scanners look for.
    fn is_finder(&self, x: usize, y: usize) -> bool {
        let far = self.side - FINDER;
        (x < FINDER && (y < FINDER || y >= far)) || (x >= far && y < FINDER)
    }
}

/// The code of a style's `value`.
pub fn encode(style: &Style) -> Result<Matrix, String> {
    if style.value.is_empty() {
        return Err("is empty; a QR code needs something to say".to_owned());
    }
    let level = match style.error_correction {
        ErrorCorrection::Low => EcLevel::L,
        ErrorCorrection::Medium => EcLevel::M,
        ErrorCorrection::Quartile => EcLevel::Q,
        ErrorCorrection::High => EcLevel::H,
    };
    match QrCode::with_error_correction_level(&style.value, level) {
        Ok(code) => Ok(Matrix {
            side: code.width(),
            functional: (0..code.width() * code.width())
                .map(|i| code.is_functional(i % code.width(), i / code.width()))
                .collect(),
            dark: code.into_colors().into_iter().map(|color| color == qrcode::Color::Dark).collect(),
        }),
        Err(QrError::DataTooLong) => Err(format!(
            "has {} bytes, more than a QR code of that error correction holds (2,953 at the most, with `low`)",
            style.value.len()
        )),
        Err(error) => Err(format!("makes no QR code: {error}")),
    }
}

/// A code and how it looks.
pub struct Code<'a> {
    matrix: Matrix,
    style: &'a Style,
}

/// The code of a style whose `value` makes one.
pub fn drawing(style: &Style) -> Option<Box<dyn Drawing + '_>> {
    let matrix = encode(style).ok()?;
    Some(Box::new(Code { matrix, style }))
}

impl Code<'_> {
    /// From edge to edge, the quiet zone included.
    fn modules(&self) -> f32 {
        self.matrix.side as f32 + 2.0 * self.style.quiet_zone
    }
}

impl Drawing for Code<'_> {
    fn natural(&self) -> Natural {
        let side = self.modules() * NATURAL_MODULE;
        Natural { width: side, height: side, keeps_ratio: true }
    }

    fn paint(&self, canvas: &dyn Pen, area: Area) {
        let Code { matrix, style } = self;
        let across = self.modules();
        let scale = canvas.scale_of();
        let side = area.width.min(area.height);
        // Whole pixels for each module where there are enough: scanners like edges sharp.
        let pixels = side * scale / across;
        let module = if pixels >= 2.0 { pixels.floor() / scale } else { side / across };
        let snapped = |at: f32| if pixels >= 2.0 { (at * scale).round() / scale } else { at };
        let code = module * matrix.side as f32;
        let left = snapped(area.x + (area.width - code) / 2.0);
        let top = snapped(area.y + (area.height - code) / 2.0);
        // One path, so that modules that touch leave no seam.
        let path = match style.module_shape {
            ModuleShape::Square => squares(matrix),
            ModuleShape::Rounded => rounded(matrix),
            ModuleShape::Dot => dots(matrix),
        };
        canvas.save();
        canvas.translate((left, top));
        canvas.scale((module, module));
        canvas.draw_path(&path, &fill(style.color));
        canvas.restore();
    }
}

/// Every dark module, in modules from the top left; runs of a row as one.
fn squares(matrix: &Matrix) -> Path {
    let mut path = PathBuilder::new();
    for (y, row) in matrix.dark.chunks_exact(matrix.side).enumerate() {
        let mut x = 0;
        while x < row.len() {
            let run = row[x..].iter().take_while(|dark| **dark).count();
            if run > 0 {
                path.add_rect(Rect::from_xywh(x as f32, y as f32, run as f32, 1.0), None, None);
            }
            x += run.max(1);
        }
    }
    path.detach()
}

/// Corners are round where nothing touches them.
fn rounded(matrix: &Matrix) -> Path {
    let mut path = PathBuilder::new();
    each_dark(matrix, |x, y| {
        let dark = |dx: isize, dy: isize| matrix.is_dark(x as isize + dx, y as isize + dy);
        let corner = |dx: isize, dy: isize| {
            let free = !dark(dx, 0) && !dark(0, dy);
            if free { Point::new(0.5, 0.5) } else { Point::default() }
        };
        let corners = [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)];
        path.add_rrect(RRect::new_rect_radii(module_rect(x, y), &corners), None, None);
    });
    path.detach()
}

/// Circles, but for what scanners find their way by, which they want whole.
fn dots(matrix: &Matrix) -> Path {
    let mut path = PathBuilder::new();
    each_dark(matrix, |x, y| {
        if matrix.is_finder(x, y) {
            return;
        }
        if matrix.functional[y * matrix.side + x] {
            path.add_rect(module_rect(x, y), None, None);
        } else {
            path.add_circle((x as f32 + 0.5, y as f32 + 0.5), DOT / 2.0, None);
        }
    });
    // Hardly rounded: scanners take their corners for where the code lies.
    let far = (matrix.side - FINDER) as f32;
    for (x, y) in [(0.0, 0.0), (far, 0.0), (0.0, far)] {
        let square = |inset: f32, radius: f32| {
            let side = FINDER as f32 - 2.0 * inset;
            RRect::new_rect_xy(Rect::from_xywh(x + inset, y + inset, side, side), radius, radius)
        };
        path.add_rrect(square(0.0, 0.6), skia_safe::PathDirection::CW, None);
        // The other way round: a hole.
        path.add_rrect(square(1.0, 0.4), skia_safe::PathDirection::CCW, None);
        path.add_rrect(square(2.0, 0.5), skia_safe::PathDirection::CW, None);
    }
    path.detach()
}

fn each_dark(matrix: &Matrix, mut visit: impl FnMut(usize, usize)) {
    for (i, _) in matrix.dark.iter().enumerate().filter(|(_, dark)| **dark) {
        visit(i % matrix.side, i / matrix.side);
    }
}

fn module_rect(x: usize, y: usize) -> Rect {
    Rect::from_xywh(x as f32, y as f32, 1.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::color::Color;
    use skia_safe::surfaces;

    fn style(value: &str, module_shape: ModuleShape) -> Style {
        Style { value: value.to_owned(), module_shape, ..Style::default() }
    }

    /// What a scanner reads from a style painted that large.
    fn scanned(style: &Style, side: i32, scale: f32) -> String {
        let mut surface = surfaces::raster_n32_premul((side, side)).unwrap();
        surface.canvas().clear(skia_safe::Color::WHITE);
        surface.canvas().scale((scale, scale));
        let logical = side as f32 / scale;
        let area = Area { x: 0.0, y: 0.0, width: logical, height: logical };
        drawing(style).unwrap().paint(surface.canvas(), area);
        let pixmap = surface.peek_pixels().unwrap();
        let bytes = pixmap.bytes().unwrap();
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(side as usize, side as usize, |x, y| {
            bytes[(y * side as usize + x) * 4]
        });
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1, "one code is seen");
        grids[0].decode().unwrap_or_else(|error| panic!("{:?} {side} {scale}: {error}", style.module_shape)).1
    }

    #[test]
    fn a_scanner_reads_each_shape_at_each_size() {
        for shape in [ModuleShape::Square, ModuleShape::Rounded, ModuleShape::Dot] {
            for (side, scale) in [(200, 1.0), (333, 1.0), (520, 2.0)] {
                let style = style("https://example.com/a?b=c", shape);
                assert_eq!(scanned(&style, side, scale), "https://example.com/a?b=c", "{shape:?} {side}");
            }
        }
        let unicode = style("Grüße, 世界 👋", ModuleShape::Square);
        assert_eq!(scanned(&unicode, 400, 1.0), "Grüße, 世界 👋");
        let no_quiet_zone = Style { quiet_zone: 0.0, color: Color::parse("#1e1b4b").unwrap(), ..unicode };
        assert!(encode(&no_quiet_zone).is_ok());
    }

    #[test]
    fn what_does_not_fit_is_told() {
        assert!(encode(&style("", ModuleShape::Square)).is_err());
        let with = |length: usize, error_correction| {
            encode(&Style { error_correction, ..style(&"x".repeat(length), ModuleShape::Square) })
        };
        assert!(with(2953, ErrorCorrection::Low).is_ok());
        assert!(with(2954, ErrorCorrection::Low).is_err_and(|message| message.contains("2954 bytes")));
        assert!(with(1273, ErrorCorrection::High).is_ok());
        assert!(with(1274, ErrorCorrection::High).is_err());
    }
}
