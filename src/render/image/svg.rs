//! SVG, by resvg: what an `svg` node has as markup, and what comes as a picture from elsewhere. Nothing that it refers
//! to outside of itself is fetched or opened.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, ImageHrefResolver, Options, Tree, fontdb, roxmltree};
use skia_safe::{AlphaType, ColorSpace, ColorType, Data, ISize, Image, ImageInfo};

use super::census;
use super::cost::{self, Cost};
use super::embedded::{self, Embedded};
use super::entities;
use super::{PictureError, invalid};
use crate::render::fonts::bundled;

/// Largest markup, in bytes.
const MAX_BYTES: usize = 1024 * 1024;
/// Longest side that is drawn, in pixels.
const MAX_SIDE: f32 = 8192.0;
/// Most pixels that are drawn; what is shown larger is stretched from that.
const MAX_PIXELS: f32 = 16e6;
/// Pixels that drawing one may go over, in all.
const MAX_WORK: f32 = 2e9;
/// Pixels of layers that may be open at once: 320 MB.
const MAX_OPEN: f32 = 80e6;
/// Times that drawing one may go over the whole of it, and how often the layers open at once may cover it.
const MAX_PASSES: f32 = 4_000.0;
const MAX_LAYERS: f32 = 400.0;

/// The bundled fonts, as resvg wants them.
static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut database = fontdb::Database::new();
    for file in bundled::files() {
        let source = fontdb::Source::Binary(Arc::new(file.bytes().clone()));
        for id in database.load_font_source(source) {
            let Some(mut face) = database.face(id).cloned() else { continue };
            // A file's own name may be another: "Inter Variable".
            let names = file.faces().iter().map(|face| (face.family.clone(), fontdb::Language::English_UnitedStates));
            face.families = names.take(1).chain(face.families).collect();
            database.remove_face(id);
            database.push_face_info(face);
        }
    }
    database.set_sans_serif_family("Inter");
    database.set_serif_family("Source Serif 4");
    database.set_monospace_family("JetBrains Mono");
    Arc::new(database)
});

/// Whether a file's first element is an `svg`: after a byte-order mark, declarations, comments and a document type.
pub fn is_svg(bytes: &[u8]) -> bool {
    let mut rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let after = |rest: &mut &[u8], end: &[u8]| match rest.windows(end.len()).position(|at| at == end) {
        Some(at) => {
            *rest = &rest[at + end.len()..];
            true
        }
        None => false,
    };
    loop {
        rest = rest.trim_ascii_start();
        let skipped = if rest.starts_with(b"<?") {
            after(&mut rest, b"?>")
        } else if rest.starts_with(b"<!--") {
            after(&mut rest, b"-->")
        } else if rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case(b"<!doctype")) {
            // Entities are declared between brackets.
            let end = rest.iter().position(|byte| matches!(byte, b'[' | b'>')).unwrap_or(rest.len());
            let opens = rest.get(end) == Some(&b'[');
            (!opens || after(&mut rest, b"]")) && after(&mut rest, b">")
        } else {
            let Some(name) = rest.strip_prefix(b"<") else { return false };
            let end = name.iter().position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'));
            let Some(name) = end.map(|end| &name[..end]) else { return false };
            return name == b"svg" || name.ends_with(b":svg");
        };
        if !skipped {
            return false;
        }
    }
}

/// Markup that was read.
pub struct Svg {
    tree: Tree,
    cost: Cost,
}

