//! Rendering, and finding what was rendered.

use futures::TryStreamExt;
use placard_client::v1::{self, CacheMode, Format, Output, RenderRequest, RenderState, render_spec::Design};
use sha2::{Digest, Sha256};
use tonic::Code;

use super::method::NOWHERE;
use crate::support::{
    refusal::Refusal,
    sample::{self, decoded},
    server::Server,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_card_becomes_a_picture_of_each_format() {
    let server = Server::start().await;
    for (format, name, content_type, extension) in [
        (Format::Unspecified, "png", "image/png", "png"),
        (Format::Png, "png", "image/png", "png"),
        (Format::Jpeg, "jpeg", "image/jpeg", "jpg"),
        (Format::Webp, "webp", "image/webp", "webp"),
        (Format::Avif, "avif", "image/avif", "avif"),
        (Format::Svg, "svg", "image/svg+xml", "svg"),
    ] {
        let mut spec = sample::spec(Design::Card(sample::card("Hello")));
        spec.output = Some(Output { format: format.into(), scale: Some(2.0), ..sample::output() });
        let request = RenderRequest { inline_image: true, ..sample::of(spec) };
        let answer = server.caller().renders().render(request).await.unwrap().into_inner();
        let render = answer.render.unwrap();
        assert_eq!(decoded(&answer.image), (name, 2 * sample::WIDTH, 2 * sample::HEIGHT));
        assert_eq!((render.width, render.height), (2 * sample::WIDTH, 2 * sample::HEIGHT));
        assert_eq!(render.content_type, content_type);
        assert_eq!(render.size_bytes, answer.image.len() as i64);
        assert_eq!(render.sha256, hex::encode(Sha256::digest(&answer.image)));
        assert_eq!(render.url, format!("{}/i/{}.{extension}", server.url, render.slug));
        assert_eq!(render.state(), RenderState::Succeeded);
        assert_eq!((render.template_id.as_str(), render.template_version), ("card", 1));
        let (begun, ended) = (render.create_time.unwrap(), render.finish_time.unwrap());
        assert!((begun.seconds, begun.nanos) <= (ended.seconds, ended.nanos));
        let report = render.report.expect("what the renderer saw");
        assert_eq!(report.texts.iter().map(|text| text.node.as_str()).collect::<Vec<_>>(), ["title"]);
        assert_eq!(report.fonts, ["Inter"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_automatic_format_is_told_and_a_limit_of_bytes_kept_to() {
    let server = Server::start().await;
    let caller = server.caller();
    let of = |format: Format, max_bytes| {
        let mut spec = sample::spec(Design::Card(sample::card("Within limits")));
        spec.output = Some(Output {
            format: format.into(),
            max_bytes,
            width: Some(600),
            height: Some(315),
            ..Default::default()
        });
        RenderRequest { inline_image: true, ..sample::of(spec) }
    };
    let render = async |format, max_bytes| {
        let answer = caller.renders().render(of(format, max_bytes)).await.unwrap().into_inner();
        (answer.render.unwrap(), answer.image)
    };
    let (png, image) = render(Format::Auto, None).await;
    assert_eq!((png.content_type.as_str(), decoded(&image).0), ("image/png", "png"));
    assert!(png.url.ends_with(".png"), "{}", png.url);
    let (jpeg, image) = render(Format::Auto, Some(10_000)).await;
    assert_eq!((jpeg.content_type.as_str(), decoded(&image).0), ("image/jpeg", "jpeg"));
    assert!(jpeg.url.ends_with(".jpg") && jpeg.size_bytes <= 10_000, "{}, {}", jpeg.url, jpeg.size_bytes);
    // A trigger has its spec as it was asked for.
    let trigger = v1::Trigger { spec: of(Format::Auto, Some(10_000)).spec, ..sample::trigger(NOWHERE) };
    let output = caller.create_trigger(trigger).await.0.spec.unwrap().output.unwrap();
    assert_eq!((output.format(), output.max_bytes), (Format::Auto, Some(10_000)));

    // What cannot be is said, with how small it gets; and that is true.
    let refusal = caller.refused(of(Format::Jpeg, Some(1_000))).await;
    refusal.must_be(Code::FailedPrecondition, "OUTPUT_TOO_LARGE", &["spec.output.max_bytes"]);
    let words = refusal.message.split(|c: char| !c.is_ascii_digit());
    let smallest = words.filter_map(|word| word.parse::<i32>().ok()).find(|bytes| *bytes > 1_000).unwrap();
    let (fits, _) = render(Format::Jpeg, Some(smallest)).await;
    assert_eq!(fits.size_bytes, i64::from(smallest));
    let request = v1::GetRenderRequest { render_id: refusal.metadata["render_id"].clone() };
    let failed = caller.renders().get_render(request).await.unwrap().into_inner().render.unwrap();
    assert_eq!(
        (failed.state(), failed.error.unwrap().reason()),
        (RenderState::Failed, v1::ErrorReason::OutputTooLarge)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_output_it_is_a_png_of_1200_by_630() {
    let server = Server::start().await;
    let mut request = RenderRequest { inline_image: true, ..sample::render("Hello") };
    request.spec.as_mut().unwrap().output = None;
    let answer = server.caller().renders().render(request).await.unwrap().into_inner();
    assert_eq!(decoded(&answer.image), ("png", 1200, 630));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_spec_is_answered_from_before_unless_it_is_bypassed() {
    let server = Server::start().await;
    let caller = server.caller();
    let request = sample::render("Again");
    let first = caller.render(request.clone()).await;
    let second = caller.render(request.clone()).await;
    let bypass = RenderRequest { cache: CacheMode::Bypass.into(), ..request };
    let third = caller.render(bypass).await;
    assert_eq!([first.cached, second.cached, third.cached], [false, true, false]);
    assert_eq!((&first.sha256, &first.url), (&second.sha256, &second.url));
    assert_eq!(first.sha256, third.sha256, "the same spec gives the same bytes");
    assert_ne!(first.render_id, second.render_id);
    let other = caller.render(sample::render("Another")).await;
    assert_ne!((other.cached, &other.sha256), (true, &first.sha256));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bytes_can_be_left_out_and_downloaded() {
    let server = Server::start().await;
    let mut request = sample::render("Download");
    // Large enough for more than one chunk.
    let output = Output { width: Some(900), height: Some(900), effort: v1::Effort::Fast.into(), ..Default::default() };
    request.spec.as_mut().unwrap().output = Some(output);
    let answer = server.caller().renders().render(request).await.unwrap().into_inner();
    assert!(answer.image.is_empty());
    let render = answer.render.unwrap();
    let request = v1::DownloadRenderRequest { render_id: render.render_id };
    let stream = server.caller().renders().download_render(request).await.unwrap().into_inner();
    let parts: Vec<_> = stream.try_collect().await.unwrap();
    assert_eq!(parts[0].content_type, "image/png");
    assert_eq!(parts[0].size_bytes, render.size_bytes);
    assert!(parts[1..].iter().all(|part| part.content_type.is_empty() && part.size_bytes == 0));
    assert!(parts.iter().all(|part| part.data.len() <= 64 * 1024));
    let bytes: Vec<u8> = parts.iter().flat_map(|part| part.data.to_vec()).collect();
    assert_eq!(hex::encode(Sha256::digest(&bytes)), render.sha256);
    assert!(bytes.len() > 64 * 1024 && parts.len() > 2, "only {} bytes", bytes.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_id_makes_one_render_of_many_requests() {
    let server = Server::start().await;
    let caller = server.caller();
    let request = RenderRequest { request_id: "order-7".to_owned(), ..sample::render("Once") };
    let renders = (0..10).map(|_| caller.render(request.clone()));
    let renders = futures::future::join_all(renders).await;
    let ids: std::collections::BTreeSet<_> = renders.iter().map(|render| &render.render_id).collect();
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert_eq!(caller.all_renders(Default::default()).await.len(), 1);

    let again = caller.render(request.clone()).await;
    assert_eq!(again.render_id, renders[0].render_id);
    let other = RenderRequest { request_id: "order-7".to_owned(), ..sample::render("Twice") };
    caller.refused(other.clone()).await.must_be(Code::AlreadyExists, "REQUEST_ID_REUSED", &["request_id"]);
    // Ids of other workspaces don't meet.
    server.stranger().await.render(other).await;
    assert_eq!(caller.all_renders(Default::default()).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_id_answers_a_failure_again() {
    let server = Server::start().await;
    // Nothing listens at port 1024 on loopback, or it isn't a picture: either way there is none.
    let failing = sample::failing("Fails", "http://127.0.0.1:1024/x.png");
    let request = RenderRequest { request_id: "order-8".to_owned(), ..failing };
    let first = server.caller().refused(request.clone()).await;
    let second = server.caller().refused(request).await;
    assert_eq!(first, second);
    assert_eq!(server.caller().all_renders(Default::default()).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_render_that_is_not_there_is_not_found() {
    let server = Server::start().await;
    for id in ["rnd_01h455vb4pex5vsknk084sn02q", "trg_01h455vb4pex5vsknk084sn02q", "nonsense", "\u{0}", "../../etc"] {
        let request = v1::GetRenderRequest { render_id: id.to_owned() };
        let refusal = Refusal::of(server.caller().renders().get_render(request).await);
        refusal.must_be(Code::NotFound, "RESOURCE_NOT_FOUND", &[]);
        assert_eq!(refusal.resource, Some(("render".to_owned(), id.to_owned())));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_callers_of_one_spec_at_once_have_it_painted_once() {
    let server = Server::start().await;
    let caller = server.caller();
    let callers = (0..100).map(|_| caller.render(sample::render("All at once")));
    let renders = futures::future::join_all(callers).await;
    assert_eq!(renders.iter().filter(|render| !render.cached).count(), 1, "one of them painted");
    let ids: std::collections::BTreeSet<&str> = renders.iter().map(|render| render.render_id.as_str()).collect();
    assert_eq!(ids.len(), 100, "each has its own line in the books");
    assert!(renders.iter().all(|render| render.url == renders[0].url && render.sha256 == renders[0].sha256));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_render_tells_what_a_page_needs_to_show_it() {
    let server = Server::start().await;
    let mut card = sample::card("Ships \"fast\" & <safe>");
    card.style = Some(v1::CardStyle { background: "#cc0000".into(), ..Default::default() });
    let render = server.caller().render(sample::of(sample::spec(Design::Card(card)))).await;
    assert_eq!(render.alt_text, "Ships \"fast\" & <safe>");
    let part = |at: usize| u8::from_str_radix(&render.dominant_color[at..at + 2], 16).unwrap();
    assert!(part(1) > 180 && part(3) < 40 && part(5) < 40, "{}", render.dominant_color);
    assert!((15..=30).contains(&render.thumb_hash.len()), "{}", render.thumb_hash.len());
    for tag in [
        format!("<meta property=\"og:image\" content=\"{}\">", render.url),
        format!("<meta property=\"og:image:width\" content=\"{}\">", sample::WIDTH),
        "<meta property=\"og:image:alt\" content=\"Ships &quot;fast&quot; &amp; &lt;safe&gt;\">".to_owned(),
        "<meta name=\"twitter:card\" content=\"summary_large_image\">".to_owned(),
    ] {
        assert!(render.meta_tags.contains(&tag), "{tag} in {}", render.meta_tags);
    }
}
