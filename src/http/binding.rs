//! `GET /b/{binding}.{ext}`: the last good picture of a binding.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use super::{
    Http,
    artifact::{self, Keeping},
};
use crate::{domain::output::Format, engine::Error};

/// Another picture may take its place at any time; whoever has it may show it while they ask.
const A_MINUTE: HeaderValue = HeaderValue::from_static("public, max-age=60, stale-while-revalidate=300");
/// What is not there yet may be in a moment.
const NOT_KEPT: HeaderValue = HeaderValue::from_static("no-store");

/// Answers the picture, a part of it, or that the caller has it already.
pub async fn serve(State(http): State<Http>, method: Method, Path(file): Path<String>, headers: HeaderMap) -> Response {
    look(&http, &method, &file, &headers).await.unwrap_or_else(|error| artifact::at_fault(&error))
}

async fn look(http: &Http, method: &Method, file: &str, headers: &HeaderMap) -> Result<Response, Error> {
    let (id, extension) = file.rsplit_once('.').unwrap_or((file, ""));
    let artifact = match http.engine.binding_artifact(id).await? {
        None => return Ok(missing("there is no such binding\n".to_owned())),
        Some(None) => return Ok(missing("this binding has no picture yet\n".to_owned())),
        Some(Some(artifact)) => artifact,
    };
    if Format::from_extension(extension) != Some(artifact.format) {
        let ending = artifact.format.extension();
        return Ok(missing(format!("this binding's picture is at {id}.{ending}\n")));
    }
    let keeping = Keeping { control: A_MINUTE, negotiated: false };
    artifact::answer(http, method, headers, &artifact, keeping).await
}

fn missing(why: String) -> Response {
    (StatusCode::NOT_FOUND, [(header::CACHE_CONTROL, NOT_KEPT)], why).into_response()
}