impl Svg {
    /// Reads markup (UTF-8).
    pub fn read(markup: &[u8]) -> Result<Svg, PictureError> {
        if markup.len() > MAX_BYTES {
            let length = markup.len();
            return Err(PictureError::TooLarge(format!("has {length} bytes; an SVG takes at most {MAX_BYTES}")));
        }
        let text = std::str::from_utf8(markup).map_err(|_| invalid("is not UTF-8"))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim().is_empty() {
            return Err(invalid("is empty; it must be an `<svg>` element"));
        }
        entities::check(text)?;
        // Editors write a DTD's name at the top.
        let how = roxmltree::ParsingOptions { allow_dtd: true, nodes_limit: 200_000, ..Default::default() };
        // A declaration stands first or nowhere; files that begin with an empty line are common.
        let document = roxmltree::Document::parse_with_options(text.trim_start(), how)
            .map_err(|error| invalid(format!("is not well-formed: {error}")))?;
        census::check(&document)?;
        let embedded = Embedded::default();
        let options = Options {
            font_family: "Inter".to_owned(),
            fontdb: Arc::clone(&FONTS),
            image_href_resolver: ImageHrefResolver {
                resolve_data: Box::new(|_, data, _| embedded.take(&data)),
                resolve_string: Box::new(|_, _| None),
            },
            ..Options::default()
        };
        let tree = Tree::from_xmltree(&document, &options).map_err(|error| match error {
            usvg::Error::InvalidSize => invalid("has no size: it needs `width` and `height`, or a `viewBox`"),
            other => invalid(format!("is no SVG that can be drawn: {other}")),
        })?;
        drop(options);
        embedded.finish()?;
        let cost = cost::of(&tree);
        if cost.decoded > embedded::MAX_PIXELS as f32 {
            return Err(PictureError::TooLarge(format!(
                "has pictures within of {:.0} pixels, each counted as often as it is drawn; at most {} are drawn",
                cost.decoded,
                embedded::MAX_PIXELS
            )));
        }
        if cost.passes.is_nan() || cost.passes > MAX_PASSES || cost.open > MAX_LAYERS {
            let Cost { passes, open, .. } = cost;
            return Err(PictureError::TooLarge(format!(
                "takes too much to draw: it goes over its area {passes:.0} times, {open:.0} layers of it at once; at most \
                 {MAX_PASSES} times and {MAX_LAYERS} layers are drawn"
            )));
        }
        Ok(Svg { tree, cost })
    }

    /// Its own width and height.
    pub fn size(&self) -> (f32, f32) {
        (self.tree.size().width(), self.tree.size().height())
    }

    /// In how many pixels it is drawn to be shown in that many: fewer where it would take too much.
    pub fn pixels(&self, (width, height): (f32, f32)) -> (u32, u32) {
        let most = MAX_PIXELS.min(MAX_WORK / self.cost.passes.max(1.0)).min(MAX_OPEN / self.cost.open.max(1.0));
        let area = (width * height).max(1.0);
        let by = (most / area).sqrt().min(MAX_SIDE / width.max(height).max(1.0)).min(1.0);
        let whole = |side: f32| (side * by).ceil().clamp(1.0, MAX_SIDE) as u32;
        (whole(width), whole(height))
    }

    /// As pixels, stretched to that many.
    pub fn rasterize(&self, width: u32, height: u32) -> Option<Image> {
        let mut pixmap = Pixmap::new(width.max(1), height.max(1))?;
        let (own_width, own_height) = self.size();
        let transform = Transform::from_scale(pixmap.width() as f32 / own_width, pixmap.height() as f32 / own_height);
        resvg::render(&self.tree, transform, &mut pixmap.as_mut());
        let size = ISize::new(i32::try_from(pixmap.width()).ok()?, i32::try_from(pixmap.height()).ok()?);
        let info = ImageInfo::new(size, ColorType::RGBA8888, AlphaType::Premul, ColorSpace::new_srgb());
        skia_safe::images::raster_from_data(&info, Data::new_copy(pixmap.data()), info.min_row_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inside: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 20 10\">{inside}</svg>"
        )
    }

    fn pixel(image: &Image, x: i32, y: i32) -> [u8; 4] {
        let info = ImageInfo::new((1, 1), ColorType::RGBA8888, AlphaType::Unpremul, ColorSpace::new_srgb());
        let mut pixel = [0; 4];
        assert!(image.read_pixels(&info, &mut pixel, 4, (x, y), skia_safe::image::CachingHint::Allow));
        pixel
    }

