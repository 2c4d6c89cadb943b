//! AVIFs of our own encoder, and containers put together by hand around what is in them.

use skia_safe::Color;

use super::*;
use crate::domain::output::{Effort, Format};
use crate::render::encode::{Encoder, Pixels};
use crate::render::image::Picture;

type Painter = fn(u32, u32) -> [u8; 4];

/// Red, green, blue and alpha by place into a file.
fn encoded(width: u32, height: u32, paint: Painter) -> Vec<u8> {
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let pixels: Vec<[u8; 4]> = places.map(|(x, y)| paint(x, y)).collect();
    let premultiplied = |[r, g, b, a]: [u8; 4]| {
        let part = |c: u8| (u32::from(c) * u32::from(a) / 255) as u8;
        [part(b), part(g), part(r), a]
    };
    let opaque = pixels.iter().all(|pixel| pixel[3] == 255);
    let bgra: Vec<u8> = pixels.into_iter().flat_map(premultiplied).collect();
    let pixels = Pixels { bgra: &bgra, width, height, opaque };
    Encoder::default().encode(&pixels, Format::Avif, 90, Effort::Fast).unwrap()
}

/// Red, then green to its right, blue below, and yellow.
fn quarters(x: u32, y: u32) -> [u8; 4] {
    match (x < 32, y < 16) {
        (true, true) => [255, 0, 0, 255],
        (false, true) => [0, 255, 0, 255],
        (true, false) => [0, 0, 255, 255],
        (false, false) => [255, 255, 0, 255],
    }
}

fn name(color: Color) -> &'static str {
    match (color.a() > 128, color.r() > 128, color.g() > 128, color.b() > 128) {
        (false, ..) => "clear",
        (_, true, false, false) => "red",
        (_, false, true, false) => "green",
        (_, false, false, true) => "blue",
        (_, true, true, false) => "yellow",
        _ => "other",
    }
}

/// The colours in its corners: top left, top right, bottom left, bottom right.
fn corners(image: &Image) -> [&'static str; 4] {
    let pixmap = image.peek_pixels().unwrap();
    let (right, bottom) = (image.width() - 3, image.height() - 3);
    [(2, 2), (right, 2), (2, bottom), (right, bottom)].map(|at| name(pixmap.get_color(at)))
}

fn decoded(file: &[u8]) -> Result<Image, PictureError> {
    Picture::read(file).and_then(|picture| picture.decode(1.0))
}

fn boxed(kind: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let data = parts.concat();
    [&(data.len() as u32 + 8).to_be_bytes()[..], kind, &data].concat()
}

fn full(kind: &[u8; 4], version: u8, parts: &[&[u8]]) -> Vec<u8> {
    boxed(kind, &[&[version, 0, 0, 0], &parts.concat()])
}

/// An item: its kind, its bytes, and its properties, each with whether it must be understood.
struct Made {
    kind: [u8; 4],
    data: Vec<u8>,
    properties: Vec<(Vec<u8>, bool)>,
}

fn made(kind: &[u8; 4], data: &[u8], properties: &[Vec<u8>]) -> Made {
    Made { kind: *kind, data: data.to_vec(), properties: properties.iter().map(|own| (own.clone(), true)).collect() }
}

fn size(width: u32, height: u32) -> Vec<u8> {
    full(b"ispe", 0, &[&width.to_be_bytes(), &height.to_be_bytes()])
}

