//! Workspaces' own storage: pictures go there too, whatever happens meanwhile, and no render waits for it.

use std::time::Duration;

use futures::future::join_all;
use placard_client::v1::{self, CacheMode, RenderRequest, StorageState, storage_target::Place};
use prost_types::FieldMask;
use tonic::{Code, Response, Status};

use crate::support::{
    caller::Caller,
    database::{TestDatabase, on_both_engines},
    receiver::{Receiver, Reply},
    refusal::Refusal,
    s3::S3,
    sample,
    server::{Names, PATIENCE, Server},
};

on_both_engines! {
    pictures_go_to_the_workspaces_bucket_too,
    while_the_bucket_is_away_nothing_fails_and_nothing_is_lost,
    what_was_given_up_goes_when_the_storage_is_set_again,
    another_place_gets_what_is_rendered_again,
    what_waits_survives_a_restart,
}

/// Many attempts, soon after one another.
fn patient() -> String {
    [vec!["100ms"; 10], vec!["500ms"; 40]].concat().join(",")
}

async fn start(db: &TestDatabase, settings: &[(&str, &str)]) -> Server {
    Server::on(db, Names::default().world(), settings).await
}

async fn set(
    caller: &Caller,
    target: Option<v1::StorageTarget>,
) -> Result<Response<v1::UpdateWorkspaceResponse>, Status> {
    let workspace = v1::Workspace { storage_target: target, ..Default::default() };
    let update_mask = Some(FieldMask { paths: vec!["storage_target".to_owned()] });
    caller.workspace().update_workspace(v1::UpdateWorkspaceRequest { workspace: Some(workspace), update_mask }).await
}

async fn saved(caller: &Caller, target: v1::StorageTarget) -> v1::StorageTarget {
    set(caller, Some(target)).await.unwrap().into_inner().workspace.unwrap().storage_target.unwrap()
}

fn bucket_of(target: &mut v1::StorageTarget) -> &mut v1::StorageBucket {
    match &mut target.place {
        Some(Place::Bucket(bucket)) => bucket,
        other => panic!("no bucket: {other:?}"),
    }
}

async fn get(caller: &Caller, render_id: &str) -> v1::Render {
    let request = v1::GetRenderRequest { render_id: render_id.to_owned() };
    caller.renders().get_render(request).await.unwrap().into_inner().render.unwrap()
}

