//! Any bytes as a picture: uploaded, and shown in an image and as a mask.
#![no_main]

use std::collections::HashMap;

use libfuzzer_sys::fuzz_target;
use placard_fuzz::domain::spec::Variables;
use placard_fuzz::render::{Fonts, inspect_picture};
use placard_fuzz::{PICTURE, draw};
use serde_json::json;

fuzz_target!(|bytes: &[u8]| {
    match inspect_picture(bytes) {
        Ok(facts) => assert!(facts.width > 0 && facts.height > 0),
        Err(told) => assert!(!told.is_empty()),
    }
    let scene = json!({ "canvas": { "type": "frame", "children": [
        { "type": "image", "source": PICTURE, "width": "24", "height": "24" },
        { "type": "frame", "background": "red", "width": "20", "mask_image": format!("url({PICTURE})"), "mask_size": "7px" },
    ] } });
    // Painted even where the upload is refused: what is fetched was not looked at before.
    draw(&scene, &Variables::new(), HashMap::from([(PICTURE.to_owned(), bytes.to_vec())]), &Fonts::bundled());
});
