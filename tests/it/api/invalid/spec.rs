//! Specs that can't be.

use placard_client::v1::{self, Card, CardStyle, Output, RenderRequest, RenderSpec, TemplateRef, render_spec::Design};
use prost_types::{ListValue, Value, value::Kind};
use tonic::Code;

use crate::support::{
    caller::Caller,
    sample::{self, number, text},
    server::Server,
};

fn with_card(card: Card) -> RenderRequest {
    sample::of(sample::spec(Design::Card(card)))
}

fn with_output(output: Output) -> RenderRequest {
    sample::of(RenderSpec { output: Some(output), ..sample::spec(Design::Card(sample::card("T"))) })
}

fn sized(width: i32, height: i32) -> RenderRequest {
    with_output(Output { width: Some(width), height: Some(height), ..Default::default() })
}

fn styled(style: CardStyle) -> RenderRequest {
    with_card(Card { style: Some(style), ..sample::card("T") })
}

fn template(name: &str, version: i32, variables: &[(&str, Value)]) -> RenderRequest {
    let mut spec = sample::spec(Design::Template(TemplateRef { template_id: name.to_owned(), version }));
    spec.variables = variables.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    sample::of(spec)
}

fn card_with_variables(variables: impl IntoIterator<Item = (String, Value)>) -> RenderRequest {
    let variables = variables.into_iter().collect();
    sample::of(RenderSpec { variables, ..sample::spec(Design::Card(sample::card("T"))) })
}

