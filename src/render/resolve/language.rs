//! What templates say, and the scenes that come of it.

use serde_json::{Value, json};

use super::*;
use crate::render::scene::Span;
use crate::render::style::FontSlant;
use crate::render::{parse_scene, parse_template};

fn scene_with(file: &str, variables: Value, modifications: &[Modification]) -> Result<Scene, Vec<String>> {
    let template = parse_template(file).unwrap_or_else(|told| panic!("{told:#?}"));
    let variables = variables.as_object().unwrap().iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    resolve(&template, &variables, modifications, &Output::default(), &Fonts::bundled())
        .map_err(|told| told.iter().map(ToString::to_string).collect())
}

fn scene(file: &str, variables: Value) -> Scene {
    scene_with(file, variables, &[]).unwrap_or_else(|told| panic!("{told:#?}"))
}

fn refusal(file: &str, variables: Value) -> String {
    scene_with(file, variables, &[]).unwrap_err().join("; ")
}

/// A template of these variables and nodes, in YAML's flow style.
fn of(variables: &str, children: &str) -> String {
    format!("name: t\nvariables: {{ {variables} }}\ncanvas:\n  children: [ {children} ]\n")
}

fn children(scene: &Scene) -> &[SceneNode] {
    let SceneContent::Frame(children) = &scene.root.content else { panic!("the canvas is a frame") };
    children
}

fn spans(scene: &Scene) -> &[Span] {
    let SceneContent::Text(spans) = &children(scene)[0].content else { panic!("the first is a text") };
    spans
}

#[test]
fn spans_differ_from_their_node() {
    let file = of(
        "price: { type: number }",
        "{ type: text, font_size: 40, background: navy, color: white, spans: [ { text: 'now ' }, \
         { text: '{{ price | currency(\"EUR\") }}', font_weight: 800, color: '{{ \"gold\" }}' }, \
         { text: ' sale', when: price < 5 }, { text: '!', background: red } ] }",
    );
    let scene = scene(&file, json!({ "price": 9.5 }));
    let spans = spans(&scene);
    assert_eq!(scene.texts(), ["now €9.50!"]);
    assert_eq!(spans[0].style, None);
    let price = spans[1].style.as_ref().unwrap();
    assert_eq!((price.font_weight, price.font_size), (800.0, children(&scene)[0].style.font_size));
    assert_eq!(price.color.to_string(), "#ffd700ff");
    assert!(price.background.is_empty(), "the node's background is painted once");
    assert_eq!(spans[2].style.as_ref().unwrap().background.len(), 1);
}

#[test]
fn a_text_of_empty_spans_is_not_there() {
    let file = of("", "{ type: text, spans: [ { text: ' ' }, { text: x, when: false } ] }");
    assert!(children(&scene(&file, json!({}))).is_empty());
}

#[test]
fn markdown_is_read_where_it_is_asked_for() {
    let text = "a **b** *c*\n`d`";
    let file = |markdown: bool| {
        of("t: { type: string }", &format!("{{ type: text, markdown: {markdown}, text: '{{{{ t }}}}' }}"))
    };
    let marked = scene(&file(true), json!({ "t": text }));
    assert_eq!(marked.texts(), ["a b c\nd"]);
    let parts: Vec<(&str, f32, FontSlant)> = spans(&marked)
        .iter()
        .map(|s| {
            (s.text.as_str(), s.style.as_ref().map_or(400.0, |s| s.font_weight), {
                s.style.as_ref().map_or(FontSlant::Normal, |s| s.font_style)
            })
        })
        .collect();
    assert_eq!(parts[1], ("b", 700.0, FontSlant::Normal));
    assert_eq!(parts[3], ("c", 400.0, FontSlant::Italic));
    assert_eq!(spans(&marked)[5].style.as_ref().unwrap().font_family[0], "JetBrains Mono");
    assert_eq!(scene(&file(false), json!({ "t": text })).texts(), [text]);
}

const ROWS: &str =
    "rows: { type: list, max_items: 300, fields: { name: { type: string, required: true }, tags: { type: string } } }";

#[test]
fn each_goes_over_a_list_and_knows_where_it_is() {
    let file = of(
        ROWS,
        "{ type: frame, name: row, each: row in rows, when: row.name != 'skip', gap: '{{ loop.index }}', children: [ \
         { type: text, each: 'letter in row.name | list', \
           text: '{{ letter }}{{ loop.index }}/{{ loop.length }}{{ \"$\" if loop.last else \"\" }}' }, \
         { type: text, text: '{{ loop.index }}: {{ row.name }}' } ] }",
    );
    let scene = scene(&file, json!({ "rows": [{ "name": "ab" }, { "name": "skip" }, { "name": "c" }] }));
    assert_eq!(scene.texts(), ["a1/2", "b2/2$", "1: ab", "c1/1$", "3: c"]);
    assert_eq!(children(&scene).iter().map(|n| n.name.as_str()).collect::<Vec<_>>(), ["row", "row"]);
    assert!(children(&self::scene(&file, json!({}))).is_empty(), "no list is an empty one");
}

