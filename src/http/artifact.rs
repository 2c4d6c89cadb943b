//! `GET /i/{slug}.{ext}`: a picture.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use super::{
    Http,
    range::{self, Ranged},
};
use crate::{
    domain::{output::Format, render::Artifact},
    engine::Error,
};

/// A slug names the same bytes for ever.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// How long an answer may be kept, and whether others asked differently get another one.
pub struct Keeping {
    pub control: HeaderValue,
    /// By their `Accept`.
    pub negotiated: bool,
}

const ALONE: HeaderValue =
    HeaderValue::from_static("default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox");

/// Answers a picture, a part of it, or that the caller has it already.
pub async fn serve(State(http): State<Http>, method: Method, Path(file): Path<String>, headers: HeaderMap) -> Response {
    let found = match file.rsplit_once('.') {
        Some((slug, extension)) => find(&http, slug, extension).await,
        None => Ok(None),
    };
    let answer = match found {
        Ok(Some(artifact)) => {
            let keeping = Keeping { control: FOREVER, negotiated: false };
            answer(&http, &method, &headers, &artifact, keeping).await
        }
        Ok(None) => return (StatusCode::NOT_FOUND, "there is no such picture\n").into_response(),
        Err(error) => Err(error),
    };
    answer.unwrap_or_else(|error| at_fault(&error))
}

/// What is answered where a picture cannot be served.
pub(super) fn at_fault(error: &Error) -> Response {
    tracing::error!(error = error as &dyn std::error::Error, "a picture could not be served");
    let status = match error {
        Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    (status, "the picture cannot be served right now\n").into_response()
}

async fn find(http: &Http, slug: &str, extension: &str) -> Result<Option<Arc<Artifact>>, Error> {
    let Some(format) = Format::from_extension(extension) else { return Ok(None) };
    let artifact = http.engine.artifact(slug).await?;
    Ok(artifact.filter(|artifact| artifact.format == format))
}

/// An artifact, a part of it, or that the caller has it already.
pub(super) async fn answer(
    http: &Http,
    method: &Method,
    asked: &HeaderMap,
    artifact: &Artifact,
    keeping: Keeping,
) -> Result<Response, Error> {
    let etag = format!("\"{}\"", hex::encode(artifact.sha256));
    let mut headers = HeaderMap::new();
    headers.insert(header::ETAG, HeaderValue::try_from(&etag).expect("hexadecimal digits in quotes"));
    headers.insert(header::CACHE_CONTROL, keeping.control);
    if keeping.negotiated {
        headers.insert(header::VARY, HeaderValue::from_static("accept"));
    }
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    // A picture and nothing else, whatever a browser may make of its bytes.
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // An SVG that is opened by itself is a document, which shall run and fetch nothing.
    headers.insert(header::CONTENT_SECURITY_POLICY, ALONE);

    let text = |name| asked.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    if text(header::IF_NONE_MATCH).is_some_and(|known| matches(known, &etag)) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(artifact.format.content_type()));

    // RFC 9110, section 13.1.5: a range of another version is no range of this one.
    let same = text(header::IF_RANGE).is_none_or(|version| version == etag);
    let len = artifact.size_bytes;
    let (status, part) = match range::parse(text(header::RANGE).filter(|_| same), len) {
        Ranged::Whole => (StatusCode::OK, 0..len),
        Ranged::Part(part) => {
            let range = format!("bytes {}-{}/{len}", part.start, part.end - 1);
            headers.insert(header::CONTENT_RANGE, HeaderValue::try_from(range).expect("digits"));
            (StatusCode::PARTIAL_CONTENT, part)
        }
        Ranged::Unsatisfiable => {
            headers.insert(header::CONTENT_RANGE, HeaderValue::try_from(format!("bytes */{len}")).expect("digits"));
            headers.remove(header::CONTENT_TYPE);
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, headers).into_response());
        }
    };
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(part.end - part.start));
    if method == Method::HEAD {
        return Ok((status, headers).into_response());
    }
    let blobs = &http.engine.blobs;
    if let Some(bytes) = blobs.at_hand(&artifact.sha256, len, part.clone()).await? {
        return Ok((status, headers, Body::from(bytes)).into_response());
    }
    let whole = status == StatusCode::OK;
    let stream = blobs.stream(&artifact.sha256, (!whole).then_some(part)).await?;
    Ok((status, headers, Body::from_stream(stream)).into_response())
}

/// `If-None-Match`: a list of entity tags, or `*`. Compared weakly, as the RFC has it.
fn matches(list: &str, etag: &str) -> bool {
    list.split(',').map(str::trim).any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}
