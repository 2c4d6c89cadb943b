//! JSON that somebody has broken.

use http::StatusCode;
use placard_client::FILE_DESCRIPTOR_SET;
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use prost_reflect::{DescriptorPool, DynamicMessage};
use tonic::Code;

use crate::{
    api::{
        constraint::request_of,
        method::{Resources, all},
    },
    support::{
        connect::{post, refused},
        server::Server,
    },
};

/// Pieces of JSON, and of what is none.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "null",
    "true",
    "-1",
    "1e400",
    "1e30",
    "\\ud800",
    "\\u0000",
    "NaN",
    "é",
    " ",
    "\"\"",
    "{}",
    "[]",
    "99999999999999999999",
    "\"1\"",
    "0.5",
];

#[tokio::test(flavor = "multi_thread")]
async fn no_json_is_answered_with_a_fault_of_our_own() {
    let server = Server::with(&[("egress.allow", "")]).await;
    let resources = Resources::make(server.caller()).await;
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap();
    // The same every time: what is found once is found again.
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let edits = proptest::collection::vec(
        (proptest::prelude::any::<proptest::sample::Index>(), proptest::sample::select(PIECES)),
        1..4,
    );
    let mut refusals = 0;
    for method in all(&resources) {
        if ["Watch", "Stream", "Download", "Delete", "Revoke"].iter().any(|part| method.name.contains(part)) {
            continue;
        }
        let request = DynamicMessage::decode(request_of(&pool, method.name), method.request.clone()).unwrap();
        let json = serde_json::to_string(&request).unwrap();
        for _ in 0..15 {
            let mut text = json.clone();
            for (place, piece) in edits.new_tree(&mut runner).unwrap().current() {
                let place = text.floor_char_boundary(place.index(text.len() + 1));
                let end = text.ceil_char_boundary((place + piece.len()).min(text.len()));
                // Over what stands there, or in between.
                text.replace_range(place..if piece.len() % 2 == 0 { end } else { place }, piece);
            }
            let answer = post(&server, method.name, text.clone()).await;
            if answer.status != StatusCode::OK {
                refusals += 1;
                let refusal = refused(&answer);
                let ours = [Code::Internal, Code::Unknown, Code::Unavailable, Code::DeadlineExceeded, Code::DataLoss];
                assert!(!ours.contains(&refusal.code), "{text} of {}: {refusal:#?}", method.name);
            }
        }
    }
    assert!(refusals > 300, "only {refusals} were refused");
}
