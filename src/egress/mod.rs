//! The one way out: every request to an address that somebody else chose passes through here.
//!
//! A URL is judged three times. [`Guard::judge_url`] reads it, when it is saved; [`Guard::judge_now`] resolves its
//! name, when it is saved; and [`Client`] judges again before every request and on the addresses that it is about to
//! dial, so a name whose answer has changed meanwhile gains nothing.
//!
//! This room knows `domain` and nothing else of this crate: not what is sent, to whom it belongs, or when to try again.

mod address;
mod answer;
mod client;
mod dns;
mod failure;
mod guard;
mod phase;
mod resolve;
mod rule;
mod tls;
mod url;

#[cfg(test)]
mod tests;

pub use self::{
    answer::{Answer, FetchLimits, Fetched, Limits},
    client::{Client, SetupError},
    dns::DnsResolver,
    failure::{FetchError, SendError, Stage},
    guard::{Destination, DestinationError, Guard, Policy},
    resolve::{Resolve, SystemResolver},
    rule::{Refusal, Rule},
    tls::{AuthoritiesError, authorities},
    url::{AdmittedUrl, MAX_URL_BYTES},
};