#[test]
fn each_goes_over_spans_too() {
    let file = of(
        "tags: { type: list, items: string }",
        "{ type: text, spans: [ { each: tag in tags, text: '#{{ tag }}{{ \" \" if not loop.last else \"\" }}', color: red } ] }",
    );
    assert_eq!(scene(&file, json!({ "tags": ["a", "b"] })).texts(), ["#a #b"]);
}

#[test]
fn each_is_bounded() {
    let rows = |count: usize| json!({ "rows": vec![json!({ "name": "x" }); count] });
    let one = of(ROWS, "{ type: shape, each: row in rows }");
    assert_eq!(children(&scene(&one, rows(200))).len(), 200);
    let told = refusal(&one, rows(201));
    assert!(told.contains("canvas.children[0].each") && told.contains("more than 200 items"), "{told}");
    let nested = of(ROWS, "{ type: frame, each: row in rows, children: [ { type: shape, each: other in rows } ] }");
    assert_eq!(children(&scene(&nested, rows(44))).len(), 44);
    let told = refusal(&nested, rows(45));
    assert!(told.contains("canvas.children[0].children[0]") && told.contains("2000"), "{told}");
    let told = refusal(&of("n: { type: number }", "{ type: shape, each: x in n }"), json!({ "n": 3 }));
    assert!(told.contains("no list"), "{told}");
}

#[test]
fn values_keep_their_kind_and_their_order_does_not_matter() {
    let file = "name: t\nvariables: { n: { type: list, items: number } }\nvalues:\n  total: '{{ all | sum }}'\n  \
                all: '{{ n | map(\"abs\") | list }}'\n  wide: '{{ total > 5 }}'\ncanvas:\n  children:\n    \
                - { type: text, text: '{{ total }} {{ \"wide\" if wide else \"\" }}' }\n    \
                - { type: chart, values: '{{ all }}', labels: [one, '{{ total }}', 'a, b'], colors: [red, '#00f'] }\n";
    let scene = scene(file, json!({ "n": [-3, 4] }));
    assert_eq!(scene.texts(), ["7 wide"]);
    let chart = &children(&scene)[1].style;
    assert_eq!(chart.values, [3.0, 4.0]);
    assert_eq!(chart.labels, ["one", "7", "a, b"]);
    assert_eq!(chart.colors.len(), 2);
}

#[test]
fn pictures_come_from_variables_expressions_and_urls() {
    let url = "https://a.example/x.png";
    let file = of(
        "photo: { type: image }, rows: { type: list, fields: { photo: { type: image } } }",
        &format!(
            "{{ type: image, source: photo }}, {{ type: image, source: '{url}', on_error: hide }}, \
             {{ type: image, source: 'asset:logo.png' }}, \
             {{ type: image, each: row in rows, source: '{{{{ row.photo }}}}' }}"
        ),
    );
    let scene = scene(&file, json!({ "photo": url, "rows": [{}, { "photo": "https://b.example/y.png" }] }));
    let images: Vec<(&str, &str, bool)> =
        scene.images().iter().map(|i| (i.field.as_str(), i.url.as_str(), i.required)).collect();
    assert_eq!(
        images,
        [
            ("photo", url, true),
            ("canvas.children[2].source", "asset:logo.png", true),
            ("canvas.children[3].source", "https://b.example/y.png", true),
        ]
    );
    assert_eq!(children(&scene).len(), 4);
    let file = of("s: { type: string }", "{ type: image, source: '{{ s }}' }");
    assert!(refusal(&file, json!({ "s": "file:///etc/passwd" })).contains("canvas.children[0].source"));
}

#[test]
fn pictures_of_masks_are_wanted_like_others() {
    let url = "https://a.example/x.png";
    let file = of(
        "photo: { type: image }, m: { type: image }",
        "{ type: image, source: photo, on_error: hide, mask_image: 'url({{ m }})' }, \
         { type: frame, mask_image: 'url(asset:star.png), linear-gradient(black, transparent), url({{ photo }})' }, \
         { type: frame, when: false, mask_image: 'url(https://b.example/never.png)' }",
    );
    let images = |variables| -> Vec<(String, String, bool)> {
        let scene = scene(&file, variables);
        scene.images().iter().map(|image| (image.field.clone(), image.url.clone(), image.required)).collect()
    };
    let wanted = |field: &str, url: &str, required| (field.to_owned(), url.to_owned(), required);
    let star = wanted("canvas.children[1].mask_image", "asset:star.png", true);
    assert_eq!(images(json!({})), std::slice::from_ref(&star));
    // Without its mask there is no picture, whatever the image says of itself.
    let mask = wanted("canvas.children[0].mask_image", "https://c.example/m.png", true);
    let given = json!({ "photo": url, "m": "https://c.example/m.png" });
    assert_eq!(images(given), [wanted("photo", url, true), mask, star]);
    let file = of("s: { type: string }", "{ type: frame, mask_image: 'url({{ s }})' }");
    assert!(refusal(&file, json!({ "s": "file:///etc/passwd" })).contains("canvas.children[0].mask_image"));
}

