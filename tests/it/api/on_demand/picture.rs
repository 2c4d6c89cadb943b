//! What a URL shows.

use std::time::Duration;

use http::{StatusCode, header};
use placard_client::v1;

use super::{by_hand, card, get, key, sign, told};
use crate::support::{
    http::Http,
    receiver::{Receiver, Reply},
    sample,
    server::{PATIENCE, Server},
};

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
