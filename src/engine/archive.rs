//! A batch's pictures as one ZIP, packed while it is read: no more than one of them is in memory at a time.
//!
//! They are stored as they are, since pictures don't get any smaller. Beside them lies a list that says what each item came
//! to, the failed ones too.

use std::{
    collections::VecDeque,
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use futures::{StreamExt as _, stream::BoxStream};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use time::OffsetDateTime;
use uuid::Uuid;
use zip::{
    CompressionMethod, DateTime, ZipWriter,
    write::{PreparedZipFile, SimpleFileOptions, StreamWriter},
};

use super::{Engine, Error};
use crate::{
    blob::BlobError,
    domain::{
        batch::Batch,
        id::BatchId,
        page::PageRequest,
        reason::Reason,
        render::{Artifact, Render, RenderOutcome, RenderSource},
        timestamp::Timestamp,
    },
};

/// What is in the archive, and what is not and why.
const LIST: &str = "results.json";
/// Items that are looked up at a time.
const PAGE: u32 = 200;
/// What its files are on Unix: their owner may write them, all may read them.
const MODE: u32 = 0o644;
/// Bytes of the signature in its name: 2 to the 128th, too many to guess.
const SIGNATURE: usize = 16;

impl Engine {
    /// Where a batch's pictures are to be had as a ZIP, once it has ended. Who knows it may have them.
    pub fn archive_url(&self, batch: &Batch) -> Option<String> {
        batch.finish_time?;
        let signature = self.archive_mac(batch.id).finalize().into_bytes();
        Some(format!("{}/z/{}-{}.zip", self.public_url, batch.id, hex::encode(&signature[..SIGNATURE])))
    }

    fn archive_mac(&self, batch: BatchId) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.slug_key).expect("HMAC takes a key of any length");
        mac.update(b"archive of ");
        mac.update(batch.uuid().as_bytes());
        mac
    }

    /// The batch whose archive has this name, in whatever workspace: the name is the key.
    ///
    /// # Errors
    /// [`Error::BatchNotEnded`] while it has no end.
    pub async fn archived(&self, name: &str) -> Result<Option<Batch>, Error> {
        let Some((id, signature)) = name.split_once('-') else { return Ok(None) };
        let (Ok(id), Ok(signature)) = (id.parse::<BatchId>(), hex::decode(signature)) else { return Ok(None) };
        if signature.len() != SIGNATURE || self.archive_mac(id).verify_truncated_left(&signature).is_err() {
            return Ok(None);
        }
        match self.store.batch_of_any(id).await? {
            Some(batch) if batch.finish_time.is_none() => Err(Error::BatchNotEnded(id)),
            found => Ok(found),
        }
    }

    /// Packs the pictures of a batch that has ended, as fast as they are read.
    pub fn archive(&self, batch: Batch) -> BoxStream<'static, Result<Bytes, Error>> {
        let packed = Packed::default();
        let packing = Packing {
            engine: self.clone(),
            date: date(batch.finish_time.unwrap_or(batch.start_time)),
            batch,
            zip: ZipWriter::new_stream(packed.clone()),
            packed,
            items: VecDeque::new(),
            next: Some(None),
            told: Vec::new(),
        };
        let step = async |packing: Option<Packing>| match packing {
            Some(packing) => packing.step().await.map(Some),
            None => Ok(None),
        };
        futures::stream::try_unfold(Some(packing), step).boxed()
    }
}

/// An archive that is being packed.
struct Packing {
    engine: Engine,
    batch: Batch,
    date: DateTime,
    zip: ZipWriter<StreamWriter<Packed>>,
    packed: Packed,
    /// Looked up, and not yet packed.
    items: VecDeque<Render>,
    /// After which one to look up more; `None` at the end.
    next: Option<Option<Uuid>>,
    /// What became of the items so far.
    told: Vec<Value>,
}

impl Packing {
    /// The next bytes of the archive, and what is left of the work.
    async fn step(mut self) -> Result<(Bytes, Option<Self>), Error> {
        loop {
            if let Some(item) = self.items.pop_front() {
                self.pack(&item).await?;
                let bytes = self.packed.take();
                if !bytes.is_empty() {
                    return Ok((bytes, Some(self)));
                }
            } else if let Some(after) = self.next {
                let request = PageRequest { size: PAGE, after };
                let page =
                    self.engine.store.list_batch_items(self.batch.workspace_id, self.batch.id, None, request).await?;
                let page = page.ok_or_else(|| Error::not_found("batch", self.batch.id))?;
                self.items = page.items.into();
                self.next = page.next.map(Some);
            } else {
                self.add(LIST, &self.list())?;
                self.zip.finish().map_err(ours)?;
                return Ok((self.packed.take(), None));
            }
        }
    }

    /// Puts an item's picture into the archive, if it has one, and what there is to say of it on the list.
    async fn pack(&mut self, item: &Render) -> Result<(), Error> {
        let index = match item.source {
            RenderSource::Batch { index: Some(index), .. } => index as usize,
            _ => self.told.len(),
        };
        let mut told = self.engine.told_item(index, item);
        told["file"] = Value::Null;
        if let Some(RenderOutcome::Succeeded { artifact, .. }) = item.outcome() {
            match self.engine.blobs.get(&artifact.sha256).await {
                Ok(bytes) => {
                    let name = file_name(index, artifact);
                    self.add(&name, &bytes)?;
                    told["file"] = json!(name);
                }
                // The others are none the worse for it.
                Err(BlobError::Missing) => {
                    tracing::error!(slug = artifact.slug, "a picture of a batch is missing");
                    let message = "the picture is not there any more";
                    told["error"] = json!({ "reason": Reason::Internal.as_str(), "message": message });
                }
                Err(error) => return Err(error.into()),
            }
        }
        self.told.push(told);
        Ok(())
    }

    /// With its length and its checksum before it, so that it can be unpacked while it is read.
    fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(self.date)
            .unix_permissions(MODE);
        let file = PreparedZipFile::from_data(name, options, bytes).map_err(ours)?;
        self.zip.add_prepared_file(file).map_err(ours)
    }

    fn list(&self) -> Vec<u8> {
        let counts = self.batch.counts;
        let list = json!({
            "batch_id": self.batch.id.to_string(),
            "total_count": counts.total,
            "completed_count": counts.succeeded,
            "failed_count": counts.failed,
            "cancelled_count": counts.cancelled,
            "items": self.told,
        });
        format!("{list:#}\n").into_bytes()
    }
}

/// By its place, so that the files sort as the items do, and its slug.
fn file_name(index: usize, artifact: &Artifact) -> String {
    format!("{index:05}-{}.{}", artifact.slug, artifact.format.extension())
}

/// As ZIP writes it, in UTC: from 1980 to 2107, and otherwise the beginning of that.
fn date(time: Timestamp) -> DateTime {
    let time = OffsetDateTime::from_unix_timestamp(time.as_seconds()).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let year = u16::try_from(time.year()).unwrap_or_default();
    let (month, day) = (u8::from(time.month()), time.day());
    DateTime::from_date_and_time(year, month, day, time.hour(), time.minute(), time.second()).unwrap_or_default()
}

/// What is packed and not yet on its way to whoever reads.
#[derive(Clone, Default)]
struct Packed(Arc<Mutex<Vec<u8>>>);

impl Packed {
    fn take(&self) -> Bytes {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).into()
    }
}

impl Write for Packed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn ours(error: zip::result::ZipError) -> Error {
    Error::Internal(Box::new(error))
}
