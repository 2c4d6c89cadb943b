//! Fonts and images that a workspace uploads for its templates.

use placard_client::v1::{
    self, MeasureTextRequest, UploadFontRequest, UploadImageRequest, ValidateTemplateRequest,
    validate_template_request::Design as Validated,
};
use tonic::Code;

use crate::support::{
    caller::Caller,
    refusal::Refusal,
    sample::{self, FONT, PICTURE, SOURCE, text},
    server::Server,
};

async fn upload_image(caller: &Caller, data: &'static [u8], name: &str) -> v1::Image {
    let request = UploadImageRequest { data: data.into(), name: name.to_owned() };
    caller.templates().upload_image(request).await.expect("an image").into_inner().image.unwrap()
}

async fn upload_font(caller: &Caller, data: impl Into<bytes::Bytes>) -> v1::Font {
    let request = UploadFontRequest { data: data.into() };
    caller.templates().upload_font(request).await.expect("a font").into_inner().font.unwrap()
}

async fn own_fonts(caller: &Caller) -> Vec<v1::Font> {
    let all = caller.templates().list_fonts(v1::ListFontsRequest {}).await.unwrap().into_inner().fonts;
    all.into_iter().filter(|font| !font.built_in).collect()
}

/// The bundled mono font under a name of the test's own: the bytes of its name's letters, wherever they stand.
fn renamed_font() -> Vec<u8> {
    let mut font = include_bytes!("../../../assets/fonts/JetBrainsMono-Regular.ttf").to_vec();
    let wide = |name: &str| name.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    let (from, to) = (wide("JetBrains Mono"), wide("Placard Testes"));
    assert_eq!(from.len(), to.len());
    let mut count = 0;
    for at in 0..font.len() - from.len() {
        if font[at..].starts_with(&from) {
            font[at..at + to.len()].copy_from_slice(&to);
            count += 1;
        }
    }
    assert!(count > 0, "the font tells its name");
    font
}

