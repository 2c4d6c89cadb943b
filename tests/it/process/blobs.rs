//! The operator's own pictures in a bucket of a real S3 server.

use crate::support::{
    http::Http,
    process::{Process, run},
    s3::{ACCESS_KEY_ID, BUCKET, S3, SECRET_ACCESS_KEY},
    sample,
};

fn variables<'a>(url: &'a str, blobs: &'a str) -> [(&'static str, &'a str); 6] {
    [
        ("PLACARD_BLOB_URL", blobs),
        ("AWS_ENDPOINT", url),
        ("AWS_REGION", "us-east-1"),
        ("AWS_ALLOW_HTTP", "true"),
        ("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID),
        ("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn the_servers_own_pictures_may_be_in_a_bucket() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let s3 = S3::start().await;
    let blobs = format!("s3://{BUCKET}/placard");
    let variables = variables(&s3.url, &blobs);
    let process = Process::start(&data, &variables).await;
    let render = process.caller().render(sample::render("In a bucket")).await;
    let (first, rest) = render.sha256.split_at(2);
    let picture = s3.object(&format!("placard/sha256/{first}/{rest}")).expect("it is in the bucket");
    let http = Http::new();
    let whole = http.get(&render.url, &[]).await;
    assert_eq!((whole.status.as_u16(), whole.body.as_ref()), (200, picture.as_slice()));
    let part = http.get(&render.url, &[(http::header::RANGE, "bytes=1-3")]).await;
    assert_eq!((part.status.as_u16(), part.body.as_ref()), (206, &picture[1..4]));
    assert_eq!(http.get(&format!("{}/readyz", process.url), &[]).await.status.as_u16(), 200);
    // Again after a restart, and another one beside it.
    let status = process.terminate().await;
    assert!(status.success(), "{status}");
    let process = Process::start(&data, &variables).await;
    assert!(process.caller().render(sample::render("In a bucket")).await.cached);
    process.caller().render(sample::render("Another one")).await;

    let said = run(folder.path(), &["doctor"], &variables).await.succeeded();
    assert!(said.contains("ok     blob store"), "{said}");
    let wrong = [&variables[..5], &[("AWS_SECRET_ACCESS_KEY", "not-the-key")]].concat();
    let said = run(folder.path(), &["doctor"], &wrong).await.failed();
    assert!(said.contains("WRONG  blob store") && !said.contains("not-the-key"), "{said}");
}
