//! Workspaces as the operator sees them, and credits.

use futures::future::join_all;
use placard_client::v1::{self, CacheMode, RenderRequest, RenderState};
use tonic::Code;

use crate::support::{
    caller::Caller,
    database::{TestDatabase, on_both_engines},
    receiver::Receiver,
    refusal::Refusal,
    sample,
    server::{Names, Server},
};

on_both_engines! {
    a_hundred_renders_at_once_make_as_many_pictures_as_there_are_credits,
    items_of_a_batch_fail_when_the_credits_end_and_go_on_when_there_are_more,
    a_grant_counts_once,
}

async fn start(db: &TestDatabase) -> Server {
    Server::on(db, Names::default().world(), &[]).await
}

/// A workspace with so many credits, made by the operator, and whoever has its first key.
async fn limited(server: &Server, credits: i64) -> (v1::Workspace, Caller) {
    let workspace = v1::Workspace { name: "limited".into(), credits: Some(credits), ..Default::default() };
    let request = v1::CreateWorkspaceRequest { workspace: Some(workspace), ..Default::default() };
    let made = server.caller().workspace().create_workspace(request).await.unwrap().into_inner();
    (made.workspace.unwrap(), Caller::new(&server.url, &made.secret))
}

async fn left(caller: &Caller) -> Option<i64> {
    let answer = caller.workspace().get_workspace(v1::GetWorkspaceRequest {}).await.unwrap();
    answer.into_inner().workspace.unwrap().credits
}

async fn grant(server: &Server, workspace: &v1::Workspace, credits: i64) -> v1::Workspace {
    let workspace_id = workspace.workspace_id.clone();
    let request = v1::GrantCreditsRequest { workspace_id, credits, ..Default::default() };
    server.caller().workspace().grant_credits(request).await.unwrap().into_inner().workspace.unwrap()
}

async fn used(caller: &Caller) -> v1::Usage {
    caller.workspace().get_usage(v1::GetUsageRequest::default()).await.unwrap().into_inner().total.unwrap()
}

async fn a_hundred_renders_at_once_make_as_many_pictures_as_there_are_credits(db: TestDatabase) {
    let server = start(&db).await;
    let (_, caller) = limited(&server, 10).await;
    let renders = (0..100).map(|number| {
        let request =
            RenderRequest { request_id: format!("r{number}"), ..sample::render(&format!("At once {number}")) };
        let caller = &caller;
        async move { caller.renders().render(request).await }
    });
    let answers = join_all(renders).await;
    let (made, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.is_ok());
    assert_eq!(made.len(), 10);
    for answer in refused {
        Refusal::of(answer).must_be(Code::ResourceExhausted, "CREDITS_EXHAUSTED", &[]);
    }
    assert_eq!(left(&caller).await, Some(0));
    let books = used(&caller).await;
    assert_eq!((books.renders, books.credits, books.failed_renders), (10, 10, 0));
    assert_eq!(caller.all_renders(v1::ListRendersRequest::default()).await.len(), 10, "nothing is kept of the others");
}

async fn items_of_a_batch_fail_when_the_credits_end_and_go_on_when_there_are_more(db: TestDatabase) {
    let server = start(&db).await;
    let (workspace, caller) = limited(&server, 7).await;
    let mut receiver = Receiver::start().await;
    caller.subscribe(sample::subscription(&receiver.url, &["render.failed"])).await;
    let titles: Vec<String> = (0..20).map(|number| format!("Item {number}")).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let batch = caller.ended_batch(sample::batch(&titles)).await;
    assert_eq!((batch.completed_count, batch.failed_count), (7, 13));
    let items = caller.batch_items(&batch.batch_id).await;
    let failed = items.iter().filter_map(|item| item.render.as_ref()).filter_map(|render| render.error.as_ref());
    let failed: Vec<_> = failed.map(v1::RenderError::reason).collect();
    assert_eq!(failed, [v1::ErrorReason::CreditsExhausted; 13]);
    assert_eq!(left(&caller).await, Some(0));
    let told = receiver.next().await.json();
    assert_eq!(told["data"]["error"]["reason"], "CREDITS_EXHAUSTED");

    // Without any, nothing is begun; with some, what failed goes on.
    let refusal = Refusal::of(caller.renders().create_batch(sample::batch(&["No"])).await);
    refusal.must_be(Code::ResourceExhausted, "CREDITS_EXHAUSTED", &[]);
    let queued = v1::CreateRenderRequest { spec: sample::render("No").spec, ..Default::default() };
    let refusal = Refusal::of(caller.renders().create_render(queued).await);
    refusal.must_be(Code::ResourceExhausted, "CREDITS_EXHAUSTED", &[]);
    assert_eq!(grant(&server, &workspace, 100).await.credits, Some(100));
    let retry = v1::RetryBatchItemsRequest { batch_id: batch.batch_id.clone(), request_id: String::new() };
    caller.renders().retry_batch_items(retry).await.unwrap();
    let batch = caller.end_of_batch(&batch.batch_id).await;
    assert_eq!((batch.completed_count, batch.failed_count), (20, 0));
    assert_eq!(left(&caller).await, Some(87));
    assert_eq!(used(&caller).await.credits, 20);
}

