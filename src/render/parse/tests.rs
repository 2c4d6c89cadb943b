use super::node::{MAX_DEPTH, MAX_NODES};
use super::*;
use crate::render::template::Content;

fn problems(file: &str) -> Vec<String> {
    parse(file).map(|t| t.name).unwrap_err().iter().map(ToString::to_string).collect()
}

const HEAD: &str = "name: t\nversion: 1\nvariables: { title: { type: string }, photo: { type: image } }\n";

#[test]
fn a_small_template_parses() {
    let file = format!(
        "{HEAD}values: {{ big: '{{{{ canvas.width / 10 }}}}' }}\ncanvas:\n  background: navy\n  children:\n    - {{ type: text, name: head, when: title, text: '{{{{ title }}}}', font_size: '{{{{ big }}}}' }}\n    - {{ type: image, source: photo, width: 50% }}\n    - {{ type: shape, shape: ellipse, height: 3 }}\n"
    );
    let template = parse(&file).unwrap_or_else(|e| panic!("{e:?}"));
    let Content::Frame(children) = &template.canvas.content else { panic!() };
    assert_eq!(children.len(), 3);
    assert_eq!(children[0].name, "head");
    assert_eq!(children[0].worked_out[0].0, "font_size");
    assert_eq!(children[1].name, "canvas.children[1]");
    assert_eq!(template.digest.len(), 64);
    assert_ne!(template.digest, parse(&format!("{file}\n")).unwrap().digest);
}

#[test]
fn all_problems_come_at_once_with_their_paths() {
    let found = problems(&format!(
        "{HEAD}sizes: 3\ncanvas:\n  pading: 3\n  gap: red\n  children:\n    - {{ type: txt }}\n    - {{ type: text, text: '{{{{ titel }}}}', max_lines: 0, opacity: [1] }}\n    - {{ type: image, source: foto }}\n    - {{ type: text, text: '{{{{ title' }}\n    - 7\n"
    ));
    for expected in [
        "sizes is not known here",
        "canvas.pading is not known here: did you mean `padding`?",
        "canvas.gap is not a length: `red`",
        "canvas.children[0].type has no value `txt`: did you mean `text`?",
        "canvas.children[1].text names `titel`, which is not known here: did you mean `title`?",
        "canvas.children[1].max_lines is 0; it must be from 1",
        "canvas.children[1].opacity must be a single value, not a list",
        "canvas.children[2].source must be the name of a variable of type `image`, not `foto`: known are `photo`",
        "canvas.children[3].text holds an expression that is none",
        "canvas.children[4] must be a mapping, not a number",
    ] {
        assert!(found.iter().any(|p| p.starts_with(expected)), "{expected}\n{found:#?}");
    }
}

#[test]
fn variables_are_checked_where_they_are_declared() {
    let found = problems(
        "name: t\nvariables:\n  a: { type: color, default: bleu }\n  b: { type: strin }\n  c: { type: string, max_length: 2, example: long }\n  d: { type: choice }\n  E: { type: bool }\n  f: { type: background, presets: { x: 'linear-gradient(red)' } }\ncanvas: {}\n",
    );
    for expected in [
        "variables.a.default is not a colour",
        "variables.b.type has no value `strin`: did you mean `string`?",
        "variables.c.example has 4 characters",
        "variables.d.choices must be a list",
        "variables.E must be a name",
        "variables.f.presets.x has 1 colours",
    ] {
        assert!(found.iter().any(|p| p.starts_with(expected)), "{expected}\n{found:#?}");
    }
}

#[test]
fn bounds_hold() {
    let nested = |depth: usize| {
        let mut file = String::from("name: t\ncanvas: { children: [");
        file.push_str(&"{ type: frame, children: [".repeat(depth));
        file.push_str(&"]}".repeat(depth));
        file.push_str("] }\n");
        file
    };
    assert!(parse(&nested(MAX_DEPTH)).is_ok());
    assert!(problems(&nested(MAX_DEPTH + 1))[0].contains("frames deep"));
    let many = |n: usize| format!("name: t\ncanvas: {{ children: [{}] }}\n", vec!["{type: frame}"; n].join(","));
    assert!(parse(&many(MAX_NODES - 1)).is_ok());
    assert!(problems(&many(MAX_NODES))[0].contains("one node more"));
    assert!(problems("a: [").first().unwrap().contains("is not YAML"));
    assert!(problems("[]").first().unwrap().contains("must be a mapping"));
}

