//! Any bytes as a font; what is taken has a text set in it, at two places of its design space.
#![no_main]

use std::collections::HashMap;

use libfuzzer_sys::fuzz_target;
use placard_fuzz::domain::spec::Variables;
use placard_fuzz::draw;
use placard_fuzz::render::{Fonts, read_font};
use serde_json::json;

fuzz_target!(|bytes: &[u8]| {
    let font = match read_font(bytes.to_vec().into()) {
        Ok(font) => font,
        Err(told) => return assert!(!told.is_empty()),
    };
    let face = &font.faces()[0];
    let has = (' '..='\u{2ff}').chain('\u{600}'..='\u{6ff}').chain('\u{3040}'..='\u{30ff}').chain('😀'..='😅');
    let text: String = has.filter(|c| face.covers(*c)).take(40).collect();
    let family = face.family.clone();
    let Ok(fonts) = Fonts::bundled().with(font) else { return };
    let variables: Variables = [("text".to_owned(), text.into())].into();
    let scene = json!({
        "variables": { "text": { "type": "string" } },
        "canvas": { "type": "frame", "children": [
            { "type": "text", "text": "{{ text }}", "font_family": family, "font_size": "9" },
            { "type": "text", "text": "{{ text }}", "font_family": family, "font_size": "20", "font_weight": "700",
              "font_style": "italic", "text_stroke": "1px red" },
        ] },
    });
    draw(&scene, &variables, HashMap::new(), &fonts);
});
