//! Any text as what a template works out: a text, a condition, a list to go over, a property; and as a subscriber's own
//! body.
#![no_main]

use std::collections::HashMap;

use libfuzzer_sys::fuzz_target;
use placard_fuzz::domain::endpoint_options::Shape;
use placard_fuzz::draw;
use placard_fuzz::payload;
use placard_fuzz::render::Fonts;
use serde_json::json;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let variables = json!({
        "title": "Ünïcode, \u{202e}turned\u{202c} and <b>marked</b>", "price": 1234.5, "bold": true, "ink": "#123456",
        "when": "2026-03-12T08:30:00Z", "rows": [{ "name": "a", "n": 1 }, { "name": "", "n": -7 }],
    });
    let variables = variables.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), value.clone()));
    let scene = json!({
        "variables": {
            "title": { "type": "string" }, "price": { "type": "number" }, "bold": { "type": "bool" },
            "ink": { "type": "color" }, "when": { "type": "date" },
            "rows": { "type": "list", "fields": { "name": { "type": "string" }, "n": { "type": "number" } } },
        },
        "values": { "made": text },
        "canvas": { "type": "frame", "children": [
            { "type": "text", "text": text },
            { "type": "text", "text": "{{ made }}", "when": text },
            { "type": "shape", "each": format!("row in {text}"), "width": text, "background": "{{ made }}" },
        ] },
    });
    // Each by itself: what is wrong with one of them is wrong with the whole.
    for kept in 0..3 {
        let mut one = scene.clone();
        if let Some(children) = one["canvas"]["children"].as_array_mut() {
            let child = children.swap_remove(kept);
            *children = vec![child];
        }
        if kept == 0 {
            one["values"] = json!({});
        }
        draw(&one, &variables.clone().collect(), HashMap::new(), &Fonts::bundled());
    }
    // Tried out on the example of an event.
    if let Err(told) = payload::check(&Shape::Custom(text.to_owned()), &["render.completed".to_owned()]) {
        assert!(!told.message.is_empty());
    }
});
