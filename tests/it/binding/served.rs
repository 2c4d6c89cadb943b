//! `GET /b/{binding}.{ext}`, by plain HTTP.

use http::{Method, StatusCode, header};
use placard_client::v1;

use super::says;
use crate::support::{
    http::Http,
    receiver::{Receiver, Reply},
    sample,
    server::Server,
};

#[tokio::test(flavor = "multi_thread")]
async fn the_last_good_picture_is_served_whole_in_part_and_not_at_all() {
    let server = Server::start().await;
    let caller = server.caller();
    let source = Receiver::replying([says("One"), Reply::status(500), says("Two")]).await;
    let binding = caller.create_binding(sample::paused_binding(&source.url)).await;
    let (id, url) = (&binding.binding_id, &binding.image_url);
    let http = Http::new();
    let before = http.get(url, &[]).await;
    assert_eq!((before.status, &before.body[..]), (StatusCode::NOT_FOUND, &b"this binding has no picture yet\n"[..]));
    assert_eq!(before.header("cache-control"), "no-store");

    caller.refresh(id).await.unwrap();
    let whole = http.get(url, &[]).await;
    assert_eq!(whole.status, StatusCode::OK);
    assert_eq!(whole.header("cache-control"), "public, max-age=60, stale-while-revalidate=300");
    assert_eq!((whole.header("content-type"), whole.header("x-content-type-options")), ("image/png", "nosniff"));
    let etag = whole.header("etag").to_owned();
    let head = http.ask(Method::HEAD, url, &[], "").await;
    assert_eq!((head.status, head.body.len(), head.header("etag")), (StatusCode::OK, 0, etag.as_str()));
    assert_eq!(head.header("content-length"), whole.body.len().to_string());
    let same = http.get(url, &[(header::IF_NONE_MATCH, &etag)]).await;
    assert_eq!((same.status, same.body.len()), (StatusCode::NOT_MODIFIED, 0));
    let part = http.get(url, &[(header::RANGE, "bytes=8-15")]).await;
    assert_eq!((part.status, &part.body[..]), (StatusCode::PARTIAL_CONTENT, &whole.body[8..16]));

    caller.refresh(id).await.unwrap_err();
    assert_eq!(http.get(url, &[]).await.body, whole.body, "a failure takes nothing away");
    caller.refresh(id).await.unwrap();
    let new = http.get(url, &[(header::IF_NONE_MATCH, &etag)]).await;
    assert_eq!(new.status, StatusCode::OK);
    assert_ne!(new.header("etag"), etag);

    let other = http.get(&format!("{}/b/{id}.jpg", server.url), &[]).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    assert_eq!(other.body, format!("this binding's picture is at {id}.png\n"));
    for nothing in ["/b/bnd_01h455vb4pex5vsknk084sn02q.png", "/b/x.png", "/b/.png", "/b/%00.png", "/b/"] {
        assert_eq!(http.get(&format!("{}{nothing}", server.url), &[]).await.status, StatusCode::NOT_FOUND, "{nothing}");
    }
    assert_eq!(http.get(&format!("{}/b/{id}", server.url), &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(http.ask(Method::PUT, url, &[], "x").await.status, StatusCode::METHOD_NOT_ALLOWED);

    caller.bindings().delete_binding(v1::DeleteBindingRequest { binding_id: id.clone() }).await.unwrap();
    let gone = http.get(url, &[]).await;
    assert_eq!((gone.status, &gone.body[..]), (StatusCode::NOT_FOUND, &b"there is no such binding\n"[..]));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_format_has_another_ending_once_there_is_a_picture_of_it() {
    let server = Server::start().await;
    let caller = server.caller();
    let source = Receiver::always(says("T")).await;
    let binding = caller.create_binding(sample::paused_binding(&source.url)).await;
    caller.refresh(&binding.binding_id).await.unwrap();
    let mut spec = binding.spec.clone().unwrap();
    spec.output.as_mut().unwrap().format = v1::Format::Jpeg.into();
    let changed = v1::Binding { spec: Some(spec), ..binding.clone() };
    let changed = caller.update_binding(changed, &["spec"]).await.unwrap().into_inner().binding.unwrap();
    assert!(changed.image_url.ends_with(".jpg"), "{}", changed.image_url);
    let http = Http::new();
    assert_eq!(http.get(&binding.image_url, &[]).await.status, StatusCode::OK, "until there is another one");
    assert!(caller.refresh(&binding.binding_id).await.unwrap().1);
    assert_eq!(http.get(&changed.image_url, &[]).await.header("content-type"), "image/jpeg");
    assert_eq!(http.get(&binding.image_url, &[]).await.status, StatusCode::NOT_FOUND);
}
