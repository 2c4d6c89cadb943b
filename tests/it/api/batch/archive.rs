//! What a batch came to, as one ZIP.

use std::{collections::BTreeMap, io::Read as _};

use http::{Method, StatusCode};
use placard_client::v1::{self, BatchState, RenderState};
use rawzip::{CompressionMethod, ZipArchive};
use serde_json::{Value, json};

use super::{csv, of_titles};
use crate::support::{
    database::TestDatabase,
    http::{Answer, Http},
    receiver::{Receiver, Reply},
    sample,
    server::{Names, Server},
};

/// The files, as another implementation than ours reads them, and the list of what each item came to.
fn unpacked(answer: &Answer) -> (BTreeMap<String, Vec<u8>>, Value) {
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/zip"), "{answer:?}");
    let archive = ZipArchive::from_slice(&answer.body).expect("a ZIP");
    let (mut entries, mut files) = (archive.entries(), BTreeMap::new());
    while let Some(entry) = entries.next_entry().unwrap() {
        let name = entry.file_path().try_normalize().unwrap().as_ref().to_owned();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
        assert!(name.chars().all(is_plain) && !name.contains(".."), "{name}");
        assert_eq!((entry.compression_method(), entry.mode().permissions()), (CompressionMethod::STORE, 0o644));
        assert!(entry.last_modified().year() >= 2026, "{name}");
        let local = archive.get_entry(entry.wayfinder()).unwrap();
        assert!(local.data_descriptor().unwrap().is_none(), "its length stands before it");
        let mut bytes = Vec::new();
        // To the end, where its checksum is compared.
        local.verifying_reader(local.data()).read_to_end(&mut bytes).unwrap();
        assert!(files.insert(name.clone(), bytes).is_none(), "{name} is there twice");
    }
    let list = files.remove("results.json").expect("a list");
    (files, serde_json::from_slice(&list).expect("JSON"))
}

async fn get(url: &str) -> Answer {
    Http::new().get(url, &[]).await
}

