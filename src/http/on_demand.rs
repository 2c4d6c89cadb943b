//! `GET /r/{template}.{ext}?…`: a picture that is rendered when it is asked for.

use std::time::Duration;

use axum::{extract::State, response::Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};

use super::{
    Http,
    artifact::{self, Keeping},
    explain::explain,
};
use crate::{
    domain::{output::Format, reason::Reason, signed_url::PATH, violation::Violation},
    engine::{
        Error,
        on_demand::{Asked, OnDemand},
    },
};

/// How long whoever asks first may have to wait.
const PATIENCE: Duration = Duration::from_secs(30);

/// Answers the picture, or why there is none.
pub async fn serve(State(http): State<Http>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let asked = Asked {
        file: uri.path().strip_prefix(PATH).unwrap_or_default(),
        query: uri.query().unwrap_or_default(),
        preferred: preferred(&headers),
        request_id: text(&headers, "x-request-id").unwrap_or_default().to_owned(),
    };
    let found = match tokio::time::timeout(PATIENCE, http.engine.on_demand(asked)).await {
        Ok(found) => found,
        Err(_) => return explain(StatusCode::GATEWAY_TIMEOUT, Reason::DeadlineExceeded, "the picture took too long"),
    };
    let answer = match found {
        Ok(OnDemand { artifact, max_age, stale, negotiated }) => {
            let control = format!("public, max-age={}, stale-while-revalidate={}", max_age.as_secs(), stale.as_secs());
            let control = HeaderValue::try_from(control).expect("digits and words");
            artifact::answer(&http, &method, &headers, &artifact, Keeping { control, negotiated }).await
        }
        Err(error) => Err(error),
    };
    answer.unwrap_or_else(refuse)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The smallest format that a reader says they take and that is there soon; PNG is understood by all, say so or not. Never
/// AVIF: what its encoder makes in half a second is larger than a WebP as good, which takes a thirtieth of that.
fn preferred(headers: &HeaderMap) -> Format {
    let takes = |wanted: &str| {
        let lists = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
        lists.flat_map(|list| list.split(',')).any(|range| {
            let mut parts = range.split(';').map(str::trim);
            let is_it = parts.next().is_some_and(|media_type| media_type.eq_ignore_ascii_case(wanted));
            // `q=0` is "not this one" (RFC 9110, section 12.4.2).
            let refused = |part: &str| {
                let weight = part.strip_prefix("q=").or_else(|| part.strip_prefix("Q="));
                weight.is_some_and(|weight| weight.parse::<f32>().is_ok_and(|weight| weight <= 0.0))
            };
            is_it && !parts.any(refused)
        })
    };
    if takes(Format::Webp.content_type()) { Format::Webp } else { Format::Png }
}

fn refuse(error: Error) -> Response {
    let message = error.to_string();
    match error {
        Error::SignatureInvalid(_) => explain(StatusCode::FORBIDDEN, Reason::SignatureInvalid, &message),
        Error::UrlExpired(_) => explain(StatusCode::FORBIDDEN, Reason::UrlExpired, &message),
        Error::Invalid(problems) => {
            let reason = problems.first().map_or(Reason::InvalidField, |first| first.reason);
            let unknown = reason == Reason::UnknownTemplate;
            let status = if unknown { StatusCode::NOT_FOUND } else { StatusCode::BAD_REQUEST };
            let told: Vec<String> = problems.iter().take(16).map(Violation::to_string).collect();
            explain(status, reason, &told.join("; "))
        }
        Error::Failed(failure) | Error::RenderFailed { failure, .. } => {
            explain(StatusCode::UNPROCESSABLE_ENTITY, failure.reason, &failure.message)
        }
        Error::Overloaded => later(Reason::Overloaded, &message),
        Error::Unavailable(source) => {
            tracing::error!(error = &*source as &dyn std::error::Error, "a part is not available");
            later(Reason::BackendUnavailable, &message)
        }
        error => {
            tracing::error!(error = &error as &dyn std::error::Error, "a picture on demand failed by our own fault");
            explain(StatusCode::INTERNAL_SERVER_ERROR, Reason::Internal, "the server is at fault")
        }
    }
}

/// 503, and when to come back.
fn later(reason: Reason, message: &str) -> Response {
    let mut response = explain(StatusCode::SERVICE_UNAVAILABLE, reason, message);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_format_that_is_taken_is_preferred() {
        let of =
            |accept: &str| preferred(&HeaderMap::from_iter([(header::ACCEPT, HeaderValue::try_from(accept).unwrap())]));
        assert_eq!(of("image/avif,image/webp,image/apng,*/*;q=0.8"), Format::Webp);
        assert_eq!(of("text/html, Image/WebP;q=0.5"), Format::Webp);
        assert_eq!(of("image/avif;q=0, image/webp; q=0.1"), Format::Webp);
        for other in ["*/*", "image/*", "", "image/png", "image/avif", "image/webp;q=0.0", "image/webpx"] {
            assert_eq!(of(other), Format::Png, "{other}");
        }
        assert_eq!(preferred(&HeaderMap::new()), Format::Png);
    }
}
