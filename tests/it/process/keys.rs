//! `placard key`, and the first start.

use std::time::Duration;

use placard_client::v1;
use tonic::Code;

use crate::support::{
    caller::Caller,
    process::{Process, run},
    refusal::Refusal,
    sample,
    server::PATIENCE,
};

async fn workspace(caller: &Caller) -> Result<tonic::Response<v1::GetWorkspaceResponse>, tonic::Status> {
    caller.workspace().get_workspace(v1::GetWorkspaceRequest {}).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_from_the_command_line_works_until_it_is_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let process = Process::start(&data, &[]).await;
    let verb = |arguments: &'static [&'static str]| run(folder.path(), arguments, &[]);
    // Beside the server that runs, on the same database.
    let created = verb(&["key", "create", "--name", "ci", "--scopes", "read"]).await.succeeded();
    let secret = created.trim();
    assert!(secret.starts_with("plk_") && secret.len() == 47, "{created}");
    let bearer = Caller::new(&process.url, secret);
    workspace(&bearer).await.expect("it opens what it should");
    let refusal = bearer.refused(sample::render("No")).await;
    refusal.must_be(Code::PermissionDenied, "SCOPE_MISSING", &[]);

    let listed = verb(&["key", "list"]).await.succeeded();
    assert!(!listed.contains(secret));
    let line = listed.lines().find(|line| line.contains("  ci  ")).expect("the key is listed");
    assert!(line.contains(&secret[..8]) && line.ends_with("read"), "{line}");
    let id = line.split_whitespace().next().unwrap().to_owned();
    let revoked = run(folder.path(), &["key", "revoke", &id], &[]).await.succeeded();
    assert_eq!(revoked, format!("{id} (ci) is revoked\n"));
    // The server remembers a key for a moment, and hears nothing of what another process does.
    let refused = async {
        loop {
            match workspace(&bearer).await {
                Ok(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                Err(refused) => return Refusal::read(&refused),
            }
        }
    };
    let refusal = tokio::time::timeout(PATIENCE, refused).await.expect("it opens nothing any more");
    refusal.must_be(Code::Unauthenticated, "CREDENTIALS_INVALID", &[]);
    let listed = verb(&["key", "list"]).await.succeeded();
    assert!(listed.lines().any(|line| line.starts_with(&id) && line.ends_with("revoked")), "{listed}");

    let missing = verb(&["key", "revoke", "key_01h455vb4pex5vsknk084sn02q"]).await.failed();
    assert!(missing.contains("there is no API key `key_01h455vb4pex5vsknk084sn02q`"), "{missing}");
    let odd = verb(&["key", "create", "--scopes", "raed"]).await.failed();
    assert!(odd.contains("did you mean `read`?"), "{odd}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_shown_on_the_first_start_only_and_works_on_every_one() {
    let folder = tempfile::tempdir().unwrap();
    // No key is configured, so one is made.
    let none = [("PLACARD_BOOTSTRAP_KEY", "")];
    let mut process = Process::start(folder.path(), &none).await;
    let key = process.line_with("plk_").await.trim().to_owned();
    workspace(&Caller::new(&process.url, &key)).await.expect("the key that was shown");
    assert!(process.terminate().await.success());
    let process = Process::start(folder.path(), &none).await;
    workspace(&Caller::new(&process.url, &key)).await.expect("the key that was shown before");
    let printed = process.end_and_read().await;
    assert!(!printed.contains("plk_"), "{printed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn workspaces_are_made_and_granted_credits_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let process = Process::start(&data, &[]).await;
    let verb = async |arguments: &[&str]| run(folder.path(), arguments, &[]).await;
    let made = verb(&["workspace", "create", "--name", "blog", "--credits", "0"]).await.succeeded();
    let (id, secret) = made.trim().split_once('\n').expect("an id and a secret");
    let caller = Caller::new(&process.url, secret);
    let refusal = caller.refused(sample::render("None left")).await;
    refusal.must_be(Code::ResourceExhausted, "CREDITS_EXHAUSTED", &[]);
    let granted = verb(&["workspace", "grant", id, "--credits", "2"]).await.succeeded();
    assert_eq!(granted, format!("{id} (blog): 2 credits\n"));
    caller.render(sample::render("One left")).await;
    let listed = verb(&["workspace", "list"]).await.succeeded();
    assert!(listed.lines().next().unwrap().ends_with("blog  1 credits"), "{listed}");
    assert_eq!(listed.lines().count(), 2, "the first one has been there before");
    let taken = verb(&["workspace", "grant", id, "--credits", "-5"]).await.succeeded();
    assert!(taken.ends_with("0 credits\n"), "{taken}");
    let free = verb(&["workspace", "grant", id, "--unlimited"]).await.succeeded();
    assert!(free.ends_with("unlimited\n"), "{free}");
    for wrong in [&["--credits", "1", "--unlimited"][..], &["--credits", "1000000000001"], &[]] {
        verb(&[&["workspace", "grant", id], wrong].concat()).await.failed();
    }

    let key = verb(&["key", "create", "--workspace", id, "--scopes", "read"]).await.succeeded();
    let found = workspace(&Caller::new(&process.url, key.trim())).await.unwrap().into_inner().workspace.unwrap();
    assert_eq!(found.workspace_id, id);
    let keys = verb(&["key", "list", "--workspace", id]).await.succeeded();
    assert_eq!(keys.lines().count(), 2, "{keys}");
    let missing = verb(&["key", "create", "--workspace", "wsp_01h455vb4pex5vsknk084sn02q"]).await.failed();
    assert!(missing.contains("there is no workspace"), "{missing}");
    let odd = verb(&["key", "create", "--workspace", "blog"]).await.failed();
    assert!(odd.contains("`blog` is not an id of the form `wsp_`"), "{odd}");
}
