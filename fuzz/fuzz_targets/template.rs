//! Any bytes as a template, or as a scene; what parses is filled and painted.
#![no_main]

use libfuzzer_sys::fuzz_target;
use placard_fuzz::render::{parse_scene, parse_template};
use placard_fuzz::{fill, is_told};

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let scene = serde_json::from_str::<serde_json::Value>(text).ok().map(|scene| parse_scene(&scene));
    for template in [Some(parse_template(text)), scene].into_iter().flatten() {
        match template {
            Ok(template) => fill(&template),
            Err(told) => is_told(&told),
        }
    }
});