async fn a_grant_counts_once(db: TestDatabase) {
    let server = start(&db).await;
    let (workspace, caller) = limited(&server, 1).await;
    let request = v1::GrantCreditsRequest {
        workspace_id: workspace.workspace_id.clone(),
        credits: 5,
        request_id: "invoice-1".into(),
        unlimited: false,
    };
    let grants = (0..8).map(|_| {
        let (request, operator) = (request.clone(), server.caller());
        async move { operator.workspace().grant_credits(request).await.unwrap() }
    });
    join_all(grants).await;
    assert_eq!(left(&caller).await, Some(6));
    let other = v1::GrantCreditsRequest { credits: 6, ..request };
    let refusal = Refusal::of(server.caller().workspace().grant_credits(other).await);
    refusal.must_be(Code::AlreadyExists, "REQUEST_ID_REUSED", &["request_id"]);
    // What is taken ends at nothing, and what is given at the most there can be.
    assert_eq!(grant(&server, &workspace, -4).await.credits, Some(2));
    assert_eq!(grant(&server, &workspace, -1_000).await.credits, Some(0));
    for _ in 0..2 {
        let most = grant(&server, &workspace, 1_000_000_000_000).await;
        assert_eq!(most.credits, Some(1_000_000_000_000));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_takes_a_credit_when_it_is_made() {
    let server = Server::start().await;
    let (workspace, caller) = limited(&server, 3).await;
    assert_eq!(workspace.credits, Some(3));
    let first = RenderRequest { request_id: "first".into(), ..sample::render("One") };
    caller.render(first.clone()).await;
    assert_eq!(left(&caller).await, Some(2));
    // Neither the same request nor the same spec takes another one; what fails takes none.
    caller.render(first.clone()).await;
    assert!(caller.render(sample::render("One")).await.cached);
    caller.refused(sample::failing("Broken", "http://127.0.0.1:1024/")).await;
    assert_eq!(left(&caller).await, Some(2));
    let anew = RenderRequest { cache: CacheMode::Bypass.into(), ..sample::render("One") };
    caller.render(anew).await;
    let queued = v1::CreateRenderRequest { spec: sample::render("Two").spec, ..Default::default() };
    let queued = caller.renders().create_render(queued).await.unwrap().into_inner().render.unwrap();
    let two = caller.ended_render(&queued.render_id).await;
    assert_eq!((two.state(), left(&caller).await), (RenderState::Succeeded, Some(0)));

    // With none left nothing is rendered, not even what is there; what was answered before is answered again.
    for request in [sample::render("Three"), sample::render("One")] {
        caller.refused(request).await.must_be(Code::ResourceExhausted, "CREDITS_EXHAUSTED", &[]);
    }
    caller.render(first).await;
    let (trigger, _) = caller.create_trigger(sample::trigger("http://127.0.0.1:1024/")).await;
    let fire = v1::FireTriggerRequest { trigger_id: trigger.trigger_id, ..Default::default() };
    let refusal = Refusal::of(caller.triggers().fire_trigger(fire).await);
    refusal.must_be(Code::ResourceExhausted, "CREDITS_EXHAUSTED", &[]);
    // Nobody else is kept from anything.
    server.caller().render(sample::render("Three")).await;

    let free =
        v1::GrantCreditsRequest { workspace_id: workspace.workspace_id.clone(), unlimited: true, ..Default::default() };
    server.caller().workspace().grant_credits(free.clone()).await.unwrap();
    caller.render(sample::render("Three")).await;
    assert_eq!(left(&caller).await, None);
    // A grant of nothing stops who was not limited.
    grant(&server, &workspace, 0).await;
    caller.refused(sample::render("Four")).await.must_be(Code::ResourceExhausted, "CREDITS_EXHAUSTED", &[]);
    let both = v1::GrantCreditsRequest { credits: 1, ..free };
    let refusal = Refusal::of(server.caller().workspace().grant_credits(both).await);
    refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["credits"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_makes_workspaces_and_sees_them_all() {
    let server = Server::start().await;
    let operator = server.caller().workspace();
    let workspace = v1::Workspace { name: "Blog".into(), ..Default::default() };
    let request = v1::CreateWorkspaceRequest { workspace: Some(workspace), request_id: "blog".into() };
    let made = operator.clone().create_workspace(request.clone()).await.unwrap().into_inner();
    let blog = made.workspace.clone().unwrap();
    assert_eq!((blog.name.as_str(), blog.credits), ("Blog", None));
    let key = made.api_key.unwrap();
    assert!(made.secret.starts_with(&key.hint) && !key.scopes.contains(&v1::ApiKeyScope::Operator.into()));
    let again = operator.clone().create_workspace(request).await.unwrap().into_inner();
    assert_eq!((again.workspace, again.api_key, again.secret.as_str()), (made.workspace, None, ""));

    // The first key opens its own workspace, and no other one.
    let caller = Caller::new(&server.url, &made.secret);
    let render = caller.render(sample::render("Theirs")).await;
    let get = v1::GetRenderRequest { render_id: render.render_id };
    let refusal = Refusal::of(server.caller().renders().get_render(get).await);
    refusal.must_be(Code::NotFound, "RESOURCE_NOT_FOUND", &[]);
    let refusal = Refusal::of(caller.workspace().list_workspaces(v1::ListWorkspacesRequest::default()).await);
    refusal.must_be(Code::PermissionDenied, "SCOPE_MISSING", &[]);
    assert_eq!(refusal.metadata["scope"], "operator");
    // Nor can it give the scope to another key.
    let operators =
        v1::ApiKey { name: "more".into(), scopes: vec![v1::ApiKeyScope::Operator.into()], ..Default::default() };
    let more = v1::CreateApiKeyRequest { api_key: Some(operators), ..Default::default() };
    let refusal = Refusal::of(caller.workspace().create_api_key(more).await);
    refusal.must_be(Code::PermissionDenied, "SCOPE_MISSING", &[]);

    let (limited, _) = limited(&server, 4).await;
    let mut listed = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = v1::ListWorkspacesRequest { page_size: 1, page_token };
        let page = operator.clone().list_workspaces(request).await.unwrap().into_inner();
        listed.extend(page.workspaces);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(listed.len(), 3);
    assert_eq!(listed[..2], [limited, blog]);

    for (name, credits, reason, field) in [
        ("", None, "FIELD_REQUIRED", "workspace.name"),
        ("x", Some(-1), "INVALID_FIELD", "workspace.credits"),
        ("x", Some(1_000_000_000_001), "INVALID_FIELD", "workspace.credits"),
    ] {
        let workspace = v1::Workspace { name: name.into(), credits, ..Default::default() };
        let request = v1::CreateWorkspaceRequest { workspace: Some(workspace), ..Default::default() };
        let refusal = Refusal::of(operator.clone().create_workspace(request).await);
        refusal.must_be(Code::InvalidArgument, reason, &[field]);
    }
    let missing =
        v1::GrantCreditsRequest { workspace_id: "wsp_01h455vb4pex5vsknk084sn02q".into(), ..Default::default() };
    let refusal = Refusal::of(operator.clone().grant_credits(missing).await);
    refusal.must_be(Code::NotFound, "RESOURCE_NOT_FOUND", &[]);
}
