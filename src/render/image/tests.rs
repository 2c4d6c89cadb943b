//! Pictures of every kind, sound, turned, cut short and lying.

use skia_safe::{Color, Paint, Rect, jpeg_encoder};

use super::*;

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let row = (width as usize).div_ceil(8);
    encoder.write_header().unwrap().write_image_data(&vec![0; row * height as usize]).unwrap();
    file
}

/// A JPEG that is red on its left half and blue on its right, told to be held otherwise.
fn jpeg(width: i32, height: i32, origin: Option<EncodedOrigin>) -> Vec<u8> {
    let mut surface = surfaces::raster_n32_premul((width, height)).unwrap();
    surface.canvas().clear(Color::RED);
    let right = Rect::from_xywh(width as f32 / 2.0, 0.0, width as f32, height as f32);
    surface.canvas().draw_rect(right, &Paint::new(skia_safe::Color4f::from(Color::BLUE), None));
    let mut file = Vec::new();
    let options = jpeg_encoder::Options { quality: 95, origin, ..Default::default() };
    assert!(jpeg_encoder::encode(&surface.peek_pixels().unwrap(), &mut file, &options));
    file
}

fn color_at(image: &Image, x: i32, y: i32) -> &'static str {
    let pixmap = image.peek_pixels().unwrap();
    let color = pixmap.get_color((x, y));
    if color.r() > 200 && color.b() < 60 { "red" } else { "blue" }
}

fn error(bytes: &[u8]) -> PictureError {
    match Picture::read(bytes).and_then(|picture| picture.decode(1.0)) {
        Ok(_) => panic!("taken"),
        Err(error) => error,
    }
}

#[test]
fn what_is_no_picture_is_told_by_what_it_is() {
    for (bytes, what) in [
        (&b"<!DOCTYPE html><html>404</html>"[..], "an HTML page"),
        (b"", "nothing at all"),
        (b"{\"error\": 1}", "JSON"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"\0\0\0\x18ftypisom\0\0\0\0mp41isom", "a video"),
        (b"GIF80a....", "something else"),
    ] {
        let PictureError::Invalid(message) = error(bytes) else { panic!() };
        assert!(message.starts_with(&format!("is {what}, not")), "{message}");
    }
}

#[test]
fn cut_short_pictures_are_refused() {
    let avatar = include_bytes!("../../../tests/golden/inputs/avatar.png").to_vec();
    let photo = include_bytes!("../../../tests/golden/inputs/photo.jpg").to_vec();
    for file in [avatar, photo, webp(300, 200), gif(9)] {
        assert!(Picture::read(&file).unwrap().decode(1.0).is_ok());
        for length in [3, 10, 20, file.len() / 4, file.len() / 2, file.len() * 3 / 4] {
            assert!(matches!(error(&file[..length]), PictureError::Invalid(_)), "{length} of {}", file.len());
        }
    }
}

#[test]
fn pixels_are_limited_before_anything_is_decoded() {
    // A header is enough for 50,000 by 50,000; nothing may be allocated for it.
    let mut bomb = png(8, 8);
    bomb[16..20].copy_from_slice(&50_000_u32.to_be_bytes());
    bomb[20..24].copy_from_slice(&50_000_u32.to_be_bytes());
    let PictureError::TooLarge(message) = error(&bomb) else { panic!() };
    assert!(message.contains("50000x50000") && message.contains("50 megapixels"), "{message}");
    // At the limit and one row past it. Long sides are fine.
    let limited = |width, height| Picture::read(&png(width, height)).map(|p| p.pixels());
    assert_eq!(limited(10_000, 5_000), Ok((10_000, 5_000)));
    assert!(matches!(limited(10_000, 5_001), Err(PictureError::TooLarge(_))));
    assert!(matches!(error(&gif_header(65_535, 65_535)), PictureError::TooLarge(_)));
}

#[test]
fn a_chunk_that_inflates_is_passed_over() {
    // A compressed text of 200 MB within a picture of 64 pixels.
    let mut compressor = libdeflater::Compressor::new(libdeflater::CompressionLvl::new(9).unwrap());
    let text = vec![0_u8; 200_000_000];
    let mut packed = vec![0; compressor.zlib_compress_bound(text.len())];
    let length = compressor.zlib_compress(&text, &mut packed).unwrap();
    drop(text);
    let mut data = b"k\0\0".to_vec();
    data.extend(&packed[..length]);
    let mut chunk = (data.len() as u32).to_be_bytes().to_vec();
    let mut named = b"zTXt".to_vec();
    named.extend(data);
    chunk.extend(&named);
    chunk.extend(libdeflater::crc32(&named).to_be_bytes());
    let mut file = png(8, 8);
    file.splice(33..33, chunk);
    let picture = Picture::read(&file).and_then(|picture| picture.decode(1.0)).unwrap();
    assert_eq!((picture.width(), picture.height()), (8, 8));
}

