//! The services, each with its methods. They are views of a [`Client`], which makes and repeats the calls.

use futures_util::Stream;

use crate::{client::Client, error::Error, v1};

include!("gen/services.rs");
