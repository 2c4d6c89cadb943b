//! Errors that come of how the server is, or of what became of its files.

use placard_client::v1::{self, batch_rows::Source};
use serde_json::json;

use super::{GET_WORKSPACE, Provoked, ask, download, render, small};
use crate::support::{
    receiver::{Receiver, Reply},
    sample,
    server::Server,
};

/// A batch that goes on as long as the receiver of its avatars is there.
pub async fn hanging_batch() -> (Server, Receiver, String) {
    let server = Server::with(&[("render_threads", "1")]).await;
    let mut hanging = Receiver::always(Reply::never()).await;
    let titles: String = (0..100).map(|n| format!("Card {n}\n")).collect();
    let mut request = sample::of_rows(Source::Csv(format!("title\n{titles}").into()));
    if let Some(v1::create_batch_request::Items::Rows(rows)) = &mut request.items {
        rows.spec.as_mut().unwrap().variables.insert("avatar_url".into(), sample::text(&hanging.url));
    }
    let batch = server.caller().create_batch(request).await;
    hanging.next().await;
    (server, hanging, batch.batch_id)
}

pub async fn overloaded() -> Provoked {
    let server = Server::with(&[("ingress.concurrency", "1")]).await;
    let mut hanging = Receiver::always(Reply::never()).await;
    let (caller, url) = (server.caller().clone(), hanging.url.clone());
    let under_way = tokio::spawn(async move { caller.renders().render(sample::failing("T", &url)).await });
    hanging.next().await;
    let provoked = ask(&server, GET_WORKSPACE, json!({})).await;
    drop(hanging);
    under_way.await.unwrap().unwrap_err();
    provoked
}

/// A file where the folder of the blobs was: nothing can be written any more.
pub async fn backend_unavailable() -> Provoked {
    let folder = tempfile::tempdir().unwrap();
    let blobs = folder.path().join("blobs");
    let url = format!("file://{}", blobs.display());
    let server = Server::with(&[("blob_url", &url)]).await;
    std::fs::remove_dir_all(&blobs).unwrap();
    std::fs::write(&blobs, "").unwrap();
    let provoked = render(&server, small("T")).await;
    std::fs::remove_file(&blobs).unwrap();
    provoked
}

/// The books name a picture whose bytes somebody has deleted: that is no passing state, and nothing a caller can mend.
pub async fn internal() -> Provoked {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("file://{}", folder.path().join("blobs").display());
    let server = Server::with(&[("blob_url", &url)]).await;
    let render = server.caller().render(sample::render("T")).await;
    let mut folders = vec![folder.path().join("blobs")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            match entry.file_type().unwrap().is_dir() {
                true => folders.push(entry.path()),
                false => std::fs::remove_file(entry.path()).unwrap(),
            }
        }
    }
    download(server.caller(), render.render_id).await
}