#[test]
fn exif_turns_pictures_upright() {
    for (origin, size, top_left, far) in [
        (EncodedOrigin::TopLeft, (40, 20), "red", "blue"),
        (EncodedOrigin::TopRight, (40, 20), "blue", "red"),
        (EncodedOrigin::BottomRight, (40, 20), "blue", "red"),
        (EncodedOrigin::RightTop, (20, 40), "red", "blue"),
        (EncodedOrigin::LeftBottom, (20, 40), "blue", "red"),
    ] {
        let file = jpeg(40, 20, Some(origin));
        let picture = Picture::read(&file).unwrap();
        assert_eq!(picture.pixels(), size, "{origin:?}");
        let image = picture.decode(1.0).unwrap();
        assert_eq!((image.width(), image.height()), (size.0 as i32, size.1 as i32), "{origin:?}");
        assert_eq!(color_at(&image, 2, 2), top_left, "{origin:?}");
        assert_eq!(color_at(&image, image.width() - 3, image.height() - 3), far, "{origin:?}");
    }
}

#[test]
fn jpegs_are_decoded_no_larger_than_needed() {
    let file = jpeg(1600, 800, None);
    let picture = Picture::read(&file).unwrap();
    assert_eq!(picture.decode(1.0).unwrap().width(), 1600);
    assert_eq!(picture.decode(0.6).unwrap().width(), 1600);
    assert_eq!(picture.decode(0.24).unwrap().width(), 400);
    assert_eq!(picture.decode(0.001).unwrap().width(), 200);
}

fn webp(width: u32, height: u32) -> Vec<u8> {
    let pixels = [255_u8, 0, 0].repeat((width * height) as usize);
    ::webp::Encoder::from_rgb(&pixels, width, height).encode(80.0).to_vec()
}

/// Animated: red, then blue.
fn animated_webp() -> Vec<u8> {
    let config = ::webp::WebPConfig::new().unwrap();
    let (red, blue) = ([255_u8, 0, 0, 255].repeat(32 * 16), [0_u8, 0, 255, 255].repeat(32 * 16));
    let mut encoder = ::webp::AnimEncoder::new(32, 16, &config);
    encoder.add_frame(::webp::AnimFrame::from_rgba(&red, 32, 16, 0));
    encoder.add_frame(::webp::AnimFrame::from_rgba(&blue, 32, 16, 100));
    encoder.encode().to_vec()
}

fn gif_header(width: u16, height: u16) -> Vec<u8> {
    [b"GIF89a", &width.to_le_bytes()[..], &height.to_le_bytes()[..], &[0xf0, 0, 0]].concat()
}

/// A GIF of 8 by 8 red pixels; `background` is what its palette's second colour is.
fn gif(background: u8) -> Vec<u8> {
    let mut file = gif_header(8, 8);
    file.extend([255, 0, 0, 0, 0, background]);
    file.extend([0x2c, 0, 0, 0, 0, 8, 0, 8, 0, 0]);
    // LZW of 3-bit codes, clearing the table before each pair of pixels, so that codes never grow.
    let codes: Vec<u8> = (0..32).flat_map(|_| [4, 0, 0]).chain([5]).collect();
    let mut packed = Vec::new();
    let (mut bits, mut held) = (0_u32, 0);
    for code in codes {
        bits |= u32::from(code) << held;
        held += 3;
        while held >= 8 {
            packed.push(bits as u8);
            bits >>= 8;
            held -= 8;
        }
    }
    packed.push(bits as u8);
    file.push(2);
    file.push(packed.len() as u8);
    file.extend(packed);
    file.extend([0, 0x3b]);
    file
}

#[test]
fn animations_give_their_first_frame() {
    let moving = animated_webp();
    let image = Picture::read(&moving).unwrap().decode(1.0).unwrap();
    assert_eq!((image.width(), image.height()), (32, 16));
    assert_eq!(color_at(&image, 16, 8), "red");
    let still = gif(255);
    let image = Picture::read(&still).unwrap().decode(1.0).unwrap();
    assert_eq!((image.width(), image.height()), (8, 8));
    assert_eq!(color_at(&image, 4, 4), "red");
}

