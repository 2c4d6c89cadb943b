//! docs/errors.md: what the proto says of each reason, what to do about it, and an example that has just happened.

use std::{collections::BTreeMap, fmt::Write, fs, path::PathBuf};

use placard_client::v1::ErrorReason;
use tonic::Code;

use super::provoke::{Provoked, provoke};

const HEAD: &str = "# Errors

<!-- Written by `UPDATE=1 cargo test --test it catalogue`, from proto/placard/v1/error_reason.proto, docs/errors.yaml, and a
server on which every one of these errors was made to happen. -->

Every error that a call ends with carries a `google.rpc.ErrorInfo`: its `domain` is `placard`, and its `reason` is one of
these. Reasons are stable, so branch on them and not on messages, which are for people. Depending on the reason there is
more: `google.rpc.BadRequest` with the path of every field that is wrong, `google.rpc.RetryInfo` with when to come back,
`google.rpc.ResourceInfo` with what was not found.

Over JSON the same stands in the body, each detail once for machines and once, as `debug`, for people:

```json
{
  \"code\": \"invalid_argument\",
  \"message\": \"spec.card.title is required\",
  \"details\": [
    {
      \"type\": \"google.rpc.ErrorInfo\",
      \"value\": \"Cg5GSUVMRF9SRVFVSVJFRBIHcGxhY2FyZA\",
      \"debug\": { \"reason\": \"FIELD_REQUIRED\", \"domain\": \"placard\" }
    },
    {
      \"type\": \"google.rpc.BadRequest\",
      \"value\": \"Ch4KD3NwZWMuY2FyZC50aXRsZRILaXMgcmVxdWlyZWQ\",
      \"debug\": { \"fieldViolations\": [{ \"field\": \"spec.card.title\", \"description\": \"is required\" }] }
    }
  ]
}
```

A render that fails by itself keeps its reason, in `Render.error`; `GET /r/…` answers it as plain text, before the message.
";

/// A reason as the proto describes it.
struct Described {
    reason: String,
    comment: String,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every reason with its comment, in the order of the proto.
fn described() -> Vec<Described> {
    let proto = fs::read_to_string(root().join("proto/placard/v1/error_reason.proto")).unwrap();
    let (mut found, mut comment) = (Vec::new(), Vec::new());
    for line in proto.lines().map(str::trim) {
        if let Some(words) = line.strip_prefix("//") {
            comment.push(words.trim());
        } else if let Some(rest) = line.strip_prefix("ERROR_REASON_") {
            let (reason, _) = rest.split_once(' ').expect("a name, and then its number");
            found.push(Described { reason: reason.to_owned(), comment: comment.join(" ") });
            comment.clear();
        } else {
            comment.clear();
        }
    }
    assert_eq!(found.remove(0).reason, "UNSPECIFIED");
    found
}

/// What to do about each reason.
fn advice() -> BTreeMap<String, String> {
    let yaml = fs::read_to_string(root().join("docs/errors.yaml")).unwrap();
    serde_norway::from_str(&yaml).expect("docs/errors.yaml has a text for each reason")
}

/// The status of HTTP that goes with a code, as the Connect protocol has it.
fn http(code: Code) -> u16 {
    match code {
        Code::InvalidArgument | Code::FailedPrecondition | Code::OutOfRange => 400,
        Code::Unauthenticated => 401,
        Code::PermissionDenied => 403,
        Code::NotFound => 404,
        Code::AlreadyExists => 409,
        Code::ResourceExhausted => 429,
        Code::Internal => 500,
        Code::Unimplemented => 501,
        Code::Unavailable => 503,
        Code::DeadlineExceeded => 504,
        other => panic!("no reason has the code {other:?}"),
    }
}

/// As in the documents of gRPC.
fn upper(code: Code) -> String {
    let mut name = String::new();
    for (at, letter) in format!("{code:?}").char_indices() {
        if letter.is_uppercase() && at > 0 {
            name.push('_');
        }
        name.push(letter.to_ascii_uppercase());
    }
    name
}

/// What differs from run to run, taken out: the characters of ids, ports, and times.
fn steady(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_alphanumeric()) {
        let end = rest[at..].find(|c: char| !c.is_ascii_alphanumeric()).map_or(rest.len(), |end| at + end);
        out.push_str(&rest[..at]);
        let word = &rest[at..end];
        let is_port = out.ends_with("127.0.0.1:") && word.bytes().all(|byte| byte.is_ascii_digit());
        match word {
            _ if is_port => out.push_str("9000"),
            _ if word.len() == 26 && out.ends_with('_') => out.push('…'),
            _ => out.push_str(word),
        }
        rest = &rest[end..];
    }
    out + rest
}