#[test]
fn what_is_said_of_lists_spans_and_values_is_checked() {
    let found = problems(
        "name: t\nvariables:\n  a: { type: list }\n  b: { type: list, items: strin }\n  \
         c: { type: list, items: { type: list } }\n  d: { type: list, fields: { x: { type: number } }, default: [{ y: 1 }] }\n  \
         e: { type: date, default: soon }\n  f: { type: string, max_length: 99999999 }\n  loop: { type: bool }\n  \
         i: { type: list, items: number, max_items: 2, example: [1, 2, 3] }\n\
         values: { p: '{{ q }}', q: '{{ p }}', r: [1], canvas: 3 }\ncanvas:\n  each: x in a\n  type: text\n  children:\n    \
         - { type: text, text: a, spans: [] }\n    - { type: text, spans: [{ font_size: red, txt: a }, 3] }\n    \
         - { type: text, each: d, text: '{{ item }}' }\n    - { type: text, each: item in d, text: '{{ itm.x }} {{ loop.index }}' }\n    \
         - { type: text, text: '{{ loop.index }}' }\n    - { type: text, text: '{{ item }}' }\n    \
         - { type: text, text: '{% for x in d %}{% endfor %}' }\n    - { type: chart, values: [1, [2]], labels: { a: 1 } }\n    \
         - { type: image, source: 'data:image/png;base64,AA' }\n    - { type: text, text: x, when: ') %}{% if (1' }\n",
    );
    for expected in [
        "variables.a must say what is in it",
        "variables.b.items.type has no value `strin`: did you mean `string`?",
        "variables.c.items.type has no value `list`",
        "variables.d.default[0].y is no field of the list's items",
        "variables.e.default must be a date",
        "variables.f.max_length is more than 10000",
        "variables.loop is a name already taken",
        "variables.i.example has 3 items; at most 2",
        "values.r must be a single value, not a list",
        "values.canvas is a name already taken",
        "canvas.type has no value `text`",
    ] {
        assert!(found.iter().any(|p| p.starts_with(expected)), "{expected}\n{found:#?}");
    }
}

#[test]
fn what_is_within_the_canvas_is_told_with_its_path() {
    let found = problems(
        "name: t\nvariables:\n  d: { type: list, fields: { x: { type: number } } }\ncanvas:\n  children:\n    \
         - { type: text, text: a, spans: [] }\n    - { type: text, spans: [{ font_size: red, txt: a }, 3] }\n    \
         - { type: text, each: d, text: a }\n    - { type: text, each: item in d, text: '{{ itm.x }} {{ loop.index }}' }\n    \
         - { type: text, text: '{{ loop.index }}' }\n    - { type: text, text: '{{ item }}' }\n    \
         - { type: text, text: '{% for x in d %}{% endfor %}' }\n    - { type: chart, values: [1, [2]], labels: { a: 1 } }\n    \
         - { type: image, source: 'data:image/png;base64,AA' }\n    - { type: text, text: x, when: ') %}{% if (1' }\n    \
         - { type: text, each: d in d, text: a }\n    - { type: text, text: a, padding: 3 }\n",
    );
    for expected in [
        "canvas.children[0].spans stands beside `text`",
        "canvas.children[1].spans[0].font_size is not a length",
        "canvas.children[1].spans[0].text is required",
        "canvas.children[1].spans[0].txt is not known here: did you mean `text`?",
        "canvas.children[1].spans[1] must be a mapping, not a number",
        "canvas.children[2].each is not like `item in items`",
        "canvas.children[3].text names `itm`, which is not known here: did you mean `item`?",
        "canvas.children[4].text names `loop`",
        "canvas.children[5].text names `item`",
        "canvas.children[6].text has `{% for %}`",
        "canvas.children[7].values[1] must be a single value, not a list",
        "canvas.children[7].labels must be a single value, not a mapping",
        "canvas.children[8].source must be the `https`",
        "canvas.children[9].when holds an expression that is none",
        "canvas.children[10].each is a name already taken",
        "canvas.children[11].padding is not known here",
    ] {
        assert!(found.iter().any(|p| p.starts_with(expected)), "{expected}\n{found:#?}");
    }
}

#[test]
fn values_in_a_circle_are_told() {
    let found = problems("name: t\nvalues: { a: '{{ b }}', b: '{{ c }}', c: '{{ a }}', d: '{{ 1 }}' }\ncanvas: {}\n");
    assert!(found.iter().any(|p| p.starts_with("values.a is made of `b`, and that of it in turn")), "{found:?}");
    assert_eq!(found.len(), 3);
}

#[test]
fn however_much_is_wrong_not_all_of_it_is_told() {
    let many: String = (0..5_000).map(|i| format!("  key{i}: 1\n")).collect();
    assert_eq!(problems(&format!("name: t\ncanvas:\n{many}")).len(), 100);
}

#[test]
fn json_is_a_template_too() {
    let yaml = parse("name: t\ncanvas: { children: [{ type: text, text: 😀 }] }\n").unwrap();
    let json = parse(r#"{"name": "t", "canvas": {"children": [{"type": "text", "text": "\ud83d\ude00"}]}}"#).unwrap();
    assert_eq!(format!("{:?}", yaml.canvas), format!("{:?}", json.canvas));
}
