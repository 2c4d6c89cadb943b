//! Templates that are tried out, and texts that are measured: nothing is kept of either.

use placard_client::v1::{
    self, MeasureTextRequest, Output, PreviewTemplateRequest, TemplateRef, ValidateTemplateRequest,
    preview_template_request::Design as Previewed, validate_template_request::Design as Validated,
};
use prost_types::Value;
use tonic::Code;

use crate::support::{
    caller::Caller,
    refusal::Refusal,
    sample::{self, HEIGHT, SOURCE, WIDTH, decoded, number, text},
    server::Server,
};

fn values(pairs: &[(&str, Value)]) -> std::collections::BTreeMap<String, Value> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

async fn validate(caller: &Caller, source: &str, given: &[(&str, Value)]) -> v1::ValidateTemplateResponse {
    let design = Some(Validated::Source(source.to_owned()));
    let request = ValidateTemplateRequest { design, variables: values(given), ..Default::default() };
    caller.templates().validate_template(request).await.expect("an answer").into_inner()
}

fn preview(source: &str, given: &[(&str, Value)]) -> PreviewTemplateRequest {
    PreviewTemplateRequest {
        design: Some(Previewed::Source(source.to_owned())),
        variables: values(given),
        output: Some(sample::output()),
    }
}

fn paths(answer: &v1::ValidateTemplateResponse) -> Vec<&str> {
    answer.problems.iter().map(|problem| problem.path.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn validation_tells_all_problems_or_what_the_template_wants() {
    let server = Server::start().await;
    let caller = server.caller();
    let sound = validate(caller, SOURCE, &[]).await;
    assert!(sound.valid && sound.problems.is_empty() && sound.report.is_none());
    let names: Vec<_> = sound.variables.iter().map(|variable| variable.name.as_str()).collect();
    assert_eq!(names, ["title", "price", "photo"]);

    // More than an error could tell.
    let nodes: String = (0..40).map(|n| format!("    - {{ type: shape, widht: {n} }}\n")).collect();
    let odd = validate(caller, &format!("name: odd\ncanvas:\n  children:\n{nodes}"), &[]).await;
    assert!(!odd.valid);
    assert_eq!(odd.problems.len(), 40);
    assert_eq!(odd.problems[39].path, "canvas.children[39].widht");
    assert!(odd.problems[39].message.contains("did you mean `width`?"), "{:?}", odd.problems[39]);
    assert_eq!(odd.problems[39].reason(), v1::ErrorReason::InvalidTemplate);
    assert!(!validate(caller, "name: [", &[]).await.valid);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_values_it_is_laid_out_too() {
    let server = Server::start().await;
    let caller = server.caller();
    let long = text("a title that is far too long");
    let source = SOURCE.replace("font_size: 30", "font_size: 30, max_lines: 1, max_width: 200");
    let answer = validate(caller, &source, &[("title", long.clone())]).await;
    assert!(answer.valid);
    let report = answer.report.expect("it was laid out");
    assert!(report.texts[0].truncated && report.warnings[0].code == "TEXT_TRUNCATED", "{report:?}");
    assert_eq!((report.texts[0].node.as_str(), report.texts[0].lines), ("head", 1));

    let answer = validate(caller, &source, &[("titel", long), ("price", text("cheap"))]).await;
    let mut found = paths(&answer);
    found.sort_unstable();
    assert_eq!(found, ["variables[\"price\"]", "variables[\"titel\"]", "variables[\"title\"]"]);
    assert!(!answer.valid && answer.report.is_none());
    assert_eq!(answer.variables.len(), 3, "what is declared is told all the same");

    let wrong_image = validate(caller, &source, &[("title", text("T")), ("photo", text("http://127.0.0.2/x"))]).await;
    assert_eq!(paths(&wrong_image), ["variables[\"photo\"]"]);
    assert_eq!(wrong_image.problems[0].reason(), v1::ErrorReason::UrlRefused);
    // Not fetched, so not missed.
    let away = validate(caller, &source, &[("title", text("T")), ("photo", text("http://127.0.0.1:1024/x"))]).await;
    assert!(away.valid && away.report.is_some());
    assert_eq!(caller.all_renders(Default::default()).await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn saved_templates_and_built_ins_are_validated_by_id() {
    let server = Server::start().await;
    let caller = server.caller();
    let saved = caller.create_template(SOURCE).await;
    let of = |template_id: &str, version| ValidateTemplateRequest {
        design: Some(Validated::Template(TemplateRef { template_id: template_id.to_owned(), version })),
        lay_out: true,
        ..Default::default()
    };
    for id in [saved.template_id.as_str(), "card"] {
        let answer = caller.templates().validate_template(of(id, 0)).await.unwrap().into_inner();
        assert_eq!(paths(&answer), ["variables[\"title\"]"], "{id}");
        assert_eq!(answer.problems[0].reason(), v1::ErrorReason::FieldRequired);
    }
    for (id, version, field) in [("crad", 0, "template.template_id"), (&saved.template_id, 9, "template.version")] {
        let refusal = Refusal::of(caller.templates().validate_template(of(id, version)).await);
        refusal.must_be(Code::InvalidArgument, "UNKNOWN_TEMPLATE", &[field]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_is_a_picture_that_is_nowhere_else() {
    let server = Server::start().await;
    let caller = server.caller();
    caller.subscribe(sample::subscription("http://127.0.0.1:1024/", &["*"])).await;
    let draw = async |request| caller.templates().preview_template(request).await.expect("a picture").into_inner();
    // The required title has an example.
    let shown = draw(preview(SOURCE, &[])).await;
    assert_eq!(decoded(&shown.image), ("png", WIDTH, HEIGHT));
    assert_eq!((shown.content_type.as_str(), shown.width, shown.height), ("image/png", WIDTH, HEIGHT));
    assert_eq!(shown.report.unwrap().texts.len(), 2);
    let other = draw(preview(SOURCE, &[("title", text("Other")), ("price", number(3.0))])).await;
    assert_ne!(shown.image, other.image);
    let jpeg = PreviewTemplateRequest {
        design: Some(Previewed::Template(TemplateRef { template_id: "card".into(), version: 0 })),
        variables: values(&[("title", text("T"))]),
        output: Some(Output { format: v1::Format::Jpeg.into(), ..sample::output() }),
    };
    assert_eq!(decoded(&draw(jpeg).await.image).0, "jpeg");
    assert_eq!(caller.all_renders(Default::default()).await.len(), 0);
    assert_eq!(caller.deliveries(Default::default()).await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_previewed_says_where() {
    let server = Server::start().await;
    let caller = server.caller();
    let refused = async |request| Refusal::of(caller.templates().preview_template(request).await);
    let refusal = refused(preview(&SOURCE.replace("navy", "nvay"), &[])).await;
    refusal.must_be(Code::InvalidArgument, "INVALID_TEMPLATE", &["source:canvas.background"]);
    let null = Value { kind: Some(prost_types::value::Kind::NullValue(0)) };
    let refusal = refused(preview(SOURCE, &[("title", null)])).await;
    refusal.must_be(Code::InvalidArgument, "FIELD_REQUIRED", &["variables[\"title\"]"]);
    let refusal = refused(preview(SOURCE, &[("photo", text("http://127.0.0.1:1024/x.png"))])).await;
    refusal.must_be(Code::FailedPrecondition, "IMAGE_UNAVAILABLE", &["variables[\"photo\"]"]);
    let refusal = refused(PreviewTemplateRequest::default()).await;
    refusal.must_be(Code::InvalidArgument, "FIELD_REQUIRED", &["design"]);
    assert_eq!(caller.all_renders(Default::default()).await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_is_measured_as_it_would_be_set() {
    let server = Server::start().await;
    let caller = server.caller();
    let measure = async |text: &str, style: &[(&str, Value)], width| {
        let request = MeasureTextRequest { text: text.to_owned(), style: values(style), width, height: None };
        caller.templates().measure_text(request).await.expect("a measure").into_inner()
    };
    let one = measure("Hello world", &[("font_size", number(40.0))], None).await;
    assert_eq!((one.lines.len(), one.font_size, one.truncated), (1, 40.0, false));
    assert_eq!(one.fonts, ["Inter"]);
    let larger = measure("Hello world", &[("font_size", number(80.0))], None).await;
    assert!(larger.width > 1.8 * one.width && larger.height > 1.8 * one.height, "{larger:?}");
    let two = measure("Hello world", &[("font_size", number(40.0))], Some(one.width * 0.7)).await;
    let texts: Vec<_> = two.lines.iter().map(|line| line.text.trim()).collect();
    assert_eq!(texts, ["Hello", "world"]);
    let cut = [("font_size", number(40.0)), ("max_lines", number(1.0))];
    assert!(measure("Hello world", &cut, Some(one.width * 0.7)).await.truncated);
    let fitted = [("font_size", number(40.0)), ("max_lines", number(1.0)), ("fit", text("shrink"))];
    let fitted = measure("Hello world", &fitted, Some(one.width * 0.7)).await;
    assert!(fitted.font_size < 40.0 && !fitted.truncated && fitted.lines.len() == 1, "{fitted:?}");
    assert_eq!(measure("a \u{10ffff} b", &[], None).await.missing_glyphs, ["U+10FFFF"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_measured_says_why() {
    let server = Server::start().await;
    let list = Value { kind: Some(prost_types::value::Kind::ListValue(prost_types::ListValue::default())) };
    for (style, width, reason, field, hint) in [
        (&[("font_sise", number(3.0))][..], None, "INVALID_FIELD", "style[\"font_sise\"]", "did you mean `font_size`?"),
        (&[("font_size", text("big"))], None, "INVALID_FIELD", "style[\"font_size\"]", "big"),
        (&[("font_family", text("Intr"))], None, "UNKNOWN_FONT", "style[\"font_family\"]", "did you mean `Inter`?"),
        (&[("font_size", list)], None, "INVALID_FIELD", "style[\"font_size\"]", "number"),
        (&[("font_size", number(f64::NAN))], None, "INVALID_FIELD", "style[\"font_size\"]", "finite"),
        (&[], Some(f32::NAN), "INVALID_FIELD", "width", "8192"),
    ] {
        let request = MeasureTextRequest { text: "x".into(), style: values(style), width, height: None };
        let refusal = Refusal::of(server.caller().templates().measure_text(request).await);
        refusal.must_be(Code::InvalidArgument, reason, &[field]);
        assert!(refusal.message.contains(hint), "{}", refusal.message);
    }
}
