//! What a signature holds together, and for how long.

use http::{Method, StatusCode, header};
use placard::domain::{access::Scope, signed_url::UrlKey, timestamp::Timestamp};
use placard_client::v1::{self, TemplateRef, render_spec::Design};
use tonic::Code;

use super::{by_hand, card, get, key, sign, told};
use crate::support::{
    http::{Answer, Http},
    refusal::Refusal,
    sample,
    server::Server,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_url_answers_its_picture() {
    let server = Server::start().await;
    let rendered = server.caller().render(sample::render("Hé & 😀")).await;
    let signed = sign(&server, card("Hé & 😀")).await;
    assert!(signed.url.starts_with(&format!("{}/r/card.png?k={}&", server.url, signed.signing_key_id)));
    assert_eq!(signed.expire_time, None);
    let picture = get(&signed.url).await;
    assert_eq!(picture.status, StatusCode::OK, "{}", String::from_utf8_lossy(&picture.body));
    let etag = format!("\"{}\"", rendered.sha256);
    assert_eq!(picture.header("etag"), etag, "the same spec is the same picture");
    assert_eq!(picture.header("content-type"), "image/png");
    assert_eq!(picture.header("cache-control"), "public, max-age=300, stale-while-revalidate=86400");
    let varies = |answer: &Answer| answer.headers.get_all("vary").iter().any(|value| value == "accept");
    assert!(!varies(&picture));
    assert_eq!(sample::decoded(&picture.body), ("png", sample::WIDTH, sample::HEIGHT));

    let head = Http::new().ask(Method::HEAD, &signed.url, &[], "").await;
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
    assert_eq!(head.header("content-length"), picture.body.len().to_string());
    let known = Http::new().get(&signed.url, &[(header::IF_NONE_MATCH, &etag)]).await;
    assert_eq!((known.status, known.body.len()), (StatusCode::NOT_MODIFIED, 0));
    let part = Http::new().get(&signed.url, &[(header::RANGE, "bytes=0-7")]).await;
    assert_eq!((part.status, &part.body[..]), (StatusCode::PARTIAL_CONTENT, &picture.body[..8]));
    let kept = server.caller().all_renders(Default::default()).await;
    assert_eq!(kept.len(), 1, "to look at what is there is no render");

    // What is made for a URL is one, and found like any other.
    let other = sign(&server, card("Made for a URL")).await;
    let answers = futures::future::join_all((0..12).map(|_| get(&other.url))).await;
    assert!(answers.iter().all(|answer| answer.status == StatusCode::OK && answer.body == answers[0].body));
    let kept = server.caller().all_renders(Default::default()).await;
    assert_eq!(kept.len(), 2, "twelve who ask at once have it made once");
    assert_eq!(answers[0].header("etag"), format!("\"{}\"", kept[0].sha256));
    let events = v1::ListEventsRequest { event_types: vec!["render.completed".into()], ..Default::default() };
    let events = server.caller().events().list_events(events).await.unwrap().into_inner().events;
    let sources: Vec<_> = events.iter().map(|event| event.data.as_ref().unwrap().fields["source"].clone()).collect();
    assert_eq!(sources, [sample::text("url"), sample::text("api")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_signed_url_can_be_changed() {
    let server = Server::start().await;
    let request = v1::SignRenderUrlRequest {
        spec: Some(card("Mine & only mine")),
        ttl: Some(prost_types::Duration { seconds: 600, nanos: 0 }),
        expire_time: None,
    };
    let url = server.caller().renders().sign_render_url(request).await.unwrap().into_inner().url;
    let (start, query) = url.split_once('?').unwrap();
    assert!(query.contains("exp=") && query.contains("w=") && query.contains("title="));
    let http = Http::new();
    let mut tried = 0;
    let mut refuse = async |changed: String| {
        let answer = http.get(&format!("{start}?{changed}"), &[]).await;
        told(&answer, StatusCode::FORBIDDEN, "SIGNATURE_INVALID", "");
        tried += 1;
    };
    for at in 0..query.len() {
        // Another character in its place, none, and one more. `+` and `%20` mean the same, and are not the same.
        for other in ["a", "0", "A", "&", "=", "-", ""] {
            if &query[at..=at] != other {
                refuse(format!("{}{other}{}", &query[..at], &query[at + 1..])).await;
            }
        }
        refuse(format!("{}~{}", &query[..at], &query[at..])).await;
    }
    refuse(query.replace('+', "%20")).await;
    refuse(format!("{query}&title=Other")).await;
    refuse(format!("title=Other&{query}")).await;
    refuse(format!("{query}&sig=")).await;
    let pairs: Vec<&str> = query.split('&').collect();
    for left_out in 0..pairs.len() {
        let rest: Vec<_> = pairs.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, pair)| *pair).collect();
        refuse(rest.join("&")).await;
    }
    refuse(pairs.iter().rev().copied().collect::<Vec<_>>().join("&")).await;
    refuse(String::new()).await;
    assert!(tried > 7 * query.len());
    for path in ["/r/blog.png", "/r/card.jpg", "/r/Card.png", "/r/card.png.png"] {
        let answer = http.get(&format!("{}{path}?{query}", server.url), &[]).await;
        told(&answer, StatusCode::FORBIDDEN, "SIGNATURE_INVALID", "");
    }
    assert_eq!(server.caller().all_renders(Default::default()).await, [], "nothing was rendered for any of it");
    assert_eq!(get(&url).await.status, StatusCode::OK);
    let posted = http.ask(Method::POST, &url, &[], "").await;
    assert_eq!(posted.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_url_ends_when_it_says_and_is_kept_no_longer() {
    let server = Server::start().await;
    let key = key(&server).await;
    let now = server.engine.clock.now().as_seconds();
    for end in [0, 1, now - 1, now, -5] {
        let answer = get(&by_hand(&server, &key, "card.png", &format!("&title=T&exp={end}"))).await;
        told(&answer, StatusCode::FORBIDDEN, "URL_EXPIRED", "the URL was good until ");
    }
    let answer = get(&by_hand(&server, &key, "card.png", &format!("&title=T&w=60&h=32&exp={}", now + 100))).await;
    let control = answer.header("cache-control");
    let seconds: Vec<i64> = control.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect();
    assert!(seconds[0] <= 100 && seconds[0] > 70 && seconds[1] == 0, "{control}");
    let answer = get(&by_hand(&server, &key, "card.png", "&title=T&w=60&h=32&v=1")).await;
    assert_eq!(answer.header("cache-control"), "public, max-age=86400, stale-while-revalidate=86400");

    let request = |expire_time, ttl| v1::SignRenderUrlRequest { spec: Some(card("T")), expire_time, ttl };
    let duration = |seconds| Some(prost_types::Duration { seconds, nanos: 0 });
    let time = |seconds| Some(prost_types::Timestamp { seconds, nanos: 0 });
    let signed = server.caller().renders().sign_render_url(request(time(now + 3600), None)).await.unwrap().into_inner();
    assert_eq!(signed.expire_time, time(now + 3600));
    assert!(signed.url.contains(&format!("&exp={}&sig=", now + 3600)));
    for (wrong, field) in [
        (request(time(now - 10), None), "expire_time"),
        (request(None, duration(0)), "ttl"),
        (request(None, duration(-1)), "ttl"),
        (request(None, duration(400_000_000)), "ttl"),
        (request(time(now + 60), duration(60)), "ttl"),
    ] {
        let refusal = Refusal::of(server.caller().renders().sign_render_url(wrong).await);
        refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &[field]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotated_key_is_good_for_a_while() {
    let server = Server::start().await;
    let rotate = async |seconds: Option<i64>| {
        let overlap = seconds.map(|seconds| prost_types::Duration { seconds, nanos: 0 });
        let request = v1::RotateSigningKeyRequest { overlap };
        server.caller().renders().rotate_signing_key(request).await.unwrap().into_inner()
    };
    let first = sign(&server, card("T")).await;
    let second = rotate(None).await;
    assert!(second.secret.starts_with("urs_") && second.secret.len() == 47);
    assert_ne!(first.signing_key_id, second.signing_key_id);
    let end = second.old_keys_expire_time.unwrap();
    let days = (end.seconds - server.engine.clock.now().as_seconds()) as f64 / 86_400.0;
    assert!((29.9..30.1).contains(&days), "{days}");
    assert_eq!(get(&first.url).await.status, StatusCode::OK);
    let signed = sign(&server, card("T")).await;
    assert_eq!(signed.signing_key_id, second.signing_key_id, "the new one signs from now on");

    // As anyone would who has the secret and these documents.
    let key = UrlKey {
        id: second.signing_key_id.parse().unwrap(),
        secret: placard::domain::secret::Secret::new(second.secret.clone()),
        workspace_id: server.engine.first_workspace().await.unwrap().id,
        expire_time: None,
        create_time: Timestamp::EPOCH,
    };
    assert_eq!(get(&by_hand(&server, &key, "card.png", "&title=By+hand&w=60&h=32")).await.status, StatusCode::OK);

    let third = rotate(Some(0)).await;
    assert_eq!(third.old_keys_expire_time, None);
    for url in [&first.url, &signed.url] {
        told(&get(url).await, StatusCode::FORBIDDEN, "SIGNATURE_INVALID", "was replaced");
    }
    for _ in 0..20 {
        rotate(Some(3600)).await;
    }
    assert_eq!(get(&sign(&server, card("T")).await.url).await.status, StatusCode::OK);
    let refusal = server.caller_with(&[Scope::Render, Scope::Read]).await;
    let refusal = Refusal::of(refusal.renders().rotate_signing_key(v1::RotateSigningKeyRequest::default()).await);
    refusal.must_be(Code::PermissionDenied, "SCOPE_MISSING", &[]);

    // Another workspace's key signs for that workspace's templates, not for ours.
    let template = server.caller().create_template(sample::SOURCE).await;
    let stranger = server.stranger().await;
    let request = v1::SignRenderUrlRequest { spec: Some(card("T")), ..Default::default() };
    let theirs = stranger.renders().sign_render_url(request).await.unwrap().into_inner();
    let id = theirs.signing_key_id.parse().unwrap();
    let theirs = server.engine.store.url_key(id).await.unwrap().unwrap();
    let answer = get(&by_hand(&server, &theirs, &format!("{}.png", template.template_id), "&title=T")).await;
    told(&answer, StatusCode::NOT_FOUND, "UNKNOWN_TEMPLATE", "template names no template of this workspace");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_no_place_in_a_url_is_refused_when_it_is_signed() {
    let server = Server::start().await;
    let with = |change: fn(&mut v1::RenderSpec)| {
        let mut spec = card("T");
        change(&mut spec);
        v1::SignRenderUrlRequest { spec: Some(spec), ..Default::default() }
    };
    let cases: Vec<(v1::SignRenderUrlRequest, &str, &str)> = vec![
        (v1::SignRenderUrlRequest::default(), "FIELD_REQUIRED", "spec"),
        (with(|spec| spec.output.as_mut().unwrap().max_bytes = Some(5_000)), "INVALID_FIELD", "spec.output.max_bytes"),
        (with(|spec| spec.output.as_mut().unwrap().effort = 3), "INVALID_FIELD", "spec.output.effort"),
        (
            with(|spec| {
                spec.modifications.push(v1::Modification {
                    name: "title".into(),
                    visible: Some(true),
                    ..Default::default()
                })
            }),
            "INVALID_FIELD",
            "spec.modifications",
        ),
        (with(|spec| spec.design = Some(Design::Card(sample::card("")))), "FIELD_REQUIRED", "spec.card.title"),
        (
            with(|spec| {
                let template = TemplateRef { template_id: "crad".into(), version: 0 };
                spec.design = Some(Design::Template(template));
            }),
            "UNKNOWN_TEMPLATE",
            "spec.template.template_id",
        ),
        (
            with(|spec| {
                let long = v1::Card { description: "é".repeat(2_000), ..sample::card("T") };
                spec.design = Some(Design::Card(long));
            }),
            "INVALID_FIELD",
            "spec.variables",
        ),
    ];
    for (request, reason, field) in cases {
        let refusal = Refusal::of(server.caller().renders().sign_render_url(request).await);
        refusal.must_be(Code::InvalidArgument, reason, &[field]);
    }
    let canvas = v1::Node { name: Some("canvas".into()), ..Default::default() };
    let scene = v1::Scene { canvas: Some(canvas), ..Default::default() };
    let request = v1::SignRenderUrlRequest { spec: Some(sample::spec(Design::Scene(scene))), ..Default::default() };
    let refusal = Refusal::of(server.caller().renders().sign_render_url(request).await);
    refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["spec.scene"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn urls_without_signature_are_taken_where_the_workspace_says_so() {
    let server = Server::start().await;
    let caller = server.caller();
    let mine = caller.workspace().get_workspace(v1::GetWorkspaceRequest {}).await.unwrap().into_inner();
    let mine = mine.workspace.unwrap();
    assert!(!mine.unsigned_urls);
    let url = |rest: &str| format!("{}/r/card.png?title=T&w=60&h=32{rest}", server.url);
    let unsigned = url(&format!("&ws={}", mine.workspace_id));
    told(&get(&unsigned).await, StatusCode::FORBIDDEN, "SIGNATURE_INVALID", "takes signed ones only");
    let turn = async |on: bool| {
        let workspace = Some(v1::Workspace { unsigned_urls: on, ..Default::default() });
        let update_mask = Some(prost_types::FieldMask { paths: vec!["unsigned_urls".to_owned()] });
        let request = v1::UpdateWorkspaceRequest { workspace, update_mask };
        caller.workspace().update_workspace(request).await.unwrap().into_inner().workspace.unwrap()
    };
    assert_eq!(turn(true).await, v1::Workspace { unsigned_urls: true, ..mine.clone() });
    assert_eq!(get(&unsigned).await.status, StatusCode::OK);
    // Whose it is must be said, and a signature that stands there must be right.
    let other = server.stranger().await;
    let other = other.workspace().get_workspace(v1::GetWorkspaceRequest {}).await.unwrap().into_inner();
    for refused in [
        url(""),
        url("&ws=x"),
        url(&format!("&ws={}", other.workspace.unwrap().workspace_id)),
        url(&format!("&ws={}&sig=x", mine.workspace_id)),
        url(&format!("&ws={}&k=urk_01h455vb4pex5vsknk084sn02q", mine.workspace_id)),
    ] {
        told(&get(&refused).await, StatusCode::FORBIDDEN, "SIGNATURE_INVALID", "");
    }
    turn(false).await;
    told(&get(&unsigned).await, StatusCode::FORBIDDEN, "SIGNATURE_INVALID", "");
}
