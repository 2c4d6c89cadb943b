//! Pictures against references, as a reader would compare them.

use std::path::{Path, PathBuf};

use skia_safe::{Color, Image, Paint, surfaces};

use crate::domain::output::{Effort, Format};
use crate::render::encode::{Encoder, Pixels};
use crate::render::image::Picture;

pub fn decode(file: &[u8]) -> Image {
    Picture::read(file).unwrap().decode(1.0).unwrap()
}

/// Means of blocks of 4 by 4 pixels, red, green and blue after each other: glyphs' edges differ a little between two
/// builds of FreeType, what a reader sees does not.
fn blocks(image: &Image) -> Vec<f32> {
    let pixmap = image.peek_pixels().unwrap();
    let (across, down) = (pixmap.width() / 4, pixmap.height() / 4);
    let mut means = Vec::new();
    for (by, bx) in (0..down).flat_map(|by| (0..across).map(move |bx| (by, bx))) {
        let mut sums = [0.0_f32; 3];
        for (y, x) in (0..4).flat_map(|y| (0..4).map(move |x| (y, x))) {
            let color = pixmap.get_color((bx * 4 + x, by * 4 + y));
            for (sum, part) in sums.iter_mut().zip([color.r(), color.g(), color.b()]) {
                *sum += f32::from(part) / 16.0;
            }
        }
        means.extend(sums);
    }
    means
}

/// Mean difference of two pictures of the same size, in 255ths, and the share of places that differ by far.
pub fn distance(expected: &Image, actual: &Image) -> (f32, f32) {
    let (expected, actual) = (blocks(expected), blocks(actual));
    let differences: Vec<f32> = expected.iter().zip(&actual).map(|(a, b)| (a - b).abs()).collect();
    let mean = differences.iter().sum::<f32>() / differences.len() as f32;
    let far = differences.iter().filter(|d| **d > 28.0).count() as f32 / differences.len() as f32;
    (mean, far)
}

/// What is different about two pictures, if it is more than a reader would let pass.
pub fn difference(expected: &Image, actual: &Image) -> Option<String> {
    if expected.dimensions() != actual.dimensions() {
        return Some(format!("is {:?}, not {:?}", actual.dimensions(), expected.dimensions()));
    }
    let (mean, far) = distance(expected, actual);
    (mean > 0.8 || far > 0.0004).then(|| format!("differs by {mean:.2} on average, {:.2} % of it by far", far * 100.0))
}

fn save(path: &Path, image: &Image) {
    let pixmap = image.peek_pixels().unwrap();
    let (width, height) = (pixmap.width() as u32, pixmap.height() as u32);
    let pixels = Pixels { bgra: pixmap.bytes().unwrap(), width, height, opaque: true };
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, Encoder::default().encode(&pixels, Format::Png, 100, Effort::Small).unwrap()).unwrap();
}

/// Expected, actual, and where they differ, side by side.
pub fn save_difference(path: &Path, expected: &Image, actual: &Image) {
    let (width, height) = (expected.width().max(actual.width()), expected.height().max(actual.height()));
    let mut surface = surfaces::raster_n32_premul((width * 3 + 40, height)).unwrap();
    let canvas = surface.canvas();
    canvas.clear(Color::GRAY);
    canvas.draw_image(expected, (0, 0), None).draw_image(actual, (width + 20, 0), None);
    canvas.draw_image(expected, (width * 2 + 40, 0), None);
    let mut difference = Paint::default();
    difference.set_blend_mode(skia_safe::BlendMode::Difference);
    canvas.draw_image(actual, (width * 2 + 40, 0), Some(&difference));
    save(path, &surface.image_snapshot());
}

pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Compares with the file at `reference`, below the repository; `PLACARD_UPDATE_GOLDEN` writes it instead.
pub fn check(reference: &str, actual: &Image) {
    let file = folder(reference);
    if std::env::var_os("PLACARD_UPDATE_GOLDEN").is_some() {
        return save(&file, actual);
    }
    let expected = decode(&std::fs::read(&file).unwrap_or_else(|e| panic!("{reference}: {e}")));
    if let Some(message) = difference(&expected, actual) {
        let seen = Path::new("target/golden").join(file.file_name().unwrap());
        save_difference(&folder(seen.to_str().unwrap()), &expected, actual);
        panic!("{reference} {message}: see {}", seen.display());
    }
}
