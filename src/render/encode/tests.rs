//! Every encoder, read back by a decoder that is not ours.

use ::png as png_reader;

use super::*;
use crate::domain::output::{FormatChoice, Output};
use crate::render::RenderError;
use crate::render::wanted::Wanted;

fn encode(pixels: &Pixels, format: Format, quality: u8, effort: Effort) -> Result<Vec<u8>, String> {
    Encoder::default().encode(pixels, format, quality, effort)
}

/// Flat areas, a ramp and noise, with or without transparency.
fn picture(opaque: bool) -> Vec<u8> {
    let mut seed = 1_u32;
    (0..97 * 61_u32)
        .flat_map(|i| {
            let (x, y) = (i % 97, i / 97);
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [b, g, r] = match x / 33 {
                0 => [200, 30, 90],
                1 => [(x * 2) as u8, (y * 3) as u8, 40],
                _ => [(seed >> 24) as u8, (seed >> 16) as u8, 128],
            };
            let a = if opaque { 255 } else { (y * 4) as u8 };
            [b, g, r].map(|c: u8| (u32::from(c) * u32::from(a) / 255) as u8).into_iter().chain([a])
        })
        .collect()
}

fn pixels(bgra: &[u8], opaque: bool) -> Pixels<'_> {
    Pixels { bgra, width: 97, height: 61, opaque }
}

/// Width, height and straight RGBA, by the `png` crate, and how a pixel was written.
fn decode_png(file: &[u8]) -> ((u32, u32), Vec<u8>, png_reader::ColorType, png_reader::BitDepth) {
    let mut decoder = png_reader::Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(png_reader::Transformations::EXPAND | png_reader::Transformations::ALPHA);
    let mut reader = decoder.read_info().unwrap();
    let (color, depth) = (reader.info().color_type, reader.info().bit_depth);
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    reader.finish().unwrap();
    if info.color_type == png_reader::ColorType::GrayscaleAlpha {
        pixels = pixels.chunks_exact(2).flat_map(|p| [p[0], p[0], p[0], p[1]]).collect();
    }
    ((info.width, info.height), pixels, color, depth)
}

/// A reproducible sequence.
fn random() -> impl FnMut() -> u32 {
    let mut seed = 1_u32;
    move || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed >> 8
    }
}

fn premultiplied([r, g, b, a]: [u8; 4]) -> [u8; 4] {
    let part = |c: u8| ((u32::from(c) * u32::from(a) + 127) / 255) as u8;
    [part(b), part(g), part(r), a]
}

#[test]
fn png_is_lossless_in_every_size_way_and_effort() {
    let mut random = random();
    let sizes = [
        (1, 1),
        (1, 2),
        (2, 1),
        (3, 3),
        (5, 1),
        (1, 9),
        (7, 8),
        (8, 7),
        (9, 16),
        (15, 4),
        (16, 15),
        (17, 31),
        (33, 2),
        (64, 64),
        (97, 61),
        (301, 203),
    ];
    for (width, height) in sizes {
        let count = width * height;
        // Of few colours, opaque and not, in every depth; grey; a ramp; noise; noise with transparency.
        let mut pictures: Vec<(String, Vec<[u8; 4]>)> = [1_u32, 2, 3, 4, 5, 16, 17, 255, 256, 257]
            .into_iter()
            .flat_map(|colors| [(colors, 255_u8), (colors, 0), (colors, 128)])
            .map(|(colors, alpha)| {
                let of = |i: u32| {
                    let alpha = if i % 3 == 1 { alpha } else { 255 };
                    if alpha == 0 {
                        [0; 4]
                    } else {
                        [(i * 7) as u8, ((i / 37) as u8).wrapping_mul(255), i as u8, alpha]
                    }
                };
                (format!("{colors} colours, {alpha}"), (0..count).map(|_| of(random() % colors)).collect())
            })
            .collect();
        let grey: Vec<[u8; 4]> = (0..count).map(|_| random() as u8).map(|c| [c, c, c, 255]).collect();
        let ramp = (0..count)
            .map(|i| [(i % width) as u8, (i / width) as u8, ((i % width + i / width) / 9) as u8, 255])
            .collect();
        let noise = (0..count).map(|_| random()).map(|c| [c as u8, (c >> 8) as u8, (c >> 16) as u8, 255]).collect();
        pictures.extend([("grey".to_owned(), grey), ("ramp".to_owned(), ramp), ("noise".to_owned(), noise)]);
        for (what, picture) in pictures {
            let painted: Vec<u8> = picture.iter().flat_map(|pixel| premultiplied(*pixel)).collect();
            let opaque = picture.iter().all(|pixel| pixel[3] == 255);
            let pixels = Pixels { bgra: &painted, width, height, opaque };
            for effort in Effort::ALL {
                let file = encode(&pixels, Format::Png, 1, *effort).unwrap();
                let (size, rgba, ..) = decode_png(&file);
                assert_eq!(size, (width, height));
                for (got, painted) in rgba.chunks_exact(4).zip(painted.chunks_exact(4)) {
                    let got = [got[0], got[1], got[2], got[3]];
                    // Premultiplied again it is what was painted.
                    assert_eq!(premultiplied(got), painted, "{what}, {width}x{height}, {effort:?}: {got:?}");
                }
            }
        }
    }
}

