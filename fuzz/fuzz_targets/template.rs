//! Any bytes as a template; what parses is filled with its own examples. Run by
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run template -- -max_len=4096`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use placard::domain::output::Output;
use placard::domain::spec::Variables;
use placard::render::{Fonts, parse_scene, parse_template, resolve};

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let scene = serde_json::from_str::<serde_json::Value>(text).ok().map(|scene| parse_scene(&scene));
    for template in [Some(parse_template(text)), scene].into_iter().flatten() {
        match template {
            Ok(template) => {
                let declared = template.variables.iter();
                let examples = declared.filter_map(|d| Some((d.variable.name.clone(), d.variable.example.clone()?)));
                let examples: Variables = examples.collect();
                for variables in [&examples, &Variables::new()] {
                    drop(resolve(&template, variables, &[], &Output::default(), &Fonts::bundled()));
                }
            }
            Err(told) => assert!(!told.is_empty() && told.iter().all(|violation| !violation.message.is_empty())),
        }
    }
});