/// How much of the workspace there is.
async fn kept(caller: &Caller) -> (usize, usize) {
    (caller.all_renders(Default::default()).await.len(), caller.deliveries(Default::default()).await.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spec_that_cannot_be_is_refused_with_its_field() {
    let server = Server::start().await;
    let caller = server.caller();
    // Whatever the workspace hears of would show among its deliveries.
    caller.subscribe(sample::subscription("http://127.0.0.1:1024/", &["*"])).await;
    let list = |items: Vec<Value>| Value { kind: Some(Kind::ListValue(ListValue { values: items })) };
    let title = ("title", text("T"));
    let titel = template("card", 0, &[title.clone(), ("descriptoin", text("x"))]);
    let cases: Vec<(&str, RenderRequest, &str, &str, &str)> = vec![
        ("no spec", RenderRequest::default(), "FIELD_REQUIRED", "spec", ""),
        ("no design", sample::of(RenderSpec::default()), "FIELD_REQUIRED", "spec.design", ""),
        ("no title", sample::render(""), "FIELD_REQUIRED", "spec.card.title", ""),
        ("100 kB title", sample::render(&"t".repeat(100_000)), "INVALID_FIELD", "spec.card.title", "500"),
        (
            "unknown font",
            styled(CardStyle { font: "Intr".into(), ..Default::default() }),
            "UNKNOWN_FONT",
            "spec.card.style.font",
            "did you mean `Inter`?",
        ),
        (
            "no colour",
            styled(CardStyle { accent: "#12345".into(), ..Default::default() }),
            "INVALID_FIELD",
            "spec.card.style.accent",
            "",
        ),
        (
            "unknown theme",
            styled(CardStyle { theme: "drak".into(), ..Default::default() }),
            "INVALID_FIELD",
            "spec.card.style.theme",
            "dark",
        ),
        (
            "unknown card",
            with_card(Card { template: "crad".into(), ..sample::card("T") }),
            "UNKNOWN_TEMPLATE",
            "spec.card.template",
            "did you mean `card`?",
        ),
        (
            "unknown template",
            template("caard", 0, std::slice::from_ref(&title)),
            "UNKNOWN_TEMPLATE",
            "spec.template.template_id",
            "did you mean `card`?",
        ),
        (
            "unknown version",
            template("card", 99, std::slice::from_ref(&title)),
            "UNKNOWN_TEMPLATE",
            "spec.template.version",
            "",
        ),
        (
            "negative version",
            template("card", -1, std::slice::from_ref(&title)),
            "INVALID_FIELD",
            "spec.template.version",
            "",
        ),
        (
            "unknown variable",
            titel,
            "UNKNOWN_VARIABLE",
            "spec.variables[\"descriptoin\"]",
            "did you mean `description`?",
        ),
        ("missing variable", template("card", 0, &[]), "FIELD_REQUIRED", "spec.variables[\"title\"]", ""),
        (
            "number for a text",
            template("card", 0, &[("title", list(vec![]))]),
            "INVALID_FIELD",
            "spec.variables[\"title\"]",
            "",
        ),
        (
            "a card's field among its variables",
            card_with_variables([("title".to_owned(), text("x"))]),
            "INVALID_FIELD",
            "spec.variables[\"title\"]",
            "card.title",
        ),
        (
            "NaN",
            card_with_variables([("n".to_owned(), number(f64::NAN))]),
            "INVALID_FIELD",
            "spec.variables[\"n\"]",
            "finite",
        ),
        (
            "infinity in a list",
            card_with_variables([("n".to_owned(), list(vec![number(1.0), number(f64::INFINITY)]))]),
            "INVALID_FIELD",
            "spec.variables[\"n\"][1]",
            "finite",
        ),
        (
            "201 variables",
            card_with_variables((0..201).map(|n| (format!("v{n}"), number(f64::from(n))))),
            "INVALID_FIELD",
            "spec.variables",
            "200",
        ),
        (
            "format 99",
            with_output(Output { format: 99, ..sample::output() }),
            "INVALID_FIELD",
            "spec.output.format",
            "",
        ),
        (
            "format -1",
            with_output(Output { format: -1, ..sample::output() }),
            "INVALID_FIELD",
            "spec.output.format",
            "",
        ),
        (
            "effort 99",
            with_output(Output { effort: 99, ..sample::output() }),
            "INVALID_FIELD",
            "spec.output.effort",
            "",
        ),
        ("width 0", sized(0, 100), "INVALID_FIELD", "spec.output.width", "8192"),
        ("width -1", sized(-1, 100), "INVALID_FIELD", "spec.output.width", "8192"),
        ("height 0", sized(100, 0), "INVALID_FIELD", "spec.output.height", "8192"),
        ("height 100,000", sized(100, 100_000), "INVALID_FIELD", "spec.output.height", "8192"),
        ("65 megapixels", sized(8192, 8000), "INVALID_FIELD", "spec.output.width", "64000000"),
        (
            "no height",
            with_output(Output { width: Some(9), ..Default::default() }),
            "FIELD_REQUIRED",
            "spec.output.height",
            "",
        ),
        (
            "size twice",
            with_output(Output { size_preset: "og".into(), ..sample::output() }),
            "INVALID_FIELD",
            "spec.output.size_preset",
            "",
        ),
        (
            "unknown size",
            with_output(Output { size_preset: "squar".into(), ..Default::default() }),
            "INVALID_FIELD",
            "spec.output.size_preset",
            "did you mean `square`?",
        ),
        (
            "scale NaN",
            with_output(Output { scale: Some(f32::NAN), ..sample::output() }),
            "INVALID_FIELD",
            "spec.output.scale",
            "",
        ),
        ("cache 9", RenderRequest { cache: 9, ..sample::render("T") }, "INVALID_FIELD", "cache", ""),
        (
            "a webhook without a secret",
            RenderRequest {
                webhook: Some(v1::RenderWebhook { url: "https://nowhere.example/".into(), secret: String::new() }),
                ..sample::render("T")
            },
            "FIELD_REQUIRED",
            "webhook.secret",
            "",
        ),
        (
            "a webhook whose secret is no base64",
            RenderRequest {
                webhook: Some(v1::RenderWebhook {
                    url: "https://nowhere.example/".into(),
                    secret: "whsec_***************".into(),
                }),
                ..sample::render("T")
            },
            "INVALID_FIELD",
            "webhook.secret",
            "base64",
        ),
    ];
    let before = kept(caller).await;
    for (name, request, reason, field, hint) in cases {
        let refusal = caller.refused(request).await;
        assert_eq!((refusal.code, refusal.reason.as_str()), (Code::InvalidArgument, reason), "{name}: {refusal:#?}");
        assert_eq!(refusal.fields(), [field], "{name}: {refusal:#?}");
        assert!(refusal.message.contains(hint), "{name}: {}", refusal.message);
        assert!(refusal.message.len() < 2_000, "{name}: an answer of {} bytes", refusal.message.len());
    }
    assert_eq!(kept(caller).await, before, "nothing is kept of a request that is refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_is_wrong_is_told_at_once() {
    let server = Server::start().await;
    let mut request = sized(0, -1);
    let spec = request.spec.as_mut().unwrap();
    spec.output.as_mut().unwrap().quality = Some(101);
    spec.variables.insert("n".to_owned(), number(f64::NAN));
    spec.design = Some(Design::Card(Card { tag: "t".repeat(101), ..Default::default() }));
    request.cache = 7;
    request.request_id = "r".repeat(129);
    let refusal = server.caller().refused(request).await;
    let mut fields = refusal.fields();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "cache",
            "request_id",
            "spec.card.tag",
            "spec.card.title",
            "spec.output.height",
            "spec.output.quality",
            "spec.output.width",
            "spec.variables[\"n\"]",
        ]
    );
}
