//! SVG, by resvg: what an `svg` node has as markup, and what comes as a picture from elsewhere.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, ImageHrefResolver, Options, Tree, fontdb, roxmltree};
use sha2::{Digest, Sha256};
use skia_safe::{AlphaType, Canvas, ColorSpace, ColorType, Data, ISize, Image, ImageInfo};

use super::{Drawing, Natural, device_scale};
use crate::render::fonts::bundled;
use crate::render::layout::Area;
use crate::render::paint::target;
use crate::render::recent::Recent;
use crate::render::style::Style;

/// Largest markup, in bytes.
pub const MAX_BYTES: usize = 1024 * 1024;
/// Elements, those that `<use>` copies counted as often as they are copied.
const MAX_ELEMENTS: u64 = 50_000;
/// Longest side that is drawn, in pixels.
const MAX_SIDE: f32 = 4096.0;

/// Drawings as pixels, of at most 16 MB: a logo is on every card.
static PAINTED: Recent<([u8; 32], (u32, u32)), Image> = Recent::new(16_000_000);

/// The bundled fonts, as resvg wants them.
static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut database = fontdb::Database::new();
    for file in bundled::files() {
        database.load_font_data(file.bytes().to_vec());
    }
    database.set_sans_serif_family("Inter");
    database.set_serif_family("Source Serif 4");
    database.set_monospace_family("JetBrains Mono");
    Arc::new(database)
});

/// Markup that was read.
pub struct Svg {
    tree: Tree,
}

impl Svg {
    /// Reads markup (UTF-8). Nothing that it refers to outside of itself is fetched or opened.
    pub fn read(markup: &[u8]) -> Result<Svg, String> {
        if markup.len() > MAX_BYTES {
            return Err(format!("has {} bytes; an SVG takes at most {MAX_BYTES}", markup.len()));
        }
        let text = std::str::from_utf8(markup).map_err(|_| "is not UTF-8".to_owned())?;
        if text.trim().is_empty() {
            return Err("is empty; it must be an `<svg>` element".to_owned());
        }
        // Editors write a DTD's name at the top; entities within are bounded by the parser.
        let how = roxmltree::ParsingOptions { allow_dtd: true, nodes_limit: 200_000, ..Default::default() };
        let document = roxmltree::Document::parse_with_options(text, how)
            .map_err(|error| format!("is not well-formed: {error}"))?;
        bounded(&document)?;
        let options = Options {
            font_family: "Inter".to_owned(),
            fontdb: Arc::clone(&FONTS),
            image_href_resolver: ImageHrefResolver {
                resolve_data: Box::new(|_, _, _| None),
                resolve_string: Box::new(|_, _| None),
            },
            ..Options::default()
        };
        let tree = Tree::from_xmltree(&document, &options).map_err(|error| match error {
            usvg::Error::InvalidSize => "has no size: it needs `width` and `height`, or a `viewBox`".to_owned(),
            other => format!("is no SVG that can be drawn: {other}"),
        })?;
        Ok(Svg { tree })
    }

    /// Its own width and height.
    pub fn size(&self) -> (f32, f32) {
        (self.tree.size().width(), self.tree.size().height())
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

/// How many elements there are once every `<use>` is what it uses. A few lines of nested ones make billions.
fn bounded(document: &roxmltree::Document) -> Result<(), String> {
    let by_id: HashMap<&str, roxmltree::Node> =
        document.descendants().filter_map(|node| Some((node.attribute("id")?, node))).collect();
    let mut known: HashMap<roxmltree::NodeId, u64> = HashMap::new();
    match count(document.root(), &by_id, &mut known, 0) {
        elements if elements > MAX_ELEMENTS => {
            Err(format!("has more than {MAX_ELEMENTS} elements, with what `<use>` copies"))
        }
        _ => Ok(()),
    }
}

fn count<'a>(
    node: roxmltree::Node<'a, 'a>,
    by_id: &HashMap<&str, roxmltree::Node<'a, 'a>>,
    known: &mut HashMap<roxmltree::NodeId, u64>,
    depth: u32,
) -> u64 {
    const DEEP: u32 = 200;
    if depth > DEEP {
        return MAX_ELEMENTS + 1;
    }
    if let Some(count) = known.get(&node.id()) {
        return *count;
    }
    // One that uses itself counts as nothing: resvg breaks the circle.
    known.insert(node.id(), 0);
    let mut total = u64::from(node.is_element());
    let used = (node.tag_name().name() == "use")
        .then(|| node.attributes().find(|attribute| attribute.name() == "href"))
        .flatten()
        .and_then(|href| by_id.get(href.value().strip_prefix('#')?));
    for child in node.children().chain(used.copied()) {
        total = total.saturating_add(count(child, by_id, known, depth + 1));
    }
    known.insert(node.id(), total);
    total
}

/// An `svg` node.
struct Node<'a> {
    svg: Svg,
    /// Of its markup.
    digest: [u8; 32],
    style: &'a Style,
    /// Of the scene's canvas, in logical pixels.
    canvas: (f32, f32),
}