    #[test]
    fn shapes_and_letters_are_drawn() {
        let markup = svg("<rect width='10' height='10' fill='#ff0000'/><text x='11' y='9' font-size='9'>██</text>");
        let drawing = Svg::read(markup.as_bytes()).unwrap();
        assert_eq!(drawing.size(), (20.0, 10.0));
        let image = drawing.rasterize(200, 100).unwrap();
        assert_eq!(pixel(&image, 50, 50), [255, 0, 0, 255]);
        let inked = (110..200).any(|x| pixel(&image, x, 60)[3] > 200);
        assert!(inked, "the bundled fonts draw its text");
    }

    #[test]
    fn nothing_outside_is_looked_at() {
        for inside in [
            "<image href='file:///etc/hostname' width='20' height='10'/>",
            "<image xlink:href='http://127.0.0.1:1/x.png' width='20' height='10'/>",
            "<use href='file:///etc/passwd#x'/>",
        ] {
            let image = Svg::read(svg(inside).as_bytes()).unwrap().rasterize(20, 10).unwrap();
            assert_eq!(pixel(&image, 5, 5), [0, 0, 0, 0], "{inside}");
        }
        let external = "<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text>&x;</text></svg>";
        assert!(Svg::read(external.as_bytes()).is_err());
    }

    fn base64(file: &[u8]) -> String {
        base64::Engine::encode(&base64::prelude::BASE64_STANDARD, file)
    }

    #[test]
    fn pictures_within_are_drawn() {
        let avatar = include_bytes!("../../../tests/golden/inputs/avatar.png");
        let href = format!("data:image/png;base64,{}", base64(avatar));
        let markup = svg(&format!("<image width='10' height='10' xlink:href='{href}'/>"));
        let drawn = Svg::read(markup.as_bytes()).unwrap().rasterize(80, 40).unwrap();
        assert_eq!(pixel(&drawn, 20, 20)[3], 255);
        assert_eq!(pixel(&drawn, 60, 20)[3], 0);
        // What it is is told by its bytes, whatever is said of it.
        let other = svg(&format!("<image width='10' height='10' href='data:text/plain;base64,{}'/>", base64(avatar)));
        assert_eq!(pixel(&Svg::read(other.as_bytes()).unwrap().rasterize(80, 40).unwrap(), 20, 20)[3], 255);
    }

    #[test]
    fn pictures_within_have_the_limits_of_others() {
        let within = |file: &[u8]| format!("<image width='9' height='9' href='data:;base64,{}'/>", base64(file));
        let told = |inside: &str| Svg::read(svg(inside).as_bytes()).map(drop).unwrap_err();
        let avatar = include_bytes!("../../../tests/golden/inputs/avatar.png");
        let cut = told(&within(&avatar[..avatar.len() / 2]));
        assert!(matches!(&cut, PictureError::Invalid(said) if said.contains("within that is cut short")), "{cut}");
        let nested = told(&within(svg("<rect width='9' height='9'/>").as_bytes()));
        assert!(nested.to_string().contains("within that is an SVG itself"), "{nested}");
        assert!(told(&within(b"<html>")).to_string().contains("within that is an HTML page"));
        let huge = told(&within(b"GIF89a\xff\xff\xff\xff\0\0\0"));
        assert!(matches!(&huge, PictureError::TooLarge(said) if said.contains("65535x65535")), "{huge}");
        // Many are as bad as a large one, and so is one that is drawn many times.
        let blank = |side: u32| {
            let bgra = vec![255; (side * side * 4) as usize];
            let pixels = crate::render::encode::Pixels { bgra: &bgra, width: side, height: side, opaque: true };
            let (png, fast) = (crate::domain::output::Format::Png, crate::domain::output::Effort::Fast);
            crate::render::encode::Encoder::default().encode(&pixels, png, 100, fast).unwrap()
        };
        let large = within(&blank(1_000));
        assert!(Svg::read(svg(&large.repeat(16)).as_bytes()).is_ok());
        assert!(matches!(told(&large.repeat(17)), PictureError::TooLarge(_)));
        let tiled = format!(
            "<pattern id='p' width='1' height='1' viewBox='0 0 9 9'>{large}</pattern>{}",
            "<rect width='9' height='9' fill='url(#p)'/>".repeat(17)
        );
        assert!(matches!(told(&tiled), PictureError::TooLarge(_)));
    }

