//! Whatever is sent: the fault is never the server's.

use proptest::{
    prelude::{Strategy, any},
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};
use tonic::Code;

use super::method::{Resources, all};
use crate::support::{refusal::Refusal, server::Server};

const ROUNDS: usize = 40;

#[tokio::test(flavor = "multi_thread")]
async fn no_bytes_are_answered_with_a_fault_of_our_own() {
    let server = Server::with(&[("egress.allow", "")]).await;
    let resources = Resources::make(server.caller()).await;
    // The same every time: what is found once is found again.
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let noise = proptest::collection::vec(any::<u8>(), 0..200);
    let edits = proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..6);
    let mut refused = 0;
    for method in all(&resources) {
        // Streams have no end of their own, and what is deleted is not there for the next round.
        if method.name.contains("Watch") || method.name.contains("Delete") || method.name.contains("Revoke") {
            continue;
        }
        for round in 0..ROUNDS {
            // Half are noise, and half are requests in order of which a few bytes were changed.
            let bytes = if round % 2 == 0 || method.request.is_empty() {
                noise.new_tree(&mut runner).unwrap().current()
            } else {
                let mut bytes = method.request.to_vec();
                for (place, byte) in edits.new_tree(&mut runner).unwrap().current() {
                    let len = bytes.len();
                    bytes[place.index(len)] = byte;
                }
                bytes
            };
            if let Err(status) = server.caller().call_raw(method.name, bytes.clone()).await {
                refused += 1;
                let refusal = Refusal::read(&status);
                let ours = [Code::Internal, Code::Unknown, Code::Unavailable, Code::DeadlineExceeded, Code::DataLoss];
                assert!(!ours.contains(&refusal.code), "{} of {}: {refusal:#?}", hex::encode(bytes), method.name);
            }
        }
    }
    assert!(refused > 100, "only {refused} were refused");
}