#[tokio::test(flavor = "multi_thread")]
async fn an_uploaded_image_stands_where_a_url_may() {
    let server = Server::start().await;
    let caller = server.caller();
    let image = upload_image(caller, PICTURE, "avatar.png").await;
    assert!(image.image_id.starts_with("img_"));
    assert_eq!(image.reference, format!("asset:{}", image.image_id));
    assert_eq!((image.content_type.as_str(), image.size_bytes as usize), ("image/png", PICTURE.len()));
    assert!(image.width > 0 && image.height > 0 && image.name == "avatar.png");
    // The same bytes again are the same image.
    assert_eq!(upload_image(caller, PICTURE, "other").await, image);
    let listed = caller.templates().list_images(v1::ListImagesRequest::default()).await.unwrap().into_inner();
    assert_eq!((listed.images, listed.next_page_token.as_str()), (vec![image.clone()], ""));

    let saved = caller.create_template(SOURCE).await;
    let request =
        |photo: &str| sample::of_template(&saved.template_id, 0, &[("title", text("T")), ("photo", text(photo))]);
    let with = caller.render(request(&image.reference)).await;
    let without = caller.render(request("")).await;
    assert_ne!(with.sha256, without.sha256);
    let card = v1::Card { avatar_url: image.reference.clone(), author: "A".into(), ..sample::card("T") };
    caller.render(sample::of(sample::spec(v1::render_spec::Design::Card(card.clone())))).await;
    let validate = ValidateTemplateRequest {
        design: Some(Validated::Source(SOURCE.to_owned())),
        variables: request(&image.reference).spec.unwrap().variables,
        ..Default::default()
    };
    assert!(caller.templates().validate_template(validate).await.unwrap().into_inner().valid);

    // Somebody else's is none, and so is a deleted one.
    let stranger = server.stranger().await;
    let of_card = sample::of(sample::spec(v1::render_spec::Design::Card(card)));
    let refusal = stranger.refused(of_card).await;
    refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["spec.card.avatar_url"]);
    let delete = v1::DeleteImageRequest { image_id: image.image_id.clone() };
    caller.templates().delete_image(delete.clone()).await.expect("it was there");
    assert_eq!(Refusal::of(caller.templates().delete_image(delete).await).code, Code::NotFound);
    for reference in [image.reference.as_str(), "asset:img_x", "asset:x"] {
        let refusal = caller.refused(request(reference)).await;
        refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["spec.variables[\"photo\"]"]);
        assert!(refusal.message.contains("names no image of this workspace"), "{}", refusal.message);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_uploaded_font_is_named_by_its_family() {
    let server = Server::start().await;
    let caller = server.caller();
    let source = SOURCE.replace("font_size: 30", "font_size: 30, font_family: Placard Testes");
    let saved = caller.create_template(&source).await;
    let request = sample::of_template(&saved.template_id, 0, &[("title", text("Ilill"))]);
    let refusal = caller.refused(request.clone()).await;
    assert_eq!((refusal.code, refusal.fields()), (Code::InvalidArgument, vec!["spec.template.template_id"]));

    let font = upload_font(caller, renamed_font()).await;
    assert_eq!((font.font_id.starts_with("fnt_"), font.built_in), (true, false));
    let face = &font.faces[0];
    assert_eq!((face.family.as_str(), face.min_weight, face.italic), ("Placard Testes", 400, false));
    assert_eq!(upload_font(caller, renamed_font()).await, font);
    assert_eq!(own_fonts(caller).await, std::slice::from_ref(&font));

    let render = caller.render(request.clone()).await;
    let fonts = render.report.unwrap().fonts;
    assert!(fonts.iter().any(|family| family == "Placard Testes"), "{fonts:?}");
    let measure = MeasureTextRequest {
        text: "Ilill".into(),
        style: [("font_family".to_owned(), text("placard testes"))].into(),
        ..Default::default()
    };
    let measured = caller.templates().measure_text(measure.clone()).await.unwrap().into_inner();
    assert_eq!(measured.fonts, ["Placard Testes"]);

    // Nobody else's renders see it.
    let stranger = server.stranger().await;
    assert_eq!(own_fonts(&stranger).await, []);
    let refusal = Refusal::of(stranger.templates().measure_text(measure).await);
    refusal.must_be(Code::InvalidArgument, "UNKNOWN_FONT", &["style[\"font_family\"]"]);
    let delete = v1::DeleteFontRequest { font_id: font.font_id };
    caller.templates().delete_font(delete.clone()).await.expect("it was there");
    assert_eq!(Refusal::of(caller.templates().delete_font(delete).await).code, Code::NotFound);
    assert_eq!(caller.refused(request).await.code, Code::InvalidArgument);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_spec_in_other_fonts_is_another_picture() {
    let server = Server::start().await;
    let caller = server.caller();
    let before = caller.render(sample::render("Same")).await;
    assert!(caller.render(sample::render("Same")).await.cached);
    upload_font(caller, renamed_font()).await;
    assert!(!caller.render(sample::render("Same")).await.cached, "any font may have to stand in for another");
    assert!(before.sha256.len() == 64);
}

#[tokio::test(flavor = "multi_thread")]
async fn fonts_that_come_with_the_server_are_listed() {
    let server = Server::start().await;
    let fonts = server.caller().templates().list_fonts(v1::ListFontsRequest {}).await.unwrap().into_inner().fonts;
    let inter = fonts.iter().find(|font| font.faces[0].family == "Inter").expect("Inter");
    assert!(inter.built_in && inter.font_id.is_empty());
    let weight = inter.faces[0].axes.iter().find(|axis| axis.tag == "wght").expect("a variable font");
    assert!(weight.min <= 100.0 && weight.max >= 900.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_neither_font_nor_picture_is_told_by_what_it_is() {
    let server = Server::start().await;
    let caller = server.caller();
    let html = b"<!DOCTYPE html><html><body>404</body></html>".as_slice();
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><g></svg>".as_slice();
    let bomb = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><filter id='f'><feTurbulence numOctaves='99999'/></filter>\
        <rect width='9' height='9' filter='url(#f)'/></svg>"
        .as_slice();
    // An AVIF that says it has 60,000 by 60,000 pixels.
    let huge = [
        &b"\0\0\0\x14ftypavif\0\0\0\0mif1\0\0\0\x93meta\0\0\0\0\0\0\0\x0epitm\0\0\0\0\0\x01"[..],
        b"\0\0\0\x23iinf\0\0\0\0\0\x01\0\0\0\x15infe\x02\0\0\0\0\x01\0\0av01\0",
        b"\0\0\0\x1eiloc\0\0\0\0\x44\0\0\x01\0\x01\0\0\0\x01\0\0\0\0\0\0\0\x04",
        b"\0\0\0\x38iprp\0\0\0\x1cipco\0\0\0\x14ispe\0\0\0\0\0\0\xea\x60\0\0\xea\x60",
        b"\0\0\0\x14ipma\0\0\0\0\0\0\0\x01\0\x01\x01\x81",
    ]
    .concat();
    for (data, hint) in [
        (html, "an HTML page"),
        (b"{\"a\": 1}", "JSON"),
        (FONT, "not a"),
        (&PICTURE[..PICTURE.len() / 2], ""),
        (&PICTURE[..20], "damaged"),
        (svg, "not well-formed"),
        (bomb, "too much to draw"),
        (&huge, "60000x60000 pixels"),
    ] {
        let request = UploadImageRequest { data: data.to_vec().into(), name: String::new() };
        let refusal = Refusal::of(caller.templates().upload_image(request).await);
        refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["data"]);
        assert!(refusal.message.contains(hint), "{hint}: {}", refusal.message);
    }
    for (data, hint) in [
        (html, "an HTML page"),
        (PICTURE, "a picture"),
        (&FONT[..FONT.len() / 2], "broken"),
        (&FONT[..20], "broken"),
        (b"\0\x01\0\0".as_slice(), "broken"),
    ] {
        let request = UploadFontRequest { data: data.into() };
        let refusal = Refusal::of(caller.templates().upload_font(request).await);
        refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["data"]);
        assert!(refusal.message.contains(hint), "{hint}: {}", refusal.message);
    }
    assert_eq!(own_fonts(caller).await, []);
    let listed = caller.templates().list_images(v1::ListImagesRequest::default()).await.unwrap().into_inner();
    assert_eq!(listed.images, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_are_larger_than_other_messages_and_have_their_limits_too() {
    let settings = [("quota.images", "1"), ("quota.fonts", "1"), ("quota.font_megabytes", "1")];
    let server = Server::with(&settings).await;
    let caller = server.caller();
    // The emoji font has 11 MB: too much for other methods, and for this workspace.
    let emoji = include_bytes!("../../../assets/fonts/NotoColorEmoji.ttf").as_slice();
    assert!(emoji.len() > 4 * 1024 * 1024);
    let refusal = Refusal::of(caller.templates().upload_font(UploadFontRequest { data: emoji.into() }).await);
    refusal.must_be(Code::FailedPrecondition, "QUOTA_REACHED", &[]);
    assert_eq!(refusal.metadata["quota"], "quota.font_megabytes");
    upload_font(caller, FONT).await;
    let refusal = Refusal::of(caller.templates().upload_font(UploadFontRequest { data: renamed_font().into() }).await);
    assert_eq!(refusal.metadata["quota"], "quota.fonts");
    upload_image(caller, PICTURE, "").await;
    let photo = include_bytes!("../../golden/inputs/photo.jpg").as_slice();
    let request = UploadImageRequest { data: photo.into(), name: String::new() };
    let refusal = Refusal::of(caller.templates().upload_image(request).await);
    assert_eq!(refusal.metadata["quota"], "quota.images");
    upload_image(caller, PICTURE, "again").await;

    let huge = UploadFontRequest { data: vec![0; 32 * 1024 * 1024].into() };
    let refusal = Refusal::of(caller.templates().upload_font(huge).await);
    refusal.must_be(Code::ResourceExhausted, "MESSAGE_TOO_LARGE", &[]);
    assert!(refusal.message.contains(&(31 * 1024 * 1024).to_string()), "{}", refusal.message);
    let name = "x".repeat(5 * 1024 * 1024);
    let request = v1::CreateTemplateRequest { request_id: name, ..Default::default() };
    let refusal = Refusal::of(caller.templates().create_template(request).await);
    refusal.must_be(Code::ResourceExhausted, "MESSAGE_TOO_LARGE", &[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn vectors_are_uploaded_and_drawn_like_any_picture() {
    let server = Server::start().await;
    let caller = server.caller();
    let logo = upload_image(caller, include_bytes!("../../golden/inputs/logo.svg"), "logo.svg").await;
    assert_eq!((logo.content_type.as_str(), logo.width, logo.height), ("image/svg+xml", 120, 80));
    let mut card = sample::card("With a logo");
    card.image_url = logo.reference;
    let with = caller.render(sample::of(sample::spec(v1::render_spec::Design::Card(card)))).await;
    let without = caller.render(sample::render("With a logo")).await;
    assert_ne!(with.sha256, without.sha256);
}