#[test]
fn png_is_written_as_its_colours_ask() {
    use png_reader::{BitDepth, ColorType};
    let of = |colors: usize, grey: bool, alpha: u8| {
        let bgra: Vec<u8> = (0..64 * 64)
            .map(|i| i % colors)
            .flat_map(|c| {
                premultiplied([
                    c as u8,
                    if grey { c as u8 } else { (c / 256) as u8 },
                    c as u8,
                    if c == 0 { alpha } else { 255 },
                ])
            })
            .collect();
        let pixels = Pixels { bgra: &bgra, width: 64, height: 64, opaque: alpha == 255 };
        let (_, _, color, depth) = decode_png(&encode(&pixels, Format::Png, 1, Effort::Balanced).unwrap());
        (color, depth)
    };
    assert_eq!(of(1, false, 255), (ColorType::Indexed, BitDepth::One));
    assert_eq!(of(2, false, 0), (ColorType::Indexed, BitDepth::One));
    assert_eq!(of(4, true, 255), (ColorType::Indexed, BitDepth::Two));
    assert_eq!(of(16, false, 128), (ColorType::Indexed, BitDepth::Four));
    assert_eq!(of(17, true, 255), (ColorType::Grayscale, BitDepth::Eight));
    assert_eq!(of(17, true, 128), (ColorType::Indexed, BitDepth::Eight));
    assert_eq!(of(256, false, 255), (ColorType::Indexed, BitDepth::Eight));
    assert_eq!(of(257, false, 255), (ColorType::Rgb, BitDepth::Eight));
    assert_eq!(of(257, false, 0), (ColorType::Rgba, BitDepth::Eight));
}

#[test]
fn buffers_used_again_leave_no_trace() {
    let (opaque, clear) = (picture(true), picture(false));
    let mut encoder = Encoder::default();
    for effort in [Effort::Fast, Effort::Balanced, Effort::Small] {
        let first = encoder.encode(&pixels(&opaque, true), Format::Png, 1, effort).unwrap();
        encoder.encode(&pixels(&clear, false), Format::Png, 1, effort).unwrap();
        assert!(encoder.encode(&pixels(&opaque, true), Format::Png, 1, effort).unwrap() == first);
    }
}

fn decoded(file: &[u8]) -> Vec<u8> {
    let image = super::super::image::Picture::read(file).unwrap().decode(1.0).unwrap();
    let info = skia_safe::ImageInfo::new(
        image.dimensions(),
        skia_safe::ColorType::RGBA8888,
        skia_safe::AlphaType::Unpremul,
        skia_safe::ColorSpace::new_srgb(),
    );
    let mut pixels = vec![0; info.compute_min_byte_size()];
    let hint = skia_safe::image::CachingHint::Disallow;
    assert!(image.read_pixels(&info, &mut pixels, info.min_row_bytes(), (0, 0), hint));
    pixels
}

/// Mean difference of the flat left third from the picture it was made of.
fn difference(file: &[u8], expected: [u8; 3]) -> f64 {
    let rgba = decoded(file);
    let flat = rgba.chunks_exact(97 * 4).flat_map(|row| row[..28 * 4].chunks_exact(4));
    let (sum, count) = flat.fold((0_u64, 0_u64), |(sum, count), p| {
        (sum + (0..3).map(|i| u64::from(p[i].abs_diff(expected[i]))).sum::<u64>(), count + 3)
    });
    sum as f64 / count as f64
}

#[test]
fn lossy_formats_come_back_alike_and_quality_costs_bytes() {
    let bgra = picture(true);
    for format in [Format::Jpeg, Format::Webp, Format::Avif] {
        let file = |quality| encode(&pixels(&bgra, true), format, quality, Effort::Balanced).unwrap();
        assert!(difference(&file(90), [90, 30, 200]) < 4.0, "{format:?}");
        assert!(file(30).len() < file(85).len() && file(85).len() < file(99).len(), "{format:?}");
    }
}

#[test]
fn webp_at_100_is_lossless_and_jpeg_stands_on_white() {
    let bgra = picture(true);
    let expected: Vec<u8> = bgra.chunks_exact(4).flat_map(|p| [p[2], p[1], p[0], 255]).collect();
    assert!(decoded(&encode(&pixels(&bgra, true), Format::Webp, 100, Effort::Fast).unwrap()) == expected);
    let clear = vec![0; 97 * 61 * 4];
    assert!(difference(&encode(&pixels(&clear, false), Format::Jpeg, 90, Effort::Fast).unwrap(), [255; 3]) < 1.0);
}