fn modification(name: &str) -> Modification {
    Modification { name: name.into(), ..Modification::default() }
}

#[test]
fn modifications_change_named_nodes() {
    let file = of(
        "t: { type: string }, photo: { type: image }",
        "{ type: text, name: head, text: '{{ t }}' }, { type: text, name: head, text: again }, \
         { type: frame, name: badge, when: t == 'sale' }, { type: image, name: logo, source: photo }",
    );
    let changes = [
        Modification { text: Some("{{ new }}".into()), color: Some("red".into()), ..modification("head") },
        Modification { text: Some("newest".into()), ..modification("head") },
        Modification { visible: Some(true), background: Some("navy".into()), ..modification("badge") },
        Modification { image_url: Some("https://a.example/x.png".into()), ..modification("logo") },
    ];
    let scene = scene_with(&file, json!({}), &changes).unwrap();
    assert_eq!(scene.texts(), ["newest", "newest"]);
    assert_eq!(children(&scene)[1].style.color.to_string(), "#ff0000ff");
    assert_eq!((children(&scene)[2].name.as_str(), children(&scene)[2].style.background.len()), ("badge", 1));
    assert_eq!(scene.images()[0].field, "modifications[3].image_url");
    let literal = [Modification { text: Some("{{ t }}".into()), ..modification("head") }];
    assert_eq!(scene_with(&file, json!({}), &literal).unwrap().texts()[0], "{{ t }}");
    let gone = [Modification { visible: Some(false), ..modification("head") }];
    assert!(scene_with(&file, json!({ "t": "x" }), &gone).unwrap().texts().is_empty());
}

#[test]
fn modifications_that_do_not_fit_are_told_at_once() {
    let file = of("", "{ type: text, name: headline, text: x }, { type: frame, name: badge }");
    let changes = [
        modification("headlin"),
        Modification { text: Some("x".into()), color: Some("red".into()), ..modification("badge") },
        Modification { color: Some("rde".into()), image_url: Some("x".into()), ..modification("headline") },
        Modification { background: Some("url(x)".into()), ..modification("badge") },
    ];
    let told = scene_with(&file, json!({ "x": 1 }), &changes).unwrap_err();
    for expected in [
        "modifications[0].name is no node of the template: `headlin`; did you mean `headline`?",
        "modifications[1].text changes what `badge` has not",
        "modifications[1].color changes what `badge` has not",
        "modifications[2].image_url changes what `headline` has not",
        "modifications[2].color is not a colour",
        "modifications[2].image_url must be the",
        "modifications[3].background",
        "x is no variable of `t`",
    ] {
        assert!(told.iter().any(|t| t.starts_with(expected)), "{expected}\n{told:#?}");
    }
}

#[test]
fn expressions_are_bounded() {
    let long = "x".repeat(10_000);
    let variables = "s: { type: string, max_length: 10000 }, n: { type: number }";
    for (text, told) in [
        ("{{ s ~ s ~ s ~ s ~ s ~ s ~ s }}", "65536 bytes"),
        ("{{ s | replace('x', s) }}", "65536 bytes"),
        ("{{ range(2000) }}", "at most 1000"),
        ("{{ 'a' * 200000000 }}", "too large"),
        ("{{ n / 0 }}{{ [1, 2] | first(3) }}", "cannot be worked out"),
        ("{{ s.t.u }}", "cannot be worked out"),
    ] {
        let file = of(variables, &format!("{{ type: text, text: \"{text}\" }}"));
        let refused = refusal(&file, json!({ "s": long, "n": 1 }));
        assert!(refused.contains(told) && refused.contains("canvas.children[0].text"), "{text}: {refused}");
    }
    // What is worked out to be no number is no number.
    let file = of("n: { type: number }", "{ type: shape, width: '{{ n }}', height: '{{ n * n }}' }");
    let refused = refusal(&file, json!({ "n": 1e300 }));
    assert!(refused.contains("is not a length"), "{refused}");
}

#[test]
fn a_scene_is_a_template_without_a_name() {
    let scene = json!({
        "variables": { "title": { "type": "string", "required": true } },
        "values": { "big": "{{ canvas.height / 10 }}" },
        "canvas": { "type": "frame", "background": "navy", "children": [
            { "type": "text", "text": "{{ title }}", "font_size": "{{ big }}", "max_lines": "2" },
        ] },
    });
    let template = parse_scene(&scene).unwrap();
    let variables = [("title".to_owned(), json!("T"))].into();
    let made = resolve(&template, &variables, &[], &Output::default(), &Fonts::bundled()).unwrap();
    assert_eq!(children(&made)[0].style.max_lines, Some(2));
    let told = parse_scene(&json!({ "name": "x", "canvas": { "children": [{ "type": "txt" }] } })).unwrap_err();
    let told: Vec<String> = told.iter().map(ToString::to_string).collect();
    assert!(told[0].starts_with("canvas.children[0].type has no value `txt`"), "{told:?}");
    assert!(told[1].starts_with("name is not known here"), "{told:?}");
    assert!(parse_scene(&json!([])).is_err() && parse_scene(&json!({})).is_err());
}
