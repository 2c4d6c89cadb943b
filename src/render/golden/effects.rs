//! What effects may cost, what is told of what can't be seen, and what is painted only once.

use std::collections::HashMap;

use bytes::Bytes;

use super::compare::decode;
use super::features::{render, render_with};
use super::pictures;
use crate::render::{RenderError, Renderer, WarningCode};

/// Warnings of a template on a canvas of 240 by 160, in the order they are told.
fn warnings(template: &str) -> Vec<(WarningCode, String)> {
    render(template, 240, 160).report.warnings.into_iter().map(|w| (w.code, w.node)).collect()
}

fn node(code: WarningCode, name: &str) -> (WarningCode, String) {
    (code, name.to_owned())
}

#[test]
fn static_parts_are_the_same_pixels_however_they_come_about() {
    let template = |text: &str| {
        format!(
            "name: t\ncanvas:\n  background: 'linear-gradient(#0f172a, #1e293b)'\n  children:\n    \
             - {{ type: shape, shape: ellipse, position: absolute, left: 20px, top: 10px, width: 150px, height: 90px, \
             background: '#db2777', filter: blur(20px), mix_blend_mode: screen }}\n    \
             - {{ type: frame, position: absolute, right: 8px, bottom: 8px, width: 90px, height: 60px, \
             background: 'rgb(255 255 255 / 20%)', backdrop_filter: blur(4px), box_shadow: 0 4px 12px black }}\n    \
             - {{ type: text, text: {text}, color: white }}\n"
        )
    };
    let renderer = Renderer::new(1, 1);
    let render = |text, width| render_with(&template(text), &renderer, pictures(), width, 160).unwrap();
    // Painted as they are, painted to be kept, copied.
    let [first, second, third] = [0, 1, 2].map(|_| render("One", 240));
    assert_eq!((&first, &first), (&second, &third));
    assert_ne!(render("Two", 240).bytes, first.bytes, "what is not static is painted anew");
    assert_ne!(render("One", 239).bytes, first.bytes);
    assert_eq!(render("One", 240), first);
}

#[test]
fn what_costs_too_much_is_left_out_and_told() {
    let nodes = "    - { type: frame, name: haze, position: absolute, left: 0px, top: 0px, width: 100%, height: 100%, \
                 background: '#ff000001', filter: 'blur(1000px) blur(1000px)' }\n";
    let told = render(&format!("name: t\ncanvas:\n  background: white\n  children:\n{}", nodes.repeat(900)), 600, 400);
    let codes: Vec<_> = told.report.warnings.iter().map(|w| (w.code, w.node.as_str())).collect();
    assert_eq!(codes, [(WarningCode::EffectOmitted, "haze")], "once for all of that name");
}

#[test]
fn sizes_beyond_all_bounds_still_make_a_picture() {
    let deep = |inner: &str| {
        let mut frame = inner.to_owned();
        for _ in 0..20 {
            frame = format!(
                "{{ type: frame, width: 999999%, height: 999999%, padding: 99999%, shrink: 0, border_width: 9999px, \
                 border_style: dotted, border_radius: 50%, box_shadow: '999999px 999999px 999999px 999999px red', \
                 background: 'repeating-radial-gradient(red 0 1px, blue 1px 2px)', children: [ {frame} ] }}"
            );
        }
        format!("name: t\ncanvas:\n  background: white\n  children:\n    - {frame}\n")
    };
    let leaf = "{ type: shape, shape: path, path: 'M0 0 L1 0 L0 1 Z', width: 999999px, height: 0.001px, stroke: 99999px red, \
                stroke_dasharray: '0.0001, 0.0001', scale: 100 -100, rotate: 999999, translate: 999999% -999999px, \
                clip_path: circle(999999%), mask_image: 'conic-gradient(red -99999deg, blue 99999deg)' }";
    assert_eq!(decode(&render(&deep(leaf), 64, 64).bytes).width(), 64);
    let shadows = vec!["1px 1px 999px 999px black"; 16].join(", ");
    let many = format!("    - {{ type: frame, width: 10px, height: 10px, box_shadow: '{shadows}' }}\n").repeat(1_900);
    render(&format!("name: t\ncanvas:\n  flex_wrap: wrap\n  children:\n{many}"), 300, 200);
}

