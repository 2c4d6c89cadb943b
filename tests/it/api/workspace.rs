//! The workspace, and what its owner sets.

use placard_client::v1;
use prost_types::FieldMask;
use tonic::{Code, Response, Status};

use crate::support::{caller::Caller, refusal::Refusal, server::Server};

fn mask(paths: &[&str]) -> Option<FieldMask> {
    Some(FieldMask { paths: paths.iter().map(|path| (*path).to_owned()).collect() })
}

async fn update(
    caller: &Caller,
    workspace: v1::Workspace,
    paths: &[&str],
) -> Result<Response<v1::UpdateWorkspaceResponse>, Status> {
    let request = v1::UpdateWorkspaceRequest { workspace: Some(workspace), update_mask: mask(paths) };
    caller.workspace().update_workspace(request).await
}

async fn workspace(caller: &Caller) -> v1::Workspace {
    let answer = caller.workspace().get_workspace(v1::GetWorkspaceRequest {}).await.unwrap();
    answer.into_inner().workspace.expect("an answer has its workspace")
}

fn named(name: &str) -> v1::Workspace {
    v1::Workspace { name: name.to_owned(), ..Default::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workspace_is_renamed_by_its_own_keys_alone() {
    let server = Server::start().await;
    let (caller, stranger) = (server.caller(), server.stranger().await);
    let (mine, theirs) = (workspace(caller).await, workspace(&stranger).await);
    let renamed = update(caller, named("Blog"), &["name"]).await.unwrap().into_inner().workspace.unwrap();
    assert_eq!(renamed, v1::Workspace { name: "Blog".into(), ..mine.clone() });
    assert_eq!(workspace(caller).await, renamed);
    assert_eq!(workspace(&stranger).await, theirs);
    // With its id, which may stand there; a foreign one, and none at all, names nothing of theirs.
    let again = update(caller, v1::Workspace { name: "Shop".into(), ..mine.clone() }, &["name"]).await;
    assert_eq!(again.unwrap().into_inner().workspace.unwrap().name, "Shop");
    for id in [theirs.workspace_id.as_str(), "wsp_01h455vb4pex5vsknk084sn02q", "x"] {
        let foreign = v1::Workspace { workspace_id: id.to_owned(), ..named("Taken over") };
        let refusal = Refusal::of(update(caller, foreign, &["name"]).await);
        refusal.must_be(Code::NotFound, "RESOURCE_NOT_FOUND", &[]);
    }
    assert_eq!(workspace(&stranger).await, theirs);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_change_is_told() {
    let server = Server::start().await;
    let caller = server.caller();
    let before = workspace(caller).await;
    for (name, paths, reason, field) in [
        ("", &["name"][..], "FIELD_REQUIRED", "workspace.name"),
        (&"x".repeat(101), &["name"], "INVALID_FIELD", "workspace.name"),
        ("a\0b", &["name"], "INVALID_FIELD", "workspace.name"),
        ("Blog", &[], "FIELD_REQUIRED", "update_mask"),
        ("Blog", &["create_time"], "INVALID_FIELD", "update_mask"),
        ("Blog", &["nam"], "INVALID_FIELD", "update_mask"),
    ] {
        let refusal = Refusal::of(update(caller, named(name), paths).await);
        refusal.must_be(Code::InvalidArgument, reason, &[field]);
    }
    let nothing = v1::UpdateWorkspaceRequest { workspace: None, update_mask: mask(&["name"]) };
    let refusal = Refusal::of(caller.workspace().update_workspace(nothing).await);
    refusal.must_be(Code::InvalidArgument, "FIELD_REQUIRED", &["workspace"]);
    assert_eq!(workspace(caller).await, before);
}
