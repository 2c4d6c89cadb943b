//! `GET /r/{template}.{ext}?…`: pictures that are rendered when they are asked for, and the URLs for them.

use std::time::Duration;

use http::{Method, StatusCode, header};
use placard::domain::{access::Scope, signed_url::UrlKey, timestamp::Timestamp};
use placard_client::v1::{self, TemplateRef, render_spec::Design};
use tonic::Code;

use crate::support::{
    http::{Answer, Http},
    receiver::{Receiver, Reply},
    refusal::Refusal,
    sample,
    server::{PATIENCE, Server},
};

fn card(title: &str) -> v1::RenderSpec {
    sample::spec(Design::Card(sample::card(title)))
}

async fn sign(server: &Server, spec: v1::RenderSpec) -> v1::SignRenderUrlResponse {
    let request = v1::SignRenderUrlRequest { spec: Some(spec), ..Default::default() };
    server.caller().renders().sign_render_url(request).await.expect("a URL").into_inner()
}

async fn get(url: &str) -> Answer {
    Http::new().get(url, &[]).await
}

/// A key of the first workspace, for signing by hand.
async fn key(server: &Server) -> UrlKey {
    let workspace = server.engine.first_workspace().await.unwrap();
    server.engine.rotate_url_key(workspace.id, Duration::from_secs(60)).await.unwrap().0
}

fn by_hand(server: &Server, key: &UrlKey, file: &str, rest: &str) -> String {
    format!("{}{}", server.url, key.sign(&format!("/r/{file}?k={}{rest}", key.id)))
}

