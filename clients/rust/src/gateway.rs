use std::task::{Context, Poll};

use tonic::{
    Code, Status,
    body::Body,
    codegen::{
        BoxFuture, Service, StdError,
        http::{HeaderValue, Request, Response, StatusCode, header},
    },
    transport::Channel,
};

/// The connection, which shows the key with every call, and sees when it is not the server that answers.
#[derive(Clone)]
pub struct Gateway {
    channel: Channel,
    authorization: HeaderValue,
}

impl Gateway {
    pub(crate) fn new(channel: Channel, authorization: HeaderValue) -> Self {
        Self { channel, authorization }
    }
}

impl Service<Request<Body>> for Gateway {
    type Response = Response<Body>;
    type Error = StdError;
    type Future = BoxFuture<Self::Response, Self::Error>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.channel.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        request.headers_mut().insert(header::AUTHORIZATION, self.authorization.clone());
        let answer = self.channel.call(request);
        Box::pin(async move {
            let answer = answer.await?;
            foreign(&answer).map_or(Ok(answer), |status| Err(status.into()))
        })
    }
}

/// What is to be said of an answer that is no gRPC. tonic would read a page as if it were a message.
/// The codes: <https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md>.
fn foreign(answer: &Response<Body>) -> Option<Status> {
    let kind = answer.headers().get(header::CONTENT_TYPE).map_or("nothing", |kind| kind.to_str().unwrap_or("?"));
    if answer.status() == StatusCode::OK && kind.starts_with("application/grpc") {
        return None;
    }
    let code = match answer.status().as_u16() {
        400 => Code::Internal,
        401 => Code::Unauthenticated,
        403 => Code::PermissionDenied,
        404 => Code::Unimplemented,
        429 | 502..=504 => Code::Unavailable,
        _ => Code::Unknown,
    };
    Some(Status::new(code, format!("something else than the server answered: HTTP {}, {kind}", answer.status())))
}
