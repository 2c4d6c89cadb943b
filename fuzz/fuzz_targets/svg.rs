//! Any text as markup: of an `svg` node, and as a picture.
#![no_main]

use std::collections::HashMap;

use libfuzzer_sys::fuzz_target;
use placard_fuzz::domain::spec::Variables;
use placard_fuzz::render::{Fonts, inspect_picture};
use placard_fuzz::{PICTURE, draw};
use serde_json::json;

fuzz_target!(|bytes: &[u8]| {
    let Ok(markup) = std::str::from_utf8(bytes) else { return };
    // What stands within an expression's braces is not for this door.
    if !markup.contains("{{") && !markup.contains("{%") && !markup.contains("{#") {
        let scene = json!({ "canvas": { "type": "frame", "children": [
            { "type": "svg", "svg": markup, "color": "teal", "width": "24", "height": "24" },
        ] } });
        draw(&scene, &Variables::new(), HashMap::new(), &Fonts::bundled());
    }
    if inspect_picture(bytes).is_ok() {
        let scene = json!({ "canvas": { "type": "frame", "children": [
            { "type": "image", "source": PICTURE, "width": "24", "height": "24" },
        ] } });
        draw(&scene, &Variables::new(), HashMap::from([(PICTURE.to_owned(), bytes.to_vec())]), &Fonts::bundled());
    }
});
