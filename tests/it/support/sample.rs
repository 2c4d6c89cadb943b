//! Requests that are in order, to begin with.

use placard_client::v1::{
    self, Card, Output, RenderRequest, RenderSpec, SubscriptionFilter, SubscriptionState, batch_rows::Source,
    create_batch_request::Items, render_spec::Design,
};
use prost_types::{Value, value::Kind};

/// Small, since most tests are not about its pixels.
pub const WIDTH: i32 = 240;
pub const HEIGHT: i32 = 126;

pub fn card(title: &str) -> Card {
    Card { title: title.to_owned(), ..Default::default() }
}

pub fn output() -> Output {
    Output { width: Some(WIDTH), height: Some(HEIGHT), ..Default::default() }
}

/// A spec of this design.
pub fn spec(design: impl Into<Design>) -> RenderSpec {
    RenderSpec { design: Some(design.into()), output: Some(output()), ..Default::default() }
}

/// A card of this title.
pub fn render(title: &str) -> RenderRequest {
    of(spec(Design::Card(card(title))))
}

pub fn of(spec: RenderSpec) -> RenderRequest {
    RenderRequest { spec: Some(spec), ..Default::default() }
}

/// A batch of cards with these titles.
pub fn batch(titles: &[&str]) -> v1::CreateBatchRequest {
    let variables = |title: &&str| [("title".to_owned(), text(title))].into();
    let rows = titles.iter().map(|title| v1::BatchRow { variables: variables(title) }).collect();
    of_rows(Source::List(v1::BatchRowList { rows }))
}

/// A batch of cards with these rows.
pub fn of_rows(source: Source) -> v1::CreateBatchRequest {
    let spec = spec(Design::Template(v1::TemplateRef { template_id: "card".into(), version: 0 }));
    let rows = v1::BatchRows { spec: Some(spec), source: Some(source), ..Default::default() };
    v1::CreateBatchRequest { items: Some(Items::Rows(rows)), ..Default::default() }
}

/// A card with an avatar that is not there: the render fails, and stays in the books.
pub fn failing(title: &str, avatar_url: &str) -> RenderRequest {
    of(spec(Design::Card(Card { avatar_url: avatar_url.to_owned(), ..card(title) })))
}

pub fn subscription(url: &str, event_types: &[&str]) -> v1::Subscription {
    v1::Subscription {
        url: url.to_owned(),
        event_types: event_types.iter().map(|name| (*name).to_owned()).collect(),
        filter: Some(SubscriptionFilter::default()),
        state: SubscriptionState::Enabled.into(),
        ..Default::default()
    }
}

pub fn trigger(url: &str) -> v1::Trigger {
    v1::Trigger {
        url: url.to_owned(),
        name: "test".to_owned(),
        spec: Some(spec(Design::Card(card("Fired")))),
        ..Default::default()
    }
}

/// A bucket of the service at this endpoint, for who has the keys that test services know.
pub fn bucket(endpoint: &str) -> v1::StorageTarget {
    let bucket = v1::StorageBucket {
        endpoint: endpoint.to_owned(),
        bucket: "pictures".to_owned(),
        access_key_id: "AKIDTEST".to_owned(),
        secret_access_key: "secret-key-of-the-test-service".to_owned(),
        ..Default::default()
    };
    v1::StorageTarget { place: Some(v1::storage_target::Place::Bucket(bucket)), ..Default::default() }
}

/// A card whose title is what the source says.
pub fn binding(url: &str) -> v1::Binding {
    let interval = prost_types::Duration { seconds: 3_600, nanos: 0 };
    v1::Binding {
        name: "test".to_owned(),
        spec: Some(spec(Design::Template(v1::TemplateRef { template_id: "card".into(), version: 0 }))),
        source: Some(v1::BindingSource { url: url.to_owned(), ..Default::default() }),
        mapping: [("title".to_owned(), "/title".to_owned())].into(),
        schedule: Some(v1::BindingSchedule { when: Some(v1::binding_schedule::When::Interval(interval)) }),
        state: v1::BindingState::Active.into(),
        ..Default::default()
    }
}

