//! The API as JSON over plain HTTP: the Connect protocol, unary.

mod answer;
mod garbage;
mod refusal;

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use http::HeaderName;
use serde_json::{Value, json};

const RENDER: &str = "RenderService/Render";
const TIMEOUT: HeaderName = HeaderName::from_static("connect-timeout-ms");
const VERSION: HeaderName = HeaderName::from_static("connect-protocol-version");

fn card(title: &str) -> Value {
    json!({ "spec": { "card": { "title": title }, "output": { "width": 120, "height": 63 } } })
}

fn zipped(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}
