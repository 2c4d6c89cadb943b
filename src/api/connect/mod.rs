//! The Connect protocol, unary (connectrpc.com/docs/protocol): every method that answers one message as `POST
//! /placard.v1.{Service}/{Method}`, with JSON for curl or with the bare message for Connect's own clients.
//!
//! It stands outside gRPC-Web and turns a request into the same call that gRPC would have made, whose body is read only
//! when a handler asks for it: keys, rates, slots and deadlines come before it, and are the same code.

mod answer;
mod read;
mod request;
mod tree;

use std::{collections::HashMap, sync::Arc};

use axum::{
    Router,
    extract::Request,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Method as Verb, StatusCode, header};
use placard_client::FILE_DESCRIPTOR_SET;
use prost_reflect::{DescriptorPool, MethodDescriptor};
use tonic::Status;
use tower::Service;

use self::answer::{Details, refuse, respond};
use super::status::status;
use crate::domain::{
    excerpt::Excerpt,
    reason::Reason,
    violation::{Violation, nearest},
};

/// How the messages of a call are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Codec {
    /// `application/json`: JSON as proto3 maps it.
    Json,
    /// `application/proto`: the message's own bytes.
    Proto,
}

impl Codec {
    /// By the media type of a request; JSON is UTF-8 whatever else it might say.
    fn of(headers: &HeaderMap) -> Option<Codec> {
        let text = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
        let (media_type, parameters) = text.split_once(';').unwrap_or((text, ""));
        let utf8 = parameters.split(';').map(str::trim).all(|parameter| {
            parameter.is_empty()
                || parameter.split_once('=').is_some_and(|(name, value)| {
                    name.eq_ignore_ascii_case("charset") && value.trim_matches('"').eq_ignore_ascii_case("utf-8")
                })
        });
        match media_type.trim().to_ascii_lowercase().as_str() {
            "application/json" if utf8 => Some(Codec::Json),
            "application/proto" if parameters.trim().is_empty() => Some(Codec::Proto),
            _ => None,
        }
    }

    const fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Codec::Json => "application/json",
            Codec::Proto => "application/proto",
        })
    }
}

/// Where calls come in by Connect, and what they become.
#[derive(Clone)]
pub struct Connect {
    /// By their paths.
    methods: Arc<HashMap<String, MethodDescriptor>>,
    details: Details,
    /// gRPC, inside its layers.
    inner: Router,
}

impl Connect {
    /// `inner` takes gRPC, over whatever version of HTTP.
    pub fn new(inner: Router) -> Self {
        let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).expect("the descriptors the code was generated from");
        let methods = pool.services().flat_map(|service| service.methods().collect::<Vec<_>>());
        let path = |method: &MethodDescriptor| format!("/{}/{}", method.parent_service().full_name(), method.name());
        let methods = methods.map(|method| (path(&method), method)).collect();
        Self { methods: Arc::new(methods), details: Details::new(), inner }
    }

    /// Whether a path is one of those that this answers, be there such a method or not.
    pub fn takes(path: &str) -> bool {
        path.starts_with("/placard.v1.")
    }

    /// Answers a request that is not gRPC.
    pub async fn call(mut self, request: Request) -> Response {
        let (method, codec) = match self.admit(&request) {
            Ok(admitted) => admitted,
            Err(Refused { status, http, allow }) => {
                let mut response = refuse(&self.details, &status);
                *response.status_mut() = http.unwrap_or(response.status());
                if allow {
                    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
                }
                return response;
            }
        };
        let (request, sent) = match request::grpc(request, method.input(), codec) {
            Ok(request) => request,
            Err(status) => return refuse(&self.details, &status),
        };
        let response = self.inner.call(request).await.into_response();
        respond(&self.details, response, &method.output(), codec, &sent).await
    }

    /// The method that a request names, and how its messages are written.
    fn admit(&self, request: &Request) -> Result<(MethodDescriptor, Codec), Refused> {
        let path = request.uri().path();
        let Some(method) = self.methods.get(path) else {
            return Err(Refused::of(status(Reason::MethodNotFound, self.unknown(path))));
        };
        if request.method() != Verb::POST {
            let message = format!("a method is called with POST, not with {}", Excerpt(request.method().as_str()));
            let status = status(Reason::HttpMethodNotAllowed, message);
            return Err(Refused { status, http: Some(StatusCode::METHOD_NOT_ALLOWED), allow: true });
        }
        let unsupported = |message: String| Refused {
            status: status(Reason::UnsupportedMediaType, message),
            http: Some(StatusCode::UNSUPPORTED_MEDIA_TYPE),
            allow: false,
        };
        if method.is_server_streaming() || method.is_client_streaming() {
            let message = format!("`{}` answers a stream: call it by gRPC or gRPC-Web", method.name());
            return Err(unsupported(message));
        }
        let Some(codec) = Codec::of(request.headers()) else {
            let message = "send `content-type: application/json`; application/proto, gRPC and gRPC-Web are taken too";
            return Err(unsupported(message.to_owned()));
        };
        if let Some(version) = request.headers().get("connect-protocol-version")
            && version != "1"
        {
            let wrong = Violation::invalid("connect-protocol-version", "must be 1");
            return Err(Refused::of(super::status::invalid(&[wrong])));
        }
        Ok((method.clone(), codec))
    }

    /// What to say of a path that is no method's.
    fn unknown(&self, path: &str) -> String {
        let name = path.trim_start_matches('/');
        let (service, method) = name.split_once('/').unwrap_or((name, ""));
        let known = || self.methods.keys().filter_map(|path| path.trim_start_matches('/').split_once('/'));
        let near = if known().any(|(known, _)| known == service) {
            let methods = known().filter(|(known, _)| *known == service).map(|(_, method)| method);
            nearest(method, methods).map(|near| format!("{service}/{near}"))
        } else {
            let services = known().map(|(service, _)| service);
            let near = nearest(last(service), services.map(last));
            near.map(|near| format!("placard.v1.{near}"))
        };
        let hint = near.map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
        format!("there is no method `{}`{hint}", Excerpt(name))
    }
}

/// A service's name without its package.
fn last(service: &str) -> &str {
    service.rsplit('.').next().unwrap_or(service)
}

/// What is answered instead of a call, with the status of HTTP where it is not the one of its code.
struct Refused {
    status: Status,
    http: Option<StatusCode>,
    allow: bool,
}

impl Refused {
    fn of(status: Status) -> Self {
        Self { status, http: None, allow: false }
    }
}