/// A file of these items, numbered from 1, of which the first is shown.
fn file(items: &[Made], references: &[(&[u8; 4], u16, &[u16])]) -> Vec<u8> {
    let (mut kinds, mut known, mut owned, mut data) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut index = 0_u8;
    let mut places = Vec::new();
    for (i, item) in items.iter().enumerate() {
        let id = (i as u16 + 1).to_be_bytes();
        kinds.extend(full(b"infe", 2, &[&id, &[0, 0], &item.kind, &[0]]));
        owned.extend(id);
        owned.push(item.properties.len() as u8);
        for (property, essential) in &item.properties {
            known.extend(property);
            index += 1;
            owned.push(index | if *essential { 0x80 } else { 0 });
        }
        // Within the meta box, so that no place depends on its length.
        places.extend([&id[..], &[0, 1], &[0, 0], &[0, 1]].concat());
        places.extend((data.len() as u32).to_be_bytes());
        places.extend((item.data.len() as u32).to_be_bytes());
        data.extend(&item.data);
    }
    let count = (items.len() as u16).to_be_bytes();
    let mut linked = Vec::new();
    for (kind, from, to) in references {
        let to: Vec<u8> = to.iter().flat_map(|id| id.to_be_bytes()).collect();
        linked.extend(boxed(kind, &[&from.to_be_bytes(), &((to.len() / 2) as u16).to_be_bytes(), &to]));
    }
    let meta = full(
        b"meta",
        0,
        &[
            &full(b"pitm", 0, &[&[0, 1]]),
            &full(b"iinf", 0, &[&count, &kinds]),
            &full(b"iloc", 1, &[&[0x44, 0], &count, &places]),
            &full(b"iref", 0, &[&linked]),
            &boxed(
                b"iprp",
                &[
                    &boxed(b"ipco", &[&known]),
                    &full(b"ipma", 0, &[&u32::from(items.len() as u16).to_be_bytes(), &owned]),
                ],
            ),
            &boxed(b"idat", &[&data]),
        ],
    );
    [boxed(b"ftyp", &[b"mif1", &[0; 4], b"avif"]), meta].concat()
}

/// The AV1 data of a file's picture.
fn stream(file: &[u8]) -> Vec<u8> {
    Container::read(file).unwrap().picture.tiles[0].data.to_vec()
}

#[test]
fn colours_and_transparency_come_back() {
    let image = decoded(&encoded(64, 32, quarters)).unwrap();
    assert_eq!((image.width(), image.height(), image.alpha_type()), (64, 32, AlphaType::Opaque));
    assert_eq!(corners(&image), ["red", "green", "blue", "yellow"]);
    let glass = encoded(64, 32, |x, y| if x < 32 { quarters(x, y) } else { [0, 255, 0, (y * 8) as u8] });
    let image = decoded(&glass).unwrap();
    let pixmap = image.peek_pixels().unwrap();
    assert_eq!(corners(&image), ["red", "clear", "blue", "green"]);
    let half = pixmap.get_color((50, 16)).a();
    assert!((118..138).contains(&half), "{half}");
    let picture = Picture::read(&glass).unwrap();
    assert_eq!((picture.content_type(), picture.pixels()), ("image/avif", (64, 32)));
}

#[test]
fn turned_and_mirrored_ones_are_held_upright() {
    let data = stream(&encoded(64, 32, quarters));
    for (turns, mirror, expected) in [
        (0, None, ["red", "green", "blue", "yellow"]),
        (1, None, ["green", "yellow", "red", "blue"]),
        (2, None, ["yellow", "blue", "green", "red"]),
        (3, None, ["blue", "red", "yellow", "green"]),
        (0, Some(0), ["blue", "yellow", "red", "green"]),
        (0, Some(1), ["green", "red", "yellow", "blue"]),
        // Turned first, then mirrored.
        (1, Some(0), ["red", "blue", "green", "yellow"]),
        (1, Some(1), ["yellow", "green", "blue", "red"]),
        (2, Some(0), ["green", "red", "yellow", "blue"]),
        (2, Some(1), ["blue", "yellow", "red", "green"]),
        (3, Some(0), ["yellow", "green", "blue", "red"]),
        (3, Some(1), ["red", "blue", "green", "yellow"]),
    ] {
        let mut properties = vec![size(64, 32), boxed(b"irot", &[&[turns]])];
        properties.extend(mirror.map(|axis| boxed(b"imir", &[&[axis]])));
        let file = file(&[made(b"av01", &data, &properties)], &[]);
        let image = decoded(&file).unwrap();
        assert_eq!(corners(&image), expected, "{turns} {mirror:?}");
        let upright = if turns % 2 == 0 { (64, 32) } else { (32, 64) };
        assert_eq!(Picture::read(&file).unwrap().pixels(), upright);
        assert_eq!((image.width() as u32, image.height() as u32), upright);
    }
}

