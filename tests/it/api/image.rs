//! Remote images that are not to be had: the render fails, is kept as failed, and subscribers hear of it.

use std::{io::Write, time::Duration};

use flate2::{Compression, write::ZlibEncoder};
use placard_client::v1::{self, RenderRequest, RenderState};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinHandle,
};
use tonic::Code;

use crate::support::{
    receiver::{Receiver, Reply},
    refusal::Refusal,
    sample,
    server::{PATIENCE, Server},
};

/// Answers every connection with these bytes, and then on and on with `more` until the other side has enough.
async fn source(head: String, more: Vec<u8>) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/avatar.png", listener.local_addr().unwrap());
    let task = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (head, more) = (head.clone(), more.clone());
            tokio::spawn(async move {
                let mut request = [0; 4096];
                let _ = stream.read(&mut request).await;
                if stream.write_all(head.as_bytes()).await.is_err() {
                    return;
                }
                while !more.is_empty() && stream.write_all(&more).await.is_ok() {}
            });
        }
    });
    (url, task)
}

/// A PNG whose header says it has these sides, with this for its data.
fn png(width: u32, height: u32, data: &[u8]) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend([8, 6, 0, 0, 0]);
    for (kind, content) in [(b"IHDR", header.as_slice()), (b"IDAT", data), (b"IEND", &[])] {
        bytes.extend(u32::try_from(content.len()).unwrap().to_be_bytes());
        let from = bytes.len();
        bytes.extend(kind);
        bytes.extend(content);
        let mut crc = flate2::Crc::new();
        crc.update(&bytes[from..]);
        bytes.extend(crc.sum().to_be_bytes());
    }
    bytes
}

fn deflated(zeros: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![0; zeros]).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_image_that_is_not_to_be_had_fails_the_render() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut receiver = Receiver::start().await;
    caller.subscribe(sample::subscription(&receiver.url, &["render.failed"])).await;

    let ok = "HTTP/1.1 200 OK\r\ncontent-type: image/png\r\n";
    let (two_gigabytes, _a) = source(format!("{ok}content-length: 2147483648\r\n\r\n"), vec![0; 65_536]).await;
    let (endless, _b) = source(
        format!("{ok}transfer-encoding: chunked\r\n\r\n"),
        [b"10000\r\n".to_vec(), vec![0; 65_536], b"\r\n".to_vec()].concat(),
    )
    .await;
    let (broken_off, _c) = source(format!("{ok}content-length: 1000\r\n\r\n0123456789"), Vec::new()).await;
    let replying = |reply: Reply| async { Receiver::always(reply).await };
    let missing = replying(Reply::status(404)).await;
    let html = replying(Reply::status(200).header("content-type", "text/html").body("<html>no</html>")).await;
    let empty = replying(Reply::status(200).header("content-type", "image/png")).await;
    let redirect = Reply::status(302).header("location", "http://169.254.169.254/latest/meta-data/");
    let redirect = replying(redirect).await;
    // 2.5 gigapixels in a header, and 400 MB of zeros in 400 kB.
    let vast = replying(Reply::status(200).body(png(50_000, 50_000, &deflated(1_000)))).await;
    let bomb = replying(Reply::status(200).body(png(10_000, 10_000, &deflated(400_000_000)))).await;
    let torn = replying(Reply::status(200).body(png(100, 100, &deflated(100)))).await;

    for (name, url, reason) in [
        ("404", &missing.url, "IMAGE_UNAVAILABLE"),
        ("2 GB", &two_gigabytes, "IMAGE_TOO_LARGE"),
        ("endless", &endless, "IMAGE_TOO_LARGE"),
        ("broken off", &broken_off, "IMAGE_UNAVAILABLE"),
        ("HTML", &html.url, "IMAGE_INVALID"),
        ("empty", &empty.url, "IMAGE_INVALID"),
        ("redirect to the metadata address", &redirect.url, "IMAGE_UNAVAILABLE"),
        ("2.5 gigapixels", &vast.url, "IMAGE_TOO_LARGE"),
        ("decompression bomb", &bomb.url, "IMAGE_TOO_LARGE"),
        ("torn", &torn.url, "IMAGE_INVALID"),
        ("nothing listens", &"http://127.0.0.1:1024/x.png".to_owned(), "IMAGE_UNAVAILABLE"),
    ] {
        let refusal = caller.refused(sample::failing(name, url)).await;
        assert_eq!(refusal.reason, reason, "{name}: {refusal:#?}");
        refusal.must_be(Code::FailedPrecondition, reason, &["spec.card.avatar_url"]);

        let request = v1::GetRenderRequest { render_id: refusal.metadata["render_id"].clone() };
        let render = caller.renders().get_render(request).await.unwrap().into_inner().render.unwrap();
        assert_eq!((render.state(), render.url.as_str()), (RenderState::Failed, ""), "{name}");
        let download = v1::DownloadRenderRequest { render_id: render.render_id.clone() };
        let nothing = Refusal::of(caller.renders().download_render(download).await.map(|_| tonic::Response::new(())));
        nothing.must_be(Code::FailedPrecondition, reason, &[]);
        let error = render.error.unwrap();
        assert_eq!(error.reason().as_str_name(), format!("ERROR_REASON_{reason}"), "{name}");
        assert_eq!(error.message, refusal.message, "{name}");
        assert_eq!(error.field, "card.avatar_url", "{name}: within the spec, which the render is of");

        let event = receiver.next().await.json();
        assert_eq!(event["type"], "render.failed", "{name}");
        assert_eq!(event["data"]["render_id"], render.render_id, "{name}");
        assert_eq!(
            event["data"]["error"],
            serde_json::json!({ "reason": reason, "message": refusal.message }),
            "{name}"
        );
        assert!(event["data"].get("url").is_none(), "{name}");
    }
    assert_eq!(receiver.so_far().len(), 0, "one event for each failure");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_image_that_hangs_is_given_up_on_and_holds_up_nobody_else() {
    let server = Server::start().await;
    let hanging = Receiver::always(Reply::never()).await;
    let caller = server.caller();
    let waiting = caller.refused(sample::failing("Waits", &hanging.url));
    let meanwhile =
        async { tokio::time::timeout(Duration::from_secs(5), caller.render(sample::render("Quick"))).await };
    let (refusal, quick) = tokio::join!(tokio::time::timeout(PATIENCE, waiting), meanwhile);
    quick.expect("the others go on meanwhile");
    let refusal = refusal.expect("it ends by itself");
    refusal.must_be(Code::FailedPrecondition, "IMAGE_UNAVAILABLE", &["spec.card.avatar_url"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_image_is_drawn_fetched_once_and_anew_where_the_cache_is_bypassed() {
    let server = Server::start().await;
    let caller = server.caller();
    let picture = |title| RenderRequest { inline_image: true, ..sample::render(title) };
    let bytes = caller.renders().render(picture("Portrait")).await.unwrap().into_inner().image;
    let mut host = Receiver::always(Reply::status(200).body(bytes)).await;
    let with = caller.render(sample::failing("With", &host.url)).await;
    let without = caller.render(sample::render("With")).await;
    assert_ne!(with.sha256, without.sha256, "the portrait is in the picture");
    assert!(caller.render(sample::failing("With", &host.url)).await.cached);
    let fetched = host.so_far();
    assert_eq!(fetched.len(), 1);
    assert!(fetched[0].headers.get("authorization").is_none());
    let bypass = RenderRequest { cache: v1::CacheMode::Bypass.into(), ..sample::failing("With", &host.url) };
    assert!(!caller.render(bypass).await.cached);
    assert_eq!(host.so_far().len(), 1);
}