#[test]
fn what_can_not_be_seen_is_told() {
    let over = |cover: &str| {
        format!(
            "name: t\ncanvas:\n  background: white\n  children:\n    \
             - {{ type: text, name: under, text: Hidden, position: absolute, left: 30px, top: 30px }}\n    \
             - {{ position: absolute, left: 20px, top: 20px, width: 200px, height: 120px, {cover} }}\n"
        )
    };
    let covered = [node(WarningCode::TextCovered, "under")];
    assert_eq!(warnings(&over("type: frame, background: teal")), covered);
    assert_eq!(warnings(&over("type: frame, background: teal, border_radius: 20px")), covered);
    for seen_through in [
        "type: frame, background: 'rgb(0 0 0 / 99%)'",
        "type: frame, background: teal, opacity: 0.9",
        "type: frame, background: teal, z_index: -1",
        "type: frame, background: '#ffffff', mix_blend_mode: multiply",
        "type: frame, background: teal, border_radius: 50%",
        "type: frame, background: teal, rotate: 1",
        "type: frame, background: teal, visibility: hidden",
        "type: shape, shape: ellipse, background: teal",
    ] {
        assert_eq!(warnings(&over(seen_through)), [], "{seen_through}");
    }
    let cut = "name: t\ncanvas:\n  background: white\n  children:\n    \
               - { type: text, name: out, text: Beyond the edge, position: absolute, left: 150px, top: 50px, width: 200px }\n    \
               - { type: frame, clip: true, position: absolute, left: 0px, top: 0px, width: 50px, height: 30px, children: [ \
               { type: text, name: low, text: cut, shrink: 0, font_size: 60 } ] }\n";
    assert_eq!(warnings(cut), [node(WarningCode::TextClipped, "out"), node(WarningCode::TextClipped, "low")]);
}

#[test]
fn text_that_is_hard_to_read_is_told() {
    let text = |ground: &str, ink: &str, size: u32| {
        warnings(&format!(
            "name: t\ncanvas:\n  background: '{ground}'\n  children:\n    \
             - {{ type: text, name: words, text: Legible, color: '{ink}', font_size: {size} }}\n"
        ))
    };
    let low = [node(WarningCode::LowContrast, "words")];
    assert_eq!(text("white", "#888888", 20), low);
    assert_eq!(text("white", "#888888", 32), [], "large text may be fainter");
    assert_eq!(text("white", "#bbbbbb", 32), low);
    assert_eq!(text("white", "black", 12), []);
    assert_eq!(text("linear-gradient(#000000, #111111)", "#00000080", 40), low);
    assert_eq!(text("transparent", "#888888", 20), [], "nobody knows on what it will lie");
}

#[test]
fn images_that_can_be_done_without_are() {
    let template = |on_error: &str| {
        format!(
            "name: t\nvariables:\n  photo: {{ type: image }}\ncanvas:\n  background: white\n  children:\n    \
             - {{ type: image, name: pic, source: photo, width: 60px, height: 60px, background: red, on_error: {on_error} }}\n    \
             - {{ type: frame, width: 60px, height: 60px, background: blue }}\n"
        )
    };
    let renderer = Renderer::new(1, 1);
    let damaged: HashMap<String, Bytes> =
        pictures().keys().map(|url| (url.clone(), Bytes::from_static(b"<html>"))).collect();
    // A header that is sound and nothing after it.
    let cut: HashMap<String, Bytes> =
        pictures().into_iter().map(|(url, bytes)| (url, bytes.slice(..bytes.len() / 2))).collect();
    for given in [HashMap::new(), damaged, cut] {
        let render = |on_error| render_with(&template(on_error), &renderer, given.clone(), 240, 160);
        assert!(matches!(render("fail"), Err(RenderError::Image { .. })));
        for (on_error, expected) in [("blank", "red"), ("hide", "blue")] {
            let rendered = render(on_error).unwrap();
            let [warning] = rendered.report.warnings.as_slice() else { panic!("{:?}", rendered.report) };
            assert_eq!((warning.code, warning.node.as_str()), (WarningCode::ImageUnavailable, "pic"));
            let color = decode(&rendered.bytes).peek_pixels().unwrap().get_color((30, 30));
            let seen = if color.r() > color.b() { "red" } else { "blue" };
            assert_eq!(seen, expected, "{}", warning.message);
        }
    }
}
