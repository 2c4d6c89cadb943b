//! Designs that come with their spec, and changes to named nodes.

use placard_client::v1::{
    self, CacheMode, Modification, Node, RenderRequest, RenderSpec, Scene, SceneVariable, Span, render_spec::Design,
};
use prost_types::{ListValue, Struct, Value, value::Kind};
use tonic::Code;

use crate::support::{
    sample::{self, decoded, number, text},
    server::Server,
};

fn node(kind: &str) -> Node {
    Node { r#type: kind.to_owned(), ..Default::default() }
}

fn said(what: &str) -> Node {
    Node { text: Some(what.to_owned()), font_size: Some("12".to_owned()), ..node("text") }
}

fn variable(kind: &str) -> SceneVariable {
    SceneVariable { r#type: kind.to_owned(), ..Default::default() }
}

/// A title of two spans, and a line for each row.
fn scene() -> Scene {
    let fields = [("label", variable("string")), ("price", variable("number"))];
    let rows = SceneVariable {
        fields: fields.into_iter().map(|(name, field)| (name.to_owned(), field)).collect(),
        ..variable("list")
    };
    let spans = vec![
        Span { text: "{{ title }}".to_owned(), font_weight: Some("800".to_owned()), ..Default::default() },
        Span { text: " ({{ rows | length }})".to_owned(), color: Some("#94a3b8".to_owned()), ..Default::default() },
    ];
    let head = Node { name: Some("head".to_owned()), spans, font_size: Some("{{ size }}".to_owned()), ..node("text") };
    let row = Node {
        each: Some("row in rows".to_owned()),
        when: Some("row.price > 0".to_owned()),
        ..said("{{ loop.index }} {{ row.label }} {{ row.price | currency('EUR') }}")
    };
    Scene {
        variables: [("title".to_owned(), variable("string")), ("rows".to_owned(), rows)].into(),
        values: [("size".to_owned(), "{{ half * 2 }}".to_owned()), ("half".to_owned(), "6".to_owned())].into(),
        canvas: Some(Node {
            direction: Some("column".to_owned()),
            background: Some("white".to_owned()),
            children: vec![head, row],
            ..node("frame")
        }),
    }
}

fn rows() -> Value {
    let row = |label: &str, price: f64| Value {
        kind: Some(Kind::StructValue(Struct {
            fields: [("label".to_owned(), text(label)), ("price".to_owned(), number(price))].into(),
        })),
    };
    Value { kind: Some(Kind::ListValue(ListValue { values: vec![row("a", 5.0), row("b", 0.0), row("c", 2.5)] })) }
}

fn spec() -> RenderSpec {
    let mut spec = sample::spec(Design::Scene(scene()));
    spec.variables = [("title".to_owned(), text("Prices")), ("rows".to_owned(), rows())].into();
    spec
}

/// How many text nodes there were.
fn texts(render: &v1::Render) -> usize {
    render.report.as_ref().unwrap().texts.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scene_becomes_a_picture_and_is_answered_from_before() {
    let server = Server::start().await;
    let request = RenderRequest { inline_image: true, ..sample::of(spec()) };
    let answer = server.caller().renders().render(request.clone()).await.unwrap().into_inner();
    assert_eq!(decoded(&answer.image), ("png", sample::WIDTH, sample::HEIGHT));
    let first = answer.render.unwrap();
    assert_eq!((texts(&first), first.template_id.as_str(), first.template_version), (3, "", 0));
    let second = server.caller().render(request.clone()).await;
    assert!(second.cached && second.sha256 == first.sha256);
    let again = server.caller().render(RenderRequest { cache: CacheMode::Bypass.into(), ..request }).await;
    assert_eq!(again.sha256, first.sha256, "the same scene gives the same bytes");

    let mut other = spec();
    let Some(Design::Scene(scene)) = &mut other.design else { unreachable!() };
    scene.canvas.as_mut().unwrap().background = Some("navy".to_owned());
    let other = server.caller().render(sample::of(other)).await;
    assert!(!other.cached && other.sha256 != first.sha256);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scene_is_kept_with_its_trigger_as_it_was_sent() {
    let server = Server::start().await;
    let mut spec = spec();
    let change = Modification { name: "head".to_owned(), visible: Some(true), ..Default::default() };
    spec.modifications.push(change.clone());
    let trigger = v1::Trigger { spec: Some(spec), ..sample::trigger("http://127.0.0.1:1024/") };
    let (trigger, _) = server.caller().create_trigger(trigger).await;
    let kept = trigger.spec.unwrap();
    assert_eq!(kept.design, Some(Design::Scene(scene())));
    assert_eq!(kept.modifications, [change]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_scene_is_told_at_its_field() {
    let server = Server::start().await;
    let mut wrong = spec();
    let Some(Design::Scene(scene)) = &mut wrong.design else { unreachable!() };
    let children = &mut scene.canvas.as_mut().unwrap().children;
    children[0].font_size = Some("large".to_owned());
    children.push(Node { padding: Some("1".to_owned()), ..said("{{ titel }}") });
    children.push(node("txt"));
    scene.values.insert("half".to_owned(), "{{ size }}".to_owned());
    let refusal = server.caller().refused(sample::of(wrong)).await;
    refusal.must_be(
        Code::InvalidArgument,
        "INVALID_TEMPLATE",
        &[
            "spec.scene.values.half",
            "spec.scene.values.size",
            "spec.scene.canvas.children[0].font_size",
            "spec.scene.canvas.children[2].text",
            "spec.scene.canvas.children[2].padding",
            "spec.scene.canvas.children[3].type",
        ],
    );

    // What only these values bring out.
    let mut wrong = spec();
    wrong.variables.insert("rows".to_owned(), text("none"));
    server.caller().refused(sample::of(wrong)).await.must_be(
        Code::InvalidArgument,
        "INVALID_FIELD",
        &["spec.variables[\"rows\"]"],
    );
    let mut wrong = spec();
    let Some(Design::Scene(scene)) = &mut wrong.design else { unreachable!() };
    scene.canvas.as_mut().unwrap().children[0].font_size = Some("{{ title }}".to_owned());
    server.caller().refused(sample::of(wrong)).await.must_be(
        Code::InvalidArgument,
        "INVALID_TEMPLATE",
        &["spec.scene.canvas.children[0].font_size"],
    );

    // Deeper than any design, and deeper than a message may be.
    for depth in [40, 95] {
        let mut canvas = node("frame");
        for _ in 0..depth {
            canvas = Node { children: vec![canvas], ..node("frame") };
        }
        let deep = Scene { canvas: Some(canvas), ..Default::default() };
        let refusal = server.caller().refused(sample::of(sample::spec(Design::Scene(deep)))).await;
        assert!(matches!(refusal.code, Code::InvalidArgument | Code::Internal), "{refusal:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn modifications_change_cards_templates_and_scenes() {
    let server = Server::start().await;
    let gone = |name: &str| Modification { name: name.to_owned(), visible: Some(false), ..Default::default() };
    let mut scene = spec();
    scene.modifications.push(gone("head"));
    assert_eq!(texts(&server.caller().render(sample::of(scene)).await), 2);

    let card = sample::spec(Design::Card(v1::Card { tag: "New".to_owned(), ..sample::card("Title") }));
    let plain = server.caller().render(sample::of(card.clone())).await;
    let said = Modification { name: "title".to_owned(), text: Some("Other".to_owned()), ..Default::default() };
    let changed = RenderSpec { modifications: vec![said, gone("tag")], ..card.clone() };
    let changed = server.caller().render(sample::of(changed)).await;
    assert_eq!((texts(&plain), texts(&changed)), (2, 1));
    assert!(!changed.cached && changed.sha256 != plain.sha256);

    let nothing = Modification { name: "title".to_owned(), ..Default::default() };
    let wrong = Modification { name: "titel".to_owned(), text: Some("x".to_owned()), ..Default::default() };
    let refused = RenderSpec { modifications: vec![nothing], ..card.clone() };
    server.caller().refused(sample::of(refused)).await.must_be(
        Code::InvalidArgument,
        "INVALID_FIELD",
        &["spec.modifications[0]"],
    );
    let refused = RenderSpec { modifications: vec![gone("tag"), wrong], ..card };
    let refusal = server.caller().refused(sample::of(refused)).await;
    refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["spec.modifications[1].name"]);
    assert!(refusal.violations[0].1.contains("did you mean `title`?"), "{refusal:?}");
}