/// A grid of so many tiles and that size.
fn grid(rows: u8, columns: u8, width: u16, height: u16) -> Vec<u8> {
    [&[0, 0, rows - 1, columns - 1][..], &width.to_be_bytes(), &height.to_be_bytes()].concat()
}

#[test]
fn grids_are_put_together_and_cut() {
    let tile = |paint: Painter| made(b"av01", &stream(&encoded(64, 32, paint)), &[size(64, 32)]);
    let tiles: [Painter; 4] =
        [|_, _| [255, 0, 0, 255], |_, _| [0, 255, 0, 255], |_, _| [0, 0, 255, 255], |_, _| [255, 255, 0, 255]];
    let of = |head: Vec<u8>, shown: (u32, u32), to: &[u16]| {
        let mut items = vec![made(b"grid", &head, &[size(shown.0, shown.1)])];
        items.extend(tiles.iter().map(|paint| tile(*paint)));
        file(&items, &[(b"dimg", 1, to)])
    };
    let image = decoded(&of(grid(2, 2, 100, 50), (100, 50), &[2, 3, 4, 5])).unwrap();
    assert_eq!((image.width(), image.height()), (100, 50));
    assert_eq!(corners(&image), ["red", "green", "blue", "yellow"]);
    let pixmap = image.peek_pixels().unwrap();
    assert_eq!([(62, 30), (66, 30), (62, 34), (66, 34)].map(|at| name(pixmap.get_color(at))), corners(&image));
    for (what, wrong) in [
        ("a tile is missing", of(grid(2, 2, 100, 50), (100, 50), &[2, 3, 4])),
        ("too small for the whole", of(grid(2, 2, 129, 50), (129, 50), &[2, 3, 4, 5])),
        ("tiles that are not seen", of(grid(2, 2, 64, 50), (64, 50), &[2, 3, 4, 5])),
        ("no such tile", of(grid(2, 2, 100, 50), (100, 50), &[2, 3, 4, 9])),
        ("a grid of itself", of(grid(1, 1, 64, 32), (64, 32), &[1])),
        ("no head", of(vec![0, 0, 1], (100, 50), &[2, 3, 4, 5])),
        ("nothing", of(grid(1, 1, 0, 0), (0, 0), &[2])),
    ] {
        assert!(matches!(decoded(&wrong), Err(PictureError::Invalid(_))), "{what}");
    }
    // 16 tiles would do for what says it has 4 gigapixels.
    let huge = of(
        [&[0, 1, 1, 1][..], &65_000_u32.to_be_bytes(), &65_000_u32.to_be_bytes()].concat(),
        (65_000, 65_000),
        &[2, 3, 4, 5],
    );
    assert!(decoded(&huge).is_err());
    // 99 tiles so wide that they are as good as none in 32 bits.
    let head = [&[0, 1, 0, 99][..], &96_u32.to_be_bytes(), &1_u32.to_be_bytes()].concat();
    let wide = made(b"av01", &stream(&encoded(16, 16, |_, _| [255; 4])), &[size(43_383_509, 1)]);
    let wide = file(&[made(b"grid", &head, &[size(96, 1)]), wide], &[(b"dimg", 1, &[2; 100])]);
    let PictureError::Invalid(message) = decoded(&wide).unwrap_err() else { panic!("more tiles than it shows") };
    assert!(message.contains("more tiles than it shows"), "{message}");
}

#[test]
fn bytes_are_not_taken_over_and_over() {
    let tile = made(b"av01", &stream(&encoded(16, 16, |_, _| [255; 4])), &[size(16, 16)]);
    let all = file(&[made(b"grid", &grid(64, 64, 1024, 1024), &[size(1024, 1024)]), tile], &[(b"dimg", 1, &[2; 4096])]);
    assert_eq!(decoded(&all).map(drop), Err(PictureError::Invalid("has a damaged header".to_owned())));
    // 16 million extents of no bytes at all, in 32 kB.
    let places = [&[0, 1][..], &[0, 0], &[0, 1], &4096_u16.to_be_bytes()].concat().repeat(4096);
    let meta = full(
        b"meta",
        0,
        &[
            &full(b"pitm", 0, &[&[0, 1]]),
            &full(b"iinf", 0, &[&[0, 0]]),
            &full(b"iloc", 1, &[&[0, 0], &4096_u16.to_be_bytes(), &places]),
        ],
    );
    let many = [boxed(b"ftyp", &[b"mif1", &[0; 4], b"avif"]), meta].concat();
    assert!(Container::read(&many).is_err());
}

