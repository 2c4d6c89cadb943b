//! `placard listen`: events at a local URL, as the webhooks they would be.

use standardwebhooks::Webhook;

use crate::support::{
    process::{Process, run},
    receiver::{Receiver, Reply},
    sample,
    server::KEY,
};

#[tokio::test(flavor = "multi_thread")]
async fn events_reach_a_local_receiver_signed_and_none_is_missed_over_a_restart() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path(), &[]).await;
    let address = server.url.strip_prefix("http://").unwrap().to_owned();
    let mut receiver = Receiver::replying([Reply::status(204), Reply::status(500)]).await;
    let arguments = ["listen", "--server", &server.url, "--forward-to", &receiver.url, "--events", "render.completed"];
    let mut listen = Process::spawn(&arguments, &[("PLACARD_API_KEY", KEY)]);
    let secret = listen.line_with("signed with").await.rsplit_once(' ').unwrap().1.to_owned();
    // The stream is open once something came; until then nobody knows.
    let mut rendered = 0;
    let first = loop {
        let render = server.caller().render(sample::render(&format!("Try {rendered}"))).await;
        rendered += 1;
        let waited = tokio::time::timeout(std::time::Duration::from_secs(2), receiver.next()).await;
        if let Ok(received) = waited {
            break (received, render);
        }
    };
    let (received, render) = first;
    let webhook = Webhook::new(&secret).unwrap();
    webhook.verify(&received.body, &received.headers).unwrap();
    assert_eq!(received.json()["data"]["render_id"], render.render_id);
    assert_eq!(received.header("webhook-id"), received.json()["id"]);
    assert_eq!(received.header("x-placard-event"), "render.completed");
    assert_eq!(received.header("x-placard-attempt"), "1");
    assert_eq!(received.header("content-type"), "application/json");
    let line = listen.line_with("render.completed").await;
    assert_eq!(line, format!("render.completed {} -> 204", received.header("webhook-id")));

    // The server goes, makes an event nobody hears of, and comes back at the same address.
    server.kill().await;
    let server = Process::start_at(&address, data.path(), &[]).await;
    let later = server.caller().render(sample::render("Later")).await;
    let received = receiver.next().await;
    webhook.verify(&received.body, &received.headers).unwrap();
    assert_eq!(received.json()["data"]["render_id"], later.render_id);
    assert!(listen.line_with("render.completed").await.ends_with("-> 500"));
    assert_eq!(listen.terminate().await.code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_work_ends_with_a_sentence() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path(), &[]).await;
    let url = server.url.as_str();
    for (arguments, complaint) in [
        (
            &["--key", "plk_nobodys-key-nobodys-key-0123456789", "--forward-to", "http://127.0.0.1:1/"][..],
            "must use port",
        ),
        (
            &["--key", "plk_nobodys-key-nobodys-key-0123456789", "--forward-to", "http://127.0.0.1:3000/"],
            "unknown, revoked",
        ),
        (&["--key", KEY, "--forward-to", "http://127.0.0.1:3000/", "--events", "render.complete"], "did you mean"),
        (&["--key", KEY, "--forward-to", "http://127.0.0.1:3000/", "--secret", "whsec_***"], "base64"),
        (&["--key", KEY, "--forward-to", "ftp://127.0.0.1/"], "--forward-to"),
        (&["--forward-to", "http://127.0.0.1:3000/"], "--key"),
    ] {
        let arguments = [&["listen", "--server", url], arguments].concat();
        let told = run(data.path(), &arguments, &[]).await.failed();
        assert!(told.contains(complaint), "{arguments:?}: {told}");
    }
}