/// Waits until a render stands so in its storage.
async fn stands(caller: &Caller, render: &v1::Render, wanted: impl Fn(&v1::Render) -> bool) -> v1::Render {
    let looking = async {
        loop {
            let now = get(caller, &render.render_id).await;
            if wanted(&now) {
                return now;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    match tokio::time::timeout(PATIENCE, looking).await {
        Ok(render) => render,
        Err(_) => panic!("it stands otherwise: {:?}", get(caller, &render.render_id).await),
    }
}

async fn stored(caller: &Caller, render: &v1::Render) -> v1::Render {
    stands(caller, render, |now| now.storage_state() == StorageState::Stored).await
}

fn file_of(render: &v1::Render) -> String {
    render.url.rsplit('/').next().unwrap().to_owned()
}

async fn bytes_of(caller: &Caller, render: &v1::Render) -> Vec<u8> {
    let request = v1::DownloadRenderRequest { render_id: render.render_id.clone() };
    let mut stream = caller.renders().download_render(request).await.unwrap().into_inner();
    let mut bytes = Vec::new();
    while let Some(part) = stream.message().await.unwrap() {
        bytes.extend_from_slice(&part.data);
    }
    bytes
}

async fn pictures_go_to_the_workspaces_bucket_too(db: TestDatabase) {
    let server = start(&db, &[]).await;
    let caller = server.caller();
    let s3 = S3::start().await;
    let mut target = sample::bucket(&s3.url);
    bucket_of(&mut target).prefix = "/og/2026/".into();
    let answered = saved(caller, target.clone()).await;
    let mut expected = target.clone();
    *bucket_of(&mut expected) = v1::StorageBucket {
        prefix: "og/2026".into(),
        region: "us-east-1".into(),
        secret_access_key: String::new(),
        ..bucket_of(&mut target).clone()
    };
    assert_eq!(answered, expected, "as it was set, but for its secret");
    let read = caller.workspace().get_workspace(v1::GetWorkspaceRequest {}).await.unwrap().into_inner();
    assert_eq!(read.workspace.unwrap().storage_target, Some(expected));

    let mut receiver = Receiver::start().await;
    caller.subscribe(sample::subscription(&receiver.url, &["render.completed"])).await;
    let render = caller.render(sample::render("Stored")).await;
    let url = format!("{}/pictures/og/2026/{}", s3.url, file_of(&render));
    assert_eq!(render.storage_url, url);
    assert_eq!(receiver.next().await.json()["data"]["storage_url"], url);
    let render = stored(caller, &render).await;
    assert_eq!((render.storage_url.as_str(), render.storage_error.as_str()), (url.as_str(), ""));
    let key = format!("og/2026/{}", file_of(&render));
    assert_eq!(s3.object(&key), Some(bytes_of(caller, &render).await));

    // What the cache answers is there already; what is queued goes too.
    let again = caller.render(sample::render("Stored")).await;
    assert_eq!((again.cached, again.storage_state(), again.storage_url), (true, StorageState::Stored, url));
    let batch = caller.ended_batch(sample::batch(&["One", "Two", "Three"])).await;
    for item in caller.batch_items(&batch.batch_id).await {
        let render = stored(caller, &item.render.unwrap()).await;
        assert_eq!(s3.object(&format!("og/2026/{}", file_of(&render))), Some(bytes_of(caller, &render).await));
    }
    assert_eq!(s3.writes(), 4, "each picture once");
    // A workspace without storage has none of this.
    let theirs = server.stranger().await.render(sample::render("Stored")).await;
    assert_eq!((theirs.storage_url.as_str(), theirs.storage_state()), ("", StorageState::Unspecified));
}

async fn while_the_bucket_is_away_nothing_fails_and_nothing_is_lost(db: TestDatabase) {
    let server = start(&db, &[("retry_schedule", &patient())]).await;
    let caller = server.caller();
    let s3 = S3::start().await;
    saved(caller, sample::bucket(&s3.url)).await;
    let mut renders = Vec::new();
    for (status, told) in [(500, "the bucket answered 500"), (403, "the bucket answered 403 (AccessDenied)"), (503, "")]
    {
        s3.fail(Some(status));
        let made = (0..5).map(|number| caller.render(sample::render(&format!("{status} {number}"))));
        let made = join_all(made).await;
        assert!(made.iter().all(|render| render.storage_state() == StorageState::Pending));
        let waiting = stands(caller, &made[0], |render| !render.storage_error.is_empty()).await;
        assert_eq!(waiting.storage_state(), StorageState::Pending);
        assert!(waiting.storage_error.starts_with(told), "{}", waiting.storage_error);
        renders.extend(made);
    }
    // The whole server gone, its port closed.
    let (address, folder) = s3.stop().await;
    let render = caller.render(sample::render("Nobody there")).await;
    let waiting = stands(caller, &render, |render| render.storage_error == "the receiver refused the connection").await;
    renders.push(waiting);
    let s3 = S3::at(address, folder).await;
    for render in &renders {
        let render = stored(caller, render).await;
        assert_eq!(render.storage_error, "");
        assert_eq!(s3.object(&file_of(&render)), Some(bytes_of(caller, &render).await));
    }
}

async fn what_was_given_up_goes_when_the_storage_is_set_again(db: TestDatabase) {
    let server = start(&db, &[("retry_schedule", "20ms,20ms")]).await;
    let caller = server.caller();
    let s3 = S3::start().await;
    let mut wrong = sample::bucket(&s3.url);
    bucket_of(&mut wrong).secret_access_key = "not-the-key".into();
    saved(caller, wrong).await;
    let render = caller.render(sample::render("Refused")).await;
    let failed = stands(caller, &render, |render| render.storage_state() == StorageState::Failed).await;
    assert_eq!(failed.storage_error, "the bucket answered 403 (SignatureDoesNotMatch)");
    assert_eq!(s3.object(&file_of(&render)), None);

    // With the right key it goes; and a change that names no key keeps it.
    saved(caller, sample::bucket(&s3.url)).await;
    stored(caller, &render).await;
    let mut same = sample::bucket(&s3.url);
    bucket_of(&mut same).secret_access_key = String::new();
    same.public_base_url = "https://cdn.example/og/".into();
    assert_eq!(saved(caller, same).await.public_base_url, "https://cdn.example/og");
    let next = caller.render(sample::render("With the key that is there")).await;
    assert_eq!(stored(caller, &next).await.storage_url, format!("https://cdn.example/og/{}", file_of(&next)));
    assert!(s3.object(&file_of(&next)).is_some());
}

async fn another_place_gets_what_is_rendered_again(db: TestDatabase) {
    let server = start(&db, &[("retry_schedule", &patient())]).await;
    let caller = server.caller();
    let (first, second) = (S3::start().await, S3::start().await);
    saved(caller, sample::bucket(&first.url)).await;
    let render = stored(caller, &caller.render(sample::render("Moves")).await).await;
    first.fail(Some(500));
    let waiting = caller.render(sample::render("Waits")).await;
    saved(caller, sample::bucket(&second.url)).await;
    // What waits goes to where it is to go now.
    let arrived = stored(caller, &waiting).await;
    assert_eq!(arrived.storage_url, format!("{}/pictures/{}", second.url, file_of(&waiting)));
    assert!(second.object(&file_of(&waiting)).is_some() && first.object(&file_of(&waiting)).is_none());
    // What arrived stays where it is, until it is asked for again.
    assert_eq!(get(caller, &render.render_id).await.storage_url, render.storage_url);
    let again = caller.render(sample::render("Moves")).await;
    assert!(again.cached);
    let again = stored(caller, &again).await;
    assert_eq!(again.storage_url, format!("{}/pictures/{}", second.url, file_of(&render)));
    assert!(second.object(&file_of(&render)).is_some());

    // Taken away, nothing goes any more, and what waited does not.
    second.fail(Some(500));
    let waiting = caller.render(sample::render("Too late")).await;
    let without = set(caller, None).await.unwrap().into_inner().workspace.unwrap();
    assert_eq!(without.storage_target, None);
    stands(caller, &waiting, |render| render.storage_state() == StorageState::Cancelled).await;
    let plain = caller.render(sample::render("Plain")).await;
    assert_eq!((plain.storage_url.as_str(), plain.storage_state()), ("", StorageState::Unspecified));
    second.fail(None);
    saved(caller, sample::bucket(&second.url)).await;
    let again = caller.render(sample::render("Too late")).await;
    stored(caller, &again).await;
}

async fn what_waits_survives_a_restart(db: TestDatabase) {
    let blobs = tempfile::tempdir().unwrap();
    let blobs = format!("file://{}", blobs.path().display());
    let settings = [("blob_url", blobs.as_str()), ("retry_schedule", &patient())];
    let s3 = S3::start().await;
    s3.fail(Some(500));
    let mut server = start(&db, &settings).await;
    saved(server.caller(), sample::bucket(&s3.url)).await;
    let mut renders = Vec::new();
    for number in 0..10 {
        renders.push(server.caller().render(sample::render(&format!("Before {number}"))).await);
    }
    server.ended().await;
    s3.fail(None);
    let server = start(&db, &settings).await;
    for render in &renders {
        stored(server.caller(), render).await;
        assert!(s3.object(&file_of(render)).is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_that_hangs_keeps_nobody_elses_waiting() {
    let server = Server::start().await;
    let (caller, other) = (server.caller(), server.stranger().await);
    let (hanging, s3) = (Receiver::always(Reply::never()).await, S3::start().await);
    let endpoint = format!("http://{}", hanging.address);
    saved(caller, sample::bucket(&endpoint)).await;
    saved(&other, sample::bucket(&s3.url)).await;
    for number in 0..20 {
        caller.render(sample::render(&format!("Hangs {number}"))).await;
    }
    let render = other.render(sample::render("Goes on")).await;
    stored(&other, &render).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storage_can_be_tried_out() {
    let server = Server::start().await;
    let caller = server.caller();
    let test = async || caller.workspace().test_storage_target(v1::TestStorageTargetRequest {}).await;
    Refusal::of(test().await).must_be(Code::FailedPrecondition, "STORAGE_NOT_SET", &[]);
    let s3 = S3::start().await;
    let mut target = sample::bucket(&s3.url);
    bucket_of(&mut target).prefix = "og".into();
    saved(caller, target).await;
    let tested = test().await.unwrap().into_inner();
    assert_eq!(
        (tested.storage_url, tested.error),
        (format!("{}/pictures/og/placard-check.txt", s3.url), String::new())
    );
    assert!(s3.object("og/placard-check.txt").is_some());
    s3.fail(Some(403));
    assert_eq!(test().await.unwrap().into_inner().error, "the bucket answered 403 (AccessDenied)");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_guard_judges_endpoints_when_they_are_saved_and_when_they_are_used() {
    let names = Names::default().answer("s3.example", &["93.184.216.34", "10.0.0.7"]);
    let server = Server::within(names.world(), &[("retry_schedule", "10ms")]).await;
    let caller = server.caller();
    for (endpoint, rule) in [
        ("http://10.0.0.7:9000", "private_network"),
        ("http://169.254.169.254", "metadata"),
        ("https://user:password@s3.example", "userinfo"),
        ("ftp://s3.example", "scheme"),
    ] {
        let refusal = Refusal::of(set(caller, Some(sample::bucket(endpoint))).await);
        refusal.must_be(Code::InvalidArgument, "URL_REFUSED", &["workspace.storage_target.bucket.endpoint"]);
        assert_eq!(refusal.metadata["rule"], rule, "{endpoint}");
    }
    // A name that is public when it is saved, and is not when it is used.
    saved(caller, sample::bucket("http://s3.example:9000")).await;
    let render = caller.render(sample::render("Not there")).await;
    let failed = stands(caller, &render, |render| render.storage_state() == StorageState::Failed).await;
    assert!(failed.storage_error.contains("private network"), "{}", failed.storage_error);
    assert!(!failed.storage_error.contains("10.0.0.7"), "{}", failed.storage_error);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_storage_is_told() {
    let server = Server::start().await;
    let caller = server.caller();
    let s3 = sample::bucket("https://93.184.216.34");
    let check = async |change: &dyn Fn(&mut v1::StorageTarget), reason: &str, field: &str| {
        let mut target = s3.clone();
        change(&mut target);
        let refusal = Refusal::of(set(caller, Some(target)).await);
        let field = format!("workspace.storage_target.{field}");
        refusal.must_be(Code::InvalidArgument, reason, &[&field]);
    };
    let (required, invalid) = ("FIELD_REQUIRED", "INVALID_FIELD");
    check(&|target| target.place = None, required, "place").await;
    check(&|target| bucket_of(target).endpoint = String::new(), required, "bucket.endpoint").await;
    check(&|target| bucket_of(target).endpoint = "https://a.example/path".into(), invalid, "bucket.endpoint").await;
    check(&|target| bucket_of(target).endpoint = "a.example".into(), invalid, "bucket.endpoint").await;
    check(&|target| bucket_of(target).endpoint = format!("https://{}", "a".repeat(512)), invalid, "bucket.endpoint")
        .await;
    check(&|target| bucket_of(target).bucket = String::new(), required, "bucket.bucket").await;
    for name in ["ab", "A-b-c", "a_b", "-abc", "abc.", "a..b", "a/b", &"a".repeat(64)] {
        check(&|target| bucket_of(target).bucket = name.to_owned(), invalid, "bucket.bucket").await;
    }
    check(&|target| bucket_of(target).region = "a b".into(), invalid, "bucket.region").await;
    for prefix in ["..", "a/../b", "a//b", "a b", "./a", "ä", &"a".repeat(257)] {
        check(&|target| bucket_of(target).prefix = prefix.to_owned(), invalid, "bucket.prefix").await;
    }
    check(&|target| bucket_of(target).access_key_id = String::new(), required, "bucket.access_key_id").await;
    check(&|target| bucket_of(target).access_key_id = "a b".into(), invalid, "bucket.access_key_id").await;
    check(&|target| bucket_of(target).secret_access_key = "a\nb".into(), invalid, "bucket.secret_access_key").await;
    // Nothing is kept that could stand for it.
    check(&|target| bucket_of(target).secret_access_key = String::new(), required, "bucket.secret_access_key").await;
    for base in ["cdn.example", "ftp://cdn.example", "https://cdn.example/?a", "https://u@cdn.example", "https://"] {
        check(&|target| target.public_base_url = base.to_owned(), invalid, "public_base_url").await;
    }
    let folder = |prefix: &str| Some(Place::Folder(v1::StorageFolder { prefix: prefix.to_owned() }));
    check(&|target| target.place = folder("a"), required, "public_base_url").await;
    let base = "https://cdn.example".to_owned();
    let with_base = |prefix: &'static str| {
        let base = base.clone();
        move |target: &mut v1::StorageTarget| {
            (target.place, target.public_base_url) = (folder(prefix), base.clone());
        }
    };
    check(&with_base("../a"), invalid, "folder.prefix").await;
    // The operator of this server has set no folder aside.
    check(&with_base("a"), invalid, "folder").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_operator_allows_it_pictures_go_to_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::with(&[("storage_folder", &folder.path().display().to_string())]).await;
    let caller = server.caller();
    let target = v1::StorageTarget {
        place: Some(Place::Folder(v1::StorageFolder { prefix: "og".into() })),
        public_base_url: "https://cdn.example/og".into(),
    };
    saved(caller, target).await;
    let workspace = caller.workspace().get_workspace(v1::GetWorkspaceRequest {}).await.unwrap().into_inner();
    let mine = folder.path().join(workspace.workspace.unwrap().workspace_id).join("og");
    let fresh = RenderRequest { cache: CacheMode::Bypass.into(), ..sample::render("In a folder") };
    let render = stored(caller, &caller.render(fresh).await).await;
    assert_eq!(render.storage_url, format!("https://cdn.example/og/{}", file_of(&render)));
    assert_eq!(std::fs::read(mine.join(file_of(&render))).unwrap(), bytes_of(caller, &render).await);
}