/// The drawing of a style whose `svg` is one. `currentColor` is the node's own.
pub fn drawing(style: &Style, canvas: (f32, f32)) -> Option<Box<dyn Drawing + '_>> {
    let markup = style.svg.replace("currentColor", &style.color.to_string());
    let svg = Svg::read(markup.as_bytes()).ok()?;
    Some(Box::new(Node { svg, digest: Sha256::digest(markup).into(), style, canvas }))
}

impl Drawing for Node<'_> {
    fn natural(&self) -> Natural {
        let (width, height) = self.svg.size();
        Natural { width, height, keeps_ratio: true }
    }

    fn paint(&self, canvas: &Canvas, area: Area) {
        let scale = device_scale(canvas);
        let target = target(self.style, self.svg.size(), area, self.canvas);
        let pixels = |side: f32| (side * scale).ceil().clamp(1.0, MAX_SIDE) as u32;
        let size = (pixels(target.width()), pixels(target.height()));
        let key = (self.digest, size);
        let bytes = size.0 as usize * size.1 as usize * 4;
        let image =
            PAINTED.get_or_make(key, || self.svg.rasterize(size.0, size.1).map(|image| (image, bytes)).ok_or(()));
        if let Ok(image) = image {
            canvas.save();
            canvas.clip_rect(
                skia_safe::Rect::from_xywh(area.x, area.y, area.width, area.height),
                skia_safe::ClipOp::Intersect,
                true,
            );
            canvas.draw_image_rect(&image, None, target, &skia_safe::Paint::default());
            canvas.restore();
        }
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

    #[test]
    fn bombs_are_refused() {
        let mut uses = "<g id='g0'><rect width='1' height='1'/></g>".to_owned();
        for i in 1..40 {
            uses.push_str(&format!("<g id='g{i}'>{}</g>", format!("<use href='#g{}'/>", i - 1).repeat(10)));
        }
        assert!(Svg::read(svg(&uses).as_bytes()).is_err_and(|error| error.contains("50000 elements")));
        let mut entities = "<!DOCTYPE svg [<!ENTITY a0 \"ha\">".to_owned();
        for i in 1..30 {
            entities.push_str(&format!("<!ENTITY a{i} \"{}\">", format!("&a{};", i - 1).repeat(10)));
        }
        let laughs = format!("{entities}]>{}", svg("<text>&a29;</text>"));
        assert!(Svg::read(laughs.as_bytes()).is_err());
        let deep = svg(&format!("{}{}", "<g>".repeat(5_000), "</g>".repeat(5_000)));
        assert!(Svg::read(deep.as_bytes()).is_err());
        assert!(Svg::read(svg("<use id='a' href='#a'/>").as_bytes()).is_ok(), "a circle is nothing");
        assert!(Svg::read(&[b' '; MAX_BYTES + 1]).is_err_and(|error| error.contains("bytes")));
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
            assert!(error.contains(part), "{markup}: {error}");
        }
        assert!(Svg::read(&[0xff, 0xfe]).is_err());
    }
}
