//! `GET /z/{batch}-{signature}.zip`: a batch's pictures, packed together.

use axum::{
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use futures::TryStreamExt as _;
use http::{HeaderValue, StatusCode, header};

use super::{Http, artifact, explain::explain};
use crate::{
    domain::{batch::Batch, reason::Reason},
    engine::Error,
};

/// Answers the archive, as it is being packed.
pub async fn serve(State(http): State<Http>, Path(file): Path<String>) -> Response {
    let found = match file.strip_suffix(".zip") {
        Some(name) => http.engine.archived(name).await,
        None => Ok(None),
    };
    match found {
        Ok(Some(batch)) => answer(&http, batch),
        Ok(None) => explain(StatusCode::NOT_FOUND, Reason::ResourceNotFound, "there is no such batch"),
        Err(error @ Error::BatchNotEnded(_)) => {
            explain(StatusCode::CONFLICT, Reason::BatchNotEnded, &error.to_string())
        }
        Err(error) => artifact::at_fault(&error),
    }
}

fn answer(http: &Http, batch: Batch) -> Response {
    let disposition = format!("attachment; filename=\"{}.zip\"", batch.id);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/zip")),
        (header::CONTENT_DISPOSITION, HeaderValue::try_from(disposition).expect("an id is ASCII")),
        // Its failed items may be rendered again.
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    let packed = http.engine.archive(batch).inspect_err(|error| {
        // The answer breaks off, so that nobody takes it for a whole one.
        tracing::error!(error = error as &dyn std::error::Error, "a batch's archive could not be packed to its end");
    });
    (headers, Body::from_stream(packed)).into_response()
}
