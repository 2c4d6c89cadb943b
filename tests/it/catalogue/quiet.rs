//! Whatever is asked, in whatever way, no answer holds a path of the host, words of the database or of a library, or a
//! secret that it was not asked for.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use http::{Method, header};
use placard_client::FILE_DESCRIPTOR_SET;
use proptest::{
    prelude::any,
    sample::{Index, select},
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use prost_reflect::{DescriptorPool, DynamicMessage};
use tonic::Request;

use crate::{
    api::{Resources, all, request_of},
    support::{
        connect::post_with,
        http::{Answer, Http},
        receiver::{Receiver, Reply},
        sample,
        server::{KEY, Server},
    },
};

/// What somebody tries who looks for a way in.
const HOSTILE: &[&str] = &[
    "' OR 1=1 --",
    "\"; DROP TABLE renders; --",
    "../../../../etc/passwd",
    "/etc/passwd",
    "file:///etc/passwd",
    "sqlite:///etc/passwd",
    "{{ 7 * 7 }}",
    "{{ self }}",
    "${jndi:ldap://127.0.0.1/a}",
    "%00",
    "\\u0000",
    "\\ud800",
    "..%2f..%2fmaster.key",
    "http://169.254.169.254/",
    "<svg onload=alert(1)>",
    "-1",
    "1e400",
    "NaN",
    "[",
    "}",
];

/// What no answer may hold.
struct Forbidden(Vec<String>);

impl Forbidden {
    fn look(&self, asked: &str, answer: &str) {
        let asked = percent_decoded(asked);
        let lower = answer.to_lowercase();
        for word in &self.0 {
            if let Some(at) = lower.find(&word.to_lowercase()) {
                // What the caller wrote may be told again.
                if asked.to_lowercase().contains(&word.to_lowercase()) {
                    continue;
                }
                let near = &lower[lower.floor_char_boundary(at.saturating_sub(100))..];
                panic!("an answer holds `{word}`: …{}\nto {asked}", &near[..near.floor_char_boundary(300)]);
            }
        }
    }

    fn look_at(&self, asked: &str, answer: &Answer) {
        let headers: String = answer.headers.iter().map(|(name, value)| format!("{name}: {value:?}\n")).collect();
        self.look(asked, &format!("{headers}\n{}", String::from_utf8_lossy(&answer.body)));
    }
}

/// What a URL says.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        let byte = (*first == b'%').then(|| others.get(..2).and_then(|digits| hex::decode(digits).ok())).flatten();
        bytes.push(byte.as_ref().map_or(*first, |byte| byte[0]));
        rest = if byte.is_some() { &others[2..] } else { others };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn runner() -> TestRunner {
    // The same every time: what is found once is found again.
    TestRunner::new_with_rng(Config::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_tells_what_is_nobodys_business() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = folder.path().join("blobs");
    let url = format!("file://{}", blobs.display());
    let master = "5ec1e7".repeat(10) + "5ec1";
    let server = Server::with(&[("blob_url", &url), ("master_key", &master)]).await;
    let caller = server.caller();
    let resources = Resources::make(caller).await;
    let workspace = server.engine.first_workspace().await.unwrap();
    let (key, _) = server.engine.rotate_url_key(workspace.id, std::time::Duration::ZERO).await.unwrap();
    let broken = Receiver::always(Reply::status(500).body("the receiver's own words")).await;
    let (_, secret) = caller.subscribe(sample::subscription(&broken.url, &["*"])).await;

    let temporary = std::env::temp_dir().display().to_string();
    let words = [
        folder.path().to_str().unwrap(),
        temporary.as_str(),
        env!("CARGO_MANIFEST_DIR"),
        "/.cargo/",
        ".rs:",
        "select ",
        "insert into",
        "sqlite",
        "postgres",
        "sqlx",
        "sea_orm",
        "object_store",
        "reqwest",
        "hyper::",
        "panicked",
        "os error",
        "serde",
        "prost",
        &master,
        KEY,
        key.secret.expose(),
        &secret,
    ];
    let forbidden = Forbidden(words.map(str::to_owned).into());

    let mut asked = 0;
    for healthy in [true, false] {
        if !healthy {
            // A part that is away has much to complain of.
            std::fs::remove_dir_all(&blobs).unwrap();
            std::fs::write(&blobs, "").unwrap();
        }
        asked += over_json(&server, &forbidden, &resources).await;
        asked += over_grpc(&server, &forbidden, &resources).await;
        asked += over_http(&server, &forbidden, &key).await;
    }
    assert!(asked > 2_500, "only {asked} were asked");
    std::fs::remove_file(&blobs).unwrap();
}

/// Requests in order, with something hostile in a place of theirs.
async fn over_json(server: &Server, forbidden: &Forbidden, resources: &Resources) -> usize {
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap();
    let mut runner = runner();
    let edits = (any::<Index>(), select(HOSTILE), any::<bool>());
    let mut asked = 0;
    for method in all(resources) {
        if ["Watch", "Stream", "Download", "Rotate"].iter().any(|part| method.name.contains(part)) {
            continue;
        }
        // Those answer a secret, once, as they should.
        let makes =
            ["CreateApiKey", "CreateTrigger", "CreateSubscription"].iter().any(|part| method.name.ends_with(part));
        let request = DynamicMessage::decode(request_of(&pool, method.name), method.request.clone()).unwrap();
        let json = serde_json::to_string(&request).unwrap();
        for round in 0..10 {
            let (place, hostile, within) = edits.new_tree(&mut runner).unwrap().current();
            let texts: Vec<usize> = json.match_indices('"').map(|(at, _)| at + 1).collect();
            let place = match texts.is_empty() || !within {
                true => json.floor_char_boundary(place.index(json.len() + 1)),
                false => texts[place.index(texts.len())],
            };
            let text = format!("{}{hostile}{}", &json[..place], &json[place..]);
            let mut headers = Vec::new();
            let mut body = text.clone().into_bytes();
            if round % 5 == 0 {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
                encoder.write_all(&body).unwrap();
                body = encoder.finish().unwrap();
                headers.push((header::CONTENT_ENCODING, "gzip"));
            }
            let answer = post_with(server, method.name, &headers, body).await;
            if answer.status != 200 || !makes {
                forbidden.look_at(&format!("{} {text}", method.name), &answer);
            }
            asked += 1;
        }
    }
    asked
}

/// Requests of which bytes were changed, and their metadata.
async fn over_grpc(server: &Server, forbidden: &Forbidden, resources: &Resources) -> usize {
    let mut runner = runner();
    let edits = proptest::collection::vec((any::<Index>(), any::<u8>()), 0..5);
    let mut asked = 0;
    for method in all(resources) {
        for _ in 0..8 {
            let mut bytes = method.request.to_vec();
            for (place, byte) in edits.new_tree(&mut runner).unwrap().current() {
                if !bytes.is_empty() {
                    let length = bytes.len();
                    bytes[place.index(length)] = byte;
                }
            }
            let hostile = select(HOSTILE).new_tree(&mut runner).unwrap().current();
            let mut request = Request::new(bytes::Bytes::from(bytes.clone()));
            for name in ["x-request-id", "grpc-timeout", "user-agent"] {
                if let Ok(value) = hostile.parse() {
                    request.metadata_mut().insert(name, value);
                }
            }
            if let Err(status) = server.caller().call_raw_with(method.name, request).await {
                let details = String::from_utf8_lossy(status.details()).into_owned();
                let told = format!("{} {details} {:?}", status.message(), status.metadata());
                forbidden.look(&format!("{} {hostile} {}", method.name, String::from_utf8_lossy(&bytes)), &told);
            }
            asked += 1;
        }
    }
    asked
}

/// The plain routes, and paths that are none.
async fn over_http(server: &Server, forbidden: &Forbidden, key: &placard::domain::signed_url::UrlKey) -> usize {
    let http = Http::new();
    let render = key.sign(&format!("/r/card.png?k={}&title=T{}", key.id, std::process::id()));
    let mut asked = 0;
    let encoded = |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02x}")).collect() };
    for hostile in HOSTILE {
        let hostile = encoded(hostile);
        let signed = |rest: &str| key.sign(&format!("/r/card.png?k={}&{rest}", key.id));
        for path in [
            format!("/i/{hostile}.png"),
            format!("/i/{hostile}"),
            format!("/r/{hostile}.png?title=T"),
            format!("/r/card.png?k={hostile}&sig={hostile}"),
            format!("/r/card.png?ws={hostile}"),
            signed(&format!("title={hostile}&w=40&h=21")),
            signed(&format!("title=T&image_url={hostile}")),
            signed(&format!("title=T&w={hostile}&exp={hostile}")),
            signed(&format!("title=T&{hostile}={hostile}")),
            format!("/schemas/events/{hostile}.json"),
            format!("/placard.v1.{hostile}/{hostile}"),
            format!("/{hostile}"),
            "/readyz".to_owned(),
            render.clone(),
        ] {
            for method in [Method::GET, Method::POST, Method::DELETE] {
                let answer = http.ask(method, &format!("{}{path}", server.url), &[], "{}").await;
                forbidden.look_at(&path, &answer);
                asked += 1;
            }
        }
    }
    asked
}
