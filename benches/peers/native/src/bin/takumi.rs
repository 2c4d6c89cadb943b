//! takumi's crate as a worker, used as its documentation asks: fonts and images loaded once, a node tree for each
//! render. Styles are read once and cloned, and pictures come decoded and scaled out of its own cache.
//!
//! `RAYON_NUM_THREADS` says how many threads it may use for one card.

use std::error::Error;

use placard_peers::{Cards, Engine, Output, Texts, work};
use serde::Deserialize;
use serde_json::Value;
use takumi::prelude::{
    FontOverride, FontResource, Fonts, GenericFamily, ImageCacheMode, ImageSource, Node, OutputFormat, Quality,
    RenderOptions, Style, Viewport,
};
// What its own server bindings keep pictures in; the prelude has everything but its name.
use takumi::unstable::base::resources::image::ResourceCache;
use takumi::{render, write_image};

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

struct Takumi {
    cards: Cards,
    fonts: Fonts,
    cache: ResourceCache,
    avatar: ImageSource,
    photo: ImageSource,
    design: Design,
}

/// The design of `cards.json`, with its styles read.
struct Design {
    style: Style,
    content: Content,
}

enum Content {
    Frame(Vec<Design>),
    Text(String),
    Image(String),
}

impl Design {
    fn read(json: &Value) -> Result<Design, Box<dyn Error>> {
        let style = Style::deserialize(&json["style"])?;
        let content = match (json["text"].as_str(), json["image"].as_str(), json["children"].as_array()) {
            (Some(text), None, None) => Content::Text(text.to_owned()),
            (None, Some(image), None) => Content::Image(image.to_owned()),
            (None, None, Some(children)) => {
                Content::Frame(children.iter().map(Design::read).collect::<Result<_, _>>()?)
            }
            _ => return Err(format!("a node is a text, an image or a frame: {json}").into()),
        };
        Ok(Design { style, content })
    }

    fn node(&self, texts: &Texts, takumi: &Takumi) -> Option<Node> {
        let node = match &self.content {
            Content::Frame(children) => {
                Node::container(children.iter().filter_map(|child| child.node(texts, takumi)).collect::<Vec<_>>())
            }
            Content::Text(field) => Node::text(match field.as_str() {
                "title" => texts.title.as_str(),
                "description" => texts.description.as_str(),
                "tag" => texts.tag.as_str(),
                _ => texts.author.as_str(),
            }),
            Content::Image(name) if name == "photo" && !texts.photo => return None,
            Content::Image(name) if name == "photo" => Node::image(takumi.photo.clone()),
            Content::Image(_) => Node::image(takumi.avatar.clone()),
        };
        Some(node.with_style(self.style.clone()))
    }
}

impl Engine for Takumi {
    fn render(&self, card: &str, output: Output, i: usize) -> Vec<u8> {
        let node = self.design.node(&self.cards.texts(card, i), self).expect("the canvas is always there");
        let options = RenderOptions::builder()
            .viewport(Viewport::new((1200, 630)))
            .node(node)
            .fonts(&self.fonts)
            .resource_cache(self.cache.clone())
            .build();
        let image = render(options).expect("a card");
        let mut file = Vec::new();
        let format = match output {
            // It has one kind of PNG only.
            Output::PngFast | Output::PngBalanced => OutputFormat::Png,
            Output::Jpeg85 => OutputFormat::Jpeg { quality: Quality::new(85) },
        };
        write_image(&image, &mut file, format).expect("a file");
        file
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let cards = Cards::read()?;
    let mut fonts = Fonts::default();
    let bundled = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/fonts");
    let named = |name: &str| FontOverride { family_name: Some(name.into()), ..FontOverride::default() };
    let inter = std::fs::read(format!("{bundled}/InterVariable.ttf"))?;
    fonts.register(FontResource::new(inter).override_info(named("Inter")))?;
    for path in &cards.cjk_fonts {
        fonts.register(FontResource::new(std::fs::read(path)?).override_info(named("Noto Sans JP")))?;
    }
    let emoji = FontResource::new(std::fs::read(format!("{bundled}/NotoColorEmoji.ttf"))?);
    fonts.register(emoji.override_info(named("Noto Color Emoji")).generic_family(GenericFamily::EMOJI))?;
    let design = Design::read(&cards.json["design"])?;
    let cache = ResourceCache::default();
    let avatar = cache.get_or_decode(&cards.avatar, ImageCacheMode::Auto)?;
    let photo = cache.get_or_decode(&cards.photo, ImageCacheMode::Auto)?;
    work(&Takumi { cards, fonts, cache, avatar, photo, design })
}