fn entry(page: &mut String, described: &Described, advice: &str, provoked: &Provoked) {
    let Described { reason, comment } = described;
    let refusal = &provoked.refusal;
    // The comment begins with the code, which has a line of its own here.
    let code = upper(refusal.code);
    let comment =
        comment.strip_prefix(&code).unwrap_or_else(|| panic!("{reason} is a {code}; the proto says: {comment}"));
    let comment = comment.trim_start_matches(['.', ';', ',', ' ']);
    let status = provoked.http.unwrap_or_else(|| http(refusal.code));
    let comment = comment.strip_prefix(&format!("over HTTP {status}. ")).unwrap_or(comment);
    let mut first = comment.chars();
    let comment =
        first.next().map_or(String::new(), |letter| letter.to_uppercase().collect::<String>() + first.as_str());
    writeln!(page, "\n## {reason}\n\n`{code}`, over HTTP {status}. {comment}\n\n{}\n", advice.trim()).unwrap();
    writeln!(page, "```text\n> {}", steady(&provoked.asked)).unwrap();
    writeln!(page, "< {}", steady(&refusal.message)).unwrap();
    for (field, what) in &refusal.violations {
        writeln!(page, "<   {}: {}", steady(field), steady(what)).unwrap();
    }
    let metadata: BTreeMap<_, _> = refusal.metadata.iter().collect();
    for (name, value) in metadata {
        writeln!(page, "<   metadata.{name}: {}", steady(value)).unwrap();
    }
    writeln!(page, "```").unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_reason_can_be_provoked_and_is_described() {
    let (described, advice) = (described(), advice());
    let of_proto: Vec<&str> = described.iter().map(|described| described.reason.as_str()).collect();
    let strangers: Vec<_> = advice.keys().filter(|reason| !of_proto.contains(&reason.as_str())).collect();
    assert!(strangers.is_empty(), "docs/errors.yaml tells of {strangers:?}, which the proto doesn't have");

    let mut page = HEAD.to_owned();
    page.push_str("\n| reason | code |\n|---|---|\n");
    let mut provoked = Vec::new();
    for Described { reason, .. } in &described {
        let known = ErrorReason::from_str_name(&format!("ERROR_REASON_{reason}"));
        assert!(known.is_some(), "{reason} is not generated");
        let done = provoke(reason).await;
        assert_eq!(done.refusal.reason, *reason, "{:#?}", done.refusal);
        let anchor = reason.to_lowercase();
        writeln!(page, "| [{reason}](#{anchor}) | {} |", upper(done.refusal.code)).unwrap();
        provoked.push(done);
    }
    for (described, provoked) in described.iter().zip(&provoked) {
        let advice = advice.get(&described.reason);
        let advice =
            advice.unwrap_or_else(|| panic!("docs/errors.yaml does not say what to do about {}", described.reason));
        entry(&mut page, described, advice, provoked);
    }

    let file = root().join("docs/errors.md");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, &page).unwrap();
    }
    let written = fs::read_to_string(&file).unwrap_or_default();
    if let Some((old, new)) = written.lines().zip(page.lines()).find(|(old, new)| old != new) {
        panic!("docs/errors.md is not what the server answers: `UPDATE=1` writes it anew\n- {old}\n+ {new}");
    }
    assert_eq!(written.lines().count(), page.lines().count(), "docs/errors.md is not whole: `UPDATE=1` writes it anew");
}

#[test]
fn what_differs_from_run_to_run_is_taken_out() {
    let said = "there is no render `rnd_01h455vb4pex5vsknk084sn02q` at http://127.0.0.1:41234/x, see tpl_x";
    assert_eq!(steady(said), "there is no render `rnd_…` at http://127.0.0.1:9000/x, see tpl_x");
    assert_eq!(upper(Code::FailedPrecondition), "FAILED_PRECONDITION");
}