fn told(answer: &Answer, status: StatusCode, reason: &str) {
    let text = String::from_utf8_lossy(&answer.body);
    assert_eq!(answer.status, status, "{text}");
    assert!(text.starts_with(&format!("{reason}: ")), "{text}");
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_picture_is_in_it_once_and_what_failed_is_listed() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut news = Receiver::start().await;
    caller.subscribe(sample::subscription(&news.url, &["batch.completed"])).await;
    // The third is the first one's picture once more.
    let request = csv("title,accent\nA,\nB,no colour\nA,\nC,#fff\n");
    let begun = caller.create_batch(request).await;
    let batch = caller.end_of_batch(&begun.batch_id).await;
    assert!(batch.results_url.starts_with(&format!("{}/z/{}-", server.url, batch.batch_id)), "{}", batch.results_url);
    assert_eq!(news.next().await.json()["data"]["results_url"], json!(batch.results_url));
    let answer = get(&batch.results_url).await;
    let disposition = format!("attachment; filename=\"{}.zip\"", batch.batch_id);
    assert_eq!(answer.header("content-disposition"), disposition);
    let (files, list) = unpacked(&answer);
    assert_eq!(files.len(), 3);
    assert_eq!((&list["batch_id"], &list["total_count"]), (&json!(batch.batch_id), &json!(4)));
    assert_eq!((&list["completed_count"], &list["failed_count"]), (&json!(3), &json!(1)));
    let items = caller.batch_items(&batch.batch_id).await;
    assert_eq!(list["items"].as_array().unwrap().len(), items.len());
    for (item, listed) in items.iter().zip(list["items"].as_array().unwrap()) {
        let render = item.render.as_ref().unwrap();
        assert_eq!((&listed["index"], &listed["render_id"]), (&json!(item.index), &json!(render.render_id)));
        if item.state() == RenderState::Failed {
            let error = item.error.as_ref().unwrap();
            assert_eq!((&listed["status"], &listed["file"]), (&json!("failed"), &Value::Null));
            assert_eq!(listed["error"]["message"], json!(error.message));
        } else {
            let file = listed["file"].as_str().unwrap();
            assert_eq!(file, format!("{:05}-{}.png", item.index, render.slug));
            assert_eq!(files[file], get(&render.url).await.body, "{file}");
        }
    }
    let head = Http::new().ask(Method::HEAD, &batch.results_url, &[], "").await;
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_to_be_had_when_the_batch_has_ended() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut avatar = Receiver::replying([Reply::status(500), Reply::never()]).await;
    let rows = format!("title,avatar_url\nA,\nB,{}\n", avatar.url);
    let begun = caller.create_batch(csv(&rows)).await;
    assert_eq!((begun.state(), begun.results_url.as_str()), (BatchState::Running, ""));
    let ended = caller.end_of_batch(&begun.batch_id).await;
    assert_eq!(unpacked(&get(&ended.results_url).await).0.len(), 1);
    avatar.next().await;
    // Under way once more.
    let again = v1::RetryBatchItemsRequest { batch_id: ended.batch_id.clone(), ..Default::default() };
    let again = caller.renders().retry_batch_items(again).await.unwrap().into_inner().batch.unwrap();
    assert_eq!(again.results_url, "");
    avatar.next().await;
    let refused = get(&ended.results_url).await;
    told(&refused, StatusCode::CONFLICT, "BATCH_NOT_ENDED");
    drop(avatar);
    assert_eq!(caller.end_of_batch(&ended.batch_id).await.results_url, ended.results_url);
    assert_eq!(unpacked(&get(&ended.results_url).await).0.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_know_its_name_does_not_get_it() {
    let server = Server::start().await;
    let caller = server.caller();
    let (one, other) = (caller.ended_batch(of_titles(1)).await, caller.ended_batch(of_titles(2)).await);
    let name = |batch: &v1::Batch| batch.results_url.rsplit_once('/').unwrap().1.to_owned();
    let signature = |batch: &v1::Batch| name(batch).split_once('-').unwrap().1.to_owned();
    let mut wrong = vec![
        format!("{}.zip", one.batch_id),
        format!("{}-.zip", one.batch_id),
        format!("{}-{}", one.batch_id, signature(&other)),
        format!("{}-0{}", one.batch_id, signature(&one)),
        format!("bat_01h455vb4pex5vsknk084sn02q-{}", signature(&one)),
        name(&one).replace(".zip", ""),
        name(&one).replace(".zip", ".tar"),
        "%00.zip".to_owned(),
        "..%2f..%2fetc.zip".to_owned(),
    ];
    for (at, _) in signature(&one).trim_end_matches(".zip").char_indices() {
        let (place, mut changed) = (one.batch_id.len() + 1 + at, name(&one).into_bytes());
        changed[place] = if changed[place] == b'0' { b'1' } else { b'0' };
        wrong.push(String::from_utf8(changed).unwrap());
    }
    for name in wrong {
        told(&get(&format!("{}/z/{name}", server.url)).await, StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND");
    }
    for batch in [one, other] {
        assert_eq!(unpacked(&get(&batch.results_url).await).0.len(), batch.total_count as usize);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_one_is_whole() {
    let server = Server::start().await;
    let caller = server.caller();
    // More than are looked up at a time.
    let batch = caller.ended_batch(of_titles(450)).await;
    let (files, list) = unpacked(&get(&batch.results_url).await);
    assert_eq!((files.len(), list["items"].as_array().unwrap().len()), (450, 450));
    assert!(files.values().all(|bytes| sample::decoded(bytes).0 == "png"));
    let names: Vec<&String> = files.keys().collect();
    let listed: Vec<&str> =
        list["items"].as_array().unwrap().iter().map(|item| item["file"].as_str().unwrap()).collect();
    assert_eq!(names, listed, "their names sort as the items do");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_is_lost_takes_no_others_along() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("file://{}", folder.path().display());
    let db = TestDatabase::sqlite();
    let mut server = Server::on(&db, Names::default().world(), &[("blob_url", &url)]).await;
    let caller = server.caller();
    let batch = caller.ended_batch(of_titles(3)).await;
    let lost = caller.batch_items(&batch.batch_id).await[1].render.clone().unwrap();
    let (first, rest) = lost.sha256.split_at(2);
    std::fs::remove_file(folder.path().join("sha256").join(first).join(rest)).unwrap();
    let path = batch.results_url.strip_prefix(&server.url).unwrap().to_owned();
    server.ended().await;
    // One that has not made the picture, and so has it not in memory. The name is the same.
    let server = Server::on(&db, Names::default().world(), &[("blob_url", &url)]).await;
    let (files, list) = unpacked(&get(&format!("{}{path}", server.url)).await);
    assert_eq!(files.len(), 2);
    let listed = &list["items"][1];
    assert_eq!((&listed["file"], &listed["error"]["reason"]), (&Value::Null, &json!("INTERNAL")));
}
