//! Calls by name with bytes for a message: what no generated client would send.

use bytes::{Buf, BufMut, Bytes};
use http::uri::PathAndQuery;
use tonic::{
    Request, Status,
    client::Grpc,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
};

use super::caller::Caller;

/// Messages as they are.
#[derive(Clone, Copy, Default)]
struct Bare;

impl Codec for Bare {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Bare {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, item: Bytes, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put(item);
        Ok(())
    }
}

impl Decoder for Bare {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(buffer.copy_to_bytes(buffer.remaining())))
    }
}

impl Caller {
    /// Calls `Service/Method` of `placard.v1`; answers the first message.
    pub async fn call_raw(&self, method: &str, message: impl Into<Bytes>) -> Result<Bytes, Status> {
        self.call_raw_with(method, Request::new(message.into())).await
    }

    /// The same with metadata.
    pub async fn call_raw_with(&self, method: &str, request: Request<Bytes>) -> Result<Bytes, Status> {
        let path = PathAndQuery::try_from(format!("/placard.v1.{method}")).expect("a method's name");
        let mut grpc = Grpc::new(self.line());
        grpc.ready().await.expect("a server that listens");
        let mut stream = grpc.server_streaming(request, path, Bare).await?.into_inner();
        Ok(stream.message().await?.unwrap_or_default())
    }
}
