//! `GET /i/{slug}.{ext}`, by plain HTTP.

use http::{Method, StatusCode, header};
use placard_client::v1::RenderRequest;

use crate::support::{database::TestDatabase, http::Http, sample, server::Server};

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_served_whole_in_part_and_not_at_all() {
    let server = Server::start().await;
    let request = RenderRequest { inline_image: true, ..sample::render("Served") };
    let answer = server.caller().renders().render(request).await.unwrap().into_inner();
    let (render, image) = (answer.render.unwrap(), answer.image);
    let http = Http::new();
    let len = image.len();
    let etag = format!("\"{}\"", render.sha256);

    let whole = http.get(&render.url, &[]).await;
    assert_eq!((whole.status, &whole.body), (StatusCode::OK, &image));
    assert_eq!(whole.header("etag"), etag);
    assert_eq!(whole.header("content-type"), "image/png");
    assert_eq!(whole.header("content-length"), len.to_string());
    assert_eq!(whole.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(whole.header("x-content-type-options"), "nosniff");
    assert_eq!(whole.header("accept-ranges"), "bytes");
    assert!(whole.header("content-security-policy").ends_with("sandbox"), "an SVG opened by itself runs nothing");

    let head = http.ask(Method::HEAD, &render.url, &[], "").await;
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
    assert_eq!((head.header("content-length"), head.header("etag")), (len.to_string().as_str(), etag.as_str()));

    let weak = format!("\"other\", W/{etag}");
    for known in [etag.as_str(), weak.as_str(), "*"] {
        let same = http.get(&render.url, &[(header::IF_NONE_MATCH, known)]).await;
        assert_eq!((same.status, same.body.len()), (StatusCode::NOT_MODIFIED, 0), "{known}");
        assert_eq!(same.header("etag"), etag);
        assert_eq!(same.header("cache-control"), "public, max-age=31536000, immutable");
    }
    let changed = http.get(&render.url, &[(header::IF_NONE_MATCH, "\"other\"")]).await;
    assert_eq!(changed.status, StatusCode::OK);

    for (range, part) in [
        ("bytes=0-0", 0..1),
        ("bytes=8-15", 8..16),
        ("bytes=100-", 100..len),
        ("bytes=-7", len - 7..len),
        ("bytes=10-99999999", 10..len),
    ] {
        let answer = http.get(&render.url, &[(header::RANGE, range)]).await;
        assert_eq!(answer.status, StatusCode::PARTIAL_CONTENT, "{range}");
        assert_eq!(answer.body, image[part.clone()], "{range}");
        assert_eq!(answer.header("content-range"), format!("bytes {}-{}/{len}", part.start, part.end - 1));
    }
    let past = http.get(&render.url, &[(header::RANGE, "bytes=99999999-")]).await;
    assert_eq!(past.status, StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(past.header("content-range"), format!("bytes */{len}"));
    let other_version = [(header::RANGE, "bytes=0-0"), (header::IF_RANGE, "\"other\"")];
    assert_eq!(http.get(&render.url, &other_version).await.status, StatusCode::OK);
    let this_version = [(header::RANGE, "bytes=0-0"), (header::IF_RANGE, etag.as_str())];
    assert_eq!(http.get(&render.url, &this_version).await.status, StatusCode::PARTIAL_CONTENT);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_picture_is_404() {
    let server = Server::start().await;
    let render = server.caller().render(sample::render("There")).await;
    let http = Http::new();
    let slug = &render.slug;
    for path in [
        format!("/i/{slug}"),
        format!("/i/{slug}.jpg"),
        format!("/i/{slug}.webp"),
        format!("/i/{slug}.PNG"),
        format!("/i/{slug}.png.png"),
        format!("/i/{}.png", slug.to_lowercase()),
        format!("/i/{}x.png", slug),
        "/i/.png".to_owned(),
        "/i/%00.png".to_owned(),
        "/i/..%2f..%2fmaster.key".to_owned(),
        "/i/".to_owned(),
        "/i/a/b.png".to_owned(),
        "/".to_owned(),
    ] {
        let answer = http.get(&format!("{}{path}", server.url), &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let written = http.ask(Method::PUT, &render.url, &[], "x").await;
    assert_eq!(written.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(http.get(&render.url, &[]).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slug_is_long_and_differs_between_workspaces() {
    let server = Server::start().await;
    let mine = server.caller().render(sample::render("Same")).await;
    let theirs = server.stranger().await.render(sample::render("Same")).await;
    assert_eq!(mine.sha256, theirs.sha256);
    assert_ne!(mine.slug, theirs.slug, "else one workspace learns what another rendered");
    assert!(!theirs.cached);
    assert!(mine.slug.len() == 16 && mine.slug.bytes().all(|b| b.is_ascii_alphanumeric()), "{}", mine.slug);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_no_name_is_not_there() {
    let db = TestDatabase::postgres().await;
    let server = Server::with(&[("database_url", &db.url)]).await;
    for name in ["%00", "abcdefghijklmno%00", "%C3%A4bcdefghijklmno", "a", "abcdefghijklmnopq", "abcdefghijklmnop"] {
        let answer = Http::new().get(&format!("{}/i/{name}.png", server.url), &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{name}");
    }
}
