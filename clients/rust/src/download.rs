use std::path::{Path, PathBuf};

use futures_util::StreamExt;
use tokio::{
    fs::{self, File},
    io::AsyncWriteExt,
};
use tonic::Code;
use uuid::Uuid;

use crate::{client::Client, error::Error, retry::Attempts, v1};

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Downloaded {
    /// Media type, for instance "image/png".
    pub content_type: String,
    /// Its size.
    pub size_bytes: u64,
}

impl Client {
    /// Downloads a render's picture into a file, which is there only once it is whole. If the connection breaks, it begins
    /// again. What the file system refuses is an error of the code `Internal`, with its cause.
    pub async fn download_render(&self, render_id: &str, path: impl AsRef<Path>) -> Result<Downloaded, Error> {
        let mut attempts = Attempts::new(true, None);
        loop {
            let unfinished = Unfinished::beside(path.as_ref());
            match self.download(render_id, &unfinished, path.as_ref()).await {
                Ok(downloaded) => return Ok(downloaded),
                Err(error) => {
                    drop(unfinished);
                    attempts.wait_after(error).await?;
                }
            }
        }
    }

    async fn download(&self, render_id: &str, unfinished: &Unfinished, path: &Path) -> Result<Downloaded, Error> {
        let request = v1::DownloadRenderRequest { render_id: render_id.to_owned() };
        let mut stream = self.stream(request).await?;
        let mut whole: Option<(File, Downloaded)> = None;
        let mut written = 0;
        while let Some(part) = stream.next().await {
            let part = part?;
            let (file, _) = match &mut whole {
                Some(whole) => whole,
                None => {
                    let file = File::create_new(&unfinished.0).await.map_err(not_written)?;
                    let size_bytes = part.size_bytes.unsigned_abs();
                    whole.insert((file, Downloaded { content_type: part.content_type, size_bytes }))
                }
            };
            file.write_all(&part.data).await.map_err(not_written)?;
            written += part.data.len() as u64;
        }
        let ended = || Error::own(Code::Unavailable, format!("the picture ended after {written} bytes"));
        let (mut file, downloaded) = whole.filter(|(_, whole)| whole.size_bytes == written).ok_or_else(ended)?;
        file.flush().await.map_err(not_written)?;
        fs::rename(&unfinished.0, path).await.map_err(not_written)?;
        Ok(downloaded)
    }
}

fn not_written(error: std::io::Error) -> Error {
    Error::because(Code::Internal, format!("the file can't be written: {error}"), error)
}

/// A file beside its place, which goes if it is not renamed: however the download ends, being dropped included.
struct Unfinished(PathBuf);

impl Unfinished {
    fn beside(path: &Path) -> Self {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", Uuid::new_v4()));
        Self(path.with_file_name(name))
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // There may be nothing, and whether it goes is nothing that anyone waits for.
        let _ = std::fs::remove_file(&self.0);
    }
}