/// What `max_bytes` makes of a picture: the file's format and bytes.
fn within(
    pixels: &Pixels,
    format: impl Into<FormatChoice>,
    max_bytes: Option<u32>,
) -> Result<(Format, usize), RenderError> {
    let output = Output { format: format.into(), max_bytes, ..Output::default() };
    let wanted = Wanted::default();
    let (file, format) = Encoder::default().encode_within(pixels, &output, &wanted)?;
    let (again, _) = Encoder::default().encode_within(pixels, &output, &wanted)?;
    assert!(file == again, "the same picture and output are the same bytes");
    assert!(max_bytes.is_none_or(|most| file.len() <= most as usize));
    assert_eq!((decoded(&file).len(), magic(&file)), (pixels.bgra.len(), format));
    Ok((format, file.len()))
}

fn magic(file: &[u8]) -> Format {
    match file[0] {
        0x89 => Format::Png,
        0xff => Format::Jpeg,
        0 => Format::Avif,
        _ => Format::Webp,
    }
}

/// Noise upon a ramp, which no lossless format makes much smaller.
fn photo(opaque: bool) -> Vec<u8> {
    let mut random = random();
    (0..200 * 150_u32)
        .flat_map(|i| {
            let c = (i / 200 + random() % 40) as u8;
            premultiplied([c, c / 2 + (random() % 16) as u8, 90, if opaque { 255 } else { 200 }])
        })
        .collect()
}

#[test]
fn auto_is_by_what_the_picture_shows() {
    let (plain, clear) = (vec![255; 97 * 61 * 4], vec![0; 97 * 61 * 4]);
    let (opaque, glass) = (photo(true), photo(false));
    let photo = |bgra, opaque| Pixels { bgra, width: 200, height: 150, opaque };
    let auto = |pixels: &Pixels, max_bytes| within(pixels, FormatChoice::Auto, max_bytes).map(|(format, _)| format);
    assert_eq!(auto(&pixels(&plain, true), None), Ok(Format::Png));
    assert_eq!(auto(&pixels(&clear, false), Some(1_000)), Ok(Format::Png));
    assert_eq!(auto(&photo(&opaque, true), None), Ok(Format::Jpeg));
    assert_eq!(auto(&photo(&glass, false), None), Ok(Format::Png), "JPEG has no transparency");
    assert_eq!(auto(&photo(&glass, false), Some(8_000)), Ok(Format::Webp));
}

#[test]
fn a_limit_of_bytes_is_kept_to_or_told_of() {
    let bgra = photo(true);
    let pixels = Pixels { bgra: &bgra, width: 200, height: 150, opaque: true };
    for format in [Format::Jpeg, Format::Webp, Format::Avif] {
        let (_, free) = within(&pixels, format, None).unwrap();
        assert_eq!(within(&pixels, format, Some(free as u32)), Ok((format, free)), "what fits is left alone");
        let half = free as u32 / 2;
        let (_, fitted) = within(&pixels, format, Some(half)).unwrap();
        assert!(fitted * 4 > half as usize * 3, "{format:?}: {fitted} of {half} bytes are used");
    }
    let by_effort = |pixels: &Pixels| {
        [Effort::Balanced, Effort::Small].map(|effort| encode(pixels, Format::Png, 1, effort).unwrap().len())
    };
    let drawn: Vec<u8> = (0..200 * 150_u32)
        .flat_map(|i| {
            let (x, y) = (i % 200, i / 200);
            [x * x / 160, x * y / 120, y + x / 4, 255].map(|c| c as u8)
        })
        .collect();
    let drawn = Pixels { bgra: &drawn, ..pixels };
    let [balanced, small] = by_effort(&drawn);
    assert_eq!(within(&drawn, Format::Png, Some(balanced as u32 - 1)), Ok((Format::Png, small)));
    let [balanced, small] = by_effort(&pixels);
    assert!(small <= balanced, "more effort makes no more bytes, even of noise: {small}, {balanced}");
    let error = within(&pixels, Format::Png, Some(small as u32 - 1)).unwrap_err();
    assert_eq!(error, RenderError::TooLarge { format: Format::Png, smallest: small, max_bytes: small as u32 - 1 });
    for format in [FormatChoice::Auto, Format::Jpeg.into(), Format::Webp.into()] {
        let error = within(&pixels, format, Some(300)).unwrap_err();
        let RenderError::TooLarge { smallest, .. } = error else { panic!("{error}") };
        assert!(smallest > 300);
        assert!(within(&pixels, format, Some(smallest as u32)).is_ok(), "{format:?}: as small as was said");
    }
}

#[test]
fn what_nobody_waits_for_any_more_is_not_encoded() {
    let bgra = picture(true);
    let wanted = Wanted::default();
    let waiting = wanted.waiting();
    let encode = |format: Format, max_bytes| {
        let output = Output { format: format.into(), max_bytes, ..Output::default() };
        Encoder::default().encode_within(&pixels(&bgra, true), &output, &wanted).map(|(_, format)| format)
    };
    assert_eq!(encode(Format::Avif, None), Ok(Format::Avif));
    drop(waiting);
    for max_bytes in [None, Some(1_000)] {
        assert_eq!(encode(Format::Avif, max_bytes), Err(RenderError::Abandoned));
    }
}