/// The same, refreshed only when a test asks for it.
pub fn paused_binding(url: &str) -> v1::Binding {
    v1::Binding { state: v1::BindingState::Paused.into(), ..binding(url) }
}

/// A schedule of cron's.
pub fn cron(expression: &str, time_zone: &str) -> v1::BindingSchedule {
    let cron = v1::CronSchedule { expression: expression.to_owned(), time_zone: time_zone.to_owned() };
    v1::BindingSchedule { when: Some(v1::binding_schedule::When::Cron(cron)) }
}

/// A small template with a text, a number and a picture.
pub const SOURCE: &str = "
name: Sale
description: What is cheaper now
variables:
  title: { type: string, required: true, max_length: 40, example: Hello, description: The headline }
  price: { type: number, default: 9.5 }
  photo: { type: image }
canvas:
  background: navy
  children:
    - { type: text, name: head, text: '{{ title }}', color: white, font_size: 30 }
    - { type: text, name: price, text: 'for {{ price }}', color: white, font_size: 20 }
    - { type: image, name: photo, source: photo, width: 40, height: 40 }
";

/// A font file, the smallest there is at hand.
pub const FONT: &[u8] = include_bytes!("../../../assets/fonts/NotoSansHebrew.ttf");
/// A picture file.
pub const PICTURE: &[u8] = include_bytes!("../../golden/inputs/avatar.png");

pub fn template(source: &str) -> v1::Template {
    v1::Template { content: Some(v1::template::Content::Source(source.to_owned())), ..Default::default() }
}

/// A render of a saved template.
pub fn of_template(template_id: &str, version: i32, variables: &[(&str, Value)]) -> RenderRequest {
    let mut spec = spec(Design::Template(v1::TemplateRef { template_id: template_id.to_owned(), version }));
    spec.variables = variables.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    of(spec)
}

pub fn text(text: &str) -> Value {
    Value { kind: Some(Kind::StringValue(text.to_owned())) }
}

pub fn number(number: f64) -> Value {
    Value { kind: Some(Kind::NumberValue(number)) }
}

/// A picture's format, width and height, its pixels decoded.
pub fn decoded(bytes: &[u8]) -> (&'static str, i32, i32) {
    let format = match bytes {
        [0x89, b'P', b'N', b'G', ..] => "png",
        [0xff, 0xd8, 0xff, ..] => "jpeg",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "webp",
        [_, _, _, _, b'f', b't', b'y', b'p', b'a', b'v', b'i', b'f', ..] => "avif",
        [b'<', b's', b'v', b'g', ..] => "svg",
        other => panic!("neither PNG nor JPEG nor WebP nor AVIF nor SVG: {:?}", &other[..other.len().min(16)]),
    };
    if format == "webp" {
        let picture = webp::Decoder::new(bytes).decode().expect("a WebP that decodes");
        let side = |pixels| i32::try_from(pixels).expect("a picture of sane size");
        return (format, side(picture.width()), side(picture.height()));
    }
    if format == "svg" {
        let tree = resvg::usvg::Tree::from_data(bytes, &resvg::usvg::Options::default()).expect("an SVG that reads");
        return (format, tree.size().width() as i32, tree.size().height() as i32);
    }
    if format == "avif" {
        let mut rest = bytes;
        let file = avif_parse::read_avif(&mut rest).expect("a container that reads");
        let mut settings = re_rav1d::Settings::new();
        settings.set_n_threads(1);
        let mut decoder = re_rav1d::Decoder::with_settings(&settings).expect("a decoder");
        decoder.send_data(file.primary_item.to_vec(), None, None, None).expect("AV1 data");
        let picture = decoder.get_picture().expect("a picture that decodes");
        let side = |pixels| i32::try_from(pixels).expect("a picture of sane size");
        return (format, side(picture.width()), side(picture.height()));
    }
    let image = skia_safe::Image::from_encoded(skia_safe::Data::new_copy(bytes)).expect("a picture's header");
    let raster = image.make_raster_image(None, None).expect("a picture that decodes to its end");
    (format, raster.width(), raster.height())
}
