//! Our renderer as a worker: the same way a server takes, template file to bytes.
//!
//! `PEERS_THREADS` render threads; 1 if it isn't set.

use std::collections::HashMap;
use std::error::Error;

use bytes::Bytes;
use placard::domain::output::{Effort, Format, Output as Wanted};
use placard::domain::spec::Variables;
use placard::render::{Fonts, Renderer, Template, parse_template, resolve};
use placard_peers::{Cards, Engine, Output, work};
use serde_json::json;

const AVATAR: &str = "https://pictures.example/avatar.png";
const PHOTO: &str = "https://pictures.example/photo.jpg";

struct Ours {
    cards: Cards,
    template: Template,
    renderer: Renderer,
    images: HashMap<String, Bytes>,
}

thread_local! {
    static RUNTIME: tokio::runtime::Runtime =
        tokio::runtime::Builder::new_current_thread().build().expect("a runtime of one thread");
}

impl Engine for Ours {
    fn render(&self, card: &str, output: Output, i: usize) -> Vec<u8> {
        let texts = self.cards.texts(card, i);
        let mut variables: Variables = [
            ("title", json!(texts.title)),
            ("description", json!(texts.description)),
            ("tag", json!(texts.tag)),
            ("author", json!(texts.author)),
            ("avatar", json!(AVATAR)),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        if texts.photo {
            variables.insert("photo".to_owned(), json!(PHOTO));
        }
        let output = match output {
            Output::PngFast => Wanted { format: Format::Png.into(), effort: Effort::Fast, ..Wanted::default() },
            Output::PngBalanced => Wanted { format: Format::Png.into(), effort: Effort::Balanced, ..Wanted::default() },
            Output::Jpeg85 => Wanted { format: Format::Jpeg.into(), quality: 85, ..Wanted::default() },
        };
        let scene = resolve(&self.template, &variables, &[], &output, &Fonts::bundled()).expect("sound variables");
        let rendered =
            RUNTIME.with(|runtime| runtime.block_on(self.renderer.render(scene, self.images.clone(), output)));
        rendered.expect("a card").bytes.into()
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let cards = Cards::read()?;
    let file = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../card.yaml"))?;
    let template = parse_template(&file).map_err(|problems| format!("card.yaml: {problems:?}"))?;
    let threads = std::env::var("PEERS_THREADS").ok().map_or(Ok(1), |threads| threads.parse())?;
    let images = HashMap::from([
        (AVATAR.to_owned(), Bytes::from(cards.avatar.clone())),
        (PHOTO.to_owned(), Bytes::from(cards.photo.clone())),
    ]);
    work(&Ours { cards, template, renderer: Renderer::new(threads, 64), images })
}
