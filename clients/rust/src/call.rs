//! What the client has to know of each method. The request's type says which method is meant: no two share one.

use prost::Message;

use crate::v1;

/// A request.
pub trait Call: Message + Clone + Default + 'static {
    /// What it is answered with, or with many of.
    type Response: Message + Default + 'static;
    /// The method's name on the wire.
    const PATH: &'static str;
    /// Whether the method changes nothing.
    const READS: bool = false;

    /// What makes a repetition safe, where the request has it.
    fn request_id(&mut self) -> Option<&mut String> {
        None
    }
}

/// A request with one answer.
pub trait Unary: Call {}

/// A request with a stream of answers.
pub trait Streaming: Call {}

/// A request for a page of a list.
pub trait Paged: Unary {
    /// What the list is one of.
    type Item;

    /// Which page.
    fn page_token(&mut self) -> &mut String;

    /// What is on a page, and the token of the next.
    fn items(response: Self::Response) -> (Vec<Self::Item>, String);
}

include!("gen/calls.rs");