    #[test]
    fn bombs_are_refused() {
        let mut uses = "<g id='g0'><rect width='1' height='1'/></g>".to_owned();
        for i in 1..40 {
            uses.push_str(&format!("<g id='g{i}'>{}</g>", format!("<use href='#g{}'/>", i - 1).repeat(10)));
        }
        assert!(Svg::read(svg(&uses).as_bytes()).is_err_and(|error| error.to_string().contains("50000 elements")));
        let mut entities = "<!DOCTYPE svg [<!ENTITY a0 \"ha\">".to_owned();
        for i in 1..30 {
            entities.push_str(&format!("<!ENTITY a{i} \"{}\">", format!("&a{};", i - 1).repeat(10)));
        }
        let laughs = format!("{entities}]>{}", svg("<text>&a29;</text>"));
        assert!(Svg::read(laughs.as_bytes()).is_err());
        let deep = svg(&format!("{}{}", "<g>".repeat(5_000), "</g>".repeat(5_000)));
        assert!(Svg::read(deep.as_bytes()).is_err());
        assert!(Svg::read(svg("<use id='a' href='#a'/>").as_bytes()).is_ok(), "a circle is nothing");
        assert!(Svg::read(&[b' '; MAX_BYTES + 1]).is_err_and(|error| error.to_string().contains("bytes")));
    }

    /// Ten that each use the one before, so many deep.
    fn nested(depth: usize, kind: &str, attributes: &str, property: &str) -> String {
        let inside = |i| format!("<path d='M0 0 L9 1 L5 5' {}/>", property.replace('#', &format!("#d{i}"))).repeat(10);
        let mut markup = String::new();
        for i in 1..=depth {
            markup.push_str(&format!("<{kind} id='d{i}' {attributes}>{}</{kind}>", inside(i - 1)));
        }
        markup + &inside(depth)
    }

    #[test]
    fn what_uses_itself_over_and_over_is_refused() {
        for (kind, attributes, property) in [
            ("mask", "maskUnits='objectBoundingBox'", "mask='url(#)'"),
            ("mask", "", "style='mask: url( #)'"),
            ("clipPath", "", "clip-path=\"url('#')\""),
            ("pattern", "width='1' height='1' viewBox='0 0 9 9'", "fill='url(#)'"),
            ("pattern", "width='1' height='1' viewBox='0 0 9 9'", "stroke='red' style='stroke:url(#)'"),
            ("marker", "", "marker-mid='url(#)'"),
            ("g", "", "style='marker:url(#)'"),
        ] {
            let bomb = svg(&nested(12, kind, attributes, property));
            let error = Svg::read(bomb.as_bytes()).map(drop).unwrap_err();
            assert!(
                matches!(&error, PictureError::TooLarge(said) if said.contains("50000")) || kind == "g",
                "{kind}: {error}"
            );
            assert!(Svg::read(svg(&nested(2, kind, attributes, property)).as_bytes()).is_ok(), "{kind}");
        }
        let mut sheet = String::new();
        let mut masks = String::new();
        for i in 1..12 {
            sheet.push_str(&format!(".c{i} {{ mask: url(#d{}) }} ", i - 1));
            masks.push_str(&format!(
                "<mask id='d{i}'>{}</mask>",
                format!("<rect class='c{i}' width='9' height='9'/>").repeat(10)
            ));
        }
        let bomb = svg(&format!("<style>{sheet}</style>{masks}<rect class='c11' width='9' height='9'/>"));
        assert!(matches!(Svg::read(bomb.as_bytes()), Err(PictureError::TooLarge(_))));
        let ruled =
            |rules, elements| svg(&format!("<style>{}</style>{}", "a{b:c}".repeat(rules), "<g/>".repeat(elements)));
        let told = |markup: String| Svg::read(markup.as_bytes()).map(drop).unwrap_err().to_string();
        assert!(told(ruled(50_000, 1)).contains("of style sheets"));
        assert!(told(ruled(1_000, 30_000)).contains("1000 style rules"));
        // Each takes seconds or more: letters, references and rules, each of them many times.
        for (what, part) in [
            (format!("<text id='t'>{}</text>", "abcd".repeat(5_000)), "letters"),
            (format!("<text id='t'>{}</text>{}", "abc ".repeat(500), "<use href='#t'/>".repeat(2_000)), "letters"),
            (format!("{}<g x='{}'/>", "<linearGradient id='a'/>".repeat(20_000), "url(#a) ".repeat(20_000)), "steps"),
            (format!("<style>{}{{b:c}}</style>{}", vec!["g"; 15_000].join("+"), "<g/>".repeat(20_000)), "style rules"),
            (format!("<style>{}{{{}}}</style>", vec!["g"; 7_500].join(","), "a:b;".repeat(4_000)), "commas"),
            (format!("<style>g{{{}}}</style>{}", "a:b;".repeat(7_500), "<g/>".repeat(20_000)), "steps"),
        ] {
            let said = told(svg(&what));
            assert!(said.contains(part), "{part}: {said}");
        }
        let markers = format!(
            "<marker id='m'>{}</marker><path marker-mid='url(#m)' d='M0 0{}'/>",
            "<rect width='1' height='1'/>".repeat(100),
            " L1 1".repeat(10_000)
        );
        assert!(matches!(Svg::read(svg(&markers).as_bytes()), Err(PictureError::TooLarge(_))));
    }