#[test]
fn what_lies_about_its_size_is_refused() {
    let data = stream(&encoded(64, 32, quarters));
    let of = |width, height| decoded(&file(&[made(b"av01", &data, &[size(width, height)])], &[])).map(drop);
    assert_eq!(of(64, 32), Ok(()));
    assert!(matches!(of(50_000, 50_000), Err(PictureError::TooLarge(_))));
    for (width, height) in [(32, 64), (63, 32), (65, 32), (1, 1), (8_000, 6_000), (0, 32)] {
        assert!(matches!(of(width, height), Err(PictureError::Invalid(_))), "{width}x{height}");
    }
    let alpha = full(b"auxC", 0, &[b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0"]);
    let small = stream(&encoded(16, 16, |_, _| [255; 4]));
    let items = [made(b"av01", &data, &[size(64, 32)]), made(b"av01", &small, &[size(16, 16), alpha])];
    let PictureError::Invalid(message) = decoded(&file(&items, &[(b"auxl", 2, &[1])])).unwrap_err() else { panic!() };
    assert!(message.contains("another size"), "{message}");
}

#[test]
fn what_must_be_understood_and_is_not_is_told() {
    let data = stream(&encoded(64, 32, quarters));
    let with = |property: &[u8; 4], essential| {
        let mut item = made(b"av01", &data, &[size(64, 32)]);
        item.properties.push((boxed(property, &[&[0; 32]]), essential));
        decoded(&file(&[item], &[])).map(drop)
    };
    assert_eq!(with(b"clap", false), Ok(()));
    assert_eq!(with(b"clap", true), Err(PictureError::Invalid("uses `clap`, which is not read".to_owned())));
    let of = |kind| decoded(&file(&[made(kind, &data, &[size(64, 32)])], &[])).map(drop).unwrap_err().to_string();
    assert!(of(b"hvc1").contains("`hvc1`, not AV1"));
}

#[test]
fn torn_and_altered_files_are_refused_and_nothing_worse() {
    let whole = encoded(64, 32, |x, y| if x < 40 { quarters(x, y) } else { [9, 9, 9, 99] });
    for length in 0..whole.len() {
        let error = decoded(&whole[..length]).map(drop).expect_err("cut short");
        assert!(matches!(error, PictureError::Invalid(_)), "{length}: {error}");
    }
    let mut seed = 7_u32;
    let mut random = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as usize
    };
    let mut taken = 0;
    for _ in 0..1_000 {
        let mut altered = whole.clone();
        for _ in 0..=random() % 4 {
            let at = random() % altered.len();
            altered[at] = random() as u8;
        }
        taken += usize::from(decoded(&altered).is_ok());
    }
    assert!(taken < 1_000);
}

#[test]
fn chroma_of_less_resolution_is_spread_evenly() {
    let luma = [128_u8; 4 * 4];
    let (blue, red) = ([128_u8, 128, 128, 128], [64_u8, 192, 64, 192]);
    let planes = Planes {
        size: (4, 4),
        luma: &luma,
        chroma: Some((&blue, &red)),
        halves: (1, 1),
        strides: (4, 2),
        bits: 8,
        full_range: true,
    };
    let mut rgba = [255; 4 * 4 * 4];
    color::paint(&planes, Colors::of(None, true), &mut rgba, (4, 4), (0, 0));
    let reds: Vec<u8> = rgba[..16].chunks(4).map(|pixel| pixel[0]).collect();
    assert!(reds.is_sorted() && reds[1] > reds[0] && reds[3] > reds[2], "{reds:?}");
    assert!(rgba[..16] == rgba[48..], "all rows are the same");
}