#[track_caller]
fn told(answer: &Answer, status: StatusCode, reason: &str, said: &str) {
    let text = String::from_utf8_lossy(&answer.body);
    assert_eq!(answer.status, status, "{text}");
    assert!(text.starts_with(&format!("{reason}: ")) && text.contains(said), "{text}");
    assert_eq!(answer.header("cache-control"), "no-store", "{text}");
    assert!(answer.header("content-type").starts_with("text/plain"));
}

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
async fn parameters_are_what_the_template_declares() {
    let server = Server::start().await;
    let source = "
name: Typed
variables:
  title: { type: string, required: true, max_length: 40 }
  price: { type: number, default: 1 }
  sale: { type: bool, default: false }
  w: { type: string, max_length: 10, default: '' }
  names: { type: list, items: { type: string }, default: [] }
canvas:
  children:
    - { type: text, name: head, text: '{{ title }} {{ price + 1 }} {{ w }} {{ names | join(\"+\") }}', color: black, font_size: 30 }
    - { type: text, name: more, when: sale, text: Sale, color: red, font_size: 20 }
";
    let template = server.caller().create_template(source).await;
    let key = key(&server).await;
    let file = format!("{}.png", template.template_id);
    let rest = "&title=7&price=2.5&sale=yes&var.w=wide&w=300&h=150&scale=2&names=%5B%22a%22%2C%22b%22%5D";
    let answer = get(&by_hand(&server, &key, &file, rest)).await;
    assert_eq!(sample::decoded(&answer.body), ("png", 600, 300), "{}", String::from_utf8_lossy(&answer.body));

    let number = |n: f64| sample::number(n);
    let list = prost_types::ListValue { values: vec![sample::text("a"), sample::text("b")] };
    let names = prost_types::Value { kind: Some(prost_types::value::Kind::ListValue(list)) };
    let flag = prost_types::Value { kind: Some(prost_types::value::Kind::BoolValue(true)) };
    let variables = [("title", sample::text("7")), ("price", number(2.5)), ("sale", flag), ("w", sample::text("wide"))];
    let mut spec = sample::of_template(&template.template_id, 0, &variables).spec.unwrap();
    spec.variables.insert("names".into(), names);
    spec.output = Some(v1::Output { width: Some(300), height: Some(150), scale: Some(2.0), ..Default::default() });
    let signed = sign(&server, spec.clone()).await;
    assert!(signed.url.contains("var.w=wide"), "{}", signed.url);
    assert_eq!(get(&signed.url).await.header("etag"), answer.header("etag"));
    let rendered = server.caller().render(sample::of(spec)).await;
    assert!(rendered.cached, "one picture, however it is asked for");

    for (rest, status, reason, said) in [
        ("", StatusCode::BAD_REQUEST, "FIELD_REQUIRED", "title is required"),
        ("&title=T&price=dear", StatusCode::BAD_REQUEST, "INVALID_FIELD", "price must be a number"),
        ("&title=T&sale=maybe", StatusCode::BAD_REQUEST, "INVALID_FIELD", "sale must be"),
        ("&title=T&names=a", StatusCode::BAD_REQUEST, "INVALID_FIELD", "names must be a list"),
        ("&title=T&titel=T", StatusCode::BAD_REQUEST, "UNKNOWN_VARIABLE", "titel"),
        ("&title=T&w=0&h=1", StatusCode::BAD_REQUEST, "INVALID_FIELD", "w must be from 1 to 8192"),
        ("&title=T&w=60", StatusCode::BAD_REQUEST, "FIELD_REQUIRED", "h is required"),
        ("&title=T&size=og&w=9&h=9", StatusCode::BAD_REQUEST, "INVALID_FIELD", "size stands beside"),
        ("&title=T&scale=9", StatusCode::BAD_REQUEST, "INVALID_FIELD", "scale must be from 1 to 4"),
        ("&title=T&q=101", StatusCode::BAD_REQUEST, "INVALID_FIELD", "q must be"),
        ("&title=T&title=U", StatusCode::BAD_REQUEST, "INVALID_FIELD", "title stands twice"),
        ("&title=T&v=9", StatusCode::NOT_FOUND, "UNKNOWN_TEMPLATE", "v is no version"),
        ("&title=%FF%00&w=9&h=9", StatusCode::OK, "", ""),
    ] {
        let answer = get(&by_hand(&server, &key, &file, rest)).await;
        if status == StatusCode::OK {
            // Bytes that are no text come out as what stands for them.
            assert!(answer.status == StatusCode::OK || answer.status == StatusCode::BAD_REQUEST, "{answer:?}");
        } else {
            told(&answer, status, reason, said);
        }
    }
    for (file, reason, status) in [
        ("crad.png", "UNKNOWN_TEMPLATE", StatusCode::NOT_FOUND),
        ("tpl_01h455vb4pex5vsknk084sn02q.png", "UNKNOWN_TEMPLATE", StatusCode::NOT_FOUND),
        ("tpl_x.png", "UNKNOWN_TEMPLATE", StatusCode::NOT_FOUND),
        ("card.gif", "INVALID_FIELD", StatusCode::BAD_REQUEST),
        ("card", "INVALID_FIELD", StatusCode::BAD_REQUEST),
        (".png", "UNKNOWN_TEMPLATE", StatusCode::NOT_FOUND),
    ] {
        told(&get(&by_hand(&server, &key, file, "&title=T")).await, status, reason, "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reader_chooses_where_the_url_leaves_it_to_them() {
    let server = Server::start().await;
    let output = v1::Output { format: v1::Format::Auto.into(), ..sample::output() };
    let signed = sign(&server, v1::RenderSpec { output: Some(output), ..card("Auto") }).await;
    assert!(signed.url.contains("/r/card.auto?"), "{}", signed.url);
    for (accept, format) in [
        ("image/avif,image/webp,*/*;q=0.8", "webp"),
        ("image/webp,image/png", "webp"),
        ("*/*", "png"),
        ("image/webp;q=0,image/avif", "png"),
    ] {
        let answer = Http::new().get(&signed.url, &[(header::ACCEPT, accept)]).await;
        assert_eq!(sample::decoded(&answer.body).0, format, "{accept}");
        assert_eq!(
            (answer.header("vary"), answer.header("content-type")),
            ("accept", format!("image/{format}").as_str())
        );
    }
    for (format, name) in [(v1::Format::Jpeg, "jpeg"), (v1::Format::Svg, "svg"), (v1::Format::Avif, "avif")] {
        let output = v1::Output { format: format.into(), ..sample::output() };
        let signed = sign(&server, v1::RenderSpec { output: Some(output), ..card("By name") }).await;
        assert_eq!(sample::decoded(&get(&signed.url).await.body).0, name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_version_is_shown_after_the_last_one_was_shown_once_more() {
    let server = Server::start().await;
    let caller = server.caller();
    let template = caller.create_template(sample::SOURCE).await;
    let spec = |version| {
        let title = [("title", sample::text("Same"))];
        sample::of_template(&template.template_id, version, &title).spec.unwrap()
    };
    let (latest, pinned) = (sign(&server, spec(0)).await.url, sign(&server, spec(1)).await.url);
    let before = get(&latest).await;
    assert_eq!(get(&pinned).await.header("etag"), before.header("etag"));

    let source = sample::SOURCE.replace("background: navy", "background: teal");
    let changed = v1::Template { template_id: template.template_id.clone(), ..sample::template(&source) };
    let update_mask = Some(prost_types::FieldMask { paths: vec!["source".to_owned()] });
    let update = v1::UpdateTemplateRequest { template: Some(changed), update_mask };
    caller.templates().update_template(update).await.unwrap();

    let last = get(&latest).await;
    assert_eq!((last.status, last.header("etag")), (StatusCode::OK, before.header("etag")), "nobody waits");
    assert!(last.header("cache-control").starts_with("public, max-age=0, stale-while-revalidate="));
    let renewed = async {
        loop {
            let answer = get(&latest).await;
            if answer.header("etag") != before.header("etag") {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let renewed = tokio::time::timeout(PATIENCE, renewed).await.expect("it is made meanwhile");
    assert_eq!(renewed.header("cache-control"), "public, max-age=300, stale-while-revalidate=86400");
    assert_eq!(get(&pinned).await.header("etag"), before.header("etag"), "a version stays what it was");

    let delete = v1::DeleteTemplateRequest { template_id: template.template_id };
    caller.templates().delete_template(delete).await.unwrap();
    told(&get(&latest).await, StatusCode::NOT_FOUND, "UNKNOWN_TEMPLATE", "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_fails_is_tried_no_more_for_a_while() {
    let server = Server::start().await;
    let mut broken = Receiver::always(Reply::status(404)).await;
    let spec = sample::failing("T", &broken.url).spec.unwrap();
    let url = sign(&server, spec).await.url;
    for _ in 0..3 {
        let answer = get(&url).await;
        told(&answer, StatusCode::UNPROCESSABLE_ENTITY, "IMAGE_UNAVAILABLE", "127.0.0.1");
    }
    assert_eq!(broken.so_far().len(), 1);
    let kept = server.caller().all_renders(Default::default()).await;
    assert_eq!(kept.len(), 1, "it is in the books, once");
    assert_eq!(kept[0].state(), v1::RenderState::Failed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_server_says_when_to_come_back() {
    let server = Server::with(&[("render_threads", "1"), ("render_queue", "1")]).await;
    let key = key(&server).await;
    let urls = (0..12).map(|n| by_hand(&server, &key, "card.png", &format!("&title=T{n}&w=2000&h=2000")));
    let answers = futures::future::join_all(urls.map(|url| async move { get(&url).await })).await;
    let busy: Vec<_> = answers.iter().filter(|answer| answer.status != StatusCode::OK).collect();
    assert!((1..12).contains(&busy.len()), "{} of 12", busy.len());
    for answer in busy {
        told(answer, StatusCode::SERVICE_UNAVAILABLE, "OVERLOADED", "");
        assert_eq!(answer.header("retry-after"), "1");
    }
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
