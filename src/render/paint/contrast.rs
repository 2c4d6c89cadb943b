//! How well a text reads on what is painted behind it (WCAG 2.2, success criterion 1.4.3).

use skia_safe::{AlphaType, Canvas, ColorType, ISize, ImageInfo, Rect};

use crate::render::color::Color;
use crate::render::style::Style;

/// Rows that are looked at behind a text, and places in each.
const ROWS: usize = 6;
const COLUMNS: usize = 16;

/// A text's contrast where it is below what it should be: what it is, and what it should be.
pub fn shortfall(style: &Style, size: f32, behind: Color) -> Option<(f32, f32)> {
    let large = size >= 24.0 || (size >= 18.66 && style.font_weight >= 700.0);
    let wanted = if large { 3.0 } else { 4.5 };
    let ink = over(style.color, behind);
    let contrast = ink.contrast(behind);
    // Not for what rounding to 8 bits makes.
    (contrast < wanted - 0.05).then_some((contrast, wanted))
}

/// A colour over an opaque one, as it is painted.
fn over(color: Color, behind: Color) -> Color {
    let mix = |top: f32, below: f32| top * color.a + below * (1.0 - color.a);
    Color { r: mix(color.r, behind.r), g: mix(color.g, behind.g), b: mix(color.b, behind.b), a: 1.0 }
}

/// The median, by lightness, of what is painted within a rectangle of device pixels; `None` where nothing opaque is.
pub fn behind(canvas: &Canvas, area: Rect) -> Option<Color> {
    let size = canvas.base_layer_size();
    let (left, right) = (area.left.max(0.0) as i32, (area.right.ceil().min(size.width as f32)) as i32);
    let (top, bottom) = (area.top.max(0.0), area.bottom.min(size.height as f32));
    let width = right - left;
    if width < 1 || bottom - top < 1.0 {
        return None;
    }
    let info = ImageInfo::new(ISize::new(width, 1), ColorType::RGBA8888, AlphaType::Premul, None);
    let mut row = vec![0_u8; width as usize * 4];
    let mut seen: Vec<(u32, [u8; 3])> = Vec::with_capacity(ROWS * COLUMNS);
    for step in 0..ROWS {
        let y = top + (bottom - top) * (step as f32 + 0.5) / ROWS as f32;
        let row_bytes = row.len();
        if !canvas.read_pixels(&info, &mut row, row_bytes, (left, y as i32)) {
            return None;
        }
        for column in 0..COLUMNS {
            let x = (width as usize * (column * 2 + 1)) / (COLUMNS * 2);
            let [r, g, b, a] = [0, 1, 2, 3].map(|part| row[x * 4 + part]);
            if a == 255 {
                // Luma is near enough to order by.
                let luma = u32::from(r) * 299 + u32::from(g) * 587 + u32::from(b) * 114;
                seen.push((luma, [r, g, b]));
            }
        }
    }
    if seen.len() < ROWS * COLUMNS / 2 {
        return None;
    }
    let middle = seen.len() / 2;
    let (_, (_, [r, g, b]), _) = seen.select_nth_unstable(middle);
    let part = |byte: u8| f32::from(byte) / 255.0;
    Some(Color { r: part(*r), g: part(*g), b: part(*b), a: 1.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_text_may_be_fainter() {
        let color = |text| Color::parse(text).unwrap();
        let style = |ink, weight| Style { color: color(ink), font_weight: weight, ..Style::default() };
        // 3.54:1 on white.
        let gray = "#888888";
        for (size, weight, fails) in
            [(16.0, 400.0, true), (24.0, 400.0, false), (18.0, 700.0, true), (19.0, 700.0, false)]
        {
            assert_eq!(shortfall(&style(gray, weight), size, color("white")).is_some(), fails, "{size} {weight}");
        }
        assert!(shortfall(&style("#00000080", 400.0), 16.0, color("white")).is_some(), "half of black is gray");
        assert!(shortfall(&style("black", 400.0), 16.0, color("white")).is_none());
    }
}