    #[test]
    fn what_takes_too_long_to_draw_is_refused_or_drawn_coarser() {
        let blurred = |count: usize| {
            let filter =
                "<filter id='f' x='-9' y='-9' width='19' height='19'><feGaussianBlur stdDeviation='3'/></filter>";
            svg(&format!("{filter}{}", "<rect width='20' height='10' filter='url(#f)'/>".repeat(count)))
        };
        assert!(matches!(Svg::read(blurred(2_000).as_bytes()), Err(PictureError::TooLarge(_))));
        for markup in [
            "<filter id='f'><feTurbulence baseFrequency='1' numOctaves='99999'/></filter><rect width='20' height='10' filter='url(#f)'/>",
            "<filter id='f'><feMorphology radius='9'/></filter><rect width='20' height='10' filter='url(#f)'/>",
            "<pattern id='f' width='1e6' height='1e6' patternUnits='userSpaceOnUse'><rect width='1e6' height='1e6'/></pattern>\
             <rect width='20' height='10' fill='url(#f)'/>",
        ] {
            let error = Svg::read(svg(markup).as_bytes()).map(drop).unwrap_err();
            assert!(matches!(&error, PictureError::TooLarge(said) if said.contains("too much")), "{error}");
        }
        let one = Svg::read(blurred(1).as_bytes()).unwrap();
        let some = Svg::read(blurred(10).as_bytes()).unwrap();
        let wanted = (4000.0, 2000.0);
        let (of_one, of_some) = (one.pixels(wanted), some.pixels(wanted));
        assert!(of_some.0 < of_one.0 && of_one.0 < 4000 && of_some.0 > 200, "{of_one:?} {of_some:?}");
        let layers =
            svg(&format!("{}<rect width='20' height='10'/>{}", "<g opacity='0.9'>".repeat(150), "</g>".repeat(150)));
        let deep = Svg::read(layers.as_bytes()).unwrap();
        let (width, height) = deep.pixels(wanted);
        assert!(f64::from(width) * f64::from(height) * 150.0 < 81e6, "{width}x{height}");
        assert_eq!(deep.pixels((200.0, 100.0)), (200, 100));
    }

    #[test]
    fn what_is_no_svg_is_told() {
        for (markup, part) in [
            ("", "empty"),
            ("<svg", "not well-formed"),
            ("<html></html>", "no SVG"),
            ("<svg xmlns='http://www.w3.org/2000/svg' width='0' height='4'/>", "size"),
        ] {
            let error = Svg::read(markup.as_bytes()).err().unwrap_or_else(|| panic!("{markup} is taken"));
            assert!(error.to_string().contains(part), "{markup}: {error}");
        }
        assert!(Svg::read(&[0xff, 0xfe]).is_err());
    }
}