#[test]
fn exif_turns_webp_upright() {
    // 40 by 20, red on its left half and blue on its right.
    let row: Vec<u8> = (0..40).flat_map(|x| if x < 20 { [255, 0, 0] } else { [0, 0, 255] }).collect();
    let plain = ::webp::Encoder::from_rgb(&row.repeat(20), 40, 20).encode_lossless().to_vec();
    assert_eq!(Picture::read(&plain).unwrap().pixels(), (40, 20));
    for (orientation, size, top_left) in [
        (1, (40, 20), "red"),
        (2, (40, 20), "blue"),
        (3, (40, 20), "blue"),
        (6, (20, 40), "red"),
        (8, (20, 40), "blue"),
        (99, (40, 20), "red"),
    ] {
        let file = with_exif(&plain, (40, 20), orientation);
        let picture = Picture::read(&file).unwrap();
        assert_eq!(picture.pixels(), size, "{orientation}");
        let image = picture.decode(1.0).unwrap();
        assert_eq!((image.width() as u32, image.height() as u32), size, "{orientation}");
        assert_eq!(color_at(&image, 2, 2), top_left, "{orientation}");
        assert_ne!(color_at(&image, image.width() - 3, image.height() - 3), top_left, "{orientation}");
        for length in 0..file.len() {
            assert!(
                Picture::read(&file[..length]).and_then(|picture| picture.decode(1.0)).is_err()
                    || length > file.len() - 42
            );
        }
    }
}

/// A still WebP in the extended format, with EXIF data that says nothing but an orientation.
fn with_exif(plain: &[u8], (width, height): (u32, u32), orientation: u16) -> Vec<u8> {
    let mut body = b"WEBPVP8X\x0a\0\0\0\x08\0\0\0".to_vec();
    body.extend(&(width - 1).to_le_bytes()[..3]);
    body.extend(&(height - 1).to_le_bytes()[..3]);
    body.extend(&plain[12..]);
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend(orientation.to_le_bytes());
    exif.extend([0; 6]);
    body.extend(b"EXIF");
    body.extend((exif.len() as u32).to_le_bytes());
    body.extend(exif);
    [&b"RIFF"[..], &(body.len() as u32).to_le_bytes(), &body].concat()
}

#[test]
fn svg_is_as_sharp_as_it_is_wanted() {
    let file = b"<?xml version='1.0'?>\n<!-- > --><!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'svg11.dtd'>\n\
        <svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 2 1'><rect width='1' height='1' fill='red'/>\
        <rect x='1' width='1' height='1' fill='blue'/></svg>";
    let picture = Picture::read(file).unwrap();
    assert_eq!((picture.size, picture.pixels(), picture.content_type()), ((2.0, 1.0), (2, 1), "image/svg+xml"));
    for (scale, size) in [(1.0, (2, 1)), (100.0, (200, 100)), (150.3, (301, 151)), (0.0, (1, 1))] {
        let image = picture.decode(scale).unwrap();
        assert_eq!((image.width(), image.height()), size, "{scale}");
    }
    let image = picture.decode(100.0).unwrap();
    assert_eq!((image_color(&image, 98), image_color(&image, 102)), ([255, 0, 0], [0, 0, 255]), "no blur between");
    // However large it is shown, it is never more pixels than may be.
    let huge = picture.decode(1e9).unwrap();
    assert!(huge.width() <= 8192 && huge.width() as f32 * huge.height() as f32 <= 17e6, "{:?}", huge.dimensions());
}

fn image_color(image: &Image, x: i32) -> [u8; 3] {
    let color = image.peek_pixels().unwrap().get_color((x, 50));
    [color.r(), color.g(), color.b()]
}

#[test]
fn only_what_begins_as_svg_is_svg() {
    for file in [
        "<svg/>",
        " \n<svg >",
        "\u{feff}<svg>",
        "<!--a--><?b?><svg:svg x=''/>",
        "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>",
    ] {
        assert!(svg::is_svg(file.as_bytes()), "{file}");
    }
    for file in [
        "<html><svg/></html>",
        "<!-- <svg>",
        "<svg",
        "svg",
        "<svgx>",
        "<!doctype",
        "<?xml",
        "<!DOCTYPE a [<svg>",
        "",
        "{}<svg>",
    ] {
        assert!(!svg::is_svg(file.as_bytes()), "{file}");
    }
    let PictureError::Invalid(message) = error(b"<html><body><svg/></body></html>") else { panic!() };
    assert!(message.starts_with("is an HTML page, not a PNG"), "{message}");
}
